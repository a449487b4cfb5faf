//! Where a person lives, as a tagged union and as the lines of an envelope.

use fieldlab_domain::register::{
    Address, AddressPurpose, CodedValue, ForeignAddress, RegisterDate, RegisteredPerson, Residence,
};
use serde_json::{Value, json};

use super::date::tagged;
use super::value::{coded, entry, object, text, unless_empty};

/// The most characters of a street in its short form (NEN 5825).
const SHORT_STREET: usize = 24;

/// The code of a country that nobody knows (BRP table 34).
const UNKNOWN_COUNTRY: &str = "0000";

const NETHERLANDS: &str = "6030";

/// Whether somebody lives elsewhere than at a place in the Netherlands.
pub(super) fn lives_elsewhere(person: &RegisteredPerson) -> bool {
    matches!(person.residence, Some(Residence::Abroad(_) | Residence::Unknown { .. }))
}

/// Where a person lives (verblijfplaats).
pub(super) fn residence(residence: &Residence) -> Value {
    let (kind, since, members) = match residence {
        Residence::Address(address) => ("Adres", address.since, domestic(address)),
        Residence::Location { description, since } => {
            let place = json!({ "locatiebeschrijving": description });
            (
                "Locatie",
                *since,
                object([("verblijfadres", Some(place)), ("functieAdres", Some(purpose(AddressPurpose::Home)))]),
            )
        }
        Residence::Abroad(address) if !address.country.has_code(UNKNOWN_COUNTRY) => {
            ("VerblijfplaatsBuitenland", address.since, object([("verblijfadres", Some(foreign(address)))]))
        }
        Residence::Abroad(ForeignAddress { since, .. }) | Residence::Unknown { since } => {
            ("VerblijfplaatsOnbekend", *since, object([]))
        }
    };
    with_dates(members, kind, since)
}

fn with_dates(mut members: Value, kind: &str, since: Option<RegisterDate>) -> Value {
    members["type"] = Value::from(kind);
    if let Some(since) = since {
        members["datumVan"] = tagged(since);
        members["datumIngangGeldigheid"] = tagged(since);
    }
    members
}

fn domestic(address: &Address) -> Value {
    let place = object([
        ("officieleStraatnaam", text(address.street.as_deref())),
        ("korteStraatnaam", text(short_street(address).as_deref())),
        ("huisnummer", address.house_number.filter(|number| *number > 0).map(Value::from)),
        ("huisletter", text(address.house_letter.as_deref())),
        ("huisnummertoevoeging", text(address.house_number_addition.as_deref())),
        ("postcode", text(address.postcode.as_deref())),
        ("woonplaats", text(address.town.as_deref())),
    ]);
    object([
        ("verblijfadres", unless_empty(place)),
        ("functieAdres", Some(purpose(address.purpose))),
        ("adresseerbaarObjectIdentificatie", identification(address.addressable_object.as_deref())),
        ("nummeraanduidingIdentificatie", identification(address.designation.as_deref())),
    ])
}

fn foreign(address: &ForeignAddress) -> Value {
    let [first, second, third] = address.lines.each_ref().map(|line| text(line.as_deref()));
    let country = coded(Some(&address.country), UNKNOWN_COUNTRY);
    object([("regel1", first), ("regel2", second), ("regel3", third), ("land", country)])
}

fn purpose(purpose: AddressPurpose) -> Value {
    entry(match purpose {
        AddressPurpose::Home => ("W", "woonadres"),
        AddressPurpose::Letters => ("B", "briefadres"),
    })
}

fn identification(value: Option<&str>) -> Option<Value> {
    text(value.filter(|digits| digits.bytes().any(|digit| digit != b'0')))
}

/// The street in its short form; without one, what fits of the whole.
fn short_street(address: &Address) -> Option<String> {
    let whole = || address.street.as_ref().map(|street| street.chars().take(SHORT_STREET).collect());
    address.short_street.clone().or_else(whole)
}

