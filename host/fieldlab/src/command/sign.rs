//! `fieldlab key sign`: a signature over a prototype, for a lab that takes signed ones only.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fieldlab_registry::{SigningKey, sign_package};

use crate::cli::KeySignArguments;
use crate::command::check;
use crate::failure::usage;
use crate::output;
use crate::workspace::read_text;

pub(crate) fn run(arguments: &KeySignArguments) -> anyhow::Result<()> {
    let key = read_key(&arguments.key)?;
    let component = &arguments.component;
    if component.is_dir() {
        let hint = "build it, and name the .wasm file: fieldlab build";
        return Err(usage(format!("{} is a folder", component.display()), hint));
    }
    let manifest = check::manifest_path(component, arguments.manifest.as_deref())?;
    let package = check::package(component, Some(&manifest))?;
    let signature = sign_package(&read_text(&manifest)?, &package.component, &key);
    let to = arguments.to.clone().unwrap_or_else(|| beside(component));
    output::write_file(&to, (BASE64_STANDARD.encode(signature) + "\n").as_bytes())?;
    println!("{} signs {} {}", to.display(), package.manifest.name, package.manifest.version);
    println!("  it is right for these very files: {} and {}", component.display(), manifest.display());
    Ok(())
}

/// Reads a private key.
pub(crate) fn read_key(file: &Path) -> anyhow::Result<SigningKey> {
    SigningKey::from_pem(&read_text(file)?).with_context(|| file.display().to_string())
}

fn beside(component: &Path) -> PathBuf {
    let mut name = component.as_os_str().to_owned();
    name.push(".sig");
    name.into()
}
