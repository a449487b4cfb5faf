//! What persons can be searched by.

use super::{Address, RegisterDate, RegisteredPerson, Residence, TextPattern};

/// What persons are searched by: their present names and address, never former ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchKey {
    /// Surname without its prefix, and the whole date of birth.
    SurnameAndBirthDate {
        /// The surname.
        surname: TextPattern,
        /// The day of birth, in days since 1970-01-01.
        birth_date: i32,
    },
    /// Names and municipality.
    NameAndMunicipality {
        /// The surname without its prefix.
        surname: TextPattern,
        /// The given names.
        given_names: TextPattern,
        /// The code of the municipality, four digits.
        municipality: String,
    },
    /// Postcode and house number.
    PostcodeAndHouseNumber {
        /// The postcode in capitals, without a blank.
        postcode: String,
        /// The house number.
        house_number: u32,
    },
    /// Street, house number and municipality.
    StreetAndHouseNumber {
        /// The street, in its whole or its short form.
        street: TextPattern,
        /// The house number.
        house_number: u32,
        /// The code of the municipality, four digits.
        municipality: String,
    },
    /// The identification of an address, 16 digits.
    Designation(String),
    /// The identification of a home, berth or pitch, 16 digits.
    AddressableObject(String),
}

impl SearchKey {
    /// Whether this is somebody who is searched for.
    pub fn fits(&self, person: &RegisteredPerson) -> bool {
        match self {
            SearchKey::SurnameAndBirthDate { surname, birth_date } => {
                fits(surname, &person.name.surname) && person.birth.date == Some(RegisterDate::Day(*birth_date))
            }
            SearchKey::NameAndMunicipality { surname, given_names, municipality } => {
                fits(surname, &person.name.surname)
                    && fits(given_names, &person.name.given_names)
                    && lives_in(person, municipality)
            }
            SearchKey::PostcodeAndHouseNumber { .. } | SearchKey::Designation(_) | SearchKey::AddressableObject(_) => {
                self.fits_address(person)
            }
            SearchKey::StreetAndHouseNumber { municipality, .. } => {
                lives_in(person, municipality) && self.fits_address(person)
            }
        }
    }

    fn fits_address(&self, person: &RegisteredPerson) -> bool {
        let Some(Residence::Address(address)) = &person.residence else { return false };
        match self {
            SearchKey::PostcodeAndHouseNumber { postcode, house_number } => {
                address.postcode.as_ref() == Some(postcode) && address.house_number == Some(*house_number)
            }
            SearchKey::StreetAndHouseNumber { street, house_number, .. } => {
                address.house_number == Some(*house_number) && has_street(address, street)
            }
            SearchKey::Designation(identification) => address.designation.as_ref() == Some(identification),
            SearchKey::AddressableObject(identification) => address.addressable_object.as_ref() == Some(identification),
            SearchKey::SurnameAndBirthDate { .. } | SearchKey::NameAndMunicipality { .. } => false,
        }
    }
}

fn fits(pattern: &TextPattern, value: &Option<String>) -> bool {
    value.as_ref().is_some_and(|value| pattern.fits(value))
}

fn has_street(address: &Address, street: &TextPattern) -> bool {
    fits(street, &address.street) || fits(street, &address.short_street)
}

fn lives_in(person: &RegisteredPerson, municipality: &str) -> bool {
    person.municipality.as_ref().is_some_and(|value| value.has_code(municipality))
}