/// The lines of an envelope, and the country when it is another.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) lines: [Option<String>; 3],
    pub(super) country: Option<Value>,
}

/// The lines of an envelope to `person`, below the name.
pub(super) fn lines(person: &RegisteredPerson) -> Lines {
    let municipality = person.municipality.as_ref();
    let lines = match &person.residence {
        Some(Residence::Address(address)) => [street_line(address), town_line(address, municipality), None],
        Some(Residence::Location { description, .. }) => [Some(description.clone()), capitals(municipality), None],
        Some(Residence::Abroad(address)) => return foreign_lines(address),
        Some(Residence::Unknown { .. }) | None => [None, None, None],
    };
    Lines { lines, country: None }
}

fn foreign_lines(address: &ForeignAddress) -> Lines {
    let is_known = address.lines.iter().flatten().any(|line| !line.is_empty());
    if !is_known || address.country.has_code(UNKNOWN_COUNTRY) {
        return Lines::default();
    }
    Lines { lines: address.lines.clone(), country: coded(Some(&address.country), NETHERLANDS) }
}

/// Street and number: `Borgesiusstraat 103 c`, `Atatürkstraat 9-2`, `Cronus 555 B73c`.
fn street_line(address: &Address) -> Option<String> {
    let street = short_street(address).filter(|street| !street.is_empty() && street != ".")?;
    let number = address.house_number.filter(|number| *number > 0)?;
    let letter = address.house_letter.as_deref().filter(|letter| !letter.is_empty());
    let addition = address.house_number_addition.as_deref().unwrap_or_default();
    let before_addition = match (letter, addition.chars().next()) {
        (Some(_), _) | (None, None) => "",
        (None, Some(first)) if first.is_ascii_digit() => "-",
        (None, Some(_)) => " ",
    };
    let letter = letter.map(|letter| format!(" {letter}")).unwrap_or_default();
    Some(format!("{street} {number}{letter}{before_addition}{addition}"))
}

/// Postcode and town, with two blanks between them: `2583 SA  SCHEVENINGEN`.
fn town_line(address: &Address, municipality: Option<&CodedValue>) -> Option<String> {
    let (digits, letters) = address.postcode.as_deref()?.split_at_checked(4)?;
    let known_town = address.town.as_ref().filter(|town| !town.is_empty() && *town != ".");
    let town = known_town.map(|town| town.to_uppercase()).or_else(|| capitals(municipality)).unwrap_or_default();
    Some(format!("{digits} {letters}  {town}").trim_end().to_owned())
}

fn capitals(municipality: Option<&CodedValue>) -> Option<String> {
    municipality?.description.as_ref().map(|name| name.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_number_is_written_as_on_an_envelope() {
        let check = |number, letter: &str, addition: &str, expected: &str| {
            let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            let address = Address {
                street: given("Atatürkstraat"),
                house_number: Some(number),
                house_letter: given(letter),
                house_number_addition: given(addition),
                ..Address::default()
            };
            assert_eq!(street_line(&address).unwrap_or_default(), expected, "{number} {letter} {addition}");
        };
        check(9, "", "", "Atatürkstraat 9");
        check(103, "c", "", "Atatürkstraat 103 c");
        check(9, "", "2", "Atatürkstraat 9-2");
        check(35, "", "III", "Atatürkstraat 35 III");
        check(555, "B", "73c", "Atatürkstraat 555 B73c");
        check(0, "", "", "");
    }

    #[test]
    fn a_long_street_is_cut_when_nobody_shortened_it() {
        let street = Some("Laan Copes van Cattenburch".to_owned());
        let cut = Address { street: street.clone(), ..Address::default() };
        assert_eq!(short_street(&cut).as_deref(), Some("Laan Copes van Cattenbur"));
        let short_street_given = Some("Ln Copes van Cattenburch".to_owned());
        let shortened = Address { street, short_street: short_street_given.clone(), ..Address::default() };
        assert_eq!(short_street(&shortened), short_street_given);
    }
}
