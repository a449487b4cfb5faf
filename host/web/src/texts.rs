//! The words of the pages, in both languages.

use std::sync::LazyLock;

use fieldlab_domain::text::Language;
use fieldlab_experiment::text::Texts;

static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| Texts::new(include_str!("../texts/nl.ftl"), include_str!("../texts/en.ftl")));

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
