//! The plan, and coming back to it later.

use fieldlab_service::plaza::{Fit, Sector};
use fieldlab_service::visitor::Visitor;

use super::desks::{card, offer};
use super::{SANNE, ask, routes};

fn sanne() -> Visitor {
    let offers = vec![offer("maatje", Fit::Likely), offer("koffie", Fit::Possible)];
    let mut sanne = Visitor::playing(routes, &[]).with_desk("buurthulp", Sector::Society, Ok(offers));
    ask(&mut sanne, SANNE, &["income"]);
    sanne
}

/// The address of the card with this title.
fn choose(page: &str, title: &str) -> String {
    let (before, _) = page.split_once(&format!("Kies dit<span class=\"hidden\">: {title}")).expect("the card is there");
    let (_, address) = before.rsplit_once("action=\"").expect("it has a form");
    address.split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn what_is_chosen_goes_into_a_plan() {
    let mut sanne = sanne();
    let offers = sanne.look("/aanbod");
    let page = sanne.send(&choose(&offers, "Aanbod maatje"), &[]);
    assert!(page.contains("Het staat in uw plan") && page.contains("1 stap") && sanne.path == "/aanbod", "{page}");
    assert!(page.contains("Dit staat in uw plan."), "the card says so too: {page}");
    sanne.send(&choose(&offers, "Aanbod koffie"), &[]);
    let plan = sanne.look("/plan");
    for part in ["Aanbod maatje", "Aanbod koffie", "Wij bellen u.", "0 van de 2 gedaan", "Ctrl en P"] {
        assert!(plan.contains(part), "{part} in {plan}");
    }
}

#[test]
fn steps_are_done_moved_noted_and_taken_away() {
    let mut sanne = sanne();
    let offers = sanne.look("/aanbod");
    for title in ["Aanbod maatje", "Aanbod koffie"] {
        sanne.send(&choose(&offers, title), &[]);
    }
    let path = format!("/plan/{}", card().id);
    let plan = sanne.send(&path, &[("note", "Bel op maandag\r\n<b>"), ("do", "done")]);
    assert!(plan.contains("1 van de 2 gedaan") && plan.contains("Bel op maandag\n&lt;b&gt;"), "{plan}");
    let plan = sanne.send(&path, &[("note", "Bel op dinsdag"), ("do", "down")]);
    assert!(plan.find("Aanbod koffie") < plan.find("Aanbod maatje") && plan.contains("Bel op dinsdag"), "{plan}");
    let text = sanne.look("/plan.txt");
    assert!(text.contains("[x] 2. Aanbod maatje") && text.contains("Uw notitie: Bel op dinsdag"), "{text}");
    let plan = sanne.send(&path, &[("do", "remove")]);
    assert!(!plan.contains("Aanbod maatje") && plan.contains("Aanbod koffie"), "{plan}");
    let plan = sanne.send("/plan/0000", &[("do", "remove"), ("note", "x")]);
    assert!(sanne.status == 200 && plan.contains("Aanbod koffie"), "what is not there changes nothing: {plan}");
}

#[test]
fn who_comes_back_finds_the_question_and_the_plan() {
    let mut sanne = sanne();
    let offers = sanne.look("/aanbod");
    sanne.send(&choose(&offers, "Aanbod maatje"), &[]);
    sanne.closes_browser();
    let start = sanne.look("/");
    for part in ["U was hier eerder", SANNE, "href=\"/aanbod\"", "href=\"/plan\"", "(1 stap)"] {
        assert!(start.contains(part), "{part} in {start}");
    }
    sanne.send("/vraag", &[("words", "Ik zoek een huis"), ("who", "me")]);
    assert!(sanne.look("/plan").contains("Aanbod maatje"), "another question leaves the plan");
    let path = format!("/gesprek/{}", card().id);
    assert!(sanne.look(&path).contains("In gesprek met buurthulp"), "and its conversations");
    let start = sanne.send("/opnieuw", &[]);
    assert!(!start.contains("U was hier eerder"), "{start}");
    assert!(sanne.look("/plan").contains("Er staat nog niets in uw plan"));
}

#[test]
fn a_plan_that_is_full_says_so() {
    let offers = (0..8).map(|nth| offer(&format!("nummer {nth}"), Fit::Certain)).collect::<Vec<_>>();
    let mut sanne = Visitor::playing(routes, &[]);
    for desk in ["a", "b", "c", "d"] {
        sanne = sanne.with_desk(desk, Sector::Society, Ok(offers.clone()));
    }
    let mut page = ask(&mut sanne, SANNE, &["income"]);
    let addresses: Vec<String> =
        page.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
    for address in addresses.iter().filter(|address| address.starts_with("/kies/")) {
        page = sanne.send(address, &[]);
    }
    assert!(sanne.path == "/plan" && page.contains("Uw plan is vol"), "{page}");
    assert_eq!(page.matches("action=\"/plan/").count(), 24);
}
