//! The processing log: who looked at which citizen, at what, and why.
//!
//! After the Dutch standard Logboek Dataverwerkingen (logius-standaarden.github.io/logboek-dataverwerkingen), which is a profile of
//! OpenTelemetry: an entry is a span, its processing activity says why, and the data subject is kept encrypted.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bsn::Bsn;
use crate::digest::Digest;
use crate::field::FieldName;
use crate::manifest::{Grant, Manifest};
use crate::name::Name;
use crate::service::Visit;
use crate::store::StoreError;
use crate::text::Text;

/// Where something stands in a trace of W3C Trace Context: the whole of what one click set off, and one step of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Trace {
    /// The same for everything that one click set off; not zero.
    pub trace_id: [u8; 16],
    /// This step; not zero.
    pub span_id: [u8; 8],
    /// The step that it is part of.
    pub parent_id: Option<[u8; 8]>,
}

impl Trace {
    /// A step of this step, with a number that the caller drew; zero becomes one, for zero means none.
    pub fn child(self, span_id: u64) -> Trace {
        Trace { span_id: span_id.max(1).to_be_bytes(), parent_id: Some(self.span_id), ..self }
    }
}

impl fmt::Display for Trace {
    /// As in the header `traceparent`, sampled.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (trace, span) = (u128::from_be_bytes(self.trace_id), u64::from_be_bytes(self.span_id));
        write!(out, "00-{trace:032x}-{span:016x}-01")
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// How a look ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookStatus {
    /// The citizen's fields were handed out.
    Given,
    /// There is no such citizen.
    NotFound,
    /// It asked for what was not granted, and got nothing.
    Refused,
}

/// One look of a prototype at one citizen, as it is written before anything is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The trace of the click, and this look as a step of it.
    pub trace: Trace,
    /// Who looks.
    pub prototype: Name,
    /// Its version.
    pub version: String,
    /// The digest of its component.
    pub digest: Digest,
    /// The demo session on whose behalf; not the key that opens it.
    pub session: String,
    /// Whom the visitor plays.
    pub persona: Option<Name>,
    /// The processing activity: prototype and number of the grant in its manifest, such as `na-de-ww/1`.
    pub activity: String,
    /// Why, in the words of the grant.
    pub purpose: Text,
    /// The law or agreement that allows it.
    pub legal_basis: String,
    /// The fields that it asked for, in the catalogue's names; of the register, the fields that they stand for.
    pub fields: Vec<FieldName>,
    /// Whom it looked at; nobody when a search was refused or found nobody.
    pub subject: Option<Bsn>,
    /// How it ended.
    pub status: LookStatus,
}

/// One purpose, and the fields that are read for it.
struct Activity<'m> {
    /// The number of the grant in the manifest, counted from 1; 0 for what no grant asks for.
    number: usize,
    grant: Option<&'m Grant>,
    fields: Vec<FieldName>,
}

/// For each purpose the fields that are read for it: each field for the first that names it.
fn activities<'m>(manifest: &'m Manifest, fields: &[FieldName]) -> Vec<Activity<'m>> {
    let mut activities: Vec<Activity<'_>> = Vec::new();
    for field in fields {
        let grant = manifest.grants.iter().position(|grant| grant.fields.contains(field));
        let number = grant.map_or(0, |grant| grant + 1);
        match activities.iter_mut().find(|activity| activity.number == number) {
            Some(known) if known.fields.contains(field) => {}
            Some(known) => known.fields.push(field.clone()),
            None => {
                let grant = grant.map(|grant| &manifest.grants[grant]);
                activities.push(Activity { number, grant, fields: vec![field.clone()] });
            }
        }
    }
    activities
}

/// The entries for a prototype that looks at citizens: one for each citizen and each purpose that the fields are read for. `step`
/// gives each a step of the click.
pub fn looks(
    manifest: &Manifest,
    digest: &Digest,
    visit: &Visit,
    subjects: &[(Option<Bsn>, LookStatus)],
    fields: &[FieldName],
    mut step: impl FnMut() -> Trace,
) -> Vec<Look> {
    let activities = activities(manifest, fields);
    let mut looks = Vec::with_capacity(subjects.len() * activities.len());
    for (subject, status) in subjects {
        for activity in &activities {
            looks.push(Look {
                trace: step(),
                prototype: manifest.name.clone(),
                version: manifest.version.clone(),
                digest: digest.clone(),
                session: visit.session.clone(),
                persona: visit.persona.clone(),
                activity: format!("{}/{}", manifest.name, activity.number),
                purpose: activity.grant.map_or_else(|| Text::same("-"), |grant| grant.purpose.clone()),
                legal_basis: activity.grant.map_or_else(|| "-".to_owned(), |grant| grant.legal_basis.clone()),
                fields: activity.fields.clone(),
                subject: *subject,
                status: *status,
            });
        }
    }
    looks
}

