//! How fast experiments run, beside a plain Rust loop and OpenFisca in the same run.
//!
//! Run with `cargo bench --profile dev --workspace --bench country`. OpenFisca takes part when `OPENFISCA_PYTHON` names a Python
//! that has `openfisca-core` and NumPy. Names of parts (compare, country, fresh) after `--` run those only.
//! `docs/benchmarks.md` has the figures of one machine, and says what each line is.

mod lab;
mod plain;

use std::process::Command;
use std::time::{Duration, Instant};

use fieldlab_domain::population::Population as _;

use lab::Lab;

/// Persons of the comparison.
const PERSONS: u64 = 4_000_000;
const THREADS: usize = 2;
const REPETITIONS: usize = 9;

/// A part of the benchmark, by name.
type Part = (&'static str, fn(&Lab));

fn main() {
    // `cargo test --benches` only asks whether it starts.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let lab = Lab::new();
    println!("{THREADS} threads; the fastest and the middle of {REPETITIONS} repetitions\n");
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let parts: [Part; 3] = [("compare", compare), ("country", whole_country), ("fresh", fresh_instances)];
    for (name, part) in parts {
        if asked.is_empty() || asked.iter().any(|asked| asked == name) {
            part(&lab);
        }
    }
}

/// The rule over a population in memory, metrics by decile included.
fn compare(lab: &Lab) {
    let population = lab.population(PERSONS, 1);
    let plan = lab.plan(lab::BY_DECILE, PERSONS);
    let batches = plain::read(population.as_ref());
    let parameters = [0, 1].map(|at| plan.variants[at].variant.parameters.as_slice());
    assert_eq!(lab.total(&plan), plain::total(&batches, parameters), "both find the same amounts");
    let assessments = 2.0 * PERSONS as f64;
    let sandbox = measure(|| drop(lab.evidence(&plan, THREADS)));
    let plain = measure(|| drop(plain::run(&batches, parameters, THREADS)));
    println!(
        "zorgtoeslag, {PERSONS} persons in memory, two variants, metrics by decile (million person-assessments a second)"
    );
    rate("fieldlab, sandboxed", assessments, sandbox);
    rate("the same as a plain Rust loop", assessments, plain);
    println!("  fieldlab takes {:.2} times the time of the plain loop", middle(sandbox) / middle(plain));
    match openfisca() {
        Some(openfisca) => {
            rate("OpenFisca, vectorised NumPy", PERSONS as f64, openfisca);
            println!("    (one variant, no metrics)");
            let times = assessments / PERSONS as f64 * middle(openfisca) / middle(sandbox);
            println!("  fieldlab is {times:.1} times as fast as OpenFisca");
        }
        None => println!("  OpenFisca did not take part: set OPENFISCA_PYTHON"),
    }
    println!();
}

/// All persons of the country, two variants, all metrics of the bundled experiment.
fn whole_country(lab: &Lab) {
    let start = Instant::now();
    let population = lab.population(lab::COUNTRY, 1);
    println!("the whole country: {} persons", population.identity().persons);
    println!("  made in {:.2} s", start.elapsed().as_secs_f64());
    let by_decile = lab.plan(lab::BY_DECILE, lab::COUNTRY);
    let times = measure(|| drop(lab.evidence(&by_decile, THREADS)));
    println!("  two variants, metrics by decile: {:.2} s (fastest {:.2})", middle(times), times.0.as_secs_f64());
    let bundled = lab.plan(&lab::bundled("zorgtoeslag-2026"), lab::COUNTRY);
    let times = measure(|| drop(lab.evidence(&bundled, THREADS)));
    println!("  the bundled experiment, 6 metrics by decile, type, age, province and municipality, adults only:");
    println!("    {:.2} s (fastest {:.2})", middle(times), times.0.as_secs_f64());
    if let Some(peak) = peak_memory() {
        println!("  the most memory that this process had: {peak:.2} GB");
    }
    println!();
}

fn fresh_instances(lab: &Lab) {
    const CALLS: u32 = 1_000;
    let times = measure(|| (0..CALLS).for_each(|_| lab.one_call()));
    let microseconds = |time: f64| time * 1e6 / f64::from(CALLS);
    println!(
        "a fresh instance and one call: {:.1} µs (fastest {:.1})",
        microseconds(middle(times)),
        microseconds(times.0.as_secs_f64())
    );
}

/// The fastest and the middle time.
type Times = (Duration, Duration);

fn measure(mut work: impl FnMut()) -> Times {
    work();
    let mut times: Vec<Duration> = (0..REPETITIONS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    (times[0], times[REPETITIONS / 2])
}

fn middle(times: Times) -> f64 {
    times.1.as_secs_f64()
}

fn rate(what: &str, assessments: f64, times: Times) {
    let rate = |time: f64| assessments / time / 1e6;
    println!("  {what:<32} {:>8.1}  (fastest {:.1})", rate(middle(times)), rate(times.0.as_secs_f64()));
}

/// How long it takes over one variant.
fn openfisca() -> Option<Times> {
    let python = std::env::var_os("OPENFISCA_PYTHON")?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/country/openfisca.py");
    let arguments = [script, &PERSONS.to_string(), &REPETITIONS.to_string()];
    let output = Command::new(python).args(arguments).output().expect("OPENFISCA_PYTHON names a program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    let time = |which: &str| said[which].as_f64().map(Duration::from_secs_f64);
    Some((time("fastest")?, time("middle")?))
}

/// In GB of 10^9 bytes; the system tells it on Linux.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? * 1024.0 / 1e9)
}
