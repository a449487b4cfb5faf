//! Nobody imports upward or sideways: reads the Cargo.toml files and fails when somebody does.

use std::collections::BTreeSet;

use crate::test_lab::repository;

/// The floors from the ground up; those on one floor are strangers.
const FLOORS: &[&[&str]] = &[
    &["fieldlab-domain"],
    &["fieldlab-population", "fieldlab-sandbox", "fieldlab-store", "fieldlab-build", "fieldlab-scenario"],
    &["fieldlab-experiment"],
    &["fieldlab-web"],
    &["fieldlab"],
];

/// What the floors above the store and the sandbox may never link, not even by way of others.
const KEPT_BELOW: &[&str] = &["wasmtime", "wasmtime-wasi", "wasmtime-wasi-http", "sqlx", "parquet"];

fn dependencies(folder: &str, table: &str) -> (String, BTreeSet<String>) {
    let path = repository().join("host").join(folder).join("Cargo.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let manifest: toml::Table = text.parse().expect("cargo reads it too");
    let name = manifest["package"]["name"].as_str().expect("a package has a name").to_owned();
    let names = manifest.get(table).and_then(|table| table.as_table());
    (name, names.map(|names| names.keys().cloned().collect()).unwrap_or_default())
}

fn folders() -> Vec<String> {
    let entries = std::fs::read_dir(repository().join("host")).expect("the host exists");
    entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn nobody_imports_upward_or_sideways() {
    let floor_of = |name: &str| FLOORS.iter().position(|floor| floor.contains(&name));
    for folder in folders() {
        let (name, uses) = dependencies(&folder, "dependencies");
        let floor = floor_of(&name).unwrap_or_else(|| panic!("{name} stands on no floor: add it to FLOORS"));
        for used in uses.iter().filter(|used| used.starts_with("fieldlab")) {
            let other = floor_of(used).unwrap_or_else(|| panic!("{used} stands on no floor"));
            assert!(other < floor, "{name} uses {used}, which is not below it");
        }
        assert_eq!(name, if folder == "fieldlab" { folder.clone() } else { format!("fieldlab-{folder}") });
    }
}

#[test]
fn the_upper_floors_do_not_link_what_is_kept_below() {
    for folder in ["domain", "experiment", "web"] {
        let (name, uses) = dependencies(folder, "dependencies");
        for kept in KEPT_BELOW {
            assert!(!uses.contains(*kept), "{name} links {kept}");
        }
    }
}

#[test]
fn the_domain_has_no_clock_no_randomness_and_no_io() {
    let mut folders = vec![repository().join("host/domain/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("it exists") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("it is text");
            for forbidden in ["std::fs", "std::net", "std::env::", "SystemTime", "Instant::now", "rand::"] {
                assert!(!source.contains(forbidden), "{} uses {forbidden}", path.display());
            }
        }
    }
}
