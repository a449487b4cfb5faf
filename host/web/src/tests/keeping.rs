//! What keeps the lab: its page, and tokens for programs.

use std::sync::Mutex;

use async_trait::async_trait;
use axum::http::{StatusCode, header};
use fieldlab_domain::deployment::{Blame, DeployFailure, Deployment, DeploymentBook, Token};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::StoreError;
use fieldlab_domain::text::Language;
use fieldlab_experiment::runner::RunnerError;

use super::{empty, request, send};
use crate::house::{House, Room, Setup};
use crate::tests::deploying::post;

/// Tokens in memory.
#[derive(Default)]
pub(super) struct Tokens(Mutex<Vec<(Digest, Token)>>);

#[async_trait]
impl DeploymentBook for Tokens {
    async fn put_token(&self, secret: &Digest, token: &Token) -> Result<bool, StoreError> {
        let mut all = self.0.lock().expect("nobody panics");
        let is_new = all.iter().all(|(_, one)| one.name != token.name);
        if is_new {
            all.push((secret.clone(), token.clone()));
        }
        Ok(is_new)
    }

    async fn token(&self, secret: &Digest) -> Result<Option<Token>, StoreError> {
        let all = self.0.lock().expect("nobody panics");
        Ok(all.iter().find(|(digest, _)| digest == secret).map(|(_, token)| token.clone()))
    }

    async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        Ok(self.0.lock().expect("nobody panics").iter().map(|(_, token)| token.clone()).collect())
    }

    async fn revoke_token(&self, name: &str, now: i64) -> Result<bool, StoreError> {
        let mut all = self.0.lock().expect("nobody panics");
        let found = all.iter_mut().find(|(_, token)| token.name == name);
        Ok(found.map(|(_, token)| token.revoked_at = Some(now)).is_some())
    }

    async fn deployments(&self, _: Option<&Name>) -> Result<Vec<Deployment>, StoreError> {
        Ok(Vec::new())
    }

    async fn deploy(&self, _: &Deployment, _: &Manifest) -> Result<(), DeployFailure> {
        Err(DeployFailure::new(Blame::Bad, "these are tokens alone", "deploy elsewhere"))
    }
}

/// A lab of which everything is known.
#[derive(Default)]
pub(super) struct Known(Setup);

#[async_trait]
impl House for Known {
    fn setup(&self) -> &Setup {
        &self.0
    }

    fn room(&self) -> Room {
        Room { database: 12_300_000, free: Some(4_000_000_000) }
    }

    async fn quality(&self, model: &str, language: Language) -> Result<Option<String>, RunnerError> {
        let page = format!("<!doctype html><html lang=\"{}\"><style>p{{}}</style></html>", language.code());
        Ok((model == "nl-2025").then_some(page))
    }
}

#[tokio::test]
async fn the_lab_says_how_it_fares() {
    let english = [(header::ACCEPT_LANGUAGE, "en")];
    let page = send(&empty(), request("GET", "/lab", &english)).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["12 MB", "4,000 MB", "the user of this machine", "href=\"/tokens\"", "href=\"/processing-log\""] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let report = send(&empty(), request("GET", "/populations/nl-2025", &english)).await;
    let policy = report.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
    assert!(
        report.body.contains("lang=\"en\"") && policy.contains("sha256-") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert_eq!(send(&empty(), request("GET", "/populations/none", &english)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_token_is_shown_once_and_can_be_taken_back() {
    let lab = empty();
    let form = "application/x-www-form-urlencoded";
    let ask = async |path: &str, body: &'static str| send(&lab, post(path, None, form, body)).await;
    let bad = ask("/tokens", "name=&organisation=A%3Cb%3E&role=work&days=30").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("A&#60;b&#62;"), "what was filled in stays: {}", bad.body);
    for wrong in ["name=x&organisation=A&role=king&days=30", "name=x&organisation=A&role=work&days=9000"] {
        assert_eq!(ask("/tokens", wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let made = ask("/tokens", "name=pijplijn&organisation=A&role=deploy&days=30").await;
    assert!(made.status == StatusCode::OK && made.headers[header::CACHE_CONTROL] == "no-store", "{}", made.body);
    let at = made.body.find("fieldlab_").expect("the secret is shown");
    let secret = &made.body[at..at + "fieldlab_".len() + 64];
    let kept = lab.tokens.token(&Digest::of(secret.as_bytes())).await.expect("it is there");
    assert!(kept.is_some_and(|token| token.name == "pijplijn" && token.is_valid((lab.now)())));
    assert!(!send(&lab, request("GET", "/tokens", &[])).await.body.contains(secret), "and never again");
    let again = ask("/tokens", "name=pijplijn&organisation=A&role=view&days=30").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "its name is used");
    assert_eq!(ask("/tokens/pijplijn/withdraw", "").await.status, StatusCode::SEE_OTHER);
    let kept = lab.tokens.token(&Digest::of(secret.as_bytes())).await.expect("it is there");
    assert!(kept.is_some_and(|token| !token.is_valid((lab.now)())));
    assert_eq!(ask("/tokens/none/withdraw", "").await.status, StatusCode::NOT_FOUND);
}
