//! What programs read and write that pages have too: needs, experiments, runs, evidence, support and shares.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use fieldlab_domain::store::RunRecord;
use fieldlab_experiment::runner::RunnerError;
use serde_json::{Value, json};

use super::deploying::is_problem;
use super::memory::{self, Memory};
use super::running::Says;
use super::support::Support;
use super::{Answer, empty, guest, needs, send};
use crate::Lab;

fn lab() -> Lab {
    let store = Memory::samples();
    let support = Arc::new(Support::default());
    Lab {
        needs: Arc::new(needs::Book::of(&store.needs)),
        store: Arc::new(store),
        models: Arc::new(std::collections::BTreeMap::from([("nl-2025".to_owned(), 18_000_000)])),
        services: guest::Guest::default().services(),
        reactions: support.clone(),
        sign_offs: support.clone(),
        shares: support,
        ..empty()
    }
}

async fn ask(lab: &Lab, method: &str, path: &str, token: &str, body: Option<Value>) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8780");
    request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    if body.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
    send(lab, request.body(body).expect("a request")).await
}

async fn get(lab: &Lab, path: &str) -> Value {
    let answer = ask(lab, "GET", path, "view", None).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    told(&answer)
}

fn told(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("it is JSON: {}", answer.body))
}

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect()
}

#[tokio::test]
async fn needs_are_listed_a_page_at_a_time_and_found_by_their_words() {
    let lab = lab();
    let all = get(&lab, "/v1/needs").await;
    assert_eq!(names(&all), ["zorgkosten-betalen", "script", "own"], "the merged one leads to another");
    assert_eq!((&all["page"], &all["pageSize"], &all["total"]), (&json!(1), &json!(20), &json!(3)));
    let first = get(&lab, "/v1/needs?pageSize=2").await;
    assert_eq!(names(&first).len(), 2);
    let next = first["next"].as_str().expect("there is another page");
    let last = get(&lab, next).await;
    assert_eq!((names(&last), last.get("next")), (vec!["own"], None), "{next}");
    assert_eq!(names(&get(&lab, last["previous"].as_str().expect("the first")).await).len(), 2);
    assert_eq!(names(&get(&lab, "/v1/needs?q=ZORG").await), ["zorgkosten-betalen"]);
    assert_eq!(names(&get(&lab, "/v1/needs?q=merged").await), ["zorgkosten-betalen"], "by what a merged one says");
    is_problem(&ask(&lab, "GET", &format!("/v1/needs?q={}", "a".repeat(201)), "view", None).await, 400);
    let own = get(&lab, "/v1/needs/own").await;
    assert_eq!((&own["edition"], &own["people"]["persons"]), (&json!(1), &json!(6e6)));
    assert_eq!(get(&lab, "/v1/needs/merged").await["mergedInto"], "zorgkosten-betalen");
    assert_eq!(get(&lab, "/v1/needs/zorgkosten-betalen").await["experiments"], json!(["zorgtoeslag-2026"]));
}

