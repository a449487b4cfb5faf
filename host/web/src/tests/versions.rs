//! Versions beside each other, each at an address of its own.

use std::sync::Arc;

use axum::http::header;
use fieldlab_domain::store::PrototypeRecord;
use serde_json::Value;

use super::deploying::{Shelf, post};
use super::guest::Guest;
use super::memory::Memory;
use super::{Answer, empty, request, send};
use crate::{Lab, PACKAGE, pack};

const OLD: &str = "0-1-0--zorgtoeslag.localhost:8780";
const NEW: &str = "0-2-0--zorgtoeslag.localhost:8780";

/// A lab with two versions of a prototype.
async fn lab() -> Lab {
    let guest = Arc::new(Guest::default());
    let shelf = Shelf { service: Some(guest.clone()), ..Shelf::default() };
    let mut store = Memory::samples();
    let newer = PrototypeRecord { version: "0.2.0".to_owned(), ..store.prototypes[0].clone() };
    store.prototypes.push(newer);
    let lab = Lab { deployer: Arc::new(shelf), store: Arc::new(store), services: guest.shared(), ..empty() };
    for version in ["0.1.0", "0.2.0"] {
        let package = pack(&format!("zorgtoeslag {version}"), b"one");
        assert_eq!(send(&lab, post("/v1/prototypes", Some("Bearer deploy"), PACKAGE, package)).await.status, 201);
    }
    lab
}

async fn get(lab: &Lab, host: &str, path: &str, cookie: Option<&str>) -> Answer {
    let cookie = cookie.map(|cookie| (header::COOKIE, cookie));
    let headers: Vec<_> = cookie.into_iter().chain([(header::ACCEPT_LANGUAGE, "en")]).collect();
    let mut request = request("GET", path, &headers);
    request.headers_mut().insert(header::HOST, host.parse().expect("a host"));
    send(lab, request).await
}

fn cookie_of(answer: &Answer) -> String {
    let cookie = answer.headers[header::SET_COOKIE].to_str().expect("text");
    cookie.split(';').next().expect("a pair").to_owned()
}

#[tokio::test]
async fn each_version_answers_at_its_own_address() {
    let lab = lab().await;
    for (host, status, words) in [
        (OLD, 200, "\"persona\""),
        (NEW, 200, "\"persona\""),
        ("0-1-0--ZorgToeslag.LOCALHOST:8780", 200, "\"persona\""),
        ("9-9-9--zorgtoeslag.localhost:8780", 404, "This version is not here"),
        ("0-1-0--huur.localhost:8780", 404, "There is no prototype here"),
        ("0-1--zorgtoeslag.localhost:8780", 404, "There is no prototype here"),
        ("x--zorgtoeslag.localhost:8780", 404, "There is no prototype here"),
    ] {
        let answer = get(&lab, host, "/", None).await;
        assert_eq!(answer.status.as_u16(), status, "{host}: {}", answer.body);
        assert!(answer.body.contains(words), "{host}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_version_has_its_own_key_and_its_own_state_of_the_same_visitor() {
    let lab = lab().await;
    let told = |answer: &Answer| -> Value { serde_json::from_str(&answer.body).expect("JSON") };
    let page = get(&lab, "localhost:8780", "/prototypes/zorgtoeslag/versions/0.1.0/try", None).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("src=\"/prototypes/zorgtoeslag/versions/0.1.0/enter\""), "{}", page.body);
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
    assert!(policy.ends_with(&format!("frame-src 'self' {OLD}")), "{policy}");
    let visitor = cookie_of(&page);
    let enter = async |base: &str, host: &str| {
        let ticket = get(&lab, "localhost:8780", &format!("{base}/enter"), Some(&visitor)).await;
        let place = ticket.headers[header::LOCATION].to_str().expect("text").to_owned();
        let path = place.strip_prefix(&format!("//{host}")).unwrap_or_else(|| panic!("{place}")).to_owned();
        cookie_of(&get(&lab, host, &path, None).await)
    };
    let current = enter("/prototypes/zorgtoeslag", "zorgtoeslag.localhost:8780").await;
    let (old, new) = (
        enter("/prototypes/zorgtoeslag/versions/0.1.0", OLD).await,
        enter("/prototypes/zorgtoeslag/versions/0.2.0", NEW).await,
    );
    let visits = [
        told(&get(&lab, "zorgtoeslag.localhost:8780", "/", Some(&current)).await),
        told(&get(&lab, OLD, "/", Some(&old)).await),
        told(&get(&lab, NEW, "/", Some(&new)).await),
    ];
    assert_ne!(visits[0]["session"], visits[1]["session"]);
    assert_ne!(visits[1]["session"], visits[2]["session"]);
    assert_eq!((&visits[0]["seed"], &visits[0]["today"]), (&visits[1]["seed"], &visits[1]["today"]));
    assert_eq!(told(&get(&lab, OLD, "/", Some(&old)).await), visits[1], "it is kept");
    // The key of one version opens nothing at another.
    let stranger = get(&lab, NEW, "/", Some(&old)).await;
    assert!(stranger.headers.contains_key(header::SET_COOKIE));
    assert_ne!(told(&stranger)["seed"], visits[1]["seed"]);
}

#[tokio::test]
async fn versions_are_linked_on_the_page_of_their_prototype() {
    let lab = lab().await;
    let page = get(&lab, "localhost:8780", "/prototypes/zorgtoeslag", None).await.body;
    assert!(page.contains("href=\"/prototypes/zorgtoeslag/versions/0.1.0\""), "{page}");
    // The manifests of the samples have no pages, whatever the service.
    assert!(!page.contains("/versions/0.1.0/try"), "{page}");
    let beside = get(&lab, "localhost:8780", "/prototypes/zorgtoeslag/versions/0.1.0", None).await.body;
    assert!(beside.contains("They get 0.2.0."), "{beside}");
    let gone = get(&lab, "localhost:8780", "/prototypes/zorgtoeslag/versions/9.9.9/try", None).await;
    assert!(gone.status == 404 && gone.body.contains("This version is not here"), "{}", gone.body);
}
