//! Builds prototypes for the WebAssembly target with cargo.
//!
//! [`ensure_target`] sees to it that Rust can build for it, [`build`] builds a folder, and [`workspace_guests`] gives tests the
//! bundled prototypes and guests. A prototype in another language needs a file here like `cargo.rs`, with a function that
//! returns [`Built`].

mod cargo;
mod environment;
mod guests;
mod target;

pub use cargo::{Built, build, build_quickly};
pub use guests::workspace_guests;
pub use target::{TARGET, ensure_target};

use std::path::PathBuf;

use thiserror::Error;

/// Why prototypes could not be built.
#[derive(Debug, Error)]
pub enum BuildError {
    /// A program that is needed can't be started.
    #[error("can't start `{program}`: {source}\n  hint: {hint}")]
    Start {
        /// The program.
        program: String,
        /// What the system says.
        source: std::io::Error,
        /// What to do.
        hint: &'static str,
    },
    /// Rust has no standard library for the WebAssembly target, and it could not be added.
    #[error("Rust can't build for `{TARGET}`: {what}\n  hint: {hint}")]
    Target {
        /// What went wrong.
        what: String,
        /// What to do.
        hint: &'static str,
    },
    /// There is no Cargo.toml.
    #[error("there is no Cargo.toml in `{}`\n  hint: make a prototype with: fieldlab new my-prototype", .0.display())]
    NoManifest(PathBuf),
    /// Cargo does not understand the folder.
    #[error("cargo can't read `{}`:\n{what}", folder.display())]
    Metadata {
        /// The folder.
        folder: PathBuf,
        /// What cargo says.
        what: String,
    },
    /// The code does not compile.
    #[error("`{}` does not build:\n{diagnostics}", folder.display())]
    Compile {
        /// The folder.
        folder: PathBuf,
        /// What the compiler says, as it would stand on a terminal without colours.
        diagnostics: String,
    },
    /// It builds, but makes no component.
    #[error("`{}` makes no component\n  hint: add to Cargo.toml: [lib] with crate-type = [\"cdylib\"]", .0.display())]
    NoComponent(PathBuf),
}
