//! Why a registry could not be used.

use thiserror::Error;

/// Why a prototype could not be published or pulled.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// It is no reference.
    #[error(
        "`{text}` names no place in a registry: {what}\n  hint: write REGISTRY/REPOSITORY:TAG, such as localhost:5000/prototypes/zorgtoeslag:1.0"
    )]
    Reference {
        /// What was written.
        text: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A key can't be read.
    #[error("it is no {kind} key: {what}\n  hint: make a pair of keys with: fieldlab key new FILE")]
    Key {
        /// Private or public.
        kind: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// Authorities of certificates can't be read.
    #[error(
        "these are no authorities of certificates: {what}\n  hint: name a PEM file with BEGIN CERTIFICATE in it: --ca FILE"
    )]
    Authorities {
        /// What is wrong with it.
        what: String,
    },
    /// No answer came.
    #[error("can't reach the registry at {address}: {what}\n  hint: is the address right, and does the registry run?")]
    Unreachable {
        /// Its address.
        address: String,
        /// What the client says.
        what: String,
    },
    /// It does not let us in.
    #[error(
        "the registry at {address} does not let you in ({what})\n  hint: give --user NAME, and the password in FIELDLAB_REGISTRY_PASSWORD"
    )]
    Refused {
        /// Its address.
        address: String,
        /// What it says.
        what: String,
    },
    /// It answers with something else than was asked.
    #[error("the registry at {address} can't do that: {what}")]
    Answer {
        /// Its address.
        address: String,
        /// What it says.
        what: String,
    },
    /// There is nothing of that name.
    #[error(
        "there is no {what} in the registry\n  hint: check the repository and the tag; fieldlab publish puts a prototype there"
    )]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// The bytes are others than the digest says.
    #[error(
        "{what} is not what its digest {digest} says: it was damaged or changed\n  hint: don't use it; have it published anew"
    )]
    Tampered {
        /// What was read.
        what: String,
        /// What its bytes should hash to.
        digest: String,
    },
    /// It is something else than a prototype.
    #[error("{what} is no prototype: {why}\n  hint: only what fieldlab publish wrote can be pulled")]
    Format {
        /// Its name.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// A signature is asked for, and there is none.
    #[error(
        "{what} has no signature\n  hint: have it published with --sign KEYFILE, or pull it without --require-signature"
    )]
    Unsigned {
        /// Its name.
        what: String,
    },
    /// No signature is by this key.
    #[error(
        "{what} is not signed with this key\n  hint: ask its publisher for the public key; don't use it when it should have been this one"
    )]
    WrongSignature {
        /// Its name.
        what: String,
    },
}

impl RegistryError {
    /// Whether what was asked for can't be used, rather than that the registry failed.
    pub fn is_bad_input(&self) -> bool {
        !matches!(self, RegistryError::Unreachable { .. } | RegistryError::Answer { .. })
    }
}
