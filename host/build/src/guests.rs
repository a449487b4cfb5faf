//! The components of this repository, for tests and benchmarks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::{Built, build, ensure_target};

/// The bundled prototypes (`plugins/`) and test guests (`fixtures/guests/`) by package name, built once a process.
///
/// For tests and benchmarks: it panics with the compiler's words when a guest does not build.
pub fn workspace_guests() -> &'static BTreeMap<String, Built> {
    static GUESTS: OnceLock<BTreeMap<String, Built>> = OnceLock::new();
    GUESTS.get_or_init(|| {
        ensure_target(&mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
        let folders = [repository().join("plugins"), repository().join("fixtures/guests")];
        let built = folders.iter().filter(|folder| folder.join("Cargo.toml").is_file()).flat_map(|folder| {
            build(folder, &mut |line| tracing::info!("{line}")).unwrap_or_else(|error| panic!("{error}"))
        });
        built.map(|built| (built.package.clone(), built)).collect()
    })
}

/// The folder of the repository that this crate was compiled in.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
