//! Deploying: nothing changes until all of a package was read and checked. What is decided then is carried out to its end, also when the
//! other side hangs up.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fieldlab_domain::deployment::{DeployFailure, Deployer, Deployment, Role, Upload, Who};
use fieldlab_domain::name::Name;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::{Wanted, paged};
use super::schemas::ByName;
use super::{Problem, holder, json, named, query, read};
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
pub(super) fn routes() -> OpenApiRouter<Lab> {
    OpenApiRouter::new().routes(routes!(list, deploy)).routes(routes!(make_current))
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

/// Deploy a prototype
///
/// A package is four bytes with the length of the manifest's text, the highest first; the text of `prototype.toml`; the component; at
/// most 64 MiB. Nothing changes until all of it was checked and compiled: until then the version before answers. `fieldlab deploy` makes
/// and sends one.
#[utoipa::path(
    post, path = "/prototypes", tag = "Prototypes", operation_id = "deployPrototype",
    params(("Fieldlab-Signature" = Option<String>, Header,
            description = "A signature over the package, Ed25519, 64 bytes in base64; some labs ask for one.")),
    request_body(content = inline(Package), content_type = "application/vnd.fieldlab.package"),
    responses(
        (status = 201, description = "The version is served.", body = DeploymentItem),
        (status = 409, description = "The name is of another organisation, or the version was deployed with other bytes."),
        (status = 422, description = "The manifest or the component is not right."),
    ),
    security(("token" = ["deploy"])),
)]
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

/// A package, as bytes.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it is told to who reads the document")]
struct Package(Vec<u8>);

/// That a version of a prototype became the current one.
#[derive(ToSchema)]
#[schema(as = Deployment)]
#[expect(dead_code, reason = "it is `fieldlab_domain::deployment::Deployment`, told to who reads the document")]
struct DeploymentItem {
    /// The name of the prototype.
    prototype: String,
    /// Its version.
    version: String,
    /// The digest of the component.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    digest: String,
    /// The digest of the manifest.
    #[schema(pattern = "^sha256:[0-9a-f]{64}$")]
    manifest: String,
    /// The organisation that owns it.
    organisation: String,
    /// Who did it: the name of a token or a member.
    by: String,
    /// When, in UTC.
    #[schema(format = DateTime)]
    at: String,
}

/// Which version is to be served.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedVersion {
    /// A version that was deployed.
    #[schema(example = "0.1.0")]
    version: String,
}

/// Serve a version that was deployed
#[utoipa::path(
    post, path = "/prototypes/{name}/current", tag = "Prototypes", operation_id = "makeCurrent", params(ByName),
    request_body = WantedVersion,
    responses(
        (status = 200, description = "The version is served.", body = DeploymentItem),
        (status = 404, description = "There is no such version."),
    ),
    security(("token" = ["deploy"])),
)]
async fn make_current(
    State(lab): State<Lab>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Deployment>, Problem> {
    let token = holder(&lab, &headers, Role::Deploy).await?;
    let wanted: WantedVersion = json(&headers, body, r#"send: {"version": "0.1.0"}"#).await?;
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Version {
    #[serde(flatten)]
    #[schema(value_type = DeploymentItem, inline)]
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

paged!(VersionPage, Version);

/// List versions of prototypes
#[utoipa::path(
    get, path = "/prototypes", tag = "Prototypes", operation_id = "listVersions", params(Wanted),
    responses((status = 200, description = "A page of versions that were deployed, the newest first.", body = VersionPage)),
    security(("token" = ["view"])),
)]
async fn list(State(lab): State<Lab>, headers: HeaderMap, address: Uri) -> Result<Json<VersionPage>, Problem> {
    holder(&lab, &headers, Role::View).await?;
    let wanted: Wanted = query(&address)?;
    let versions = versions(&lab.deployer.deployments(None).await?);
    Ok(Json(VersionPage::of(wanted.cut(versions, &address)?)))
}
