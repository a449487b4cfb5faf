//! Data that only the person can share, and the person's own side of it.

use std::fmt;

use fieldlab_sdk::Date;
use fieldlab_sdk::bindings::fieldlab::lab::types::Value;
use fieldlab_sdk::value::Typed;

use super::{Refused, host};

/// Something that the person shared.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The field of the lab's catalogue.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// Where the lab has it from, in the visitor's language.
    pub source: String,
}

/// What the person shared for a request.
#[derive(Clone, Debug)]
pub struct Shared {
    /// What they chose of it.
    pub attributes: Vec<Attribute>,
    /// The last day of it.
    pub until: Date,
}

impl Shared {
    /// A value, such as `shared.get::<Amount>("household.rent_month")`; none when it was not shared, or nothing is known.
    pub fn get<T: Typed>(&self, field: &str) -> Option<T> {
        let attribute = self.attributes.iter().find(|attribute| attribute.name == field)?;
        T::from_value(attribute.value)
    }
}

/// Why there is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotShared {
    /// It may not be asked.
    Refused(Refused),
    /// The person did not share it, took it back, or its time is over: the path of the page where they can.
    Ask(String),
    /// The visitor plays nobody.
    Nobody,
}

impl fmt::Display for NotShared {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotShared::Refused(refused) => refused.fmt(out),
            NotShared::Ask(path) => write!(out, "the person did not share it; they can at {path}"),
            NotShared::Nobody => out.write_str("the visitor plays nobody"),
        }
    }
}

impl std::error::Error for NotShared {}

/// What the person shared for a request of the manifest (`[[asks]]`), by its name. Needs `uses = ["vault"]`.
///
/// # Errors
/// When they did not, or it may not be asked.
pub fn shared(request: &str) -> Result<Shared, NotShared> {
    host::shared(request)
}

/// Something that is known of the person.
#[derive(Clone, Debug)]
pub struct Known {
    /// The field of the lab's catalogue.
    pub name: String,
    /// What people call it, in the visitor's language.
    pub title: String,
    /// Its value.
    pub value: Value,
    /// The value in words.
    pub words: String,
    /// Where the lab has it from.
    pub source: String,
}

/// What the person shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Its number.
    pub id: u64,
    /// With which prototype.
    pub prototype: String,
    /// What people call that.
    pub title: String,
    /// Whose it is.
    pub organisation: String,
    /// What for.
    pub purpose: String,
    /// The titles of what is shared.
    pub attributes: Vec<String>,
    /// The last day of it.
    pub until: Date,
    /// Whether it is taken back or over.
    pub ended: bool,
}

/// Somebody looked at the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When, in words.
    pub at: String,
    /// Which prototype.
    pub prototype: String,
    /// The titles of what was looked at.
    pub attributes: Vec<String>,
    /// What for.
    pub purpose: String,
    /// The law that it was for.
    pub legal_basis: String,
    /// Whether it was refused.
    pub refused: bool,
}

/// What is known of the person whom the visitor plays. Needs `uses = ["own-data"]`.
///
/// # Errors
/// When it is not declared or granted, or the visitor plays nobody.
pub fn known() -> Result<Vec<Known>, NotShared> {
    host::known()
}

/// What the person shares and shared, the latest first. Needs `uses = ["own-data"]`.
///
/// # Errors
/// As [`known`].
pub fn consents() -> Result<Vec<Consent>, NotShared> {
    host::consents()
}

/// Takes back what is shared; whether there was such a consent. What the other prototype kept of this session goes too. Needs
/// `uses = ["own-data"]`.
///
/// # Errors
/// As [`known`].
pub fn take_back(id: u64) -> Result<bool, NotShared> {
    host::take_back(id)
}

/// Who looked at the person, the latest first. Needs `uses = ["own-data"]`.
///
/// # Errors
/// As [`known`].
pub fn looks(most: u32) -> Result<Vec<Look>, NotShared> {
    host::looks(most)
}