#[tokio::test]
async fn a_need_is_added_and_changed_as_on_the_pages() {
    let lab = lab();
    let new =
        json!({ "question": { "nl": "Wie helpt mij?" }, "story": { "nl": "Het is veel." }, "who": { "nl": "Ouders" } });
    let added = ask(&lab, "POST", "/v1/needs", "work", Some(new)).await;
    assert_eq!(
        (added.status.as_u16(), &added.headers[header::LOCATION]),
        (201, &"/v1/needs/wie-helpt-mij".parse().expect("a header"))
    );
    assert_eq!(told(&added)["question"], json!({ "nl": "Wie helpt mij?", "en": "Wie helpt mij?" }));
    let english = json!({
        "question": { "en": "Who?" }, "story": { "en": "A lot.", "nl": "Veel." }, "who": { "en": "Parents" }, "where": "person.age >= 18",
        "edition": 1,
    });
    let changed = ask(&lab, "PUT", "/v1/needs/wie-helpt-mij", "work", Some(english.clone())).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let changed = told(&changed);
    assert_eq!((&changed["story"]["nl"], &changed["edition"]), (&json!("Veel."), &json!(2)));
    let again = ask(&lab, "PUT", "/v1/needs/wie-helpt-mij", "work", Some(english.clone())).await;
    is_problem(&again, 409);
    assert!(again.body.contains("edition 2"), "{}", again.body);
    let mut zeroth = english.clone();
    zeroth["edition"] = json!(0);
    is_problem(&ask(&lab, "PUT", "/v1/needs/wie-helpt-mij", "work", Some(zeroth)).await, 400);
    for (path, status) in [("/v1/needs/zorgkosten-betalen", 409), ("/v1/needs/none", 404)] {
        is_problem(&ask(&lab, "PUT", path, "work", Some(english.clone())).await, status);
    }
    let faulty = json!({ "question": { "nl": " " }, "story": {}, "who": { "nl": "x" }, "where": "person.age is old" });
    let refused = ask(&lab, "POST", "/v1/needs", "work", Some(faulty)).await;
    is_problem(&refused, 422);
    let refused = told(&refused);
    let parts: Vec<&str> =
        refused["faults"].as_array().expect("faults").iter().filter_map(|one| one["part"].as_str()).collect();
    assert_eq!(parts, ["question", "story", "where"], "{refused}");
    let as_list = json!([null, "Who?"]);
    let lists = json!({ "question": as_list, "story": as_list, "who": as_list });
    for body in [json!({}), json!([]), json!({ "question": "x" }), json!([as_list, as_list, as_list]), lists] {
        is_problem(&ask(&lab, "POST", "/v1/needs", "work", Some(body)).await, 400);
    }
    let mut as_text = Request::builder().method("POST").uri("/v1/needs").header(header::HOST, "localhost:8780");
    as_text = as_text.header(header::AUTHORIZATION, "Bearer work").header(header::CONTENT_TYPE, "text/plain");
    is_problem(&send(&lab, as_text.body(Body::from("{}")).expect("a request")).await, 415);
    assert_eq!(get(&lab, "/v1/needs").await["total"], 4, "what is refused is not kept");
}

#[tokio::test]
async fn experiments_runs_and_evidence_are_read() {
    let lab = lab();
    assert_eq!(names(&get(&lab, "/v1/experiments").await), ["zorgtoeslag-2026"]);
    assert_eq!(names(&get(&lab, "/v1/experiments?need=zorgkosten-betalen").await), ["zorgtoeslag-2026"]);
    assert!(names(&get(&lab, "/v1/experiments?need=own").await).is_empty());
    for path in ["/v1/experiments?need=No+name", "/v1/runs?experiment="] {
        is_problem(&ask(&lab, "GET", path, "view", None).await, 400);
    }
    let one = get(&lab, "/v1/experiments/zorgtoeslag-2026").await;
    assert!(one["declaration"].as_str().is_some_and(|text| text.contains("[[variants]]")), "{one}");
    assert_eq!(one["declared"]["owners"][0]["sector"], "government", "{one}");
    is_problem(&ask(&lab, "GET", "/v1/experiments/none", "view", None).await, 404);

    let runs = get(&lab, "/v1/runs").await;
    let states: Vec<&str> =
        runs["items"].as_array().expect("a list").iter().filter_map(|run| run["state"].as_str()).collect();
    assert_eq!(states, ["done", "running", "failed", "broken-off"]);
    assert_eq!(get(&lab, "/v1/runs?state=broken-off").await["total"], 1);
    assert_eq!(get(&lab, "/v1/runs?experiment=none").await["total"], 0);
    let second = get(&lab, "/v1/runs?experiment=zorgtoeslag-2026&pageSize=3&page=2").await;
    assert_eq!((&second["total"], &second["items"][0]["id"], second.get("next")), (&json!(4), &json!(4), None));
    assert_eq!(second["previous"], "/v1/runs?experiment=zorgtoeslag-2026&pageSize=3&page=1");
    is_problem(&ask(&lab, "GET", "/v1/runs?pageSize=101", "view", None).await, 400);
    let run = get(&lab, "/v1/runs/1").await;
    assert_eq!((&run["startedAt"], &run["isTrial"]), (&json!("2026-01-01T00:00:00Z"), &json!(false)));
    let digest = run["evidence"].as_str().expect("a digest");
    let answer = ask(&lab, "GET", &format!("/v1/evidence/{digest}"), "view", None).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
    let on_the_page = send(&lab, super::request("GET", "/runs/1/evidence.json", &[])).await;
    assert_eq!(answer.body, on_the_page.body, "byte for byte as it is sealed");
    let signed = get(&lab, &format!("/v1/evidence/{digest}/sign-offs")).await;
    assert_eq!((&signed["total"], signed["decision"].get("verdict")), (&json!(0), None));
}

