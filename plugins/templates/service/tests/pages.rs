//! A parent who walks through the pages, without a browser.

use fieldlab_service::visitor::{Value, Visitor};
use {{crate_name}}::routes;

#[test]
fn a_parent_walks_from_the_start_to_the_outcome() {
    let mut parent = Visitor::playing(routes, &[("person.income_gross", Value::Amount(1_950_050))]);
    assert!(parent.look("/").contains("href=\"/gezin\""));
    // What the register knows is filled in; what is wrong stands next to its field.
    assert!(parent.look("/gezin").contains("value=\"19.500,50\""));
    let page = parent.send("/gezin", &[("name", ""), ("age", "9"), ("income", "19.500,50")]);
    assert!(page.contains("Vul een antwoord in"), "{page}");
    let page = parent.send("/gezin", &[("name", "Mila"), ("age", "9"), ("income", "19.500,50")]);
    assert!(page.contains("Mila krijgt 300 euro"), "{page}");
    let page = parent.send("/gezin", &[("name", "Mila"), ("age", "19"), ("income", "19.500,50")]);
    assert!(page.contains("U krijgt geen bijdrage"), "{page}");
}

#[test]
fn whoever_comes_back_goes_on() {
    let mut parent = Visitor::new(routes);
    parent.send("/gezin", &[("name", "Mila"), ("age", "9"), ("income", "0")]);
    parent.closes_browser();
    assert!(parent.look("/").contains("U was al begonnen"));
    assert!(!parent.send("/opnieuw", &[]).contains("U was al begonnen"));
}

#[test]
fn whoever_skips_a_page_comes_there_first() {
    let mut parent = Visitor::new(routes);
    parent.look("/uitkomst");
    assert_eq!(parent.path, "/gezin");
}
