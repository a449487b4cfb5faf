//! The bundled experiments: run, reported, replayed; and runs that end badly.

use std::io::Read as _;
use std::process::{Child, Stdio};

use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{Evidence, SealedEvidence};
use fieldlab_domain::name::Name;
use fieldlab_domain::store::{NewRun, Store as _};
use fieldlab_experiment::report;
use serde_json::Value;

use crate::test_lab::TestLab;

/// A number of persons with which a run takes a moment.
const SMALL: [&str; 4] = ["--persons", "20000", "--replicates", "2"];

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The evidence that a command printed, with its seal checked.
fn sealed(printed: &str) -> (SealedEvidence, Evidence) {
    let object = json(printed);
    let (_, evidence) = printed.trim_end().split_once("\"evidence\":").expect("it has evidence");
    let json = evidence.strip_suffix('}').expect("the object ends").to_owned();
    let digest = Digest::parse(object["digest"].as_str().expect("it has a digest")).expect("it is one");
    let sealed = SealedEvidence { json, digest };
    let evidence = sealed.open().expect("the seal holds");
    (sealed, evidence)
}

#[test]
fn what_came_out_is_printed_for_people() {
    let lab = TestLab::new();
    let printed = lab.ok(&[&["experiment", "run", "zorgtoeslag-2026"], &SMALL[..]].concat());
    let (printed, rest) = printed.split_once("run 1, evidence ").expect("the run is named");
    assert!(rest.ends_with("\nreport: fieldlab experiment report 1 --out report.html\n"), "{rest}");
    insta::assert_snapshot!(printed);
}

#[test]
fn every_report_adds_up_and_says_what_it_is() {
    let lab = TestLab::new();
    for (run, experiment) in [(1, "zorgtoeslag-2026"), (2, "zachtere-afbouw")] {
        let printed = lab.ok(&[&["experiment", "run", experiment, "--json"], &SMALL[..]].concat());
        let (seal, evidence) = sealed(&printed);
        assert_eq!(report::check_totals(&evidence), Vec::<String>::new(), "{experiment}");
        let run = run.to_string();
        let kept = lab.ok(&["experiment", "report", &run, "--format", "json"]);
        assert_eq!(sealed(&kept).0, seal, "what was printed is what is kept");
        for (language, mark) in [("nl", "Prototype, synthetische data"), ("en", "Prototype, synthetic data")] {
            let file = lab.path("report.html");
            lab.ok(&["experiment", "report", &run, "--lang", language, "--out", &file.to_string_lossy()]);
            let html = std::fs::read_to_string(&file).expect("it was written");
            assert!(html.contains(mark) && html.contains(seal.digest.as_str()), "{experiment} {language}");
            assert!(html.contains(&format!("fieldlab experiment replay {run}")), "{experiment} {language}");
            assert!(!html.contains("http://") && !html.contains("https://"), "it needs nothing from elsewhere");
        }
        let table = lab.ok(&["experiment", "report", &run, "--format", "csv"]);
        assert!(table.lines().count() > 100 && table.starts_with("metric,"), "{table}");
    }
}

#[test]
fn a_run_is_replayed_byte_for_byte_on_any_number_of_threads() {
    let lab = TestLab::new();
    let run = |threads: &str| {
        let printed =
            lab.ok(&[&["experiment", "run", "zorgtoeslag-2026", "--json", "--threads", threads], &SMALL[..]].concat());
        sealed(&printed).0
    };
    assert_eq!(run("1"), run("3"));
    for threads in ["1", "2", "5"] {
        let said = json(&lab.ok(&["experiment", "replay", "1", "--threads", threads, "--json"]));
        assert_eq!(said["identical"], true, "{said}");
    }
    let listed = json(&lab.ok(&["experiment", "list", "--json"]));
    assert_eq!(listed[0]["runs"].as_array().map(Vec::len), Some(2), "a replay is no run: {listed}");
}

