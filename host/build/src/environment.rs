//! A child's environment without what an outer cargo left there.

use std::env;
use std::process::Command;

/// What cargo sets for the programs, tests and build scripts that it runs, or what is meant for the host's code alone.
const LEAKING: [&str; 26] = [
    "CARGO",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_CRATE_NAME",
    "CARGO_ENCODED_RUSTDOCFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INCREMENTAL",
    "CARGO_MAKEFLAGS",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_LINKS",
    "CARGO_MANIFEST_PATH",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_TARGET_TMPDIR",
    "CLIPPY_ARGS",
    "CLIPPY_CONF_DIR",
    "HOST",
    "MAKEFLAGS",
    "NUM_JOBS",
    "OUT_DIR",
    "PROFILE",
    "RUSTC_LINKER",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTDOC",
    "RUSTDOCFLAGS",
    "RUSTFLAGS",
    "TARGET",
];

/// Beginnings of such names.
const LEAKING_PREFIXES: [&str; 5] = ["CARGO_BIN_", "CARGO_CFG_", "CARGO_FEATURE_", "CARGO_PKG_", "CARGO_PROFILE_"];

/// Whether a variable of the outer cargo would change what a guest's build makes.
fn leaks(name: &str) -> bool {
    LEAKING.contains(&name) || LEAKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// The command for `program` in an environment without the leaking variables.
pub(crate) fn clean_command(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(leaks) {
            command.env_remove(name);
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leaks_is_taken_away() {
        let check = |name: &str, expected: bool| assert_eq!(leaks(name), expected, "{name}");
        check("RUSTFLAGS", true);
        check("CARGO_ENCODED_RUSTFLAGS", true);
        check("CARGO_MANIFEST_DIR", true);
        check("RUSTC_WORKSPACE_WRAPPER", true);
        check("CARGO_PKG_VERSION", true);
        check("CARGO_HOME", false);
        check("CARGO_NET_OFFLINE", false);
        check("CARGO_TARGET_WASM32_WASIP2_RUSTFLAGS", false);
        check("RUSTUP_TOOLCHAIN", false);
        check("PATH", false);
    }

    #[test]
    fn a_command_has_them_removed() {
        let command = clean_command("cargo");
        let removed: Vec<&str> =
            command.get_envs().filter(|(_, value)| value.is_none()).filter_map(|(name, _)| name.to_str()).collect();
        assert!(removed.contains(&"CARGO_MANIFEST_DIR"), "cargo sets it for tests: {removed:?}");
    }
}
