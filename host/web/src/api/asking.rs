//! What is asked: by whom, with which query, with which body.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use fieldlab_domain::deployment::{Role, Token};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::name::Name;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize as _, Deserializer};
use serde_json::{Map, Value};

use super::Problem;
use crate::Lab;
use crate::accounts::Who;

/// The most bytes of the body of a request that is no package.
pub(super) const MOST_WORDS: usize = 256 << 10;

/// Who asks, when a token says so that allows as much as `role`.
pub(super) async fn holder(lab: &Lab, headers: &HeaderMap, role: Role) -> Result<Token, Problem> {
    let hint = "make a token with: fieldlab token new --name ci --organisation \"...\"";
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

/// The same, as the pages know who asks.
pub(super) async fn asker(lab: &Lab, headers: &HeaderMap, role: Role) -> Result<Who, Problem> {
    Ok(Who::Token(Arc::new(holder(lab, headers, role).await?)))
}

/// The whole body; one that is too long is refused before it is read when its length is told.
pub(super) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Problem> {
    let too_large = || {
        let what = format!("a request may have {most} bytes here");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, what, "send less; a prototype is smaller when built for release")
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
        Problem::bad("the upload broke off; nothing was deployed", "send it again")
    })
}

/// The body as JSON; `hint` shows one.
pub(super) async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body, hint: &str) -> Result<T, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or_default());
    let is_json = |kind: &str| kind.split(';').next().is_some_and(|kind| kind.trim().ends_with("json"));
    if !kind.is_none_or(is_json) {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "the body is sent as application/json here", hint));
    }
    let body = read(headers, body, MOST_WORDS).await?;
    let mut text = serde_json::Deserializer::from_slice(&body);
    let read = object(&mut text).and_then(|read| text.end().map(|()| read));
    read.map_err(|error| Problem::bad(format!("the body can't be read: {error}"), hint))
}

/// Reads an object: what is derived by itself would take a list for one too, field by field.
pub(super) fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<T, D::Error> {
    from_fields(Map::deserialize(deserializer)?)
}

/// Reads a list of objects.
pub(super) fn objects<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let all: Vec<Map<String, Value>> = Vec::deserialize(deserializer)?;
    all.into_iter().map(from_fields).collect()
}

fn from_fields<T: DeserializeOwned, E: Error>(mut fields: Map<String, Value>) -> Result<T, E> {
    fields.values_mut().for_each(make_whole);
    serde_json::from_value(Value::Object(fields)).map_err(E::custom)
}

/// The largest whole number up to which a number with a fraction tells all of them apart.
const MOST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Writes `2.0` as `2`: both are a whole number (JSON Schema 2020-12, validation, 6.1.1).
fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let is_whole = |number: &f64| number.fract() == 0.0 && number.abs() <= MOST_WHOLE;
            if let Some(whole) = number.as_f64().filter(is_whole) {
                *value = Value::from(whole as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        _ => {}
    }
}

/// What stands behind the question mark of an address.
pub(super) fn query<T: DeserializeOwned>(address: &Uri) -> Result<T, Problem> {
    let read = Query::try_from_uri(address).map(|Query(read)| read);
    read.map_err(|error| {
        let said = error.body_text();
        // What the library puts before it is about itself.
        let what = said.split_once(": ").map_or(&*said, |(_, what)| what);
        Problem::bad(format!("the question can't be read: {what}"), "see what can be asked for: GET /v1/openapi.json")
    })
}

/// A name in a query, when there is one; `what` says of what.
pub(super) fn wanted_name(name: Option<&str>, what: &str) -> Result<Option<Name>, Problem> {
    let name = name.map(|name| Name::parse(name).map_err(|wrong| Problem::bad(wrong, format!("name {what}"))));
    name.transpose()
}

/// The name in an address.
pub(super) fn named(name: &str) -> Result<Name, Problem> {
    Name::parse(name).map_err(|what| Problem::unknown(what, "see which there are: ask for the list"))
}

/// The digest in an address.
pub(super) fn digested(digest: &str) -> Result<Digest, Problem> {
    let what = || Problem::unknown(format!("`{digest}` is no digest"), "see which there are: GET /v1/runs");
    Digest::parse(digest).ok_or_else(what)
}

/// The number in an address.
pub(super) fn numbered(number: &str) -> Result<i64, Problem> {
    let what = || Problem::unknown(format!("`{number}` is no number"), "see which there are: ask for the list");
    number.parse().ok().filter(|number| *number > 0).ok_or_else(what)
}
