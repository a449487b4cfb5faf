//! The components of this repository, for tests and benchmarks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::{Built, build_these};

/// The bundled prototypes (`plugins/`) and test guests (`fixtures/guests/`) by package name, built once a process.
///
/// For tests and benchmarks: it panics with the compiler's words when a guest does not build.
pub fn workspace_guests() -> &'static BTreeMap<String, Built> {
    static GUESTS: OnceLock<BTreeMap<String, Built>> = OnceLock::new();
    GUESTS.get_or_init(|| {
        let folders = GUESTS_IN.map(|folder| repository().join(folder));
        let built = folders.iter().flat_map(|folder| {
            let places = [folder.clone()];
            build_these(folder, &places, &mut |line| tracing::info!("{line}")).unwrap_or_else(|error| panic!("{error}"))
        });
        built.map(|built| (built.package.clone(), built)).collect()
    })
}

/// The workspaces of guests in the repository.
const GUESTS_IN: [&str; 2] = ["plugins", "fixtures/guests"];

/// The folder of the repository: upward from the package whose tests or benchmarks cargo runs. A target folder may serve several
/// clones, so that what was compiled in does not say in which one this is.
fn repository() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from);
    let package = package.canonicalize().unwrap_or(package);
    let is_repository =
        |folder: &&Path| GUESTS_IN.iter().all(|guests| folder.join(guests).join("Cargo.toml").is_file());
    let found = package.ancestors().find(is_repository).map(Path::to_owned);
    found.unwrap_or_else(|| panic!("{} is in no folder with plugins/ and fixtures/guests/", package.display()))
}
