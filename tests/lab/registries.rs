//! Prototypes to a registry and back, by the command line.

use std::fs;
use std::path::Path;

use crate::docker_registry::Registry;
use crate::test_lab::{TestLab, repository};

/// The names of all that is in a lab's folder, besides its data.
fn names(lab: &TestLab) -> Vec<String> {
    let entries = fs::read_dir(lab.path(".")).expect("it is there");
    let names = entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !["data", ".cache"].contains(&name.as_str())).collect();
    names.sort();
    names
}

/// Publishes `zorgtoeslag`, signed with the key `key`, and gives its place and the digest of its component.
fn publish(lab: &TestLab, registry: &Registry) -> (String, String) {
    let path = repository().join("plugins/zorgtoeslag");
    let place = format!("{}/prototypes/zorgtoeslag", registry.address);
    lab.ok(&["key", "new", "key"]);
    let said = lab.ok(&["publish", &path.to_string_lossy(), &place, "--sign", "key", "--json"]);
    let published: serde_json::Value = serde_json::from_str(&said).expect("it is JSON");
    let manifest =
        fs::read(registry.file(published["digest"].as_str().expect("it has a digest"))).expect("it is there");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("it is JSON");
    let component = manifest["layers"][0]["digest"].as_str().expect("it has a digest").to_owned();
    (published["place"].as_str().expect("it has a place").to_owned(), component)
}

#[test]
fn a_prototype_goes_to_a_registry_and_comes_back() {
    let Some(registry) = Registry::start("") else { return };
    let lab = TestLab::new();
    let (place, component) = publish(&lab, &registry);
    lab.ok(&["pull", &place, "--require-signature", "--key", "key.pub"]);
    assert_eq!(names(&lab), ["key", "key.pub", "zorgtoeslag"]);
    let pulled = lab.path("zorgtoeslag");
    let same = |name: &str, other: &Path| fs::read(pulled.join(name)).ok() == fs::read(other).ok();
    assert!(same("prototype.toml", &repository().join("plugins/zorgtoeslag/prototype.toml")));
    assert!(same("zorgtoeslag.wasm", &registry.file(&component)));
    let said = lab.ok(&["check", "zorgtoeslag/zorgtoeslag.wasm"]);
    assert!(said.contains("is right"), "{said}");

    let said = lab.refused(&["pull", &place]);
    assert!(said.contains("zorgtoeslag is there already"), "{said}");
    lab.ok(&["pull", &place, "--to", "elsewhere"]);
    assert!(lab.path("elsewhere/zorgtoeslag.wasm").is_file());
}

#[test]
fn what_can_not_be_pulled_leaves_nothing() {
    let Some(registry) = Registry::start("") else { return };
    let lab = TestLab::new();
    let (place, component) = publish(&lab, &registry);
    lab.ok(&["key", "new", "other"]);
    let before = names(&lab);
    let refused = |arguments: &[&str], expected: &str| {
        let said = lab.refused(arguments);
        assert!(said.contains(expected) && said.contains("hint:"), "{said}");
        assert_eq!(names(&lab), before, "nothing is left: {said}");
    };
    let unknown = format!("{}/prototypes/zorgtoeslag:9.9", registry.address);
    refused(&["pull", &unknown], "there is no 127.0.0.1:");
    refused(&["pull", &place, "--require-signature", "--key", "other.pub"], "is not signed with this key");
    refused(&["pull", &place, "--key", "key"], "it is no public key");
    refused(&["key", "new", "key"], "is there already");
    refused(&["pull", "zorgtoeslag:1"], "names no place in a registry");

    let file = registry.file(&component);
    let mut bytes = fs::read(&file).expect("it is there");
    *bytes.last_mut().expect("it has bytes") ^= 1;
    fs::write(&file, bytes).expect("it can be written");
    refused(&["pull", &place], "was damaged or changed");
    // Signed or not, the bytes must be those of the digest.
    refused(&["pull", &place, "--require-signature", "--key", "key.pub"], "was damaged or changed");
}
