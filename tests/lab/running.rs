//! Running experiments, and trying out what if, on the pages of the lab.

use crate::members::status;
use crate::served::Served;
use crate::test_lab::TestLab;

/// Fills in a form of the lab's own pages.
pub(crate) fn post(served: &Served, path: &str, form: &str) -> String {
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let headers = format!("Host: localhost\r\nAccept-Language: nl\r\n{kind}\r\n");
    served.send(&format!("POST {path}"), &headers, form.as_bytes())
}

pub(crate) fn location(answer: &str) -> &str {
    answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_else(|| panic!("{answer}"))
}

#[test]
fn an_experiment_is_run_on_the_web_with_progress_and_its_what_if_becomes_another() {
    let lab = TestLab::new();
    lab.ok(&["experiment", "run", "zachtere-afbouw", "--persons", "20000", "--replicates", "2"]);
    let served = Served::start(&lab, &[]);
    let started = post(&served, "/experiments/zachtere-afbouw/runs", "");
    assert_eq!((status(&started), location(&started)), ("303", "/runs/2"));
    let again = post(&served, "/experiments/zachtere-afbouw/runs", "");
    assert!(status(&again) == "409" && again.contains("Run 2"), "one at a time: {again}");
    // The events end when the run does.
    let events = served.get("/runs/2/progress", "localhost");
    assert!(events.contains("text/event-stream") && events.contains("event: done"), "{events}");
    let report = served.get("/runs/2", "localhost");
    assert!(report.contains("fieldlab experiment replay 2"), "{report}");
    lab.ok(&["experiment", "replay", "2"]);

    // What if: the same parameters give the same as the variant has; others give something else; nothing is kept.
    let page = served.get("/experiments/zachtere-afbouw/what-if", "localhost");
    assert!(status(&page) == "200" && page.contains("name=\"p.taper\" value=\"0,1\""), "{page}");
    let other = served.get("/experiments/zachtere-afbouw/what-if?p.taper=0.12&persons=100000", "localhost");
    assert!(other.contains("name=\"p.taper\" value=\"0.12\"") && other.contains("class=\"answer-box\""), "{other}");
    let answer = |page: &str| page.split("answer-box").nth(1).map(|rest| rest.chars().take(400).collect::<String>());
    assert_ne!(answer(&page), answer(&other));
    for wrong in ["p.taper=x", "p.taper=99"] {
        let page = served.get(&format!("/experiments/zachtere-afbouw/what-if?{wrong}"), "localhost");
        assert!(status(&page) == "422" && page.contains("aria-invalid"), "{page}");
    }
    assert_eq!(status(&served.get("/experiments/zachtere-afbouw/what-if?persons=7", "localhost")), "400");
    assert_eq!(status(&served.get("/runs/3", "localhost")), "404", "nothing was kept");
    let kept = post(&served, "/experiments/zachtere-afbouw/what-if", "variant=zachter&p.taper=0.12");
    assert_eq!((status(&kept), location(&kept)), ("303", "/experiments/zachtere-afbouw-2"));
    let copy = served.get("/experiments/zachtere-afbouw-2", "localhost");
    assert!(copy.contains("Wat als 1"), "{copy}");
    let started = post(&served, "/experiments/zachtere-afbouw-2/runs", "");
    assert_eq!(location(&started), "/runs/3");
    assert!(served.get("/runs/3/progress", "localhost").contains("event: done"));
    assert!(served.get("/runs/3", "localhost").contains("Wat als 1"));
}

#[test]
fn a_program_runs_an_experiment_follows_it_and_copies_it() {
    let lab = TestLab::new();
    lab.ok(&["experiment", "run", "zachtere-afbouw", "--persons", "20000", "--replicates", "2"]);
    let token = lab.ok(&["token", "new", "--name", "ci", "--organisation", "Gemeente Proefstad", "--role", "work"]);
    let token = token.trim();
    let served = Served::start(&lab, &[]);
    let ask = |what: &str, body: &str| {
        let kind = "Content-Type: application/json";
        let headers = format!("Host: localhost\r\nAuthorization: Bearer {token}\r\n{kind}\r\n");
        served.send(what, &headers, body.as_bytes())
    };
    let started = ask("POST /v1/experiments/zachtere-afbouw/runs", "");
    assert_eq!((status(&started), location(&started)), ("202", "/v1/runs/2"), "{started}");
    let again = ask("POST /v1/experiments/zachtere-afbouw/runs", "");
    assert!(status(&again) == "409" && again.contains("GET /v1/runs/2"), "one at a time: {again}");
    assert!(started.contains(r#""state":"running","progress":{"done":"#), "{started}");
    // The events end when the run does.
    assert!(served.get("/runs/2/progress", "localhost").contains("event: done"));
    let done = ask("GET /v1/runs/2", "");
    assert!(done.contains(r#""state":"done""#) && !done.contains("progress"), "{done}");
    let first = ask("GET /v1/runs?experiment=zachtere-afbouw&state=done&pageSize=1", "");
    assert!(first.contains(r#""total":2"#) && first.contains(r#""items":[{"id":2,"#), "{first}");

    let copies = "POST /v1/experiments/zachtere-afbouw/copies";
    for _ in 0..2 {
        let copy = ask(copies, r#"{"title": {"nl": "Nog eens"}}"#);
        assert_eq!((status(&copy), location(&copy)), ("201", "/v1/experiments/zachtere-afbouw-2"), "{copy}");
    }
    let wrong = ask(copies, r#"{"title": {"nl": "Nog eens"}, "declaration": "need = 1"}"#);
    assert_eq!(status(&wrong), "422", "{wrong}");
    assert!(served.get("/audit", "localhost").contains("zachtere-afbouw-2"), "it is noted who made it");
}
