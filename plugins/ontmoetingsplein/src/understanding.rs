//! What somebody wrote, as far as it is understood. This is the only file that asks `fieldlab-topics`.

use fieldlab_service::{Text, text};
use fieldlab_topics::Language;
use fieldlab_topics::signs::{self, NumberKind};
use serde::{Deserialize, Serialize};

pub(crate) use fieldlab_topics::signs::{Contact, Danger};

use crate::words::{cut, plain};

/// The most of a question that is read, in bytes: more than anybody types, and read well within the time that a page has.
const MOST_READ: usize = 20_000;

/// The most of a question that is kept, in bytes; the lab passes on no more.
pub(crate) const MOST_KEPT: usize = 4_000;

/// The most topics that are taken to be meant until the person says so.
const MOST_MEANT: usize = 3;

/// A topic less likely than this is shown, and not taken to be meant.
const LEAST_SCORE: f32 = 0.1;

/// Nor is one that is less likely than this part of the likeliest.
const LEAST_PART: f32 = 0.4;

/// A topic that a question may be about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Found {
    /// The topic's name.
    pub(crate) topic: String,
    /// How likely it is, in thousandths.
    pub(crate) score: u32,
    /// The words that weighed most.
    pub(crate) why: Vec<String>,
    /// Whether it is taken to be meant.
    pub(crate) meant: bool,
}

/// A question that was read.
#[derive(Debug)]
pub(crate) struct Read {
    /// The words without numbers that could be somebody's, as far as they are kept.
    pub(crate) words: String,
    /// The kinds of what was left out.
    pub(crate) left_out: Vec<LeftOut>,
    /// Whether the end is not kept.
    pub(crate) was_cut: bool,
    /// The code of its language, such as `nl`; `und` for one that is not known, empty when there is too little to tell.
    pub(crate) language: String,
    /// Whether it is in a language in which topics can be found.
    pub(crate) understood: bool,
    /// Whether the likeliest topic is likely enough to go by.
    pub(crate) sure: bool,
    /// What it may be about, the likeliest first.
    pub(crate) found: Vec<Found>,
    /// Signs that somebody is in danger.
    pub(crate) dangers: Vec<Danger>,
}

/// A kind of number that is left out of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LeftOut {
    /// A citizen service number.
    CitizenService,
    /// A bank account.
    Account,
    /// A telephone number.
    Telephone,
    /// An e-mail address.
    Email,
}

impl LeftOut {
    fn of(kind: NumberKind) -> LeftOut {
        match kind {
            NumberKind::CitizenService => LeftOut::CitizenService,
            NumberKind::Account => LeftOut::Account,
            NumberKind::Telephone => LeftOut::Telephone,
            NumberKind::Email => LeftOut::Email,
        }
    }

    /// What it is, in words.
    pub(crate) fn title(self) -> Text {
        match self {
            LeftOut::CitizenService => text("een burgerservicenummer (BSN)", "a citizen service number (BSN)"),
            LeftOut::Account => text("een rekeningnummer", "a bank account number"),
            LeftOut::Telephone => text("een telefoonnummer", "a telephone number"),
            LeftOut::Email => text("een e-mailadres", "an e-mail address"),
        }
    }
}

/// Reads a question.
pub(crate) fn read(typed: &str) -> Read {
    let typed = plain(cut(typed, MOST_READ));
    let (all, left_out) = without_numbers(&typed);
    let words = cut(&all, MOST_KEPT).trim_end().to_owned();
    let recognised = fieldlab_topics::recognise(&all);
    let sure = fieldlab_topics::confident(&recognised);
    let language = fieldlab_topics::language(&all);
    let understood = match language {
        None | Some(Language::Dutch | Language::English) => true,
        // A few Dutch words with a name among them may look like another language. Topics that are sure say otherwise.
        Some(Language::Other) => sure,
        Some(_) => false,
    };
    let first = recognised.first().map_or(0.0, |first| first.score);
    let found = recognised.iter().enumerate().map(|(place, one)| Found {
        topic: one.topic.to_owned(),
        score: (one.score * 1_000.0) as u32,
        why: one.why.clone(),
        meant: place == 0 || (place < MOST_MEANT && one.score >= LEAST_SCORE && one.score >= first * LEAST_PART),
    });
    let dangers = dangers(&all);
    let mut found: Vec<Found> = found.collect();
    for danger in &dangers {
        add_topic_of(*danger, &mut found);
    }
    let language = language.map_or("", Language::code).to_owned();
    Read { was_cut: words.len() < all.len(), words, left_out, language, understood, sure, found, dangers }
}

