//! A person in the register.

use super::{Bsn, Immigration, Residence};
use crate::date::civil_from_days;

/// A person in the register. What the register does not know is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredPerson {
    /// The citizen service number.
    pub bsn: Bsn,
    /// Names.
    pub name: PersonName,
    /// Which surname the person wants to be addressed by.
    pub name_use: NameUse,
    /// The registered sex.
    pub sex: Sex,
    /// Where and when the person was born.
    pub birth: Event,
    /// Where and when the person died; absent for the living.
    pub death: Option<Event>,
    /// Nationalities that hold now.
    pub nationalities: Vec<Nationality>,
    /// The title to reside, for those who need one.
    pub residence_title: Option<ResidenceTitle>,
    /// Where the person lives.
    pub residence: Option<Residence>,
    /// The municipality in which the person is registered, by BRP table 33.
    pub municipality: Option<CodedValue>,
    /// Since when.
    pub municipality_since: Option<RegisterDate>,
    /// How the person came from abroad.
    pub immigration: Option<Immigration>,
    /// Marriages and partnerships, in the order in which they were entered; those that ended too.
    pub partners: Vec<Partner>,
    /// Children, in the order in which they were registered.
    pub children: Vec<Relative>,
    /// Parents.
    pub parents: Vec<Parent>,
    /// Whether others than the government may not be given the data.
    pub is_confidential: bool,
    /// Why the record is no longer kept up; [`RegisteredPerson::suspension`] adds death.
    pub suspended: Option<Suspension>,
}

impl RegisteredPerson {
    /// A person of whom nothing is known but a number, a name and a sex.
    pub fn new(bsn: Bsn, name: PersonName, sex: Sex) -> RegisteredPerson {
        RegisteredPerson {
            bsn,
            name,
            name_use: NameUse::default(),
            sex,
            birth: Event::default(),
            death: None,
            nationalities: Vec::new(),
            residence_title: None,
            residence: None,
            municipality: None,
            municipality_since: None,
            immigration: None,
            partners: Vec::new(),
            children: Vec::new(),
            parents: Vec::new(),
            is_confidential: false,
            suspended: None,
        }
    }

    /// Why the record is no longer kept up: what the register says, else death.
    pub fn suspension(&self) -> Option<Suspension> {
        let death =
            || self.death.as_ref().map(|death| Suspension { reason: SuspensionReason::Death, date: death.date });
        self.suspended.or_else(death)
    }

    /// Whether the person died.
    pub fn is_deceased(&self) -> bool {
        self.suspension().is_some_and(|suspension| suspension.reason == SuspensionReason::Death)
    }
}

/// The names of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonName {
    /// Given names, with blanks between them.
    pub given_names: Option<String>,
    /// What stands before the surname and is not sorted by: `van den`.
    pub prefix: Option<String>,
    /// The surname without its prefix.
    pub surname: Option<String>,
}

impl PersonName {
    /// The name of somebody whose surname is written with its prefix: in `van den Berg` the words in lower case are the prefix.
    pub fn from_full_surname(given_names: &str, full_surname: &str) -> PersonName {
        let starts_lower = |word: &str| word.starts_with(|first: char| first.is_lowercase() || first == '\'');
        let prefix_length: usize =
            full_surname.split_inclusive(' ').take_while(|word| starts_lower(word)).map(str::len).sum();
        let (prefix, surname) = full_surname.split_at(prefix_length);
        let known = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        PersonName { given_names: known(given_names), prefix: known(prefix), surname: known(surname) }
    }
}

/// Which surname a person wants to be addressed by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameUse {
    /// The own surname.
    #[default]
    Own,
    /// The own surname, then the partner's.
    OwnThenPartner,
    /// The partner's surname.
    Partner,
    /// The partner's surname, then the own.
    PartnerThenOwn,
}

/// A registered sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Man.
    Man,
    /// Woman.
    Woman,
    /// Not known, or neither.
    Unknown,
}

/// A date of which a part may not be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterDate {
    /// A day, in days since 1970-01-01.
    Day(i32),
    /// A month; the day is not known.
    Month {
        /// The year.
        year: i32,
        /// The month, 1 to 12.
        month: i32,
    },
    /// A year; month and day are not known.
    Year(i32),
    /// There is a date, and nobody knows which.
    Unknown,
}

