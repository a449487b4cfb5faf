//! What a population can be used to claim, in plain words.

use fieldlab_domain::text::Text;
use serde::{Deserialize, Serialize};

/// The data card of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// What may be claimed with it.
    pub may: Vec<Text>,
    /// What may not.
    pub may_not: Vec<Text>,
    /// What is known to be off or assumed.
    pub known: Vec<Text>,
}

impl Card {
    /// The card of a model, by its name.
    pub(super) fn of(model: &str) -> Card {
        const FILES: [(&str, &str); 1] =
            [("nl-2025", include_str!("../../../../fixtures/populations/nl-2025/card.toml"))];
        let source = FILES.iter().find(|(name, _)| *name == model).map_or("", |(_, source)| *source);
        toml::from_str(source).unwrap_or_else(|error| panic!("a test holds that bundled models are right: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_says_the_same() {
        let document = include_str!("../../../../docs/population.md").replace("**", "");
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let document = words(&document).to_lowercase();
        let Card { may, may_not, known } = Card::of("nl-2025");
        assert!(may.len() >= 3 && may_not.len() >= 3);
        for text in may.iter().chain(&may_not).chain(&known) {
            let sentence = words(&text.en).to_lowercase();
            let sentence = sentence.trim_end_matches('.');
            assert!(document.contains(sentence), "docs/population.md says something else than: {sentence}");
        }
    }
}
