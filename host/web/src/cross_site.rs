//! Whether a request that may change something was made by a page of somebody else.
//!
//! Cookies can't tell: pages under one domain are of one site to browsers, however many origins they are.

use axum::http::{HeaderMap, Method, header};

use crate::site::Host;

/// Whether a browser says that a page of another origin sends this. Programs, which say nothing, are let through: they do only
/// what their user wants.
///
/// The rule is that of `Sec-Fetch-Site` where there is one, and else of `Origin`.
pub(crate) fn from_elsewhere(method: &Method, headers: &HeaderMap, host: &Host) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    origin.and_then(|(_, origin)| Host::parse(origin)).as_ref() != Some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_others_send_to_change_something_is_from_elsewhere() {
        let check = |method: Method, name: &'static str, value: &str, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().expect("a header"));
            let host = Host::parse("zorg.localhost:8780").expect("a host");
            assert_eq!(from_elsewhere(&method, &headers, &host), expected, "{method} {name}: {value}");
        };
        check(Method::POST, "accept", "text/html", false);
        check(Method::POST, "origin", "http://zorg.localhost:8780", false);
        check(Method::POST, "origin", "http://Zorg.LocalHost:8780", false);
        check(Method::POST, "origin", "http://huur.localhost:8780", true);
        check(Method::POST, "origin", "http://zorg.localhost", true);
        check(Method::POST, "origin", "null", true);
        check(Method::DELETE, "origin", "https://evil.example", true);
        check(Method::GET, "origin", "https://evil.example", false);
        check(Method::POST, "sec-fetch-site", "same-origin", false);
        check(Method::POST, "sec-fetch-site", "none", false);
        check(Method::POST, "sec-fetch-site", "same-site", true);
        check(Method::PUT, "sec-fetch-site", "cross-site", true);
        check(Method::GET, "sec-fetch-site", "cross-site", false);
    }
}
