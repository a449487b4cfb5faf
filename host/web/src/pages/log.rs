//! The processing log: who was looked at, by which prototype, at what and why.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::{Cast, Persona};
use fieldlab_domain::processing::{LogEntry, LogFilter, LookStatus, NO_RUN, Pruning, RunEntry};
use fieldlab_domain::text::Language;
use serde::Deserialize;

use super::{Layout, respond, time};
use crate::Lab;
use crate::error::PageError;
use crate::language::Reader;
use crate::texts::Words;

/// Entries on a page.
const PAGE: u32 = 50;

/// Entries on a page about one citizen.
const CITIZEN_PAGE: u32 = 500;

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    layout: Layout,
    /// Of whom or of what, when it is not everything.
    about: Option<String>,
    /// What is wrong with the number that was asked for.
    fault: bool,
    entries: Vec<EntryView>,
    runs: Vec<RunView>,
    prunings: Vec<PruningView>,
    personas: Vec<(String, String)>,
    /// The address of the next page.
    next: Option<String>,
    /// The next page about a citizen: what goes into its form.
    next_of_citizen: Option<NextOfCitizen>,
}

struct NextOfCitizen {
    citizen: String,
    before: i64,
    /// How many are on this page.
    shown: String,
}

pub(super) struct EntryView {
    when: String,
    prototype: String,
    version: String,
    whom: Option<String>,
    fields: String,
    purpose: String,
    legal_basis: String,
    status: &'static str,
    status_words: String,
    session: String,
}

struct RunView {
    when: String,
    /// Absent when something was only tried out.
    run: Option<i64>,
    prototype: String,
    citizens: String,
    fields: String,
}

/// That old entries were deleted.
struct PruningView {
    before: String,
    looks: String,
    runs: String,
    when: String,
    by: String,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    prototype: Option<String>,
    #[serde(default)]
    session: Option<String>,
    #[serde(default)]
    before: Option<i64>,
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let prototype = match asked.prototype.as_deref().filter(|name| !name.is_empty()) {
        None => None,
        Some(name) => Some(Name::parse(name).map_err(|_| PageError::not_found(&reader))?),
    };
    let session = asked.session.filter(|session| !session.is_empty());
    let about = match (&prototype, &session) {
        (Some(prototype), _) => Some(prototype.to_string()),
        (None, Some(_)) => Some(Words(reader.language).get("log-session")),
        (None, None) => None,
    };
    let filter = LogFilter { prototype, session, before: asked.before, most: PAGE, subject: None };
    page(&lab, &reader, filter, about, false).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct OfCitizen {
    /// A citizen service number, or the name of a persona.
    citizen: String,
    /// Entries before this number.
    #[serde(default)]
    before: Option<i64>,
}

/// The entries of one citizen. The number is in the form, so that it stands in no address and no log of addresses.
pub(crate) async fn of_citizen(
    State(lab): State<Lab>,
    reader: Reader,
    Form(form): Form<OfCitizen>,
) -> Result<Response, PageError> {
    let persona = lab.cast.get(form.citizen.trim());
    let number = persona.as_ref().and_then(|persona| persona.number(persona.main));
    let number = number.or_else(|| Bsn::parse(form.citizen.trim()));
    let about = persona.map(|persona| persona.display_name(persona.main)).or(number.map(|bsn| bsn.to_string()));
    let Some(number) = number else {
        return page(&lab, &reader, LogFilter { most: PAGE, ..LogFilter::default() }, None, true).await;
    };
    let filter = LogFilter { subject: Some(number), before: form.before, most: CITIZEN_PAGE, ..LogFilter::default() };
    page(&lab, &reader, filter, about, false).await
}

async fn page(
    lab: &Lab,
    reader: &Reader,
    filter: LogFilter,
    about: Option<String>,
    fault: bool,
) -> Result<Response, PageError> {
    // One more than is shown tells whether there are older ones.
    let one_more = LogFilter { most: filter.most + 1, ..filter.clone() };
    let mut entries = lab.log.looks(&one_more).await.map_err(PageError::store(reader))?;
    let are_more = entries.len() > filter.most as usize;
    entries.truncate(filter.most as usize);
    let shows_runs = filter.subject.is_none() && filter.session.is_none() && filter.before.is_none();
    let runs = match shows_runs {
        true => lab.log.runs(filter.prototype.as_ref(), 20).await.map_err(PageError::store(reader))?,
        false => Vec::new(),
    };
    let prunings = lab.log.prunings().await.map_err(PageError::store(reader))?;
    let last = entries.last().filter(|_| are_more).map(|last| last.id);
    let next = last.filter(|_| filter.subject.is_none()).map(|last| next_page(&filter, last));
    let next_of_citizen = last.zip(filter.subject).map(|(before, subject)| NextOfCitizen {
        citizen: subject.to_string(),
        before,
        shown: entries.len().to_string(),
    });
    let language = reader.language;
    let of_persona = |persona: &Arc<Persona>| (persona.name.to_string(), persona.display_name(persona.main));
    let view = LogPage {
        layout: Layout::new(reader, "log-title"),
        about,
        fault,
        entries: entries.iter().map(|entry| entry_view(entry, &lab.cast, language)).collect(),
        runs: runs.iter().map(|entry| run_view(entry, language)).collect(),
        prunings: prunings.iter().map(|pruning| pruning_view(pruning, language)).collect(),
        personas: lab.cast.all().iter().map(of_persona).collect(),
        next,
        next_of_citizen,
    };
    Ok(respond(reader, &view))
}

fn next_page(filter: &LogFilter, before: i64) -> String {
    let mut address = format!("/processing-log?before={before}");
    if let Some(prototype) = &filter.prototype {
        address.push_str(&format!("&prototype={prototype}"));
    }
    if let Some(session) = &filter.session {
        address.push_str(&format!("&session={session}"));
    }
    address
}

/// The titles of fields, in one line.
pub(super) fn titles<'f>(
    fields: impl Iterator<Item = &'f fieldlab_domain::field::FieldName>,
    language: Language,
) -> String {
    let titles: Vec<String> = fields.map(|field| catalogue().field(field).title.get(language).to_owned()).collect();
    titles.join(", ")
}

