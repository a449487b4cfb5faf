//! What a prototype may do beside answering, and what of it the lab granted.
//!
//! A capability is asked for in the manifest (`[service] uses = [...]` and `calls = [...]`), granted in the lab, and carried out by a
//! file of its own in the sandbox. The declared day and the seeded random numbers are there for every prototype.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::field::FieldName;
use crate::manifest::Manifest;
use crate::name::Name;
use crate::store::StoreError;

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
    /// Asking those who answer questions: for the plaza (`fieldlab:lab/desks`).
    Desks,
    /// Asking the person to share data that only they can share (`fieldlab:lab/vault`).
    Vault,
    /// Showing the person what is known of them, who looked and what they share (`fieldlab:lab/own-data`).
    OwnData,
}

impl Capability {
    /// All capabilities.
    pub const ALL: [Capability; 8] = [
        Capability::Citizens,
        Capability::Register,
        Capability::Config,
        Capability::Keyvalue,
        Capability::Logging,
        Capability::Desks,
        Capability::Vault,
        Capability::OwnData,
    ];

    /// The word for it in manifests.
    pub fn name(self) -> &'static str {
        match self {
            Capability::Citizens => "citizens",
            Capability::Register => "register",
            Capability::Config => "config",
            Capability::Keyvalue => "keyvalue",
            Capability::Logging => "logging",
            Capability::Desks => "desks",
            Capability::Vault => "vault",
            Capability::OwnData => "own-data",
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

/// One thing that a prototype asks for, as an owner decides about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// To read a field, for the purpose of the manifest's grant with this number, counted from 0.
    Field(FieldName, usize),
    /// To do something.
    Capability(Capability),
    /// To call a prototype.
    Call(Name),
}

impl Asked {
    /// Everything that a manifest asks for, in its order.
    pub fn all_of(manifest: &Manifest) -> Vec<Asked> {
        let grants = manifest.grants.iter().enumerate();
        let fields =
            grants.flat_map(|(nth, grant)| grant.fields.iter().map(move |field| Asked::Field(field.clone(), nth)));
        let service = manifest.service.as_ref();
        let uses = service.map(|service| service.uses.as_slice()).unwrap_or_default();
        let calls = service.map(|service| service.calls.as_slice()).unwrap_or_default();
        let uses = uses.iter().copied().map(Asked::Capability);
        fields.chain(uses).chain(calls.iter().cloned().map(Asked::Call)).collect()
    }

    /// What a decision is kept under: the same as long as the same is asked for. Another purpose or legal basis is another request.
    pub fn key(&self, manifest: &Manifest) -> String {
        match self {
            Asked::Field(field, nth) => {
                let grant = manifest.grants.get(*nth);
                let why = grant.map(|grant| [&grant.purpose.nl, &grant.purpose.en, &grant.legal_basis]);
                // As JSON no text runs into the next, and the whole digest can't be met by another purpose on purpose.
                let why = serde_json::to_vec(&why).expect("texts are plain data");
                format!("field {field} {}", Digest::of(&why))
            }
            Asked::Capability(capability) => format!("use {}", capability.name()),
            Asked::Call(name) => format!("call {name}"),
        }
    }
}

/// A decision of an owner about one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantDecision {
    /// The prototype that asks.
    pub prototype: Name,
    /// What is asked for, as [`Asked::key`] has it.
    pub key: String,
    /// Granted, or refused.
    pub granted: bool,
    /// Who decided.
    pub by: String,
    /// When, in seconds since 1970-01-01T00:00Z.
    pub at: i64,
}

/// Keeps what owners decided; the latest decision about a request counts, and all are kept.
#[async_trait]
pub trait GrantBook: Grants {
    /// All decisions about a prototype, the oldest first.
    ///
    /// # Errors
    /// When they can't be read.
    async fn decisions(&self, prototype: &Name) -> Result<Vec<GrantDecision>, StoreError>;

    /// Writes decisions, all or none; they count at once.
    ///
    /// # Errors
    /// When they can't be written.
    async fn decide(&self, decisions: &[GrantDecision]) -> Result<(), StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(nl: &str, en: &str, basis: &str) -> String {
        let text = |text: &str| serde_json::to_string(text).expect("a text is plain data");
        let (nl, en, basis) = (text(nl), text(en), text(basis));
        let manifest = format!(
            r#"
            name = "na-de-ww"
            version = "0.1.0"
            title = {{ nl = "Na de WW", en = "After" }}
            summary = {{ nl = "Wat er is.", en = "What there is." }}
            needs = []
            owner = {{ organisation = "Raadslieden", sector = "society" }}

            [[grants]]
            fields = ["person.age"]
            purpose = {{ nl = {nl}, en = {en} }}
            legal_basis = {basis}

            [service]
            "#
        );
        let manifest = Manifest::parse("prototype.toml", &manifest).unwrap_or_else(|faults| panic!("{faults}"));
        Asked::all_of(&manifest)[0].key(&manifest)
    }

    #[test]
    fn the_key_of_a_field_stands_for_its_whole_purpose_and_legal_basis() {
        let asked = key("Waarom.", "Why.", "Participatiewet");
        let digest = asked.strip_prefix("field person.age sha256:").unwrap_or_else(|| panic!("{asked}"));
        assert_eq!(digest.len(), 64, "all of SHA-256");
        assert_eq!(asked, key("Waarom.", "Why.", "Participatiewet"));
        for other in [
            key("Daarom.", "Why.", "Participatiewet"),
            key("Waarom.", "Because.", "Participatiewet"),
            key("Waarom.", "Why.", "Awir"),
        ] {
            assert_ne!(asked, other);
        }
        assert_ne!(key("a b", "c", "d"), key("a", "b c", "d"));
        assert_ne!(key("a", "b c", "d"), key("a", "b", "c d"));
        assert_ne!(key("a\",\"b", "c", "d"), key("a", "b\",\"c", "d"));
    }
}
