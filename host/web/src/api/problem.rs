//! Why nothing was done, as programs read it (RFC 9457).

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fieldlab_domain::deployment::{Blame, DeployFailure};
use fieldlab_domain::store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use super::VERSION;

/// The media type of a problem.
pub(super) const KIND: &str = "application/problem+json";

/// Why nothing was done, with what to do as `hint`.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) detail: String,
    pub(crate) hint: String,
    faults: Vec<Fault>,
}

/// Why nothing was done (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Body9457 {
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The status in words.
    title: String,
    /// What was wrong.
    detail: String,
    /// What to do.
    hint: String,
    /// What is wrong with each part of what was sent, when that can be told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    faults: Vec<Fault>,
}

/// What is wrong with a part of what was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Fault {
    /// The part, such as `question`.
    pub(crate) part: String,
    /// What is wrong with it.
    pub(crate) what: String,
}

/// Marks an answer as one that the interface itself gave.
#[derive(Clone, Copy)]
struct Own;

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem { status, detail: detail.into(), hint: hint.into(), faults: Vec::new() }
    }

    pub(crate) fn broken() -> Problem {
        let hint = "try again, and tell who runs the lab: its log says why";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the lab failed; what ran before still runs", hint)
    }

    /// What was asked can't be read.
    pub(super) fn bad(detail: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail, hint)
    }

    /// There is no such thing; `hint` says where to see which there are.
    pub(super) fn unknown(detail: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, detail, hint)
    }

    /// It can't be done as things stand.
    pub(super) fn conflict(detail: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, detail, hint)
    }

    /// It was read, and is not right.
    pub(super) fn faulty(faults: Vec<Fault>) -> Problem {
        let said: Vec<String> = faults.iter().map(|fault| format!("{}: {}", fault.part, fault.what)).collect();
        let hint = "mend what `faults` says, and send it again; nothing was kept";
        Problem { faults, ..Problem::new(StatusCode::UNPROCESSABLE_ENTITY, said.join("; "), hint) }
    }

    /// What stands around the interface said no, in a line of text or a page.
    fn around(status: StatusCode) -> Problem {
        let (detail, hint) = match status {
            StatusCode::NOT_FOUND => ("there is nothing at this address", "see which there are: GET /v1/openapi.json"),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("this can't be done at this address", "the header `allow` says what can; see: GET /v1/openapi.json")
            }
            StatusCode::FORBIDDEN => ("a page of somebody else may not change anything in the lab", "ask as a program"),
            StatusCode::MISDIRECTED_REQUEST => ("this lab does not answer to that name", "see the address of the lab"),
            StatusCode::REQUEST_TIMEOUT => ("it took too long; what was begun is ended", "see whether it was done"),
            _ if status.is_client_error() => ("what was asked can't be read", "see: GET /v1/openapi.json"),
            _ => ("the lab is not well", "try again later"),
        };
        Problem::new(status, detail, hint)
    }

    fn text(&self) -> String {
        let body = Body9457 {
            status: self.status.as_u16(),
            title: self.status.canonical_reason().unwrap_or("Unknown").to_owned(),
            detail: self.detail.clone(),
            hint: self.hint.clone(),
            faults: self.faults.clone(),
        };
        serde_json::to_string(&body).unwrap_or_default()
    }
}

impl From<DeployFailure> for Problem {
    fn from(failure: DeployFailure) -> Problem {
        let status = match failure.blame {
            Blame::Bad => StatusCode::UNPROCESSABLE_ENTITY,
            Blame::Forbidden => StatusCode::FORBIDDEN,
            Blame::NotFound => StatusCode::NOT_FOUND,
            Blame::Conflict => StatusCode::CONFLICT,
            Blame::Lab => {
                // What a database says of its files is for who runs the lab.
                tracing::error!(what = failure.what, "a deployment failed");
                return Problem::broken();
            }
        };
        Problem::new(status, failure.what, failure.hint)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        if let StoreError::NotFound { .. } = error {
            return Problem::unknown(error.to_string(), "see which there are: ask for the list");
        }
        tracing::error!(%error, "the store can't be read or written");
        Problem::broken()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, [(header::CONTENT_TYPE, KIND)], self.text()).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Own);
        response
    }
}

/// An answer under `/v1`, whoever gave it: with the version of the interface, and a problem when it is none yet.
pub(crate) fn finished(response: Response) -> Response {
    let status = response.status();
    let is_refusal = status.is_client_error() || status.is_server_error();
    let mut response = match is_refusal && response.extensions().get::<Own>().is_none() {
        true => {
            let (mut parts, _) = response.into_parts();
            for name in [header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::CONTENT_LANGUAGE] {
                parts.headers.remove(name);
            }
            parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(KIND));
            parts.headers.remove(header::CACHE_CONTROL);
            Response::from_parts(parts, Body::from(Problem::around(status).text()))
        }
        false => response,
    };
    let headers = response.headers_mut();
    headers.insert("api-version", HeaderValue::from_static(VERSION));
    // What a token opens is not for who asks the same later.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
