//! A conversation about an offer, as it is kept in the demo session. Who is talked to has no memory: they get all of it each time.

use fieldlab_service::lab::NotAsked;
use fieldlab_service::prelude::*;
use serde::{Deserialize, Serialize};

use crate::asking::with_words_if_shared;
use crate::cards::{Card, Silent, is_path};
use crate::inquiry::Inquiry;
use crate::keeping;
use crate::words::short;

/// The names of the conversations that are kept, the oldest first.
const INDEX: &str = "talks";

/// The most conversations that are kept; the oldest go.
const MOST_TALKS: usize = 8;

/// The most that is kept of one; the oldest turns go. The lab passes on the last sixteen.
const MOST_TURNS: usize = 24;

/// The most that somebody says at once, in bytes.
pub(crate) const MOST_SAID: usize = 1_000;

/// The most characters of a reply, and of an answer to choose.
const MOST_REPLY: usize = 900;
const MOST_CHOICE: usize = 100;

/// The most answers to choose from.
const MOST_CHOICES: usize = 6;

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// Whether the person said it.
    pub(crate) by_person: bool,
    /// What; never empty.
    pub(crate) words: String,
}

/// A conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Conversation {
    /// What was said, the latest last.
    pub(crate) said: Vec<Said>,
    /// Answers to choose from now.
    pub(crate) choices: Vec<String>,
    /// The path of the page on which it goes on, checked.
    pub(crate) page: Option<String>,
    /// Whether they said that it is over.
    pub(crate) done: bool,
}

fn key(id: &str) -> String {
    format!("talk.{id}")
}

impl Conversation {
    /// The one about this offer; an empty one when nothing was said.
    pub(crate) fn kept(id: &str) -> Conversation {
        keeping::kept(&key(id)).unwrap_or_default()
    }

    /// Keeps it, and forgets the oldest when there are many.
    pub(crate) fn keep(&self, request: &Request, id: &str) -> Result<(), Response> {
        let mut index: Vec<String> = keeping::kept(INDEX).unwrap_or_default();
        index.retain(|other| other != id);
        index.push(id.to_owned());
        while index.len() > MOST_TALKS {
            keeping::forget(&key(&index.remove(0)));
        }
        keeping::keep(request, INDEX, &index)?;
        keeping::keep(request, &key(id), self)
    }

    /// Forgets the one about this offer.
    pub(crate) fn forget(id: &str) {
        keeping::forget(&key(id));
    }

    /// Forgets all.
    pub(crate) fn forget_all() {
        for id in keeping::kept::<Vec<String>>(INDEX).unwrap_or_default() {
            keeping::forget(&key(&id));
        }
        keeping::forget(INDEX);
    }

    /// The person says something, and they reply. When they do not, nothing was said.
    ///
    /// # Errors
    /// Why there is no reply.
    pub(crate) fn say(
        &mut self,
        inquiry: &Inquiry,
        card: &Card,
        words: &str,
        language: Language,
    ) -> Result<(), Silent> {
        let said = Said { by_person: true, words: words.to_owned() };
        let turn = |said: &Said| Turn {
            by: if said.by_person { Speaker::Person } else { Speaker::Prototype },
            words: said.words.clone(),
        };
        let turns: Vec<Turn> = self.said.iter().chain([&said]).map(turn).collect();
        let question = inquiry.question(language);
        let talk = |share: Option<&str>| lab::talk(&card.prototype, &question, &card.offer, &turns, share);
        let reply = with_words_if_shared(talk).map_err(|refused: NotAsked| {
            lab::log(&format!("`{}` could not be talked to: {refused:?}", card.prototype));
            Silent::Failed
        })?;
        let reply = reply.0.map_err(Silent::of)?;
        self.said.push(said);
        self.hear(reply);
        Ok(())
    }

    /// Takes in a reply, whatever it is.
    pub(crate) fn hear(&mut self, reply: Reply) {
        let words = short(&reply.words, MOST_REPLY);
        if !words.is_empty() {
            self.said.push(Said { by_person: false, words });
        }
        let mut choices: Vec<String> = Vec::new();
        for choice in &reply.choices {
            let choice = short(choice, MOST_CHOICE);
            if !choice.is_empty() && !choices.contains(&choice) {
                choices.push(choice);
            }
        }
        choices.truncate(MOST_CHOICES);
        self.choices = choices;
        self.page = reply.page.filter(|page| is_path(page));
        self.done = reply.done;
        let too_many = self.said.len().saturating_sub(MOST_TURNS);
        self.said.drain(..too_many);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(words: &str, choices: &[&str], page: &str) -> Reply {
        Reply { page: Some(page.to_owned()), ..Reply::asks(words, choices) }
    }

    #[test]
    fn a_reply_is_made_fit_for_a_page() {
        let mut conversation = Conversation::default();
        let long = "x".repeat(5_000);
        conversation.hear(reply(&long, &["ja", "ja", " ", &long, "a", "b", "c", "d", "e"], "https://elders.nl/"));
        assert_eq!(conversation.said[0].words.chars().count(), MOST_REPLY + 1);
        assert_eq!((conversation.choices.len(), conversation.choices[0].as_str()), (MOST_CHOICES, "ja"));
        assert!(conversation.choices.iter().all(|choice| choice.chars().count() <= MOST_CHOICE + 1));
        assert_eq!(conversation.page, None);
        conversation.hear(reply("", &[], "/verder"));
        assert_eq!((conversation.said.len(), conversation.page.as_deref()), (1, Some("/verder")));
    }

    #[test]
    fn the_oldest_turns_go() {
        let mut conversation = Conversation::default();
        for nth in 0..100 {
            conversation.hear(reply(&nth.to_string(), &[], "/"));
        }
        assert_eq!((conversation.said.len(), conversation.said[0].words.as_str()), (MOST_TURNS, "76"));
    }
}
