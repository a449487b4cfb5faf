//! Signatures of prototypes, beside them in the registry.
//!
//! They are kept in a manifest of their own, which names the prototype's as its `subject` and has the tag `sha256-DIGEST.sig`, so that
//! registries without the referrers API have them too. A signature is over the digest of the manifest: whoever has the digest knows the
//! component and its declaration. It does not say under which tag that stands.

use std::collections::BTreeMap;

use fieldlab_domain::digest::Digest;

use crate::format::{Descriptor, EMPTY_TYPE, ImageManifest, MANIFEST_TYPE, SIGNATURE_TYPE};
use crate::transfer::{json, read_manifest};
use crate::{Client, PublicKey, Reference, RegistryError, SigningKey, Version};

/// The signatures that are looked at; who can write to the repository can add more.
const MOST_SIGNATURES: usize = 16;

/// Signs the manifest with this digest; signatures by others stay.
///
/// # Errors
/// When the registry does not take it.
pub fn sign(client: &Client, place: &Reference, digest: &Digest, key: &SigningKey) -> Result<(), RegistryError> {
    let subject_bytes = client.manifest(&Version::Digest(digest.clone()))?;
    let signature = key.sign(&message(digest));
    let new = Descriptor::of(SIGNATURE_TYPE, &signature);
    let mut layers = signatures(client, place, digest)?.unwrap_or_default();
    layers.retain(|layer| layer.digest != new.digest);
    layers.insert(0, new);
    layers.truncate(MOST_SIGNATURES);
    let empty = b"{}";
    let manifest = json(&ImageManifest {
        schema_version: 2,
        media_type: MANIFEST_TYPE.to_owned(),
        artifact_type: Some(SIGNATURE_TYPE.to_owned()),
        config: Descriptor::of(EMPTY_TYPE, empty),
        layers,
        subject: Some(Descriptor::of(MANIFEST_TYPE, &subject_bytes)),
        annotations: BTreeMap::new(),
    });
    client.push_blob(empty)?;
    client.push_blob(&signature)?;
    client.push_manifest(&tag(digest), &manifest)?;
    Ok(())
}

/// Checks that the manifest with this digest is signed with a key.
///
/// # Errors
/// When it has no signature, or none with this key.
pub fn verify(client: &Client, place: &Reference, digest: &Digest, key: &PublicKey) -> Result<(), RegistryError> {
    let what = place.to_string();
    let Some(layers) = signatures(client, place, digest)? else {
        return Err(RegistryError::Unsigned { what });
    };
    for layer in layers.iter().take(MOST_SIGNATURES).filter(|layer| layer.size == 64) {
        if key.has_signed(&message(digest), &client.blob(layer, 64)?) {
            return Ok(());
        }
    }
    Err(RegistryError::WrongSignature { what })
}

/// The signatures beside a manifest; `None` when there are none.
fn signatures(client: &Client, place: &Reference, digest: &Digest) -> Result<Option<Vec<Descriptor>>, RegistryError> {
    let bytes = match client.manifest(&tag(digest)) {
        Ok(bytes) => bytes,
        Err(RegistryError::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut layers = read_manifest(&format!("the signature of {place}"), &bytes)?.layers;
    layers.retain(|layer| layer.media_type == SIGNATURE_TYPE);
    Ok(Some(layers).filter(|layers| !layers.is_empty()))
}

fn tag(digest: &Digest) -> Version {
    Version::Tag(format!("sha256-{}.sig", digest.hex()))
}

/// What is signed. The first line keeps it apart from whatever else the key may sign.
fn message(digest: &Digest) -> Vec<u8> {
    format!("fieldlab prototype signature 1\n{digest}\n").into_bytes()
}
