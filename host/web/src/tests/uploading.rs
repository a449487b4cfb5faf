//! The page to upload a prototype.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};

use super::deploying::{Shelf, post};
use super::{empty, request, send};
use crate::Lab;

const BOUNDARY: &str = "----a-boundary";

fn form(files: &[(&str, &[u8])]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n\r\n");
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    post("/deploy?lang=en", None, &format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

fn lab(shelf: Shelf) -> (Lab, Arc<Shelf>) {
    let shelf = Arc::new(shelf);
    (Lab { deployer: shelf.clone(), ..empty() }, shelf)
}

fn rows(shelf: &Shelf) -> usize {
    shelf.deployments.lock().expect("nobody panics").len()
}

#[tokio::test]
async fn a_prototype_is_uploaded_and_leads_to_its_page() {
    let (lab, shelf) = lab(Shelf::default());
    let answer = send(&lab, form(&[("component", b"one"), ("manifest", b"proef 0.1.0")])).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(answer.headers[header::LOCATION], "/prototypes/proef?deployed=0.1.0");
    let by = shelf.deployments.lock().expect("nobody panics").last().map(|one| one.by.clone());
    assert_eq!(by.as_deref(), Some("local"));
}

#[tokio::test]
async fn what_is_refused_is_told_on_the_page_and_changes_nothing() {
    let (lab, shelf) = lab(Shelf::default());
    send(&lab, form(&[("component", b"one"), ("manifest", b"proef 0.1.0")])).await;
    for (files, status, words) in [
        (vec![("component", b"two".as_slice()), ("manifest", b"proef 0.1.0")], 409, "deployed with other bytes"),
        (vec![("component", b"two"), ("manifest", b"no-manifest")], 422, "The prototype is not right yet"),
        (vec![("component", b"two"), ("manifest", b"\xff")], 400, "is not UTF-8 text"),
        (vec![("manifest", b"proef 0.2.0")], 422, "Choose the component"),
        (vec![("component", b"two"), ("manifest", b"")], 422, "Choose the manifest"),
    ] {
        let answer = send(&lab, form(&files)).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
        assert!(answer.body.contains("enctype=\"multipart/form-data\""), "the form is there to try again");
    }
    let half = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"component\"\r\n\r\nhalf");
    let broken = post("/deploy", None, &format!("multipart/form-data; boundary={BOUNDARY}"), half);
    assert_eq!(send(&lab, broken).await.status, 400);
    assert_eq!(send(&lab, post("/deploy", None, "text/plain", "x")).await.status, 400);
    assert_eq!(rows(&shelf), 1);
}

#[tokio::test]
async fn a_prototype_that_is_too_large_is_refused() {
    let (lab, shelf) = lab(Shelf::default());
    let large = vec![0; crate::MOST_BYTES + 1];
    let answer = send(&lab, form(&[("component", &large), ("manifest", b"proef 0.1.0")])).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("This prototype is too large"), "{}", answer.body);
    assert_eq!(rows(&shelf), 0);
}

#[tokio::test]
async fn a_lab_that_takes_signed_prototypes_only_asks_for_the_signature() {
    let (lab, shelf) = lab(Shelf { signature: Some(b"signed"), ..Shelf::default() });
    let page = send(&lab, request("GET", "/deploy?lang=en", &[])).await.body;
    assert!(page.contains("name=\"signature\""), "{page}");
    let with = |signature: &'static [u8]| {
        form(&[("component", b"one"), ("manifest", b"proef 0.1.0"), ("signature", signature)])
    };
    let missing = send(&lab, with(b"")).await;
    assert!(missing.status == 422 && missing.body.contains("Choose the signature"), "{}", missing.body);
    let wrong = send(&lab, with(b"b3RoZXI=")).await;
    assert!(wrong.status == 403 && wrong.body.contains("This may not be uploaded here"), "{}", wrong.body);
    assert_eq!(rows(&shelf), 0);
    assert_eq!(send(&lab, with(b"c2lnbmVk\n")).await.status, 303);
    assert_eq!(rows(&shelf), 1);
}

#[tokio::test]
async fn no_page_of_somebody_else_uploads() {
    let (lab, shelf) = lab(Shelf::default());
    let mut elsewhere = form(&[("component", b"one"), ("manifest", b"proef 0.1.0")]);
    elsewhere.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().expect("an origin"));
    assert_eq!(send(&lab, elsewhere).await.status, 403);
    assert_eq!(rows(&shelf), 0);
}
