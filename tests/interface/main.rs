//! The interface for programs, as its document tells it: linted, and held to by a lab that is served.
//!
//! Spectral (npm) lints the document; Schemathesis (PyPI) makes requests from it, right ones and wrong ones, and looks whether the
//! answers are as it says. Where they are not installed the tests say that they are left out, unless FIELDLAB_TEST_INTERFACE says that
//! they must be there. FIELDLAB_INTERFACE_SECONDS is for how long requests are made, 60 when it is not given.

#[path = "../lab/served.rs"]
#[allow(dead_code, reason = "parts of it are used elsewhere")]
mod served;
#[path = "../lab/test_lab.rs"]
#[allow(dead_code, reason = "parts of it are used elsewhere")]
mod test_lab;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use served::Served;
use test_lab::{TestLab, repository};

/// A program that is installed in a folder of the user's, which a variable can name another one for.
fn installed(variable: &str, folder: &str, program: &str, hint: &str) -> Option<PathBuf> {
    let given = std::env::var_os(variable).map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache").join(folder));
    let found = given.or(home).map(|folder| folder.join(program)).filter(|program| program.is_file());
    if found.is_none() {
        let must = std::env::var_os("FIELDLAB_TEST_INTERFACE").is_some();
        assert!(!must, "there is no {program}\n  hint: {hint}");
        eprintln!("left out: there is no {program} on this machine (install it with: {hint})");
    }
    found
}

/// The document of a lab that is served.
fn document(served: &Served) -> Value {
    let answer = served.send("GET /v1/openapi.json", "Host: localhost\r\nAccept-Language: en\r\n", b"");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    serde_json::from_str(body).expect("it is JSON")
}

fn run(command: &mut Command) {
    let said = command.output().expect("it starts");
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(said.status.success(), "{command:?}:\n{out}{err}");
    println!("{out}");
}

#[test]
fn the_document_is_one_of_openapi() {
    let hint = "npm install --prefix ~/.cache/fieldlab-node @stoplight/spectral-cli";
    let program = "node_modules/@stoplight/spectral-cli/dist/index.js";
    let Some(spectral) = installed("FIELDLAB_NODE", "fieldlab-node", program, hint) else { return };
    let lab = TestLab::new();
    let served = Served::start(&lab, &[]);
    let file = lab.path("openapi.json");
    std::fs::write(&file, document(&served).to_string()).expect("it can be written");
    let rules = repository().join("tests/interface/spectral.yaml");
    run(Command::new("node").arg(spectral).args(["lint", "--fail-severity", "warn", "--ruleset"]).args([rules, file]));
}

/// What a token of a role opens at an address.
fn ask(served: &Served, what: &str, token: &str, body: &str) -> Value {
    let headers = format!("Host: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n");
    let answer = served.send(what, &headers, body.as_bytes());
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("HTTP/1.1 20"), "{what}: {answer}");
    serde_json::from_str(body).expect("it is JSON")
}

/// The values of a field in a list.
fn values(page: &Value, field: &str) -> Vec<String> {
    let items = page["items"].as_array().expect("a list").iter();
    items.filter_map(|item| item[field].as_str().map(str::to_owned)).collect()
}

