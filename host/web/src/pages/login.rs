//! The way in, and out.

use std::time::{Duration, Instant};

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::member::{Credential, Member};
use serde::Deserialize;

use super::{Layout, respond};
use crate::Lab;
use crate::accounts::gate::encoded;
use crate::accounts::{Accounts, LOGIN, LoginKey, Who, note, passphrase};
use crate::error::PageError;
use crate::language::Reader;
use crate::site::Here;

/// How long a log-in lasts: a working day, so that a machine that was left open does not stay so.
const LASTS: i64 = 12 * 60 * 60;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    layout: Layout,
    login: String,
    next: String,
    fault: Option<String>,
    provider: Option<ProviderView>,
}

/// Another way in: by an OpenID provider.
pub(super) struct ProviderView {
    pub(super) words: String,
    pub(super) address: String,
}

impl ProviderView {
    /// The way to the provider of a lab, when it has one, and what is asked along with that.
    pub(super) fn of(lab: &Lab, reader: &Reader, text: &str, query: &str) -> Option<ProviderView> {
        let provider = lab.identities.as_ref().filter(|_| lab.accounts == Accounts::Members)?;
        let words = crate::texts::Words(reader.language).with(text, "provider", provider.title());
        Some(ProviderView { words, address: format!("/login/openid?{query}") })
    }
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: String,
}

pub(crate) async fn show(State(lab): State<Lab>, reader: Reader, Query(asked): Query<Asked>) -> Response {
    if lab.accounts == Accounts::Single || !matches!(reader.who, Who::Nobody) {
        return lead(page_of_the_lab(&asked.next));
    }
    page(&lab, &reader, String::new(), asked.next, None)
}

/// The way in; with what was wrong, when somebody tried.
pub(super) fn page(lab: &Lab, reader: &Reader, login: String, next: String, fault: Option<String>) -> Response {
    let layout = Layout::new(reader, "login-title");
    let provider = ProviderView::of(lab, reader, "openid-login", &format!("next={}", encoded(&next)));
    let mut response = respond(reader, &LoginPage { layout, login, next, fault, provider });
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[derive(Deserialize)]
pub(crate) struct LoginForm {
    login: String,
    passphrase: String,
    #[serde(default)]
    next: String,
}

pub(crate) async fn log_in(
    State(lab): State<Lab>,
    reader: Reader,
    here: Here,
    Form(form): Form<LoginForm>,
) -> Result<Response, PageError> {
    let words = crate::texts::Words(reader.language);
    let again = |fault: String, status: StatusCode| {
        let mut response = page(&lab, &reader, form.login.clone(), form.next.clone(), Some(fault));
        *response.status_mut() = status;
        response
    };
    if let Some(wait) = lab.tries.wait(&form.login, Instant::now()) {
        let minutes = wait.as_secs().div_ceil(60).to_string();
        let mut response = again(words.with("login-too-often", "minutes", &minutes), StatusCode::TOO_MANY_REQUESTS);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds(wait)));
        return Ok(response);
    }
    let found = lab.members.by_login(&form.login).await.map_err(PageError::store(&reader))?;
    let (member, hash) = match found {
        Some((member, Credential::Passphrase(hash))) => (Some(member), Some(hash)),
        _ => (None, None),
    };
    let is_right = passphrase::is_right(form.passphrase, hash).await;
    let Some(member) = member.filter(|_| is_right) else {
        lab.tries.failed(&form.login, Instant::now());
        note(&lab, form.login.trim(), "login-failed", "").await;
        return Ok(again(words.get("login-wrong"), StatusCode::UNAUTHORIZED));
    };
    lab.tries.passed(&form.login);
    note(&lab, &member.login, "login", "").await;
    begin(&lab, &reader, &here, &member, page_of_the_lab(&form.next)).await
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs().max(1)
}

/// Logs a member in, and leads on.
pub(super) async fn begin(
    lab: &Lab,
    reader: &Reader,
    here: &Here,
    member: &Member,
    next: &str,
) -> Result<Response, PageError> {
    let (key, now) = (LoginKey::random(), (lab.now)());
    let kept = lab.members.begin_login(&key.digest(), member.id, now, now + LASTS).await;
    kept.map_err(PageError::store(reader))?;
    let mut response = lead(next);
    response.headers_mut().insert(header::SET_COOKIE, LOGIN.set(here, &key));
    Ok(response)
}

pub(crate) async fn log_out(
    State(lab): State<Lab>,
    reader: Reader,
    here: Here,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    for key in LOGIN.values(&here, &headers).iter().filter_map(|value| LoginKey::parse(value)) {
        lab.members.end_login(&key.digest()).await.map_err(PageError::store(&reader))?;
    }
    if let Some(member) = reader.who.member() {
        note(&lab, &member.login, "logout", "").await;
    }
    let mut response = lead("/login");
    response.headers_mut().insert(header::SET_COOKIE, LOGIN.forget(&here));
    // What the browser kept of pages is not for who has the machine next.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

/// A page of the lab, as somebody asks to be led to after logging in: nowhere else.
pub(super) fn page_of_the_lab(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if is_path && HeaderValue::try_from(next).is_ok() { next } else { "/" }
}

pub(super) fn lead(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().extend(HeaderValue::try_from(to).ok().map(|to| (header::LOCATION, to)));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_logs_in_is_led_to_pages_of_the_lab_only() {
        for path in ["/", "/runs/1", "/prototypes/x/try?lang=en", "/a//b"] {
            assert_eq!(page_of_the_lab(path), path);
        }
        for elsewhere in ["", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "/a\r\nb: c"]
        {
            assert_eq!(page_of_the_lab(elsewhere), "/", "{elsewhere}");
        }
    }
}
