//! How fast synthetic citizens are made, beside libraries that make fake persons, in the same run.
//!
//! Run with `cargo bench --profile dev --workspace --bench population`. Python's Faker and mimesis take part when `PEERS_PYTHON`
//! names a Python that has them; fake-rs is built on the way (`benches/fake-rs`). Names of parts (make, cold, parquet, peers)
//! after `--` run those only. `docs/benchmarks.md` has the figures of one machine, and says what each line is.

mod cold;
mod peers;
mod times;

use std::hint::black_box;
use std::sync::Arc;

use fieldlab_domain::column::Batch;
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::population::{Population as _, PopulationRequest};
use fieldlab_population::{Memory, Source, Target, write};
use rayon::prelude::*;

use times::{Times, measure};

/// Persons of a sample that many use.
const SAMPLE: u64 = 100_000;
/// Residents of the Netherlands in the model.
const COUNTRY: u64 = 18_044_027;
/// Each size with how often it is made.
const SIZES: [(u64, usize); 2] = [(SAMPLE, 25), (COUNTRY, 3)];
const THREADS: [usize; 2] = [1, 2];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [cold::ARGUMENT, file] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return cold::start(file.as_ref());
    }
    // `cargo test --benches` only asks whether it starts.
    if arguments.iter().any(|argument| argument == "--test") {
        return;
    }
    println!("the middle of the repetitions, and the fastest\n");
    let asked: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let parts: [(&str, fn()); 4] =
        [("make", make), ("cold", cold::measure), ("parquet", parquet), ("peers", peers::measure)];
    for (name, part) in parts {
        if asked.is_empty() || asked.iter().any(|asked| *asked == name) {
            part();
            println!();
        }
    }
}

/// A population that nothing was made of before; the model was fitted when the process made its first.
fn population(persons: u64) -> Arc<Memory> {
    let request = PopulationRequest::new("nl-2025", Some(persons), 1);
    Source::new().make(&request).expect("it can be made")
}

/// Runs `work` on so many threads.
fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("the machine has threads").install(work)
}

/// Citizens with all fields in memory; the model is fitted already.
fn make() {
    let fields: Vec<FieldName> = catalogue().fields().iter().map(|field| field.name.clone()).collect();
    for (persons, repetitions) in SIZES {
        let made = population(persons);
        println!("{persons} persons with all {} fields, the model fitted (million persons a second)", fields.len());
        for threads in THREADS {
            let times = on_threads(threads, || measure(repetitions, || population(persons)));
            rate(&format!("made, {}", on(threads)), persons, times);
        }
        for threads in THREADS {
            let times = on_threads(threads, || measure(repetitions, || read(&made, &fields)));
            rate(&format!("read as columns, {}", on(threads)), persons, times);
        }
        println!("  {:<36} {:>10.1}", "bytes a person in memory", made.bytes() as f64 / persons as f64);
    }
}

/// Reads all columns of all blocks, as an experiment does that asks for every field.
fn read(population: &Memory, fields: &[FieldName]) {
    let columns = || Batch::new(fields.iter().map(|field| catalogue().field(field).kind));
    let reader = || (population.reader(fields).expect("it has all fields"), columns());
    (0..population.blocks()).into_par_iter().for_each_init(reader, |(reader, batch), block| {
        reader.read(block, batch);
        black_box(batch);
    });
}

/// Citizens in memory to a file.
fn parquet() {
    let folder = tempfile::tempdir().expect("there is room for files");
    let file = folder.path().join("citizens.parquet");
    for (persons, repetitions) in SIZES {
        let made = population(persons);
        println!("{persons} persons from memory to a Parquet file (million persons a second)");
        for threads in THREADS {
            let target = || Target::new(&file, persons).expect("the file can be written");
            let write = || write(&made, &target(), &mut |_| {}).expect("the file can be written");
            rate(&on(threads), persons, on_threads(threads, || measure(repetitions, write)));
        }
        let bytes = std::fs::metadata(&file).expect("it was written").len();
        println!("  {:<36} {:>10.1}", "bytes a person in the file", bytes as f64 / persons as f64);
    }
}

fn on(threads: usize) -> String {
    format!("on {threads} thread{}", if threads == 1 { "" } else { "s" })
}

/// Prints how many million persons a second that is.
fn rate(what: &str, persons: u64, times: Times) {
    let rate = |seconds: f64| persons as f64 / seconds / 1e6;
    println!("  {what:<36} {:>10.3}  (fastest {:.3})", rate(times.middle), rate(times.fastest));
}
