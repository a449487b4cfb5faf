//! Questions to begin with: a visitor chooses one, and it stands in the field.

use fieldlab_service::{Text, text};

/// A question that somebody could ask.
pub(crate) struct Example {
    /// Its name in the address.
    pub(crate) name: &'static str,
    /// The words.
    pub(crate) words: Text,
    /// Whether it is asked for another.
    pub(crate) for_other: bool,
}

/// How many are shown.
const SHOWN: usize = 4;

/// All of them. Those with the name of a persona are hers or his; the others are anybody's.
fn all() -> [Example; 7] {
    let own = |name, words| Example { name, words, for_other: false };
    [
        own(
            "sanne",
            text(
                "Mijn ex is weg en mijn WW stopt. Ik kom niet rond en weet niet waar ik moet beginnen.",
                "My ex has left and my unemployment benefit ends. I can't make ends meet and don't know where to begin.",
            ),
        ),
        Example {
            name: "gerda",
            words: text(
                "Ik zorg dag en nacht voor mijn man en word moe. Wie kan een paar uur voor hem zorgen?",
                "I care for my husband day and night and get tired. Who can look after him for a few hours?",
            ),
            for_other: true,
        },
        own(
            "anas",
            text(
                "Hoe word ik weer leraar, en wat moet ik eerst regelen voor mijn gezin, mijn huis en mijn diploma?",
                "How do I become a teacher again, and what must I arrange first for my family, my home and my diploma?",
            ),
        ),
        own(
            "elif",
            text(
                "Hoe houd ik mijn werk en de zorg voor mijn moeder vol? Welke hulp past bij ons allemaal?",
                "How do I keep up both my work and the care for my mother? Which help suits all of us?",
            ),
        ),
        own(
            "brief",
            text(
                "Ik kreeg een brief die ik niet begrijp. Wie leest hem met mij?",
                "I got a letter that I don't understand. Who reads it with me?",
            ),
        ),
        own(
            "energie",
            text(
                "Mijn energierekening is te hoog en mijn huis is koud. Wat kan ik doen?",
                "My energy bill is too high and my home is cold. What can I do?",
            ),
        ),
        own(
            "alleen",
            text(
                "Ik ben hier nieuw en ken nog niemand. Hoe leer ik mensen kennen?",
                "I am new here and know nobody yet. How do I get to know people?",
            ),
        ),
    ]
}

/// The one with this name.
pub(crate) fn find(name: &str) -> Option<Example> {
    all().into_iter().find(|example| example.name == name)
}

/// Those to show, with the one of the persona whom the visitor plays first.
pub(crate) fn shown(persona: Option<&str>) -> Vec<Example> {
    let mut examples: Vec<Example> = all().into_iter().collect();
    examples.sort_by_key(|example| persona != Some(example.name));
    examples.truncate(SHOWN);
    examples
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_service::Language;

    #[test]
    fn the_persona_comes_first() {
        assert_eq!(shown(Some("elif"))[0].name, "elif");
        assert_eq!(shown(Some("robin"))[0].name, "sanne");
        assert_eq!(shown(None).len(), SHOWN);
    }

    #[test]
    fn every_example_is_understood_and_safe() {
        for example in all() {
            for language in [Language::Nl, Language::En] {
                let words = example.words.get(language);
                let read = crate::understanding::read(words);
                assert!(read.understood && read.left_out.is_empty() && read.dangers.is_empty(), "{words}: {read:?}");
            }
        }
    }
}
