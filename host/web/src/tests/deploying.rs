//! The interface for deploying: who may, what is refused, and that nothing changes then.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, header};
use bytes::Bytes;
use fieldlab_domain::deployment::{Blame, DeployFailure, Deployer, Deployment, Role, Token, Upload, Who, check};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::member::Role as MemberRole;
use fieldlab_domain::name::Name;
use fieldlab_domain::service::Service;
use fieldlab_domain::store::StoreError;

use super::members::{People, key};
use super::{Answer, empty, send};
use crate::api::deploying::{MOST_BYTES, PACKAGE, SIGNATURE, pack};
use crate::{Accounts, Lab};

/// Deployments in memory; the manifest is `NAME VERSION`, and the secrets of tokens are the names of roles.
#[derive(Default)]
pub(super) struct Shelf {
    pub(super) deployments: Mutex<Vec<Deployment>>,
    /// The service that each version has.
    pub(super) service: Option<Arc<dyn Service>>,
    /// The signature that is asked for.
    pub(super) signature: Option<&'static [u8]>,
}

#[async_trait]
impl Deployer for Shelf {
    async fn token(&self, secret: &str) -> Result<Option<Token>, StoreError> {
        let (role, organisation) = secret.split_once('@').unwrap_or((secret, "A"));
        let role = Role::ALL.into_iter().find(|known| known.name() == role);
        let token = |role| Token {
            name: format!("who may {secret}"),
            organisation: organisation.to_owned(),
            role,
            made_at: 0,
            expires_at: 1,
            revoked_at: None,
        };
        Ok(role.map(token))
    }

    async fn deployments(&self, prototype: Option<&Name>) -> Result<Vec<Deployment>, StoreError> {
        let all = self.deployments.lock().expect("nobody panics");
        Ok(all.iter().filter(|one| prototype.is_none_or(|name| one.prototype == *name)).cloned().collect())
    }

    fn asks_for_signature(&self) -> bool {
        self.signature.is_some()
    }

    async fn deploy(&self, upload: Upload, who: &Who) -> Result<Deployment, DeployFailure> {
        let Upload { manifest, component, signature } = upload;
        if self.signature.is_some() && signature.as_deref() != self.signature {
            return Err(DeployFailure::new(Blame::Forbidden, "it is not signed", "sign it"));
        }
        let bad = || DeployFailure::new(Blame::Bad, "no manifest", "write one");
        let (name, version) = manifest.split_once(' ').ok_or_else(bad)?;
        let new = Deployment {
            prototype: Name::parse(name).map_err(|_| bad())?,
            version: version.to_owned(),
            digest: Digest::of(&component),
            manifest: Digest::of(manifest.as_bytes()),
            organisation: who.organisation.clone().unwrap_or_else(|| "A".to_owned()),
            by: who.name.clone(),
            at: 1,
        };
        let mut all = self.deployments.lock().expect("nobody panics");
        check(&all, &new)?;
        all.push(new.clone());
        Ok(new)
    }

    async fn make_current(&self, prototype: &Name, version: &str, who: &Who) -> Result<Deployment, DeployFailure> {
        let mut all = self.deployments.lock().expect("nobody panics");
        let found = all.iter().find(|one| one.prototype == *prototype && one.version == version).cloned();
        let found = found.ok_or_else(no_version)?;
        all.push(Deployment { by: who.name.clone(), ..found.clone() });
        Ok(found)
    }

    async fn version(&self, prototype: &Name, version: &str) -> Result<Option<Arc<dyn Service>>, DeployFailure> {
        let all = self.deployments.lock().expect("nobody panics");
        let is_there = all.iter().any(|one| one.prototype == *prototype && one.version == version);
        if is_there { Ok(self.service.clone()) } else { Err(no_version()) }
    }
}

fn no_version() -> DeployFailure {
    DeployFailure::new(Blame::NotFound, "no such version", "see the list")
}

pub(super) fn post(path: &str, token: Option<&str>, kind: &str, body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::builder().method("POST").uri(path).header(header::HOST, "localhost:8780");
    request = request.header(header::CONTENT_TYPE, kind);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, token);
    }
    request.body(body.into()).expect("a request")
}

