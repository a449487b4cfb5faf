//! Arguments of the commands that bring prototypes to labs and registries.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use fieldlab_domain::deployment::Role;
use fieldlab_domain::name::{Name, nearest_hint};
use fieldlab_registry::Reference;

#[derive(Debug, Args)]
pub(crate) struct PublishArguments {
    /// The prototype's folder, or a component (a .wasm file) with prototype.toml beside it.
    pub(crate) path: PathBuf,
    /// Where to: REGISTRY/REPOSITORY[:TAG] [default tag: the prototype's version].
    #[arg(value_name = "PLACE")]
    pub(crate) place: Reference,
    /// Sign it with this private key, as `fieldlab key new` makes it.
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) sign: Option<PathBuf>,
    /// The user at the registry; the password stands in FIELDLAB_REGISTRY_PASSWORD [default: what docker login left].
    #[arg(long, value_name = "NAME", env = "FIELDLAB_REGISTRY_USER")]
    pub(crate) user: Option<String>,
    /// Trust the authorities in this PEM file, and not those of Mozilla that are built in.
    #[arg(long, value_name = "FILE", env = "SSL_CERT_FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PullArguments {
    /// Where from: REGISTRY/REPOSITORY:TAG, or REGISTRY/REPOSITORY@DIGEST.
    #[arg(value_name = "PLACE")]
    pub(crate) place: Reference,
    /// The folder to make [default: the prototype's name, here].
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
    /// Refuse it unless it is signed with the key.
    #[arg(long, requires = "key")]
    pub(crate) require_signature: bool,
    /// The public key of the publisher; when it is given, the signature is asked for.
    #[arg(long, value_name = "PUBFILE")]
    pub(crate) key: Option<PathBuf>,
    /// The user at the registry; the password stands in FIELDLAB_REGISTRY_PASSWORD [default: what docker login left].
    #[arg(long, value_name = "NAME", env = "FIELDLAB_REGISTRY_USER")]
    pub(crate) user: Option<String>,
    /// Trust the authorities in this PEM file, and not those of Mozilla that are built in.
    #[arg(long, value_name = "FILE", env = "SSL_CERT_FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a private key, and beside it the public key with .pub at the end of its name.
    New(KeyNewArguments),
    /// Sign a prototype for a lab that takes signed ones only, into a file to upload with it.
    Sign(KeySignArguments),
}

#[derive(Debug, Args)]
pub(crate) struct KeySignArguments {
    /// The private key.
    pub(crate) key: PathBuf,
    /// The component, a .wasm file.
    pub(crate) component: PathBuf,
    /// The manifest [default: prototype.toml beside it].
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
    /// The file to write [default: the component's name with .sig at its end].
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct KeyNewArguments {
    /// The file of the private key.
    pub(crate) file: PathBuf,
}

/// Which lab, and the right to change what it serves.
#[derive(Debug, Args)]
pub(crate) struct LabArguments {
    /// The address of the lab, as `fieldlab serve` says it.
    #[arg(long, value_name = "URL", env = "FIELDLAB_LAB")]
    pub(crate) lab: String,
    /// The token that `fieldlab token new` printed. In the environment others on this machine can't see it.
    #[arg(long, value_name = "TOKEN", env = "FIELDLAB_TOKEN", hide_env_values = true)]
    pub(crate) token: String,
    /// Trust the authorities in this PEM file, and not those of Mozilla that are built in.
    #[arg(long, value_name = "FILE", env = "SSL_CERT_FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DeployArguments {
    /// The prototype's folder, or a component (a .wasm file).
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// The manifest of a component [default: prototype.toml beside it].
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
    /// Sign it with this private key, as `fieldlab key new` makes it.
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) sign: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) lab: LabArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RollbackArguments {
    /// The prototype.
    #[arg(value_parser = Name::parse)]
    pub(crate) name: Name,
    /// The version, such as 0.1.0.
    pub(crate) version: String,
    #[command(flatten)]
    pub(crate) lab: LabArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token; its secret is printed once.
    New(NewTokenArguments),
    /// List tokens, without their secrets.
    List,
    /// Take back a token.
    Revoke(RevokeArguments),
}

#[derive(Debug, Args)]
pub(crate) struct NewTokenArguments {
    /// Whose it is, a person or a pipeline: it tells who deployed.
    #[arg(long)]
    pub(crate) name: String,
    /// The organisation that its holder deploys for: the owner in prototype.toml.
    #[arg(long)]
    pub(crate) organisation: String,
    /// What it allows: view; deploy; oversee, which is deciding about grants and reading the processing log; or work, which is writing
    /// needs, reacting and sharing.
    #[arg(long, default_value = "deploy", value_parser = role)]
    pub(crate) role: Role,
    /// For how many days.
    #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub(crate) days: u32,
}

fn role(text: &str) -> Result<Role, String> {
    let found = Role::ALL.into_iter().find(|role| role.name() == text);
    found.ok_or_else(|| nearest_hint(text, Role::ALL.map(Role::name)))
}

#[derive(Debug, Args)]
pub(crate) struct RevokeArguments {
    /// The name of the token.
    pub(crate) name: String,
}
