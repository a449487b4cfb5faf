//! Cookies on the origin of a prototype: the lab's own, and those of the prototype.
//!
//! In the lab's frame a prototype is, to a browser, a third party: `NAME.localhost` and `localhost` are different sites. Cookies
//! with `SameSite=Lax`, the default, are then neither kept nor sent; those with `SameSite=None` are blocked by most browsers, unless
//! they are `Partitioned`: kept apart for each page around the frame, which is what a demo wants. Such cookies must be `Secure`;
//! browsers take those over plain http from this machine too, but for Safari, in which every click begins a new session; there
//! the lab wants a domain with https. What `SameSite` guarded against is refused by [`crate::cross_site`] instead.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, HeaderValue, header};

use crate::sessions::Key;

/// The lab's cookie on the origin of a prototype. The prefix has browsers refuse it with a domain, so that no neighbour can set it.
const DEMO: &str = "__Host-fieldlab-demo";

/// How many cookies are thrown away at once, and at how many paths each, so that an answer stays small.
const MOST_NAMES: usize = 20;
const MOST_PATHS: usize = 6;

/// How every cookie on a prototype's origin ends.
const APART: &str = "Secure; SameSite=None; Partitioned";

/// The session cookie with this key, which scripts can't read.
pub(super) fn demo(key: Key) -> HeaderValue {
    HeaderValue::try_from(format!("{DEMO}={key}; Path=/; HttpOnly; {APART}")).expect("it is plain text")
}

/// The keys that a request shows; more than one only when scripts have meddled.
pub(super) fn keys(headers: &HeaderMap) -> impl Iterator<Item = Key> {
    named(headers, DEMO).filter_map(|value| Key::parse(&value))
}

/// Whether a request shows any key, right or wrong.
pub(super) fn has_key(headers: &HeaderMap) -> bool {
    named(headers, DEMO).next().is_some()
}

/// Has the browser throw away the prototype's cookies in a request for this path: those of a session that is over. A cookie is
/// known by its path too, which a request does not tell; it is the path that was asked for, or one above it.
pub(super) fn thrown_away(headers: &HeaderMap, path: &str) -> Vec<HeaderValue> {
    let names: Vec<String> = pairs(headers).filter_map(|pair| Some(pair.split_once('=')?.0.to_owned())).collect();
    let above = path.match_indices('/').flat_map(|(at, _)| [&path[..at], &path[..=at]]).chain([path]);
    let paths: BTreeSet<&str> = above.filter(|path| !path.is_empty()).take(MOST_PATHS).collect();
    let names = names.iter().filter(|name| !is_the_labs(name)).take(MOST_NAMES);
    let lines =
        names.flat_map(|name| paths.iter().map(move |path| format!("{name}=; Path={path}; Max-Age=0; {APART}")));
    lines.filter_map(|line| HeaderValue::try_from(line).ok()).collect()
}

/// The values of the cookies with this name.
pub(crate) fn named<'a>(headers: &'a HeaderMap, wanted: &'a str) -> impl Iterator<Item = String> + 'a {
    pairs(headers).filter_map(move |pair| {
        let (name, value) = pair.split_once('=')?;
        (name == wanted).then(|| value.to_owned())
    })
}

/// What the prototype sees of a visitor's cookies: all but the lab's.
pub(super) fn of_the_prototype(headers: &HeaderMap) -> Option<HeaderValue> {
    let kept: Vec<String> =
        pairs(headers).filter(|pair| !is_the_labs(pair.split('=').next().unwrap_or(pair))).collect();
    if kept.is_empty() { None } else { HeaderValue::try_from(kept.join("; ")).ok() }
}

