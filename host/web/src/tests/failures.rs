use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::Value;

use super::guest::{Guest, SECRET};
use super::{Answer, empty, send};
use crate::Lab;

async fn ask(path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path).header(header::HOST, "zorgtoeslag.localhost:8780");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let lab = Lab { services: Guest::default().services(), ..empty() };
    send(&lab, request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn a_failure_says_whose_fault_it_was_and_names_no_internals() {
    let check = async |path: &str, status: u16, retry: &str, blame: &str, title: &str| {
        let page = ask(path, &[("accept-language", "en")]).await;
        assert_eq!(page.status.as_u16(), status, "{path}");
        let after = page.headers.get(header::RETRY_AFTER).map_or("", |after| after.to_str().expect("text"));
        assert_eq!(after, retry, "{path}");
        assert!(page.body.contains(&format!("<h1>{title}</h1>")), "{path}: {}", page.body);
        assert!(page.body.contains("<html lang=\"en\">"), "{path}");
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.contains("frame-ancestors localhost:8780"), "{path}: the lab can show it in its frame");
        let problem = ask(path, &[("accept", "application/json"), ("accept-language", "en")]).await;
        assert_eq!(problem.status.as_u16(), status, "{path}");
        assert_eq!(problem.headers[header::CONTENT_TYPE], "application/problem+json", "{path}");
        let told: Value = serde_json::from_str(&problem.body).expect("JSON");
        assert_eq!((told["status"].as_u64(), told["blame"].as_str()), (Some(status.into()), Some(blame)), "{path}");
        assert_eq!(told["title"].as_str().map(|title| title.replace('\'', "&#39;")).as_deref(), Some(title), "{path}");
        for said in [&page.body, &problem.body] {
            assert!(
                !said.contains(SECRET) && !said.contains("unreachable") && !said.contains("wasm"),
                "{path}: {said}"
            );
        }
    };
    check("/busy", 503, "2", "nobody", "It is busy here").await;
    check("/set-aside", 503, "30", "prototype", "This prototype rests for a while").await;
    check("/late", 504, "", "prototype", "The prototype did not answer in time").await;
    check("/trap", 502, "", "prototype", "Something went wrong in the prototype").await;
    check("/early", 502, "", "prototype", "Something went wrong in the prototype").await;
    check("/large", 413, "", "visitor", "That is too much at once").await;
    check("/host", 500, "", "lab", "Something went wrong in the lab").await;
    check("/.lab/nothing", 404, "", "visitor", "This page is not here").await;
}

#[tokio::test]
async fn a_failure_is_told_in_the_visitors_language() {
    let page = ask("/late", &[("accept-language", "nl")]).await;
    assert!(page.body.contains("Het prototype gaf niet op tijd antwoord"), "{}", page.body);
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_author_finds_what_happened_by_the_number_on_the_page() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let page = ask("/trap", &[]).await;
    let number = page.body.split("<code>").nth(1).and_then(|rest| rest.split('<').next()).expect("it has a number");
    assert_eq!(number.len(), 8);
    let log = String::from_utf8(log.0.lock().expect("nobody panicked").clone()).expect("text");
    let line = log.lines().find(|line| line.contains(number)).unwrap_or_else(|| panic!("{log}"));
    let entry: Value = serde_json::from_str(line).expect("JSON");
    let fields = &entry["fields"];
    assert_eq!(fields["what"], "it trapped: unreachable");
    assert_eq!(fields["output"], SECRET);
    assert_eq!((fields["prototype"].as_str(), fields["blame"].as_str()), (Some("zorgtoeslag"), Some("guest")));
}
