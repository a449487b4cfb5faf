//! The words of the pages, in both languages.

use std::sync::LazyLock;

use fieldlab_domain::text::Language;
use fieldlab_experiment::text::Texts;

/// All messages in Dutch, and in English: a file a subject.
pub(crate) const SOURCES: [&str; 2] = [
    concat!(
        include_str!("../texts/nl.ftl"),
        include_str!("../texts/experiments.nl.ftl"),
        include_str!("../texts/interface.nl.ftl"),
        include_str!("../texts/lab.nl.ftl"),
        include_str!("../texts/members.nl.ftl"),
        include_str!("../texts/needs.nl.ftl"),
        include_str!("../texts/plaza.nl.ftl"),
        include_str!("../texts/support.nl.ftl"),
        include_str!("../texts/tours.nl.ftl")
    ),
    concat!(
        include_str!("../texts/en.ftl"),
        include_str!("../texts/experiments.en.ftl"),
        include_str!("../texts/interface.en.ftl"),
        include_str!("../texts/lab.en.ftl"),
        include_str!("../texts/members.en.ftl"),
        include_str!("../texts/needs.en.ftl"),
        include_str!("../texts/plaza.en.ftl"),
        include_str!("../texts/support.en.ftl"),
        include_str!("../texts/tours.en.ftl")
    ),
];

static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::new(SOURCES[0], SOURCES[1]));

/// The words of the pages.
pub(crate) fn texts() -> &'static Texts {
    &TEXTS
}

/// The words of one language, for templates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// The words with this key.
    pub(crate) fn get(&self, key: &str) -> String {
        texts().get(self.0, key, &[])
    }

    /// The words with this key, with something filled in.
    pub(crate) fn with(&self, key: &str, name: &str, value: &str) -> String {
        texts().get(self.0, key, &[(name, value)])
    }
}
