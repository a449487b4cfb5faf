//! Relations of parental authority: over a minor, or those in which an adult has it.

use std::collections::BTreeSet;

use fieldlab_domain::register::{
    Authority, Bsn, NobodyReason, Partner, PersonName, Register, RegisterError, RegisteredPerson, Relative, is_minor,
};
use serde_json::Value;

use super::date::age;
use super::naming::full_name;
use super::value::object;

/// The relations of `person` on `today`.
pub(super) fn relations(
    register: &dyn Register,
    person: &RegisteredPerson,
    today: i32,
) -> Result<Value, RegisterError> {
    let mut relations = Vec::new();
    for minor in minors(register, person, today)? {
        let authority = Authority::over(&minor, &elders(register, &minor)?, today);
        let has_it = authority.holders().iter().any(|holder| holder.bsn == Some(person.bsn));
        if has_it || minor.bsn == person.bsn {
            relations.push(relation(&minor, &authority, today));
        }
    }
    Ok(Value::Array(relations))
}

/// The minors over whom there may be a relation: the person, or else the own children and those of the partner.
fn minors(
    register: &dyn Register,
    person: &RegisteredPerson,
    today: i32,
) -> Result<Vec<RegisteredPerson>, RegisterError> {
    if is_minor(person, today) {
        return Ok(vec![person.clone()]);
    }
    if person.is_deceased() {
        return Ok(Vec::new());
    }
    let present = person.partners.iter().filter(|partner| partner.ended.is_none());
    let partners = fetch(register, present.filter_map(|partner| partner.relative.bsn))?;
    let parents = partners.iter().chain([person]);
    let mut minors = fetch(register, parents.flat_map(|parent| &parent.children).filter_map(|child| child.bsn))?;
    minors.retain(|minor| is_minor(minor, today));
    Ok(minors)
}

/// What the register has of the parents of `minor` and of their partners.
fn elders(register: &dyn Register, minor: &RegisteredPerson) -> Result<Vec<RegisteredPerson>, RegisterError> {
    let parents = fetch(register, minor.parents.iter().filter_map(|parent| parent.relative.bsn))?;
    let number = |partner: &Partner| partner.relative.bsn;
    let partners = fetch(register, parents.iter().flat_map(|parent| &parent.partners).filter_map(number))?;
    Ok([parents, partners].concat())
}

fn fetch(register: &dyn Register, numbers: impl Iterator<Item = Bsn>) -> Result<Vec<RegisteredPerson>, RegisterError> {
    let numbers: BTreeSet<Bsn> = numbers.collect();
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = register.by_numbers(&numbers.into_iter().collect::<Vec<_>>())?;
    found.sort_by_key(|person| person.bsn);
    Ok(found)
}

fn relation(minor: &RegisteredPerson, authority: &Authority, today: i32) -> Value {
    let (kind, name, value) = match authority {
        Authority::BothParents(parents) => {
            ("GezamenlijkOuderlijkGezag", "ouders", parents.iter().map(|parent| known(parent, None)).collect())
        }
        Authority::OneParent(parent) => ("EenhoofdigOuderlijkGezag", "ouder", known(parent, None)),
        Authority::ParentAndOther { parent, .. } => ("GezamenlijkGezag", "ouder", known(parent, None)),
        Authority::Guardian(guardian) => ("Voogdij", "derden", [third(guardian)].into_iter().collect()),
        Authority::Nobody(reason) => ("TijdelijkGeenGezag", "toelichting", Value::from(explanation(*reason))),
        Authority::LivesAbroad => {
            let explanation = "gezag is niet te bepalen omdat minderjarige niet in Nederland woont.";
            ("GezagNietTeBepalen", "toelichting", Value::from(explanation))
        }
    };
    let other = if let Authority::ParentAndOther { other, .. } = authority { Some(third(other)) } else { None };
    object([
        ("type", Some(Value::from(kind))),
        ("minderjarige", Some(of_minor(minor, today))),
        (name, Some(value)),
        ("derde", other),
    ])
}

fn of_minor(minor: &RegisteredPerson, today: i32) -> Value {
    object([
        ("burgerservicenummer", Some(Value::from(minor.bsn.to_string()))),
        ("naam", named(&minor.name)),
        ("leeftijd", minor.birth.date.and_then(|birth| age(birth, today)).map(Value::from)),
    ])
}

/// Somebody who is no parent.
fn third(relative: &Relative) -> Value {
    known(relative, Some("BekendeDerde"))
}

fn known(relative: &Relative, kind: Option<&str>) -> Value {
    object([
        ("type", kind.map(Value::from)),
        ("burgerservicenummer", relative.bsn.map(|bsn| Value::from(bsn.to_string()))),
        ("naam", named(&relative.name)),
    ])
}

fn named(name: &PersonName) -> Option<Value> {
    full_name(name).map(|full| object([("volledigeNaam", Some(Value::from(full)))]))
}

fn explanation(reason: NobodyReason) -> &'static str {
    match reason {
        NobodyReason::ParentsUnknown => "Tijdelijk geen gezag omdat beide ouders onbekend zijn",
        NobodyReason::ParentDied => "Tijdelijk geen gezag omdat de ouder overleden is.",
        NobodyReason::ParentsDied => "Tijdelijk geen gezag omdat beide ouders overleden zijn.",
        NobodyReason::ParentIsMinor => "Tijdelijk geen gezag omdat de ouder minderjarig is.",
    }
}
