//! A lab elsewhere, by its interface for programs.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fieldlab_domain::deployment::Deployment;
use fieldlab_domain::name::Name;
use fieldlab_domain::request::{Decisions, Requests};
use fieldlab_registry::Authorities;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body};

use crate::failure::usage;
use crate::workspace::read_text;

/// A lab compiles what it gets before it answers.
const PATIENCE: Duration = Duration::from_secs(600);
const CONNECTING: Duration = Duration::from_secs(20);

/// A lab elsewhere, and the token that opens it.
pub(crate) struct Remote {
    agent: Agent,
    address: String,
    token: String,
}

/// What a lab says when it refuses.
#[derive(Deserialize)]
struct Problem {
    detail: String,
    hint: Option<String>,
}

impl Remote {
    /// The lab at `address`; with `authorities` its certificate is checked by those in that file.
    pub(crate) fn new(address: &str, token: &str, authorities: Option<&Path>) -> anyhow::Result<Remote> {
        let plain = token.bytes().all(|byte| byte.is_ascii_graphic()) && !token.is_empty();
        if !plain {
            return Err(usage(
                "this is no token",
                "give what `fieldlab token new` printed, with --token or FIELDLAB_TOKEN",
            ));
        }
        let uri: Option<ureq::http::Uri> = address.parse().ok();
        let host = uri.as_ref().and_then(|uri| uri.host()).unwrap_or_default();
        match uri.as_ref().and_then(|uri| uri.scheme_str()) {
            _ if host.is_empty() => {
                return Err(usage(
                    format!("`{address}` is not the address of a lab"),
                    "write: --lab http://127.0.0.1:8780",
                ));
            }
            // The token would be there for all on the way to read.
            Some("http") if !is_this_machine(host) => {
                return Err(usage(format!("{address} is not encrypted"), "use https, or a lab on this machine"));
            }
            Some("http" | "https") => {}
            _ => {
                return Err(usage(
                    format!("`{address}` is neither http nor https"),
                    "write: --lab http://127.0.0.1:8780",
                ));
            }
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECTING))
            .timeout_global(Some(PATIENCE))
            // A token goes to the lab that was named and nowhere else: not by way of a redirect, nor of a proxy.
            .max_redirects(0)
            .proxy(None);
        let config = match authorities {
            Some(file) => config.tls_config(self::authorities(file)?.tls()),
            None => config,
        };
        Ok(Remote {
            agent: config.build().into(),
            address: address.trim_end_matches('/').to_owned(),
            token: token.to_owned(),
        })
    }

    /// Sends a package, with a signature over it when there is one.
    pub(crate) fn deploy(&self, package: &[u8], signature: Option<[u8; 64]>) -> anyhow::Result<Deployment> {
        // The lab says whether it takes one before it is sent.
        let request = self.agent.post(format!("{}/v1/prototypes", self.address)).header("Expect", "100-continue");
        let mut request = request.content_type(fieldlab_web::PACKAGE).header("Authorization", self.authorization());
        if let Some(signature) = signature {
            request = request.header(fieldlab_web::SIGNATURE, BASE64_STANDARD.encode(signature));
        }
        self.read(request.send(package))
    }

    /// Goes to another version: `wanted` names it, as JSON.
    pub(crate) fn make_current(&self, name: &Name, wanted: &str) -> anyhow::Result<Deployment> {
        let request = self.agent.post(format!("{}/v1/prototypes/{name}/current", self.address));
        let request = request.content_type("application/json").header("Authorization", self.authorization());
        self.read(request.send(wanted))
    }

    /// What a prototype asks for.
    pub(crate) fn grants(&self, name: &Name) -> anyhow::Result<Requests> {
        let request = self.agent.get(format!("{}/v1/prototypes/{name}/grants", self.address));
        self.read(request.header("Authorization", self.authorization()).call())
    }

    /// Decides about what a prototype asks for.
    pub(crate) fn decide(&self, name: &Name, decisions: &Decisions) -> anyhow::Result<Requests> {
        let request = self.agent.put(format!("{}/v1/prototypes/{name}/grants", self.address));
        let request = request.content_type("application/json").header("Authorization", self.authorization());
        self.read(request.send(serde_json::to_string(decisions)?))
    }

    /// Keeps the tour of a prototype, the text of its `demo.toml`; how many scenes it has.
    pub(crate) fn put_tour(&self, name: &Name, source: &str) -> anyhow::Result<u64> {
        let request = self.agent.put(format!("{}/v1/prototypes/{name}/tour", self.address));
        let request = request.content_type("application/toml").header("Authorization", self.authorization());
        let kept: serde_json::Value = self.read(request.send(source))?;
        Ok(kept["scenes"].as_u64().unwrap_or_default())
    }

    fn authorization(&self) -> String {
        format!("Bearer {}", self.token)
    }

    fn read<T: DeserializeOwned>(&self, answer: Result<Response<Body>, ureq::Error>) -> anyhow::Result<T> {
        let address = &self.address;
        let broken = |error: ureq::Error| {
            anyhow!("can't reach the lab at {address}: {error}\n  hint: see whether it is served there, and try again")
        };
        let mut answer = answer.map_err(broken)?;
        let status = answer.status();
        let text = answer.body_mut().read_to_string().map_err(broken)?;
        if status.is_success() {
            let strange = |_| anyhow!("{address} answers, but not as a lab does\n  hint: see the address of --lab");
            return serde_json::from_str(&text).map_err(strange);
        }
        let Ok(Problem { detail, hint }) = serde_json::from_str(&text) else {
            return Err(anyhow!("{address} answers {status}\n  hint: see the address of --lab"));
        };
        let hint = hint.unwrap_or_else(|| "see: fieldlab deploy --help".to_owned());
        match status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT {
            true => Err(usage(detail, hint)),
            false => Err(anyhow!("{detail}\n  hint: {hint}")),
        }
    }
}

/// The authorities of certificates in a PEM file.
pub(crate) fn authorities(file: &Path) -> anyhow::Result<Authorities> {
    Authorities::from_pem(&read_text(file)?).with_context(|| file.display().to_string())
}

/// Whether a host is this machine.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}
