//! A new experiment from a copy of another: with a title of its own, and whatever else the team changes in it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use fieldlab_domain::fault::Faults;
use fieldlab_domain::text::{Language, Text};
use serde::Deserialize;

use super::experiment::find;
use super::{Layout, login, respond};
use crate::Lab;
use crate::copying::{self, Copied, given_line, without_name};
use crate::error::{PageError, Trouble};
use crate::experiments::Found;
use crate::language::Reader;
use crate::speaker::line;
use crate::texts::Words;

#[derive(Template)]
#[template(path = "copy.html")]
struct CopyPage {
    layout: Layout,
    /// The experiment that is copied.
    name: String,
    title: String,
    given: CopyForm,
    /// The title is empty or too long.
    title_fault: Option<String>,
    /// What is wrong with the declaration: the line, what, and what to write.
    faults: Vec<(Option<usize>, String, String)>,
    /// Whether the declaration is shown at once.
    is_open: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CopyForm {
    title: String,
    other_title: String,
    declaration: String,
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let found = find(&lab, &reader, &name).await?;
    let copy = |language: Language| {
        let title = found.record.title.get(language);
        crate::texts::texts().get(language, "copy-of", &[("title", title)])
    };
    let given = CopyForm {
        title: copy(reader.language),
        other_title: copy(other(reader.language)),
        declaration: without_name(&found.record.declaration),
    };
    page(&reader, &found, given, None, Faults::default())
}

fn other(language: Language) -> Language {
    if language == Language::Nl { Language::En } else { Language::Nl }
}

fn page(
    reader: &Reader,
    found: &Found,
    given: CopyForm,
    title_fault: Option<String>,
    faults: Faults,
) -> Result<Response, PageError> {
    let faults: Vec<_> =
        faults.0.into_iter().map(|one| (given_line(one.line), one.what, one.hint.unwrap_or_default())).collect();
    let is_faulty = title_fault.is_some() || !faults.is_empty();
    let page = CopyPage {
        layout: Layout::new(reader, "copy-title"),
        name: found.record.name.to_string(),
        title: found.record.title.get(reader.language).to_owned(),
        given,
        title_fault,
        is_open: !faults.is_empty(),
        faults,
    };
    let mut response = respond(reader, &page);
    if is_faulty {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Makes the experiment. What is not right is said with what was filled in, and nothing is kept.
pub(crate) async fn make(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
    Form(given): Form<CopyForm>,
) -> Result<Response, PageError> {
    let found = find(&lab, &reader, &name).await?;
    let words = Words(reader.language);
    let Some(own) = line(&given.title) else {
        return page(&reader, &found, given, Some(words.get("copy-fault-title")), Faults::default());
    };
    let others = line(&given.other_title).unwrap_or_else(|| own.clone());
    let title = match reader.language {
        Language::Nl => Text { nl: own, en: others },
        Language::En => Text { nl: others, en: own },
    };
    let copied = copying::make(&lab, &found, &title, &given.declaration, &reader.who).await;
    match copied.map_err(PageError::store(&reader))? {
        Copied::There(copy) => Ok(login::lead(&format!("/experiments/{copy}"))),
        Copied::Faulty(faults) => page(&reader, &found, given, None, faults),
        Copied::NoName => Err(PageError::new(Trouble::BadInput, &reader)),
    }
}
