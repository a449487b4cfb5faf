//! The question that somebody is busy with, as it is kept in their demo session.

use fieldlab_service::plaza::{Detail, Question};
use fieldlab_service::prelude::*;
use serde::{Deserialize, Serialize};

use crate::follow_up;
use crate::keeping;
use crate::places::Place;
use crate::understanding::{Danger, Found, LeftOut, Read};

/// What it is kept under.
const KEY: &str = "question";

/// The most topics that are passed on.
pub(crate) const MOST_TOPICS: usize = 8;

/// A question, and how far its person is with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Inquiry {
    /// The person's words, without numbers that could be somebody's.
    pub(crate) words: String,
    /// What was left out of them.
    pub(crate) left_out: Vec<LeftOut>,
    /// Whether their end was left out.
    pub(crate) was_cut: bool,
    /// The code of their language.
    pub(crate) language: String,
    /// Whether that is one in which topics can be found.
    pub(crate) understood: bool,
    /// Whether the likeliest topic is likely enough to go by.
    pub(crate) sure: bool,
    /// Whether they ask for somebody whom they care for.
    pub(crate) for_other: bool,
    /// Where it is about.
    pub(crate) place: Place,
    /// What it may be about.
    pub(crate) found: Vec<Found>,
    /// The kinds of danger of which there are signs.
    dangers: Vec<String>,
    /// The topics that the person confirmed, the likeliest first; empty until they did.
    pub(crate) topics: Vec<String>,
    /// What was asked back and what they said: names and values of `follow_up`.
    pub(crate) details: Vec<(String, String)>,
    /// Whether they agreed that it is passed on.
    pub(crate) agreed: bool,
}

impl Inquiry {
    /// A question that was just read.
    pub(crate) fn new(read: Read, for_other: bool, place: Place) -> Inquiry {
        Inquiry {
            dangers: read.dangers.iter().map(|danger| format!("{danger:?}")).collect(),
            words: read.words,
            left_out: read.left_out,
            was_cut: read.was_cut,
            language: read.language,
            understood: read.understood,
            sure: read.sure,
            found: read.found,
            for_other,
            place,
            ..Inquiry::default()
        }
    }

    /// The one that is kept.
    pub(crate) fn kept() -> Option<Inquiry> {
        keeping::kept(KEY)
    }

    /// The one that is kept, or the way to the start.
    pub(crate) fn kept_or_start() -> Result<Inquiry, Response> {
        Inquiry::kept().ok_or_else(|| Response::redirect("/"))
    }

    /// Keeps it.
    pub(crate) fn keep(&self, request: &Request) -> Result<(), Response> {
        keeping::keep(request, KEY, self)
    }

    /// Forgets the one that is kept.
    pub(crate) fn forget() {
        keeping::forget(KEY);
    }

    /// The signs of danger in it.
    pub(crate) fn dangers(&self) -> Vec<Danger> {
        let is_there = |danger: &Danger| self.dangers.contains(&format!("{danger:?}"));
        Danger::ALL.into_iter().filter(is_there).collect()
    }

    /// The page on which it goes on.
    pub(crate) fn next_page(&self) -> &'static str {
        match self {
            _ if self.agreed => "/aanbod",
            _ if !self.topics.is_empty() => "/vragen",
            _ if self.understood => "/begrepen",
            _ => "/taal",
        }
    }

    /// Where it is about. Somebody who asks for themselves and shares their municipality need not say; another may live elsewhere.
    pub(crate) fn place_or_shared(&self) -> Place {
        if self.place != Place::Unsaid || self.for_other {
            return self.place;
        }
        shared_place().unwrap_or_default()
    }

    /// The answer to something that was asked back.
    pub(crate) fn answer(&self, about: &str) -> Option<&str> {
        self.details.iter().find(|(name, _)| name == about).map(|(_, answer)| answer.as_str())
    }

    /// What is passed on. The lab passes on the words only when the person shares them.
    pub(crate) fn question(&self, language: Language) -> Question {
        let details = self.details.iter().filter(|(about, answer)| {
            follow_up::find(about).is_some_and(|follow_up| follow_up.words(answer).is_some())
        });
        Question {
            topics: self.topics.iter().take(MOST_TOPICS).cloned().collect(),
            words: Some(self.words.clone()),
            language: language.code().to_owned(),
            place: self.place_or_shared().code(),
            for_other: self.for_other,
            details: details.map(|(about, answer)| Detail { about: about.clone(), answer: answer.clone() }).collect(),
        }
    }
}

/// The municipality that the person shares, or the path of the page where they can; none when they can't.
pub(crate) fn shared_place() -> Result<Place, Option<String>> {
    match lab::shared("where") {
        Ok(shared) => Ok(shared.get::<u32>("household.municipality").map_or(Place::Unsaid, Place::Of)),
        Err(NotShared::Ask(path)) => Err(Some(path)),
        Err(NotShared::Nobody) => Err(None),
        Err(NotShared::Refused(refused)) => {
            lab::log(&format!("nobody can share their municipality: {refused}"));
            Err(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_among_the_choices_is_not_passed_on() {
        let details = [("children", "0-3"), ("children", "twelve"), ("bsn", "999903305")];
        let inquiry = Inquiry {
            details: details.iter().map(|(about, answer)| ((*about).to_owned(), (*answer).to_owned())).collect(),
            ..Inquiry::default()
        };
        let question = inquiry.question(Language::Nl);
        assert_eq!(question.details.len(), 1);
        assert_eq!(question.detail("children"), Some("0-3"));
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let read = crate::understanding::read("Mijn man slaat mij. Bel 0612345678.");
        let inquiry = Inquiry::new(read, true, Place::Of(153));
        let json = lab::serde_json::to_string(&inquiry).expect("it is written");
        let again: Inquiry = lab::serde_json::from_str(&json).expect("it is read");
        assert_eq!(again, inquiry);
        assert_eq!(again.dangers(), [Danger::Violence]);
    }
}