/// Somebody in danger is helped with that too, whatever else the question is about.
fn add_topic_of(danger: Danger, found: &mut Vec<Found>) {
    let topic = match danger {
        Danger::Suicide | Danger::Violence | Danger::Child => "safety",
        Danger::Medical => "health",
        Danger::Fire => return,
    };
    match found.iter_mut().find(|one| one.topic == topic) {
        Some(one) => one.meant = true,
        None => found.push(Found { topic: topic.to_owned(), score: 0, why: Vec::new(), meant: true }),
    }
}

/// Signs of danger in words.
pub(crate) fn dangers(words: &str) -> Vec<Danger> {
    signs::signs(words).into_iter().map(|sign| sign.danger).collect()
}

/// Words with a mark in place of each number that could be somebody's, and the kinds of these, each once.
pub(crate) fn without_numbers(words: &str) -> (String, Vec<LeftOut>) {
    let mut kinds = Vec::new();
    for number in signs::numbers(words) {
        let kind = LeftOut::of(number.kind);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    (signs::without_numbers(words).0, kinds)
}

/// The title of a topic; nothing for a name that is none.
pub(crate) fn title(topic: &str) -> Option<Text> {
    fieldlab_topics::topic(topic).map(|topic| Text::fixed(topic.title_nl, topic.title_en))
}

/// Name and title of all topics, in the order of the lab's list.
pub(crate) fn topics() -> impl Iterator<Item = (&'static str, Text)> {
    fieldlab_topics::topics().iter().map(|topic| (topic.name, Text::fixed(topic.title_nl, topic.title_en)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_questions_of_scenarios_and_tours_bring_their_topics() {
        for (words, topics) in [
            (crate::tests::SANNE, &["divorce", "income"][..]),
            ("Ik zorg dag en nacht voor mijn man en word moe. Wie kan een paar uur voor hem zorgen?", &["carer"]),
            (
                "Hoe word ik weer leraar, en wat moet ik eerst regelen voor mijn gezin, mijn huis en mijn diploma?",
                &["school"],
            ),
            ("I have debts and the bailiff is coming. I can't pay my rent.", &["debts"]),
        ] {
            let read = read(words);
            for topic in topics {
                assert!(read.found.iter().take(5).any(|one| one.topic == *topic), "{topic}: {:?}", read.found);
            }
            assert!(read.understood && read.found[0].meant && read.dangers.is_empty() && !read.was_cut, "{read:?}");
        }
    }

    #[test]
    fn numbers_are_left_out_before_the_end_is() {
        let long = format!("{} Mijn BSN is 999903305, ik heb schulden.", "Ik kan de huur niet betalen. ".repeat(400));
        let read = read(&long);
        assert!(read.was_cut && read.words.len() <= MOST_KEPT);
        assert_eq!(read.left_out, [LeftOut::CitizenService]);
        let read = super::read("Mijn BSN is 999903305, ik kan de huur niet betalen.");
        assert!(!read.words.contains("999903305"), "{}", read.words);
    }

    #[test]
    fn words_in_another_language_are_not_guessed_at() {
        for (words, language) in [
            ("أحتاج إلى مساعدة في السكن", "ar"),
            ("Мені потрібна допомога з житлом", "uk"),
            ("Potrzebuję pomocy z mieszkaniem", "und"),
        ] {
            let read = read(words);
            assert_eq!((read.language.as_str(), read.understood), (language, false), "{words}");
        }
        assert!(read("asdf").understood, "too little to tell");
    }

    #[test]
    fn danger_brings_its_topic_along() {
        let read = read("Mijn man slaat mij. En de huur is te hoog.");
        assert_eq!(read.dangers.first(), Some(&Danger::Violence));
        assert!(read.found.iter().any(|one| one.topic == "safety" && one.meant), "{:?}", read.found);
    }

    #[test]
    fn any_text_is_read() {
        for words in ["", "   ", "\0\u{202e}\u{200b}", "💥💥💥", &"ا".repeat(30_000), &"a".repeat(100_000)] {
            let read = read(words);
            assert!(read.words.len() <= MOST_KEPT, "{words:.20}");
        }
    }
}
