//! `fieldlab key`: keys to sign prototypes with.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use fieldlab_registry::SigningKey;

use crate::cli::KeyNewArguments;
use crate::failure::usage;

pub(crate) fn run(arguments: &KeyNewArguments) -> anyhow::Result<()> {
    let private = &arguments.file;
    let public = public_file(private);
    if public.exists() {
        return Err(there_already(&public));
    }
    let key = SigningKey::generate()?;
    write_new(private, &key.to_pem(), 0o600)?;
    if let Err(error) = write_new(&public, &key.public().to_pem(), 0o644) {
        // Half a pair is of no use; that it can't be removed either is of less interest than the first error.
        let _ = std::fs::remove_file(private);
        return Err(error);
    }
    println!("{} signs: keep it to yourself", private.display());
    println!("{} checks what it signed: give it to who pulls", public.display());
    Ok(())
}

fn public_file(private: &Path) -> PathBuf {
    let mut name = private.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

/// Writes a file that must not be there; a key that is lost does not come back.
fn write_new(path: &Path, text: &str, mode: u32) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => there_already(path),
        _ => usage(format!("can't write {}: {error}", path.display()), "name a file in a folder that can be written"),
    })
}

fn there_already(path: &Path) -> anyhow::Error {
    usage(format!("{} is there already", path.display()), "keys are never replaced: name another file")
}
