//! Asking a question: what is understood, what is asked back, and what is passed on.

use fieldlab_service::plaza::Sector;
use fieldlab_service::visitor::{Value, Visitor};

use super::{SANNE, ask, routes};

fn visitor() -> Visitor {
    Visitor::new(routes)
}

#[test]
fn sannes_question_is_understood_and_she_says_whether_that_is_right() {
    let mut sanne = Visitor::playing(routes, &[]);
    let start = sanne.look("/");
    for part in ["<h1>Wat is er aan de hand?</h1>", "name=\"words\"", "value=\"153\"", "Wie geeft antwoord?"] {
        assert!(start.contains(part), "{part} in {start}");
    }
    assert!(!start.contains("U was hier eerder"), "{start}");
    let understood = sanne.send("/vraag", &[("words", SANNE), ("who", "me"), ("place", "153")]);
    assert_eq!(sanne.path, "/begrepen");
    for part in [
        "<h1>Dit hebben wij begrepen</h1>",
        SANNE,
        "name=\"topic\" value=\"divorce\" checked",
        "name=\"topic\" value=\"income\"",
        "<q>WW</q>",
        "id=\"more\"",
    ] {
        assert!(understood.contains(part), "{part} in {understood}");
    }
    let back = sanne.send("/begrepen", &[("topic", "income"), ("topic", "divorce"), ("more", "debts")]);
    assert_eq!(sanne.path, "/vragen");
    for part in ["Wonen er kinderen bij u?", "Dit geven wij door", "Schulden en achterstanden", "Enschede"] {
        assert!(back.contains(part), "{part} in {back}");
    }
    assert_eq!(back.matches("<legend>").count(), 3, "{back}");
    sanne.send("/vragen", &[("children", "0-3"), ("urgent", "")]);
    assert_eq!(sanne.path, "/aanbod");
    let asked = sanne.asked();
    let question = asked.last().expect("somebody was asked");
    assert_eq!(question.topics, ["income", "divorce", "debts"]);
    assert_eq!((question.words.as_deref(), question.place, question.for_other), (None, Some(153), false));
    assert_eq!((question.detail("children"), question.detail("urgent")), (Some("0-3"), None));
    assert_eq!(
        sanne.decided(),
        ["Wat het plein in de vraag leest", "Waar de vraag over gaat", "Wie op de vraag antwoordde"]
    );
}

