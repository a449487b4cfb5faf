//! The register of persons as prototypes will meet it one day: who is in it, and how they are looked up.
//!
//! The lab's register is synthetic. Whoever has citizens implements [`Register`]; the web serves it in the form of the Dutch
//! register of persons (BRP). To add a property of a person, add it to [`RegisteredPerson`] and to the web's mapping.

mod authority;
mod letters;
mod pattern;
mod person;
mod residence;
mod search;

use std::fmt;

use thiserror::Error;

pub use authority::{Authority, NobodyReason, is_minor};
pub use pattern::TextPattern;
pub use person::{
    CodedValue, Event, NameUse, Nationality, Parent, Partner, PartnershipKind, PersonName, RegisterDate,
    RegisteredPerson, Relative, ResidenceTitle, Sex, Suspension, SuspensionReason,
};
pub use residence::{Address, AddressPurpose, ForeignAddress, Immigration, Residence};
pub use search::SearchKey;

/// A citizen service number (burgerservicenummer): nine digits.
///
/// Whether it passes the eleven-test is not asked: most synthetic citizens have numbers that fail it on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bsn(u32);

impl Bsn {
    /// Reads nine digits; `None` when it is something else.
    pub fn parse(text: &str) -> Option<Bsn> {
        let fits = text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| text.parse().ok().map(Bsn)).flatten()
    }

    /// The number with this value; `None` when it has more than nine digits.
    pub fn from_number(number: u32) -> Option<Bsn> {
        (number <= 999_999_999).then_some(Bsn(number))
    }

    /// Its value, without leading zeros.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Bsn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:09}", self.0)
    }
}

/// Why the register gave no answer.
#[derive(Debug, Error)]
pub enum RegisterError {
    /// What it reads from is not there, or not yet.
    #[error("the register can't be read: {what}")]
    Unavailable {
        /// What is missing.
        what: String,
    },
    /// It is at fault itself.
    #[error("the register is broken: {what}")]
    Broken {
        /// What happened.
        what: String,
    },
}

/// A register of persons. Calls may compute for a while: do not make them where others wait.
pub trait Register: Send + Sync {
    /// The day on which the register stands, in days since 1970-01-01: ages are counted on it.
    fn today(&self) -> i32;

    /// Those of `numbers` that are registered, in any order, each once; the deceased too.
    ///
    /// # Errors
    /// When the register can't be read.
    fn by_numbers(&self, numbers: &[Bsn]) -> Result<Vec<RegisteredPerson>, RegisterError>;

    /// Everybody for whom [`SearchKey::fits`] is true, in any order, each once; the deceased too. Narrowing further and refusing
    /// too many results is the caller's.
    ///
    /// # Errors
    /// When the register can't be read.
    fn search(&self, key: &SearchKey) -> Result<Vec<RegisteredPerson>, RegisterError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_nine_digits() {
        for (text, written) in [
            ("999990019", Some("999990019")),
            ("000000012", Some("000000012")),
            ("99999001", None),
            ("9999900190", None),
            ("+99990019", None),
            ("99999001٩", None),
        ] {
            assert_eq!(Bsn::parse(text).map(|bsn| bsn.to_string()).as_deref(), written, "{text}");
        }
        assert_eq!(Bsn::from_number(1_000_000_000), None);
    }
}
