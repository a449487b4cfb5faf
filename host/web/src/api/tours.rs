//! The tour of a prototype: its `demo.toml`, sent by who may deploy it.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::put;
use axum::{Json, Router};
use fieldlab_domain::deployment::{Role, Token};
use fieldlab_domain::name::Name;
use fieldlab_domain::tour::Tour;
use serde_json::{Value, json};

use super::{MOST_WORDS, Problem, holder, named, read};
use crate::{Lab, granting};

pub(super) fn routes() -> Router<Lab> {
    Router::new().route("/v1/prototypes/{name}/tour", put(keep).delete(take_away))
}

/// The prototype, when it is there and of the organisation that the token is of.
async fn owned(lab: &Lab, name: &str, token: &Token) -> Result<Name, Problem> {
    let name = named(name)?;
    let manifest = granting::manifest(lab, name.as_str()).await?.ok_or_else(|| {
        let what = format!("the lab has no prototype `{name}`");
        Problem::new(StatusCode::NOT_FOUND, what, "deploy it first: fieldlab deploy")
    })?;
    let owner = &manifest.owner.organisation;
    if token.organisation != *owner {
        let what = format!("the token is of {}, and `{name}` of {owner}", token.organisation);
        return Err(Problem::new(StatusCode::FORBIDDEN, what, "use a token of its owner"));
    }
    Ok(name)
}

async fn keep(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Problem> {
    let token = holder(&lab, &headers, Role::Deploy).await?;
    let name = owned(&lab, &name, &token).await?;
    let body = read(&headers, body, MOST_WORDS).await?;
    let faulty =
        |what: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what, "nothing was kept; see: fieldlab check");
    let source = std::str::from_utf8(&body).map_err(|_| faulty("demo.toml is not UTF-8 text".to_owned()))?;
    let tour = Tour::parse("demo.toml", source, &name).map_err(|faults| faulty(faults.to_string()))?;
    lab.tours.put_tour(&name, Some(&tour)).await?;
    Ok(Json(json!({ "prototype": name, "scenes": tour.scenes.len() })))
}

async fn take_away(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let token = holder(&lab, &headers, Role::Deploy).await?;
    let name = owned(&lab, &name, &token).await?;
    lab.tours.put_tour(&name, None).await?;
    Ok(Json(json!({ "prototype": name, "scenes": 0 })))
}