fn package(manifest: &str, component: &[u8]) -> Vec<u8> {
    pack(manifest, component)
}

fn lab() -> (Lab, Arc<Shelf>) {
    let shelf = Arc::new(Shelf::default());
    (Lab { deployer: shelf.clone(), ..empty() }, shelf)
}

pub(super) fn is_problem(answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&answer.body).expect("it is JSON");
    for key in ["title", "detail", "hint"] {
        assert!(problem[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {problem}");
    }
}

const DEPLOY: Option<&str> = Some("Bearer deploy");

#[tokio::test]
async fn each_refusal_says_why_and_changes_nothing() {
    let (lab, shelf) = lab();
    let whole = || package("proef 0.1.0", b"one");
    assert_eq!(send(&lab, post("/v1/prototypes", DEPLOY, PACKAGE, whole())).await.status, 201);
    let too_long = [(header::CONTENT_LENGTH, MOST_BYTES + 1)];
    for (request, status) in [
        (post("/v1/prototypes", None, PACKAGE, whole()), 401),
        (post("/v1/prototypes", Some("Bearer guess"), PACKAGE, whole()), 401),
        (post("/v1/prototypes", Some("Basic deploy"), PACKAGE, whole()), 401),
        (post("/v1/prototypes", Some("Bearer view"), PACKAGE, whole()), 403),
        (post("/v1/prototypes", DEPLOY, PACKAGE, package("proef 0.1.0", b"other")), 409),
        (post("/v1/prototypes", DEPLOY, PACKAGE, package("no-manifest", b"one")), 422),
        (post("/v1/prototypes", DEPLOY, "application/json", whole()), 415),
        (post("/v1/prototypes", DEPLOY, PACKAGE, whole()[..9].to_vec()), 400),
        (post("/v1/prototypes", DEPLOY, PACKAGE, vec![255; 12]), 400),
        (post("/v1/prototypes/proef/current", Some("Bearer view"), "application/json", "{}"), 403),
        (post("/v1/prototypes/proef/current", DEPLOY, "application/json", "{}"), 400),
        (post("/v1/prototypes/proef/current", DEPLOY, "application/json", r#"{"version":"9.9.9"}"#), 404),
    ] {
        let what = format!("{request:?}");
        let answer = send(&lab, request).await;
        assert_eq!(answer.status.as_u16(), status, "{what}");
        is_problem(&answer, status);
        assert_eq!(answer.headers.contains_key(header::WWW_AUTHENTICATE), status == 401);
    }
    let mut request = post("/v1/prototypes", DEPLOY, PACKAGE, Body::empty());
    for (name, value) in too_long {
        request.headers_mut().insert(name, value.into());
    }
    is_problem(&send(&lab, request).await, 413);
    assert_eq!(shelf.deployments.lock().expect("nobody panics").len(), 1);
}

/// A body in two pieces, the second of which is an error.
struct BreaksOff(Option<Bytes>);

impl http_body::Body for BreaksOff {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        let broken = || Err(std::io::ErrorKind::ConnectionReset.into());
        std::task::Poll::Ready(Some(self.0.take().map_or_else(broken, |bytes| Ok(http_body::Frame::data(bytes)))))
    }
}

#[tokio::test]
async fn an_upload_that_breaks_off_or_never_ends_deploys_nothing() {
    let (lab, shelf) = lab();
    let body = Body::new(BreaksOff(Some(package("proef 0.1.0", b"one").into())));
    let answer = send(&lab, post("/v1/prototypes", DEPLOY, PACKAGE, body)).await;
    is_problem(&answer, 400);
    assert!(answer.body.contains("broke off"), "{}", answer.body);
    let without_length = Body::new(http_body_util::Full::new(Bytes::from(vec![0; MOST_BYTES + 1])));
    is_problem(&send(&lab, post("/v1/prototypes", DEPLOY, PACKAGE, without_length)).await, 413);
    assert!(shelf.deployments.lock().expect("nobody panics").is_empty());
}

#[tokio::test]
async fn versions_are_listed_with_the_current_one() {
    let (lab, _) = lab();
    for (version, component) in [("0.1.0", b"one"), ("0.2.0", b"two")] {
        let package = package(&format!("proef {version}"), component);
        assert_eq!(send(&lab, post("/v1/prototypes", DEPLOY, PACKAGE, package)).await.status, 201);
    }
    let back = post("/v1/prototypes/proef/current", DEPLOY, "application/json", r#"{"version":"0.1.0"}"#);
    assert_eq!(send(&lab, back).await.status, 200);
    let list = |token: &'static str| {
        let headers = [(header::AUTHORIZATION, token)];
        super::request("GET", "/v1/prototypes", &headers)
    };
    is_problem(&send(&lab, list("Bearer guess")).await, 401);
    let listed: serde_json::Value =
        serde_json::from_str(&send(&lab, list("Bearer view")).await.body).expect("it is JSON");
    let versions = listed["items"].as_array().expect("a list");
    let versions: Vec<_> = versions.iter().map(|one| (one["version"].as_str(), one["current"].as_bool())).collect();
    assert_eq!(versions, [(Some("0.2.0"), Some(false)), (Some("0.1.0"), Some(true))]);
}

#[tokio::test]
async fn the_page_offers_earlier_versions_to_who_works_on_the_lab_alone() {
    let shelf = Arc::new(Shelf::default());
    let store = Arc::new(super::memory::Memory::samples());
    let lab = Lab { deployer: shelf.clone(), store, ..empty() };
    for version in ["0.1.0", "0.2.0", "0.1.0"] {
        let package = package(&format!("zorgtoeslag {version}"), b"one");
        assert_eq!(send(&lab, post("/v1/prototypes", DEPLOY, PACKAGE, package)).await.status, 201);
    }
    let others = Lab { accounts: Accounts::Members, members: Arc::new(People::of_each_role()), ..lab.clone() };
    let as_viewer = |mut request: Request<Body>| {
        let cookie = format!("fieldlab-login={}", key(MemberRole::Viewer));
        request.headers_mut().insert(header::COOKIE, cookie.parse().expect("a header"));
        request.headers_mut().insert("sec-fetch-site", "same-origin".parse().expect("a header"));
        request
    };
    let page = super::request("GET", "/prototypes/zorgtoeslag?lang=en", &[]);
    let local = send(&lab, page).await;
    assert!(local.status.is_success() && local.body.contains("Running now"), "{}", local.body);
    assert!(local.body.contains("name=\"version\" value=\"0.2.0\""), "{}", local.body);
    let public = send(&others, as_viewer(super::request("GET", "/prototypes/zorgtoeslag?lang=en", &[]))).await;
    assert!(public.body.contains("Running now") && !public.body.contains("name=\"version\""), "{}", public.body);

    let choose = |version: &str| {
        let form = "application/x-www-form-urlencoded";
        post("/prototypes/zorgtoeslag/current", None, form, format!("version={version}"))
    };
    let rows = || shelf.deployments.lock().expect("nobody panics").len();
    assert_eq!(send(&others, as_viewer(choose("0.2.0"))).await.status, 403);
    assert_eq!(send(&lab, choose("9.9.9")).await.status, 404);
    assert_eq!(rows(), 3, "what is refused changes nothing");
    assert_eq!(send(&lab, choose("0.2.0")).await.status, 303);
    assert_eq!(shelf.deployments.lock().expect("nobody panics").last().map(|one| one.by.clone()), Some("local".into()));
}

#[tokio::test]
async fn a_signature_goes_along_with_a_package() {
    let shelf = Arc::new(Shelf { signature: Some(b"signed"), ..Shelf::default() });
    let lab = Lab { deployer: shelf.clone(), ..empty() };
    let signed = |signature: Option<&str>| {
        let mut request = post("/v1/prototypes", DEPLOY, PACKAGE, package("proef 0.1.0", b"one"));
        let name = header::HeaderName::from_static(SIGNATURE);
        request.headers_mut().extend(signature.map(|text| (name, text.parse().expect("a header"))));
        request
    };
    for (signature, status) in [(None, 403), (Some("b3RoZXI="), 403), (Some("no base64"), 400)] {
        is_problem(&send(&lab, signed(signature)).await, status);
    }
    assert!(shelf.deployments.lock().expect("nobody panics").is_empty());
    assert_eq!(send(&lab, signed(Some("c2lnbmVk"))).await.status, 201);
}
