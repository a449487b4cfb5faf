//! Where a visitor's answers are kept: in a cookie of their browser, or in their demo session.

use crate::encoding::{Pairs, encode, read_pairs, write_pairs};
use crate::lab::{self, Refused};
use crate::request::Request;
use crate::response::Cookie;

/// Keeps answers in the demo session. As functions, so that a service that does not ask for it does not import what keeps values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keeper {
    read: fn(&str) -> Result<Option<String>, Refused>,
    write: fn(&str, &str) -> Result<(), Refused>,
    forget: fn(&str) -> Result<(), Refused>,
}

impl Keeper {
    /// The lab's.
    pub(crate) fn session() -> Keeper {
        Keeper { read: lab::kept, write: lab::keep, forget: lab::forget }
    }
}

/// How answers were kept.
pub(crate) enum Kept {
    /// In the session.
    InSession,
    /// In this cookie, which the browser forgets when it is closed.
    InCookie(Cookie),
    /// Not: they are too long.
    TooLong,
}

/// The cookie with all answers so far.
pub(crate) const ANSWERS_COOKIE: &str = "answers";

/// The most that browsers keep in a cookie, in bytes, less some room for its name and attributes.
const MOST_COOKIE_BYTES: usize = 3_800;

/// What a form's answers are kept under.
fn key(form: &str) -> String {
    format!("answers.{form}")
}

/// What this visitor filled in for a form before: in the session, or else in the cookie.
pub(crate) fn read(request: &Request, form: &str) -> Pairs {
    let in_session = request.keeper.and_then(|keeper| (keeper.read)(&key(form)).ok().flatten());
    if let Some(pairs) = in_session.and_then(|text| read_pairs(&text)) {
        return pairs;
    }
    let of_form = |(name, value): (String, String)| {
        let name = name.strip_prefix(form)?.strip_prefix('.')?.to_owned();
        Some((name, value))
    };
    in_cookie(request).into_iter().filter_map(of_form).collect()
}

fn in_cookie(request: &Request) -> Pairs {
    request.cookie(ANSWERS_COOKIE).and_then(|cookie| read_pairs(&cookie)).unwrap_or_default()
}

fn written(pairs: &Pairs) -> String {
    write_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// Keeps what was filled in for a form, instead of what was there for it. When the session may not keep it, the cookie does.
pub(crate) fn keep(request: &Request, form: &str, given: &Pairs) -> Kept {
    if let Some(keeper) = request.keeper {
        match (keeper.write)(&key(form), &written(given)) {
            Ok(()) => return Kept::InSession,
            Err(Refused::Unknown(_)) => return Kept::TooLong,
            Err(_) => {}
        }
    }
    let of_form = |name: &str| name.strip_prefix(form).is_some_and(|rest| rest.starts_with('.'));
    let others = in_cookie(request).into_iter().filter(|(name, _)| !of_form(name));
    let given = given.iter().map(|(name, value)| (format!("{form}.{name}"), value.clone()));
    let value = written(&others.chain(given).collect());
    let fits = encode(&value).len() <= MOST_COOKIE_BYTES;
    if fits { Kept::InCookie(Cookie { name: ANSWERS_COOKIE, value, seconds: None }) } else { Kept::TooLong }
}

/// Forgets the answers of these forms, in the session; the cookie is the caller's to take away.
pub(crate) fn forget<'f>(request: &Request, forms: impl Iterator<Item = &'f str>) {
    if let Some(keeper) = request.keeper {
        for form in forms {
            // What may not be kept is not there.
            let _ = (keeper.forget)(&key(form));
        }
    }
}
