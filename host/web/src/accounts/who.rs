//! Who asks.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use fieldlab_domain::deployment::Token;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::member::{Act, Member};
use fieldlab_domain::store::StoreError;

use super::{Accounts, Guest, LOGIN, LoginKey};
use crate::Lab;
use crate::site::Here;

/// Who asks for a page of the lab.
#[derive(Clone, Debug, Default)]
pub(crate) enum Who {
    /// Somebody who did not say.
    #[default]
    Nobody,
    /// The user of the lab's own machine.
    Local,
    /// A member who logged in, with the digest of the key of their log-in.
    Member(Arc<Member>, Digest),
    /// Who came by a link.
    Guest(Arc<Guest>),
    /// A program with a token.
    Token(Arc<Token>),
}

impl Who {
    /// Recognises who sends these headers.
    ///
    /// # Errors
    /// When the store can't be read.
    pub(crate) async fn of(lab: &Lab, here: &Here, headers: &HeaderMap) -> Result<Who, StoreError> {
        if lab.accounts == Accounts::Single {
            return Ok(Who::Local);
        }
        for key in LOGIN.values(here, headers).iter().filter_map(|value| LoginKey::parse(value)) {
            if let Some(member) = lab.members.logged_in(&key.digest(), (lab.now)()).await? {
                return Ok(Who::Member(Arc::new(member), key.digest()));
            }
        }
        if let Some(guest) = Guest::of(lab, here, headers).await? {
            return Ok(Who::Guest(Arc::new(guest)));
        }
        if let Some(secret) = bearer(headers) {
            return Ok(lab.deployer.token(secret).await?.map_or(Who::Nobody, |token| Who::Token(Arc::new(token))));
        }
        Ok(Who::Nobody)
    }

    /// Whether they may do this at this address.
    pub(crate) fn may_at(&self, act: Act, method: &Method, path: &str) -> bool {
        match self {
            Who::Guest(guest) => guest.may(act, method, path),
            _ => self.may(act),
        }
    }

    /// Whether they may do this wherever it is done in the lab.
    pub(crate) fn may(&self, act: Act) -> bool {
        match self {
            Who::Nobody | Who::Guest(_) => false,
            Who::Local => true,
            Who::Member(member, _) => member.roles.may(act),
            // What a token allows more is for the interface for deploying, which looks at it by itself.
            Who::Token(_) => act == Act::See,
        }
    }

    /// Whether they may say what they think of what they see.
    pub(crate) fn may_react(&self) -> bool {
        match self {
            Who::Guest(guest) => guest.share.may_react,
            who => who.may(Act::React),
        }
    }

    /// How records name them.
    pub(crate) fn by(&self) -> &str {
        match self {
            Who::Nobody => "nobody",
            Who::Guest(_) => "guest",
            Who::Local => "local",
            Who::Member(member, _) => &member.login,
            Who::Token(token) => &token.name,
        }
    }

    /// What their demo session is bound to: when it ends, so does that.
    pub(crate) fn admission(&self) -> Option<&Digest> {
        match self {
            Who::Member(_, key) => Some(key),
            Who::Guest(guest) => Some(&guest.key),
            Who::Nobody | Who::Local | Who::Token(_) => None,
        }
    }

    /// Whether somebody is still logged in, or here by a link, whom the lab let in with the key of this digest.
    pub(crate) async fn is_still_in(lab: &Lab, admission: &Digest) -> Result<bool, StoreError> {
        let now = (lab.now)();
        Ok(lab.members.logged_in(admission, now).await?.is_some()
            || lab.shares.visitor(admission, now).await?.is_some())
    }

    /// The member, when it is one.
    pub(crate) fn member(&self) -> Option<&Member> {
        if let Who::Member(member, _) = self { Some(member) } else { None }
    }
}

/// The token of a request.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, secret) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// The front door tells every page.
impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Who, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_default())
    }
}
