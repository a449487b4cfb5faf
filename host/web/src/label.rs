//! The first part of a prototype's host: its name, or a version and its name.
//!
//! `zorgtoeslag.localhost` has the version that is current, `0-1-0--zorgtoeslag.localhost` has version 0.1.0, current or not. A version
//! is three numbers and a name has no two hyphens in a row, so a label can be read in one way only.

use std::fmt;

use fieldlab_domain::name::Name;

/// The most characters that a part of a name of the net may have (RFC 1035, 2.3.4).
const MOST: usize = 63;

/// Which prototype, and which version of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Label {
    pub(crate) name: Name,
    /// The current one when none is named.
    pub(crate) version: Option<String>,
}

impl Label {
    /// Reads a part of a host, in lower case.
    pub(crate) fn parse(text: &str) -> Option<Label> {
        let Some((version, name)) = text.split_once("--") else {
            return Some(Label { name: Name::parse(text).ok()?, version: None });
        };
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if version.split('-').count() != 3 || !version.split('-').all(is_number) {
            return None;
        }
        Some(Label { name: Name::parse(name).ok()?, version: Some(version.replace('-', ".")) })
    }

    /// Whether browsers can go there: names of the net have short parts.
    pub(crate) fn fits(&self) -> bool {
        self.to_string().len() <= MOST
    }

    /// Where its pages are in the lab.
    pub(crate) fn path(&self) -> String {
        match &self.version {
            Some(version) => format!("/prototypes/{}/versions/{version}", self.name),
            None => format!("/prototypes/{}", self.name),
        }
    }
}

impl From<Name> for Label {
    fn from(name: Name) -> Label {
        Label { name, version: None }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(version) => write!(out, "{}--{}", version.replace('.', "-"), self.name),
            None => self.name.fmt(out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_a_name_or_a_version_and_a_name() {
        let check = |text: &str, expected: Option<(&str, Option<&str>)>| {
            let read = Label::parse(text);
            let found = read.as_ref().map(|label| (label.name.as_str(), label.version.as_deref()));
            assert_eq!(found, expected, "{text}");
            assert!(read.is_none_or(|label| label.to_string() == text), "{text} comes back");
        };
        check("zorg", Some(("zorg", None)));
        check("0-1-0--zorg", Some(("zorg", Some("0.1.0"))));
        check("10-21-302--na-de-ww", Some(("na-de-ww", Some("10.21.302"))));
        check("0-1-0--0-1-0", Some(("0-1-0", Some("0.1.0"))));
        for none in [
            "",
            "0-1--zorg",
            "0-1-0-1--zorg",
            "a-b-c--zorg",
            "--zorg",
            "0-1-0--",
            "0-1-0--a--b",
            "0--1-0--a",
            "xn--zorg",
        ] {
            check(none, None);
        }
    }

    #[test]
    fn a_version_of_a_long_name_has_no_address_of_its_own() {
        let label = |length: usize| Label {
            name: Name::parse(&"a".repeat(length)).expect("a name"),
            version: Some("0.1.0".into()),
        };
        assert!(label(56).fits() && !label(57).fits());
    }
}
