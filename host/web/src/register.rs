//! The synthetic register: the interface of the Dutch register of persons (Haal Centraal, BRP Personen bevragen 2.7) over the
//! lab's synthetic persons, so that a prototype for the one works with the other after changing the address.
//!
//! It is not part of the lab's own interface: names, messages and the order of checks are those of the specification
//! (github.com/BRP-API/Haal-Centraal-BRP-bevragen). To add a way of searching, add it to [`kind`] and [`search`]; to add a
//! property of a person, add its path to [`fields`] and its value to [`person`].

mod access;
mod address;
mod authority;
mod date;
mod fields;
mod kind;
mod lent;
mod naming;
mod parameter;
mod pattern;
mod person;
mod problem;
mod query;
mod request;
mod search;
mod select;
mod value;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use fieldlab_domain::register::{Bsn, Register, RegisterError, RegisteredPerson};
use serde::Serialize;
use serde_json::Value;
use tower_http::decompression::RequestDecompressionLayer;

pub use access::Access;
pub(crate) use lent::LentRegister;

use crate::Lab;
use lent::Recorder;
use problem::Refusal;
use query::Query;

/// Where persons are asked for.
const PATH: &str = "/haalcentraal/api/brp/personen";

/// What is found.
#[derive(Debug, Serialize)]
struct Answer {
    r#type: &'static str,
    personen: Vec<Value>,
}

/// The routes of the register. Compressed bodies are understood.
pub(crate) fn routes() -> Router<Lab> {
    // What is compressed in a way that nobody here knows is then no JSON, and said to be so.
    let decompression = RequestDecompressionLayer::new().pass_through_unaccepted(true);
    Router::new().route("/haalcentraal/api/brp/{*path}", any(answer)).layer(decompression)
}

async fn answer(State(lab): State<Lab>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    match find(lab.register, request).await {
        Ok(answer) => answer.into_response(),
        Err(refusal) => refusal.at(&path),
    }
}

/// The checks in the order of the specification: the first that fails answers.
async fn find(register: Option<Arc<dyn Register>>, request: Request) -> Result<Answer, Refusal> {
    // Without a word of somebody above, it is the user of this machine, whose register it is.
    let access = request.extensions().get().cloned().unwrap_or(Access::Everything);
    access.authenticate()?;
    request::check(request.method(), request.headers())?;
    let recorder = request.extensions().get::<Recorder>().cloned();
    let register = register.filter(|_| request.uri().path() == PATH).ok_or(Refusal::NoResource)?;
    let query = Query::parse(&read(request).await?)?;
    let allowed = access.authorise(&query);
    let Some(recorder) = recorder else {
        allowed?;
        return Ok(look_up(register, query).await?.0);
    };
    let seen = recorder.fields(&query);
    if let Err(refusal) = allowed {
        recorder.refused(&seen, &refusal).await?;
        return Err(refusal);
    }
    let (answer, found) = look_up(register, query).await?;
    // No log, no data: nothing goes out before this.
    recorder.found(&found, &seen).await?;
    Ok(answer)
}

async fn read(request: Request) -> Result<Bytes, Refusal> {
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
        _ => Refusal::NotJson,
    })
}

/// Asks the register where it holds up nobody else.
async fn look_up(register: Arc<dyn Register>, query: Query) -> Result<(Answer, Vec<Bsn>), Refusal> {
    let looked_up = tokio::task::spawn_blocking(move || {
        let found = search::persons(register.as_ref(), &query)?;
        let shown = found.iter().map(|found| show(register.as_ref(), &query, found));
        let answer = Answer { r#type: query.kind.name, personen: shown.collect::<Result<_, _>>()? };
        Ok((answer, found.iter().map(|person| person.bsn).collect()))
    });
    looked_up.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a look into the register was broken off");
        Err(Refusal::Broken)
    })
}

fn show(register: &dyn Register, query: &Query, found: &RegisteredPerson) -> Result<Value, Refusal> {
    let today = register.today();
    let mut whole = person::whole(found, today);
    // It takes looks at relatives, so only when it is asked for.
    if query.asked.fields().contains("gezag") {
        whole["gezag"] = authority::relations(register, found, today)?;
    }
    Ok(select::shown(&whole, query, address::lives_elsewhere(found)))
}

impl From<RegisterError> for Refusal {
    fn from(error: RegisterError) -> Refusal {
        tracing::error!(%error, "the register gives no answer");
        match error {
            RegisterError::Unavailable { .. } => Refusal::Unavailable,
            RegisterError::Broken { .. } => Refusal::Broken,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
        match serde_json::to_string(&self) {
            Ok(body) => (kind, body).into_response(),
            Err(error) => {
                tracing::error!(%error, "an answer of the register could not be written");
                Refusal::Broken.at(PATH)
            }
        }
    }
}

#[cfg(test)]
mod tests;
