//! Libraries that make fake persons. Theirs know nothing of each other, and of no figure.

use std::process::Command;

use serde::Deserialize;

use crate::times::Times;
use crate::{on, rate};

/// Persons that fake-rs makes at once, and how often.
const FAKE_RS: (u64, usize) = (100_000, 9);
/// Persons that each of the Python libraries makes at once, and how often.
const PYTHON: (u64, usize) = (20_000, 3);

#[derive(Deserialize)]
struct Versioned {
    version: String,
    #[serde(flatten)]
    times: Times,
}

/// What `peers.py` prints.
#[derive(Deserialize)]
struct Python {
    faker: Versioned,
    mimesis: Versioned,
}

pub(crate) fn measure() {
    println!(
        "peers: persons by themselves, without household, income or anything that holds to figures; 4 to 8 fields"
    );
    println!("(million persons a second)");
    for threads in crate::THREADS {
        rate(&format!("fake-rs, {}", on(threads)), FAKE_RS.0, fake_rs(threads));
    }
    let Some(python) = std::env::var_os("PEERS_PYTHON") else {
        println!("  Faker and mimesis are left out: set PEERS_PYTHON to a Python that has them");
        return;
    };
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers.py"));
    let Python { faker, mimesis } = said(command.args([PYTHON.0.to_string(), PYTHON.1.to_string()]));
    for (name, peer) in [("Faker", faker), ("mimesis", mimesis)] {
        rate(&format!("{name} {}, one process", peer.version), PYTHON.0, peer.times);
    }
}

/// Builds fake-rs in its own workspace, optimised, and runs it.
fn fake_rs(threads: usize) -> Times {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--quiet", "--release", "--locked"]);
    cargo.args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/benches/fake-rs/Cargo.toml")]);
    cargo.args(["--target-dir", concat!(env!("CARGO_TARGET_TMPDIR"), "/fake-rs"), "--"]);
    said(cargo.args([FAKE_RS.0 as usize, FAKE_RS.1, threads].map(|number| number.to_string())))
}

/// The JSON that a peer prints.
fn said<T: for<'json> Deserialize<'json>>(command: &mut Command) -> T {
    let output = command.output().unwrap_or_else(|error| panic!("can't start {:?}: {error}", command.get_program()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}
