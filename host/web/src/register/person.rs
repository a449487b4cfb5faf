//! A person with all that can be asked for. What the synthetic register never has (nobility, voting rights, guardianship for
//! adults, investigations) is in [`super::fields`] and not here: asking for it is right, and gives nothing.

use fieldlab_domain::register::{
    CodedValue, Event, Immigration, NameUse, Nationality, Parent, Partner, PartnershipKind, PersonName, RegisterDate,
    RegisteredPerson, Relative, ResidenceTitle, Sex, Suspension, SuspensionReason,
};
use serde_json::Value;

use super::address;
use super::date::{age, is_over, tagged};
use super::naming;
use super::search::sex_code;
use super::value::{coded, entry, flag, object, text, unless_empty};

/// The code of an unknown place or country.
const UNKNOWN: &str = "0000";

/// All that can be asked of `person`; ages are those of `today`.
pub(super) fn whole(person: &RegisteredPerson, today: i32) -> Value {
    let age = person.birth.date.filter(|_| !person.is_deceased()).and_then(|birth| age(birth, today));
    let residence = person.residence.as_ref().map(address::residence);
    let title = person.residence_title.as_ref().filter(|title| holds(title, today));
    object([
        ("burgerservicenummer", Some(Value::from(person.bsn.to_string()))),
        ("geheimhoudingPersoonsgegevens", flag(person.is_confidential)),
        ("opschortingBijhouding", person.suspension().map(suspension)),
        ("geslacht", Some(sex(person.sex))),
        ("leeftijd", age.map(Value::from)),
        ("naam", unless_empty(own_name(person))),
        ("geboorte", event(&person.birth)),
        ("overlijden", person.death.as_ref().map(|death| event(death).unwrap_or_else(|| object([])))),
        ("nationaliteiten", Some(person.nationalities.iter().map(nationality).collect())),
        ("verblijfplaats", residence),
        ("gemeenteVanInschrijving", coded(person.municipality.as_ref(), UNKNOWN)),
        ("datumInschrijvingInGemeente", person.municipality_since.map(tagged)),
        ("immigratie", person.immigration.as_ref().map(immigration)),
        ("adressering", addressing(person)),
        ("verblijfstitel", title.map(residence_title)),
        ("kinderen", Some(person.children.iter().map(|child| relative(child, [])).collect())),
        ("ouders", Some(parents(person))),
        ("partners", Some(shown_partners(person).into_iter().map(partner).collect())),
    ])
}

fn suspension(suspension: Suspension) -> Value {
    let reason = entry(match suspension.reason {
        SuspensionReason::Death => ("O", "overlijden"),
        SuspensionReason::Emigration => ("E", "emigratie"),
        SuspensionReason::MinisterialDecree => ("M", "ministerieel besluit"),
        SuspensionReason::NonResident => ("R", "pl is aangelegd in de rni"),
        SuspensionReason::Unknown => (".", "onbekend"),
    });
    object([("reden", Some(reason)), ("datum", suspension.date.map(tagged))])
}

fn sex(sex: Sex) -> Value {
    let description = match sex {
        Sex::Man => "man",
        Sex::Woman => "vrouw",
        Sex::Unknown => "onbekend",
    };
    entry((sex_code(sex), description))
}

fn own_name(person: &RegisteredPerson) -> Value {
    let mut members = name(&person.name);
    if let Some(full) = naming::full_name(&person.name) {
        members["volledigeNaam"] = Value::from(full);
    }
    members["aanduidingNaamgebruik"] = entry(match person.name_use {
        NameUse::Own => ("E", "eigen geslachtsnaam"),
        NameUse::OwnThenPartner => ("N", "geslachtsnaam echtgenoot/geregistreerd partner na eigen geslachtsnaam"),
        NameUse::Partner => ("P", "geslachtsnaam echtgenoot/geregistreerd partner"),
        NameUse::PartnerThenOwn => ("V", "geslachtsnaam echtgenoot/geregistreerd partner voor eigen geslachtsnaam"),
    });
    members
}

fn name(name: &PersonName) -> Value {
    object([
        ("voornamen", text(name.given_names.as_deref())),
        ("voorvoegsel", text(name.prefix.as_deref())),
        ("geslachtsnaam", text(name.surname.as_deref())),
        ("voorletters", naming::initials(name).map(Value::from)),
    ])
}

fn event(event: &Event) -> Option<Value> {
    let place = |value: &Option<CodedValue>| coded(value.as_ref(), UNKNOWN);
    let members = [("datum", event.date.map(tagged)), ("land", place(&event.country)), ("plaats", place(&event.place))];
    unless_empty(object(members))
}

