//! Runs cargo and finds the components that it makes.

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

use crate::environment::clean_command;
use crate::{BuildError, Built, Made, TARGET};

/// The most that is kept of what the compiler says, in bytes.
pub(crate) const MOST_DIAGNOSTICS: usize = 256 * 1024;

/// Builds the packages in `folder`, which holds a package or a workspace, and returns their components by package name.
///
/// Builds go to `guests/` in `$CARGO_TARGET_DIR` when that is set, and else to `target/` of the folder's own workspace; what
/// has not changed is not built again. `progress` gets each line of cargo that says what it is doing.
pub(crate) fn build(folder: &Path, made: Made, progress: &mut dyn FnMut(&str)) -> Result<Vec<Built>, BuildError> {
    let members = members(folder)?;
    let messages = compile(folder, made, progress)?;
    let mut built: Vec<Built> = messages.iter().filter_map(|message| component(message, &members)).collect();
    built.sort_by(|left, right| left.package.cmp(&right.package));
    if built.is_empty() {
        return Err(BuildError::NoComponent(folder.to_owned()));
    }
    tracing::debug!(folder = %folder.display(), components = built.len(), "built prototypes");
    Ok(built)
}

/// A package of the workspace.
struct Member {
    id: String,
    name: String,
    manifest_path: PathBuf,
}

fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = clean_command("cargo");
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    // A relative folder is meant from here, not from the folder that is built.
    if let Some(target) = env::var_os("CARGO_TARGET_DIR").and_then(|target| std::path::absolute(target).ok()) {
        command.env("CARGO_TARGET_DIR", target.join("guests"));
    }
    command
}

fn no_cargo(source: std::io::Error) -> BuildError {
    BuildError::Start { program: "cargo".to_owned(), source, hint: "install Rust with rustup, from https://rustup.rs" }
}

fn members(folder: &Path) -> Result<Vec<Member>, BuildError> {
    let arguments = ["metadata", "--no-deps", "--format-version", "1", "--color", "never"];
    let asked = cargo(folder, &arguments).output().map_err(no_cargo)?;
    let unreadable = |what: String| BuildError::Metadata { folder: folder.to_owned(), what };
    if !asked.status.success() {
        return Err(unreadable(String::from_utf8_lossy(&asked.stderr).trim_end().to_owned()));
    }
    let metadata: Value = serde_json::from_slice(&asked.stdout).map_err(|error| unreadable(error.to_string()))?;
    let member = |package: &Value| {
        let text = |key: &str| package.get(key)?.as_str().map(str::to_owned);
        Some(Member { id: text("id")?, name: text("name")?, manifest_path: text("manifest_path")?.into() })
    };
    Ok(metadata["packages"].as_array().into_iter().flatten().filter_map(member).collect())
}

fn compile(folder: &Path, made: Made, progress: &mut dyn FnMut(&str)) -> Result<Vec<Value>, BuildError> {
    let profile = if made == Made::ToRun { "release" } else { "dev" };
    let arguments = [
        "build",
        "--profile",
        profile,
        "--target",
        TARGET,
        "--message-format",
        "json-render-diagnostics",
        "--color",
        "never",
    ];
    let mut command = cargo(folder, &arguments);
    if made == Made::ToLookAt {
        // A panic tells its file and line without debug information, which would be most of what is compiled again each time.
        command.env("CARGO_PROFILE_DEV_DEBUG", "none");
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(no_cargo)?;
    let stdout = child.stdout.take().expect("it is piped");
    let stderr = child.stderr.take().expect("it is piped");
    let messages = thread::spawn(move || read_messages(stdout));
    let diagnostics = follow(stderr, progress);
    let messages = messages.join().expect("reading lines does not panic");
    let status = child.wait().map_err(no_cargo)?;
    if !status.success() {
        return Err(BuildError::Compile { folder: folder.to_owned(), diagnostics });
    }
    Ok(messages)
}

fn read_messages(stdout: impl Read) -> Vec<Value> {
    let lines = BufReader::new(stdout).lines().map_while(Result::ok);
    lines.filter_map(|line| serde_json::from_str(&line).ok()).collect()
}

/// Tells `progress` what cargo is doing, and returns the rest: warnings and errors.
fn follow(stderr: impl Read, progress: &mut dyn FnMut(&str)) -> String {
    let mut diagnostics = String::new();
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        if is_status(&line) {
            progress(line.trim());
        } else if diagnostics.len() + line.len() < MOST_DIAGNOSTICS {
            diagnostics.push_str(&line);
            diagnostics.push('\n');
        }
    }
    diagnostics.trim_end().to_owned()
}

/// Whether a line is cargo's own: a verb, right-aligned in 12 characters, and what it is about.
fn is_status(line: &str) -> bool {
    line.get(..13).is_some_and(|start| {
        let verb = start.trim();
        start.ends_with(' ') && !verb.contains(' ') && verb.starts_with(|first: char| first.is_ascii_uppercase())
    })
}

/// The component that a message of cargo announces, when it is one of a member.
fn component(message: &Value, members: &[Member]) -> Option<Built> {
    let is_library =
        || message["target"]["crate_types"].as_array().is_some_and(|types| types.iter().any(|one| one == "cdylib"));
    if message["reason"] != "compiler-artifact" || !is_library() {
        return None;
    }
    let id = message["package_id"].as_str()?;
    let member = members.iter().find(|member| member.id == id)?;
    let mut files = message["filenames"].as_array()?.iter().filter_map(Value::as_str);
    let component_path = files.find(|file| file.ends_with(".wasm"))?.into();
    Some(Built { package: member.name.clone(), manifest_path: member.manifest_path.clone(), component_path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_does_is_told_apart_from_what_the_compiler_says() {
        let stderr = "   Compiling zorgtoeslag v0.1.0 (/tmp/zorgtoeslag)\nerror[E0425]: cannot find value `x`\n --> src/lib.rs:3:5\n    Finished `release` profile [optimized] target(s) in 0.02s\n";
        let mut told = Vec::new();
        let diagnostics = follow(stderr.as_bytes(), &mut |line| told.push(line.to_owned()));
        assert_eq!(diagnostics, "error[E0425]: cannot find value `x`\n --> src/lib.rs:3:5");
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("Compiling zorgtoeslag"), "{told:?}");
    }

    #[test]
    fn only_components_of_members_count() {
        let members = [Member {
            id: "path+file:///p#rule@0.1.0".into(),
            name: "rule".into(),
            manifest_path: "/p/Cargo.toml".into(),
        }];
        let message = |id: &str, file: &str| {
            let target = serde_json::json!({ "crate_types": ["cdylib", "rlib"] });
            let files = ["/t/librule.rlib", file];
            serde_json::json!({ "reason": "compiler-artifact", "package_id": id, "target": target, "filenames": files })
        };
        let made = component(&message("path+file:///p#rule@0.1.0", "/t/rule.wasm"), &members).expect("it is one");
        assert_eq!((made.package.as_str(), made.component_path.as_path()), ("rule", Path::new("/t/rule.wasm")));
        assert_eq!(component(&message("registry+https://r#other@1.0.0", "/t/other.wasm"), &members), None);
        assert_eq!(component(&message("path+file:///p#rule@0.1.0", "/t/rule.rmeta"), &members), None);
    }
}
