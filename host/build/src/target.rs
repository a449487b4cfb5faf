//! Rust's standard library for the WebAssembly target.

use std::path::Path;
use std::process::{Command, Output};

use crate::BuildError;
use crate::environment::clean_command;

/// The target that prototypes are built for.
pub const TARGET: &str = "wasm32-wasip2";

const INSTALL_RUST: &str = "install Rust with rustup, from https://rustup.rs";

/// Sees to it that Rust can build for [`TARGET`]; adds it with rustup when it is missing.
///
/// Adding it downloads some 20 MB, once. `progress` is told when that starts.
///
/// # Errors
/// When there is no Rust, or when the target is missing and rustup is too or can't add it.
pub fn ensure_target(progress: &mut dyn FnMut(&str)) -> Result<(), BuildError> {
    if is_installed()? {
        return Ok(());
    }
    progress(&format!("adding Rust's target {TARGET}"));
    tracing::info!(target = TARGET, "adding a target with rustup");
    let added = clean_command("rustup").args(["target", "add", TARGET]).output().map_err(|_| BuildError::Target {
        what: "the target is not installed, and there is no rustup to add it with".to_owned(),
        hint: "install Rust with rustup, from https://rustup.rs, or add your distribution's package with Rust's WASI library",
    })?;
    if !added.status.success() {
        return Err(BuildError::Target {
            what: format!("rustup could not add the target: {}", last_line(&added.stderr)),
            hint: "connect to the internet and run: rustup target add wasm32-wasip2",
        });
    }
    if is_installed()? {
        return Ok(());
    }
    Err(BuildError::Target {
        what: "rustup added the target, but to another Rust than the one that is used".to_owned(),
        hint: "run `rustc` and `cargo` through rustup: put ~/.cargo/bin first in PATH",
    })
}

fn is_installed() -> Result<bool, BuildError> {
    let mut rustc = clean_command("rustc");
    let asked = run(rustc.args(["--print", "target-libdir", "--target", TARGET]))?;
    let folder = String::from_utf8_lossy(&asked.stdout);
    Ok(asked.status.success() && Path::new(folder.trim()).is_dir())
}

fn run(command: &mut Command) -> Result<Output, BuildError> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.output().map_err(|source| BuildError::Start { program, source, hint: INSTALL_RUST })
}

/// The last line that says something.
fn last_line(output: &[u8]) -> String {
    let output = String::from_utf8_lossy(output);
    output.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("it did not say why").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_is_there_or_can_be_added() {
        ensure_target(&mut |_| {}).expect("the tests of the workspace need the target");
        assert!(is_installed().expect("rustc can be asked"));
    }

    #[test]
    fn a_missing_program_is_named_with_what_to_do() {
        let error = run(&mut Command::new("no-such-rustc")).expect_err("there is no such program").to_string();
        assert!(error.starts_with("can't start `no-such-rustc`"), "{error}");
        assert!(error.contains("hint: install Rust with rustup"), "{error}");
    }

    #[test]
    fn the_last_line_says_why() {
        assert_eq!(last_line(b"info: one\nerror: no network\n\n"), "error: no network");
        assert_eq!(last_line(b""), "it did not say why");
    }
}
