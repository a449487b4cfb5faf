//! Prototypes to and from a real registry, one for each test.

#![expect(clippy::unwrap_used, reason = "a test")]

mod docker_registry;
mod token_gate;

use std::fs;
use std::path::Path;

use fieldlab_domain::digest::Digest;
use fieldlab_registry::{
    Client, Credentials, Prototype, PublicKey, Pulled, Reference, RegistryError, SigningKey, Version, pull, push, sign,
};

use crate::docker_registry::Registry;

const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";
const DECLARATION: &str = "name = \"voorbeeld\"\n";

/// A place in a registry.
fn at(registry: &Registry, rest: &str) -> Reference {
    format!("{}/{rest}", registry.address).parse().unwrap()
}

fn publish(client: &Client, place: &Reference) -> Result<Digest, RegistryError> {
    let exports = ["wasi:http/incoming-handler@0.2.3".to_owned()];
    let imports = ["wasi:http/types@0.2.3".to_owned()];
    let prototype = Prototype {
        component: COMPONENT,
        declaration: DECLARATION,
        version: "0.1.0",
        exports: &exports,
        imports: &imports,
    };
    push(client, place, &prototype)
}

fn pull_without_key(place: &Reference) -> Result<Pulled, RegistryError> {
    pull(&Client::new(place, None), place, None)
}

fn change(file: &Path, from: &str, to: &str) {
    let text = String::from_utf8_lossy(&fs::read(file).unwrap()).replace(from, to);
    fs::write(file, text).unwrap();
}

/// Puts a changed manifest under the tag `changed`, as a publisher with other tools might.
fn put_changed(registry: &Registry, digest: &Digest, change: impl Fn(String) -> String) -> Reference {
    let place = at(registry, "a/b:changed");
    let text = change(fs::read_to_string(registry.file(digest.as_str())).unwrap());
    Client::new(&place, None).push_manifest(place.version.as_ref().unwrap(), text.as_bytes()).unwrap();
    place
}