#[test]
fn anyone_replays_the_evidence_of_a_file() {
    let lab = TestLab::new();
    lab.ok(&[&["experiment", "run", "zachtere-afbouw"], &SMALL[..]].concat());
    let evidence = lab.ok(&["experiment", "report", "1", "--format", "json"]);
    let elsewhere = TestLab::new();
    let file = elsewhere.path("evidence.json");
    std::fs::write(&file, &evidence).expect("it can be written");
    let said = elsewhere.ok(&["experiment", "replay", "evidence.json"]);
    assert!(said.starts_with("evidence.json: byte-identical, sha256:"), "{said}");
    let said = json(&elsewhere.ok(&["experiment", "replay", "evidence.json", "--json"]));
    assert_eq!(
        (&said["file"], &said["identical"], &said["run"]),
        (&"evidence.json".into(), &true.into(), &Value::Null)
    );

    let component = json(&evidence)["evidence"]["receipt"]["components"][0].as_str().expect("a digest").to_owned();
    let other = Digest::of(b"another component");
    let (_, changed) = evidence.split_once("\"evidence\":").expect("it has evidence");
    let changed = changed.trim_end().strip_suffix('}').expect("it ends").replace(&component, other.as_str());
    let resealed = format!("{{\"digest\":\"{}\",\"evidence\":{changed}}}\n", Digest::of(changed.as_bytes()));
    for (contents, words) in [
        ("a shopping list", "is no evidence"),
        (&evidence.replacen("Voorbeeldgemeente", "Gemeente", 1), "the evidence was changed"),
        (&resealed, "prototype `zorgtoeslag` is another one than that of the run: the component was"),
    ] {
        std::fs::write(&file, contents).expect("it can be written");
        let said = elsewhere.refused(&["experiment", "replay", "evidence.json"]);
        assert!(said.contains(words) && said.contains("hint: "), "{said}");
    }
    let said = elsewhere.refused(&["experiment", "replay", "nowhere.json"]);
    assert!(said.contains("no run and no file `nowhere.json`"), "{said}");
}

#[test]
fn a_run_that_failed_says_why_in_the_list() {
    let lab = TestLab::new();
    lab.ok(&[&["experiment", "run", "zachtere-afbouw"], &SMALL[..]].concat());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("it can be made");
    runtime.block_on(async {
        let store = fieldlab_store::SqliteStore::open(&lab.data().join("lab.db")).await.expect("it opens");
        let (experiment, digest) = (Name::parse("zachtere-afbouw").expect("a name"), Digest::of(b"x"));
        let run =
            NewRun { experiment: &experiment, plan: &digest, declaration: &digest, overridden: false, process: "x" };
        let run = store.start_run(&run, 1).await.expect("it starts");
        store.fail_run(run.id, "prototype `zorgtoeslag` panicked\nmore", 2).await.expect("it ends");
    });
    let listed = lab.ok(&["experiment", "list"]);
    assert!(listed.contains("failed, trial") && listed.contains("prototype `zorgtoeslag` panicked "), "{listed}");
    let runs = &json(&lab.ok(&["experiment", "list", "--json"]))[0]["runs"];
    assert_eq!(runs[0]["failure"], "prototype `zorgtoeslag` panicked\nmore", "{runs}");
    assert_eq!((&runs[0]["trial"], &runs[1]["trial"]), (&true.into(), &true.into()), "both are trials: {runs}");
}

