//! The calls of the OCI distribution specification 1.1 that prototypes need.

use std::cell::RefCell;
use std::time::Duration;

use fieldlab_domain::digest::Digest;
use serde::Deserialize;
use ureq::http::{Request, Response, StatusCode, header};
use ureq::{Agent, Body};

use crate::access::{Challenge, Credentials};
use crate::format::{Descriptor, MANIFEST_TYPE};
use crate::{Authorities, Reference, RegistryError, Version};

/// The largest manifest, in bytes; registries must take as much (distribution specification, "Pushing manifests").
const MANIFEST_BYTES: u64 = 4 << 20;
/// What an answer that is no content may hold, in bytes.
const ANSWER_BYTES: u64 = 1 << 20;

/// A repository in a registry. Its calls block.
pub struct Client {
    agent: Agent,
    place: Reference,
    credentials: Option<Credentials>,
    /// The header `Authorization` that the registry took last.
    authorization: RefCell<Option<String>>,
}

/// A call before it is sent.
struct Call<'a> {
    method: &'static str,
    address: String,
    headers: &'a [(header::HeaderName, &'a str)],
    body: Option<&'a [u8]>,
}

impl Client {
    /// A client for the repository that `place` names.
    pub fn new(place: &Reference, credentials: Option<Credentials>) -> Client {
        Client::trusting(place, credentials, None)
    }

    /// The same, by authorities of certificates of one's own.
    pub fn trusting(place: &Reference, credentials: Option<Credentials>, authorities: Option<&Authorities>) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(!place.is_local())
            .user_agent(concat!("fieldlab/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_recv_response(Some(Duration::from_secs(60)));
        // A proxy can't reach a registry on this machine.
        let config = if place.is_local() { config.proxy(None) } else { config };
        let config = match authorities {
            Some(authorities) => config.tls_config(authorities.tls()),
            None => config,
        };
        Client { agent: config.build().into(), place: place.clone(), credentials, authorization: RefCell::new(None) }
    }

    /// The manifest of a version, byte by byte.
    ///
    /// # Errors
    /// When it is not there, or is not what its digest says.
    pub fn manifest(&self, version: &Version) -> Result<Vec<u8>, RegistryError> {
        let address = self.address(&format!("manifests/{}", word(version)));
        let accept = [(header::ACCEPT, MANIFEST_TYPE)];
        let mut response = self.send(&Call { method: "GET", address, headers: &accept, body: None })?;
        let what = || Reference { version: Some(version.clone()), ..self.place.clone() }.to_string();
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Err(RegistryError::NotFound { what: what() }),
            _ => return Err(self.unexpected(response)),
        }
        let said = text(&response, "docker-content-digest").and_then(|digest| Digest::parse(&digest));
        let bytes = self.read(&mut response, MANIFEST_BYTES)?;
        let expected = match version {
            Version::Digest(digest) => Some(digest.clone()),
            Version::Tag(_) => said,
        };
        match expected {
            Some(digest) if Digest::of(&bytes) != digest => {
                Err(RegistryError::Tampered { what: what(), digest: digest.to_string() })
            }
            _ => Ok(bytes),
        }
    }

