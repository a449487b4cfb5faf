//! How many requests a second web services answer in process, without a socket, each on a fresh instance.
//!
//! Run with `cargo bench --profile dev --workspace --bench service`. 16 requests are under way at the same time, sent by a thread
//! of their own; the guests have one thread, or two.

mod floor;

use std::fs;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::ItemsCount;
use fieldlab_build::workspace_guests;
use fieldlab_domain::date::Date;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::processing::Trace;
use fieldlab_domain::service::{Service, Visit};
use fieldlab_domain::text::Language;
use fieldlab_sandbox::{Sandbox, SandboxConfig};
use http::Request;
use http_body_util::{BodyExt as _, Empty};
use tokio::runtime::{Builder, Runtime};

/// 1 January 2026, in days since 1970-01-01.
const TODAY: i32 = 20_454;

/// Requests in one sample.
const REQUESTS: usize = 3_200;

/// Requests at the same time.
const AT_ONCE: usize = 16;

/// Services with one thread and with two.
static ONE: LazyLock<[Arc<dyn Service>; 3]> = LazyLock::new(|| services(1));
static TWO: LazyLock<[Arc<dyn Service>; 3]> = LazyLock::new(|| services(2));

fn main() {
    divan::main();
}

/// Hello of WASI 0.2, a service of WASI 0.3, and one of 0.2 that imports all there is: sockets, files, calls to others.
fn services(threads: usize) -> [Arc<dyn Service>; 3] {
    let config = SandboxConfig { service_threads: threads, ..SandboxConfig::new(TODAY) };
    let sandbox = Sandbox::new(config).expect("the machine has address space for it");
    let zorgtoeslag = &workspace_guests()["zorgtoeslag"];
    let folder = zorgtoeslag.manifest_path.parent().expect("a manifest is in a folder");
    let source = fs::read_to_string(folder.join("prototype.toml")).expect("a prototype has a manifest");
    let manifest = Manifest::parse("prototype.toml", &source).unwrap_or_else(|faults| panic!("{faults}"));
    ["guest-hello", "guest-p3", "guest-p2"].map(|package| {
        let component = fs::read(&workspace_guests()[package].component_path).expect("it was just built");
        sandbox.load_service(manifest.clone(), &component).unwrap_or_else(|error| panic!("{error}"))
    })
}

fn visitors() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime can be made")
}

async fn ask(service: Arc<dyn Service>, times: usize) {
    let visit = Visit {
        session: "bench".to_owned(),
        persona: None,
        today: Date(TODAY),
        language: Language::Nl,
        seed: 1,
        trace: Trace { trace_id: [1; 16], span_id: [1; 8], parent_id: None },
        depth: 0,
        state: Arc::default(),
    };
    for _ in 0..times {
        let body = Empty::new().map_err(|never| match never {}).boxed_unsync();
        let request = Request::get("/").body(body).expect("a good request");
        let response = service.answer(request, &visit).await.unwrap_or_else(|failure| panic!("{failure}"));
        let body = response.into_body().collect().await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(body.to_bytes(), "hello\n");
    }
}

fn requests(bencher: Bencher<'_, '_>, service: &Arc<dyn Service>) {
    let visitors = visitors();
    bencher.counter(ItemsCount::new(REQUESTS)).bench_local(|| {
        visitors.block_on(async {
            let tasks: Vec<_> =
                (0..AT_ONCE).map(|_| tokio::spawn(ask(Arc::clone(service), REQUESTS / AT_ONCE))).collect();
            for task in tasks {
                task.await.expect("it does not panic");
            }
        });
    });
}

#[divan::bench_group(sample_count = 30)]
mod one_thread {
    use super::*;

    #[divan::bench]
    fn wasi_0_2(bencher: Bencher<'_, '_>) {
        requests(bencher, &ONE[0]);
    }

    #[divan::bench]
    fn wasi_0_3(bencher: Bencher<'_, '_>) {
        requests(bencher, &ONE[1]);
    }

    #[divan::bench]
    fn imports_all(bencher: Bencher<'_, '_>) {
        requests(bencher, &ONE[2]);
    }
}

#[divan::bench_group(sample_count = 30)]
mod two_threads {
    use super::*;

    #[divan::bench]
    fn wasi_0_2(bencher: Bencher<'_, '_>) {
        requests(bencher, &TWO[0]);
    }

    #[divan::bench]
    fn wasi_0_3(bencher: Bencher<'_, '_>) {
        requests(bencher, &TWO[1]);
    }

    #[divan::bench]
    fn imports_all(bencher: Bencher<'_, '_>) {
        requests(bencher, &TWO[2]);
    }
}

/// One request after the other, with the way to the guests' thread and back.
#[divan::bench]
fn one_request(bencher: Bencher<'_, '_>) {
    let visitors = visitors();
    bencher.bench_local(|| visitors.block_on(ask(Arc::clone(&ONE[0]), 1)));
}
