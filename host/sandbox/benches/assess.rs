//! How fast rules run in the sandbox, beside the same rule as a plain Rust loop.
//!
//! Run with `cargo bench --profile dev -p fieldlab-sandbox`; the dev profile optimises this crate and its dependencies.
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::thread;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use fieldlab_domain::assessment::{Assessment, AssessmentWorker};
use fieldlab_domain::column::{Batch, Column, Kind, Value, Values};
use fieldlab_domain::manifest::Manifest;
use fieldlab_sandbox::{Sandbox, SandboxConfig};

fn main() {
    divan::main();
}

static SANDBOX: LazyLock<Sandbox> =
    LazyLock::new(|| Sandbox::new(SandboxConfig::new(20_454)).expect("the machine has address space"));

static RULE: LazyLock<Arc<dyn Assessment>> = LazyLock::new(|| load(&std::env::var("SCRATCH").unwrap()));

fn load(path: &str) -> Arc<dyn Assessment> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/zorgtoeslag/prototype.toml");
    let manifest = Manifest::parse("prototype.toml", &std::fs::read_to_string(folder).unwrap()).unwrap();
    SANDBOX.load(manifest, &std::fs::read(path).unwrap()).unwrap_or_else(|e| panic!("{e}"))
}

struct Random(u64);
impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) * most) >> 31
    }
}

fn batch(rule: &dyn Assessment, rows: usize, seed: u64) -> Batch {
    let mut random = Random(seed);
    let mut batch = Batch::new(rule.fields().iter().map(|f| f.kind));
    batch.rows = rows;
    for (field, column) in rule.fields().iter().zip(&mut batch.columns) {
        for _ in 0..rows {
            column.push(match (field.name.as_str(), field.kind) {
                ("person.age", _) => Value::Whole(random.below(100) as i32),
                ("household.assets", _) => Value::Amount(random.below(30_000_000) as i64),
                (_, Kind::Flag) => Value::Flag(random.below(50) != 0),
                (_, Kind::Code) => Value::Code(random.below(4) as u32 + 1),
                (_, Kind::Amount) => Value::Amount(random.below(8_000_000) as i64),
                (_, Kind::Whole) => Value::Whole(random.below(10) as i32),
                (_, Kind::Date) => Value::Date(random.below(20_000) as i32),
                (_, Kind::Share) => Value::Share(random.below(1_000_000) as i32),
            });
        }
    }
    batch
}

#[divan::bench]
fn fresh_instance_one_row(bencher: Bencher<'_, '_>) {
    let rule = &**RULE;
    let batch = batch(rule, 1, 1);
    let parameters = rule.manifest().parameter_values(None, &[]);
    bencher.bench(|| rule.worker(&parameters).unwrap().assess(&batch).unwrap());
}

#[divan::bench]
fn live_instance_one_row(bencher: Bencher<'_, '_>) {
    let rule = &**RULE;
    let batch = batch(rule, 1, 1);
    let parameters = rule.manifest().parameter_values(None, &[]);
    let mut worker = rule.worker(&parameters).unwrap();
    bencher.bench_local(move || worker.assess(&batch).unwrap());
}

const PERSONS: usize = 1 << 20;

#[divan::bench(args = [4_096, 8_192, 16_384, 32_768, 65_536])]
fn one_thread(bencher: Bencher<'_, '_>, rows: usize) {
    let rule = &**RULE;
    let batches: Vec<Batch> = (0..PERSONS / rows).map(|i| batch(rule, rows, i as u64)).collect();
    let parameters = rule.manifest().parameter_values(None, &[]);
    let mut worker = rule.worker(&parameters).unwrap();
    bencher.counter(ItemsCount::new(PERSONS)).bench_local(move || {
        for batch in &batches {
            black_box(worker.assess(batch).unwrap());
        }
    });
}

#[divan::bench(args = [4_096, 8_192, 16_384, 32_768, 65_536])]
fn two_threads(bencher: Bencher<'_, '_>, rows: usize) {
    let rule = &**RULE;
    let batches: Vec<Batch> = (0..PERSONS / rows).map(|i| batch(rule, rows, i as u64)).collect();
    let parameters = rule.manifest().parameter_values(None, &[]);
    let mut workers: Vec<_> = (0..2).map(|_| rule.worker(&parameters).unwrap()).collect();
    bencher.counter(ItemsCount::new(PERSONS * 2)).bench_local(move || {
        thread::scope(|scope| {
            for worker in &mut workers {
                scope.spawn(|| {
                    for batch in &batches {
                        black_box(worker.assess(batch).unwrap());
                    }
                });
            }
        })
    });
}

fn native(batch: &Batch, p: &[Value]) -> Vec<Column> {
    let p: Vec<i64> = p.iter().map(|v| v.number().unwrap()).collect();
    let [premium, threshold, ns, np, taper, als, alp, min] = p[..] else { panic!() };
    let c: Vec<&Values> = batch.columns.iter().map(|c| &c.values).collect();
    let [Values::Wholes(age), Values::Codes(pos), Values::Flags(ins), Values::Amounts(inc), Values::Amounts(ass)] =
        c[..]
    else {
        panic!("kinds")
    };
    let n = batch.rows;
    let (mut e, mut a, mut r) = (vec![0u8; n], vec![0i64; n], vec![0u32; n]);
    let (age, pos, ins, inc, ass) = (&age[..n], &pos[..n], &ins[..n], &inc[..n], &ass[..n]);
    for i in 0..n {
        let partner = pos[i] == 2;
        let norm = if partner { np } else { ns };
        let limit = if partner { alp } else { als };
        let base = threshold * norm / 1_000_000;
        let over = (inc[i] - threshold).max(0);
        let own = base + over * taper / 1_000_000;
        let total = if partner { 2 * premium } else { premium };
        let amount = (total - own).max(0);
        let reason = if age[i] < 18 {
            1
        } else if ins[i] == 0 {
            2
        } else if ass[i] > limit {
            3
        } else if amount < min {
            4
        } else {
            0
        };
        r[i] = reason;
        e[i] = (reason == 0) as u8;
        a[i] = if reason == 0 { amount } else { 0 };
    }
    vec![Column::full(Values::Flags(e)), Column::full(Values::Amounts(a)), Column::full(Values::Codes(r))]
}

#[divan::bench(args = [4_096, 16_384, 65_536])]
fn native_one_thread(bencher: Bencher<'_, '_>, rows: usize) {
    let rule = &**RULE;
    let batches: Vec<Batch> = (0..PERSONS / rows).map(|i| batch(rule, rows, i as u64)).collect();
    let parameters = rule.manifest().parameter_values(None, &[]);
    let mut worker = rule.worker(&parameters).unwrap();
    for b in &batches {
        assert_eq!(native(b, &parameters), worker.assess(b).unwrap());
    }
    bencher.counter(ItemsCount::new(PERSONS)).bench_local(move || {
        for batch in &batches {
            black_box(native(batch, &parameters));
        }
    });
}
