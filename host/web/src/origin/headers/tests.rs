use super::*;
use crate::site::{Host, Site};

fn here() -> Here {
    Site::default().find(&Host::parse("zorg.localhost:8780").expect("a host"))
}

fn map(headers: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::try_from(*name).expect("a name"), value.parse().expect("a value"));
    }
    map
}

/// What is left of a header, `-` when nothing is.
fn left(headers: &HeaderMap, name: &str) -> String {
    let values: Vec<_> = headers.get_all(name).iter().map(|value| value.to_str().expect("text")).collect();
    if values.is_empty() { "-".to_owned() } else { values.join(" | ") }
}

#[test]
fn a_prototype_sees_the_message_and_not_who_sent_it() {
    let check = |name: &str, value: &str, expected: &str| {
        let seen = to_the_prototype(&map(&[(name, value)]), &here(), &begin_trace());
        assert_eq!(left(&seen, name), expected, "{name}: {value}");
    };
    for (name, value) in [
        ("accept", "text/html"),
        ("accept-encoding", "gzip"),
        ("accept-language", "nl"),
        ("authorization", "Basic YTpi"),
        ("content-length", "3"),
        ("content-type", "text/plain"),
        ("if-none-match", "\"1\""),
        ("origin", "http://zorg.localhost:8780"),
        ("range", "bytes=0-1"),
        ("referer", "http://zorg.localhost:8780/x"),
        ("trailer", "x-sum"),
        ("x-own", "1"),
    ] {
        check(name, value, value);
    }
    for (listed, _) in OF_THE_CONNECTION.iter().chain(NOT_TO_THE_PROTOTYPE) {
        if !["host", "traceparent", "x-forwarded-*"].contains(listed) {
            let value = if *listed == "cookie" { "__Host-fieldlab-demo=1" } else { "x" };
            check(&listed.replace('*', "anything"), value, "-");
        }
    }
    check("host", "evil.example", "zorg.localhost:8780");
    check("x-forwarded-host", "evil.example", "zorg.localhost:8780");
    check("x-forwarded-proto", "gopher", "http");
    check("x-forwarded-for", "192.0.2.1", "-");
    check("x-forwarded-user", "admin", "-");
}

#[test]
fn what_connection_names_goes_too() {
    let sent = map(&[
        ("connection", "close, X-Hop"),
        ("connection", "x-other"),
        ("x-hop", "1"),
        ("x-other", "1"),
        ("x-end", "1"),
    ]);
    let seen = to_the_prototype(&sent, &here(), &begin_trace());
    assert_eq!([left(&seen, "x-hop"), left(&seen, "x-other"), left(&seen, "x-end")], ["-", "-", "1"]);
    let got = to_the_visitor(&sent, &here());
    assert_eq!([left(&got, "x-hop"), left(&got, "x-other"), left(&got, "x-end")], ["-", "-", "1"]);
}

#[test]
fn each_request_has_a_trace_of_the_labs_own() {
    let sent = map(&[("traceparent", "00-11111111111111111111111111111111-2222222222222222-01")]);
    let [first, second] =
        [begin_trace(), begin_trace()].map(|trace| left(&to_the_prototype(&sent, &here(), &trace), "traceparent"));
    assert!(first != second && !first.contains("11111111111111111111111111111111"), "{first} {second}");
    let lengths: Vec<usize> = first.split('-').map(str::len).collect();
    assert_eq!(lengths, [2, 32, 16, 2]);
}

#[test]
fn a_visitor_gets_the_message_and_the_labs_rules() {
    let check = |name: &str, value: &str, expected: &str| {
        let got = to_the_visitor(&map(&[(name, value)]), &here());
        assert_eq!(left(&got, name), expected, "{name}: {value}");
    };
    for (name, value) in [
        ("cache-control", "max-age=60"),
        ("content-disposition", "attachment"),
        ("content-encoding", "gzip"),
        ("content-language", "nl"),
        ("content-length", "3"),
        ("content-type", "text/html"),
        ("etag", "\"1\""),
        ("location", "/next"),
        ("retry-after", "3"),
        ("trailer", "x-sum"),
        ("www-authenticate", "Basic"),
        ("x-own", "1"),
    ] {
        check(name, value, value);
    }
    let own: Vec<&str> = OF_THE_LAB.iter().map(|(name, _, _)| *name).collect();
    for (listed, _) in OF_THE_CONNECTION.iter().chain(NOT_TO_THE_VISITOR) {
        let name = listed.replace('*', "");
        if !own.contains(&name.as_str()) && name != "set-cookie" {
            check(&name, "anything", "-");
        }
    }
    for (name, value, _) in OF_THE_LAB {
        check(name, "unsafe-none", value);
    }
    check("access-control-allow-origin", "*", "-");
    check("cross-origin-embedder-policy", "require-corp", "-");
    check("vary", "accept", "accept | cookie");
    check("x-nothing", "", "");
    assert_eq!(left(&to_the_visitor(&HeaderMap::new(), &here()), "cache-control"), "no-cache");
}

#[test]
fn a_policy_can_be_tightened_and_not_weakened() {
    let check = |own: &[&str], expected: &[&str]| {
        let answered: Vec<(&str, &str)> = own.iter().map(|own| ("content-security-policy", *own)).collect();
        let got = to_the_visitor(&map(&answered), &here());
        let mut policies: Vec<_> =
            got.get_all("content-security-policy").iter().map(|value| value.to_str().expect("text")).collect();
        let last = policies.pop().expect("the lab's is there");
        assert!(last.starts_with("default-src 'self';"), "{last}");
        assert!(last.ends_with("frame-ancestors localhost:8780 127.0.0.1:8780"), "{last}");
        assert_eq!(policies, expected);
    };
    check(&[], &[]);
    check(&["default-src *; frame-ancestors *"], &["default-src *; frame-ancestors *"]);
    check(&["script-src 'none'; report-uri https://evil.example; Report-To x"], &["script-src 'none'"]);
    check(&["report-uri https://evil.example", "img-src 'none'"], &["img-src 'none'"]);
}

#[test]
fn tables_are_in_order_and_every_line_has_a_reason() {
    for table in [OF_THE_CONNECTION, NOT_TO_THE_PROTOTYPE, NOT_TO_THE_VISITOR] {
        assert!(table.is_sorted(), "{table:?}");
        assert!(table.iter().all(|(_, why)| !why.is_empty()));
    }
    assert!(OF_THE_LAB.iter().all(|(_, _, why)| !why.is_empty()));
}
