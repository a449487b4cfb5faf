//! Components written elsewhere for wasi:http run unchanged: services in other languages, made with their own tools.
//!
//! It is a program of its own, so that compiling them, which takes both cores for long, is not beside tests that count on time. Each
//! of `fixtures/guests/foreign` answers the same pages; its README says which tools make it.

mod checks;
mod made;
#[expect(dead_code, reason = "it shares what the other tests need")]
#[path = "../sandbox/service.rs"]
mod service;
#[expect(dead_code, reason = "it shares what the other tests need")]
#[path = "../sandbox/support.rs"]
mod support;

use std::sync::{Arc, LazyLock};

use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::service::Service;
use fieldlab_sandbox::{Sandbox, SandboxConfig};

use crate::made::{Language, kept};
use crate::support::{TODAY, parse};

static SANDBOX: LazyLock<Sandbox> = LazyLock::new(|| {
    let config = SandboxConfig { cache: Some(kept().join("compiled")), ..SandboxConfig::new(TODAY) };
    Sandbox::new(config).expect("the machine has address space for it")
});

/// A service in another language, as its manifest says.
pub(crate) struct Foreign {
    pub(crate) service: Arc<dyn Service>,
    pub(crate) manifest: Manifest,
    pub(crate) component: Vec<u8>,
    /// What its library can do.
    pub(crate) can: Can,
}

/// What a language's library for wasi:http can do.
#[derive(Clone, Copy)]
pub(crate) struct Can {
    /// It reads and sends trailers.
    pub(crate) send_trailers: bool,
    /// The largest body that it reads, in mebibytes.
    pub(crate) read_mb: u32,
}

/// All, as far as a manifest allows it that says nothing.
const ALL: Can = Can { send_trailers: true, read_mb: 10 };

/// `fetch` knows no trailers. StarlingMonkey holds on to a handle for each part that it reads, and a request has 256.
const OF_FETCH: Can = Can { send_trailers: false, read_mb: 1 };

impl Drop for Foreign {
    /// Says why it failed, which its visitors are not told.
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("its latest failure: {:#?}", self.service.latest_failure());
        }
    }
}

impl Foreign {
    /// Makes and loads it, when its language's tools are there.
    fn load(language: Language, can: Can) -> Option<Foreign> {
        let component = language.component()?;
        let manifest = parse(&language.manifest());
        let service = load(&manifest, &component);
        Some(Foreign { service, manifest, component, can })
    }

    /// It again, with room for one request at a time.
    pub(crate) fn alone(&self) -> Arc<dyn Service> {
        let mut manifest = self.manifest.clone();
        manifest.limits.service.requests = 1;
        manifest.limits.deadline_ms = 30_000;
        load(&manifest, &self.component)
    }
}

fn load(manifest: &Manifest, component: &[u8]) -> Arc<dyn Service> {
    SANDBOX.load_service(manifest.clone(), component).unwrap_or_else(|error| panic!("{error}"))
}

async fn check(language: Language, can: Can) {
    if let Some(foreign) = Foreign::load(language, can) {
        checks::all(&foreign).await;
    }
}

#[tokio::test]
async fn javascript_of_componentize_js() {
    check(Language { folder: "javascript", package: None }, OF_FETCH).await;
}

#[tokio::test]
async fn c_of_clang() {
    check(Language { folder: "c", package: None }, ALL).await;
}

#[tokio::test]
async fn rust_of_wstd() {
    check(Language { folder: "rust", package: Some("wstd") }, ALL).await;
}

/// Its SDK makes services of WASI 0.3.
#[tokio::test]
async fn rust_of_spin() {
    check(Language { folder: "rust", package: Some("spin") }, ALL).await;
}

/// The helpers that come with it know no trailers.
#[tokio::test]
async fn python_of_componentize_py() {
    check(Language { folder: "python", package: Some("p2") }, Can { send_trailers: false, ..ALL }).await;
}

#[tokio::test]
async fn python_of_componentize_py_for_wasi_0_3() {
    check(Language { folder: "python", package: Some("p3") }, ALL).await;
}
