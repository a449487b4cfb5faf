//! Questions at the plaza: what is offered, and the conversation about it.

use fieldlab_service::prelude::*;

use crate::answers::offers;
use crate::kinds::Help;
use crate::talk::{sentence, talk};

/// The topics of the manifest.
const TOPICS: [&str; 10] = [
    "neighbourhood",
    "loneliness",
    "carer",
    "care-at-home",
    "language",
    "divorce",
    "parenting",
    "bereavement",
    "newcomer",
    "mobility",
];

fn names(topics: &[&str]) -> Vec<String> {
    offers(&Question::about(topics, "nl")).iter().map(|offer| offer.name().to_owned()).collect()
}

#[test]
fn each_topic_of_the_manifest_has_an_offer_and_no_other_has() {
    let manifest = include_str!("../../prototype.toml");
    for topic in TOPICS {
        assert!(manifest.contains(&format!("\"{topic}\"")), "{topic} is in the manifest");
        assert!((1..=3).contains(&names(&[topic]).len()), "{topic}");
    }
    assert!(names(&["taxes"]).is_empty() && names(&[]).is_empty());
}

#[test]
fn the_likeliest_topic_comes_first_and_nothing_twice() {
    assert_eq!(names(&["divorce", "loneliness"]), ["ervaring-divorce", "coffee", "buddy"]);
    assert_eq!(names(&["taxes", "language", "newcomer"]), ["language", "ervaring-newcomer", "buddy"]);
}

#[test]
fn an_offer_promises_nothing_and_says_what_it_needs() {
    for topic in TOPICS {
        for offer in offers(&Question::about(&[topic], "nl")) {
            assert_ne!(offer.fit(), Fit::Certain, "{topic}");
            for language in [Language::Nl, Language::En] {
                let said = offer.said_in(language);
                let texts = [&said.title, &said.summary, &said.why, &said.next];
                assert!(texts.iter().all(|text| !text.is_empty() && text.len() < 1_000), "{said:?}");
                assert!(!said.wants.is_empty() && said.page.as_deref().is_some_and(|page| page.starts_with('/')));
            }
        }
    }
    let for_other = Question { for_other: true, ..Question::about(&["mobility"], "nl") };
    assert!(offers(&for_other)[0].said_in(Language::Nl).why.contains("voor wie u zorgt"));
}

#[test]
fn every_page_of_an_offer_is_there() {
    let mut visitor = super::sanne();
    for topic in TOPICS {
        for offer in offers(&Question::about(&[topic], "nl")) {
            let page = offer.said_in(Language::Nl).page.unwrap_or_default();
            visitor.look(&page);
            assert_eq!(visitor.status, 200, "{page}");
        }
    }
}

fn turn(by: Speaker, words: &str) -> Turn {
    Turn { by, words: words.to_owned() }
}

/// Talks about an offer with these answers, and gives the last reply.
fn conversation(language: &str, offer: &str, answers: &[&str]) -> Reply {
    let question = Question::about(&["loneliness"], language);
    let mut said = vec![turn(Speaker::Person, "Hallo")];
    let mut reply = talk(&question, offer, &said);
    for answer in answers {
        said.push(turn(Speaker::Prototype, &reply.words));
        said.push(turn(Speaker::Person, answer));
        reply = talk(&question, offer, &said);
    }
    reply
}

#[test]
fn a_conversation_asks_when_and_what_and_ends_at_the_page() {
    let first = conversation("nl", "coffee", &[]);
    assert!(first.words.contains("Wanneer komt het u uit?") && !first.done);
    assert_eq!(first.choices[1], "’s Avonds");
    let second = conversation("nl", "coffee", &["’s Avonds"]);
    assert_eq!((second.choices[1].as_str(), second.done), ("Samen een stukje wandelen", false));
    let last = conversation("nl", "coffee", &["’s Avonds", "samen een stukje wandelen"]);
    assert!(last.done && last.choices.is_empty(), "{last:?}");
    assert_eq!(last.page.as_deref(), Some("/vraag?hulp=coffee&wanneer=evening&zin=1"));
}

#[test]
fn a_conversation_may_begin_without_a_word_and_goes_on_with_own_words() {
    let reply = talk(&Question::about(&["language"], "nl"), "language", &[]);
    assert!(reply.words.contains("Wanneer"), "{reply:?}");
    let last = conversation("en", "language", &["when my son is at school", "I need help with my letters"]);
    assert_eq!((last.done, last.page.as_deref()), (true, Some("/vraag?hulp=language")));
    assert!(last.words.starts_with("Thank you"), "{last:?}");
    let other = conversation("uk", "zelf-helpen", &["Any time", "Shopping"]);
    assert_eq!(other.page.as_deref(), Some("/aanbod?hulp=shopping&wanneer=any"));
    assert!(other.words.starts_with("Thank you"), "whoever reads another language gets English");
}

#[test]
fn experiences_lead_to_who_knows_and_what_is_unknown_to_the_board() {
    let last = conversation("nl", "ervaring-divorce", &["In het weekend", "Zelf iets vragen"]);
    assert_eq!((last.done, last.page.as_deref()), (true, Some("/ervaring/divorce")));
    let unknown = conversation("nl", "goud", &[]);
    assert_eq!((unknown.done, unknown.page.as_deref()), (true, Some("/")));
}

#[test]
fn in_a_conversation_danger_comes_first_and_numbers_are_warned_of() {
    let urgent = conversation("nl", "coffee", &["Ik wil niet meer leven"]);
    assert!(urgent.done && urgent.words.contains("113") && urgent.words.contains("112"), "{urgent:?}");
    let warned = conversation("nl", "coffee", &["bel maar 0612345678"]);
    assert!(warned.words.starts_with("Schrijf liever geen nummers") && !warned.done, "{warned:?}");
    let page = conversation("nl", "coffee", &["0612345678", "0612345678"]).page.unwrap_or_default();
    assert_eq!(page, "/vraag?hulp=coffee", "nothing of it goes on");
}

#[test]
fn what_stands_in_the_form_already_keeps_the_rules_and_the_length() {
    for help in <Help as fieldlab_service::answer::Choice>::ALL {
        for place in 0..3 {
            let words = sentence(*help, place).expect("there are three");
            for language in [Language::Nl, Language::En] {
                let words = words.get(language);
                assert!(words.chars().count() >= 10, "{words}");
                assert!(crate::moderation::findings(words).is_empty(), "{words}");
            }
        }
        assert!(sentence(*help, 3).is_none());
    }
}
