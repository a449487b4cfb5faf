//! Builds small packages with the real cargo.

use std::fs;
use std::path::Path;

use fieldlab_build::{BuildError, build, ensure_target};

fn package(folder: &Path, name: &str, library: &str, code: &str) {
    fs::create_dir_all(folder.join("src")).expect("a temporary folder can be written");
    let manifest =
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{library}\n[workspace]\n");
    fs::write(folder.join("Cargo.toml"), manifest).expect("a temporary folder can be written");
    fs::write(folder.join("src/lib.rs"), code).expect("a temporary folder can be written");
}

const COMPONENT: &str = "[lib]\ncrate-type = [\"cdylib\"]\n";

#[test]
fn a_library_becomes_a_component() {
    ensure_target(&mut |_| {}).expect("the tests of the workspace need the target");
    let folder = tempfile::tempdir().expect("a temporary folder");
    package(folder.path(), "smallest-guest", COMPONENT, "#[unsafe(no_mangle)]\npub extern \"C\" fn nothing() {}\n");
    let mut told = Vec::new();
    let built = build(folder.path(), &mut |line| told.push(line.to_owned())).expect("it builds");
    assert_eq!(built.len(), 1);
    assert_eq!(built[0].package, "smallest-guest");
    let component = fs::read(&built[0].component_path).expect("it is where it was said to be");
    assert_eq!(component[..8], *b"\0asm\x0d\0\x01\0", "a component, not a module");
    assert!(told.iter().any(|line| line.contains("Compiling smallest-guest")), "{told:?}");
}

#[test]
fn what_does_not_compile_is_passed_on() {
    ensure_target(&mut |_| {}).expect("the tests of the workspace need the target");
    let folder = tempfile::tempdir().expect("a temporary folder");
    package(folder.path(), "broken-guest", COMPONENT, "pub fn broken() -> u32 { \"no number\" }\n");
    match build(folder.path(), &mut |_| {}) {
        Err(BuildError::Compile { diagnostics, .. }) => {
            assert!(diagnostics.contains("error[E0308]: mismatched types"), "{diagnostics}");
            assert!(diagnostics.contains("src/lib.rs:1:"), "{diagnostics}");
            assert!(!diagnostics.contains('\u{1b}'), "without colours: {diagnostics:?}");
        }
        other => panic!("it must not compile: {other:?}"),
    }
}

#[test]
fn a_package_that_makes_no_component_is_told_how() {
    ensure_target(&mut |_| {}).expect("the tests of the workspace need the target");
    let folder = tempfile::tempdir().expect("a temporary folder");
    package(folder.path(), "plain-library", "", "pub fn fine() {}\n");
    let error = build(folder.path(), &mut |_| {}).expect_err("it is not a component").to_string();
    assert!(error.contains("crate-type = [\"cdylib\"]"), "{error}");
}

#[test]
fn a_broken_manifest_is_passed_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("Cargo.toml"), "[package\n").expect("a temporary folder can be written");
    let error = build(folder.path(), &mut |_| {}).expect_err("it is not a manifest").to_string();
    assert!(error.contains("cargo can't read"), "{error}");
    assert!(error.contains("Cargo.toml:1:"), "{error}");
}
