//! A part of the country: some municipalities, or some provinces.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::condition::Condition;

const MUNICIPALITY: &str = "household.municipality";
const PROVINCE: &str = "household.province";

/// Municipalities or provinces; written as the condition `household.municipality = 0363`, or with `in (0363, 0394)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Codes of municipalities, rising.
    Municipalities(Vec<u32>),
    /// Codes of provinces, rising.
    Provinces(Vec<u32>),
}

impl Place {
    /// Whether a municipality, which lies in a province, is part of it.
    pub fn includes(&self, municipality: u32, province: u32) -> bool {
        match self {
            Place::Municipalities(codes) => codes.contains(&municipality),
            Place::Provinces(codes) => codes.contains(&province),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (field, digits, codes) = match self {
            Place::Municipalities(codes) => (MUNICIPALITY, 4, codes),
            Place::Provinces(codes) => (PROVINCE, 2, codes),
        };
        let codes: Vec<String> = codes.iter().map(|code| format!("{code:0digits$}")).collect();
        match codes.as_slice() {
            [code] => write!(out, "{field} = {code}"),
            codes => write!(out, "{field} in ({})", codes.join(", ")),
        }
    }
}

impl FromStr for Place {
    type Err = String;

    /// Reads a condition that chooses municipalities or provinces, and nothing else.
    fn from_str(text: &str) -> Result<Place, String> {
        let condition = Condition::parse(text).map_err(|error| format!("{}\n  hint: {}", error.what, error.hint))?;
        let chosen = condition.single_choice().and_then(|(field, numbers)| {
            let mut codes: Vec<u32> = numbers.iter().filter_map(|number| u32::try_from(*number).ok()).collect();
            codes.sort_unstable();
            codes.dedup();
            match field.as_str() {
                MUNICIPALITY => Some(Place::Municipalities(codes)),
                PROVINCE => Some(Place::Provinces(codes)),
                _ => None,
            }
        });
        chosen.ok_or_else(|| {
            format!(
                "`{text}` does not choose a place\n  hint: write {MUNICIPALITY} = 0363, {MUNICIPALITY} in (0363, 0394), or {PROVINCE} = 27"
            )
        })
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Place, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        let check = |text: &str, written: &str| {
            let place: Place = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(place.to_string(), written);
            assert_eq!(written.parse(), Ok(place));
        };
        check("household.municipality = 0363", "household.municipality = 0363");
        check("household.municipality=amsterdam", "household.municipality = 0363");
        check("household.municipality in (0394, 363)", "household.municipality in (0363, 0394)");
        check("household.province = 27", "household.province = 27");
    }

    #[test]
    fn other_conditions_are_no_places() {
        let check = |text: &str, what: &str| {
            let error = text.parse::<Place>().expect_err("it is no place");
            assert!(error.contains(what), "{error}");
        };
        check("person.age >= 65", "does not choose a place");
        check("household.municipality != 0363", "does not choose a place");
        check("household.municipality = 0363 and person.age > 3", "does not choose a place");
        check("household.municipality = 9999", "9999");
        check("household.municipalty = 0363", "household.municipality");
    }
}
