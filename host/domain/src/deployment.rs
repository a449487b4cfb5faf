//! Deploying: who may, which version of a prototype is current, and the ports for keeping and doing it.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::digest::Digest;
use crate::manifest::Manifest;
use crate::name::Name;
use crate::service::Service;
use crate::store::StoreError;

/// What the holder of a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// See what is deployed.
    View,
    /// Deploy and roll back too.
    Deploy,
    /// See what is deployed, decide what prototypes may read and do, and read the processing log. It does not deploy: who asks
    /// for data is another than who allows it.
    Oversee,
    /// See what is there and do what a team does on the pages: write needs, make and run experiments, react, answer, and share. It
    /// neither deploys nor oversees, and signs nothing: that is for people.
    Work,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 4] = [Role::View, Role::Deploy, Role::Oversee, Role::Work];

    /// Whether who has this role may do what `asked` allows: each role sees, and does its own.
    pub fn allows(self, asked: Role) -> bool {
        asked == Role::View || self == asked
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Role::View => "view",
            Role::Deploy => "deploy",
            Role::Oversee => "oversee",
            Role::Work => "work",
        }
    }
}

/// A token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Whose it is: a person or a pipeline. Each name is used once, so that it tells who deployed.
    pub name: String,
    /// The organisation that its holder deploys for.
    pub organisation: String,
    /// What it allows.
    pub role: Role,
    /// When it was made, in seconds since 1970-01-01T00:00Z.
    pub made_at: i64,
    /// From when it is refused.
    pub expires_at: i64,
    /// When it was taken back.
    pub revoked_at: Option<i64>,
}

impl Token {
    /// Whether it opens anything at `now`.
    pub fn is_valid(&self, now: i64) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// A prototype as it is sent to a lab.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// The text of its `prototype.toml`.
    pub manifest: String,
    /// Its component.
    pub component: Vec<u8>,
    /// A signature over both, of 64 bytes, when it came with one.
    pub signature: Option<Vec<u8>>,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Upload").field("bytes", &self.component.len()).finish_non_exhaustive()
    }
}

/// Who changes what is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The name that deployments keep.
    pub name: String,
    /// The organisation whose prototypes they may change; those of all when there is none: the user of the lab's own machine.
    pub organisation: Option<String>,
}

impl From<Token> for Who {
    fn from(token: Token) -> Who {
        Who { name: token.name, organisation: Some(token.organisation) }
    }
}

/// That a version of a prototype became the current one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// The prototype.
    pub prototype: Name,
    /// Its version.
    pub version: String,
    /// The digest of the component.
    pub digest: Digest,
    /// The digest of the manifest.
    pub manifest: Digest,
    /// The organisation that owns it.
    pub organisation: String,
    /// Who did it: the name of a token.
    pub by: String,
    /// When, in seconds since 1970-01-01T00:00Z; programs read `2026-01-31T14:05:09Z`.
    #[serde(with = "crate::instant::seconds")]
    pub at: i64,
}

/// Whose turn it is after a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// What was sent can't be deployed.
    Bad,
    /// The token is for another organisation, or the signature is missing or wrong.
    Forbidden,
    /// There is no such prototype or version.
    NotFound,
    /// Something else has that name or version.
    Conflict,
    /// The lab failed.
    Lab,
}

/// Nothing was deployed, and what ran before still runs.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what}\n  hint: {hint}")]
pub struct DeployFailure {
    /// Whose turn it is.
    pub blame: Blame,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
}

impl DeployFailure {
    /// A refusal.
    pub fn new(blame: Blame, what: impl Into<String>, hint: impl Into<String>) -> DeployFailure {
        DeployFailure { blame, what: what.into(), hint: hint.into() }
    }
}

impl From<StoreError> for DeployFailure {
    fn from(error: StoreError) -> DeployFailure {
        DeployFailure::new(Blame::Lab, error.to_string(), "tell who runs the lab; nothing was deployed")
    }
}

/// Says whether a version may become current after what was deployed of the prototype already. Versions never change, and a name
/// stays with the organisation that deployed it first.
///
/// # Errors
/// When the name is taken, or the version is deployed with other bytes.
pub fn check(earlier: &[Deployment], new: &Deployment) -> Result<(), DeployFailure> {
    let Deployment { prototype, version, .. } = new;
    if earlier.iter().any(|one| one.organisation != new.organisation) {
        let what = format!("the name `{prototype}` is taken: another organisation has deployed it");
        return Err(DeployFailure::new(Blame::Conflict, what, "choose another name in prototype.toml"));
    }
    let same = |one: &&Deployment| one.version == *version;
    match earlier.iter().find(same) {
        Some(one) if one.digest != new.digest || one.manifest != new.manifest => {
            let what = format!("version {version} of `{prototype}` is deployed with other bytes");
            Err(DeployFailure::new(Blame::Conflict, what, "raise the version in prototype.toml"))
        }
        _ => Ok(()),
    }
}

