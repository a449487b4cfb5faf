//! Joining with an invitation.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::member::{Credential, Invitation, Joining, MemberFailure};
use serde::Deserialize;

use super::login::ProviderView;
use super::{Layout, login, respond, roles_words, sector_words, time};
use crate::Lab;
use crate::accounts::{LoginKey, note, passphrase};
use crate::error::PageError;
use crate::language::Reader;
use crate::site::Here;
use crate::speaker::line;
use crate::texts::Words;

#[derive(Template)]
#[template(path = "join.html")]
struct JoinPage {
    layout: Layout,
    /// Absent when the invitation is good no more.
    invitation: Option<InvitationView>,
    name: String,
    login: String,
    faults: Faults,
    /// Another way to join: by an OpenID provider.
    provider: Option<ProviderView>,
}

struct InvitationView {
    by: String,
    organisation: String,
    sector: &'static str,
    sector_words: String,
    roles: String,
    until: String,
}

/// What is wrong with what was filled in, field by field.
#[derive(Debug, Default, PartialEq, Eq)]
struct Faults {
    name: Option<String>,
    login: Option<String>,
    passphrase: Option<String>,
    again: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct JoinForm {
    name: String,
    login: String,
    passphrase: String,
    again: String,
}

async fn open(lab: &Lab, reader: &Reader, secret: &str) -> Result<Option<(Digest, Invitation)>, PageError> {
    let Some(secret) = LoginKey::parse(secret) else { return Ok(None) };
    let found = lab.members.invitation(&secret.digest()).await.map_err(PageError::store(reader))?;
    Ok(found.filter(|one| one.is_open((lab.now)())).map(|one| (secret.digest(), one)))
}

pub(crate) async fn show(
    State(lab): State<Lab>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, PageError> {
    let invitation = open(&lab, &reader, &secret).await?.map(|(_, invitation)| invitation);
    let name = invitation.as_ref().map(|invitation| invitation.name.clone()).unwrap_or_default();
    let invitation = invitation.as_ref().map(|invitation| (secret.as_str(), invitation));
    Ok(page(&lab, &reader, invitation, (name, String::new()), Faults::default()))
}

/// An invitation, with its secret, and what was filled in.
fn page(
    lab: &Lab,
    reader: &Reader,
    open: Option<(&str, &Invitation)>,
    filled: (String, String),
    faults: Faults,
) -> Response {
    let (invitation, (name, login)) = (open.map(|(_, invitation)| invitation), filled);
    let provider =
        open.and_then(|(secret, _)| ProviderView::of(lab, reader, "openid-join", &format!("invitation={secret}")));
    let words = Words(reader.language);
    let layout = Layout::new(reader, if invitation.is_some() { "join-title" } else { "join-over-title" });
    let view = invitation.map(|invitation| InvitationView {
        by: invitation.by.clone(),
        organisation: invitation.organisation.clone(),
        sector: invitation.sector.name(),
        sector_words: sector_words(invitation.sector, words),
        roles: roles_words(&invitation.roles, words),
        until: time(invitation.expires_at, reader.language),
    });
    let is_faulty = faults != Faults::default();
    let status = match (&view, is_faulty) {
        (None, _) => StatusCode::GONE,
        (Some(_), true) => StatusCode::UNPROCESSABLE_ENTITY,
        (Some(_), false) => StatusCode::OK,
    };
    let mut response = respond(reader, &JoinPage { layout, invitation: view, name, login, faults, provider });
    *response.status_mut() = status;
    // The address is a secret.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn check(form: &JoinForm, words: Words) -> Faults {
    let line = |text: &str, key: &str| line(text).is_none().then(|| words.get(key));
    let weak = !passphrase::will_do(&form.passphrase, &form.login);
    let differs = form.again != form.passphrase;
    Faults {
        name: line(&form.name, "join-fault-name"),
        login: line(&form.login, "join-fault-login"),
        passphrase: weak.then(|| words.get("join-fault-passphrase")),
        again: (!weak && differs).then(|| words.get("join-fault-again")),
    }
}

pub(crate) async fn join(
    State(lab): State<Lab>,
    reader: Reader,
    here: Here,
    Path(secret): Path<String>,
    Form(form): Form<JoinForm>,
) -> Result<Response, PageError> {
    let words = Words(reader.language);
    let over = || page(&lab, &reader, None, Default::default(), Faults::default());
    let Some((digest, invitation)) = open(&lab, &reader, &secret).await? else { return Ok(over()) };
    let mut faults = check(&form, words);
    let filled = || (form.name.clone(), form.login.clone());
    let again = |faults| page(&lab, &reader, Some((&secret, &invitation)), filled(), faults);
    if faults != Faults::default() {
        return Ok(again(faults));
    }
    let hash = passphrase::hash(form.passphrase.clone()).await;
    let hash = hash.ok_or_else(|| PageError::broken(&reader, &std::io::Error::other("no passphrase can be hashed")))?;
    let who = Joining {
        name: form.name.trim().to_owned(),
        login: form.login.trim().to_owned(),
        credential: Credential::Passphrase(hash),
    };
    match lab.members.join(&digest, &who, (lab.now)()).await {
        Ok(member) => {
            note(&lab, &member.login, "joined", &format!("{} ({})", member.organisation, member.roles)).await;
            login::begin(&lab, &reader, &here, &member, "/").await
        }
        Err(MemberFailure::Taken) => {
            faults.login = Some(words.get("join-fault-taken"));
            Ok(again(faults))
        }
        Err(MemberFailure::Store(error)) => Err(PageError::store(&reader)(error)),
        Err(_) => Ok(over()),
    }
}
