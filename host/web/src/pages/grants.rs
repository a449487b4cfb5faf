//! What a prototype asks for, and what an owner grants.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::capability::{Asked, Capability, GrantDecision};
use fieldlab_domain::field::{Sensitivity, catalogue};
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::request::Decision;
use fieldlab_domain::store::StoreError;
use fieldlab_domain::text::Language;
use serde::Deserialize;

use super::{Layout, respond, time};
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::texts::Words;
use crate::{Lab, granting};

#[derive(Template)]
#[template(path = "grants.html")]
struct GrantsPage {
    layout: Layout,
    name: String,
    title: String,
    parts: Vec<PartView>,
    /// How many requests nobody decided about yet.
    open: usize,
    history: Vec<DecisionView>,
}

/// Requests that belong together: fields with one purpose, or what the prototype wants to do.
struct PartView {
    title: String,
    basis: Option<String>,
    requests: Vec<RequestView>,
    keys: String,
}

impl PartView {
    /// Whether all requests stand the same.
    fn all(&self, state: &str) -> bool {
        self.requests.iter().all(|request| request.state == state)
    }
}

struct RequestView {
    key: String,
    title: String,
    code: String,
    note: Option<String>,
    /// `open`, `granted` or `refused`: the chip's class.
    state: &'static str,
    state_words: String,
}

struct DecisionView {
    what: String,
    state_words: String,
    when: String,
    by: String,
}

/// The manifest of the prototype with this name, of the version that is served.
async fn manifest(lab: &Lab, reader: &Reader, name: &str) -> Result<Arc<Manifest>, PageError> {
    let found = granting::manifest(lab, name).await.map_err(PageError::store(reader))?;
    found.ok_or_else(|| PageError::not_found(reader))
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let manifest = manifest(&lab, &reader, &name).await?;
    let decisions = lab.grants.decisions(&manifest.name).await.map_err(PageError::store(&reader))?;
    let layout = Layout::new(&reader, "grants-title");
    Ok(respond(&reader, &page(layout, &manifest, &decisions, reader.language)))
}

fn page(layout: Layout, manifest: &Manifest, decisions: &[GrantDecision], language: Language) -> GrantsPage {
    let words = Words(language);
    let request = |asked: &Asked| {
        let key = asked.key(manifest);
        let latest = decisions.iter().rev().find(|decision| decision.key == key);
        let (state, state_key) = match latest.map(|decision| decision.granted) {
            None => ("open", "grant-open"),
            Some(true) => ("granted", "grant-granted"),
            Some(false) => ("refused", "grant-refused"),
        };
        let (title, code, note) = described(asked, words);
        RequestView { key, title, code, note, state, state_words: words.get(state_key) }
    };
    let asked = Asked::all_of(manifest);
    let part = |title: String, basis: Option<String>, fits: &dyn Fn(&Asked) -> bool| {
        let requests: Vec<RequestView> = asked.iter().filter(|asked| fits(asked)).map(request).collect();
        let keys = requests.iter().map(|request| request.key.as_str()).collect::<Vec<_>>().join("\n");
        PartView { title, basis, requests, keys }
    };
    let mut parts: Vec<PartView> = Vec::new();
    for (nth, grant) in manifest.grants.iter().enumerate() {
        let of = move |asked: &Asked| matches!(asked, Asked::Field(_, of) if *of == nth);
        parts.push(part(grant.purpose.get(language).to_owned(), Some(grant.legal_basis.clone()), &of));
    }
    let others = |asked: &Asked| !matches!(asked, Asked::Field(..));
    parts.push(part(words.get("grants-doing"), None, &others));
    parts.retain(|part| !part.requests.is_empty());
    let open = parts.iter().flat_map(|part| &part.requests).filter(|request| request.state == "open").count();
    GrantsPage {
        layout,
        name: manifest.name.to_string(),
        title: manifest.title.get(language).to_owned(),
        parts,
        open,
        history: decisions.iter().rev().take(50).map(|decision| history(decision, manifest, words)).collect(),
    }
}

/// How many requests of a prototype nobody decided about yet.
///
/// # Errors
/// When the decisions can't be read.
pub(super) async fn open_requests(lab: &Lab, manifest: &Manifest) -> Result<usize, StoreError> {
    let decisions = lab.grants.decisions(&manifest.name).await?;
    let is_open = |asked: &Asked| {
        let key = asked.key(manifest);
        !decisions.iter().any(|decision| decision.key == key)
    };
    Ok(Asked::all_of(manifest).iter().filter(|asked| is_open(asked)).count())
}

fn described(asked: &Asked, words: Words) -> (String, String, Option<String>) {
    match asked {
        Asked::Field(field, _) => {
            let known = catalogue().field(field);
            let note = match known.sensitivity {
                Sensitivity::Ordinary => None,
                Sensitivity::Sensitive => Some(words.get("sensitivity-sensitive")),
                Sensitivity::Special => Some(words.get("sensitivity-special")),
            };
            (known.title.get(words.0).to_owned(), field.to_string(), note)
        }
        Asked::Capability(capability) => {
            let key = match capability {
                Capability::Citizens => "capability-citizens",
                Capability::Register => "capability-register",
                Capability::Config => "capability-config",
                Capability::Keyvalue => "capability-keyvalue",
                Capability::Logging => "capability-logging",
                Capability::Desks => "capability-desks",
                Capability::Vault => "capability-vault",
                Capability::OwnData => "capability-own-data",
            };
            (words.get(key), capability.name().to_owned(), None)
        }
        Asked::Call(name) => (words.with("capability-call", "name", name.as_str()), name.to_string(), None),
    }
}

fn history(decision: &GrantDecision, manifest: &Manifest, words: Words) -> DecisionView {
    let asked = Asked::all_of(manifest).into_iter().find(|asked| asked.key(manifest) == decision.key);
    let what = asked.map_or_else(|| decision.key.clone(), |asked| described(&asked, words).0);
    let state = if decision.granted { "grant-granted" } else { "grant-refused" };
    DecisionView { what, state_words: words.get(state), when: time(decision.at, words.0), by: decision.by.clone() }
}

#[derive(Debug, Deserialize)]
pub(crate) struct DecideForm {
    /// What is decided about: keys, a line each.
    keys: String,
    /// `grant` or `refuse`.
    decision: String,
}

/// Grants or refuses. A request that the manifest does not make, because the page is old, is refused whole.
pub(crate) async fn decide(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
    Form(form): Form<DecideForm>,
) -> Result<Response, PageError> {
    let manifest = manifest(&lab, &reader, &name).await?;
    let bad = || PageError::new(Trouble::BadInput, &reader);
    let granted = match form.decision.as_str() {
        "grant" => true,
        "refuse" => false,
        _ => return Err(bad()),
    };
    let keys = form.keys.lines().filter(|key| !key.is_empty());
    let decisions: Vec<Decision> = keys.map(|key| Decision { key: key.to_owned(), granted }).collect();
    let decisions =
        granting::decided(&lab, &manifest, reader.who.by(), decisions).filter(|decisions| !decisions.is_empty());
    let decisions = decisions.ok_or_else(bad)?;
    lab.grants.decide(&decisions).await.map_err(PageError::store(&reader))?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, format!("/prototypes/{name}/grants"))]).into_response())
}
