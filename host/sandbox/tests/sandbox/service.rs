//! What the tests of web services share.

use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};

use bytes::Bytes;
use fieldlab_build::workspace_guests;
use fieldlab_domain::assessment::LoadError;
use fieldlab_domain::date::Date;
use fieldlab_domain::manifest::{Limits, Manifest, ServiceLimits};
use fieldlab_domain::processing::Trace;
use fieldlab_domain::service::{Body, BodyError, Service, ServiceFailure, Visit};
use fieldlab_domain::text::Language;
use fieldlab_sandbox::Sandbox;
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt as _, Collected, Full};
use tokio::sync::mpsc;

use crate::support::{SANDBOX, TODAY, small_manifest};

/// The well-behaved and the misbehaving service of WASI 0.2.
pub(crate) static P2: LazyLock<Arc<dyn Service>> = LazyLock::new(|| load(&SANDBOX, "guest-p2", LIMITS));

/// The same of WASI 0.3.
pub(crate) static P3: LazyLock<Arc<dyn Service>> = LazyLock::new(|| load(&SANDBOX, "guest-p3", LIMITS));

/// Tight, so that the tests need not wait; the deadline is long enough for a busy machine.
pub(crate) const LIMITS: Limits = Limits {
    memory_mb: 8,
    deadline_ms: 2_000,
    service: ServiceLimits {
        requests: 16,
        request_mb: 2,
        response_mb: 3,
        response_seconds: 2,
        ..ServiceLimits::DEFAULT
    },
};

/// A manifest with these limits.
pub(crate) fn manifest(limits: Limits) -> Manifest {
    Manifest { limits, ..small_manifest() }
}

/// The component of a guest.
pub(crate) fn component(package: &str) -> Vec<u8> {
    let built = workspace_guests().get(package).unwrap_or_else(|| panic!("no guest makes `{package}`"));
    std::fs::read(&built.component_path).expect("it was just built")
}

/// Loads a guest.
pub(crate) fn load(sandbox: &Sandbox, package: &str, limits: Limits) -> Arc<dyn Service> {
    sandbox.load_service(manifest(limits), &component(package)).unwrap_or_else(|error| panic!("{error}"))
}

/// A service in WebAssembly text that is otherwise as it should be; see `fixtures/guests/service.wat`.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    /// The pages of its memory.
    pub(crate) pages: &'a str,
    /// What else its module has.
    pub(crate) module: &'a str,
    /// What it does with a request.
    pub(crate) handle: &'a str,
}

/// A service that does not answer.
pub(crate) const SILENT: Text<'_> = Text { pages: "1", module: "", handle: "" };

impl Text<'_> {
    /// Loads it.
    pub(crate) fn load(self) -> Result<Arc<dyn Service>, LoadError> {
        let text = include_str!("../../../../fixtures/guests/service.wat")
            .replace("{PAGES}", self.pages)
            .replace("{MODULE}", self.module)
            .replace("{HANDLE}", self.handle);
        let component = wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"));
        SANDBOX.load_service(manifest(LIMITS), &component)
    }
}

/// Somebody who visits.
pub(crate) fn visit() -> Visit {
    Visit {
        session: "demo".to_owned(),
        persona: None,
        today: Date(TODAY),
        language: Language::Nl,
        seed: 7,
        trace: Trace { trace_id: [1; 16], span_id: [1; 8], parent_id: None },
        depth: 0,
        state: Arc::default(),
    }
}

/// A body.
pub(crate) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// A request without a body.
pub(crate) fn get(path: &str) -> Request<Body> {
    Request::get(path).body(full("")).expect("a good request")
}

/// A body that its sender writes while it is read, and may break off.
struct Written(mpsc::Receiver<Result<Frame<Bytes>, BodyError>>);

impl http_body::Body for Written {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.0.poll_recv(context)
    }
}

/// What a sender writes, and the body that comes of it.
pub(crate) fn written() -> (mpsc::Sender<Result<Frame<Bytes>, BodyError>>, Body) {
    let (write, read) = mpsc::channel(1);
    (write, Written(read).boxed_unsync())
}

/// A request with a body.
pub(crate) fn post(path: &str, body: Body) -> Request<Body> {
    Request::post(path).body(body).expect("a good request")
}

/// Asks a service.
pub(crate) async fn ask(service: &dyn Service, request: Request<Body>) -> Result<Response<Body>, ServiceFailure> {
    service.answer(request, &visit()).await
}

/// A whole answer: status, body and trailers; or why there is none, or no more of it.
#[derive(Debug)]
pub(crate) enum Outcome {
    Whole(u16, String, HeaderMap),
    Broken(BodyError),
    Failed(ServiceFailure),
}

impl Outcome {
    /// The text of a whole answer.
    pub(crate) fn text(self) -> String {
        match self {
            Outcome::Whole(200, text, _) => text,
            other => panic!("{other:?}"),
        }
    }

    /// Why there was no answer: what happened and what the guest wrote.
    pub(crate) fn failed(self) -> (String, String) {
        match self {
            Outcome::Failed(ServiceFailure::Guest { what, output }) => (what, output),
            Outcome::Failed(ServiceFailure::Late { output, .. }) => ("late".to_owned(), output),
            other => panic!("{other:?}"),
        }
    }

    /// What the visitor read, or why nothing, and what the guest wrote as far as somebody may see it.
    pub(crate) fn log(self) -> (String, String) {
        match self {
            Outcome::Whole(_, text, _) => (text, String::new()),
            other => other.failed(),
        }
    }

    /// Why the body broke off.
    pub(crate) fn broken(self) -> String {
        match self {
            Outcome::Broken(BodyError(words)) => words,
            other => panic!("{other:?}"),
        }
    }
}

/// Asks, and reads all of the answer.
pub(crate) async fn outcome(service: &dyn Service, request: Request<Body>) -> Outcome {
    // A test of one failure must not depend on how many others failed before.
    service.bring_back();
    match ask(service, request).await {
        Err(failure) => Outcome::Failed(failure),
        Ok(response) => read(response).await,
    }
}

/// Reads all of an answer.
pub(crate) async fn read(response: Response<Body>) -> Outcome {
    let status = response.status().as_u16();
    match response.into_body().collect().await {
        Err(error) => Outcome::Broken(error),
        Ok(body) => {
            let trailers = body.trailers().cloned().unwrap_or_default();
            Outcome::Whole(status, String::from_utf8_lossy(&body.to_bytes()).into_owned(), trailers)
        }
    }
}

/// Sends a body in parts to a service that echoes it, and looks that each part comes back before the next is sent; what ends the answer.
pub(crate) async fn echo_in_parts(service: &dyn Service) -> Collected<Bytes> {
    let (write, body) = written();
    let response = ask(service, post("/echo", body)).await.expect("it answers before it has read all");
    let mut body = response.into_body();
    for part in ["one", "two", "three"] {
        write.send(Ok(Frame::data(Bytes::from(part)))).await.expect("it reads");
        let frame = body.frame().await.expect("it writes").expect("it does not break off");
        assert_eq!(frame.into_data().expect("data"), part, "a part comes back before the next is sent");
    }
    let sum = HeaderMap::from_iter([("x-sum".parse().expect("a name"), HeaderValue::from_static("11"))]);
    write.send(Ok(Frame::trailers(sum))).await.expect("it reads");
    drop(write);
    body.collect().await.expect("it does not break off")
}