#[test]
fn an_empty_question_is_asked_for_kindly() {
    for words in ["", "   \r\n ", "\u{200b}"] {
        let mut visitor = visitor();
        let page = visitor.send("/vraag", &[("words", words), ("who", "other"), ("place", "80")]);
        assert_eq!((visitor.status, visitor.path.as_str()), (422, "/vraag"));
        for part in [
            "<title>Fout: Wat is er aan de hand?",
            "<a href=\"#words\">Schrijf in een paar woorden",
            "aria-describedby=\"words-hint words-problem\"",
            "id=\"words-problem\"",
            "value=\"other\" checked",
            "value=\"80\" selected",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
    let mut visitor = visitor();
    visitor.send("/vraag", &[]);
    assert_eq!(visitor.status, 422, "no field at all");
}

#[test]
fn a_very_long_question_is_kept_in_part_and_that_is_said() {
    let mut visitor = visitor();
    let long = "Ik kan de huur niet betalen. ".repeat(345);
    let page = visitor.send("/vraag", &[("words", &long)]);
    assert!(page.contains("langer dan wij bewaren") && page.contains("4000 tekens"), "{page}");
    assert!(page.len() < 20_000, "{}", page.len());
}

#[test]
fn numbers_of_people_are_left_out_and_that_is_said() {
    let mut sanne = Visitor::playing(routes, &[]).sharing("words", &[]);
    let words = "Ik heb schulden. Mijn BSN is 999903305, rekening NL91ABNA0417164300, bel 0612345678.";
    let page = sanne.send("/vraag", &[("words", words)]);
    assert!(page.contains("een burgerservicenummer (BSN), een rekeningnummer en een telefoonnummer"), "{page}");
    for number in ["999903305", "0417164300", "0612345678"] {
        assert!(!page.contains(number), "{number} in {page}");
    }
    ask(&mut sanne, words, &["debts"]);
    let asked = sanne.asked();
    let passed_on = asked.last().and_then(|question| question.words.clone()).expect("she shares her words");
    assert!(passed_on.contains("Ik heb schulden") && !passed_on.contains("999903305"), "{passed_on}");
}

#[test]
fn danger_comes_first_and_the_question_goes_on() {
    let mut visitor = visitor();
    let page = visitor.send("/vraag", &[("words", "Ik wil niet meer leven. Ik heb zoveel schulden.")]);
    assert!(page.contains("<h1>Eerst dit: is het veilig?</h1>"), "{page}");
    let place = |part: &str| page.find(part).unwrap_or_else(|| panic!("{part} in {page}"));
    assert!(place("0800-0113") < place("<blockquote") && place("112") < place("<form"), "{page}");
    assert!(page.contains("Klopt, verder") && page.contains("value=\"safety\" checked"), "{page}");
    let back = visitor.send("/begrepen", &[("topic", "debts"), ("topic", "safety")]);
    assert!(back.contains("0800-0113"), "it stays on top: {back}");
    let offers = visitor.send("/vragen", &[]);
    assert!(offers.contains("0800-0113") && visitor.path == "/aanbod", "{offers}");
}

#[test]
fn each_danger_has_its_own_number() {
    for (words, number) in [
        ("Mijn man slaat mij", "0800-2000"),
        ("My husband hits me and the kids", "0800-2000"),
        ("Mijn vader slaat mij, ik ben 12", "0800-0432"),
        ("Hij heeft pijn op de borst en krijgt geen adem", "112"),
    ] {
        let mut visitor = visitor();
        let page = visitor.send("/vraag", &[("words", words)]);
        assert!(page.contains("section class=\"alert error danger\"") && page.contains(number), "{words}: {page}");
    }
}

#[test]
fn danger_is_said_even_when_nothing_can_be_kept() {
    let mut visitor = Visitor::new(routes).refused("keyvalue");
    let page = visitor.send("/vraag", &[("words", "Ik wil niet meer leven")]);
    assert!(visitor.status == 503 && page.contains("0800-0113"), "{page}");
    let page = visitor.send("/vraag", &[("words", "Ik heb schulden")]);
    assert!(visitor.status == 503 && page.contains("kan nu niets bewaren"), "{page}");
    assert!(visitor.log().iter().any(|line| line.contains("keyvalue")), "{:?}", visitor.log());
}

#[test]
fn another_language_is_answered_in_five() {
    let mut visitor = visitor();
    let page = visitor.send("/vraag", &[("words", "Мені потрібна допомога з житлом, я не знаю куди звернутися")]);
    assert_eq!(visitor.path, "/taal");
    for code in ["ar", "uk", "pl", "tr", "fr"] {
        assert!(page.contains(&format!("lang=\"{code}\"")), "{code} in {page}");
    }
    assert!(page.contains("lang=\"ar\" dir=\"rtl\"") && page.matches("112").count() >= 5, "{page}");
    assert!(page.find("lang=\"uk\"") < page.find("lang=\"ar\""), "their own comes first: {page}");
    let page = visitor.look("/begrepen");
    assert!(page.contains("Wij konden er geen onderwerp uit halen"), "{page}");
    visitor.send("/begrepen", &[("more", "housing")]);
    assert_eq!(visitor.path, "/vragen");
}

#[test]
fn who_chooses_no_topic_is_asked_to() {
    let mut visitor = visitor();
    visitor.send("/vraag", &[("words", "asdf")]);
    let page = visitor.send("/begrepen", &[("more", "")]);
    assert_eq!(visitor.status, 422);
    assert!(page.contains("href=\"#topics\"") && page.contains("Kies ten minste"), "{page}");
    visitor.send("/begrepen", &[("topic", "geen-onderwerp"), ("topic", "<b>")]);
    assert_eq!(visitor.status, 422, "what is no topic does not count");
}

#[test]
fn a_page_in_the_middle_leads_to_the_step_that_is_open() {
    let mut visitor = visitor();
    for path in ["/begrepen", "/vragen", "/aanbod", "/taal"] {
        visitor.look(path);
        assert_eq!(visitor.path, "/", "{path}");
    }
    visitor.send("/vraag", &[("words", SANNE)]);
    visitor.look("/aanbod");
    assert_eq!(visitor.path, "/begrepen");
    visitor.look("/vragen");
    assert_eq!(visitor.path, "/begrepen");
}

#[test]
fn the_pages_speak_english_to_whoever_reads_that() {
    let mut visitor = visitor();
    visitor.language = "en";
    let start = visitor.look("/");
    assert!(start.contains("<h1>What is going on?</h1>") && start.contains("lang=\"en\""), "{start}");
    let page = visitor.send("/vraag", &[("words", "I have debts and can't pay my rent"), ("who", "me")]);
    assert!(page.contains("This is what we understood"), "{page}");
    let page = visitor.send("/vraag?lang=nl", &[("words", "I have debts and can't pay my rent")]);
    assert!(page.contains("You wrote in English. <a href=\"/begrepen?lang=en\""), "{page}");
}

#[test]
fn a_municipality_that_is_shared_goes_along() {
    let shared = [("household.municipality", Value::Code(153))];
    let mut sanne = Visitor::playing(routes, &[]).sharing("where", &shared);
    let page = sanne.send("/vraag", &[("words", SANNE)]);
    assert!(page.contains("Uw gemeente: Enschede. U deelt die met ons."), "{page}");
    ask(&mut sanne, SANNE, &["income"]);
    assert_eq!(sanne.asked().last().and_then(|question| question.place), Some(153));
    sanne.send("/vraag", &[("words", SANNE), ("who", "other")]);
    sanne.send("/begrepen", &[("topic", "income")]);
    sanne.send("/vragen", &[]);
    assert_eq!(sanne.asked().last().and_then(|question| question.place), None, "another may live elsewhere");
}

#[test]
fn who_shares_nothing_is_shown_where_they_can_and_goes_on() {
    let mut sanne = Visitor::playing(routes, &[]).with_desk("a", Sector::Society, Ok(Vec::new()));
    let page = sanne.send("/vraag", &[("words", SANNE)]);
    assert!(page.contains("href=\"/.lab/share/where?back=%2Fbegrepen\""), "{page}");
    let page = ask(&mut sanne, SANNE, &["income"]);
    assert!(page.contains("href=\"/.lab/share/words?back=%2Faanbod%3Fopnieuw%3Dja\""), "{page}");
    let mut nobody = Visitor::new(routes).with_desk("a", Sector::Society, Ok(Vec::new()));
    let page = ask(&mut nobody, SANNE, &["income"]);
    assert!(!page.contains("/.lab/share/"), "who plays nobody has nothing to share: {page}");
    let mut refused = Visitor::playing(routes, &[]).refused("vault");
    let page = refused.send("/vraag", &[("words", SANNE)]);
    assert!(refused.status == 200 && !page.contains("/.lab/share/where"), "{page}");
}

#[test]
fn an_example_stands_in_the_field() {
    let mut visitor = visitor();
    let page = visitor.look("/?voorbeeld=gerda");
    assert!(page.contains("Ik zorg dag en nacht voor mijn man") && page.contains("value=\"other\" checked"), "{page}");
    assert!(visitor.look("/?voorbeeld=niemand").contains("rows=\"6\" aria-describedby=\"words-hint\"></textarea>"));
}
