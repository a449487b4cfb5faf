//! Logging in, and joining, by an OpenID provider.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use fieldlab_domain::identity::{Identity, IdentityFailure, IdentityProvider, Question};
use fieldlab_domain::member::{Credential, Joining, Member, MemberFailure};
use serde::{Deserialize, Serialize};

use super::login::{self, lead, page_of_the_lab};
use crate::Lab;
use crate::accounts::{Accounts, LoginKey, note};
use crate::error::PageError;
use crate::language::Reader;
use crate::own_cookie::OwnCookie;
use crate::site::Here;
use crate::speaker::line;
use crate::texts::Words;

/// What a browser takes along to the provider and back, which only the lab reads.
const UNDERWAY: OwnCookie = OwnCookie("openid");

/// The longest address that somebody is led on to afterwards.
const LONGEST_NEXT: usize = 1_000;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: String,
    /// The secret of the invitation that they join with.
    #[serde(default)]
    invitation: String,
}

/// What is kept of a question while a browser is at the provider.
#[derive(Serialize, Deserialize)]
struct Underway {
    state: String,
    nonce: String,
    verifier: String,
    next: String,
    invitation: String,
}

impl Underway {
    fn cookie(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).expect("texts are JSON"))
    }

    fn read(value: &str) -> Option<Underway> {
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(value).ok()?).ok()
    }
}

/// What the provider sends back with a browser (RFC 6749, 4.1.2).
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
}

/// Where the provider leads back to: the address that the visitor has the lab open at.
fn way_back(here: &Here) -> String {
    format!("{}://{}/login/openid/back", here.scheme(), here.host)
}

fn provider<'a>(lab: &'a Lab, reader: &Reader) -> Result<&'a dyn IdentityProvider, PageError> {
    let provider = lab.identities.as_deref().filter(|_| lab.accounts == Accounts::Members);
    provider.ok_or_else(|| PageError::not_found(reader))
}

/// Leads to the provider.
pub(crate) async fn leave(
    State(lab): State<Lab>,
    reader: Reader,
    here: Here,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let provider = provider(&lab, &reader)?;
    let next = if asked.next.len() <= LONGEST_NEXT { asked.next } else { String::new() };
    let (address, question) = match provider.ask(&way_back(&here)).await {
        Ok(asked) => asked,
        Err(failure) => return Ok(failed(&lab, &reader, &failure, next)),
    };
    let Question { state, nonce, verifier } = question;
    let underway = Underway { state, nonce, verifier, next, invitation: asked.invitation };
    let mut response = lead(&address);
    response.headers_mut().append(header::SET_COOKIE, UNDERWAY.set(&here, &underway.cookie()));
    // The address of an invitation is a secret.
    response.headers_mut().insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    Ok(response)
}

/// Lets somebody in who comes back from the provider.
pub(crate) async fn back(
    State(lab): State<Lab>,
    reader: Reader,
    here: Here,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, PageError> {
    let provider = provider(&lab, &reader)?;
    let mut response = come_back(&lab, provider, &reader, &here, &headers, answer).await?;
    // It answers one question only.
    response.headers_mut().append(header::SET_COOKIE, UNDERWAY.forget(&here));
    Ok(response)
}

async fn come_back(
    lab: &Lab,
    provider: &dyn IdentityProvider,
    reader: &Reader,
    here: &Here,
    headers: &HeaderMap,
    answer: Answer,
) -> Result<Response, PageError> {
    let underway = UNDERWAY.values(here, headers).iter().filter_map(|value| Underway::read(value)).next();
    let Some(underway) = underway.filter(|underway| underway.state == answer.state) else {
        return Ok(said(lab, reader, "openid-lost", StatusCode::BAD_REQUEST, String::new()));
    };
    let Underway { state, nonce, verifier, next, invitation } = underway;
    if answer.code.is_empty() || !answer.error.is_empty() {
        tracing::debug!(error = answer.error, "nobody logged in at the provider");
        return Ok(said(lab, reader, "openid-not-done", StatusCode::UNAUTHORIZED, next));
    }
    let question = Question { state, nonce, verifier };
    let identity = match provider.answer(&way_back(here), &answer.code, &question).await {
        Ok(identity) => identity,
        Err(failure) => {
            note(lab, provider.title(), "login-failed", "").await;
            return Ok(failed(lab, reader, &failure, next));
        }
    };
    let known = lab.members.by_identity(&identity.issuer, &identity.subject).await.map_err(PageError::store(reader))?;
    let member = match known {
        Some(member) => {
            note(lab, &member.login, "login", provider.title()).await;
            member
        }
        None => match join(lab, reader, &identity, &invitation).await? {
            Some(member) => {
                note(lab, &member.login, "joined", &format!("{} ({})", member.organisation, member.roles)).await;
                member
            }
            None => {
                let who = identity.email.as_deref().unwrap_or(&identity.subject);
                note(lab, who, "login-failed", provider.title()).await;
                return Ok(said(lab, reader, "openid-stranger", StatusCode::FORBIDDEN, next));
            }
        },
    };
    login::begin(lab, reader, here, &member, page_of_the_lab(&next)).await
}

/// Has somebody join with an invitation, when they have one that is good. What others know them by is theirs alone.
async fn join(lab: &Lab, reader: &Reader, identity: &Identity, invitation: &str) -> Result<Option<Member>, PageError> {
    let Some(secret) = LoginKey::parse(invitation).map(|key| key.digest()) else { return Ok(None) };
    let found = lab.members.invitation(&secret).await.map_err(PageError::store(reader))?;
    let Some(invited) = found else { return Ok(None) };
    let name = identity.name.as_deref().and_then(line).unwrap_or(invited.name);
    let numbered = format!("{} ({})", identity.subject, identity.issuer);
    // Somebody with a passphrase may have the same address as login: nobody becomes another by that.
    for login in identity.email.iter().chain([&numbered]) {
        let credential = Credential::Identity { issuer: identity.issuer.clone(), subject: identity.subject.clone() };
        let who = Joining { name: name.clone(), login: login.clone(), credential };
        match lab.members.join(&secret, &who, (lab.now)()).await {
            Ok(member) => return Ok(Some(member)),
            Err(MemberFailure::Taken) => {}
            Err(MemberFailure::Store(error)) => return Err(PageError::store(reader)(error)),
            Err(_) => return Ok(None),
        }
    }
    Ok(None)
}

fn failed(lab: &Lab, reader: &Reader, failure: &IdentityFailure, next: String) -> Response {
    match failure {
        IdentityFailure::Unreachable { .. } => {
            tracing::error!(%failure, "nobody can log in by the provider");
            said(lab, reader, "openid-unreachable", StatusCode::BAD_GATEWAY, next)
        }
        IdentityFailure::Refused(_) => {
            tracing::warn!(%failure, "somebody could not log in by the provider");
            said(lab, reader, "openid-lost", StatusCode::BAD_REQUEST, next)
        }
    }
}

/// The way in, with what went wrong above it.
fn said(lab: &Lab, reader: &Reader, key: &str, status: StatusCode, next: String) -> Response {
    let title = lab.identities.as_ref().map(|provider| provider.title().to_owned()).unwrap_or_default();
    let words = Words(reader.language).with(key, "provider", &title);
    let mut response = login::page(lab, reader, String::new(), next, Some(words));
    *response.status_mut() = status;
    response
}
