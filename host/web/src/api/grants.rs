//! What a prototype asks for, and deciding about it while the lab is served, so that it counts at the next request.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::request::{Decision, Request, Requests};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::schemas::{ByName, Words};
use super::{Problem, holder, json, named, objects};
use crate::{Lab, granting};

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(list, decide))
}

/// What a prototype asks for.
#[derive(ToSchema)]
#[schema(as = Requests)]
#[expect(dead_code, reason = "it is `fieldlab_domain::request::Requests`, told to who reads the document")]
struct RequestList {
    /// The name of the prototype.
    prototype: String,
    /// The version whose manifest asks.
    version: String,
    /// What it asks for, in the order of the manifest.
    requests: Vec<RequestItem>,
}

/// One thing that a prototype asks for.
#[derive(ToSchema)]
#[schema(as = Request, rename_all = "camelCase")]
#[expect(dead_code, reason = "it is `fieldlab_domain::request::Request`, told to who reads the document")]
struct RequestItem {
    /// What kind of thing: reading a field, using a capability, or calling another prototype.
    kind: RequestKind,
    /// The field, the capability or the prototype.
    what: String,
    /// What was decided last.
    state: StandingWord,
    /// Why a field is asked for.
    #[schema(required)]
    purpose: Option<Words>,
    /// The law or agreement that allows it.
    #[schema(required)]
    legal_basis: Option<String>,
    /// Who decided.
    #[schema(required)]
    by: Option<String>,
    /// When, in UTC.
    #[schema(required, format = DateTime)]
    at: Option<String>,
    /// What a decision about it is sent under.
    key: String,
}

/// Reading a field, using a capability, or calling another prototype.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it is told to who reads the document")]
enum RequestKind {
    Field,
    Use,
    Call,
}

/// What was decided about a request: nothing yet, granted or refused.
#[derive(ToSchema)]
#[schema(as = Standing, rename_all = "lowercase")]
#[expect(dead_code, reason = "it is `fieldlab_domain::request::Standing`, told to who reads the document")]
enum StandingWord {
    Open,
    Granted,
    Refused,
}

/// Decisions about what a version of a prototype asks for: all of them count, or none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Decisions)]
struct DecisionList {
    /// The version whose manifest asks.
    version: String,
    /// What is decided.
    #[serde(deserialize_with = "objects")]
    decisions: Vec<GrantDecision>,
}

/// A decision about one request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GrantDecision {
    /// The key of the request.
    #[schema(example = "use citizens")]
    key: String,
    /// Granted, or refused.
    granted: bool,
}

async fn manifest(lab: &Lab, name: &str) -> Result<Arc<Manifest>, Problem> {
    let name = named(name)?;
    let unknown = || {
        let what = format!("the lab has no prototype `{name}`");
        Problem::new(StatusCode::NOT_FOUND, what, "see which there are: GET /v1/prototypes")
    };
    granting::manifest(lab, name.as_str()).await?.ok_or_else(unknown)
}

async fn requests(lab: &Lab, manifest: &Manifest) -> Result<Json<Requests>, Problem> {
    let decisions = lab.grants.decisions(&manifest.name).await?;
    Ok(Json(Requests {
        prototype: manifest.name.to_string(),
        version: manifest.version.clone(),
        requests: Request::all_of(manifest, &decisions),
    }))
}

/// List what a prototype asks for
///
/// What the current version asks to read and do, each with what was decided about it.
#[utoipa::path(
    get, path = "/prototypes/{name}/grants", tag = "Grants and log", operation_id = "listGrants", params(ByName),
    responses(
        (status = 200, description = "What it asks for.", body = RequestList),
        (status = 404, description = "There is no such prototype."),
    ),
    security(("token" = ["view"])),
)]
async fn list(State(lab): State<Lab>, Path(name): Path<String>, headers: HeaderMap) -> Result<Json<Requests>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    let manifest = manifest(&lab, &name).await?;
    requests(&lab, &manifest).await
}

/// Decide about what a prototype asks for
///
/// It counts from the next request of the prototype on.
#[utoipa::path(
    put, path = "/prototypes/{name}/grants", tag = "Grants and log", operation_id = "decideGrants", params(ByName),
    request_body = DecisionList,
    responses(
        (status = 200, description = "What it asks for, as it stands now.", body = RequestList),
        (status = 404, description = "There is no such prototype."),
        (status = 409, description = "Another version asks now, or it does not ask for all of this; nothing was decided."),
    ),
    security(("token" = ["oversee"])),
)]
async fn decide(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Requests>, Problem> {
    let token = holder(&lab, &headers, Role::Oversee).await?;
    let hint = r#"send: {"version": "0.1.0", "decisions": [{"key": "use citizens", "granted": true}]}"#;
    let DecisionList { version, decisions } = json(&headers, body, hint).await?;
    let decision = |GrantDecision { key, granted }| Decision { key, granted };
    let decisions = decisions.into_iter().map(decision).collect();
    let manifest = manifest(&lab, &name).await?;
    let conflict = |what| {
        let hint = "ask what it asks for now: GET this address, and decide about that";
        Problem::new(StatusCode::CONFLICT, what, hint)
    };
    if version != manifest.version {
        let what = format!("version {} of `{name}` is what asks, not {version}; nothing was decided", manifest.version);
        return Err(conflict(what));
    }
    let decided = granting::decided(&lab, &manifest, &token.name, decisions);
    let decided =
        decided.ok_or_else(|| conflict(format!("`{name}` does not ask for all of this; nothing was decided")))?;
    lab.grants.decide(&decided).await?;
    requests(&lab, &manifest).await
}