    /// The bytes of a blob.
    ///
    /// # Errors
    /// When it is not there, is larger than `most` bytes, or is not what its digest says.
    pub(crate) fn blob(&self, blob: &Descriptor, most: u64) -> Result<Vec<u8>, RegistryError> {
        let what = || format!("the blob of type {} in {}", blob.media_type, self.place);
        if blob.size > most {
            let why = format!("its part of type {} has {} bytes, and {most} is the most", blob.media_type, blob.size);
            return Err(RegistryError::Format { what: self.place.to_string(), why });
        }
        let address = self.address(&format!("blobs/{}", blob.digest));
        let mut response = self.send(&Call { method: "GET", address, headers: &[], body: None })?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Err(RegistryError::NotFound { what: what() }),
            _ => return Err(self.unexpected(response)),
        }
        // One byte more than it should have, so that a longer one is seen as another one.
        let tampered = || RegistryError::Tampered { what: what(), digest: blob.digest.to_string() };
        let bytes = match response.body_mut().with_config().limit(blob.size + 1).read_to_vec() {
            Ok(bytes) => bytes,
            Err(ureq::Error::BodyExceedsLimit(_)) => return Err(tampered()),
            Err(error) => return Err(self.unreachable(&error)),
        };
        if bytes.len() as u64 == blob.size && Digest::of(&bytes) == blob.digest { Ok(bytes) } else { Err(tampered()) }
    }

    /// Brings a blob to the registry, unless it has it.
    pub(crate) fn push_blob(&self, bytes: &[u8]) -> Result<(), RegistryError> {
        let digest = Digest::of(bytes);
        let there =
            Call { method: "HEAD", address: self.address(&format!("blobs/{digest}")), headers: &[], body: None };
        if self.send(&there)?.status() == StatusCode::OK {
            return Ok(());
        }
        let begin = Call { method: "POST", address: self.address("blobs/uploads/"), headers: &[], body: Some(&[]) };
        let response = self.send(&begin)?;
        let location = text(&response, "location");
        let (StatusCode::ACCEPTED, Some(location)) = (response.status(), location) else {
            return Err(self.unexpected(response));
        };
        let location = if location.starts_with('/') { self.place.address() + &location } else { location };
        let joint = if location.contains('?') { '&' } else { '?' };
        let headers = [(header::CONTENT_TYPE, "application/octet-stream")];
        let address = format!("{location}{joint}digest={digest}");
        let response = self.send(&Call { method: "PUT", address, headers: &headers, body: Some(bytes) })?;
        if response.status() == StatusCode::CREATED { Ok(()) } else { Err(self.unexpected(response)) }
    }

    /// Brings a manifest to the registry, whose blobs are there, and returns its digest.
    ///
    /// # Errors
    /// When the registry does not take it.
    pub fn push_manifest(&self, version: &Version, bytes: &[u8]) -> Result<Digest, RegistryError> {
        let headers = [(header::CONTENT_TYPE, MANIFEST_TYPE)];
        let address = self.address(&format!("manifests/{}", word(version)));
        let response = self.send(&Call { method: "PUT", address, headers: &headers, body: Some(bytes) })?;
        if response.status() == StatusCode::CREATED { Ok(Digest::of(bytes)) } else { Err(self.unexpected(response)) }
    }

    fn address(&self, path: &str) -> String {
        format!("{}/v2/{}/{path}", self.place.address(), self.place.repository)
    }

    /// Sends a call, and once more with a name or a token when the registry asks who it is.
    fn send(&self, call: &Call<'_>) -> Result<Response<Body>, RegistryError> {
        let known = self.authorization.borrow().clone();
        let response = self.send_as(call, known.as_deref())?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        let challenge = text(&response, "www-authenticate").and_then(|header| Challenge::parse(&header));
        let authorization = match (challenge, &self.credentials) {
            (Some(Challenge::Basic), Some(credentials)) => credentials.header(),
            (Some(Challenge::Bearer { realm, query }), _) => format!("Bearer {}", self.token(&realm, &query)?),
            _ => return Err(self.refused(response.status())),
        };
        let response = self.send_as(call, Some(&authorization))?;
        if response.status() == StatusCode::UNAUTHORIZED {
            return Err(self.refused(response.status()));
        }
        *self.authorization.borrow_mut() = Some(authorization);
        Ok(response)
    }

    fn send_as(&self, call: &Call<'_>, authorization: Option<&str>) -> Result<Response<Body>, RegistryError> {
        let mut request = Request::builder().method(call.method).uri(&call.address);
        for (name, value) in call.headers {
            request = request.header(name, *value);
        }
        // Uploads may lead elsewhere; who we are is for the registry alone.
        let home = call.address.starts_with(&format!("{}/", self.place.address()));
        if let Some(authorization) = authorization.filter(|_| home) {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let wrong = |error: ureq::http::Error| self.answer(format!("it leads to `{}`: {error}", call.address));
        let response = match call.body {
            Some(body) => self.agent.run(request.body(body).map_err(wrong)?),
            None => self.agent.run(request.body(()).map_err(wrong)?),
        };
        response.map_err(|error| self.unreachable(&error))
    }

    /// Asks for a token where the registry says.
    fn token(&self, realm: &str, query: &[(String, String)]) -> Result<String, RegistryError> {
        #[derive(Deserialize)]
        struct Token {
            #[serde(default, alias = "access_token")]
            token: String,
        }
        let mut request =
            self.agent.get(realm).query_pairs(query.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        if let Some(credentials) = &self.credentials {
            request = request.header(header::AUTHORIZATION, credentials.header());
        }
        let mut response = request.call().map_err(|error| self.unreachable(&error))?;
        if response.status() != StatusCode::OK {
            return Err(self.refused(response.status()));
        }
        let bytes = self.read(&mut response, ANSWER_BYTES)?;
        match serde_json::from_slice::<Token>(&bytes) {
            Ok(token) if !token.token.is_empty() => Ok(token.token),
            _ => Err(self.answer(format!("{realm} gives no token"))),
        }
    }

    fn read(&self, response: &mut Response<Body>, most: u64) -> Result<Vec<u8>, RegistryError> {
        response.body_mut().with_config().limit(most).read_to_vec().map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(_) => self.answer(format!("its answer is larger than {most} bytes")),
            error => self.unreachable(&error),
        })
    }

    fn unreachable(&self, error: &ureq::Error) -> RegistryError {
        RegistryError::Unreachable { address: self.place.address(), what: error.to_string() }
    }

    fn refused(&self, status: StatusCode) -> RegistryError {
        RegistryError::Refused { address: self.place.address(), what: status.to_string() }
    }

    fn answer(&self, what: String) -> RegistryError {
        RegistryError::Answer { address: self.place.address(), what }
    }

    fn unexpected(&self, mut response: Response<Body>) -> RegistryError {
        let status = response.status();
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            return self.refused(status);
        }
        let words = response.body_mut().with_config().limit(ANSWER_BYTES).read_to_string().unwrap_or_default();
        // What it says goes to a terminal: no control characters, and not much of it.
        let words: String = words.chars().filter(|letter| !letter.is_control()).take(300).collect();
        self.answer(format!("{status} {words}"))
    }
}

fn word(version: &Version) -> &str {
    match version {
        Version::Tag(tag) => tag,
        Version::Digest(digest) => digest.as_str(),
    }
}

fn text(response: &Response<Body>, name: &str) -> Option<String> {
    Some(response.headers().get(name)?.to_str().ok()?.to_owned())
}