/// The law by which a prototype sees what a person shares with it.
const CONSENT: &str = "AVG, artikel 6, eerste lid, onder a (toestemming)";

/// The entry for a prototype that sees what the person shares with it, or for the person who sees what is known of themselves.
pub fn look_by_consent(
    manifest: &Manifest,
    digest: &Digest,
    visit: &Visit,
    subject: Bsn,
    (ask, purpose): (&str, &Text),
    fields: Vec<FieldName>,
    trace: Trace,
) -> Look {
    Look {
        trace,
        prototype: manifest.name.clone(),
        version: manifest.version.clone(),
        digest: digest.clone(),
        session: visit.session.clone(),
        persona: visit.persona.clone(),
        activity: format!("{}/{ask}", manifest.name),
        purpose: purpose.clone(),
        legal_basis: CONSENT.to_owned(),
        fields,
        subject: Some(subject),
        status: LookStatus::Given,
    }
}

/// One run of a rule over many citizens, in columns: who was looked at follows from the population and the cohort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunLook {
    /// The number of the run; [`NO_RUN`] when something was only tried out.
    pub run: i64,
    /// Who looked.
    pub prototype: Name,
    /// Its version.
    pub version: String,
    /// The digest of its component.
    pub digest: Digest,
    /// The digest of the population.
    pub population: Digest,
    /// How many citizens it decided about.
    pub citizens: u64,
    /// The fields that it read.
    pub fields: Vec<FieldName>,
}

/// In place of the number of a run: something was tried out, and nothing of it was kept.
pub const NO_RUN: i64 = 0;

/// The log could not be written; then nothing is handed out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the processing log can't be written: {0}")]
pub struct LogFailure(
    /// Why.
    pub String,
);

/// Writes the processing log. Who implements it adds the time, and encrypts who was looked at.
#[async_trait]
pub trait ProcessingLog: Send + Sync {
    /// Writes looks that belong together, all or none; they are kept when this returns.
    ///
    /// # Errors
    /// When they could not be written: no log, no data.
    async fn write(&self, looks: Vec<Look>) -> Result<(), LogFailure>;

    /// Writes that a rule ran over many citizens.
    ///
    /// # Errors
    /// When it could not be written.
    async fn write_run(&self, look: RunLook) -> Result<(), LogFailure>;
}

/// An entry of the log as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number; later entries have higher ones.
    pub id: i64,
    /// When it was written, in milliseconds since 1970-01-01T00:00Z.
    pub at_ms: i64,
    /// The look.
    pub look: Look,
}

/// A run's entry as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunEntry {
    /// Its number.
    pub id: i64,
    /// When it was written, in milliseconds since 1970-01-01T00:00Z.
    pub at_ms: i64,
    /// What ran.
    pub look: RunLook,
}

/// Which entries are asked for: those to which all of this applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Looks of this prototype.
    pub prototype: Option<Name>,
    /// Looks in this demo session.
    pub session: Option<String>,
    /// Looks at this citizen.
    pub subject: Option<Bsn>,
    /// Entries before this number: the next page.
    pub before: Option<i64>,
    /// At most so many.
    pub most: u32,
}

/// That old entries of the log were deleted: the log says so itself, for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pruning {
    /// When, in milliseconds since 1970-01-01T00:00Z.
    pub at_ms: i64,
    /// Entries of before this moment are gone.
    pub before_ms: i64,
    /// How many looks.
    pub looks: u64,
    /// How many runs.
    pub runs: u64,
    /// Who did it.
    pub by: String,
}

/// Reads the processing log.
#[async_trait]
pub trait ProcessingRecords: Send + Sync {
    /// Looks, the newest first.
    ///
    /// # Errors
    /// When the log can't be read.
    async fn looks(&self, filter: &LogFilter) -> Result<Vec<LogEntry>, StoreError>;

    /// Runs, the newest first, at most `most`; of one prototype when named.
    ///
    /// # Errors
    /// When the log can't be read.
    async fn runs(&self, prototype: Option<&Name>, most: u32) -> Result<Vec<RunEntry>, StoreError>;

    /// What was deleted of the log, the latest first.
    ///
    /// # Errors
    /// When the log can't be read.
    async fn prunings(&self) -> Result<Vec<Pruning>, StoreError>;
}
