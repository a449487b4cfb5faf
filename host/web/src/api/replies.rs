//! What the team answers to reactions.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::reaction::Reply;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::Fault;
use super::reactions::{ReplyItem, known};
use super::schemas::ByNumber;
use super::{Problem, asker, json, numbered};
use crate::Lab;
use crate::reacting::{answer, reply_words};

pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(add))
}

/// An answer of the team to a reaction. It is in the name of the token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReply {
    /// In the words of the team.
    #[schema(min_length = 1, max_length = 2_000)]
    words: String,
    /// Whether a condition is met by it; that counts for a reaction with the stance `support-if` only.
    #[serde(default)]
    settles: bool,
}

fn faulty() -> Problem {
    let what = "they are text of 1 to 2,000 characters".to_owned();
    Problem::faulty(vec![Fault { part: "words".to_owned(), what }])
}

/// Answer a reaction
///
/// The same words again are kept once.
#[utoipa::path(
    post, path = "/reactions/{id}/replies", tag = "Support", operation_id = "replyToReaction",
    params(ByNumber), request_body = NewReply,
    responses(
        (status = 201, description = "The answer as it is kept.", body = ReplyItem),
        (status = 404, description = "There is no such reaction, or the lab no longer has what it is about."),
        (status = 422, description = "Something of it is not right; `faults` says what."),
    ),
    security(("token" = ["work"])),
)]
async fn add(
    State(lab): State<Lab>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let who = asker(&lab, &headers, Role::Work).await?;
    let NewReply { words, settles } = json(&headers, body, r#"send: {"words": "...", "settles": true}"#).await?;
    let id = numbered(&id)?;
    let hint = "see which there are: GET /v1/prototypes/NAME/reactions or /v1/evidence/DIGEST/reactions";
    let unknown = || Problem::unknown(format!("there is no reaction {id}"), hint);
    let about = lab.reactions.reaction(id).await?.ok_or_else(unknown)?;
    let subject = known(&lab, about.subject.clone()).await?;
    let words = reply_words(&words).ok_or_else(faulty)?;
    let reply = answer(&lab, &about, words, settles, &who).await?;
    // The same words may be there from before, with the moment of then.
    let kept = lab.reactions.replies(Some(&subject)).await?;
    let kept = kept.iter().find(|one| Reply { at: one.at, ..reply.clone() } == **one).unwrap_or(&reply);
    Ok((StatusCode::CREATED, Json(ReplyItem::from(kept))).into_response())
}
