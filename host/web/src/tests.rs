mod comparing;
mod deploying;
mod document;
mod failures;
mod guest;
mod interface;
mod keeping;
mod members;
pub(crate) mod memory;
mod needs;
mod origins;
mod privacy;
mod resources;
mod running;
mod sharing_data;
mod streaming;
mod support;
mod touring;
mod trying;
mod uploading;
mod versions;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use fieldlab_domain::date::Date;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::persona::Cast;
use fieldlab_domain::store::RunRecord;
use fieldlab_domain::text::Language;
use memory::{Books, Memory, SCRIPT};
use tower::ServiceExt as _;

use crate::{Accounts, Lab, OpenedEvidence, Services, Sessions, Site, Tries, check_address, router};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

/// A lab with nothing in it.
pub(crate) fn empty() -> Lab {
    Lab {
        store: Arc::new(Memory::default()),
        needs: Arc::new(needs::Book::default()),
        tours: Arc::new(touring::Book::default()),
        census: Arc::new(needs::Everybody),
        models: Arc::default(),
        register: None,
        services: Services::default(),
        cast: Cast::default(),
        sessions: Sessions::default(),
        site: Site::default(),
        today: Date::new(2026, 1, 1),
        grants: Arc::new(Books::default()),
        deployer: Arc::new(deploying::Shelf::default()),
        tokens: Arc::new(keeping::Tokens::default()),
        house: Arc::new(keeping::Known::default()),
        log: Arc::new(Books::default()),
        accounts: Accounts::Single,
        members: Arc::new(members::People::default()),
        identities: None,
        reactions: Arc::new(support::Support::default()),
        sign_offs: Arc::new(support::Support::default()),
        shares: Arc::new(support::Support::default()),
        runner: Arc::new(running::Still),
        look: Arc::default(),
        opened: OpenedEvidence::default(),
        tries: Tries::default(),
        now: || 1_767_225_600,
    }
}

async fn ask_of(store: Memory, request: Request<Body>) -> Answer {
    let models = Arc::new(BTreeMap::from([("nl-2025".to_owned(), 18_000_000)]));
    let services = guest::Guest::default().services();
    let needs = Arc::new(needs::Book::of(&store.needs));
    let tours = Arc::new(touring::Book::samples());
    let lab = Lab { store: Arc::new(store), needs, models, services, tours, ..empty() };
    send(&lab, request).await
}

async fn send(lab: &Lab, request: Request<Body>) -> Answer {
    let response = router(lab.clone()).oneshot(request).await.expect("the router answers");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 10_000_000).await.expect("the body ends");
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

