//! Runs the tools of other languages than Rust: the script `build` of a package.json, and the SDK for Python.
//!
//! Each writes the component to `target/service.wasm` in the prototype's folder. What has not changed it need not make again.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::cargo::MOST_DIAGNOSTICS;
use crate::environment::clean_command;
use crate::{BuildError, Built, Language};

/// Where a tool leaves the component, below the prototype's folder.
const COMPONENT: &str = "target/service.wasm";

/// Builds the prototype in `folder` with the tool of its language.
pub(crate) fn build(folder: &Path, language: Language, progress: &mut dyn FnMut(&str)) -> Result<Built, BuildError> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    progress(&format!("building {} with the tools of {language}", folder.display()));
    match language {
        Language::JavaScript => check_packages(&folder)?,
        Language::Python | Language::Rust => {}
    }
    let (program, arguments): (PathBuf, &[&str]) = match language {
        Language::Python => (python(&folder), &["-m", "fieldlab_service", "build"]),
        Language::JavaScript | Language::Rust => ("npm".into(), &["run", "--silent", "build"]),
    };
    let name = program.display().to_string();
    let mut command = clean_command(&name);
    command.args(arguments).current_dir(&folder).stdin(Stdio::null()).env("NO_COLOR", "1");
    let ended = command.output().map_err(|source| not_started(name.clone(), source, language))?;
    if !ended.status.success() {
        let said = said(&ended.stderr, &ended.stdout);
        if language == Language::Python && said.contains("No module named fieldlab_service") {
            return Err(without_sdk(&folder, &name));
        }
        return Err(BuildError::Compile { folder, diagnostics: said });
    }
    let component_path = folder.join(COMPONENT);
    if !component_path.is_file() {
        return Err(BuildError::NotWritten { folder, file: COMPONENT });
    }
    let package = folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    tracing::debug!(folder = %folder.display(), %language, "built a prototype");
    Ok(Built { package, manifest_path: folder.join(language.manifest()), component_path })
}

fn not_started(program: String, source: std::io::Error, language: Language) -> BuildError {
    let hint = match language {
        Language::Python => "install Python 3.11 or later; Debian's packages are python3 and python3-venv",
        Language::JavaScript | Language::Rust => {
            "install Node.js 20 or later, with npm; Debian's packages are nodejs and npm"
        }
    };
    BuildError::Start { program, source, hint }
}

/// What a tool said, as it would stand on a terminal.
fn said(stderr: &[u8], stdout: &[u8]) -> String {
    let said = if stderr.trim_ascii().is_empty() { stdout } else { stderr };
    String::from_utf8_lossy(&said[..said.len().min(MOST_DIAGNOSTICS)]).trim().to_owned()
}

/// Sees to it that a package.json has a script to build with, and that what it depends on is installed.
fn check_packages(folder: &Path) -> Result<(), BuildError> {
    let path = folder.join(Language::JavaScript.manifest());
    let unready = |what: String, hint: String| BuildError::Unready { folder: folder.to_owned(), what, hint };
    let read = fs::read(&path).and_then(|bytes| serde_json::from_slice(&bytes).map_err(Into::into));
    let about: Value = read.map_err(|error| match error.kind() {
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof | ErrorKind::Other => {
            unready(format!("its package.json is no JSON: {error}"), "see the line and column".to_owned())
        }
        _ => unready(format!("its package.json can't be read: {error}"), "see who may read it".to_owned()),
    })?;
    if !about["scripts"]["build"].is_string() {
        let hint = "add to package.json: \"scripts\": { \"build\": \"fieldlab-service build\" }";
        return Err(unready("its package.json has no script `build`".to_owned(), hint.to_owned()));
    }
    let dependencies = about["dependencies"].as_object().into_iter().flat_map(|dependencies| dependencies.keys());
    for name in dependencies {
        // As Node looks for them: here, or in a folder above.
        let is_installed = folder.ancestors().any(|above| above.join("node_modules").join(name).exists());
        if !is_installed {
            let hint = format!("run: cd {} && npm install", folder.display());
            return Err(unready(format!("the package `{name}` is not installed"), hint));
        }
    }
    Ok(())
}

/// The Python of the nearest environment `.venv`, in the folder or above it; else the one in PATH.
fn python(folder: &Path) -> PathBuf {
    let places = ["bin/python", "Scripts/python.exe"];
    let found = folder.ancestors().flat_map(|above| places.map(|place| above.join(".venv").join(place)));
    found.into_iter().find(|program| program.is_file()).unwrap_or_else(|| "python3".into())
}

/// The SDK for Python is not installed for the Python that was asked.
fn without_sdk(folder: &Path, program: &str) -> BuildError {
    let own = folder.join("vendor/sdk-python").is_dir();
    let sdk = if own { "vendor/sdk-python" } else { "../sdk-python" };
    BuildError::Unready {
        folder: folder.to_owned(),
        what: format!("the SDK is not installed for `{program}`"),
        hint: format!("run: cd {} && python3 -m venv .venv && .venv/bin/pip install -e {sdk}", folder.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prototype(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("there is room");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("it is in the folder")).expect("there is room");
            fs::write(path, text).expect("there is room");
        }
        folder
    }

    fn refused(files: &[(&str, &str)]) -> String {
        check_packages(prototype(files).path()).expect_err("it is refused").to_string()
    }

    #[test]
    fn what_is_missing_is_named_with_what_to_run() {
        let said = refused(&[("package.json", "{")]);
        assert!(said.contains("its package.json is no JSON"), "{said}");
        let said = refused(&[("package.json", "{}")]);
        assert!(said.contains("has no script `build`") && said.contains("hint: add to package.json"), "{said}");
        let asked = r#"{"scripts":{"build":"x"},"dependencies":{"@a/b":"1"}}"#;
        let said = refused(&[("package.json", asked)]);
        assert!(said.contains("the package `@a/b` is not installed") && said.contains("&& npm install"), "{said}");
        let there = prototype(&[("node_modules/@a/b/package.json", "{}"), ("x/package.json", asked)]);
        check_packages(&there.path().join("x")).expect("it is in the folder above");
    }

    #[test]
    fn the_nearest_environment_of_python_is_taken() {
        let folder = prototype(&[(".venv/bin/python", ""), ("a/b/prototype.toml", "")]);
        assert_eq!(python(&folder.path().join("a/b")), folder.path().join(".venv/bin/python"));
        let said = without_sdk(&folder.path().join("a"), "python3").to_string();
        assert!(said.contains(".venv/bin/pip install -e ../sdk-python"), "{said}");
    }

    #[test]
    fn what_a_tool_says_is_its_errors_or_else_its_output() {
        assert_eq!(said(b" wrong \n", b"fine"), "wrong");
        assert_eq!(said(b"\n", b"fine\n"), "fine");
    }
}
