//! Who a question is about.

use std::collections::BTreeSet;

use fieldlab_domain::register::{Register, RegisterDate, RegisteredPerson, Residence, SearchKey, Sex, TextPattern};

use super::kind;
use super::parameter::read_date;
use super::problem::Refusal;
use super::query::Query;

/// The persons that a question is about: those asked for by number in that order, others by number.
pub(super) fn persons(register: &dyn Register, query: &Query) -> Result<Vec<RegisteredPerson>, Refusal> {
    let found = match key(query) {
        Some(key) => register.search(&key)?,
        None => register.by_numbers(&query.numbers)?,
    };
    let mut found: Vec<_> = found.into_iter().filter(|person| is_wanted(person, query)).collect();
    found.sort_by_key(|person| (query.numbers.iter().position(|bsn| *bsn == person.bsn), person.bsn));
    let mut seen = BTreeSet::new();
    found.retain(|person| seen.insert(person.bsn));
    match query.kind.limit {
        Some(limit) if found.len() > limit => Err(Refusal::TooMany(limit)),
        _ => Ok(found),
    }
}

/// What the register is searched by; nothing when it is asked by number.
fn key(query: &Query) -> Option<SearchKey> {
    let text = |name: &str| query.text(name).unwrap_or_default().to_owned();
    let pattern = |name: &str| TextPattern::new(query.text(name).unwrap_or_default());
    let house_number = || text("huisnummer").parse().unwrap_or_default();
    let municipality = || text("gemeenteVanInschrijving");
    Some(match query.kind.name {
        kind::BY_SURNAME_AND_BIRTH_DATE => SearchKey::SurnameAndBirthDate {
            surname: pattern("geslachtsnaam"),
            birth_date: read_date(query.text("geboortedatum")?)?,
        },
        kind::BY_NAME_AND_MUNICIPALITY => SearchKey::NameAndMunicipality {
            surname: pattern("geslachtsnaam"),
            given_names: pattern("voornamen"),
            municipality: municipality(),
        },
        kind::BY_POSTCODE => SearchKey::PostcodeAndHouseNumber {
            postcode: text("postcode").replace(' ', "").to_uppercase(),
            house_number: house_number(),
        },
        kind::BY_STREET => SearchKey::StreetAndHouseNumber {
            street: pattern("straat"),
            house_number: house_number(),
            municipality: municipality(),
        },
        kind::BY_DESIGNATION => SearchKey::Designation(text("nummeraanduidingIdentificatie")),
        kind::BY_OBJECT => SearchKey::AddressableObject(text("adresseerbaarObjectIdentificatie")),
        _ => return None,
    })
}

/// Whether a person is one of those that what is optional leaves. Who is asked for by number may be deceased.
fn is_wanted(person: &RegisteredPerson, query: &Query) -> bool {
    let by_number = query.kind.name == kind::BY_NUMBER;
    if person.is_deceased() && !by_number && !query.with_deceased {
        return false;
    }
    let fits = |name: &str, fits: &dyn Fn(&str) -> bool| query.text(name).is_none_or(fits);
    let address = match &person.residence {
        Some(Residence::Address(address)) => Some(address),
        _ => None,
    };
    let letter = address.and_then(|address| address.house_letter.as_deref());
    let addition = address.and_then(|address| address.house_number_addition.as_deref());
    fits("voornamen", &|text| matches(text, &person.name.given_names))
        && fits("geslachtsnaam", &|text| matches(text, &person.name.surname))
        && fits("voorvoegsel", &|text| is_same(text, person.name.prefix.as_deref()))
        && fits("geslacht", &|text| text.eq_ignore_ascii_case(sex_code(person.sex)))
        && fits("huisletter", &|text| is_same(text, letter))
        && fits("huisnummertoevoeging", &|text| is_same(text, addition))
        && fits("geboortedatum", &|text| person.birth.date == read_date(text).map(RegisterDate::Day))
        && fits("gemeenteVanInschrijving", &|text| {
            person.municipality.as_ref().is_some_and(|municipality| municipality.has_code(text))
        })
}

fn matches(text: &str, value: &Option<String>) -> bool {
    value.as_ref().is_some_and(|value| TextPattern::new(text).fits(value))
}

fn is_same(text: &str, value: Option<&str>) -> bool {
    value.is_some_and(|value| value.to_lowercase() == text.to_lowercase())
}

/// The code of a sex.
pub(super) fn sex_code(sex: Sex) -> &'static str {
    match sex {
        Sex::Man => "M",
        Sex::Woman => "V",
        Sex::Unknown => "O",
    }
}
