//! Builds prototypes into components: those in Rust with cargo, others with the tools of their language.
//!
//! [`build`] builds a folder, [`ensure_target`] sees to it that Rust can build for the WebAssembly target, and [`workspace_guests`] gives tests
//! the bundled prototypes and guests. For one more language: a variant of [`Language`], and how its tool is run in `own_tool.rs`.

mod build;
mod cargo;
mod environment;
mod guests;
mod language;
mod own_tool;
mod target;

pub(crate) use build::Made;
pub use build::{Built, build, build_quickly, build_these};
pub use guests::workspace_guests;
pub use language::Language;
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
    /// Nothing says how it is built.
    #[error("there is no Cargo.toml in `{}`, and no package.json or pyproject.toml beside a prototype.toml\n  hint: make a prototype with: fieldlab new my-prototype", .0.display())]
    NoManifest(PathBuf),
    /// What it is built with is not installed.
    #[error("`{}` can't be built: {what}\n  hint: {hint}", folder.display())]
    Unready {
        /// The folder.
        folder: PathBuf,
        /// What is missing.
        what: String,
        /// What to run or write.
        hint: String,
    },
    /// The tool of its language ended well, and left no component.
    #[error("`{}` was built, and there is no {file} in it\n  hint: have the build write the component there", folder.display())]
    NotWritten {
        /// The folder.
        folder: PathBuf,
        /// Where the component should be.
        file: &'static str,
    },
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
