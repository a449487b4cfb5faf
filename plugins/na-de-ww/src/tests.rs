//! Visitors who walk through the pages.

use fieldlab_service::visitor::{Value, Visitor};

use super::routes;

const BENEFIT: [(&str, &str); 4] = [("ends-day", "31"), ("ends-month", "maart"), ("ends-year", "2026"), ("work", "no")];

/// Sanne of `fixtures/personas/sanne.toml`, up to the page with all her answers.
fn sanne(language: &'static str) -> (Visitor, String) {
    let mut sanne = Visitor::new(routes);
    sanne.language = language;
    sanne.look("/");
    sanne.send("/uitkering", &BENEFIT);
    sanne.send("/gezin", &[("partner", "no"), ("children", "2"), ("youngest", "3")]);
    sanne.send("/woning", &[("tenure", "rent"), ("cost", "690,40")]);
    let page = sanne.send("/geld", &[("income", "0")]);
    (sanne, page)
}

#[test]
fn sanne_checks_her_answers_and_sees_all_six_schemes() {
    let (mut sanne, check) = sanne("nl");
    for answer in ["31 maart 2026", "€\u{a0}690,40", "Ik huur een woning met een eigen voordeur", "Nee", ">2<", ">3<"]
    {
        assert!(check.contains(answer), "{answer} in {check}");
    }
    let overview = sanne.look("/overzicht");
    assert!(overview.contains("Kijk naar deze 6 regelingen"), "{overview}");
    for scheme in
        ["Bijstand", "Huurtoeslag", "Zorgtoeslag", "Kindgebonden budget", "Kinderopvangtoeslag", "Kwijtschelding"]
    {
        assert!(overview.contains(&format!("role=\"rowheader\">{scheme}")), "{scheme} in {overview}");
    }
}

#[test]
fn the_pages_speak_english_to_whoever_reads_that() {
    let (mut visitor, check) = sanne("en");
    assert!(check.contains("31 March 2026") && check.contains("Is this right?"), "{check}");
    assert!(visitor.look("/overzicht").contains("Look at these 6 schemes"));
}

#[test]
fn an_answer_is_changed_without_the_whole_walk_again() {
    let (mut sanne, check) = sanne("nl");
    assert!(check.contains("href=\"/geld?next=%2Fcontrole\""), "{check}");
    let check = sanne.send("/geld?next=%2Fcontrole", &[("income", "2.500")]);
    assert_eq!(sanne.path, "/controle");
    assert!(check.contains("€\u{a0}2.500") && check.contains("€\u{a0}690,40"), "{check}");
    let overview = sanne.look("/overzicht");
    assert!(overview.contains("Kijk naar deze 4 regelingen") && !overview.contains("Bijstand"), "{overview}");
}

