//! Keeps each route to those who may.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::member::Act;

use super::Who;
use crate::error::{PageError, Trouble};
use crate::language::Reader;

/// Lets a request through when who sends it may do this; else says what to do.
pub(crate) async fn keep(State(act): State<Act>, who: Who, reader: Reader, request: Request, next: Next) -> Response {
    if !who.may_at(act, request.method(), request.uri().path()) {
        return refuse(&who, reader, &request);
    }
    if matches!(who, Who::Member(..) | Who::Guest(_)) && changes(&request) && !is_told_from_where(&request) {
        // A log-in is in a cookie, and every browser says from which page it sends that along.
        return PageError::new(Trouble::NotAllowed, &reader).into_response();
    }
    let is_members = matches!(who, Who::Member(..) | Who::Guest(_));
    let mut response = next.run(request).await;
    if is_members {
        // What a member or a guest sees is not for who has the machine next.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn changes(request: &Request) -> bool {
    !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_told_from_where(request: &Request) -> bool {
    request.headers().contains_key("sec-fetch-site") || request.headers().contains_key(header::ORIGIN)
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accepted| accepted.contains("html"))
}

fn refuse(who: &Who, reader: Reader, request: &Request) -> Response {
    // Programs that ask for anything read JSON better than a page.
    let json = !wants_page(request.headers());
    let error = |trouble| PageError::new(trouble, &reader).in_json(json).into_response();
    if let Who::Guest(_) = who {
        return error(Trouble::NotShared);
    }
    if !matches!(who, Who::Nobody) {
        return error(Trouble::NotAllowed);
    }
    if json || changes(request) {
        let mut response = error(Trouble::NotLoggedIn);
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return response;
    }
    let from = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let to = format!("/login?next={}", encoded(from));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

/// Text as it stands in a query (RFC 3986, 2.3).
pub(crate) fn encoded(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(letter).collect()
}
