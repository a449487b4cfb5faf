//! The processing log to a collector, and deleting what is old.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;

use crate::privacy::lab_with_looks;
use crate::served::Served;
use crate::test_lab::TestLab;

/// How long a test waits for what should come soon.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a collector was sent.
struct Received {
    headers: HeaderMap,
    body: Value,
}

/// A collector that takes spans by HTTP in JSON, after it has refused so many times.
struct Collector {
    address: SocketAddr,
    received: mpsc::Receiver<Received>,
    // The server stops with its runtime.
    _runtime: tokio::runtime::Runtime,
}

impl Collector {
    fn start(listener: TcpListener, refusals: usize) -> Collector {
        let runtime = tokio::runtime::Runtime::new().expect("it starts");
        let (send, received) = mpsc::channel();
        let refusals = std::sync::Arc::new(std::sync::Mutex::new(refusals));
        let take = move |headers: HeaderMap, body: String| async move {
            let mut refusals = refusals.lock().expect("nobody panics");
            if *refusals > 0 {
                *refusals -= 1;
                return (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "1")], "");
            }
            let body = serde_json::from_str(&body).expect("it is JSON");
            send.send(Received { headers, body }).expect("the test waits");
            (StatusCode::OK, [("content-type", "application/json")], "{\"partialSuccess\":{}}")
        };
        let address = listener.local_addr().expect("it listens");
        listener.set_nonblocking(true).expect("it can");
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("it listens");
            axum::serve(listener, Router::new().route("/v1/traces", post(take))).await
        });
        Collector { address, received, _runtime: runtime }
    }

    /// The next request, and its spans.
    fn next(&self) -> (Received, Vec<Value>) {
        let received = self.received.recv_timeout(PATIENCE).expect("it is sent");
        let spans = received.body["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().expect("a list").clone();
        (received, spans)
    }
}

fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").expect("there is a port")
}

/// The attributes of a span or a resource, as texts.
fn attributes(of: &Value) -> BTreeMap<String, String> {
    let attributes = of["attributes"].as_array().expect("a list");
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let pair = |one: &Value| {
        let value = one["value"].as_object().and_then(|value| value.values().next()).expect("it has a value");
        (one["key"].as_str().expect("it has a key").to_owned(), text(value))
    };
    attributes.iter().map(pair).collect()
}

/// Waits until the lab has noted that the collector has everything.
pub(crate) fn until_noted(lab: &TestLab, url: &str) {
    let noted = serde_json::json!([[format!("{url}/v1/traces"), 0]]);
    loop {
        let shown = lab.ok(&["log", "prune", "--before", "2026-01-02", "--json"]);
        let shown: Value = serde_json::from_str(&shown).expect("it is JSON");
        if shown["unsent"] == noted {
            return;
        }
    }
}

#[test]
fn entries_reach_a_collector_as_spans_also_when_it_was_away() {
    let lab = lab_with_looks();
    let (first, wrong_port) = (Collector::start(listener(), 1), listener());
    let url = format!("http://{}", first.address);
    let headers = "authorization=Bearer%20secret,x-lab=proef";
    let serve = |arguments: &[&str], environment: &[(&str, &str)]| Served::start_with(&lab, arguments, environment);
    let served = serve(&["--otlp", &url], &[("OTEL_EXPORTER_OTLP_HEADERS", headers), ("OTEL_SERVICE_NAME", "het-lab")]);
    let (received, spans) = first.next();
    assert_eq!(received.headers["content-type"], "application/json");
    assert_eq!(
        (&received.headers["authorization"], &received.headers["x-lab"]),
        (&"Bearer secret".parse().expect("a header"), &"proef".parse().expect("a header"))
    );
    let resource = attributes(&received.body["resourceSpans"][0]["resource"]);
    assert_eq!(resource["service.name"], "het-lab");
    assert!(resource.contains_key("service.version"));
    assert_eq!(spans.len(), 4, "three looks and a run: {spans:?}");
    let look = &spans[0];
    assert_eq!(look["traceId"].as_str(), Some("ab".repeat(16).as_str()));
    assert_eq!(look["spanId"].as_str(), Some("02".repeat(8).as_str()));
    assert_eq!((look["name"].as_str(), look["status"]["code"].as_i64()), (Some("look at a citizen"), Some(1)));
    assert_eq!(look["startTimeUnixNano"].as_str(), Some("1767225600000000000"));
    assert_eq!(look["endTimeUnixNano"], look["startTimeUnixNano"]);
    let told = attributes(look);
    let port = served.address.rsplit(':').next().expect("a port");
    assert_eq!(
        told["dpl.core.processing_activity_id"],
        format!("http://localhost:{port}/prototypes/na-de-ww/versions/0.1.0#purpose-1")
    );
    assert_eq!(told["dpl.core.data_subject_id_type"], "BSN");
    // 24 bytes that go before it, 4 of the number and 16 to check it, in hexadecimal.
    assert_eq!(told["dpl.core.data_subject_id"].len(), 88);
    let subjects: Vec<_> = spans.iter().map(|span| attributes(span).remove("dpl.core.data_subject_id")).collect();
    let asked = lab.ok(&["log", "--citizen", "123456782"]);
    assert!(asked.contains(subjects[1].as_deref().expect("somebody")), "the lab tells under which code: {asked}");
    assert!(subjects[0] == subjects[2] && subjects[1] != subjects[2] && subjects[3].is_none(), "{subjects:?}");
    let run = &spans[3];
    assert_eq!(
        (attributes(run)["fieldlab.citizens"].as_str(), run["traceId"].as_str().map(str::len)),
        ("18000000", Some(32))
    );
    until_noted(&lab, &url);
    drop(served);

    // The collector is away, and the lab serves as ever; what it has is found again by another collector and by the same one.
    let away = format!("http://{}", wrong_port.local_addr().expect("it listens"));
    drop(wrong_port);
    let served = serve(&[], &[("OTEL_EXPORTER_OTLP_ENDPOINT", &away)]);
    assert!(served.get("/", "localhost").starts_with("HTTP/1.1 200"));
    let other = Collector::start(TcpListener::bind(away.trim_start_matches("http://")).expect("it is free"), 0);
    assert_eq!(other.next().1.len(), 4, "nothing is lost");
    drop(served);
    crate::privacy::add_a_look(&lab);
    let served = serve(&["--otlp", &url], &[]);
    let (_, spans) = first.next();
    assert_eq!(
        (spans.len(), attributes(&spans[0])["fieldlab.session"].as_str()),
        (1, "session-later"),
        "the rest it has"
    );
    drop(served);
}

