//! What a prototype may do beside answering, and what of it the lab granted.
//!
//! A capability is asked for in the manifest (`[service] uses = [...]` and `calls = [...]`), granted in the lab, and carried out by a
//! file of its own in the sandbox. The declared day and the seeded random numbers are there for every prototype.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::field::FieldName;
use crate::manifest::Manifest;
use crate::name::Name;

/// One thing that the host lets a prototype do, when its manifest asks for it and the lab grants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    /// Looking up and searching citizens, the granted fields only (`fieldlab:lab/citizens`).
    Citizens,
    /// The synthetic register of persons over HTTP, at `http://register.lab/`.
    Register,
    /// Reading the prototype's parameters (`wasi:config`).
    Config,
    /// Keeping values for the visitor's session (`wasi:keyvalue`).
    Keyvalue,
    /// Writing to the log of the prototype (`wasi:logging`).
    Logging,
}

impl Capability {
    /// All capabilities.
    pub const ALL: [Capability; 5] =
        [Capability::Citizens, Capability::Register, Capability::Config, Capability::Keyvalue, Capability::Logging];

    /// The word for it in manifests.
    pub fn name(self) -> &'static str {
        match self {
            Capability::Citizens => "citizens",
            Capability::Register => "register",
            Capability::Config => "config",
            Capability::Keyvalue => "keyvalue",
            Capability::Logging => "logging",
        }
    }
}

/// What the lab granted to one version of a prototype. What is not in it is refused, also when the manifest asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// The fields that it may read.
    pub fields: BTreeSet<FieldName>,
    /// What it may do.
    pub capabilities: BTreeSet<Capability>,
    /// The prototypes that it may call.
    pub calls: BTreeSet<Name>,
}

impl Granted {
    /// Everything that a manifest asks for.
    pub fn all_of(manifest: &Manifest) -> Granted {
        let service = manifest.service.as_ref();
        Granted {
            fields: manifest.grants.iter().flat_map(|grant| grant.fields.iter().cloned()).collect(),
            capabilities: service.map(|service| service.uses.iter().copied().collect()).unwrap_or_default(),
            calls: service.map(|service| service.calls.iter().cloned().collect()).unwrap_or_default(),
        }
    }
}

/// Says what the lab granted. Asked at each request, so it answers at once, from memory.
pub trait Grants: Send + Sync {
    /// What this version of a prototype may do now.
    fn granted(&self, manifest: &Manifest) -> Arc<Granted>;
}

/// Grants whatever a manifest asks for: for an author's own machine, and for tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct GrantAll;

impl Grants for GrantAll {
    fn granted(&self, manifest: &Manifest) -> Arc<Granted> {
        Arc::new(Granted::all_of(manifest))
    }
}
