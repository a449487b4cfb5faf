//! Who has the lab open: the session cookie of the lab's own pages, which no prototype gets to see.

use std::time::Instant;

use axum::http::{HeaderMap, HeaderValue};
use fieldlab_domain::text::Language;

use crate::Lab;
use crate::origin::cookies;
use crate::sessions::{Door, Key, Session};
use crate::site::Here;

/// A visitor of the lab's pages.
pub(crate) struct Visitor {
    pub(crate) key: Key,
    pub(crate) session: Session,
    /// The cookie to set for a visitor who is new.
    pub(crate) cookie: Option<HeaderValue>,
}

impl Visitor {
    /// The visitor whose cookie this is, or a new one; from now on they read this language.
    pub(crate) fn of(lab: &Lab, here: &Here, headers: &HeaderMap, language: Language) -> Visitor {
        let now = Instant::now();
        let known = cookies::named(headers, cookie_name(here)).filter_map(|value| Key::parse(&value));
        let mut known = known.filter_map(|key| Some((key, lab.sessions.find(key, &Door::Lab, now)?)));
        if let Some((key, mut session)) = known.next() {
            if session.language != language {
                lab.sessions.change(key, now, |session| session.language = language);
                session.language = language;
            }
            return Visitor { key, session, cookie: None };
        }
        let session = Session::new(lab.today, language);
        let key = lab.sessions.begin(session.clone(), Door::Lab, now);
        Visitor { key, session, cookie: Some(cookie(here, key)) }
    }
}

/// Under a domain the name's prefix keeps neighbours from setting it; on this machine names have no domain in common that takes
/// cookies, and a secure cookie would be lost in Safari.
fn cookie_name(here: &Here) -> &'static str {
    if here.is_public() { "__Host-fieldlab-visitor" } else { "fieldlab-visitor" }
}

fn cookie(here: &Here, key: Key) -> HeaderValue {
    let secure = if here.is_public() { "; Secure" } else { "" };
    let cookie = format!("{}={key}; Path=/; HttpOnly; SameSite=Lax{secure}", cookie_name(here));
    HeaderValue::try_from(cookie).expect("it is plain text")
}
