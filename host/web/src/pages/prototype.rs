//! Prototypes: who owns them, what they may see, what can be set and what they decide.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::capability::Asked;
use fieldlab_domain::deployment::Who as By;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::member::Act;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::PrototypeRecord;
use fieldlab_domain::text::{Language, Text};
use fieldlab_experiment::text;
use serde::Deserialize;

use super::tours::TourCard;
use super::{Layout, OwnerView, respond, status_words, time};
use crate::Lab;
use crate::api::deploying::{Version, go_to, versions};
use crate::error::{PageError, Trouble};
use crate::label::Label;
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
    /// Whether who looks may upload one.
    may_upload: bool,
}

#[derive(Template)]
#[template(path = "prototype.html")]
struct PrototypePage {
    layout: Layout,
    prototype: PrototypeView,
    /// Where it can be tried, when it has a service.
    try_at: Option<String>,
    /// Its tour.
    tour: Option<TourCard>,
    /// The version that is current, when this is the page of another.
    beside: Option<String>,
    /// The version that has just been deployed.
    deployed: Option<String>,
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
    /// Where its own page is.
    page: String,
    /// Where it can be tried, when it has a service and an address of its own.
    try_at: Option<String>,
    /// Whether its name is too long for an address of its own.
    is_too_long: bool,
}

/// Who chose a version on the page. A member does so for their organisation; the user of the lab's own machine for any.
pub(super) fn by(reader: &Reader) -> By {
    let organisation = reader.who.member().map(|member| member.organisation.clone());
    By { name: reader.who.by().to_owned(), organisation }
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
    let may_upload = reader.who.may(Act::Work);
    Ok(respond(&reader, &PrototypesPage { layout: Layout::new(&reader, "prototypes-title"), prototypes, may_upload }))
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Shown {
    /// The version that has just been deployed.
    deployed: Option<String>,
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, PageError> {
    let name = Name::parse(&name).map_err(|_| PageError::not_found(&reader))?;
    let mut found: Vec<PrototypeView> =
        views(&lab, &reader).await?.into_iter().filter(|prototype| prototype.name == name.as_str()).collect();
    let prototype = found.pop().ok_or_else(|| PageError::not_found(&reader))?;
    let service = lab.services.get(name.as_str());
    let mut page = page(&lab, &reader, &name, prototype).await?;
    page.tour = super::tours::card(&lab, &reader, &name).await?;
    page.try_at = service.as_ref().map(|_| format!("{}/try", Label::from(name).path()));
    // What a rule reads comes in its columns, which is what its manifest asks for; an owner decides about services.
    if let Some(service) = service {
        let manifest = service.manifest();
        page.asks = !Asked::all_of(manifest).is_empty();
        page.open_requests = super::grants::open_requests(&lab, manifest).await.map_err(PageError::store(&reader))?;
    }
    let is_current = |version: &String| page.versions.iter().any(|one| one.current && one.version == *version);
    page.deployed = shown.deployed.filter(is_current);
    Ok(respond(&reader, &page))
}

/// The page of one version, current or not.
pub(crate) async fn show_version(
    State(lab): State<Lab>,
    reader: Reader,
    Path((name, version)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let name = Name::parse(&name).map_err(|_| PageError::not_found(&reader))?;
    let records = lab.store.prototypes().await.map_err(PageError::store(&reader))?;
    if !records.iter().any(|record| record.name == name) {
        return Err(PageError::not_found(&reader));
    }
    let record = records.iter().find(|record| record.name == name && record.version == version);
    let prototype = record.and_then(|record| view(record, reader.language));
    let prototype = prototype.ok_or_else(|| PageError::new(Trouble::NoVersion, &reader))?;
    let mut page = page(&lab, &reader, &name, prototype).await?;
    page.try_at = page.versions.iter().find(|one| one.version == version).and_then(|one| one.try_at.clone());
    let current = page.versions.iter().find(|one| one.current).map(|one| one.version.clone());
    page.beside = current.filter(|current| *current != version);
    Ok(respond(&reader, &page))
}

/// What the pages of a prototype and of a version of it have in common.
async fn page(lab: &Lab, reader: &Reader, name: &Name, prototype: PrototypeView) -> Result<PrototypePage, PageError> {
    let records = lab.store.prototypes().await.map_err(PageError::store(reader))?;
    let deployments = lab.deployer.deployments(Some(name)).await.map_err(PageError::store(reader))?;
    let has_service = |version: &str| {
        let record = records.iter().find(|record| record.name == *name && record.version == version);
        record.and_then(|record| Manifest::from_json(&record.manifest).ok()).is_some_and(|one| one.service.is_some())
    };
    let version = |Version { deployment, current }: Version| {
        let label = Label { name: name.clone(), version: Some(deployment.version.clone()) };
        let has_service = has_service(&deployment.version);
        VersionView {
            digest: deployment.digest.short().to_owned(),
            by: deployment.by,
            when: time(deployment.at, reader.language),
            current,
            page: label.path(),
            try_at: (has_service && label.fits()).then(|| format!("{}/try", label.path())),
            is_too_long: has_service && !label.fits(),
            version: deployment.version,
        }
    };
    Ok(PrototypePage {
        layout: Layout::titled(reader, &prototype.title),
        prototype,
        try_at: None,
        tour: None,
        beside: None,
        deployed: None,
        asks: false,
        open_requests: 0,
        versions: versions(&deployments).into_iter().map(version).collect(),
        may_choose: reader.who.may(Act::Work),
    })
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
    match go_to(lab.deployer, known, form.version, by(&reader)).await {
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
        status: status_words(parameter.status, words),
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