fn nationality(nationality: &Nationality) -> Value {
    let kind = match nationality.value.code.as_deref() {
        Some("0000") => "NationaliteitOnbekend",
        Some("0002") => "BehandeldAlsNederlander",
        Some("0499") => "Staatloos",
        Some("0500") => "VastgesteldNietNederlander",
        _ => "Nationaliteit",
    };
    let value = (kind == "Nationaliteit").then(|| coded(Some(&nationality.value), UNKNOWN)).flatten();
    object([
        ("type", Some(Value::from(kind))),
        ("nationaliteit", value),
        ("redenOpname", coded(nationality.reason.as_ref(), "000")),
        ("datumIngangGeldigheid", nationality.since.map(tagged)),
    ])
}

fn immigration(immigration: &Immigration) -> Value {
    let from_unknown = immigration.country.as_ref().is_some_and(|country| country.has_code(UNKNOWN));
    object([
        ("datumVestigingInNederland", immigration.date.map(tagged)),
        ("landVanwaarIngeschreven", coded(immigration.country.as_ref(), UNKNOWN)),
        ("indicatieVestigingVanuitBuitenland", flag(immigration.date.is_some())),
        ("vanuitVerblijfplaatsOnbekend", flag(from_unknown)),
    ])
}

/// A title that is over, or that says that there is none (98), is not shown.
fn holds(title: &ResidenceTitle, today: i32) -> bool {
    !title.value.has_code("98") && !title.until.is_some_and(|until| is_over(until, today))
}

fn residence_title(title: &ResidenceTitle) -> Value {
    object([
        ("aanduiding", coded(Some(&title.value), "")),
        ("datumEinde", title.until.map(tagged)),
        ("datumIngang", title.since.map(tagged)),
    ])
}

fn addressing(person: &RegisteredPerson) -> Option<Value> {
    let in_use = shown_partners(person).into_iter().min_by_key(|partner| order(partner.entered.date));
    let manners = naming::manners(person, in_use);
    let address::Lines { lines: [first, second, third], country } = address::lines(person);
    let envelope = manners.as_ref().map(|manners| object([("naam", text(Some(&manners.envelope)))]));
    unless_empty(object([
        ("aanhef", manners.as_ref().and_then(|manners| text(Some(&manners.salutation)))),
        ("aanschrijfwijze", envelope),
        ("gebruikInLopendeTekst", manners.as_ref().and_then(|manners| text(Some(&manners.in_text)))),
        ("adresregel1", text(first.as_deref())),
        ("adresregel2", text(second.as_deref())),
        ("adresregel3", text(third.as_deref())),
        ("land", country),
    ]))
}

/// The partners of now; without any, the one with whom it ended last.
fn shown_partners(person: &RegisteredPerson) -> Vec<&Partner> {
    let present: Vec<_> = person.partners.iter().filter(|partner| partner.ended.is_none()).collect();
    if present.is_empty() {
        return person.partners.iter().max_by_key(|partner| order(partner.ended)).into_iter().collect();
    }
    present
}

/// Dates in order; one that is missing comes first.
fn order(date: Option<RegisterDate>) -> (i32, i32, i32) {
    date.map_or((0, 0, 0), RegisterDate::parts)
}

fn partner(partner: &Partner) -> Value {
    let kind = partner.kind.map(|kind| {
        entry(match kind {
            PartnershipKind::Marriage => ("H", "huwelijk"),
            PartnershipKind::RegisteredPartnership => ("P", "geregistreerd partnerschap"),
        })
    });
    let ended = partner.ended.map(|date| object([("datum", Some(tagged(date)))]));
    let own = [
        ("soortVerbintenis", kind),
        ("aangaanHuwelijkPartnerschap", event(&partner.entered)),
        ("ontbindingHuwelijkPartnerschap", ended),
    ];
    relative(&partner.relative, own)
}

/// The first parent, then the second.
fn parents(person: &RegisteredPerson) -> Value {
    let mut parents: Vec<&Parent> = person.parents.iter().collect();
    parents.sort_by_key(|parent| !parent.is_first);
    let parent = |parent: &Parent| {
        let own = [
            ("ouderAanduiding", Some(Value::from(if parent.is_first { "1" } else { "2" }))),
            ("datumIngangFamilierechtelijkeBetrekking", parent.since.map(tagged)),
        ];
        relative(&parent.relative, own)
    };
    parents.into_iter().map(parent).collect()
}

/// A relative, with `own` members of this kind of relative.
fn relative<const N: usize>(relative: &Relative, own: [(&str, Option<Value>); N]) -> Value {
    let mut members = object([
        ("burgerservicenummer", relative.bsn.map(|bsn| Value::from(bsn.to_string()))),
        ("geslacht", relative.sex.map(sex)),
        ("naam", unless_empty(name(&relative.name))),
        ("geboorte", event(&relative.birth)),
    ]);
    for (key, value) in own.into_iter().filter_map(|(key, value)| Some((key, value?))) {
        members[key] = value;
    }
    members
}