fn entry_view(entry: &LogEntry, cast: &Cast, language: Language) -> EntryView {
    let (look, words) = (&entry.look, Words(language));
    let (status, key) = match look.status {
        LookStatus::Given => ("granted", "look-given"),
        LookStatus::NotFound => ("open", "look-not-found"),
        LookStatus::Refused => ("refused", "look-refused"),
    };
    EntryView {
        when: time(entry.at_ms / 1_000, language),
        prototype: look.prototype.to_string(),
        version: look.version.clone(),
        whom: look.subject.map(|bsn| whom(cast, bsn).unwrap_or_else(|| bsn.to_string())),
        fields: titles(look.fields.iter(), language),
        purpose: look.purpose.get(language).to_owned(),
        legal_basis: look.legal_basis.clone(),
        status,
        status_words: words.get(key),
        session: look.session.clone(),
    }
}

/// The name of somebody in the household of a persona.
pub(super) fn whom(cast: &Cast, bsn: Bsn) -> Option<String> {
    cast.find(bsn).map(|(persona, member)| persona.display_name(member))
}

fn run_view(entry: &RunEntry, language: Language) -> RunView {
    RunView {
        when: time(entry.at_ms / 1_000, language),
        run: Some(entry.look.run).filter(|run| *run != NO_RUN),
        prototype: entry.look.prototype.to_string(),
        citizens: fieldlab_experiment::text::large_number(language, entry.look.citizens as f64),
        fields: titles(entry.look.fields.iter(), language),
    }
}

fn pruning_view(pruning: &Pruning, language: Language) -> PruningView {
    let number = |number: u64| fieldlab_experiment::text::large_number(language, number as f64);
    PruningView {
        before: time(pruning.before_ms / 1_000, language),
        looks: number(pruning.looks),
        runs: number(pruning.runs),
        when: time(pruning.at_ms / 1_000, language),
        by: pruning.by.clone(),
    }
}
