//! Copies of experiments, and runs side by side.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fieldlab_domain::store::RunRecord;

use super::memory::Memory;
use super::{Answer, empty, needs, send};
use crate::Lab;

fn lab(memory: Memory) -> Lab {
    let models = std::collections::BTreeMap::from([("nl-2025".to_owned(), 18_000_000)]);
    Lab {
        needs: Arc::new(needs::Book::of(&memory.needs)),
        store: Arc::new(memory),
        models: Arc::new(models),
        ..empty()
    }
}

async fn ask(lab: &Lab, method: &str, path: &str, form: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8780");
    let request = request.header(header::ACCEPT_LANGUAGE, "en");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(lab, request.body(Body::from(form.to_owned())).expect("a request")).await
}

/// Two runs with evidence.
fn two() -> Memory {
    let mut memory = Memory::samples();
    let other = RunRecord { id: 9, ..memory.runs[0].clone() };
    memory.runs.insert(0, other);
    memory
}

#[tokio::test]
async fn two_runs_stand_side_by_side() {
    let lab = lab(two());
    let page = ask(&lab, "GET", "/experiments/zorgtoeslag-2026", "").await.body;
    assert!(page.contains("action=\"/compare\"") && page.contains("value=\"9\" selected"), "{page}");
    let page = ask(&lab, "GET", "/compare?left=1&right=9", "").await.body;
    assert!(page.contains("Exactly the same went into both."), "{page}");
    assert!(!page.contains("is-different"), "nothing is marked: {page}");
    for part in ["href=\"/runs/1\"", "href=\"/runs/9\"", "get more", "Not decided yet", ">holds<"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    for path in ["/compare", "/compare?left=9", "/compare?left=9&right=9", "/compare?left=x&right=2"] {
        let answer = ask(&lab, "GET", path, "").await;
        assert!(answer.status == StatusCode::OK && answer.body.contains("Choose two different runs."), "{path}");
    }
}

#[tokio::test]
async fn with_one_run_there_is_nothing_to_compare() {
    let lab = lab(Memory::samples());
    let page = ask(&lab, "GET", "/compare?left=1", "").await.body;
    assert!(page.contains("There are no two runs"), "{page}");
    assert!(!ask(&lab, "GET", "/experiments/zorgtoeslag-2026", "").await.body.contains("action=\"/compare\""));
}

#[tokio::test]
async fn a_copy_has_a_title_of_its_own_and_what_is_wrong_is_said_by_line() {
    let lab = lab(Memory::samples());
    let page = ask(&lab, "GET", "/experiments/zorgtoeslag-2026/copy", "").await.body;
    assert!(page.contains("value=\"Copy of From 2025 to 2026\""), "{page}");
    let declared = crate::copying::without_name(&super::memory::read("experiments/zorgtoeslag-2026/experiment.toml"));
    let encode = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let form =
        |title: &str, declared: &str| format!("title={}&other_title=&declaration={}", encode(title), encode(declared));
    let path = "/experiments/zorgtoeslag-2026/copy";
    let made = ask(&lab, "POST", path, &form("Een \"eigen\" naam", &declared.replace('\n', "\r\n"))).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    assert_eq!(made.headers[header::LOCATION], "/experiments/zorgtoeslag-2026-2");
    let page = ask(&lab, "GET", "/experiments/zorgtoeslag-2026-2", "").await.body;
    assert!(page.contains("Een &#34;eigen&#34; naam</h1>") && page.contains("has not been run yet"), "{page}");
    let again = ask(&lab, "POST", path, &form("Een \"eigen\" naam", &declared)).await;
    assert_eq!(again.headers[header::LOCATION], "/experiments/zorgtoeslag-2026-2", "the button was pressed twice");

    let broken = declared.replace("kind = \"share\"", "kind = \"shared\"");
    let line = broken.lines().position(|line| line.contains("\"shared\"")).expect("it is there") + 1;
    let answer = ask(&lab, "POST", path, &form("Mijn titel", &broken)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [&format!("line {line}:"), "value=\"Mijn titel\"", "kind = &#34;shared&#34;"] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    let untitled = ask(&lab, "POST", path, &form(" ", &declared)).await;
    assert!(untitled.status == 422 && untitled.body.contains("Give it a name"), "{}", untitled.body);
}