/// Keeps tokens and deployments.
#[async_trait]
pub trait DeploymentBook: Send + Sync {
    /// Keeps a token under the digest of its secret; `false` when its name is used already.
    ///
    /// # Errors
    /// When it can't be written.
    async fn put_token(&self, secret: &Digest, token: &Token) -> Result<bool, StoreError>;

    /// The token whose secret has this digest, valid or not.
    ///
    /// # Errors
    /// When it can't be read.
    async fn token(&self, secret: &Digest) -> Result<Option<Token>, StoreError>;

    /// All tokens, the oldest first.
    ///
    /// # Errors
    /// When they can't be read.
    async fn tokens(&self) -> Result<Vec<Token>, StoreError>;

    /// Takes back a token at `now`; `false` when there is none with this name.
    ///
    /// # Errors
    /// When it can't be written.
    async fn revoke_token(&self, name: &str, now: i64) -> Result<bool, StoreError>;

    /// What was deployed, the oldest first, of one prototype when named. The last of a prototype is current.
    ///
    /// # Errors
    /// When it can't be read.
    async fn deployments(&self, prototype: Option<&Name>) -> Result<Vec<Deployment>, StoreError>;

    /// Makes a version current, as far as [`check`] allows, and notes the manifest among the prototypes: both or neither. Nothing is
    /// written when it is current already.
    ///
    /// # Errors
    /// When it is refused or can't be written.
    async fn deploy(&self, new: &Deployment, manifest: &Manifest) -> Result<(), DeployFailure>;
}

/// Deploys into a lab that is served.
#[async_trait]
pub trait Deployer: Send + Sync {
    /// The token with this secret, when it opens anything now.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn token(&self, secret: &str) -> Result<Option<Token>, StoreError>;

    /// What was deployed, the oldest first, of one prototype when named.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn deployments(&self, prototype: Option<&Name>) -> Result<Vec<Deployment>, StoreError>;

    /// Whether the lab takes signed prototypes only.
    fn asks_for_signature(&self) -> bool;

    /// Checks, keeps and serves a prototype. What ran before runs until then.
    ///
    /// # Errors
    /// When it is refused or can't be kept; nothing has changed then.
    async fn deploy(&self, upload: Upload, who: &Who) -> Result<Deployment, DeployFailure>;

    /// Serves a version that was deployed before.
    ///
    /// # Errors
    /// When there is no such version, or it is of another organisation; nothing has changed then.
    async fn make_current(&self, prototype: &Name, version: &str, who: &Who) -> Result<Deployment, DeployFailure>;

    /// The web service of a version that was deployed, current or not, loaded when it is asked for; `None` when it has none.
    ///
    /// # Errors
    /// When there is no such version, or it can't be loaded.
    async fn version(&self, prototype: &Name, version: &str) -> Result<Option<Arc<dyn Service>>, DeployFailure>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployment(version: &str, bytes: &[u8], organisation: &str) -> Deployment {
        Deployment {
            prototype: Name::parse("proef").expect("a name"),
            version: version.to_owned(),
            digest: Digest::of(bytes),
            manifest: Digest::of(version.as_bytes()),
            organisation: organisation.to_owned(),
            by: "ci".to_owned(),
            at: 1,
        }
    }

    #[test]
    fn a_version_never_changes_and_a_name_stays_with_its_organisation() {
        let earlier = [deployment("0.1.0", b"one", "A"), deployment("0.2.0", b"two", "A")];
        let said = |new: Deployment| check(&earlier, &new).map_err(|failure| failure.what);
        assert_eq!(said(deployment("0.1.0", b"one", "A")), Ok(()), "going back");
        assert_eq!(said(deployment("0.3.0", b"one", "A")), Ok(()));
        assert!(said(deployment("0.1.0", b"two", "A")).is_err_and(|what| what.contains("other bytes")));
        assert!(said(deployment("0.3.0", b"two", "B")).is_err_and(|what| what.contains("is taken")));
        let other_manifest = Deployment { manifest: Digest::of(b"else"), ..deployment("0.1.0", b"one", "A") };
        assert!(said(other_manifest).is_err());
    }
}
