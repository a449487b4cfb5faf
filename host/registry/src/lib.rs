//! Carries prototypes to and from OCI registries, in the format of the WebAssembly working group: any registry of container
//! images can keep them.
//!
//! [`push`] and [`pull`] move a whole prototype; [`sign`] adds a signature, [`SigningKey`] and [`PublicKey`] are kept as PEM files.
//! [`sign_package`] and [`has_signed_package`] do the same for what is sent to a lab.
//! `format.rs` says what a prototype looks like in a registry, `client.rs` has the calls, `access.rs` how a registry lets one in.
//! Another kind of content gets a media type in `format.rs`, and its layer in `push` and `pull`.

mod access;
mod authorities;
mod client;
mod error;
mod format;
mod key;
mod package;
mod reference;
mod signature;
mod transfer;

pub use access::Credentials;
pub use authorities::Authorities;
pub use client::Client;
pub use error::RegistryError;
pub use format::{COMPONENT_TYPE, CONFIG_TYPE, DECLARATION_TYPE, MANIFEST_TYPE, SIGNATURE_TYPE};
pub use key::{PublicKey, SigningKey};
pub use package::{has_signed_package, sign_package};
pub use reference::{Reference, Version};
pub use signature::{sign, verify};
pub use transfer::{Prototype, Pulled, pull, push};
