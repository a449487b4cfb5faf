//! The tour of a prototype: its `demo.toml`, sent by who may deploy it.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use fieldlab_domain::deployment::{Role, Token};
use fieldlab_domain::name::Name;
use fieldlab_domain::tour::Tour;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::schemas::ByName;
use super::{MOST_WORDS, Problem, holder, named, read};
use crate::{Lab, granting};

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(keep, take_away))
}

/// The tour that a prototype has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tour)]
struct TourItem {
    /// The name of the prototype.
    #[schema(value_type = String)]
    prototype: Name,
    /// How many scenes it has; 0 when it has no tour any more.
    scenes: usize,
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

/// Keep the tour of a prototype
///
/// The body is the text of its `demo.toml`, in UTF-8. It takes the place of the tour that it had.
#[utoipa::path(
    put, path = "/prototypes/{name}/tour", tag = "Prototypes", operation_id = "keepTour", params(ByName),
    request_body(content = String, content_type = "application/toml"),
    responses(
        (status = 200, description = "The tour is kept.", body = TourItem),
        (status = 404, description = "There is no such prototype."),
        (status = 422, description = "The text is no tour; nothing was kept."),
    ),
    security(("token" = ["deploy"])),
)]
async fn keep(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<TourItem>, Problem> {
    let token = holder(&lab, &headers, Role::Deploy).await?;
    let name = owned(&lab, &name, &token).await?;
    let body = read(&headers, body, MOST_WORDS).await?;
    let faulty =
        |what: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what, "nothing was kept; see: fieldlab check");
    let source = std::str::from_utf8(&body).map_err(|_| faulty("demo.toml is not UTF-8 text".to_owned()))?;
    let tour = Tour::parse("demo.toml", source, &name).map_err(|faults| faulty(faults.to_string()))?;
    lab.tours.put_tour(&name, Some(&tour)).await?;
    Ok(Json(TourItem { prototype: name, scenes: tour.scenes.len() }))
}

/// Take away the tour of a prototype
#[utoipa::path(
    delete, path = "/prototypes/{name}/tour", tag = "Prototypes", operation_id = "takeTourAway", params(ByName),
    responses(
        (status = 200, description = "It has no tour any more.", body = TourItem),
        (status = 404, description = "There is no such prototype."),
    ),
    security(("token" = ["deploy"])),
)]
async fn take_away(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Json<TourItem>, Problem> {
    let token = holder(&lab, &headers, Role::Deploy).await?;
    let name = owned(&lab, &name, &token).await?;
    lab.tours.put_tour(&name, None).await?;
    Ok(Json(TourItem { prototype: name, scenes: 0 }))
}
