//! The interface for programs: grants and the processing log.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use fieldlab_domain::processing::Pruning;
use serde_json::{Value, json};

use super::deploying::is_problem;
use super::memory::{Books, Memory};
use super::privacy::{NUMBER, entry};
use super::{Answer, empty, guest, request, send};
use crate::Lab;

fn lab() -> (Lab, Arc<Books>) {
    let pruning = Pruning { at_ms: 9, before_ms: 1, looks: 7, runs: 0, by: "somebody".to_owned() };
    let looks = (1..=5).rev().map(entry).collect();
    let books = Arc::new(Books { looks, prunings: vec![pruning], ..Books::default() });
    let (store, services) = (Arc::new(Memory::samples()), guest::Guest::default().services());
    (Lab { grants: books.clone(), log: books.clone(), store, services, ..empty() }, books)
}

async fn ask(lab: &Lab, method: &str, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
    let token = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<_> = token.iter().map(|token| (header::AUTHORIZATION, token.as_str())).collect();
    let request: Request<Body> = request(method, path, &headers);
    let (parts, _) = request.into_parts();
    let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
    send(lab, Request::from_parts(parts, body)).await
}

fn told(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("it is JSON: {}", answer.body))
}

const GRANTS: &str = "/v1/prototypes/zorgtoeslag/grants";
const LOG: &str = "/v1/processing-log";

#[tokio::test]
async fn who_may_reads_what_is_asked_for_and_decides() {
    let (lab, books) = lab();
    let asked = told(&ask(&lab, "GET", GRANTS, Some("view"), None).await);
    assert_eq!((asked["prototype"].as_str(), asked["version"].as_str()), (Some("zorgtoeslag"), Some("0.1.0")));
    let first = &asked["requests"][0];
    assert_eq!((first["kind"].as_str(), first["state"].as_str()), (Some("field"), Some("open")));
    let decide =
        |version: &str, key: &Value| json!({ "version": version, "decisions": [{ "key": key, "granted": true }] });
    let right = decide("0.1.0", &first["key"]);
    for (path, token, body, status) in [
        (GRANTS, None, right.clone(), 401),
        (GRANTS, Some("guess"), right.clone(), 401),
        (GRANTS, Some("view"), right.clone(), 403),
        (GRANTS, Some("deploy"), right.clone(), 403),
        (GRANTS, Some("oversee"), decide("9.9.9", &first["key"]), 409),
        (GRANTS, Some("oversee"), decide("0.1.0", &json!("field person.name sha256:0")), 409),
        (GRANTS, Some("oversee"), json!({ "grant": "all" }), 400),
        (GRANTS, Some("oversee"), json!({ "version": "0.1.0", "decisions": [[first["key"], true]] }), 400),
        ("/v1/prototypes/none/grants", Some("oversee"), right.clone(), 404),
        ("/v1/prototypes/No%20name/grants", Some("oversee"), right.clone(), 404),
    ] {
        is_problem(&ask(&lab, "PUT", path, token, Some(body)).await, status);
    }
    is_problem(&ask(&lab, "GET", GRANTS, None, None).await, 401);
    is_problem(&ask(&lab, "GET", "/v1/prototypes/none/grants", Some("view"), None).await, 404);
    assert!(books.decisions.lock().expect("nobody panics").is_empty(), "what is refused changes nothing");
    let after = told(&ask(&lab, "PUT", GRANTS, Some("oversee"), Some(right)).await);
    let first = &after["requests"][0];
    assert_eq!((first["state"].as_str(), first["by"].as_str()), (Some("granted"), Some("who may oversee")));
    assert_eq!(books.decisions.lock().expect("nobody panics").len(), 1);
}

#[tokio::test]
async fn the_log_is_read_a_page_at_a_time_by_who_oversees() {
    let (lab, _) = lab();
    for (token, status) in [(None, 401), (Some("guess"), 401), (Some("view"), 403), (Some("deploy"), 403)] {
        is_problem(&ask(&lab, "GET", LOG, token, None).await, status);
        is_problem(&ask(&lab, "POST", LOG, token, Some(json!({}))).await, status);
    }
    let get = async |query: &str| ask(&lab, "GET", &format!("{LOG}?{query}"), Some("oversee"), None).await;
    let ids = |page: &Value| -> Vec<i64> {
        page["looks"].as_array().expect("a list").iter().filter_map(|look| look["id"].as_i64()).collect()
    };
    let first = told(&get("most=2").await);
    assert_eq!((ids(&first), first["next"].as_i64(), first["more"].as_bool()), (vec![5, 4], Some(4), Some(true)));
    assert_eq!(first["prunings"][0]["by"].as_str(), Some("somebody"));
    let last = told(&get("most=3&before=4").await);
    assert_eq!((ids(&last), &last["next"]), (vec![3, 2, 1], &Value::Null));
    assert_eq!(ids(&told(&get("prototype=huur").await)), Vec::<i64>::new());
    for wrong in ["most=0", "most=1001", "most=x", "prototype=No+name", "citizen=999990019", "colour=red"] {
        is_problem(&get(wrong).await, 400);
    }
    let of = async |citizen: &str| ask(&lab, "POST", LOG, Some("oversee"), Some(json!({ "citizen": citizen }))).await;
    assert_eq!(ids(&told(&of(&NUMBER.to_string()).await)).len(), 5);
    assert!(ids(&told(&of("123456782").await)).is_empty());
    is_problem(&of("somebody").await, 422);
    assert!(ids(&told(&ask(&lab, "POST", LOG, Some("oversee"), Some(json!({ "most": 2.0 }))).await)).len() == 2);
    is_problem(&ask(&lab, "POST", LOG, Some("oversee"), Some(json!({ "most": 2.5 }))).await, 400);
    is_problem(&ask(&lab, "POST", LOG, Some("oversee"), Some(json!([null, null]))).await, 400);
}
