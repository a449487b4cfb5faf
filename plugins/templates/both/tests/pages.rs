//! A parent who walks through the pages, without a browser.

use fieldlab_service::visitor::{Value, Visitor};
use {{crate_name}}::routes;

#[test]
fn the_pages_show_what_the_rule_decides() {
    let mut parent = Visitor::playing(routes, &[("household.income_standardised", Value::Amount(2_000_000))]);
    assert!(parent.look("/situatie").contains("value=\"20.000\""), "the register fills it in");
    let page = parent.send("/situatie", &[("age", "10"), ("income", "20.000")]);
    assert!(page.contains("Uw kind krijgt de bijdrage") && page.contains("300 euro"), "{page}");
    assert!(page.contains("Is het inkomen laag genoeg?"), "{page}");
    assert_eq!(parent.decided(), ["De bijdrage"]);
    let page = parent.send("/situatie", &[("age", "10"), ("income", "30.000")]);
    assert!(page.contains("Uw inkomen is te hoog"), "{page}");
    assert!(parent.look("/").contains("U was al begonnen"));
}
