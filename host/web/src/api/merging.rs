//! Needs that are the same: having one lead to another, and undoing that.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use fieldlab_domain::deployment::Role;
use fieldlab_domain::name::Name;
use fieldlab_domain::need_book::Merged;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::needs::{NeedItem, told, unknown};
use super::problem::Fault;
use super::schemas::ByName;
use super::{Problem, asker, json};
use crate::Lab;
use crate::needs::{Needs, merge as merge_needs, part as part_need};

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(merge)).routes(routes!(part))
}

/// The need that another one is merged with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Merge {
    /// Its name: who looks for the other one finds this one from then on.
    #[schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    into: String,
}

/// Merge a need with another
///
/// Who looks for it finds the other one from then on. What it said is kept, and the merge can be undone.
#[utoipa::path(
    post, path = "/needs/{name}/merge", tag = "Needs", operation_id = "mergeNeed", params(ByName), request_body = Merge,
    responses(
        (status = 200, description = "The need as it is now.", body = NeedItem),
        (status = 404, description = "There is no such need."),
        (status = 409, description = "The other one leads to this one already, or they are the same."),
        (status = 422, description = "There is no need to merge it with; `faults` says so."),
    ),
    security(("token" = ["work"])),
)]
async fn merge(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<NeedItem>, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    let Merge { into } = json(&headers, body, r#"send: {"into": "zorgkosten-betalen"}"#).await?;
    let needs = Needs::of(&lab).await?;
    let kept = needs.find(&name).ok_or_else(|| unknown(&name))?;
    let other = Name::parse(&into).ok().filter(|into| needs.find(into.as_str()).is_some());
    let other = other.ok_or_else(|| {
        Problem::faulty(vec![Fault { part: "into".to_owned(), what: format!("there is no need `{into}`") }])
    })?;
    match merge_needs(&lab, &kept.need.name, &other, who.by()).await? {
        Merged::Done => Ok(Json(told(&lab, &name).await?)),
        Merged::NotFound => Err(unknown(&name)),
        Merged::InCircles => {
            let what = format!("`{other}` leads to `{name}` already, or is the same; nothing was merged");
            Err(Problem::conflict(what, "merge it with another need, or take those apart first"))
        }
    }
}

/// Undo the merge of a need
///
/// It stands by itself again. One that is not merged stays as it is.
#[utoipa::path(
    post, path = "/needs/{name}/part", tag = "Needs", operation_id = "partNeed", params(ByName),
    responses(
        (status = 200, description = "The need as it is now.", body = NeedItem),
        (status = 404, description = "There is no such need."),
    ),
    security(("token" = ["work"])),
)]
async fn part(State(lab): State<Lab>, Path(name): Path<String>, headers: HeaderMap) -> Result<Json<NeedItem>, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    let needs = Needs::of(&lab).await?;
    let kept = needs.find(&name).ok_or_else(|| unknown(&name))?;
    part_need(&lab, &kept.need.name, who.by()).await?;
    Ok(Json(told(&lab, &name).await?))
}
