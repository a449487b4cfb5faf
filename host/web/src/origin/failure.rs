//! What a visitor of a prototype sees when there is no answer: plain words, whose fault it was, no internals.
//!
//! What the author needs goes to the log, under a number that the page shows.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::service::ServiceFailure;
use fieldlab_domain::text::Language;
use serde_json::json;

use super::headers;
use crate::accounts::Who;
use crate::error::wants_json;
use crate::language::Reader;
use crate::pages::Layout;
use crate::sessions::Key;
use crate::site::Here;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The lab is for its members, and the visitor did not come in through it.
    NotLedIn,
    /// No prototype has this name, or it has no service.
    Nobody,
    /// The prototype is there, but not in this version.
    NoVersion,
    /// The lab keeps this address for itself, and there is nothing at it.
    NotFound,
    /// There is no room; when to try again.
    Busy(Duration),
    /// It failed too often; when it is tried again.
    SetAside(Duration),
    /// It did not answer in time.
    Late,
    /// It failed.
    Guest,
    /// The lab failed.
    Host,
    /// The visitor sent too much in the body.
    BodyTooLarge,
    /// The visitor sent too much in the headers.
    HeadersTooLarge,
    /// The visitor asks for another protocol.
    Upgrade,
    /// A page of somebody else sent this.
    Elsewhere,
    /// A page would install a service worker.
    ServiceWorker,
    /// The address is none that a page can have.
    NoAddress,
}

impl Trouble {
    /// The status, the key of the words, and who is to blame.
    #[rustfmt::skip] // A table.
    fn row(self) -> (u16, &'static str, &'static str) {
        match self {
            Trouble::NoAddress => (400, "failure-no-address", "visitor"),
            Trouble::NotLedIn => (401, "failure-not-led-in", "visitor"),
            Trouble::Elsewhere => (403, "failure-elsewhere", "visitor"),
            Trouble::ServiceWorker => (403, "failure-service-worker", "prototype"),
            Trouble::Nobody => (404, "failure-nobody", "visitor"),
            Trouble::NoVersion => (404, "failure-no-version", "visitor"),
            Trouble::NotFound => (404, "not-found", "visitor"),
            Trouble::BodyTooLarge => (413, "failure-too-large", "visitor"),
            Trouble::HeadersTooLarge => (431, "failure-too-large", "visitor"),
            Trouble::Host => (500, "broken", "lab"),
            Trouble::Upgrade => (501, "failure-upgrade", "prototype"),
            Trouble::Guest => (502, "failure-guest", "prototype"),
            Trouble::Busy(_) => (503, "failure-busy", "nobody"),
            Trouble::SetAside(_) => (503, "failure-set-aside", "prototype"),
            Trouble::Late => (504, "failure-late", "prototype"),
        }
    }

    /// When to try again, in seconds, at least one.
    fn retry_after(self) -> Option<u64> {
        match self {
            Trouble::Busy(after) | Trouble::SetAside(after) => Some(after.as_millis().div_ceil(1_000).max(1) as u64),
            _ => None,
        }
    }
}

impl From<&ServiceFailure> for Trouble {
    fn from(failure: &ServiceFailure) -> Trouble {
        match failure {
            ServiceFailure::Busy { after } => Trouble::Busy(*after),
            ServiceFailure::SetAside { after } => Trouble::SetAside(*after),
            ServiceFailure::Late { .. } => Trouble::Late,
            ServiceFailure::TooLarge { part, .. } if *part == "headers" => Trouble::HeadersTooLarge,
            ServiceFailure::TooLarge { .. } => Trouble::BodyTooLarge,
            ServiceFailure::Guest { .. } => Trouble::Guest,
            ServiceFailure::Host(_) => Trouble::Host,
        }
    }
}

/// Writes what the author and the lab's keeper need to the log; the number that it is found by.
pub(super) fn log(failure: &ServiceFailure, prototype: &str, path: &str) -> Option<String> {
    let number = Key::random().to_string()[..8].to_owned();
    match failure {
        ServiceFailure::Busy { .. } | ServiceFailure::SetAside { .. } | ServiceFailure::TooLarge { .. } => {
            tracing::debug!(prototype, path, %failure, "a prototype was not asked");
            return None;
        }
        ServiceFailure::Guest { what, output } => {
            tracing::warn!(number, prototype, path, blame = "guest", what, output, "a prototype failed");
        }
        ServiceFailure::Late { output, .. } => {
            tracing::warn!(number, prototype, path, blame = "guest", what = %failure, output, "a prototype failed");
        }
        ServiceFailure::Host(_) => {
            tracing::error!(number, prototype, path, blame = "host", %failure, "the lab failed a prototype")
        }
    }
    Some(number)
}

/// To whom it is told.
pub(super) struct Told<'a> {
    pub(super) here: &'a Here,
    pub(super) language: Language,
    pub(super) path: &'a str,
    /// The request's headers: whether a page or JSON is wanted.
    pub(super) headers: &'a HeaderMap,
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    layout: Layout,
    advice: String,
    /// When to try again, in words.
    retry: Option<String>,
    number: Option<String>,
    /// The prototypes of the lab, for who came to a name that is none.
    lab: Option<String>,
}

/// The page, or the problem (RFC 9457) for a program; `number` is that of the log.
pub(super) fn respond(trouble: Trouble, number: Option<String>, told: &Told<'_>) -> Response {
    let (status, key, blame) = trouble.row();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let reader = Reader {
        language: told.language,
        path: told.path.to_owned(),
        chosen: false,
        who: Who::Nobody,
        look: Arc::default(),
    };
    let mut layout = Layout::new(&reader, &format!("{key}-title"));
    layout.stylesheet = super::stylesheet();
    let advice = layout.words.get(&format!("{key}-advice"));
    let mut response = if wants_json(told.headers) {
        let mut problem = json!({ "status": status.as_u16(), "title": layout.title, "detail": advice, "blame": blame });
        if let Some(number) = number {
            problem["failure"] = number.into();
        }
        ([(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response()
    } else {
        let seconds = trouble.retry_after().map(|seconds| seconds.to_string());
        let retry = seconds.map(|seconds| layout.words.with("failure-retry", "seconds", &seconds));
        let asks_in = matches!(trouble, Trouble::Nobody | Trouble::NoVersion | Trouble::NotLedIn);
        let lab = asks_in.then(|| format!("{}/prototypes", told.here.lab()));
        crate::pages::respond(&reader, &FailurePage { layout, advice, retry, number, lab })
    };
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Some(seconds) = trouble.retry_after() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers::add_the_labs(headers, told.here);
    response
}
