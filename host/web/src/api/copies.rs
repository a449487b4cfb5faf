//! New experiments, which begin as a copy of another.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::fault::Faults;
use fieldlab_domain::text::Text;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::experiments::{ExperimentItem, told, unknown};
use super::problem::Fault;
use super::schemas::{ByName, Said};
use super::{Problem, asker, json, object};
use crate::Lab;
use crate::copying::{self, Copied, given_line, without_name};
use crate::experiments::find;
use crate::speaker::line;

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(add))
}

/// A copy to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCopy {
    /// What people call it: a line of at most 100 characters.
    #[serde(deserialize_with = "object")]
    title: Said,
    /// The text of its declaration, without `name` and `title`; left out, it is that of the experiment.
    #[serde(default)]
    #[schema(max_length = 65_536)]
    declaration: Option<String>,
}

fn fault(part: &str, what: impl Into<String>) -> Fault {
    Fault { part: part.to_owned(), what: what.into() }
}

fn title(said: Said) -> Result<Text, Problem> {
    let wrong = || Problem::faulty(vec![fault("title", "it is one line of at most 100 characters")]);
    let read = |text: Option<String>| text.map(|text| line(&text).ok_or_else(wrong)).transpose();
    match (read(said.nl)?, read(said.en)?) {
        (Some(nl), Some(en)) => Ok(Text { nl, en }),
        (Some(one), None) | (None, Some(one)) => Ok(Text::same(&one)),
        (None, None) => Err(wrong()),
    }
}

/// All that is wrong with the declaration, each with its line in what was sent.
fn faulty(faults: Faults) -> Problem {
    let one = |one: fieldlab_domain::fault::Fault| {
        let place = given_line(one.line).map(|line| format!("line {line}: ")).unwrap_or_default();
        let hint = one.hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        fault("declaration", format!("{place}{}{hint}", one.what))
    };
    Problem::faulty(faults.0.into_iter().map(one).collect())
}

/// Make an experiment as a copy of another
///
/// Its name is that of the other with a number behind it. The same copy again is kept once.
#[utoipa::path(
    post, path = "/experiments/{name}/copies", tag = "Experiments", operation_id = "copyExperiment",
    params(ByName), request_body = NewCopy,
    responses(
        (status = 201, description = "The new experiment.", body = ExperimentItem,
         headers(("Location" = String, description = "The address of the new experiment."))),
        (status = 404, description = "There is no such experiment."),
        (status = 409, description = "All numbers behind its name are taken."),
        (status = 422, description = "Something of it is not right; `faults` says what."),
    ),
    security(("token" = ["work"])),
)]
async fn add(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    let new: NewCopy = json(&headers, body, r#"send: {"title": {"nl": "...", "en": "..."}}"#).await?;
    let found = find(&lab, &name).await?.ok_or_else(|| unknown(&name))?;
    let title = title(new.title)?;
    let rest = new.declaration.unwrap_or_else(|| without_name(&found.record.declaration));
    match copying::make(&lab, &found, &title, &rest, &who).await? {
        Copied::There(copy) => {
            let place = [(header::LOCATION, format!("/v1/experiments/{copy}"))];
            Ok((StatusCode::CREATED, place, Json(told(&lab, copy.as_str()).await?)).into_response())
        }
        Copied::Faulty(faults) => Err(faulty(faults)),
        Copied::NoName => {
            let what = format!("all numbers behind `{name}` are taken");
            Err(Problem::conflict(what, "copy another experiment"))
        }
    }
}
