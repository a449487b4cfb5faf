//! Each file under `fixtures/invalid` is a declaration named after its fault; what is said about it stands in the snapshot.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use fieldlab_domain::experiment::{Experiment, Known};
use fieldlab_domain::fault::Faults;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::persona::Persona;
use fieldlab_domain::tour::Tour;

fn repository() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// What is said about each file of a folder, in the order of the names.
fn say(folder: &str, parse: impl Fn(&str, &str) -> Result<(), Faults>) -> String {
    let folder = repository().join("fixtures/invalid").join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder exists")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    // Whether anybody is in a cohort is known when there are citizens: tests/lab has those.
    files.retain(|file| !file.ends_with("empty-cohort.toml"));
    files.sort();
    let mut said = String::new();
    for file in files {
        let name = file.file_name().expect("it has one").to_string_lossy();
        let source = std::fs::read_to_string(&file).expect("it is text");
        let faults = parse(&name, &source).expect_err(&format!("{name} has a fault"));
        writeln!(said, "{faults}\n").expect("writing to a string does not fail");
    }
    said
}

#[test]
fn experiments() {
    let manifest = std::fs::read_to_string(repository().join("plugins/zorgtoeslag/prototype.toml")).expect("it exists");
    let manifest = Manifest::parse("prototype.toml", &manifest).unwrap_or_else(|faults| panic!("{faults}"));
    let known = Known {
        manifests: BTreeMap::from([(manifest.name.clone(), manifest)]),
        needs: vec![Name::parse("zorgkosten-betalen").expect("a name")],
        models: BTreeMap::from([("nl-2025".to_owned(), 18_000_000)]),
    };
    insta::assert_snapshot!(say("experiments", |file, source| Experiment::parse(file, source, &known).map(drop)));
}

#[test]
fn manifests() {
    insta::assert_snapshot!(say("manifests", |file, source| Manifest::parse(file, source).map(drop)));
}

#[test]
fn needs() {
    insta::assert_snapshot!(say("needs", |file, source| Need::parse(file, source).map(drop)));
}

#[test]
fn personas() {
    insta::assert_snapshot!(say("personas", |file, source| Persona::parse(file, source).map(drop)));
}

#[test]
fn tours() {
    let beside = Name::parse("na-de-ww").expect("a name");
    insta::assert_snapshot!(say("tours", |file, source| Tour::parse(file, source, &beside).map(drop)));
}
