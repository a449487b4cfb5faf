//! Where a person lives.

use super::{CodedValue, RegisterDate};

/// Where a person lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Residence {
    /// At an address in the Netherlands.
    Address(Box<Address>),
    /// At a place in the Netherlands that has no address, such as a berth.
    Location {
        /// Which place.
        description: String,
        /// Since when.
        since: Option<RegisterDate>,
    },
    /// Abroad.
    Abroad(ForeignAddress),
    /// Nobody knows where.
    Unknown {
        /// Since when.
        since: Option<RegisterDate>,
    },
}

/// An address in the Netherlands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// What the address is to the person.
    pub purpose: AddressPurpose,
    /// The street, as the municipality named it.
    pub street: Option<String>,
    /// The street in at most 24 characters (NEN 5825); absent when it is the same.
    pub short_street: Option<String>,
    /// The house number.
    pub house_number: Option<u32>,
    /// The letter after it.
    pub house_letter: Option<String>,
    /// What else stands after it.
    pub house_number_addition: Option<String>,
    /// The postcode, without a blank: `2585SA`.
    pub postcode: Option<String>,
    /// The town.
    pub town: Option<String>,
    /// The home, berth or pitch: 16 digits, as the register of addresses and buildings (BAG) numbers them.
    pub addressable_object: Option<String>,
    /// The address itself: 16 digits, likewise.
    pub designation: Option<String>,
    /// Since when the person lives there.
    pub since: Option<RegisterDate>,
}

/// What an address is to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressPurpose {
    /// The person lives there.
    #[default]
    Home,
    /// The person gets letters there and lives nowhere fixed.
    Letters,
}

/// An address abroad.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignAddress {
    /// Up to three lines.
    pub lines: [Option<String>; 3],
    /// The country, by BRP table 34.
    pub country: CodedValue,
    /// Since when the person lives there.
    pub since: Option<RegisterDate>,
}

/// How a person came from abroad.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Immigration {
    /// When.
    pub date: Option<RegisterDate>,
    /// From which country, by BRP table 34; `0000` is a country that nobody knows.
    pub country: Option<CodedValue>,
}
