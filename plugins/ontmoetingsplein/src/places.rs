//! Municipalities that a visitor can name. The lab has them all; these are where its personas live.

use fieldlab_service::{Text, text};
use serde::{Deserialize, Serialize};

/// The municipalities, with the codes of the lab's catalogue (`household.municipality`).
pub(crate) const PLACES: [(u32, &str); 10] = [
    (114, "Emmen"),
    (153, "Enschede"),
    (14, "Groningen"),
    (917, "Heerlen"),
    (80, "Leeuwarden"),
    (268, "Nijmegen"),
    (599, "Rotterdam"),
    (855, "Tilburg"),
    (1783, "Westland"),
    (193, "Zwolle"),
];

/// What stands in the form for a municipality that is not among these.
pub(crate) const ELSEWHERE: &str = "elders";

/// Where a question is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Place {
    /// Nothing was said of it.
    #[default]
    Unsaid,
    /// In a municipality that is not among these.
    Elsewhere,
    /// In this one.
    Of(u32),
}

impl Place {
    /// What was chosen in the form; what is not a choice of it says nothing.
    pub(crate) fn chosen(value: &str) -> Place {
        let code = || value.parse().ok().filter(|code| PLACES.iter().any(|(place, _)| place == code));
        if value == ELSEWHERE { Place::Elsewhere } else { code().map_or(Place::Unsaid, Place::Of) }
    }

    /// What stands for it in the form.
    pub(crate) fn value(self) -> String {
        match self {
            Place::Unsaid => String::new(),
            Place::Elsewhere => ELSEWHERE.to_owned(),
            Place::Of(code) => code.to_string(),
        }
    }

    /// The code to pass on.
    pub(crate) fn code(self) -> Option<u32> {
        match self {
            Place::Of(code) => Some(code),
            Place::Unsaid | Place::Elsewhere => None,
        }
    }

    /// It in words.
    pub(crate) fn title(self) -> Text {
        match self {
            Place::Unsaid => text("niet gezegd", "not said"),
            Place::Elsewhere => text("een andere gemeente", "another municipality"),
            Place::Of(code) => match PLACES.iter().find(|(place, _)| *place == code) {
                Some((_, name)) => Text::fixed(name, name),
                // Shared by somebody who lives elsewhere: the lab knows its name, the plaza only its code.
                None => text("uw eigen gemeente", "your own municipality"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_catalogue() {
        let catalogue = include_str!("../../../fixtures/catalogue.toml");
        for (code, name) in PLACES {
            let line = format!("{{ code = {code}, name = \"{}\", ", name.to_lowercase());
            assert!(catalogue.contains(&line), "{line}");
        }
    }

    #[test]
    fn only_what_can_be_chosen_is_taken() {
        for (value, expected) in [
            ("153", Place::Of(153)),
            ("elders", Place::Elsewhere),
            ("", Place::Unsaid),
            ("154", Place::Unsaid),
            ("-1", Place::Unsaid),
        ] {
            assert_eq!(Place::chosen(value), expected, "{value}");
        }
        assert_eq!(Place::chosen(&Place::Of(80).value()), Place::Of(80));
    }
}
