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

pub use crate::bsn::Bsn;
use thiserror::Error;

pub use authority::{Authority, NobodyReason, is_minor};
pub use pattern::TextPattern;
pub use person::{
    CodedValue, Event, NameUse, Nationality, Parent, Partner, PartnershipKind, PersonName, RegisterDate,
    RegisteredPerson, Relative, ResidenceTitle, Sex, Suspension, SuspensionReason,
};
pub use residence::{Address, AddressPurpose, ForeignAddress, Immigration, Residence};
pub use search::SearchKey;

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
        assert_eq!(Bsn::new(1_000_000_000), None);
    }
}
