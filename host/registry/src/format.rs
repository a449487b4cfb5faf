//! What a prototype looks like in a registry: the WebAssembly artifact format of CNCF's working group, with the declaration of the
//! prototype as a second layer (<https://tag-runtime.cncf.io/wgs/wasm/deliverables/wasm-oci-artifact>).

use std::collections::BTreeMap;

use fieldlab_domain::digest::Digest;
use serde::{Deserialize, Serialize};

/// The media type of manifests (OCI image specification 1.1).
pub const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
/// The media type of the config of a component.
pub const CONFIG_TYPE: &str = "application/vnd.wasm.config.v0+json";
/// The media type of a component.
pub const COMPONENT_TYPE: &str = "application/wasm";
/// The media type of a `prototype.toml`.
pub const DECLARATION_TYPE: &str = "application/vnd.fieldlab.prototype.v1+toml";
/// The media type of a signature: 64 bytes of Ed25519 over the words in `signature.rs`.
pub const SIGNATURE_TYPE: &str = "application/vnd.fieldlab.signature.v1";
/// The media type of the config of what has none.
pub(crate) const EMPTY_TYPE: &str = "application/vnd.oci.empty.v1+json";

/// When everything was made: one moment for all, so that the same prototype has the same digest whenever it is published.
const CREATED: &str = "1970-01-01T00:00:00Z";

/// A blob, as manifests speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Descriptor {
    pub(crate) media_type: String,
    pub(crate) digest: Digest,
    pub(crate) size: u64,
}

impl Descriptor {
    pub(crate) fn of(media_type: &str, bytes: &[u8]) -> Descriptor {
        Descriptor { media_type: media_type.to_owned(), digest: Digest::of(bytes), size: bytes.len() as u64 }
    }
}

/// A manifest: what belongs together.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImageManifest {
    pub(crate) schema_version: u32,
    pub(crate) media_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) artifact_type: Option<String>,
    pub(crate) config: Descriptor,
    pub(crate) layers: Vec<Descriptor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<Descriptor>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) annotations: BTreeMap<String, String>,
}

/// The config of a component.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WasmConfig {
    pub(crate) created: String,
    pub(crate) architecture: String,
    pub(crate) os: String,
    pub(crate) layer_digests: Vec<Digest>,
    pub(crate) component: ComponentConfig,
}

/// What a component needs and gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ComponentConfig {
    pub(crate) exports: Vec<String>,
    pub(crate) imports: Vec<String>,
    pub(crate) target: Option<String>,
}

impl WasmConfig {
    pub(crate) fn new(layers: &[Descriptor], exports: &[String], imports: &[String]) -> WasmConfig {
        let third = exports.iter().chain(imports).any(|name| name.starts_with("wasi:") && name.contains("@0.3."));
        WasmConfig {
            created: CREATED.to_owned(),
            architecture: "wasm".to_owned(),
            os: if third { "wasip3" } else { "wasip2" }.to_owned(),
            layer_digests: layers.iter().map(|layer| layer.digest.clone()).collect(),
            component: ComponentConfig { exports: exports.to_vec(), imports: imports.to_vec(), target: None },
        }
    }
}