#[tokio::test]
async fn reactions_are_those_of_the_pages() {
    let lab = lab();
    let path = "/v1/prototypes/zorgtoeslag/reactions";
    let new =
        |stance: &str, words: &str| json!({ "stance": stance, "words": words, "name": "Ria", "sector": "society" });
    let kept = ask(&lab, "POST", path, "work@Buurthuis", Some(new("support-if", "Als het snel gaat"))).await;
    assert_eq!(kept.status, 201, "{}", kept.body);
    let page = get(&lab, path).await;
    let first = &page["items"][0];
    assert_eq!(
        (&first["organisation"], &first["stands"]),
        (&json!("Buurthuis"), &json!(true)),
        "the token's, not another"
    );
    assert_eq!((&page["support"]["supportIf"], &page["support"]["openConditions"]), (&json!(1), &json!([1])));
    let shown = send(&lab, super::request("GET", "/reactions/demo/zorgtoeslag?lang=nl", &[])).await;
    assert!(shown.body.contains("Als het snel gaat"), "{}", shown.body);
    let digest = get(&lab, "/v1/runs/1").await["evidence"].as_str().expect("a digest").to_owned();
    let about = format!("/v1/evidence/{digest}/reactions");
    assert_eq!(ask(&lab, "POST", &about, "work", Some(new("support", ""))).await.status, 201);
    assert_eq!(get(&lab, &about).await["support"]["support"], 1);
    for (path, body, status) in [
        (path, new("object", " "), 422),
        (path, new("object", &"a".repeat(2_001)), 422),
        (path, json!({ "stance": "support", "name": "a\nb", "sector": "society" }), 422),
        (path, json!({ "stance": "hate", "name": "a", "sector": "society" }), 400),
        (path, json!({ "stance": "support", "name": "a", "sector": "society", "organisation": "Other" }), 400),
        ("/v1/prototypes/none/reactions", new("support", ""), 404),
    ] {
        is_problem(&ask(&lab, "POST", path, "work", Some(body)).await, status);
    }
    is_problem(&ask(&lab, "GET", "/v1/prototypes/none/reactions", "view", None).await, 404);
}

#[tokio::test]
async fn the_team_answers_a_reaction_and_settles_conditions_only() {
    let lab = lab();
    let about = "/v1/prototypes/zorgtoeslag/reactions";
    let new =
        |stance: &str| json!({ "stance": stance, "words": "Als het snel gaat", "name": stance, "sector": "society" });
    for stance in ["support-if", "object"] {
        assert_eq!(ask(&lab, "POST", about, "work", Some(new(stance))).await.status, 201, "{stance}");
    }
    let reply = json!({ "words": " Dat doen we.\r\nMorgen. ", "settles": true });
    for (path, settles) in [("/v1/reactions/1/replies", true), ("/v1/reactions/2/replies", false)] {
        for _ in 0..2 {
            let kept = ask(&lab, "POST", path, "work", Some(reply.clone())).await;
            assert_eq!(kept.status, 201, "{}", kept.body);
            let kept = told(&kept);
            assert_eq!((&kept["by"], &kept["settles"]), (&json!("who may work"), &json!(settles)), "{path}");
            assert_eq!(
                (&kept["words"], &kept["at"]),
                (&json!("Dat doen we.\nMorgen."), &json!("2026-01-01T00:00:00Z"))
            );
        }
    }
    let page = get(&lab, about).await;
    assert_eq!(page["support"]["openConditions"], json!([]), "it is met");
    for reaction in page["items"].as_array().expect("a list") {
        assert_eq!(reaction["replies"].as_array().map(Vec::len), Some(1), "the same words are kept once: {reaction}");
    }
    for (path, token, body, status) in [
        ("/v1/reactions/1/replies", "view", reply.clone(), 403),
        ("/v1/reactions/1/replies", "work", json!({ "words": " " }), 422),
        ("/v1/reactions/1/replies", "work", json!({ "words": "a".repeat(2_001) }), 422),
        ("/v1/reactions/1/replies", "work", json!({ "settles": true }), 400),
        ("/v1/reactions/9/replies", "work", reply.clone(), 404),
        ("/v1/reactions/x/replies", "work", reply.clone(), 404),
    ] {
        is_problem(&ask(&lab, "POST", path, token, Some(body)).await, status);
    }
    let gone = Lab { services: crate::Services::default(), ..lab };
    is_problem(&ask(&gone, "POST", "/v1/reactions/1/replies", "work", Some(reply)).await, 404);
}

