//! The lab's interface for programs: what `fieldlab deploy`, `fieldlab grants` and pipelines talk to.
//!
//! Who asks is known before anything of a request is read. To add a resource: its file here, and its routes in [`routes`].

pub(crate) mod deploying;
mod grants;
mod processing_log;
mod tours;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fieldlab_domain::deployment::{Blame, DeployFailure, Role, Token};
use fieldlab_domain::name::Name;
use fieldlab_domain::store::StoreError;
use serde_json::json;

use crate::Lab;

/// The most bytes of the body of a request that is no package.
const MOST_WORDS: usize = 256 << 10;

/// The routes of the interface.
pub(crate) fn routes() -> Router<Lab> {
    Router::new()
        .merge(deploying::routes())
        .merge(grants::routes())
        .merge(processing_log::routes())
        .merge(tours::routes())
}

/// Why nothing was done (RFC 9457), with what to do as `hint`.
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) detail: String,
    pub(crate) hint: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem { status, detail: detail.into(), hint: hint.into() }
    }

    pub(crate) fn broken() -> Problem {
        let hint = "try again, and tell who runs the lab: its log says why";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the lab failed; what ran before still runs", hint)
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
        tracing::error!(%error, "the store can't be read or written");
        Problem::broken()
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
    if !token.role.allows(role) {
        let what = format!("the token of `{}` may {}, not {}", token.name, token.role.name(), role.name());
        return Err(Problem::new(StatusCode::FORBIDDEN, what, format!("use a token with the role {}", role.name())));
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

/// The name in an address.
fn named(name: &str) -> Result<Name, Problem> {
    Name::parse(name).map_err(|what| Problem::new(StatusCode::NOT_FOUND, what, "name a prototype"))
}
