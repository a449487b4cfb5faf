//! Signatures of what is sent to a lab: the text of a manifest and a component.

use fieldlab_domain::digest::Digest;

use crate::{PublicKey, SigningKey};

/// Signs a manifest's text and a component together, with 64 bytes (Ed25519).
pub fn sign_package(manifest: &str, component: &[u8], key: &SigningKey) -> [u8; 64] {
    key.sign(&message(manifest, component))
}

/// Whether a signature over this text and this component is by a key.
pub fn has_signed_package(manifest: &str, component: &[u8], signature: &[u8], key: &PublicKey) -> bool {
    key.has_signed(&message(manifest, component), signature)
}

/// What is signed. The first line keeps it apart from whatever else the key may sign, such as a prototype in a registry.
fn message(manifest: &str, component: &[u8]) -> Vec<u8> {
    let (manifest, component) = (Digest::of(manifest.as_bytes()), Digest::of(component));
    format!("fieldlab package signature 1\n{manifest}\n{component}\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_over_the_manifest_and_the_component_by_one_key() {
        let [key, other] = [(); 2].map(|()| SigningKey::generate().expect("there are random numbers"));
        let signature = sign_package("manifest", b"component", &key);
        let is_right = |manifest, component: &[u8], key: &SigningKey| {
            has_signed_package(manifest, component, &signature, &key.public())
        };
        assert!(is_right("manifest", b"component", &key));
        assert!(!is_right("manifest ", b"component", &key));
        assert!(!is_right("manifest", b"Component", &key));
        assert!(!is_right("manifest", b"component", &other));
        assert!(!has_signed_package("manifest", b"component", &signature[1..], &key.public()));
    }
}
