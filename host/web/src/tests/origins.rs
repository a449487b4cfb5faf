use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::Value;

use super::guest::Guest;
use super::{Answer, empty, send};
use crate::{Lab, Site};

const HERE: &str = "zorgtoeslag.localhost:8780";

fn lab() -> Lab {
    Lab { services: Guest::default().services(), ..empty() }
}

fn request(method: &str, uri: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).expect("a request")
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let headers: Vec<_> = headers.iter().copied().chain([("host", HERE)]).collect();
    send(&lab(), request(method, path, &headers)).await
}

/// The lab's cookie on a prototype's origin, as a browser sends it back.
fn cookie_of(headers: &HeaderMap) -> String {
    let mut cookies = headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().expect("text"));
    let cookie = cookies.rfind(|cookie| cookie.starts_with("__Host-fieldlab-demo=")).expect("there is one");
    cookie.split(';').next().expect("a pair").to_owned()
}

#[tokio::test]
async fn a_request_goes_to_whom_its_host_belongs_to() {
    let check = async |site: &Site, uri: &str, hosts: &[&str], expected: u16, words: &str| {
        let lab = Lab { site: site.clone(), ..lab() };
        let hosts: Vec<_> = hosts.iter().map(|host| ("host", *host)).chain([("accept-language", "en")]).collect();
        let answer = send(&lab, request("GET", uri, &hosts)).await;
        assert_eq!(answer.status.as_u16(), expected, "{uri} {hosts:?}: {}", answer.body);
        assert!(answer.body.contains(words), "{uri} {hosts:?}: {}", answer.body);
    };
    let local = Site::default();
    let public = Site::new(Some("lab.example")).expect("a domain");
    check(&local, "/health", &["localhost:8780"], 200, "status").await;
    check(&local, "/health", &["[::1]:8780"], 200, "status").await;
    check(&local, "/", &["zorgtoeslag.localhost:8780"], 200, "\"persona\":\"nobody\"").await;
    check(&local, "/", &["ZORGTOESLAG.localhost.:8780"], 200, "\"persona\"").await;
    check(&local, "/health", &["zorgtoeslag.localhost"], 502, "the prototype").await;
    check(&local, "/", &["huur.localhost:8780"], 404, "href=\"//localhost:8780/prototypes\"").await;
    check(&local, "/", &["a.b.localhost"], 404, "There is no prototype here").await;
    check(&local, "/", &["_x.localhost"], 404, "There is no prototype here").await;
    check(&local, "/", &["zorgtoeslag.lab.example"], 421, "").await;
    check(&local, "/", &["evil.example"], 421, "").await;
    check(&public, "/", &["zorgtoeslag.lab.example"], 200, "\"persona\"").await;
    check(&public, "/health", &["lab.example"], 200, "status").await;
    check(&public, "/", &["evil.example"], 421, "").await;
    // An address in full goes before the header, as the standard has it; two headers, or none, are no host.
    check(&local, "http://zorgtoeslag.localhost:8780/", &["evil.example"], 200, "\"persona\"").await;
    check(&local, "http://evil.example/", &["localhost"], 421, "").await;
    check(&local, "http://user@localhost/", &["localhost"], 400, "").await;
    check(&local, "/", &[], 400, "").await;
    check(&local, "/", &["localhost", "localhost"], 400, "").await;
    check(&local, "/", &["local host"], 400, "").await;
}

#[tokio::test]
async fn the_prototype_gets_the_whole_address_and_none_of_the_labs_cookies() {
    let lab = lab();
    let first = send(&lab, request("GET", "/", &[("host", HERE)])).await;
    let cookies = format!("own=1; {}; fieldlab-visitor=1", cookie_of(&first.headers));
    let headers = [
        ("host", "ZorgToeslag.localhost.:8780"),
        ("cookie", cookies.as_str()),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-own", "1"),
    ];
    let seen = send(&lab, request("PATCH", "/seen?a=1&lang=en", &headers)).await;
    let seen: Value = serde_json::from_str(&seen.body).expect("JSON");
    assert_eq!(seen["method"], "PATCH");
    assert_eq!(seen["address"], "http://zorgtoeslag.localhost:8780/seen?a=1&lang=en");
    let mut names: Vec<_> =
        seen["headers"].as_array().expect("a list").iter().map(|pair| pair[0].as_str().expect("a name")).collect();
    names.sort_unstable();
    assert_eq!(names, ["cookie", "host", "traceparent", "x-forwarded-host", "x-forwarded-proto", "x-own"]);
    assert!(seen["headers"].to_string().contains("[\"cookie\",\"own=1\"]"), "{seen}");
}