#[test]
fn output_that_nobody_reads_is_no_failure() {
    let lab = TestLab::new();
    lab.ok(&["experiment", "list"]);
    let heading = "person.age,person.household_position,person.insured,person.income_gross,\
                   household.income_assessment,household.assets\n";
    std::fs::write(lab.path("citizens.csv"), heading.to_owned() + "34,alone,true,0,0,0\n").expect("there is room");
    for arguments in [&["experiment", "list"][..], &["try", "zorgtoeslag", "--citizens", "citizens.csv"]] {
        let mut child =
            lab.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn the_log_shows_what_was_asked_for() {
    let lab = TestLab::new();
    let run = [&["experiment", "run", "zachtere-afbouw"], &SMALL[..]].concat();
    let quiet = lab.run(&run);
    assert_eq!((quiet.code, quiet.err.as_str()), (0, ""));
    let verbose = lab.run(&[&run[..], &["--verbose"]].concat());
    for span in ["run{", "population{", "batch{"] {
        assert!(verbose.err.contains(span), "{span}: {}", verbose.err);
    }
    let output = lab.command(&["experiment", "list"]).env("FIELDLAB_LOG", "fieldlab=loud").output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("FIELDLAB_LOG can't be read") && said.contains("hint: "), "{said}");
    assert!(lab.ok(&["--help"]).contains("FIELDLAB_LOG"));
}

#[test]
fn a_prototype_that_was_changed_since_the_run_is_not_replayed() {
    let lab = TestLab::new();
    lab.ok(&[&["experiment", "run", "zachtere-afbouw"], &SMALL[..]].concat());
    for entry in std::fs::read_dir(lab.data().join("prototypes")).expect("it is kept there") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_some_and(|ending| ending == "wasm") {
            std::fs::write(&path, "changed").expect("it can be written");
        }
    }
    let said = lab.run(&["experiment", "replay", "1"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.contains("was changed since the run"), "{}", said.err);
}

/// Starts a run of the whole country and waits until the store knows of it.
fn start_long_run(lab: &TestLab) -> Child {
    lab.ok(&["experiment", "list"]);
    let arguments = ["experiment", "run", "zorgtoeslag-2026", "--persons", "18000000", "--replicates", "100"];
    let mut child = lab.command(&arguments).stderr(Stdio::piped()).spawn().expect("it starts");
    loop {
        let listed = json(&lab.ok(&["experiment", "list", "--json"]));
        match listed[0]["runs"][0]["state"].as_str() {
            Some("running") => return child,
            Some(other) => panic!("the run is {other}"),
            None => {}
        }
        if child.try_wait().expect("it can be asked").is_some() {
            let mut said = String::new();
            child.stderr.take().expect("it is piped").read_to_string(&mut said).expect("it can be read");
            panic!("the run ended: {said}");
        }
    }
}

#[test]
fn a_run_whose_process_is_killed_is_shown_as_broken_off() {
    let lab = TestLab::new();
    let mut child = start_long_run(&lab);
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    let listed = json(&lab.ok(&["experiment", "list", "--json"]));
    let run = &listed[0]["runs"][0];
    assert_eq!((run["state"].as_str(), &run["evidence"]), (Some("broken-off"), &Value::Null), "{listed}");
    let left = std::fs::read_dir(lab.data().join("running")).expect("it is there").count();
    assert_eq!(left, 0, "what the dead process left is removed");
    let said = lab.refused(&["experiment", "report", "1"]);
    assert!(said.contains("run 1 has no evidence: it is broken off"), "{said}");
    // The lab goes on.
    lab.ok(&[&["experiment", "run", "zorgtoeslag-2026"], &SMALL[..]].concat());
}

/// Runs an experiment while no file may grow beyond `kilobytes`: writing fails as it does on a full disk.
#[cfg(unix)]
fn run_on_full_disk(lab: &TestLab, kilobytes: u32) -> crate::test_lab::Said {
    let command = lab.command(&[&["experiment", "run", "zorgtoeslag-2026"], &SMALL[..]].concat());
    let limited = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kilobytes * 2);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &limited]).arg(command.get_program()).args(command.get_args());
    shell.current_dir(command.get_current_dir().expect("it has one"));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    lab.said(&shell.output().expect("sh starts"))
}

#[test]
#[cfg(unix)]
fn a_full_disk_loses_nothing_and_leaves_no_half_result() {
    let lab = TestLab::new();
    lab.ok(&[&["experiment", "run", "zachtere-afbouw"], &SMALL[..]].concat());
    let before = lab.ok(&["experiment", "report", "1", "--format", "json"]);
    let mut failed = 0;
    for kilobytes in [40, 100, 140, 180, 220, 260, 300, 400] {
        let said = run_on_full_disk(&lab, kilobytes);
        if said.code != 0 {
            failed += 1;
            assert!(said.err.starts_with("error: "), "{kilobytes} kB: {said:?}");
            assert!(!said.err.contains("panicked"), "{kilobytes} kB: {said:?}");
        }
        let listed = json(&lab.ok(&["experiment", "list", "--json"]));
        for run in listed.as_array().expect("a list").iter().flat_map(|one| one["runs"].as_array().expect("a list")) {
            assert_eq!(run["state"] == "done", run["evidence"].is_string(), "{kilobytes} kB: {run}");
            assert!(run["state"] != "running", "{kilobytes} kB: {run}");
        }
        assert_eq!(lab.ok(&["experiment", "report", "1", "--format", "json"]), before, "{kilobytes} kB");
    }
    assert!(failed >= 3, "the limits are met: {failed}");
    lab.ok(&[&["experiment", "run", "zorgtoeslag-2026"], &SMALL[..]].concat());
}
