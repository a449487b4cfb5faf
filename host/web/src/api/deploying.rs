//! Deploying: nothing changes until all of a package was read and checked. What is decided then is carried out to its end, also when the
//! other side hangs up.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fieldlab_domain::deployment::{DeployFailure, Deployer, Deployment, Role, Upload, Who};
use fieldlab_domain::name::Name;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{MOST_WORDS, Problem, holder, named, read};
use crate::Lab;

/// The media type of a package: four bytes with the length of the manifest's text, the highest first; that text; the component.
pub const PACKAGE: &str = "application/vnd.fieldlab.package";

/// The most bytes that a package may have.
pub const MOST_BYTES: usize = 64 << 20;

/// The header with a signature over the package, in base64.
pub const SIGNATURE: &str = "fieldlab-signature";

/// Puts a manifest's text and a component into one body.
pub fn pack(manifest: &str, component: &[u8]) -> Vec<u8> {
    let length = u32::try_from(manifest.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), manifest.as_bytes(), component].concat()
}

/// The manifest's text and the component of a package.
fn unpack(package: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = package.split_first_chunk::<4>()?;
    let (manifest, component) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    Some((std::str::from_utf8(manifest).ok()?, component))
}

/// The routes for deploying.
pub(crate) fn routes() -> Router<Lab> {
    Router::new()
        .route("/v1/prototypes", get(list).post(deploy))
        .route("/v1/prototypes/{name}/current", post(make_current))
}

/// Carries out what was decided to its end, whoever hangs up.
async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, DeployFailure>> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::spawn(work).await {
        Ok(done) => Ok(done?),
        Err(error) => {
            tracing::error!(%error, "a deployment broke");
            Err(Problem::broken())
        }
    }
}

async fn deploy(State(lab): State<Lab>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let token = holder(&lab, &headers, Role::Deploy).await?;
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != PACKAGE) {
        let what = format!("a package is sent as {PACKAGE}");
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, what, "use: fieldlab deploy"));
    }
    let package = read(&headers, body, MOST_BYTES).await?;
    let (manifest, component) = unpack(&package).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "this is not a whole package; nothing was deployed",
            "use: fieldlab deploy",
        )
    })?;
    let signature = headers.get(SIGNATURE).map(|text| read_signature(text.as_bytes())).transpose()?;
    let upload = Upload { manifest: manifest.to_owned(), component: component.to_vec(), signature };
    drop(package);
    Ok((StatusCode::CREATED, Json(take_in(lab.deployer, upload, token.into()).await?)).into_response())
}

/// A signature as it is written: base64.
pub(crate) fn read_signature(text: &[u8]) -> Result<Vec<u8>, Problem> {
    BASE64_STANDARD.decode(text.trim_ascii()).map_err(|_| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "the signature is no base64; nothing was deployed",
            "make one with: fieldlab key sign",
        )
    })
}

/// Deploys what was uploaded.
pub(crate) async fn take_in(deployer: Arc<dyn Deployer>, upload: Upload, who: Who) -> Result<Deployment, Problem> {
    to_the_end(async move { deployer.deploy(upload, &who).await }).await
}

#[derive(Deserialize)]
struct Wanted {
    version: String,
}

async fn make_current(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Deployment>, Problem> {
    let token = holder(&lab, &headers, Role::Deploy).await?;
    let body = read(&headers, body, MOST_WORDS).await?;
    let wanted: Wanted = serde_json::from_slice(&body).map_err(|_| {
        Problem::new(StatusCode::BAD_REQUEST, "the body names no version", r#"send: {"version": "0.1.0"}"#)
    })?;
    Ok(Json(go_to(lab.deployer, named(&name)?, wanted.version, token.into()).await?))
}

/// Has a version that was deployed served.
pub(crate) async fn go_to(
    deployer: Arc<dyn Deployer>,
    name: Name,
    version: String,
    who: Who,
) -> Result<Deployment, Problem> {
    to_the_end(async move { deployer.make_current(&name, &version, &who).await }).await
}

/// A version as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Version {
    #[serde(flatten)]
    pub(crate) deployment: Deployment,
    /// Whether it is served.
    pub(crate) current: bool,
}

/// The versions in what was deployed, each as it was deployed first, the newest first.
pub(crate) fn versions(deployments: &[Deployment]) -> Vec<Version> {
    let mut versions: Vec<Version> = Vec::new();
    for deployment in deployments {
        let same = |one: &Version| {
            one.deployment.prototype == deployment.prototype && one.deployment.version == deployment.version
        };
        if !versions.iter().any(same) {
            versions.push(Version { deployment: deployment.clone(), current: false });
        }
    }
    for version in &mut versions {
        let latest = deployments.iter().rfind(|one| one.prototype == version.deployment.prototype);
        version.current = latest.is_some_and(|latest| latest.version == version.deployment.version);
    }
    versions.reverse();
    versions
}

async fn list(State(lab): State<Lab>, headers: HeaderMap) -> Result<Response, Problem> {
    holder(&lab, &headers, Role::View).await?;
    let versions = versions(&lab.deployer.deployments(None).await?);
    Ok(Json(json!({ "versions": versions })).into_response())
}
