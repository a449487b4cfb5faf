//! What is offered at the plaza, and the conversation about it.

use fieldlab_service::plaza::{Fit, Question, Reply, Speaker, Turn};
use fieldlab_service::visitor::Visitor;
use vroegsignalering::{offers, routes, talk};

/// A conversation: what the person said, each after something of the prototype.
fn said(words: &[&str]) -> Vec<Turn> {
    let turn = |by: Speaker, words: &str| Turn { by, words: words.to_owned() };
    words.iter().flat_map(|words| [turn(Speaker::Prototype, "?"), turn(Speaker::Person, words)]).collect()
}

fn debts() -> Question {
    Question::about(&["debts"], "nl")
}

/// The reply of the conversation, in the lab of somebody who only looks.
fn reply(question: &Question, offer: &str, words: &[&str]) -> Reply {
    Visitor::new(routes).within(|| talk(question, offer, &said(words)))
}

#[test]
fn debts_and_bills_are_answered_and_nothing_else() {
    let offered = |topics: &[&str]| {
        Visitor::new(routes)
            .within(|| offers(&Question::about(topics, "nl")))
            .iter()
            .map(|offer| offer.fit())
            .collect::<Vec<_>>()
    };
    assert_eq!(offered(&["debts"]), [Fit::Certain, Fit::Likely]);
    assert_eq!(offered(&["energy"]), [Fit::Possible, Fit::Possible]);
    assert_eq!(offered(&["health-insurance", "debts"]), [Fit::Certain, Fit::Likely]);
    assert_eq!(offered(&["housing"]), [Fit::Possible, Fit::Possible]);
    assert_eq!(offered(&["loneliness"]), []);
}

#[test]
fn each_offer_says_what_it_wants_what_comes_next_and_leads_to_a_page_that_is_there() {
    for language in ["nl", "en", "ar"] {
        let question = Question::about(&["debts"], language);
        for offer in offers(&question) {
            let offer = offer.said_in(question.words_in());
            assert_eq!(
                offer.language,
                if language == "nl" { "nl" } else { "en" },
                "who reads another language gets English"
            );
            assert!([&offer.title, &offer.summary, &offer.why, &offer.next].iter().all(|words| !words.is_empty()));
            assert!(!offer.wants.is_empty());
            let mut visitor = Visitor::new(routes);
            visitor.look(offer.page.as_deref().expect("it has a page"));
            assert_eq!(visitor.status, 200, "{}", offer.name);
        }
    }
    let for_other = Question { for_other: true, ..debts() };
    let words = offers(&for_other)[0].said_in(for_other.words_in()).summary;
    assert!(words.contains("samen komen"), "{words}");
}

#[test]
fn a_talk_is_arranged_in_two_questions() {
    let of = |words: &[&str]| reply(&debts(), "gesprek-schuldhulp", words);
    let first = of(&[]);
    assert_eq!((first.choices.len(), first.done), (4, false));
    let second = of(&["U belt mij"]);
    assert_eq!(second.choices, ["Ja, dat dreigt", "Nee"]);
    let last = of(&["u belt mij.", "Nee"]);
    assert!(last.done && last.words.contains("vier weken"), "{}", last.words);
    assert_eq!(last.page.as_deref(), Some("/gesprek"));
    assert!(of(&["Ik kom naar u toe", "Ja, dat dreigt"]).words.contains("drie werkdagen"));
}

#[test]
fn who_wants_to_know_first_is_told_and_asked_again() {
    let told = reply(&debts(), "gesprek-schuldhulp", &["Ik wil eerst weten wat er gebeurt"]);
    assert!(told.words.contains("gratis") && told.choices.len() == 3, "{}", told.words);
    let on = reply(&debts(), "gesprek-schuldhulp", &["Ik wil eerst weten wat er gebeurt", "Iemand komt bij mij thuis"]);
    assert_eq!(on.choices, ["Ja, dat dreigt", "Nee"]);
}

#[test]
fn who_says_something_else_is_asked_again_and_never_caught_in_a_loop() {
    let again = reply(&debts(), "gesprek-schuldhulp", &["ik weet het niet"]);
    assert!(!again.done && again.choices.len() == 4);
    let words = ["ik weet het niet"; 6];
    for offer in ["gesprek-schuldhulp", "betalingsregeling"] {
        let last = reply(&debts(), offer, &words);
        assert!(last.done && last.page.is_some(), "{offer}");
    }
    let half = ["U belt mij", "hm", "hm", "hm", "hm", "hm"];
    assert!(reply(&debts(), "gesprek-schuldhulp", &half).done);
}

#[test]
fn one_bill_is_an_arrangement_and_more_are_a_talk() {
    let of = |words: &[&str]| reply(&debts(), "betalingsregeling", words);
    assert_eq!(of(&[]).choices, ["Met één", "Met meer dan één"]);
    assert_eq!(of(&["Met één"]).page.as_deref(), Some("/regeling"));
    assert_eq!(of(&["Met meer dan één"]).page.as_deref(), Some("/gesprek"));
}

#[test]
fn the_conversation_speaks_english_and_understands_both() {
    let english = Question::about(&["debts"], "en");
    assert!(reply(&english, "gesprek-schuldhulp", &["You call me", "No"]).words.contains("four weeks"));
    // The language may change halfway.
    assert!(
        reply(&english, "gesprek-schuldhulp", &["U belt mij", "Yes, that threatens"])
            .words
            .contains("three working days")
    );
}