impl RegisterDate {
    /// Year, month and day as far as they are known; what is not known is 0, so that dates can be put in order.
    pub fn parts(self) -> (i32, i32, i32) {
        match self {
            RegisterDate::Day(days) => civil_from_days(days),
            RegisterDate::Month { year, month } => (year, month, 0),
            RegisterDate::Year(year) => (year, 0, 0),
            RegisterDate::Unknown => (0, 0, 0),
        }
    }
}

/// A value of a code table; a place abroad has only a description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodedValue {
    /// Its code.
    pub code: Option<String>,
    /// What the table says of it.
    pub description: Option<String>,
}

impl CodedValue {
    /// A code with its description.
    pub fn new(code: &str, description: &str) -> CodedValue {
        CodedValue { code: Some(code.to_owned()), description: Some(description.to_owned()) }
    }

    /// Something that has no code.
    pub fn described(description: &str) -> CodedValue {
        CodedValue { code: None, description: Some(description.to_owned()) }
    }

    /// Whether it has this code.
    pub fn has_code(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }
}

/// Something that happened once: a birth, a death, a wedding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub date: Option<RegisterDate>,
    /// In which place.
    pub place: Option<CodedValue>,
    /// In which country, by BRP table 34.
    pub country: Option<CodedValue>,
}

/// A nationality that somebody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nationality {
    /// Which, by BRP table 32.
    pub value: CodedValue,
    /// Why it was registered, by BRP table 37.
    pub reason: Option<CodedValue>,
    /// Since when.
    pub since: Option<RegisterDate>,
}

/// A title to reside in the Netherlands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResidenceTitle {
    /// Which, by BRP table 56.
    pub value: CodedValue,
    /// Since when.
    pub since: Option<RegisterDate>,
    /// Until when; from that day on it does not hold.
    pub until: Option<RegisterDate>,
}

/// Somebody's relative, as the register has it with that somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relative {
    /// The citizen service number.
    pub bsn: Option<Bsn>,
    /// Names.
    pub name: PersonName,
    /// The registered sex; the register does not have it for children.
    pub sex: Option<Sex>,
    /// Where and when the relative was born.
    pub birth: Event,
}

/// A parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// Whether it is the parent that the register names first.
    pub is_first: bool,
    /// Who it is.
    pub relative: Relative,
    /// Since when the law has them as parent and child.
    pub since: Option<RegisterDate>,
}

/// What partners entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnershipKind {
    /// A marriage.
    Marriage,
    /// A registered partnership.
    RegisteredPartnership,
}

/// A husband, wife or registered partner, or one who was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Who it is.
    pub relative: Relative,
    /// What they entered.
    pub kind: Option<PartnershipKind>,
    /// When and where.
    pub entered: Event,
    /// When it ended, by divorce or death; absent when it holds.
    pub ended: Option<RegisterDate>,
}

/// That a record is no longer kept up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// Why.
    pub reason: SuspensionReason,
    /// Since when.
    pub date: Option<RegisterDate>,
}

/// Why a record is no longer kept up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuspensionReason {
    /// The person died.
    Death,
    /// The person went to live abroad.
    Emigration,
    /// A minister decided so.
    MinisterialDecree,
    /// The person was never a resident.
    NonResident,
    /// Nobody knows why.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_told_from_a_surname() {
        for (full, prefix, surname) in [
            ("Jansen", "", "Jansen"),
            ("de Jong", "de", "Jong"),
            ("van den Berg", "van den", "Berg"),
            ("van 't Hof", "van 't", "Hof"),
            ("'t Hart", "'t", "Hart"),
            ("Van Damme", "", "Van Damme"),
            ("in het Veld-de Boer", "in het", "Veld-de Boer"),
        ] {
            let name = PersonName::from_full_surname("Jo", full);
            let found = (name.prefix.unwrap_or_default(), name.surname.unwrap_or_default());
            assert_eq!(found, (prefix.to_owned(), surname.to_owned()), "{full}");
        }
    }

    #[test]
    fn who_died_is_suspended_for_it() {
        let bsn = Bsn::new(999_990_019).expect("it has nine digits");
        let mut person = RegisteredPerson::new(bsn, PersonName::default(), Sex::Unknown);
        assert!(person.suspension().is_none() && !person.is_deceased());
        person.death = Some(Event { date: Some(RegisterDate::Year(2020)), ..Event::default() });
        assert!(person.is_deceased());
        assert_eq!(person.suspension().and_then(|suspension| suspension.date), Some(RegisterDate::Year(2020)));
    }
}
