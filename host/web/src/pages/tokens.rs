//! Tokens for programs: what there is, a new one, and taking one back.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use fieldlab_domain::deployment::{Role, Token};
use serde::Deserialize;

use super::{Layout, login, respond, time};
use crate::Lab;
use crate::accounts::{LoginKey, note};
use crate::error::{PageError, Trouble};
use crate::language::Reader;
use crate::speaker::line;
use crate::texts::Words;

/// What secrets begin with, so that people and scanners know one when they see it.
pub const TOKEN_MARK: &str = "fieldlab_";

/// For how many days a token can be good.
const DAYS: [u32; 3] = [30, 90, 365];

const SECONDS_A_DAY: i64 = 86_400;

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage {
    layout: Layout,
    tokens: Vec<TokenView>,
    form: TokenForm,
    roles: Vec<(&'static str, String, bool)>,
    days: Vec<(u32, bool)>,
    fault: Option<String>,
    /// The secret of one that was just made, which is shown once, and its name.
    made: Option<(String, String)>,
}

struct TokenView {
    name: String,
    organisation: String,
    role: String,
    /// Until when it is good, or why it is not.
    state: String,
    is_good: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TokenForm {
    name: String,
    organisation: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    days: String,
}

pub(crate) async fn show(State(lab): State<Lab>, reader: Reader) -> Result<Response, PageError> {
    page(&lab, &reader, TokenForm::default(), None, None).await
}

async fn page(
    lab: &Lab,
    reader: &Reader,
    mut form: TokenForm,
    fault: Option<String>,
    made: Option<(String, String)>,
) -> Result<Response, PageError> {
    let tokens = lab.tokens.tokens().await.map_err(PageError::store(reader))?;
    let (words, now) = (Words(reader.language), (lab.now)());
    if form.organisation.is_empty() {
        form.organisation = reader.who.member().map(|member| member.organisation.clone()).unwrap_or_default();
    }
    let chosen = |role: Role| if form.role.is_empty() { role == Role::View } else { role.name() == form.role };
    let wanted: u32 = form.days.parse().unwrap_or(DAYS[1]);
    let is_faulty = fault.is_some();
    let page = TokensPage {
        layout: Layout::new(reader, "tokens-title"),
        tokens: tokens.iter().rev().map(|token| view(token, now, words)).collect(),
        roles: Role::ALL.map(|role| (role.name(), role_words(role, words), chosen(role))).into(),
        days: DAYS.map(|days| (days, days == wanted)).into(),
        form,
        fault,
        made,
    };
    let mut response = respond(reader, &page);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if is_faulty {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn role_words(role: Role, words: Words) -> String {
    words.get(&format!("token-{}", role.name()))
}

fn view(token: &Token, now: i64, words: Words) -> TokenView {
    let state = match token.revoked_at {
        Some(at) => words.with("token-taken-back", "when", &time(at, words.0)),
        None if token.is_valid(now) => words.with("token-until", "when", &time(token.expires_at, words.0)),
        None => words.with("token-expired", "when", &time(token.expires_at, words.0)),
    };
    TokenView {
        name: token.name.clone(),
        organisation: token.organisation.clone(),
        role: role_words(token.role, words),
        state,
        is_good: token.is_valid(now),
    }
}

/// Makes a token, whose secret is shown on this answer and never again.
pub(crate) async fn make(
    State(lab): State<Lab>,
    reader: Reader,
    Form(form): Form<TokenForm>,
) -> Result<Response, PageError> {
    let words = Words(reader.language);
    let (name, organisation) = (line(&form.name), line(&form.organisation));
    let role = Role::ALL.into_iter().find(|role| role.name() == form.role);
    let days = form.days.parse().ok().filter(|days| DAYS.contains(days));
    let (Some(name), Some(organisation), Some(role), Some(days)) = (name, organisation, role, days) else {
        return page(&lab, &reader, form, Some(words.get("tokens-fault")), None).await;
    };
    let (key, now) = (LoginKey::random(), (lab.now)());
    let secret = format!("{TOKEN_MARK}{key}");
    let expires_at = now + i64::from(days) * SECONDS_A_DAY;
    let token = Token { name: name.clone(), organisation, role, made_at: now, expires_at, revoked_at: None };
    let digest = fieldlab_domain::digest::Digest::of(secret.as_bytes());
    if !lab.tokens.put_token(&digest, &token).await.map_err(PageError::store(&reader))? {
        return page(&lab, &reader, form, Some(words.get("tokens-taken")), None).await;
    }
    note(&lab, reader.who.by(), "made-token", &name).await;
    page(&lab, &reader, TokenForm::default(), None, Some((name, secret))).await
}

/// Takes a token back: it opens nothing from now on.
pub(crate) async fn take_back(
    State(lab): State<Lab>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    if !lab.tokens.revoke_token(&name, (lab.now)()).await.map_err(PageError::store(&reader))? {
        return Err(PageError::new(Trouble::NotFound, &reader));
    }
    note(&lab, reader.who.by(), "took-token-back", &name).await;
    Ok(login::lead("/tokens"))
}
