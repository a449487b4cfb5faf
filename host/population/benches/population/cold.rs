//! A process of its own that makes citizens from nothing: it reads and fits the model too.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use fieldlab_population::{Target, write};

use crate::times::Times;
use crate::{SAMPLE, THREADS, on, population};

/// What the process is started with, before the name of a file.
pub(crate) const ARGUMENT: &str = "cold-start";

const REPETITIONS: usize = 9;

/// What that process does: a line when the citizens are there, and one when they are in the file.
pub(crate) fn start(file: &Path) {
    let made = population(SAMPLE);
    println!("made");
    let target = Target::new(file, SAMPLE).expect("the file can be written");
    write(&made, &target, &mut |_| {}).expect("the file can be written");
    println!("written");
}

/// Times it from outside, the start of the process included.
pub(crate) fn measure() {
    let folder = tempfile::tempdir().expect("there is room for files");
    println!("{SAMPLE} persons from a cold start, the fit of the model included (seconds)");
    for threads in THREADS {
        let runs: Vec<[f64; 2]> =
            (0..REPETITIONS).map(|_| run(&folder.path().join("citizens.parquet"), threads)).collect();
        for (at, what) in ["in memory", "in a Parquet file"].into_iter().enumerate() {
            let times = Times::of(runs.iter().map(|seconds| seconds[at]).collect());
            let what = format!("{what}, {}", on(threads));
            println!("  {what:<36} {:>10.3}  (fastest {:.3})", times.middle, times.fastest);
        }
    }
}

/// The seconds until each of the two lines.
fn run(file: &Path, threads: usize) -> [f64; 2] {
    let program = std::env::current_exe().expect("the system knows which program this is");
    let mut command = Command::new(program);
    command.arg(ARGUMENT).arg(file).env("RAYON_NUM_THREADS", threads.to_string()).stdout(Stdio::piped());
    let start = Instant::now();
    let mut process = command.spawn().expect("it was started before");
    let lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
    let seconds: Vec<f64> = lines.map(|_| start.elapsed().as_secs_f64()).collect();
    assert!(process.wait().expect("it was started").success());
    seconds.try_into().expect("it prints two lines")
}
