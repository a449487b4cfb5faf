//! What a prototype asks for, and deciding about it while the lab is served, so that it counts at the next request.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::request::{Decisions, Request, Requests};

use super::{MOST_WORDS, Problem, holder, named, read};
use crate::{Lab, granting};

pub(super) fn routes() -> Router<Lab> {
    Router::new().route("/v1/prototypes/{name}/grants", get(list).put(decide))
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

async fn list(State(lab): State<Lab>, Path(name): Path<String>, headers: HeaderMap) -> Result<Json<Requests>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    let manifest = manifest(&lab, &name).await?;
    requests(&lab, &manifest).await
}

async fn decide(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Requests>, Problem> {
    let token = holder(&lab, &headers, Role::Oversee).await?;
    let body = read(&headers, body, MOST_WORDS).await?;
    let Decisions { version, decisions } = serde_json::from_slice(&body).map_err(|error| {
        let hint = r#"send: {"version": "0.1.0", "decisions": [{"key": "use citizens", "granted": true}]}"#;
        Problem::new(StatusCode::BAD_REQUEST, format!("the body holds no decisions: {error}"), hint)
    })?;
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
