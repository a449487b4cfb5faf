//! The processing log to a real OpenTelemetry collector: rotel, from PyPI.

use std::io::{BufRead as _, BufReader, Lines};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::exporting::until_noted;
use crate::privacy::lab_with_looks;
use crate::served::Served;

/// A collector that writes down what it is sent, until it is dropped.
struct Rotel {
    process: Child,
    url: String,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Rotel {
    /// Starts the program that FIELDLAB_TEST_COLLECTOR names. Without one there is nothing to test against: the test says that it was
    /// left out.
    fn start() -> Option<Rotel> {
        let Some(program) = std::env::var_os("FIELDLAB_TEST_COLLECTOR") else {
            eprintln!(
                "left out: FIELDLAB_TEST_COLLECTOR names no collector (pip install rotel; it is rotel/rotel-agent there)"
            );
            return None;
        };
        let [http, grpc] = [(), ()].map(|()| {
            let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
            free.expect("there is a port").to_string()
        });
        let mut process = Command::new(&program)
            .args(["start", "--exporter", "blackhole", "--debug-log", "traces", "--debug-log-verbosity", "detailed"])
            .args(["--otlp-http-endpoint", &http, "--otlp-grpc-endpoint", &grpc, "--disable-batching"])
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        Some(Rotel { process, url: format!("http://{http}"), lines })
    }
}

impl Drop for Rotel {
    fn drop(&mut self) {
        let ended = self.process.kill().and_then(|()| self.process.wait());
        ended.expect("it ends");
    }
}

#[test]
fn a_real_collector_takes_the_spans() {
    let Some(mut rotel) = Rotel::start() else { return };
    let lab = lab_with_looks();
    // A collector that does not listen yet is tried again.
    let served = Served::start(&lab, &["--otlp", &rotel.url]);
    until_noted(&lab, &rotel.url);
    // Three looks and a run: each span ends with its attributes.
    let mut told = Vec::new();
    let mut spans = 0;
    for line in rotel.lines.by_ref() {
        let line = line.expect("it writes text");
        spans += usize::from(line.trim_start().starts_with("Span #"));
        let last = spans == 4 && line.contains("fieldlab.citizens");
        told.push(line.trim().to_owned());
        if last {
            break;
        }
    }
    drop(served);
    let count = |words: &str| told.iter().filter(|line| line.contains(words)).count();
    let all = told.join("\n");
    assert_eq!(spans, 4, "{all}");
    assert_eq!((count("look at a citizen"), count("ask for what is not granted")), (2, 1), "{all}");
    assert_eq!(count("dpl.core.data_subject_id_type: Str(BSN)"), 3, "{all}");
    assert_eq!(count("dpl.core.processing_activity_id"), 4, "{all}");
    assert!(count(&format!("Trace ID       : {}", "ab".repeat(16))) >= 1, "{all}");
    // No number leaves the lab as it is.
    assert_eq!(count("Str(123456782)"), 0, "{all}");
}
