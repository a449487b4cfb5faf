//! What a visitor sees when something is not there or goes wrong: plain words, no internals.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fieldlab_domain::store::StoreError;
use serde_json::json;

use crate::language::Reader;
use crate::pages::Layout;

/// Why a page can't be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    NotFound,
    /// The prototype is there, but not in this version.
    NoVersion,
    /// There is no such tour.
    NoTour,
    /// The tour is there, but has no such scene.
    NoScene,
    WrongMethod,
    /// The need comes from a file, which is where it is changed.
    NotTheirs,
    /// A form was filled in with what it does not offer.
    BadInput,
    /// Who asks may not do this.
    NotAllowed,
    /// Who asks came by a link, which does not lead here.
    NotShared,
    /// Who asks did not log in.
    NotLoggedIn,
    /// What a person was asked to share is not asked any more.
    SharingOver,
    Broken,
}

impl Trouble {
    fn status(self) -> StatusCode {
        match self {
            Trouble::NotFound | Trouble::NoVersion | Trouble::NoTour | Trouble::NoScene => StatusCode::NOT_FOUND,
            Trouble::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Trouble::NotTheirs => StatusCode::CONFLICT,
            Trouble::BadInput => StatusCode::BAD_REQUEST,
            Trouble::NotAllowed | Trouble::NotShared => StatusCode::FORBIDDEN,
            Trouble::NotLoggedIn => StatusCode::UNAUTHORIZED,
            Trouble::SharingOver => StatusCode::GONE,
            Trouble::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Trouble::NotFound => "not-found",
            Trouble::NoVersion => "failure-no-version",
            Trouble::NoTour => "no-tour",
            Trouble::NoScene => "no-scene",
            Trouble::WrongMethod => "wrong-method",
            Trouble::NotTheirs => "not-theirs",
            Trouble::BadInput => "bad-input",
            Trouble::NotAllowed => "not-allowed",
            Trouble::NotShared => "not-shared",
            Trouble::NotLoggedIn => "not-logged-in",
            Trouble::SharingOver => "sharing-over",
            Trouble::Broken => "broken",
        }
    }
}

/// A trouble and who it is told to.
#[derive(Debug)]
pub(crate) struct PageError {
    trouble: Trouble,
    reader: Reader,
    wants_json: bool,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    heading: String,
    advice: String,
    /// Where to go on, and the words for it.
    next: (String, String),
}

impl PageError {
    pub(crate) fn new(trouble: Trouble, reader: &Reader) -> PageError {
        PageError { trouble, reader: reader.clone(), wants_json: false }
    }

    /// Told to a program, when it is one.
    pub(crate) fn in_json(self, wants_json: bool) -> PageError {
        PageError { wants_json, ..self }
    }

    /// There is no such thing.
    pub(crate) fn not_found(reader: &Reader) -> PageError {
        PageError::new(Trouble::NotFound, reader)
    }

    /// The store can't do it; what it says goes to the log, not to the visitor.
    pub(crate) fn store(reader: &Reader) -> impl FnOnce(StoreError) -> PageError {
        move |error| match error {
            StoreError::NotFound { .. } => PageError::not_found(reader),
            error => PageError::broken(reader, &error),
        }
    }

    /// The lab itself is at fault.
    pub(crate) fn broken(reader: &Reader, error: &dyn std::error::Error) -> PageError {
        tracing::error!(path = reader.path, %error, "a page could not be made");
        PageError::new(Trouble::Broken, reader)
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let status = self.trouble.status();
        let layout = Layout::new(&self.reader, &format!("{}-title", self.trouble.key()));
        let (heading, advice) = (layout.title.clone(), layout.words.get(&format!("{}-advice", self.trouble.key())));
        if self.wants_json {
            // RFC 9457.
            let problem = json!({ "status": status.as_u16(), "title": heading, "detail": advice });
            let kind = [(header::CONTENT_TYPE, "application/problem+json")];
            return (status, kind, problem.to_string()).into_response();
        }
        let (next, key) = match (self.trouble, self.reader.path.split_once("/versions/")) {
            (Trouble::NoVersion, Some((prototype, _))) => (prototype, "to-the-versions"),
            (Trouble::NoTour, _) => ("/tours", "to-the-tours"),
            (Trouble::NoScene, _) => (tour_of(&self.reader.path), "to-the-tour"),
            _ => ("/", "back-to-front"),
        };
        let next = (next.to_owned(), layout.words.get(key));
        let mut response = crate::pages::respond(&self.reader, &ErrorPage { layout, heading, advice, next });
        *response.status_mut() = status;
        response
    }
}

/// Says in plain words what is refused before a page sees it, which is said in a line of English otherwise: an address or a form that can't
/// be read.
pub(crate) async fn in_plain_words(reader: Reader, request: Request, next: Next) -> Response {
    let json = wants_json(request.headers());
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !response.status().is_client_error() || !kind.is_some_and(|kind| kind.starts_with("text/plain")) {
        return response;
    }
    let trouble = if response.status() == StatusCode::NOT_FOUND { Trouble::NotFound } else { Trouble::BadInput };
    let mut said = PageError::new(trouble, &reader).in_json(json).into_response();
    *said.status_mut() = response.status();
    said
}

pub(crate) async fn not_found(reader: Reader, headers: HeaderMap) -> PageError {
    PageError { wants_json: wants_json(&headers), ..PageError::not_found(&reader) }
}

pub(crate) async fn wrong_method(reader: Reader, headers: HeaderMap) -> PageError {
    PageError { wants_json: wants_json(&headers), ..PageError::new(Trouble::WrongMethod, &reader) }
}

/// The address of the tour that a scene is of.
fn tour_of(path: &str) -> &str {
    path.match_indices('/').nth(2).map_or(path, |(at, _)| &path[..at])
}

/// Whether a program asks, which reads JSON and no pages.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.contains("json") && !accepted.contains("html")
}
