//! Whole prototypes, to a registry and back.

use std::collections::BTreeMap;

use fieldlab_domain::digest::Digest;

use crate::format::{
    COMPONENT_TYPE, CONFIG_TYPE, DECLARATION_TYPE, Descriptor, ImageManifest, MANIFEST_TYPE, WasmConfig,
};
use crate::{Client, PublicKey, Reference, RegistryError, Version, verify};

/// The largest component, in bytes.
const COMPONENT_BYTES: u64 = 256 << 20;
/// The largest declaration or config, in bytes.
const TEXT_BYTES: u64 = 1 << 20;

/// A prototype to publish.
pub struct Prototype<'a> {
    /// The component.
    pub component: &'a [u8],
    /// The text of its `prototype.toml`.
    pub declaration: &'a str,
    /// The version that it says it has.
    pub version: &'a str,
    /// The names of what the component exports.
    pub exports: &'a [String],
    /// The names of what the component imports.
    pub imports: &'a [String],
}

/// A prototype that was pulled.
#[derive(Debug)]
pub struct Pulled {
    /// The digest of its manifest.
    pub digest: Digest,
    /// The component.
    pub component: Vec<u8>,
    /// The text of its `prototype.toml`.
    pub declaration: String,
}

/// Brings a prototype to a registry and returns the digest of its manifest: the same prototype has the same digest.
///
/// # Errors
/// When the registry does not take it, or `place` has no tag.
pub fn push(client: &Client, place: &Reference, prototype: &Prototype<'_>) -> Result<Digest, RegistryError> {
    let Some(version @ Version::Tag(_)) = &place.version else {
        return Err(RegistryError::Reference { text: place.to_string(), what: "it has no tag to publish under" });
    };
    let layers = vec![
        Descriptor::of(COMPONENT_TYPE, prototype.component),
        Descriptor::of(DECLARATION_TYPE, prototype.declaration.as_bytes()),
    ];
    let config = json(&WasmConfig::new(&layers, prototype.exports, prototype.imports));
    let annotation = ("org.opencontainers.image.version".to_owned(), prototype.version.to_owned());
    let manifest = json(&ImageManifest {
        schema_version: 2,
        media_type: MANIFEST_TYPE.to_owned(),
        artifact_type: None,
        config: Descriptor::of(CONFIG_TYPE, &config),
        layers,
        subject: None,
        annotations: BTreeMap::from([annotation]),
    });
    for blob in [prototype.component, prototype.declaration.as_bytes(), &config] {
        client.push_blob(blob)?;
    }
    client.push_manifest(version, &manifest)
}

/// Fetches the prototype at a place into memory; with a key only when it is signed with it, which is looked at first.
///
/// # Errors
/// When it is not there, is not signed with the key, is no prototype, or is not what its digests say.
pub fn pull(client: &Client, place: &Reference, key: Option<&PublicKey>) -> Result<Pulled, RegistryError> {
    let Some(version) = &place.version else {
        return Err(RegistryError::Reference { text: place.to_string(), what: "it has no tag" });
    };
    let what = place.to_string();
    let bytes = client.manifest(version)?;
    let digest = Digest::of(&bytes);
    if let Some(key) = key {
        verify(client, place, &digest, key)?;
    }
    let wrong = |why: String| RegistryError::Format { what: what.clone(), why };
    let manifest = read_manifest(&what, &bytes)?;
    expect_type(&what, "its config", &manifest.config, CONFIG_TYPE)?;
    let [component, declaration] = &manifest.layers[..] else {
        return Err(wrong(format!("it has {} layers in place of 2", manifest.layers.len())));
    };
    expect_type(&what, "its first layer", component, COMPONENT_TYPE)?;
    expect_type(&what, "its second layer", declaration, DECLARATION_TYPE)?;
    let config: WasmConfig = serde_json::from_slice(&client.blob(&manifest.config, TEXT_BYTES)?)
        .map_err(|error| wrong(format!("its config can't be read: {error}")))?;
    if !config.layer_digests.iter().eq(manifest.layers.iter().map(|layer| &layer.digest)) {
        return Err(wrong("its config speaks of other layers than its manifest".to_owned()));
    }
    let text = client.blob(declaration, TEXT_BYTES)?;
    let declaration = String::from_utf8(text).map_err(|_| wrong("its prototype.toml is not UTF-8".to_owned()))?;
    Ok(Pulled { component: client.blob(component, COMPONENT_BYTES)?, declaration, digest })
}

/// Reads a manifest, and refuses lists of manifests and what else has another type.
pub(crate) fn read_manifest(what: &str, bytes: &[u8]) -> Result<ImageManifest, RegistryError> {
    let wrong = |why: String| RegistryError::Format { what: what.to_owned(), why };
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Kind {
        media_type: Option<String>,
    }
    let kind: Kind =
        serde_json::from_slice(bytes).map_err(|error| wrong(format!("its manifest can't be read: {error}")))?;
    if kind.media_type.as_deref() != Some(MANIFEST_TYPE) {
        let found = kind.media_type.unwrap_or_else(|| "none".to_owned());
        return Err(wrong(format!(
            "its manifest has the media type `{}`, not `{MANIFEST_TYPE}`",
            found.escape_debug()
        )));
    }
    serde_json::from_slice(bytes).map_err(|error| wrong(format!("its manifest can't be read: {error}")))
}

fn expect_type(what: &str, part: &str, found: &Descriptor, expected: &str) -> Result<(), RegistryError> {
    if found.media_type == expected {
        return Ok(());
    }
    let why = format!("{part} has the media type `{}`, not `{expected}`", found.media_type.escape_debug());
    Err(RegistryError::Format { what: what.to_owned(), why })
}

pub(crate) fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("these have a form in JSON")
}