#[tokio::test]
async fn under_a_domain_the_prototype_is_told_of_https() {
    let lab = Lab { site: Site::new(Some("lab.example")).expect("a domain"), ..lab() };
    let seen = send(&lab, request("GET", "/seen", &[("host", "zorgtoeslag.lab.example")])).await;
    assert!(seen.body.contains("https://zorgtoeslag.lab.example/seen"), "{}", seen.body);
    assert!(
        seen.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text").ends_with("frame-ancestors lab.example")
    );
}

#[tokio::test]
async fn the_visitor_gets_the_prototypes_headers_under_the_labs_rules() {
    let guest = Guest::with_headers(&[
        ("content-type", "text/html"),
        ("set-cookie", "a=1; Domain=localhost; Path=/"),
        ("set-cookie", "__Host-fieldlab-demo=00000000000000000000000000000000; Secure; Path=/"),
        ("set-cookie", "b=2; HttpOnly; SameSite=Strict"),
        ("strict-transport-security", "max-age=1; includeSubDomains"),
        ("clear-site-data", "\"*\""),
        ("server", "guest"),
        ("access-control-allow-origin", "*"),
        ("content-security-policy", "default-src *; frame-ancestors *"),
        ("x-content-type-options", "none"),
        ("connection", "x-hop"),
        ("x-hop", "1"),
        ("x-own", "1"),
    ]);
    let lab = Lab { services: guest.services(), ..empty() };
    let first = send(&lab, request("GET", "/", &[("host", HERE)])).await;
    let cookie = cookie_of(&first.headers);
    let answer = send(&lab, request("GET", "/answer", &[("host", HERE), ("cookie", cookie.as_str())])).await;
    let mut told: Vec<String> =
        answer.headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().expect("text"))).collect();
    told.sort();
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn what_is_not_for_a_prototype_is_refused_before_it_is_asked() {
    let check = async |method: &str, path: &str, headers: &[(&str, &str)], expected: u16| {
        let status = ask(method, path, headers).await.status;
        assert_eq!(status.as_u16(), expected, "{method} {path} {headers:?}");
    };
    check("GET", "/", &[("connection", "upgrade"), ("upgrade", "websocket")], 501).await;
    check("GET", "/", &[("upgrade", "h2c")], 200).await;
    check("GET", "/", &[("upgrade", "h2c, websocket")], 501).await;
    check("CONNECT", "zorgtoeslag.localhost:8780", &[], 501).await;
    check("OPTIONS", "*", &[], 400).await;
    check("OPTIONS", "/answer", &[], 200).await;
    check("POST", "/answer", &[("origin", "http://zorgtoeslag.localhost:8780")], 200).await;
    check("POST", "/answer", &[("origin", "http://huur.localhost:8780")], 403).await;
    check("POST", "/answer", &[("sec-fetch-site", "cross-site")], 403).await;
    check("GET", "/sw.js", &[("service-worker", "script")], 403).await;
    check("POST", "/answer", &[("content-length", "67108865")], 413).await;
    let long = "x".repeat(33 << 10);
    check("GET", "/", &[("x-long", long.as_str())], 431).await;
    check("POST", "/.lab/enter", &[], 404).await;
}

#[tokio::test]
async fn a_page_of_a_prototype_can_not_change_the_lab() {
    let elsewhere = [("host", "localhost:8780"), ("origin", "http://zorgtoeslag.localhost:8780")];
    for path in ["/prototypes/zorgtoeslag/reset", "/haalcentraal/api/brp/personen"] {
        assert_eq!(send(&lab(), request("POST", path, &elsewhere)).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_visitor_keeps_a_session_by_a_cookie_of_this_origin() {
    let lab = lab();
    let ask = async |headers: &[(&str, &str)]| {
        let headers: Vec<_> = headers.iter().copied().chain([("host", HERE), ("accept-language", "en")]).collect();
        send(&lab, request("GET", "/", &headers)).await
    };
    let first = ask(&[]).await;
    let set = first.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(set.ends_with("; Path=/; HttpOnly; Secure; SameSite=None; Partitioned"), "{set}");
    let cookie = cookie_of(&first.headers);
    assert_eq!(cookie.len(), "__Host-fieldlab-demo=".len() + 32, "128 bits: {cookie}");
    let again = ask(&[("cookie", cookie.as_str())]).await;
    assert_eq!(again.body, first.body, "it is the same session");
    assert!(!again.headers.contains_key(header::SET_COOKIE));
    assert!(
        first.body.contains("\"language\":\"en\"") && first.body.contains("\"today\":\"2026-01-01\""),
        "{}",
        first.body
    );
    let told: Value = serde_json::from_str(&first.body).expect("JSON");
    assert!(!cookie.contains(told["session"].as_str().expect("text")), "the prototype does not see the key");
    let other = ask(&[("cookie", "__Host-fieldlab-demo=00000000000000000000000000000000")]).await;
    assert_ne!(other.body, first.body, "a key that is none begins a new session");
    assert_eq!(lab.sessions.count(), 2);
}