#[tokio::test]
async fn a_run_is_started_and_says_how_far_it_is() {
    let path = "/v1/experiments/zorgtoeslag-2026/runs";
    let with = |start: fn() -> Result<RunRecord, RunnerError>| Lab { runner: Arc::new(Says(start)), ..lab() };
    let going = with(|| Ok(Memory::samples().runs[1].clone()));
    let started = ask(&going, "POST", path, "work", None).await;
    let place = "/v1/runs/2".parse().expect("a header");
    assert_eq!((started.status.as_u16(), &started.headers[header::LOCATION]), (202, &place), "{}", started.body);
    assert_eq!(told(&started)["state"], "running");
    for run in [told(&started), get(&going, "/v1/runs/2").await] {
        assert_eq!((&run["id"], &run["progress"]), (&json!(2), &json!({ "done": 5, "total": 10 })));
    }
    assert!(get(&going, "/v1/runs/1").await.get("progress").is_none(), "it has ended");
    is_problem(&ask(&going, "POST", path, "view", None).await, 403);
    is_problem(&ask(&going, "POST", "/v1/experiments/none/runs", "work", None).await, 404);
    let busy = ask(&lab(), "POST", path, "work", None).await;
    is_problem(&busy, 409);
    assert!(busy.body.contains("GET /v1/runs/2"), "{}", busy.body);
    let bad = with(|| Err(RunnerError::Bad("it is not kept\n  hint: deploy it".to_owned())));
    let bad = ask(&bad, "POST", path, "work", None).await;
    is_problem(&bad, 409);
    assert_eq!((&told(&bad)["detail"], &told(&bad)["hint"]), (&json!("it is not kept"), &json!("deploy it")));
    let broken = with(|| Err(RunnerError::Lab("lab.db: disk I/O error".to_owned())));
    let broken = ask(&broken, "POST", path, "work", None).await;
    is_problem(&broken, 500);
    assert!(!broken.body.contains("lab.db"), "{}", broken.body);
}

#[tokio::test]
async fn an_experiment_is_made_as_a_copy_and_what_is_wrong_is_said_by_line() {
    let lab = lab();
    let path = "/v1/experiments/zorgtoeslag-2026/copies";
    let new = json!({ "title": { "nl": "Een \"eigen\" naam" } });
    for _ in 0..2 {
        let made = ask(&lab, "POST", path, "work", Some(new.clone())).await;
        let place = "/v1/experiments/zorgtoeslag-2026-2".parse().expect("a header");
        assert_eq!((made.status.as_u16(), &made.headers[header::LOCATION]), (201, &place), "{}", made.body);
        let made = told(&made);
        assert_eq!((&made["name"], &made["title"]["en"]), (&json!("zorgtoeslag-2026-2"), &json!("Een \"eigen\" naam")));
        assert_eq!(made["declared"]["owners"][0]["sector"], "government", "{made}");
    }
    assert_eq!(get(&lab, "/v1/experiments").await["total"], 2, "the same again is kept once");
    let declared = crate::copying::without_name(&memory::read("experiments/zorgtoeslag-2026/experiment.toml"));
    let other = declared.replace("persons = 500_000", "persons = 400_000");
    let made = json!({ "title": { "nl": "Kleiner", "en": "Smaller" }, "declaration": other });
    assert_eq!(told(&ask(&lab, "POST", path, "work", Some(made)).await)["name"], "zorgtoeslag-2026-3");

    let broken = declared.replace("kind = \"share\"", "kind = \"shared\"");
    let line = broken.lines().position(|line| line.contains("\"shared\"")).expect("it is there") + 1;
    let refused = ask(&lab, "POST", path, "work", Some(json!({ "title": { "nl": "a" }, "declaration": broken }))).await;
    is_problem(&refused, 422);
    let refused = told(&refused);
    let is_told = |fault: &Value| {
        let what = fault["what"].as_str().expect("it says what");
        fault["part"] == "declaration" && what.starts_with(&format!("line {line}: "))
    };
    assert!(refused["faults"].as_array().expect("faults").iter().any(is_told), "line {line}: {refused}");
    for (path, token, body, status) in [
        (path, "view", new.clone(), 403),
        (path, "work", json!({ "title": {} }), 422),
        (path, "work", json!({ "title": { "nl": "a", "en": " " } }), 422),
        (path, "work", json!({ "title": { "nl": "a" }, "declaration": "#".repeat((64 << 10) + 1) }), 422),
        (path, "work", json!({ "title": "a" }), 400),
        ("/v1/experiments/none/copies", "work", new.clone(), 404),
    ] {
        is_problem(&ask(&lab, "POST", path, token, Some(body)).await, status);
    }
    assert_eq!(get(&lab, "/v1/experiments").await["total"], 3, "what is refused is not kept");
}

