//! `fieldlab pull`: a prototype from an OCI registry into a folder, whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use fieldlab_domain::manifest::Manifest;
use fieldlab_registry::{Client, PublicKey, Pulled, pull};
use serde::Serialize;

use crate::cli::PullArguments;
use crate::command::publish::credentials;
use crate::failure::usage;
use crate::output;
use crate::remote::authorities;
use crate::workspace::read_text;

#[derive(Serialize)]
struct Fetched<'a> {
    name: &'a str,
    version: &'a str,
    folder: &'a Path,
    digest: &'a str,
    signature_checked: bool,
}

pub(crate) fn run(arguments: &PullArguments) -> anyhow::Result<()> {
    let place = &arguments.place;
    if let Some(folder) = &arguments.to {
        refuse_existing(folder)?;
    }
    let key = arguments.key.as_deref().map(|file| {
        let pem = read_text(file)?;
        PublicKey::from_pem(&pem).with_context(|| file.display().to_string())
    });
    let key = key.transpose()?;
    let authorities = arguments.ca.as_deref().map(authorities).transpose()?;
    let client = Client::trusting(place, credentials(arguments.user.as_deref(), place)?, authorities.as_ref());
    let pulled = pull(&client, place, key.as_ref())?;
    let manifest = Manifest::parse(&format!("{place}/prototype.toml"), &pulled.declaration)?;
    let folder = arguments.to.clone().unwrap_or_else(|| PathBuf::from(manifest.name.as_str()));
    refuse_existing(&folder)?;
    write(&folder, manifest.name.as_str(), &pulled).map_err(|error| {
        let what = format!("can't make {}: {error}", folder.display());
        usage(what, "choose a folder in one that can be written with --to DIR")
    })?;
    let fetched = Fetched {
        name: manifest.name.as_str(),
        version: &manifest.version,
        folder: &folder,
        digest: pulled.digest.as_str(),
        signature_checked: key.is_some(),
    };
    if arguments.json {
        return output::json(&fetched);
    }
    println!("{} {} is in {}", fetched.name, fetched.version, folder.display());
    println!("  digest     {}", fetched.digest);
    println!("  signature  {}", if fetched.signature_checked { "right" } else { "not looked at" });
    println!("  check it   fieldlab check {}", folder.join(format!("{}.wasm", fetched.name)).display());
    Ok(())
}

fn refuse_existing(folder: &Path) -> anyhow::Result<()> {
    match folder.symlink_metadata() {
        Ok(_) => Err(usage(format!("{} is there already", folder.display()), "name a new folder with --to DIR")),
        Err(_) => Ok(()),
    }
}

/// Makes the folder beside its place and moves it there.
fn write(folder: &Path, name: &str, pulled: &Pulled) -> std::io::Result<()> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // As any folder that the user makes; folders of this kind are for their maker alone otherwise.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let half = builder.prefix(".fieldlab-pull-").tempdir_in(parent)?;
    fs::write(half.path().join("prototype.toml"), &pulled.declaration)?;
    fs::write(half.path().join(format!("{name}.wasm")), &pulled.component)?;
    fs::rename(half.path(), folder)?;
    // It is elsewhere by now, so there is nothing to remove.
    let _ = half.keep();
    Ok(())
}
