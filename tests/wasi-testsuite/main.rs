//! The public wasi-testsuite against the sandbox, with the suite's own runner.
//!
//! Its files are not here: `FIELDLAB_WASI_TESTSUITE` names the folder where they are (`docs/wasi.md`); without it the test says that
//! it was left out. `expectations.toml` names what the lab refuses on purpose, and with which words; all else must pass.
//!
//! The same program is the runtime that the runner drives: `run COMPONENT` (`runtime.rs`).

mod runtime;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use fieldlab_build::workspace_guests;
use serde::Deserialize;

/// What came of a run, as the runner writes it.
#[derive(Deserialize)]
struct Report {
    results: Vec<Suite>,
}

#[derive(Deserialize)]
struct Suite {
    name: String,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    name: String,
    outcome: String,
    failures: Vec<String>,
}

/// What does not pass, and why.
#[derive(Deserialize)]
struct Expectations {
    suite: Vec<Refusals>,
}

#[derive(Deserialize)]
struct Refusals {
    name: String,
    test: Vec<Refusal>,
}

#[derive(Deserialize)]
struct Refusal {
    name: String,
    /// Why not.
    class: String,
    /// What the guest must have been told.
    told: String,
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [run, component] = arguments.as_slice()
        && run == "run"
    {
        std::process::exit(runtime::run(Path::new(component)));
    }
    let Some(suite) = env::var_os("FIELDLAB_WASI_TESTSUITE").map(PathBuf::from) else {
        let hint = "docs/wasi.md says where it is; FIELDLAB_WASI_TESTSUITE=FOLDER";
        return println!("left out: the public wasi-testsuite is not here ({hint})");
    };
    let report = run_suite(&suite);
    let faults = judge(&report);
    assert!(faults.is_empty(), "not as it should be:\n{}", faults.join("\n"));
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("wasi-testsuite")
}

/// Runs all folders of tests that the suite has, with its runner.
fn run_suite(suite: &Path) -> Report {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let report = folder.path().join("report.json");
    let python = env::var_os("FIELDLAB_PYTHON").unwrap_or_else(|| "python3".into());
    let status = Command::new(python)
        .arg(here().join("runner.py"))
        .arg(suite)
        .arg("--test-suite")
        .args(folders_of(suite))
        .arg("--runtime-adapter")
        .arg(here().join("adapter.py"))
        .arg("--expectations")
        .arg(here().join("expectations.toml"))
        .arg("--json-output-location")
        .arg(&report)
        .arg("--disable-colors")
        .env("FIELDLAB_RUNTIME", env::current_exe().expect("this program has a place"))
        .env("FIELDLAB_COMMAND", &workspace_guests()["guest-command"].component_path)
        .env("FIELDLAB_VERSION", env!("CARGO_PKG_VERSION"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .status()
        .expect("there is Python 3.11 or later");
    let report = fs::read(&report).unwrap_or_else(|error| panic!("the runner ended with {status}: {error}"));
    serde_json::from_slice(&report).expect("the runner writes JSON")
}

/// The folders with tests, of each language: those that have a manifest.
fn folders_of(suite: &Path) -> Vec<PathBuf> {
    let folders = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.expect("it can be read").path()).collect()
    };
    let languages = folders(&suite.join("tests")).into_iter();
    let mut found: Vec<PathBuf> = languages.flat_map(|language| folders(&language.join("testsuite"))).collect();
    found.retain(|folder| folder.join("manifest.json").is_file());
    found.sort();
    assert!(!found.is_empty(), "{}: there are no tests in it", suite.display());
    found
}

/// Prints how many there are of each class, and gives what is not as it should be.
fn judge(report: &Report) -> Vec<String> {
    let text = fs::read_to_string(here().join("expectations.toml")).expect("it is in the repository");
    let expectations: Expectations = toml::from_str(&text).expect("it is in order");
    let refusal = |suite: &str, test: &str| {
        let of_suite = expectations.suite.iter().filter(|refusals| refusals.name == suite);
        of_suite.flat_map(|refusals| &refusals.test).find(|refusal| refusal.name == test)
    };
    let (mut classes, mut faults) = (BTreeMap::<String, usize>::new(), Vec::new());
    for (suite, test) in report.results.iter().flat_map(|suite| suite.tests.iter().map(move |test| (suite, test))) {
        let refused = refusal(&suite.name, &test.name);
        let said = test.failures.join("\n");
        let class = match (test.outcome.as_str(), refused) {
            ("pass", None) => "passed".to_owned(),
            ("xfail", Some(refusal)) if said.contains(&refusal.told) => refusal.class.clone(),
            ("skip", None) => "not tried: a core module, and the lab runs components".to_owned(),
            (outcome, _) => {
                faults.push(format!("{}: {outcome}: {said}", test.name));
                "wrong".to_owned()
            }
        };
        *classes.entry(class).or_default() += 1;
    }
    classes.iter().for_each(|(class, number)| println!("{number:>4} {class}"));
    faults
}
