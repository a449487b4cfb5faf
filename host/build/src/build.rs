//! Builds a folder of prototypes, each with the tool of its language.

use std::path::{Path, PathBuf};

use crate::{BuildError, Language, cargo, ensure_target, own_tool};

/// One component that a build made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// The name of the package.
    pub package: String,
    /// The file that says how it is built: its Cargo.toml, package.json or pyproject.toml.
    pub manifest_path: PathBuf,
    /// The component, a `.wasm` file.
    pub component_path: PathBuf,
}

impl Built {
    /// Whether it is the prototype in `folder`.
    pub fn is_in(&self, folder: &Path) -> bool {
        let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        self.manifest_path.parent().is_some_and(|own| canonical(own) == canonical(folder))
    }
}

/// What a component is made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    ToRun,
    ToLookAt,
}

/// Builds all prototypes in `folder`: itself, the packages of its cargo workspace, and the folders in it with a prototype in another language.
///
/// What has not changed is not built again. `progress` is told what is being done.
///
/// # Errors
/// When a tool is missing, the folder has no prototype, the code does not build, or no component comes out.
pub fn build(folder: &Path, progress: &mut dyn FnMut(&str)) -> Result<Vec<Built>, BuildError> {
    let mut places = in_other_languages(folder);
    places.insert(0, folder.to_owned());
    let is_only_a_folder = Language::of(folder).is_none() && places.len() > 1;
    build_these(folder, &places[usize::from(is_only_a_folder)..], progress)
}

/// Builds the prototypes in `places`, which are `folder` or folders in it. Those in Rust are built as `folder` has them: with its whole workspace
/// at once.
///
/// # Errors
/// As [`build`].
pub fn build_these(
    folder: &Path,
    places: &[PathBuf],
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Built>, BuildError> {
    build_as(folder, places, Made::ToRun, progress)
}

/// Builds the prototype in `folder` as [`build`] does, for an author who looks at each change: quick to build, and slower to run.
///
/// # Errors
/// As [`build`].
pub fn build_quickly(folder: &Path, progress: &mut dyn FnMut(&str)) -> Result<Vec<Built>, BuildError> {
    build_as(folder, &[folder.to_owned()], Made::ToLookAt, progress)
}

fn build_as(
    folder: &Path,
    places: &[PathBuf],
    made: Made,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Built>, BuildError> {
    let (mut built, mut has_rust) = (Vec::new(), false);
    for place in places {
        match Language::of(place) {
            Some(Language::Rust) => has_rust = true,
            Some(language) => built.push(own_tool::build(place, language, progress)?),
            None => return Err(BuildError::NoManifest(place.clone())),
        }
    }
    if has_rust {
        ensure_target(progress)?;
        built.extend(cargo::build(folder, made, progress)?);
    }
    built.sort_by(|left, right| left.package.cmp(&right.package));
    Ok(built)
}

/// The folders in `folder` with a prototype in another language than Rust. The SDKs have a manifest for the examples in their documentation.
fn in_other_languages(folder: &Path) -> Vec<PathBuf> {
    let inner = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_sdk = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sdk-"));
    let is_other = |path: &PathBuf| !is_sdk(path) && !matches!(Language::of(path), None | Some(Language::Rust));
    let mut found: Vec<PathBuf> = inner.filter(is_other).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_a_prototype_is_named() {
        let error = build(Path::new("/nowhere"), &mut |_| {}).expect_err("nothing is there").to_string();
        assert!(error.starts_with("there is no Cargo.toml in `/nowhere`"), "{error}");
    }

    #[test]
    fn prototypes_in_other_languages_are_found_beside_each_other() {
        let folder = tempfile::tempdir().expect("there is room");
        for (name, files) in [
            ("js", ["package.json", "prototype.toml"]),
            ("rust", ["Cargo.toml", "prototype.toml"]),
            ("sdk-js", ["package.json", "prototype.toml"]),
            ("python", ["pyproject.toml", "prototype.toml"]),
            ("other", ["package.json", "README.md"]),
        ] {
            let place = folder.path().join(name);
            std::fs::create_dir(&place).expect("there is room");
            for file in files {
                std::fs::write(place.join(file), "").expect("there is room");
            }
        }
        assert_eq!(in_other_languages(folder.path()), ["js", "python"].map(|name| folder.path().join(name)));
    }
}
