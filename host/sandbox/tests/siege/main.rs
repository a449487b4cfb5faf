//! All misbehaving guests at the same time, in a loop, and a service beside them that behaves well.
//!
//! It is a program of its own, so that the memory that it looks at is its own too. `cargo test --workspace --test siege --
//! --nocapture` prints how long the good one's visitors wait.

#[expect(dead_code, reason = "it shares what the other tests need")]
#[path = "../sandbox/service.rs"]
mod service;
#[expect(dead_code, reason = "it shares what the other tests need")]
#[path = "../sandbox/support.rs"]
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fieldlab_domain::manifest::{Limits, ServiceLimits};
use fieldlab_domain::service::{Service, ServiceFailure};
use fieldlab_sandbox::{Sandbox, SandboxConfig, go_first};
use tokio::runtime::Builder;

use crate::service::{LIMITS, Outcome, ask, get, load, outcome};
use crate::support::TODAY;

/// Each way of misbehaving of `fixtures/guests/p2`, but for the loops, of which there are always four.
const MISBEHAVE_P2: [&str; 29] = [
    "/loop-while-streaming",
    "/loop-after-answer",
    "/loop-in-destructor",
    "/recursion",
    "/memory",
    "/strings",
    "/endless-body",
    "/slow-body",
    "/sleep",
    "/silence",
    "/error",
    "/answer-twice",
    "/half-a-body",
    "/unfinished-body",
    "/panic",
    "/panic-while-streaming",
    "/exit",
    "/too-short",
    "/too-long",
    "/headers",
    "/header-flood",
    "/many-headers",
    "/log-flood",
    "/unread-body",
    "/resources",
    "/random-flood",
    "/pollables",
    "/call-flood",
    "/call-metadata",
];

/// Each of `fixtures/guests/p3`.
const MISBEHAVE_P3: [&str; 13] = [
    "/loop-while-streaming",
    "/sleep",
    "/panic",
    "/panic-while-streaming",
    "/error",
    "/endless-body",
    "/unfinished-body",
    "/never-ending-body",
    "/too-short",
    "/tasks",
    "/streams",
    "/memory",
    "/call",
];

/// Requests to the good service, one after the other, with and without the bad ones beside it.
const REQUESTS: usize = 4_000;

/// How long each of them waited, in order. Each answer must be right.
async fn visit(good: &dyn Service) -> Vec<Duration> {
    let mut waits = Vec::with_capacity(REQUESTS);
    for number in 0..REQUESTS {
        let path = if number % 2 == 0 { "/" } else { "/grow" };
        let start = Instant::now();
        match outcome(good, get(path)).await {
            Outcome::Whole(200, text, _) => assert_eq!(text, if path == "/" { "hello\n" } else { "1\n" }),
            other => panic!("request {number}: {other:?}"),
        }
        waits.push(start.elapsed());
    }
    waits.sort_unstable();
    waits
}

/// Misbehaves until it is told to stop. What others did does not keep it from trying.
async fn misbehave(service: Arc<dyn Service>, path: &'static str, stop: Arc<AtomicBool>, done: Arc<AtomicUsize>) {
    while !stop.load(Ordering::Relaxed) {
        service.bring_back();
        match ask(&*service, get(path)).await {
            Err(ServiceFailure::Busy { .. } | ServiceFailure::SetAside { .. }) => tokio::task::yield_now().await,
            Err(ServiceFailure::Host(what)) => panic!("{path}: {what}"),
            Err(_) => _ = done.fetch_add(1, Ordering::Relaxed),
            Ok(response) => {
                crate::service::read(response).await;
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// The memory of this process that is in use, in mebibytes.
fn resident_mb() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap_or(0) >> 10
}

#[test]
fn a_good_service_answers_rightly_while_all_others_misbehave() {
    let config = SandboxConfig { service_threads: 2, ..SandboxConfig::new(TODAY) };
    let sandbox = Sandbox::new(config).expect("the machine has address space for it");
    let good = load(&sandbox, "guest-p2", LIMITS);
    let short = Limits {
        deadline_ms: 300,
        service: ServiceLimits { requests: 64, response_seconds: 1, ..LIMITS.service },
        ..LIMITS
    };
    let bad = [load(&sandbox, "guest-p2", short.clone()), load(&sandbox, "guest-p3", short)];
    // The threads of visitors are those of a server here.
    let visitors = Builder::new_multi_thread().worker_threads(2).enable_time().on_thread_start(go_first).build();
    let visitors = visitors.expect("threads can be started");
    go_first();

    let alone = visitors.block_on(visit(&*good));
    let before = resident_mb();
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let begin = |service: &Arc<dyn Service>, path: &'static str| {
        visitors.spawn(misbehave(Arc::clone(service), path, Arc::clone(&stop), Arc::clone(&done)))
    };
    let mut all: Vec<_> = (0..4).map(|number| begin(&bad[number % 2], "/loop")).collect();
    all.extend(MISBEHAVE_P2.map(|path| begin(&bad[0], path)));
    all.extend(MISBEHAVE_P3.map(|path| begin(&bad[1], path)));
    let beside = visitors.block_on(visit(&*good));
    let during = resident_mb();
    stop.store(true, Ordering::Relaxed);
    for one in all {
        visitors.block_on(one).expect("it does not panic");
    }
    let after_all = visitors.block_on(visit(&*good));

    while sandbox.live_instances() > 0 {
        std::thread::yield_now();
    }
    let after = resident_mb();

    let percentile = |waits: &[Duration]| waits[waits.len() * 99 / 100];
    println!(
        "99th percentile: {:?} alone, {:?} beside {} misbehaving requests, {:?} after them; memory: {before}, {during}, {} MiB",
        percentile(&alone),
        percentile(&beside),
        done.load(Ordering::Relaxed),
        percentile(&after_all),
        after,
    );
    assert!(done.load(Ordering::Relaxed) > MISBEHAVE_P2.len(), "they did run");
    // Of each place that was in use 2 MiB stay, to be wiped and used again, and what the allocator holds; all else comes back.
    let most_places = 4 + MISBEHAVE_P2.len() + MISBEHAVE_P3.len();
    assert!(after <= before + 2 * 2 * most_places + 128, "{before} MiB before, {after} MiB after");
}
