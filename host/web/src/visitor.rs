//! Who has the lab open: the session cookie of the lab's own pages, which no prototype gets to see.

use std::time::Instant;

use axum::http::{HeaderMap, HeaderValue};

use crate::Lab;
use crate::language::Reader;
use crate::own_cookie::OwnCookie;
use crate::sessions::{Door, Key, Session};
use crate::site::Here;

/// What keeps a visitor's demo session.
const COOKIE: OwnCookie = OwnCookie("visitor");

/// A visitor of the lab's pages.
pub(crate) struct Visitor {
    pub(crate) key: Key,
    pub(crate) session: Session,
    /// The cookie to set for a visitor who is new.
    pub(crate) cookie: Option<HeaderValue>,
}

impl Visitor {
    /// The visitor whose cookie this is, or a new one; from now on they are this reader.
    pub(crate) fn of(lab: &Lab, here: &Here, headers: &HeaderMap, reader: &Reader) -> Visitor {
        let (language, admission) = (reader.language, reader.who.admission().cloned());
        let now = Instant::now();
        let known = COOKIE.values(here, headers).into_iter().filter_map(|value| Key::parse(&value));
        let mut known = known.filter_map(|key| Some((key, lab.sessions.find(key, &Door::Lab, now)?)));
        if let Some((key, mut session)) = known.next() {
            // Somebody else may have logged in on this machine: what was filled in before is not theirs.
            let is_other = session.admission.is_some() && session.admission != admission;
            if is_other {
                return Visitor::begin(lab, here, Session { admission, ..Session::new(lab.today, language) });
            }
            if session.language != language || session.admission != admission {
                let change = |session: &mut Session| {
                    session.language = language;
                    session.admission = admission.clone();
                };
                lab.sessions.change(key, now, change);
                change(&mut session);
            }
            return Visitor { key, session, cookie: None };
        }
        Visitor::begin(lab, here, Session { admission, ..Session::new(lab.today, language) })
    }

    fn begin(lab: &Lab, here: &Here, session: Session) -> Visitor {
        let key = lab.sessions.begin(session.clone(), Door::Lab, Instant::now());
        Visitor { key, session, cookie: Some(COOKIE.set(here, &key)) }
    }
}
