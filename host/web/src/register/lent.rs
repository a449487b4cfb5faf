//! The register as prototypes have it: what they were granted of the catalogue's fields, and each citizen on record.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use axum::body::Body as AxumBody;
use axum::http::{Request, Response};
use axum::response::IntoResponse as _;
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::processing::{LookStatus, ProcessingLog, Trace, looks};
use fieldlab_domain::register::{Bsn, Register};
use fieldlab_domain::service::{Body, BodyError, Caller, LabService};
use fieldlab_domain::trail::Event;
use http_body_util::BodyExt as _;

use super::problem::Refusal;
use super::query::Query;
use super::{Access, find};

/// Which field or group of the register goes with which fields of the catalogue: a prototype that was granted these may see that. What
/// is not here, such as an address with street and house number, no grant leads to.
const SEEN: &[(&str, &[&str])] = &[
    ("burgerservicenummer", &["person.bsn"]),
    ("geslacht", &["person.sex"]),
    ("leeftijd", &["person.age"]),
    ("gemeenteVanInschrijving", &["household.municipality"]),
    ("naam.voornamen", &["person.first_name"]),
    ("naam.voorletters", &["person.first_name"]),
    ("naam.voorvoegsel", &["person.surname"]),
    ("naam.geslachtsnaam", &["person.surname"]),
    ("naam.volledigeNaam", &["person.first_name", "person.surname", "person.sex"]),
    ("geboorte.datum", &["person.birth_date"]),
    ("geboorte.land", &["person.birth_country"]),
    ("nationaliteiten", &["person.nationality"]),
    ("verblijfstitel", &["person.residence_title"]),
    ("immigratie.datumVestigingInNederland", &["person.arrival_date"]),
    ("kinderen.burgerservicenummer", &["person.household_position", "person.bsn"]),
    ("kinderen.geboorte.datum", &["person.household_position", "person.birth_date"]),
    ("ouders.burgerservicenummer", &["person.household_position", "person.bsn"]),
    ("ouders.geboorte.datum", &["person.household_position", "person.birth_date"]),
    ("partners.burgerservicenummer", &["person.household_position", "person.bsn"]),
    ("partners.geboorte.datum", &["person.household_position", "person.birth_date"]),
    ("partners.soortVerbintenis", &["person.household_position", "person.civil_status"]),
];

/// Which fields a search goes by.
const SEARCHED: &[(&str, &[&str])] = &[
    ("burgerservicenummer", &["person.bsn"]),
    ("geslachtsnaam", &["person.surname"]),
    ("voorvoegsel", &["person.surname"]),
    ("voornamen", &["person.first_name"]),
    ("geboortedatum", &["person.birth_date"]),
    ("geslacht", &["person.sex"]),
    ("gemeenteVanInschrijving", &["household.municipality"]),
];

/// The names of a table for which all fields are granted.
fn allowed(table: &[(&str, &[&str])], granted: &BTreeSet<FieldName>) -> BTreeSet<String> {
    let is_granted = |field: &&str| granted.iter().any(|one| one.as_str() == *field);
    let allowed = table.iter().filter(|(_, fields)| fields.iter().all(is_granted));
    allowed.map(|(name, _)| (*name).to_owned()).collect()
}

/// The register for prototypes.
pub(crate) struct LentRegister {
    pub(crate) register: Arc<dyn Register>,
    pub(crate) log: Arc<dyn ProcessingLog>,
}

#[async_trait]
impl LabService for LentRegister {
    async fn answer(&self, request: Request<Body>, caller: &Caller) -> Response<Body> {
        let granted = &caller.granted.fields;
        let access = Access::Granted { parameters: allowed(SEARCHED, granted), fields: allowed(SEEN, granted) };
        let mut request = request.map(AxumBody::new);
        request.extensions_mut().insert(access);
        request.extensions_mut().insert(Recorder {
            caller: caller.clone(),
            log: Arc::clone(&self.log),
            steps: Arc::default(),
        });
        let path = request.uri().path().to_owned();
        let response = match find(Some(Arc::clone(&self.register)), request).await {
            Ok(answer) => answer.into_response(),
            Err(refusal) => refusal.at(&path),
        };
        response.map(|body| body.map_err(|error| BodyError(error.to_string())).boxed_unsync())
    }
}

/// Writes what a prototype looked at in the register, before it is told.
#[derive(Clone)]
pub(super) struct Recorder {
    caller: Caller,
    log: Arc<dyn ProcessingLog>,
    steps: Arc<AtomicU64>,
}

impl Recorder {
    /// The catalogue's fields that a question is about.
    pub(super) fn fields(&self, query: &Query) -> Vec<FieldName> {
        let of = |table: &[(&str, &'static [&'static str])], name: &str| {
            let fits = |path: &str| {
                path == name
                    || path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
                    || name.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
            };
            table
                .iter()
                .filter(|(path, _)| fits(path))
                .flat_map(|(_, fields)| fields.iter().copied())
                .collect::<Vec<_>>()
        };
        let seen = query.asked.fields();
        let mut names: Vec<&str> = seen.iter().flat_map(|leaf| of(SEEN, leaf)).collect();
        names.extend(query.searched_by().flat_map(|name| of(SEARCHED, name)));
        names.sort_unstable();
        names.dedup();
        names.into_iter().filter_map(|name| catalogue().get(name)).map(|field| field.name.clone()).collect()
    }

    pub(super) async fn found(&self, found: &[Bsn], fields: &[FieldName]) -> Result<(), Refusal> {
        let subjects: Vec<_> = match found {
            [] => vec![(None, LookStatus::NotFound)],
            some => some.iter().map(|bsn| (Some(*bsn), LookStatus::Given)).collect(),
        };
        self.write(&subjects, fields).await
    }

    pub(super) async fn refused(&self, fields: &[FieldName], refusal: &Refusal) -> Result<(), Refusal> {
        let what = match refusal {
            Refusal::Parameters(names) => format!("register: searching by {}", names.join(", ")),
            Refusal::Fields(names) => format!("register: seeing {}", names.join(", ")),
            _ => "register".to_owned(),
        };
        let prototype = self.caller.manifest.name.clone();
        self.caller.visit.state.happened(Event::Refused { prototype, what: format!("{what} was not granted") });
        self.write(&[(None, LookStatus::Refused)], fields).await
    }

    async fn write(&self, subjects: &[(Option<Bsn>, LookStatus)], fields: &[FieldName]) -> Result<(), Refusal> {
        let Caller { manifest, digest, visit, .. } = &self.caller;
        let entries = looks(manifest, digest, visit, subjects, fields, || self.step());
        if entries.is_empty() {
            return Ok(());
        }
        self.log.write(entries.clone()).await.map_err(|error| {
            tracing::error!(%error, "no log, no data");
            Refusal::Unavailable
        })?;
        entries.into_iter().for_each(|look| visit.state.happened(Event::Looked(look)));
        Ok(())
    }

    fn step(&self) -> Trace {
        let number = self.steps.fetch_add(1, Ordering::Relaxed) + 1;
        self.caller.visit.trace.child(u64::from_be_bytes(self.caller.visit.trace.span_id).wrapping_add(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_name_fields_that_exist() {
        for (name, fields) in SEEN.iter().chain(SEARCHED) {
            assert!(fields.iter().all(|field| catalogue().get(field).is_some()), "{name}");
        }
    }
}
