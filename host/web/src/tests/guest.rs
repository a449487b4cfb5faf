//! A prototype's web service in Rust, which does by its path what prototypes do.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use bytes::Bytes;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::service::{Body, BodyError, Service, ServiceFailure, Visit};
use http_body::Frame;
use http_body_util::{BodyExt as _, Full};
use serde_json::json;
use tokio::sync::{Semaphore, mpsc};

use super::memory::read;
use crate::Services;

/// What a guest says to nobody but its author.
pub(super) const SECRET: &str = "panicked at src/lib.rs:7";

pub(super) struct Guest {
    manifest: Manifest,
    digest: Digest,
    /// A permit for each answer that has ended.
    pub(super) ended: Arc<Semaphore>,
    /// What the body at `/drip` consists of; its first reader gets it.
    drip: Mutex<Option<mpsc::UnboundedReceiver<Frame<Bytes>>>>,
    /// Sends to the body at `/drip`.
    pub(super) drops: mpsc::UnboundedSender<Frame<Bytes>>,
    /// The headers that `/answer` answers with.
    headers: HeaderMap,
}

impl Default for Guest {
    fn default() -> Guest {
        let manifest = Manifest::parse("prototype.toml", &read("plugins/zorgtoeslag/prototype.toml"));
        let (drops, drip) = mpsc::unbounded_channel();
        Guest {
            manifest: manifest.unwrap_or_else(|faults| panic!("{faults}")),
            digest: Digest::of(b"guest"),
            ended: Arc::new(Semaphore::new(0)),
            drip: Mutex::new(Some(drip)),
            drops,
            headers: HeaderMap::new(),
        }
    }
}

impl Guest {
    /// One that answers with these headers at `/answer`.
    pub(super) fn with_headers(headers: &[(&'static str, &'static str)]) -> Guest {
        let mut guest = Guest::default();
        for (name, value) in headers {
            guest.headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        guest
    }

    /// One of which the manifest says this too.
    pub(super) fn that(more: &str) -> Guest {
        let source = format!("{}\n{more}", read("plugins/zorgtoeslag/prototype.toml"));
        let manifest = Manifest::parse("prototype.toml", &source).unwrap_or_else(|faults| panic!("{faults}"));
        Guest { manifest, ..Guest::default() }
    }

    /// The same, under another name.
    pub(super) fn named(mut self, name: &str) -> (Name, Arc<dyn Service>) {
        self.manifest.name = Name::parse(name).expect("it is a name");
        (self.manifest.name.clone(), Arc::new(self))
    }

    /// The services of a lab with this one only, which is named `zorgtoeslag`.
    pub(super) fn services(self) -> Services {
        Arc::new(self).shared()
    }

    /// The same, of one that the test holds on to.
    pub(super) fn shared(self: Arc<Self>) -> Services {
        [(self.manifest.name.clone(), self as Arc<dyn Service>)].into_iter().collect()
    }
}

/// Gives a permit when it is dropped.
struct Ending(Arc<Semaphore>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}

/// A body of what comes through a channel.
struct Drip {
    drip: mpsc::UnboundedReceiver<Frame<Bytes>>,
    _ending: Ending,
}

impl http_body::Body for Drip {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.drip.poll_recv(context).map(|drop| drop.map(Ok))
    }
}

fn full(text: impl Into<Bytes>) -> Body {
    Full::new(text.into()).map_err(|never| match never {}).boxed_unsync()
}

#[async_trait]
impl Service for Guest {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn digest(&self) -> &Digest {
        &self.digest
    }

    fn itself(&self) -> &dyn std::any::Any {
        self
    }

    fn latest_failure(&self) -> Option<ServiceFailure> {
        None
    }

    fn bring_back(&self) {}

    async fn answer(&self, request: Request<Body>, visit: &Visit) -> Result<Response<Body>, ServiceFailure> {
        let failed = |what: String| ServiceFailure::Guest { what, output: SECRET.to_owned() };
        let (parts, body) = request.into_parts();
        let mut response = Response::new(full(""));
        match parts.uri.path() {
            "/" => {
                let persona = visit.persona.as_ref().map_or("nobody", |persona| persona.as_str());
                let Visit { session, today, language, seed, .. } = visit;
                let told = json!({ "persona": persona, "today": today, "language": language.code(), "session": session, "seed": seed });
                *response.body_mut() = full(told.to_string());
            }
            "/seen" => {
                let headers: Vec<_> = parts
                    .headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
                    .collect();
                let told =
                    json!({ "method": parts.method.as_str(), "address": parts.uri.to_string(), "headers": headers });
                *response.body_mut() = full(told.to_string());
            }
            "/answer" => *response.headers_mut() = self.headers.clone(),
            "/echo" => *response.body_mut() = body,
            "/count" => {
                let _ending = Ending(self.ended.clone());
                let read = body.collect().await.map_err(|error| failed(error.to_string()))?;
                *response.body_mut() = full(read.to_bytes().len().to_string());
            }
            "/trailers" => {
                response.headers_mut().insert("trailer", HeaderValue::from_static("x-sum"));
                let sum = (HeaderName::from_static("x-sum"), HeaderValue::from_static("6"));
                let (drops, drip) = mpsc::unbounded_channel();
                for frame in [Frame::data("abc".into()), Frame::trailers([sum].into_iter().collect())] {
                    drops.send(frame).expect("it is read below");
                }
                *response.body_mut() = Drip { drip, _ending: Ending(self.ended.clone()) }.boxed_unsync();
            }
            "/drip" => {
                let drip = self.drip.lock().expect("nobody panicked").take().expect("one reads it");
                *response.body_mut() = Drip { drip, _ending: Ending(self.ended.clone()) }.boxed_unsync();
            }
            "/silent" => {
                let _ending = Ending(self.ended.clone());
                std::future::pending().await
            }
            "/early" => *response.status_mut() = StatusCode::EARLY_HINTS,
            "/busy" => return Err(ServiceFailure::Busy { after: Duration::from_millis(1_200) }),
            "/set-aside" => return Err(ServiceFailure::SetAside { after: Duration::from_secs(30) }),
            "/late" => return Err(ServiceFailure::Late { time: Duration::from_secs(1), output: SECRET.to_owned() }),
            "/large" => return Err(ServiceFailure::TooLarge { part: "contents", most: 10 }),
            "/host" => return Err(ServiceFailure::Host(SECRET.to_owned())),
            _ => return Err(failed("it trapped: unreachable".to_owned())),
        }
        Ok(response)
    }
}