fn request(method: &str, path: &str, headers: &[(header::HeaderName, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8780");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.body(Body::empty()).expect("a request")
}

async fn get(path: &str) -> Answer {
    ask_of(Memory::samples(), request("GET", path, &[])).await
}

/// Every page there is, with the status that it has.
const PAGES: &[(&str, u16)] = &[
    ("/", 200),
    ("/needs/zorgkosten-betalen", 200),
    ("/needs/script", 200),
    ("/needs/none", 404),
    ("/needs/own", 200),
    ("/needs/own/edit", 200),
    ("/needs/zorgkosten-betalen?from=merged", 200),
    ("/needs/zorgkosten-betalen/edit", 409),
    ("/?q=zorg", 200),
    ("/?q=nothing-has-this", 200),
    ("/experiments/zorgtoeslag-2026", 200),
    ("/experiments/zorgtoeslag-2026/what-if", 200),
    ("/experiments/none/what-if", 404),
    ("/experiments/none", 404),
    ("/experiments/zorgtoeslag-2026/copy", 200),
    ("/experiments/none/copy", 404),
    ("/compare", 200),
    ("/compare?left=1&right=1", 200),
    ("/compare?left=x&right=99", 200),
    ("/runs/1", 200),
    ("/runs/2", 200),
    ("/runs/3", 200),
    ("/runs/4", 200),
    ("/runs/1/decision", 200),
    ("/runs/2/decision", 404),
    ("/reactions/demo/zorgtoeslag", 200),
    ("/reactions/demo/none", 404),
    ("/reactions/none/x", 404),
    ("/shares", 200),
    ("/shares?kind=run&key=1", 200),
    ("/s/none", 410),
    ("/runs/99", 404),
    ("/runs/none", 404),
    ("/runs/99999999999999999999", 404),
    ("/prototypes", 200),
    ("/prototypes/zorgtoeslag", 200),
    ("/prototypes/none", 404),
    ("/prototypes/zorgtoeslag/try", 200),
    ("/prototypes/zorgtoeslag/full", 200),
    ("/prototypes/none/try", 404),
    ("/prototypes/zorgtoeslag/grants", 200),
    ("/prototypes/none/grants", 404),
    ("/prototypes/zorgtoeslag/trail", 200),
    ("/prototypes/zorgtoeslag/versions/0.1.0", 200),
    ("/prototypes/zorgtoeslag/versions/9.9.9", 404),
    ("/prototypes/none/versions/0.1.0", 404),
    ("/prototypes/zorgtoeslag/versions/9.9.9/try", 404),
    ("/tours", 200),
    ("/tours/zorgtoeslag", 200),
    ("/tours/none", 404),
    ("/tours/zorgtoeslag/edit", 200),
    ("/tours/none/edit", 404),
    ("/tours/zorgtoeslag/1", 200),
    ("/tours/zorgtoeslag/2", 200),
    ("/tours/zorgtoeslag/3", 200),
    ("/tours/zorgtoeslag/3/full", 200),
    ("/tours/zorgtoeslag/2?as=elif", 200),
    ("/tours/zorgtoeslag/1/glass", 200),
    ("/tours/zorgtoeslag/0", 404),
    ("/tours/zorgtoeslag/01", 404),
    ("/tours/zorgtoeslag/4", 404),
    ("/tours/zorgtoeslag/x/full", 404),
    ("/deploy", 200),
    ("/processing-log", 200),
    ("/members", 200),
    ("/audit", 200),
    ("/lab", 200),
    ("/tokens", 200),
    ("/populations/none", 404),
    ("/join/none", 410),
    ("/about", 200),
    ("/accessibility", 200),
    ("/v1", 200),
    ("/nowhere", 404),
    ("/static/none.css", 404),
];

#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    for (path, status) in PAGES {
        for language in Language::ALL {
            let code = language.code();
            let Answer { status: found, body, headers } =
                get(&format!("{path}{}lang={code}", if path.contains('?') { "&" } else { "?" })).await;
            assert_eq!(found.as_u16(), *status, "{path}");
            assert_eq!(headers[header::CONTENT_LANGUAGE], code, "{path}");
            assert!(body.contains(&format!("<html lang=\"{code}\">")), "{path}");
            assert_eq!(body.matches("<h1").count(), 1, "{path} has one heading of the first rank");
            // Some pages have one script of the lab's, and no other.
            let own = match *path {
                path if path.ends_with("/trail") || path.ends_with("/glass") => Some(crate::assets::trail_script()),
                path if path.ends_with("/what-if") => Some(crate::assets::what_if_script()),
                path if path.starts_with("/tours/zorgtoeslag/") && !path.ends_with("/edit") && *status == 200 => {
                    Some(crate::assets::tour_script())
                }
                "/runs/2" => Some(crate::assets::run_script()),
                _ => None,
            };
            let own = own.map(|own| format!("<script src=\"{own}\"></script>")).unwrap_or_default();
            let others = body.replacen(&own, "", usize::from(!own.is_empty()));
            assert!(!others.contains(SCRIPT) && !others.contains("<script"), "{path} shows scripts as text");
            assert!(!body.contains(" style=") && !body.contains("<style"), "{path} keeps to the policy on styles");
            assert!(!body.contains("<h2></h2>") && !body.contains("<title> "), "{path} has no empty heading");
        }
    }
}

fn leads(status: StatusCode) -> bool {
    status.is_success() || status == StatusCode::SEE_OTHER
}

#[tokio::test]
async fn every_link_leads_somewhere() {
    for (path, _) in PAGES {
        let body = get(path).await.body;
        for part in body.split("href=\"").skip(1) {
            let link = part.split('"').next().expect("split gives one").replace("&#38;", "&");
            let leads = link.starts_with('#') || link.starts_with("data:") || leads(get(&link).await.status);
            let here = link.starts_with(&format!("{path}?lang="));
            assert!(leads || here, "{path} links to {link}");
        }
    }
}

#[tokio::test]
async fn a_trial_is_no_headline_and_is_marked() {
    let memory = |change: fn(&mut RunRecord)| {
        let mut memory = Memory::samples();
        let mut newer = RunRecord { id: 9, ..memory.runs[0].clone() };
        change(&mut newer);
        memory.runs.insert(0, newer);
        memory
    };
    let check = async |change: fn(&mut RunRecord), headline: &str, marks: usize| {
        for path in ["/?lang=en", "/needs/zorgkosten-betalen?lang=en"] {
            let body = ask_of(memory(change), request("GET", path, &[])).await.body;
            assert!(body.contains(&format!("href=\"/runs/{headline}\"")), "{path}: {body}");
            assert!(!body.contains(">trial<"), "{path}: {body}");
        }
        let list = ask_of(memory(change), request("GET", "/experiments/zorgtoeslag-2026?lang=en", &[])).await.body;
        assert_eq!(list.matches(">trial<").count(), marks, "{list}");
    };
    check(|_| {}, "9", 0).await;
    check(|run| run.overridden = true, "1", 1).await;
    check(|run| run.declaration = Some(Digest::of(b"another")), "1", 1).await;
    let mut only = memory(|run| run.overridden = true);
    only.runs.truncate(1);
    let body = ask_of(only, request("GET", "/?lang=nl", &[])).await.body;
    assert!(body.contains("href=\"/runs/9\"") && body.contains(">proef<"), "a trial is better than nothing: {body}");
}

#[tokio::test]
async fn an_empty_lab_says_what_to_do() {
    for (path, words) in [("/?lang=nl", "cargo demo"), ("/prototypes?lang=en", "fieldlab new my-prototype")] {
        let body = ask_of(Memory::default(), request("GET", path, &[])).await.body;
        assert!(body.contains(words), "{path}: {body}");
    }
}

