//! How fast a rule runs in the sandbox, beside the same rule as a plain Rust loop in the same run.
//!
//! Run with `cargo bench --profile dev --workspace --bench assess`; the dev profile optimises this crate and what it stands on.
//! `sandbox` and `native` say how many persons a second are decided about, with batches of several sizes in memory, on one
//! thread and on two.

mod native;
mod sample;

use std::fs;
use std::sync::{Arc, LazyLock};
use std::thread;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use fieldlab_build::workspace_guests;
use fieldlab_domain::assessment::{Assessment, AssessmentWorker};
use fieldlab_domain::column::{Batch, Value};
use fieldlab_domain::manifest::Manifest;
use fieldlab_sandbox::{Sandbox, SandboxConfig};

/// Persons that each thread decides about in one sample.
const PERSONS: usize = 1 << 20;

/// 1 January 2026, in days since 1970-01-01.
const TODAY: i32 = 20_454;

static SANDBOX: LazyLock<Sandbox> =
    LazyLock::new(|| Sandbox::new(SandboxConfig::new(TODAY)).expect("the machine has address space for it"));

/// The bundled health care allowance.
static RULE: LazyLock<Arc<dyn Assessment>> = LazyLock::new(|| {
    let built = &workspace_guests()["zorgtoeslag"];
    let folder = built.manifest_path.parent().expect("a manifest is in a folder");
    let source = fs::read_to_string(folder.join("prototype.toml")).expect("a prototype has a manifest");
    let manifest = Manifest::parse("prototype.toml", &source).unwrap_or_else(|faults| panic!("{faults}"));
    let component = fs::read(&built.component_path).expect("it was just built");
    SANDBOX.load(manifest, &component).unwrap_or_else(|error| panic!("{error}"))
});

fn main() {
    agree();
    divan::main();
}

/// Both ways must decide the same, or their times say nothing.
fn agree() {
    let (parameters, batches) = (parameters(), batches(4_096));
    let mut worker = worker(&parameters);
    for batch in &batches[..16] {
        let decided = worker.assess(batch).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(decided, native::decide(batch, &parameters));
    }
}

fn parameters() -> Vec<Value> {
    RULE.manifest().parameter_values(None, &[])
}

fn worker(parameters: &[Value]) -> Box<dyn AssessmentWorker> {
    RULE.worker(parameters).unwrap_or_else(|failure| panic!("{failure}"))
}

fn batches(rows: usize) -> Vec<Batch> {
    (0..PERSONS / rows).map(|index| sample::batch(RULE.fields(), rows, index as u64)).collect()
}

fn decide_all(worker: &mut dyn AssessmentWorker, batches: &[Batch]) {
    for batch in batches {
        black_box(worker.assess(batch).unwrap_or_else(|failure| panic!("{failure}")));
    }
}

/// A fresh instance, one call for one person, and the instance's end.
#[divan::bench]
fn fresh_instance_and_one_call(bencher: Bencher<'_, '_>) {
    let (parameters, batch) = (parameters(), sample::batch(RULE.fields(), 1, 1));
    bencher.bench_local(|| decide_all(&mut *worker(&parameters), std::slice::from_ref(&batch)));
}

/// One call for one person to a live instance.
#[divan::bench]
fn one_call(bencher: Bencher<'_, '_>) {
    let (parameters, batch) = (parameters(), sample::batch(RULE.fields(), 1, 1));
    let mut worker = worker(&parameters);
    bencher.bench_local(|| decide_all(&mut *worker, std::slice::from_ref(&batch)));
}

/// A fresh instance, an explanation, and the check that it explains what is decided.
#[divan::bench]
fn explain_one(bencher: Bencher<'_, '_>) {
    let (parameters, citizen) = (parameters(), sample::batch(RULE.fields(), 1, 1).row(0));
    bencher.bench_local(|| RULE.explain(&citizen, &parameters).unwrap_or_else(|failure| panic!("{failure}")));
}

#[divan::bench_group(sample_count = 30)]
mod one_thread {
    use super::*;

    #[divan::bench(args = [4_096, 8_192, 16_384, 32_768, 65_536])]
    fn sandbox(bencher: Bencher<'_, '_>, rows: usize) {
        let (parameters, batches) = (parameters(), batches(rows));
        let mut worker = worker(&parameters);
        bencher.counter(ItemsCount::new(PERSONS)).bench_local(|| decide_all(&mut *worker, &batches));
    }

    #[divan::bench(args = [16_384])]
    fn native(bencher: Bencher<'_, '_>, rows: usize) {
        let (parameters, batches) = (parameters(), batches(rows));
        bencher.counter(ItemsCount::new(PERSONS)).bench_local(|| native::decide_all(&batches, &parameters));
    }
}

#[divan::bench_group(sample_count = 30)]
mod two_threads {
    use super::*;

    #[divan::bench(args = [4_096, 8_192, 16_384, 32_768, 65_536])]
    fn sandbox(bencher: Bencher<'_, '_>, rows: usize) {
        let (parameters, batches) = (parameters(), batches(rows));
        let (mut one, mut two) = (worker(&parameters), worker(&parameters));
        bencher.counter(ItemsCount::new(2 * PERSONS)).bench_local(|| {
            thread::scope(|scope| {
                scope.spawn(|| decide_all(&mut *one, &batches));
                decide_all(&mut *two, &batches);
            });
        });
    }

    #[divan::bench(args = [16_384])]
    fn native(bencher: Bencher<'_, '_>, rows: usize) {
        let (parameters, batches) = (parameters(), batches(rows));
        bencher.counter(ItemsCount::new(2 * PERSONS)).bench_local(|| {
            thread::scope(|scope| {
                scope.spawn(|| native::decide_all(&batches, &parameters));
                native::decide_all(&batches, &parameters);
            });
        });
    }
}