#[test]
fn a_collector_that_the_log_can_not_go_to_is_refused_at_the_start() {
    let lab = lab_with_looks();
    for (url, words) in
        [("http://logs.example", "is not encrypted"), ("somewhere", "is not the address of a collector")]
    {
        let said = lab.refused(&["serve", "--otlp", url]);
        assert!(said.contains(words) && said.contains("hint: "), "{said}");
    }
}

#[test]
fn old_entries_are_deleted_after_they_were_shown_and_the_log_says_so() {
    let lab = lab_with_looks();
    let count = || -> (usize, usize) {
        let listed: Value = serde_json::from_str(&lab.ok(&["log", "--json"])).expect("it is JSON");
        (listed["looks"].as_array().expect("a list").len(), listed["prunings"].as_array().expect("a list").len())
    };
    let shown = lab.ok(&["log", "prune", "--before", "2026-01-02"]);
    assert!(shown.contains("3 looks and 1 runs of before 2026-01-02 would be deleted"), "{shown}");
    assert!(shown.contains("add --yes"), "{shown}");
    assert_eq!(count(), (3, 0), "showing changes nothing");
    let nothing = lab.ok(&["log", "prune", "--before", "2026-01-01", "--yes"]);
    assert!(nothing.contains("the log has nothing of before 2026-01-01"), "{nothing}");
    assert!(lab.refused(&["log", "prune", "--before", "2999-01-01"]).contains("is still to come"));
    assert!(lab.run(&["log", "prune", "--before", "soon"]).err.contains("is not a date"));
    let done = lab.ok(&["log", "prune", "--before", "2026-01-02", "--yes"]);
    assert!(done.contains("3 looks and 1 runs of before 2026-01-02 deleted"), "{done}");
    assert_eq!(count(), (0, 1));
    assert!(lab.ok(&["log"]).contains("3 looks and 1 runs of before 2026-01-02 00:00 were deleted"));
}

#[test]
fn what_a_collector_does_not_have_is_not_deleted_without_saying_so() {
    let lab = lab_with_looks();
    let collector = Collector::start(listener(), 0);
    let url = format!("http://{}", collector.address);
    let served = Served::start(&lab, &["--otlp", &url]);
    until_noted(&lab, &url);
    drop(served);
    crate::privacy::add_a_look(&lab);
    let prune = ["log", "prune", "--before", "2026-01-02", "--yes"];
    let said = lab.refused(&prune);
    assert!(said.contains("does not have 1 of these entries yet") && said.contains("--unsent"), "{said}");
    lab.ok(&[&prune[..], &["--unsent"]].concat());
    assert!(lab.ok(&["log"]).contains("nobody was looked at"));
}

#[test]
fn a_lab_that_keeps_its_log_for_so_many_days_deletes_the_rest() {
    let lab = lab_with_looks();
    let served = Served::start(&lab, &["--keep-log-days", "1"]);
    // It is asked until it is done: deleting begins with serving, beside it.
    while !lab.ok(&["log"]).contains("nobody was looked at") {}
    assert!(served.get("/processing-log", "localhost").contains("fieldlab serve, after 1 days"));
}