#[test]
fn what_is_wrong_stands_next_to_the_field_and_on_top() {
    let mut visitor = Visitor::new(routes);
    let page = visitor.send("/uitkering", &[("ends-day", "31"), ("ends-month", "2"), ("ends-year", "2026")]);
    assert_eq!((visitor.status, visitor.path.as_str()), (422, "/uitkering"));
    for part in [
        "<title>Fout: Uw uitkering",
        "<a href=\"#ends-day\">Wanneer stopt uw WW: Deze datum bestaat niet. Vul het jaar in met 4 cijfers</a>",
        "<a href=\"#work-yes\">",
        "aria-describedby=\"ends-hint ends-problem\"",
        "<p class=\"problem\" id=\"work-problem\">",
        "value=\"31\"",
        "aria-invalid=\"true\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn whoever_comes_in_halfway_goes_to_the_first_page_that_is_open() {
    let mut visitor = Visitor::new(routes);
    visitor.send("/uitkering", &BENEFIT);
    visitor.look("/overzicht");
    assert_eq!(visitor.path, "/gezin");
}

#[test]
fn nothing_of_an_answer_comes_back_as_html() {
    let mut visitor = Visitor::new(routes);
    let page = visitor.send("/geld", &[("income", "\"><script>alert(1)</script>")]);
    assert!(page.contains("value=\"&quot;&gt;&lt;script&gt;") && !page.contains("<script>"), "{page}");
}

/// What the register knows of Sanne.
const KNOWN: [(&str, Value); 4] = [
    ("person.ww", Value::Flag(true)),
    ("household.children", Value::Whole(2)),
    ("household.tenure", Value::Code(2)),
    ("household.rent_month", Value::Amount(69_040)),
];

#[test]
fn what_is_known_of_a_persona_is_filled_in_and_what_was_found_is_explained() {
    let mut sanne = Visitor::playing(routes, &KNOWN);
    let start = sanne.look("/");
    assert!(start.contains("Dit weten wij al van u") && start.contains("690,40"), "{start}");
    let family = sanne.send("/uitkering", &BENEFIT);
    for part in [
        "name=\"children\" value=\"2\"",
        "aria-describedby=\"children-taken\"",
        "id=\"children-taken\">Overgenomen uit het register",
        "Invullen wat al bekend is",
    ] {
        assert!(family.contains(part), "{part} in {family}");
    }
    let home = sanne.send(
        "/gezin",
        &[("partner", "no"), ("children", "2"), ("children-register", "children=2"), ("youngest", "3")],
    );
    assert!(home.contains("value=\"rent\" checked") && home.contains("value=\"690,40\""), "{home}");
    sanne.send(
        "/woning",
        &[("tenure", "rent"), ("tenure-register", "tenure=rent"), ("cost", "700"), ("cost-register", "cost=690%2C40")],
    );
    let check = sanne.send("/geld", &[("income", "0")]);
    assert!(check.contains("voordeur (uit het register)") && check.contains(">2 (uit het register)<"), "{check}");
    assert!(check.contains(">€\u{a0}700<"), "what was changed is hers: {check}");
    sanne.look("/overzicht");
    assert_eq!(sanne.decided(), ["Naar welke regelingen u kunt kijken"]);
}

#[test]
fn what_may_not_be_looked_at_is_filled_in_by_hand() {
    let mut sanne = Visitor::playing(routes, &KNOWN).refused("citizens");
    let start = sanne.look("/");
    assert!(start.contains("U vult alles zelf in") && !start.contains("690,40"), "{start}");
    let page = sanne.look("/gezin");
    assert!(page.contains("name=\"children\" value=\"\"") && !page.contains("register"), "{page}");
    assert!(sanne.log()[0].contains("`citizens` was not granted"), "{:?}", sanne.log());
}

#[test]
fn a_visitor_who_comes_back_goes_on_or_begins_anew() {
    let mut visitor = Visitor::new(routes);
    visitor.send("/uitkering", &BENEFIT);
    assert_eq!(visitor.cookie("answers"), None, "the session keeps them, not the browser");
    visitor.closes_browser();
    let start = visitor.look("/");
    assert!(start.contains("U was al begonnen") && start.contains("1 van de 4 stappen"), "{start}");
    assert!(start.contains("class=\"button\" href=\"/gezin\""), "{start}");
    assert!(visitor.look("/uitkering").contains("value=\"31\""));
    let start = visitor.send("/opnieuw", &[]);
    assert!(!start.contains("U was al begonnen"), "{start}");
    assert!(!visitor.look("/uitkering").contains("value=\"31\""));
}

#[test]
fn without_a_place_to_keep_answers_the_browser_does() {
    let mut visitor = Visitor::new(routes).refused("keyvalue");
    visitor.send("/uitkering", &BENEFIT);
    assert!(visitor.cookie("answers").is_some_and(|answers| answers.contains("benefit.ends-day=31")));
    assert!(visitor.look("/").contains("U was al begonnen"));
    visitor.send("/opnieuw", &[]);
    assert!(!visitor.look("/").contains("U was al begonnen"));
}

#[test]
fn children_who_are_grown_up_count_for_no_scheme() {
    let mut visitor = Visitor::new(routes);
    visitor.send("/uitkering", &BENEFIT);
    visitor.send("/woning", &[("tenure", "own"), ("cost", "0")]);
    visitor.send("/geld", &[("income", "0")]);
    let mut overview = |youngest: &str| {
        visitor.send("/gezin", &[("partner", "no"), ("children", "1"), ("youngest", youngest)]);
        visitor.look("/overzicht")
    };
    assert!(!overview("19").contains("Kindgebonden budget"));
    assert!(overview("17").contains("Kindgebonden budget"));
    let open = overview("");
    assert!(open.contains("Kindgebonden budget") && !open.contains("Kinderopvangtoeslag"), "{open}");
}