/// What Schemathesis has to know of this lab: for each operation the token that opens it, and names of what is there.
fn configuration(lab: &TestLab, served: &Served, document: &Value) -> String {
    let token = |role: &str| {
        let given = ["token", "new", "--name", role, "--organisation", "Voorbeeldgemeente", "--role", role];
        lab.ok(&given).trim().to_owned()
    };
    let tokens: BTreeMap<&str, String> =
        ["view", "deploy", "oversee", "work"].into_iter().map(|role| (role, token(role))).collect();
    let need = r#"{"question": {"nl": "Wie helpt mij?"}, "story": {"nl": "Het is veel."}, "who": {"nl": "Ouders"}}"#;
    ask(served, "POST /v1/needs", &tokens["work"], need);
    let list = |path: &str, field: &str| values(&ask(served, &format!("GET /v1/{path}"), &tokens["view"], ""), field);
    let prototypes = || vec!["zorgtoeslag".to_owned(), "na-de-ww".to_owned()];
    let known = [
        ("needs", list("needs", "name")),
        ("experiments", list("experiments", "name")),
        ("evidence", list("runs?state=done", "evidence")),
        ("prototypes", prototypes()),
        ("keys", [prototypes(), list("experiments", "name"), vec!["1".to_owned()]].concat()),
        ("conditions", vec!["person.age >= 18".to_owned(), "person.age is old".to_owned()]),
    ];
    let rules = std::fs::read_to_string(repository().join("tests/interface/schemathesis.toml")).expect("it is there");
    let hooks = repository().join("tests/interface/media_types.py");
    let mut told = format!("hooks = {hooks:?}\n{rules}");
    for (name, values) in &known {
        told += &format!("\n[dictionaries.{name}]\nvalues = {values:?}\n");
    }
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (_, operation) in item.as_object().expect("operations") {
            let Some(role) = operation["security"][0]["token"][0].as_str() else { continue };
            let name = operation["operationId"].as_str().expect("a name");
            told += &format!("\n[[operations]]\ninclude-operation-id = {name:?}\n");
            told += &format!("headers = {{ Authorization = \"Bearer {}\" }}\n", tokens[role]);
            // What is no JSON has no schema that tells right from wrong.
            if operation["requestBody"]["content"]
                .as_object()
                .is_some_and(|kinds| !kinds.contains_key("application/json"))
            {
                told += "[operations.checks.positive_data_acceptance]\n";
                told += "expected-statuses = [\"2xx\", \"400\", \"401\", \"403\", \"404\", \"409\", \"422\"]\n";
            }
            told += "[operations.parameters]\n";
            let kind = path.split('/').nth(1).unwrap_or_default();
            // A run takes all cores for a while: here only experiments that there are not are asked to run, and a test of the lab does the rest.
            let is_known = name != "startRun" && known.iter().any(|(one, _)| *one == kind);
            if let (Some(variable), true) = (path.split(['{', '}']).nth(1), is_known) {
                told += &format!("\"path.{variable}\" = {{ dictionary = {kind:?}, probability = 0.7 }}\n");
            }
            for (operations, field, dictionary) in [
                (&["addNeed", "changeNeed"][..], "where", "conditions"),
                (&["addShare"], "key", "keys"),
                (&["mergeNeed"], "into", "needs"),
            ] {
                if operations.contains(&name) {
                    told += &format!("\"body.{field}\" = {{ dictionary = {dictionary:?}, probability = 0.7 }}\n");
                }
            }
        }
    }
    told
}

/// Where Schemathesis may write what it found.
fn reports(lab: &TestLab) -> PathBuf {
    std::env::var_os("FIELDLAB_INTERFACE_REPORTS").map_or_else(|| lab.path("reports"), PathBuf::from)
}

fn hold_to(schemathesis: &Path, lab: &TestLab, served: &Served) {
    let document = document(served);
    let configuration = configuration(lab, served, &document);
    let file = lab.path("schemathesis.toml");
    std::fs::write(&file, configuration).expect("it can be written");
    let seconds = std::env::var("FIELDLAB_INTERFACE_SECONDS").unwrap_or_else(|_| "60".to_owned());
    let port = served.address.rsplit(':').next().expect("a port");
    let mut command = Command::new(schemathesis);
    command.arg("--config-file").arg(&file).args(["run", "--max-time", &seconds, "--report", "junit", "--report-dir"]);
    command.arg(reports(lab)).arg(format!("http://localhost:{port}/v1/openapi.json"));
    run(command.current_dir(lab.data().parent().expect("it is in a folder")));
}

#[test]
fn a_lab_answers_as_its_document_says() {
    let hint = "python3 -m venv ~/.cache/fieldlab-python; ~/.cache/fieldlab-python/bin/pip install schemathesis";
    let Some(schemathesis) = installed("FIELDLAB_PYTHON", "fieldlab-python", "bin/schemathesis", hint) else { return };
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let served = Served::start(&lab, &[]);
    hold_to(&schemathesis, &lab, &served);
}