/// A prototype's cookie as it is handed to a visitor: for this host alone, and kept in the lab's frame too. `None` for one that
/// is the lab's, has no name, or can't be read.
pub(super) fn for_the_visitor(cookie: &HeaderValue) -> Option<HeaderValue> {
    let text = std::str::from_utf8(cookie.as_bytes()).ok()?;
    let mut parts = text.split(';').map(str::trim);
    let pair = parts.next()?;
    let (name, _) = pair.split_once('=')?;
    if name.trim().is_empty() || is_the_labs(name.trim()) {
        return None;
    }
    let kept = parts.filter(|attribute| {
        let name = attribute.split('=').next().unwrap_or(attribute).trim();
        ["path", "expires", "max-age", "httponly"].iter().any(|kept| name.eq_ignore_ascii_case(kept))
    });
    let parts: Vec<&str> = [pair].into_iter().chain(kept).chain([APART]).collect();
    HeaderValue::from_bytes(parts.join("; ").as_bytes()).ok()
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = String> + '_ {
    let lines = headers.get_all(header::COOKIE).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    lines.flat_map(|line| {
        let pairs = line.split(';').map(str::trim).filter(|pair| !pair.is_empty());
        pairs.map(str::to_owned).collect::<Vec<_>>()
    })
}

/// Whether the lab uses such names, in any case of letters, since browsers read prefixes that way.
fn is_the_labs(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    ["fieldlab-", "__host-fieldlab-", "__secure-fieldlab-"].iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prototype_does_not_see_the_labs_cookies() {
        let check = |sent: &[&str], expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            for line in sent {
                headers.append(header::COOKIE, line.parse().expect("a header"));
            }
            let seen = of_the_prototype(&headers);
            assert_eq!(seen.as_ref().map(|seen| seen.to_str().expect("text")), expected, "{sent:?}");
        };
        check(&[], None);
        check(&["__Host-fieldlab-demo=0"], None);
        check(&["a=1; __Host-fieldlab-demo=0; b=2"], Some("a=1; b=2"));
        check(&["a=1", "fieldlab-demo=0;b=2"], Some("a=1; b=2"));
        check(&["__HOST-FIELDLAB-demo=0; fieldlab=1; flag"], Some("fieldlab=1; flag"));
        check(&[";; ;"], None);
    }

    #[test]
    fn a_prototypes_cookie_is_for_its_host_alone() {
        let check = |set: &str, expected: Option<&str>| {
            let handed = for_the_visitor(&HeaderValue::from_bytes(set.as_bytes()).expect("a header"));
            let handed = handed.as_ref().map(|handed| std::str::from_utf8(handed.as_bytes()).expect("text"));
            let expected = expected.map(|expected| format!("{expected}; {APART}"));
            assert_eq!(handed, expected.as_deref(), "{set}");
        };
        check("a=1", Some("a=1"));
        check("a=1; Domain=localhost; Path=/x", Some("a=1; Path=/x"));
        check("a=1;DOMAIN=.lab.example;HttpOnly;SameSite=Lax;Secure", Some("a=1; HttpOnly"));
        check(
            "a=1; Max-Age=60; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Priority=High",
            Some("a=1; Max-Age=60; Expires=Wed, 21 Oct 2026 07:28:00 GMT"),
        );
        check("a=é", Some("a=é"));
        check("a=", Some("a="));
        check("=a", None);
        check("a", None);
        check("", None);
        check("__Host-fieldlab-demo=0; Path=/", None);
        check("__host-FIELDLAB-demo=0", None);
        check("fieldlab-demo=0", None);
    }

    #[test]
    fn cookies_of_a_session_that_is_over_are_thrown_away_at_every_path_they_can_have() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=1; __Host-fieldlab-demo=0".parse().expect("a header"));
        let lines = thrown_away(&headers, "/steps/2");
        let paths = ["/", "/steps", "/steps/", "/steps/2"];
        assert_eq!(lines, paths.map(|path| format!("a=; Path={path}; Max-Age=0; {APART}")));
        assert_eq!(thrown_away(&headers, &"/x".repeat(1_000)).len(), MOST_PATHS);
    }

    #[test]
    fn a_key_comes_back_from_the_cookie_that_it_was_sent_in() {
        let key = Key::random();
        let sent = demo(key);
        let pair = sent.to_str().expect("text").split(';').next().expect("a pair").to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("a=1; {DEMO}=junk; {pair}").parse().expect("a header"));
        assert_eq!(keys(&headers).collect::<Vec<_>>(), [key]);
    }
}
