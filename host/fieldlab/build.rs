//! Works out the version that stands in receipts: that of the package, and the digest of the code that decides what evidence
//! says. Two checkouts with the same code have the same version; a change of the code makes another one, so that evidence of the
//! old code is never taken for that of the new.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest as _, Sha256};

/// What decides what evidence says, from the root of the workspace. The prototypes and populations have digests of their own.
const DECIDES: [&str; 6] = [
    "Cargo.lock",
    "fixtures/catalogue.toml",
    "host/domain/src",
    "host/experiment/src",
    "host/population/src",
    "host/sandbox/src",
];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    let mut digest = Sha256::new();
    for part in DECIDES {
        println!("cargo::rerun-if-changed={}", root.join(part).display());
        add(&mut digest, &root, Path::new(part))?;
    }
    let digest: String = digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=FIELDLAB_VERSION={}+{digest}", env!("CARGO_PKG_VERSION"));
    Ok(())
}

/// Adds the names and contents of all files in a folder, in the order of their names.
fn add(digest: &mut Sha256, root: &Path, part: &Path) -> io::Result<()> {
    let path = root.join(part);
    if path.is_dir() {
        let mut names = fs::read_dir(&path)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        return names.into_iter().try_for_each(|name| add(digest, root, &part.join(name)));
    }
    let contents = fs::read(&path)?;
    digest.update(part.to_string_lossy().replace('\\', "/"));
    digest.update((contents.len() as u64).to_le_bytes());
    digest.update(contents);
    Ok(())
}