#[tokio::test]
async fn downloads_have_names_and_types() {
    let check = async |path: &str, kind: &str, name: &str, begins: &str| {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.headers[header::CONTENT_TYPE], kind, "{path}");
        assert_eq!(answer.headers[header::CONTENT_DISPOSITION], format!("attachment; filename=\"{name}\""), "{path}");
        assert!(answer.body.starts_with(begins), "{path}: {}", answer.body.chars().take(60).collect::<String>());
    };
    check("/runs/1/evidence.json", "application/json", "zorgtoeslag-2026-run-1-evidence.json", "{\"digest\":").await;
    check("/runs/1/results.csv", "text/csv; charset=utf-8", "zorgtoeslag-2026-run-1-results.csv", "metric,").await;
    let name = "zorgtoeslag-2026-run-1-report-en.html";
    check("/runs/1/report.html?lang=en", "text/html; charset=utf-8", name, "<!").await;
    assert_eq!(get("/runs/2/evidence.json").await.status, StatusCode::NOT_FOUND, "it has no evidence yet");
}

#[tokio::test]
async fn headers_keep_others_out() {
    let headers = get("/").await.headers;
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
    assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let elsewhere = request("GET", "/", &[]);
    let (mut parts, body) = elsewhere.into_parts();
    parts.headers.insert(header::HOST, "evil.example".parse().expect("a header"));
    let answer = ask_of(Memory::samples(), Request::from_parts(parts, body)).await;
    assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn the_stylesheet_may_be_kept_for_ever() {
    let answer = get(&crate::assets::stylesheet()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
}

#[tokio::test]
async fn a_choice_of_language_is_kept() {
    let answer = get("/about?lang=en").await;
    assert!(answer.headers[header::SET_COOKIE].to_str().expect("text").starts_with("lang=en; Path=/;"));
    let kept = request("GET", "/about", &[(header::COOKIE, "lang=en")]);
    let answer = ask_of(Memory::samples(), kept).await;
    assert!(answer.body.contains("What is this?"));
    assert!(!answer.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn wrong_methods_and_programs_get_an_answer_too() {
    let answer = ask_of(Memory::samples(), request("POST", "/about?lang=en", &[])).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.body.contains("This page can only be looked at."));
    let answer =
        ask_of(Memory::samples(), request("GET", "/nowhere?lang=en", &[(header::ACCEPT, "application/json")])).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
    insta::assert_snapshot!(answer.body, @r#"{"detail":"Perhaps the address was not copied well, or what you look for is gone.","status":404,"title":"This page is not here"}"#);
}

#[tokio::test]
async fn what_can_not_be_read_is_said_in_plain_words() {
    for (path, form, status) in [
        ("/shares/abc/withdraw", "", 400),
        ("/reactions/demo/zorgtoeslag/reply", "reaction=abc&words=x", 422),
        ("/reactions/demo/zorgtoeslag/reply", "words=x", 422),
    ] {
        let headers = [(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), (header::ACCEPT_LANGUAGE, "en")];
        let (parts, _) = request("POST", path, &headers).into_parts();
        let answer = ask_of(Memory::samples(), Request::from_parts(parts, Body::from(form))).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert!(answer.body.contains("<h1>That can"), "{path}: {}", answer.body);
    }
    let (parts, _) = request("POST", "/shares", &[(header::CONTENT_TYPE, "application/json")]).into_parts();
    let answer = ask_of(Memory::samples(), Request::from_parts(parts, Body::from("{}"))).await;
    assert!(answer.status == 415 && answer.body.contains("<h1>"), "{}", answer.body);
}

#[tokio::test]
async fn health_is_for_machines() {
    insta::assert_snapshot!(get("/health").await.body, @r#"{"needs":2,"status":"ok"}"#);
}

#[test]
fn the_lab_listens_to_this_machine_only() {
    for address in ["127.0.0.1:80", "[::1]:80"] {
        assert!(check_address(address.parse().expect("an address"), Accounts::Single).is_ok(), "{address}");
    }
    for address in ["0.0.0.0:80", "192.168.1.2:80", "[::]:80"] {
        let address = address.parse().expect("an address");
        assert!(check_address(address, Accounts::Single).is_err(), "{address}");
        assert!(check_address(address, Accounts::Members).is_ok(), "{address}: who asks has to log in");
    }
}

#[test]
fn each_text_is_there_in_both_languages() {
    let keys = |source: &str| -> Vec<String> {
        let lines = source.lines().filter_map(|line| line.split_once(" = "));
        lines.map(|(key, _)| key.to_owned()).collect()
    };
    let [nl, en] = crate::texts::SOURCES.map(keys);
    assert_eq!(nl, en);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    for entry in std::fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("it can be read").path();
        let template = std::fs::read_to_string(&path).expect("it is text");
        for part in template.split("layout.words.").skip(1) {
            let key = part.split('"').nth(1).expect("a call names a key");
            assert!(nl.iter().any(|known| known == key), "{}: there is no text `{key}`", path.display());
        }
    }
}