#[test]
fn a_prototype_comes_back_as_it_was_published() {
    let Some(registry) = Registry::start("") else { return };
    let place = at(&registry, "prototypes/voorbeeld:0.1.0");
    let client = Client::new(&place, None);
    let digest = publish(&client, &place).unwrap();
    assert_eq!(publish(&client, &place).unwrap(), digest, "the same prototype has the same digest");
    for place in [place.clone(), place.with_digest(digest.clone())] {
        let pulled = pull_without_key(&place).unwrap();
        assert_eq!((&pulled.component[..], pulled.declaration.as_str()), (COMPONENT, DECLARATION));
        assert_eq!(pulled.digest, digest);
    }
    let manifest = fs::read_to_string(registry.file(digest.as_str())).unwrap();
    let component = Digest::of(COMPONENT);
    assert!(
        manifest.contains(&format!(r#""layers":[{{"mediaType":"application/wasm","digest":"{component}","size":8}}"#))
    );
    assert!(manifest.contains(r#""config":{"mediaType":"application/vnd.wasm.config.v0+json""#));
}

#[test]
fn what_is_not_there_is_said_to_be_missing() {
    let Some(registry) = Registry::start("") else { return };
    let place = at(&registry, "a/b:1");
    publish(&Client::new(&place, None), &place).unwrap();
    for other in ["a/b:2", "a/c:1"] {
        let error = pull_without_key(&at(&registry, other)).unwrap_err();
        assert!(matches!(error, RegistryError::NotFound { .. }), "{error}");
        assert!(error.is_bad_input() && error.to_string().contains(other), "{error}");
    }
}

#[test]
fn a_registry_that_is_gone_can_not_be_reached() {
    let Some(registry) = Registry::start("") else { return };
    let place = at(&registry, "a/b:1");
    drop(registry);
    let error = pull_without_key(&place).unwrap_err();
    assert!(matches!(error, RegistryError::Unreachable { .. }) && !error.is_bad_input(), "{error}");
}

#[test]
fn changed_bytes_are_refused() {
    for part in ["component", "declaration", "manifest", "longer"] {
        let Some(registry) = Registry::start("") else { return };
        let place = at(&registry, "a/b:1");
        let digest = publish(&Client::new(&place, None), &place).unwrap();
        match part {
            "component" => fs::write(registry.file(Digest::of(COMPONENT).as_str()), b"\0asm\x0d\0\x01\x01").unwrap(),
            "longer" => {
                fs::write(registry.file(Digest::of(COMPONENT).as_str()), b"\0asm\x0d\0\x01\0 and more").unwrap()
            }
            "declaration" => {
                change(&registry.file(Digest::of(DECLARATION.as_bytes()).as_str()), "voorbeeld", "voordelen")
            }
            _ => change(&registry.file(digest.as_str()), "0.1.0", "0.1.1"),
        }
        for place in [place.with_digest(digest), place] {
            let error = pull_without_key(&place).unwrap_err();
            let refused = matches!(error, RegistryError::Tampered { .. }) && error.is_bad_input();
            assert!(refused, "{part}, {place}: {error}");
        }
    }
}

#[test]
fn other_media_types_are_refused() {
    let Some(registry) = Registry::start("") else { return };
    let place = at(&registry, "a/b:1");
    let digest = publish(&Client::new(&place, None), &place).unwrap();
    for (from, to) in [
        ("application/wasm", "application/octet-stream"),
        ("application/vnd.fieldlab.prototype.v1+toml", "text/plain"),
        ("application/vnd.wasm.config.v0+json", "application/vnd.oci.image.config.v1+json"),
    ] {
        let place = put_changed(&registry, &digest, |text| text.replace(from, to));
        let error = pull_without_key(&place).unwrap_err();
        assert!(matches!(error, RegistryError::Format { .. }) && error.is_bad_input(), "{error}");
        assert!(error.to_string().contains(&format!("`{to}`, not `{from}`")), "{error}");
    }
}

#[test]
fn a_signature_is_asked_for_and_checked() {
    let Some(registry) = Registry::start("") else { return };
    let place = at(&registry, "a/b:1");
    let client = Client::new(&place, None);
    let digest = publish(&client, &place).unwrap();
    let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let with = |place: &Reference, key: &PublicKey| pull(&client, place, Some(key));

    let error = with(&place, &key.public()).unwrap_err();
    assert!(matches!(error, RegistryError::Unsigned { .. }) && error.is_bad_input(), "{error}");

    sign(&client, &place, &digest, &key).unwrap();
    assert_eq!(with(&place, &key.public()).unwrap().digest, digest);
    let error = with(&place, &other.public()).unwrap_err();
    assert!(matches!(error, RegistryError::WrongSignature { .. }) && error.is_bad_input(), "{error}");

    sign(&client, &place, &digest, &other).unwrap();
    assert!(with(&place, &key.public()).is_ok() && with(&place, &other.public()).is_ok(), "both signatures are there");

    // The signature of one prototype is none of another.
    let changed = put_changed(&registry, &digest, |text| text.replace("0.1.0", "0.1.1"));
    let error = with(&changed, &key.public()).unwrap_err();
    assert!(matches!(error, RegistryError::Unsigned { .. }), "{error}");
    let signature = fs::read(registry.file(signature_manifest(&registry, &digest).as_str())).unwrap();
    let changed_digest = pull_without_key(&changed).unwrap().digest;
    let moved = Version::Tag(format!("sha256-{}.sig", changed_digest.hex()));
    client.push_manifest(&moved, &signature).unwrap();
    let error = with(&changed, &key.public()).unwrap_err();
    assert!(matches!(error, RegistryError::WrongSignature { .. }), "{error}");
}

fn signature_manifest(registry: &Registry, digest: &Digest) -> Digest {
    let tag = format!("repositories/a/b/_manifests/tags/sha256-{}.sig/current/link", digest.hex());
    Digest::parse(&fs::read_to_string(registry.data().join(tag)).unwrap()).unwrap()
}

#[test]
fn a_registry_with_a_password_lets_in_who_has_it() {
    let Some(registry) = Registry::start("auth: { htpasswd: { realm: lab, path: FOLDER/passwords } }\n") else {
        return;
    };
    let place = at(&registry, "a/b:1");
    let login = |password: &str| Some(Credentials { user: "lab".to_owned(), password: password.to_owned() });
    for credentials in [None, login("anders")] {
        let error = publish(&Client::new(&place, credentials), &place).unwrap_err();
        assert!(matches!(error, RegistryError::Refused { .. }) && error.is_bad_input(), "{error}");
    }
    let client = Client::new(&place, login("geheim"));
    let digest = publish(&client, &place).unwrap();
    assert_eq!(pull(&client, &place, None).unwrap().digest, digest);
}

#[test]
fn a_registry_that_asks_for_tokens_lets_in_who_fetches_one() {
    let Some(registry) = Registry::start("") else { return };
    let place: Reference = format!("{}/a/b:1", token_gate::open(&registry.address)).parse().unwrap();
    let error = publish(&Client::new(&place, None), &place).unwrap_err();
    assert!(matches!(error, RegistryError::Refused { .. }), "{error}");
    let login = Credentials { user: "lab".to_owned(), password: "geheim".to_owned() };
    let client = Client::new(&place, Some(login));
    let digest = publish(&client, &place).unwrap();
    assert_eq!(pull(&client, &place, None).unwrap().digest, digest);
}
