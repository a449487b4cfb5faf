//! What a question is about, in which language it is, and whether somebody is in danger.
//!
//! A question goes in as somebody typed it, in Dutch or English, with mistakes; out come the topics of `fixtures/topics.toml`, the
//! likeliest first, each with the words that made it so. There is no network and no model at run time other than a table in this
//! component, worked out when it is built (`build/main.rs`) from the labelled questions and `lexicon.toml`.
//!
//! A topic more: declare it in `fixtures/topics.toml`, give it words in `lexicon.toml`, and label questions with it.

mod features;
mod language;
mod number;
mod recognise;
pub mod signs;
mod table;
mod words;

pub use language::{Language, language};
pub use recognise::{Recognised, confident, recognise};

/// A topic that a question can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name, as manifests and labelled questions have it.
    pub name: &'static str,
    /// Its title in Dutch.
    pub title_nl: &'static str,
    /// Its title in English.
    pub title_en: &'static str,
}

static TOPICS: &[Topic] = &include!(concat!(env!("OUT_DIR"), "/topics.rs"));

/// All topics, in the order of `fixtures/topics.toml`.
pub fn topics() -> &'static [Topic] {
    TOPICS
}

/// The topic with this name.
pub fn topic(name: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.name == name)
}
