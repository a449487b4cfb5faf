//! All that the person can see here, as a file of their own in JSON.

use fieldlab_sdk::bindings::fieldlab::lab::types::Value;
use fieldlab_service::lab::serde_json::{Value as Json, json};
use fieldlab_service::lab::vault::{Consent, Known, Look, consents, known, looks};
use fieldlab_service::prelude::*;

use crate::{frame, known as known_page, words};

/// The most looks that the lab tells at once.
const MOST_LOOKS: u32 = 200;

pub(crate) fn give(request: &Request) -> Response {
    match everything(request.language()) {
        Ok(everything) => Response::json(200, format!("{everything:#}"))
            .with_header("content-disposition", "attachment; filename=\"mijn-gegevens.json\"")
            // It is about one person: no cache may keep it for the next.
            .with_header("cache-control", "no-store"),
        Err(why) => frame::not_told(request, known_page::TITLE, &why).into(),
    }
}

fn everything(language: Language) -> Result<Json, NotShared> {
    let known = known()?;
    let facts: Vec<Json> = known.iter().map(|known| fact(known, language)).collect();
    let shares: Vec<Json> = consents()?.iter().map(share).collect();
    let looks: Vec<Json> = looks(MOST_LOOKS)?.iter().map(look).collect();
    let visit = lab::visit();
    Ok(json!({
        "about": "Synthetic data of a made-up person, from Fieldlab",
        "person": visit.persona,
        "day": words::iso_day(visit.today),
        "language": language.code(),
        "known": facts,
        "shared": shares,
        "looked": looks,
    }))
}

fn fact(known: &Known, language: Language) -> Json {
    let (kind, value) = plain(known.value);
    json!({
        "name": known.name,
        "title": known.title,
        "kind": kind,
        "value": value,
        "words": words::value(known, language),
        "source": known.source,
    })
}

/// A value for programs. Money and fractions are texts with a point, so that no program rounds them.
fn plain(value: Value) -> (&'static str, Json) {
    match value {
        Value::Absent => ("absent", Json::Null),
        Value::Flag(yes) => ("flag", json!(yes)),
        Value::Whole(whole) => ("whole", json!(whole)),
        Value::Amount(cents) => ("euro", json!(decimal(cents, 2))),
        Value::Code(code) => ("code", json!(code)),
        Value::Date(days) => ("date", json!(words::iso_day(Date::days(days)))),
        Value::Share(millionths) => ("share", json!(decimal(i64::from(millionths), 6))),
    }
}

/// A whole number of parts as a decimal: 69040 hundredths are `690.40`.
fn decimal(parts: i64, decimals: u32) -> String {
    let whole = 10_u64.pow(decimals);
    let (minus, parts) = (if parts < 0 { "-" } else { "" }, parts.unsigned_abs());
    format!("{minus}{}.{:0width$}", parts / whole, parts % whole, width = decimals as usize)
}

fn share(consent: &Consent) -> Json {
    json!({
        "id": consent.id,
        "prototype": consent.prototype,
        "title": consent.title,
        "organisation": consent.organisation,
        "purpose": consent.purpose,
        "attributes": consent.attributes,
        "until": words::iso_day(consent.until),
        "ended": consent.ended,
    })
}

fn look(look: &Look) -> Json {
    json!({
        "at": look.at,
        "prototype": look.prototype,
        "attributes": look.attributes,
        "purpose": look.purpose,
        "legal_basis": look.legal_basis,
        "refused": look.refused,
    })
}
