//! Runs one component of the suite as a service of a prototype: what it may, it may there too.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::date::Date;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::processing::Trace;
use fieldlab_domain::service::{BodyError, Service, ServiceFailure, Visit};
use fieldlab_domain::text::Language;
use fieldlab_sandbox::{Sandbox, SandboxConfig};
use http_body_util::BodyExt as _;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use wasm_compose::composer::ComponentComposer;
use wasm_compose::config::Config;

/// 1 January 2026, in days since 1970-01-01.
const TODAY: i32 = 20_454;

/// What a component of the suite gets: no grant, and room for its debug build.
const MANIFEST: &str = r#"
name = "suite"
version = "0.1.0"
title = { nl = "Testreeks", en = "Test suite" }
summary = { nl = "Een test van WASI.", en = "A test of WASI." }
needs = ["a-need"]
owner = { organisation = "Voorbeeldgemeente", sector = "government" }
service = { start = "/", languages = ["en"] }
limits = { memory_mb = 32, deadline_ms = 10000 }
"#;

/// What a program ends with that the lab does not run, or that failed without a status of its own.
const FAILED: i32 = 70;

/// Runs it, and gives the status to end with.
pub(crate) fn run(component: &Path) -> i32 {
    let bytes = std::fs::read(component).unwrap_or_else(|error| panic!("{}: {error}", component.display()));
    let runtime = Runtime::new().expect("threads can be started");
    match load(&bytes) {
        Ok(service) => runtime.block_on(serve(service)),
        // A command answers nobody by itself.
        Err(error) if error.contains("is no web service") => match load(&with_handler(component)) {
            Ok(service) => runtime.block_on(command(&*service)),
            Err(error) => refuse(&error),
        },
        Err(error) => refuse(&error),
    }
}

fn refuse(error: &str) -> i32 {
    eprintln!("{error}");
    FAILED
}

fn load(component: &[u8]) -> Result<Arc<dyn Service>, String> {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasi-testsuite");
    let config = SandboxConfig { cache: Some(cache), ..SandboxConfig::new(TODAY) };
    let sandbox = Sandbox::new(config).expect("the machine has address space for it");
    let manifest = Manifest::parse("prototype.toml", MANIFEST).unwrap_or_else(|faults| panic!("{faults}"));
    sandbox.load_service(manifest, component).map_err(|error| error.to_string())
}

/// The command, put together with a service that runs it for each request.
fn with_handler(command: &Path) -> Vec<u8> {
    let service = PathBuf::from(env::var_os("FIELDLAB_COMMAND").expect("who starts this made the service"));
    let config = Config { dir: ".".into(), definitions: vec![command.to_owned()], ..Config::default() };
    ComponentComposer::new(&service, &config).compose().unwrap_or_else(|error| panic!("{error:#}"))
}

/// Asks it once, and gives the status that it ends with.
async fn command(service: &dyn Service) -> i32 {
    match service.answer(request(Request::new(Body::empty())), &visit()).await {
        Ok(response) if response.status() == 200 => 0,
        Ok(_) => 1,
        Err(failure) => status_of(&failure),
    }
}

/// The status that a guest gave itself.
fn status_of(failure: &ServiceFailure) -> i32 {
    let text = format!("{failure:?}");
    let given = text.split_once("ended itself with status ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    given.unwrap_or_else(|| refuse(&text))
}

/// Answers on a free port until it is interrupted; says on its error output where that is, and why an answer failed.
async fn serve(service: Arc<dyn Service>) -> i32 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    eprintln!("http://{}/", listener.local_addr().expect("it has an address"));
    let app = Router::new().fallback(answer).with_state(Arc::clone(&service));
    tokio::select! {
        ended = async { axum::serve(listener, app).await } => panic!("{ended:?}"),
        interrupted = tokio::signal::ctrl_c() => interrupted.expect("it can be interrupted"),
    }
    service.latest_failure().map_or(0, |_| FAILED)
}

async fn answer(State(service): State<Arc<dyn Service>>, asked: Request) -> Response {
    match service.answer(request(asked), &visit()).await {
        Ok(response) => response.map(Body::new),
        Err(failure) => {
            eprintln!("{failure:?}");
            axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn request(asked: Request) -> axum::http::Request<fieldlab_domain::service::Body> {
    asked.map(|body| body.map_err(|error| BodyError(error.to_string())).boxed_unsync())
}

fn visit() -> Visit {
    Visit {
        session: "suite".to_owned(),
        persona: None,
        today: Date(TODAY),
        language: Language::En,
        seed: 7,
        trace: Trace { trace_id: [1; 16], span_id: [1; 8], parent_id: None },
        depth: 0,
        state: Arc::default(),
    }
}
