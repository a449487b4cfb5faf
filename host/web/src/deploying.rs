//! The interface for deploying: what `fieldlab deploy` and pipelines talk to.
//!
//! Who asks is known before anything of a package is read, and nothing changes until all of it was read and checked. What is decided
//! then is carried out to its end, also when the other side hangs up.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use fieldlab_domain::deployment::{Blame, DeployFailure, Deployer, Deployment, Role, Token};
use fieldlab_domain::name::Name;
use fieldlab_domain::store::StoreError;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Lab;

/// The media type of a package: four bytes with the length of the manifest's text, the highest first; that text; the component.
pub const PACKAGE: &str = "application/vnd.fieldlab.package";

/// The most bytes that a package may have.
pub const MOST_BYTES: usize = 64 << 20;

/// The most bytes of the body of any other request.
const MOST_WORDS: usize = 16 << 10;

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

/// Why nothing was done (RFC 9457), with what to do as `hint`.
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    detail: String,
    hint: String,
}

impl Problem {
    fn new(status: StatusCode, detail: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem { status, detail: detail.into(), hint: hint.into() }
    }
}

impl From<DeployFailure> for Problem {
    fn from(failure: DeployFailure) -> Problem {
        let status = match failure.blame {
            Blame::Bad => StatusCode::UNPROCESSABLE_ENTITY,
            Blame::Forbidden => StatusCode::FORBIDDEN,
            Blame::NotFound => StatusCode::NOT_FOUND,
            Blame::Conflict => StatusCode::CONFLICT,
            Blame::Lab => {
                // What a database says of its files is for who runs the lab.
                tracing::error!(what = failure.what, "a deployment failed");
                return Problem::broken();
            }
        };
        Problem::new(status, failure.what, failure.hint)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        tracing::error!(%error, "deployments can't be read");
        Problem::broken()
    }
}

impl Problem {
    fn broken() -> Problem {
        let hint = "try again, and tell who runs the lab: its log says why";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the lab failed; what ran before still runs", hint)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let problem = json!({
            "status": self.status.as_u16(),
            "title": self.status.canonical_reason(),
            "detail": self.detail,
            "hint": self.hint,
        });
        let mut response =
            (self.status, [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Who asks, when a token says so that allows as much as `role`.
async fn holder(lab: &Lab, headers: &HeaderMap, role: Role) -> Result<Token, Problem> {
    let hint = "make one in the lab's data folder: fieldlab token new --name NAME --organisation ORGANISATION";
    let unknown = |what| Problem::new(StatusCode::UNAUTHORIZED, what, hint);
    let given = headers.get(header::AUTHORIZATION).ok_or_else(|| unknown("this needs a token"))?;
    let secret = given.to_str().ok().and_then(|given| {
        let (scheme, secret) = given.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
    });
    let secret = secret.ok_or_else(|| unknown("this needs a token, as `Authorization: Bearer TOKEN`"))?;
    let token = lab.deployer.token(secret).await?;
    let token = token.ok_or_else(|| unknown("the token is not known here, has expired or was taken back"))?;
    if role == Role::Deploy && token.role != Role::Deploy {
        let what = format!("the token of `{}` may view, not deploy", token.name);
        return Err(Problem::new(StatusCode::FORBIDDEN, what, "use a token with the role deploy"));
    }
    Ok(token)
}

/// The whole body; one that is too long is refused before it is read when its length is told.
async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Problem> {
    let too_large = || {
        let what = format!("a request may have {most} bytes here");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, what, "build the prototype for release: that makes it smaller")
    };
    let told = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if told.is_some_and(|told| told > most as u64) {
        return Err(too_large());
    }
    to_bytes(body, most).await.map_err(|error| {
        let mut cause = std::error::Error::source(&error);
        while let Some(one) = cause {
            if one.is::<http_body_util::LengthLimitError>() {
                return too_large();
            }
            cause = one.source();
        }
        Problem::new(StatusCode::BAD_REQUEST, "the upload broke off; nothing was deployed", "send it again")
    })
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
    let (manifest, component) = (manifest.to_owned(), component.to_vec());
    drop(package);
    let deployer = lab.deployer.clone();
    let done = to_the_end(async move { deployer.deploy(&manifest, component, &token).await }).await?;
    Ok((StatusCode::CREATED, Json(done)).into_response())
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
    let name = Name::parse(&name).map_err(|what| Problem::new(StatusCode::NOT_FOUND, what, "name a prototype"))?;
    Ok(Json(go_to(lab.deployer.clone(), name, wanted.version, token.name, Some(token.organisation)).await?))
}

/// Has a version that was deployed served.
pub(crate) async fn go_to(
    deployer: Arc<dyn Deployer>,
    name: Name,
    version: String,
    by: String,
    organisation: Option<String>,
) -> Result<Deployment, Problem> {
    to_the_end(async move { deployer.make_current(&name, &version, &by, organisation.as_deref()).await }).await
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
