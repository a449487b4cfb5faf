//! Prototypes: who owns them, what they may see, what can be set and what they decide.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::capability::Asked;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::member::Act;
use fieldlab_domain::name::Name;
use fieldlab_domain::parameter::Status;
use fieldlab_domain::store::PrototypeRecord;
use fieldlab_domain::text::{Language, Text};
use fieldlab_experiment::text;
use serde::Deserialize;

use super::{Layout, OwnerView, respond, time};
use crate::Lab;
use crate::deploying::{Version, go_to, versions};
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::texts::Words;

#[derive(Clone, Debug)]
struct PrototypeView {
    name: String,
    version: String,
    digest: String,
    title: String,
    summary: String,
    owner: OwnerView,
    grants: Vec<GrantView>,
    parameters: Vec<ParameterView>,
    decisions: Vec<String>,
    memory_mb: u32,
    deadline_ms: u32,
}

#[derive(Clone, Debug)]
struct GrantView {
    fields: Vec<(String, String)>,
    purpose: String,
    legal_basis: String,
}

#[derive(Clone, Debug)]
struct ParameterView {
    title: String,
    value: String,
    source: String,
    status: String,
}

#[derive(Template)]
#[template(path = "prototypes.html")]
struct PrototypesPage {
    layout: Layout,
    prototypes: Vec<PrototypeView>,
}

#[derive(Template)]
#[template(path = "prototype.html")]
struct PrototypePage {
    layout: Layout,
    prototype: PrototypeView,
    /// Whether it has a service that can be tried.
    has_service: bool,
    /// Whether it asks for something, and how many requests nobody decided about yet.
    asks: bool,
    open_requests: usize,
    versions: Vec<VersionView>,
    /// Whether who looks may choose another version.
    may_choose: bool,
}

/// A version that was deployed.
#[derive(Clone, Debug)]
struct VersionView {
    version: String,
    digest: String,
    by: String,
    when: String,
    current: bool,
}

async fn views(lab: &Lab, reader: &Reader) -> Result<Vec<PrototypeView>, PageError> {
    let records = lab.store.prototypes().await.map_err(PageError::store(reader))?;
    // Of what was deployed the current version is shown.
    let deployed = versions(&lab.deployer.deployments(None).await.map_err(PageError::store(reader))?);
    let is_shown = |record: &&PrototypeRecord| {
        let mut of_name = deployed.iter().filter(|one| one.deployment.prototype == record.name);
        of_name.clone().next().is_none() || of_name.any(|one| one.current && one.deployment.version == record.version)
    };
    // A record of another version of the manifest is left out rather than shown in part.
    Ok(records.iter().filter(is_shown).filter_map(|record| view(record, reader.language)).collect())
}

pub(crate) async fn list(State(lab): State<Lab>, reader: Reader) -> Result<Response, PageError> {
    let prototypes = views(&lab, &reader).await?;
    Ok(respond(&reader, &PrototypesPage { layout: Layout::new(&reader, "prototypes-title"), prototypes }))
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let mut found: Vec<PrototypeView> =
        views(&lab, &reader).await?.into_iter().filter(|prototype| prototype.name == name).collect();
    let prototype = found.pop().ok_or_else(|| PageError::not_found(&reader))?;
    let (layout, has_service) = (Layout::titled(&reader, &prototype.title), lab.services.get(&name).is_some());
    // What a rule reads comes in its columns, which is what its manifest asks for; an owner decides about services.
    let manifest = lab.services.get(&name).map(|service| service.manifest().clone());
    let (asks, open_requests) = match &manifest {
        Some(manifest) => {
            let open = super::grants::open_requests(&lab, manifest).await.map_err(PageError::store(&reader))?;
            (!Asked::all_of(manifest).is_empty(), open)
        }
        None => (false, 0),
    };
    let known = Name::parse(&name).map_err(|_| PageError::not_found(&reader))?;
    let deployments = lab.deployer.deployments(Some(&known)).await.map_err(PageError::store(&reader))?;
    let view = |version: Version| VersionView {
        version: version.deployment.version,
        digest: version.deployment.digest.short().to_owned(),
        by: version.deployment.by,
        when: time(version.deployment.at, reader.language),
        current: version.current,
    };
    let versions = versions(&deployments).into_iter().map(view).collect();
    let may_choose = reader.who.may(Act::Work);
    let page = PrototypePage { layout, prototype, has_service, asks, open_requests, versions, may_choose };
    Ok(respond(&reader, &page))
}

#[derive(Debug, Deserialize)]
pub(crate) struct CurrentForm {
    version: String,
}

/// Serves another version of what was deployed.
pub(crate) async fn make_current(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
    Form(form): Form<CurrentForm>,
) -> Result<Response, PageError> {
    let known = Name::parse(&name).map_err(|_| PageError::not_found(&reader))?;
    match go_to(lab.deployer, known, form.version, reader.who.by().to_owned(), None).await {
        Ok(_) => Ok((StatusCode::SEE_OTHER, [(header::LOCATION, format!("/prototypes/{name}"))]).into_response()),
        Err(problem) if problem.status == StatusCode::NOT_FOUND => Err(PageError::not_found(&reader)),
        Err(_) => Err(PageError::new(Trouble::Broken, &reader)),
    }
}

fn view(record: &PrototypeRecord, language: Language) -> Option<PrototypeView> {
    let manifest = Manifest::from_json(&record.manifest).ok()?;
    let words = Words(language);
    let say = |text: &Text| text.get(language).to_owned();
    let grants = manifest.grants.iter().map(|grant| GrantView {
        fields: grant
            .fields
            .iter()
            .map(|field| {
                let title =
                    catalogue().get(field.as_str()).map_or_else(|| field.to_string(), |known| say(&known.title));
                (title, field.to_string())
            })
            .collect(),
        purpose: say(&grant.purpose),
        legal_basis: grant.legal_basis.clone(),
    });
    let parameters = manifest.parameters.iter().map(|parameter| ParameterView {
        title: say(&parameter.title),
        value: text::setting(language, parameter, parameter.default),
        source: parameter.source.clone(),
        status: words.get(match parameter.status {
            Status::Adopted => "status-adopted",
            Status::Proposed => "status-proposed",
            Status::Unverified => "status-unverified",
            Status::Assumed => "status-assumed",
        }),
    });
    Some(PrototypeView {
        name: record.name.to_string(),
        version: record.version.clone(),
        digest: record.digest.to_string(),
        title: say(&manifest.title),
        summary: say(&manifest.summary),
        owner: OwnerView::of(&manifest.owner, words),
        grants: grants.collect(),
        parameters: parameters.collect(),
        decisions: manifest.decisions.iter().map(|decision| say(&decision.title)).collect(),
        memory_mb: manifest.limits.memory_mb,
        deadline_ms: manifest.limits.deadline_ms,
    })
}