#[tokio::test]
async fn needs_are_merged_and_taken_apart() {
    let lab = lab();
    let (merge, part) = ("/v1/needs/own/merge", "/v1/needs/own/part");
    let into = |name: &str| json!({ "into": name });
    let merged = ask(&lab, "POST", merge, "work", Some(into("zorgkosten-betalen"))).await;
    assert_eq!((merged.status.as_u16(), &told(&merged)["mergedInto"]), (200, &json!("zorgkosten-betalen")));
    assert_eq!(names(&get(&lab, "/v1/needs").await), ["zorgkosten-betalen", "script"]);
    for _ in 0..2 {
        let parted = ask(&lab, "POST", part, "work", None).await;
        assert_eq!((parted.status.as_u16(), told(&parted).get("mergedInto")), (200, None));
    }
    for (path, token, body, status) in [
        (merge, "view", into("script"), 403),
        (merge, "work", into("own"), 409),
        (merge, "work", into("none"), 422),
        (merge, "work", into("No name"), 422),
        (merge, "work", json!({}), 400),
        ("/v1/needs/none/merge", "work", into("own"), 404),
        (part, "view", json!({}), 403),
        ("/v1/needs/none/part", "work", json!({}), 404),
    ] {
        is_problem(&ask(&lab, "POST", path, token, Some(body)).await, status);
    }
    assert!(get(&lab, "/v1/needs/own").await.get("mergedInto").is_none(), "what is refused changes nothing");
}

#[tokio::test]
async fn a_link_is_made_told_once_and_withdrawn() {
    let lab = lab();
    let new = json!({ "kind": "run", "key": "1", "days": 14, "note": "De raad" });
    let made = ask(&lab, "POST", "/v1/shares", "work", Some(new)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let made = told(&made);
    let address = made["address"].as_str().expect("it is told once");
    assert!(address.starts_with("http://localhost:8780/s/"), "{address}");
    assert_eq!((&made["expiresAt"], &made["mayReact"]), (&json!("2026-01-15T00:00:00Z"), &json!(false)));
    let path = format!("/v1/shares/{}", made["id"]);
    let later = told(&ask(&lab, "GET", &path, "work", None).await);
    assert!(later.get("address").is_none() && later["note"] == "De raad", "{later}");
    let landing =
        send(&lab, super::request("GET", address.strip_prefix("http://localhost:8780").expect("here"), &[])).await;
    assert_eq!(landing.status, 200, "the address opens what was shared");
    assert_eq!(ask(&lab, "DELETE", &path, "work", None).await.status, 204);
    for method in ["DELETE", "GET"] {
        is_problem(&ask(&lab, method, &path, "work", None).await, 404);
    }
    assert!(told(&ask(&lab, "GET", "/v1/shares", "work", None).await)["items"][0]["withdrawnAt"].is_string());
    for (body, status) in [
        (json!({ "kind": "run", "key": "2", "days": 1 }), 404),
        (json!({ "kind": "demo", "key": "none", "days": 1 }), 404),
        (json!({ "kind": "run", "key": "1", "days": 0 }), 422),
        (json!({ "kind": "run", "key": "1", "days": 366 }), 422),
        (json!({ "kind": "run", "key": "1", "days": 1, "mostVisits": 0 }), 422),
        (json!({ "kind": "lab", "key": "1", "days": 1 }), 400),
    ] {
        is_problem(&ask(&lab, "POST", "/v1/shares", "work", Some(body)).await, status);
    }
    is_problem(&ask(&lab, "GET", "/v1/shares", "view", None).await, 403);
}
