//! The languages that prototypes are written in.

use std::fmt;
use std::path::Path;

/// What a prototype is written in. It follows from the files in its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Built by cargo.
    Rust,
    /// Built by the script `build` of its package.json.
    JavaScript,
    /// Built by the SDK for Python.
    Python,
}

impl Language {
    /// The language of the prototype in `folder`; `None` when nothing there says it.
    ///
    /// A Cargo.toml alone is enough: it may be a workspace. The others stand beside a prototype.toml, as many folders have a package.json for
    /// something else.
    pub fn of(folder: &Path) -> Option<Language> {
        let has = |name: &str| folder.join(name).is_file();
        if has(Language::Rust.manifest()) {
            return Some(Language::Rust);
        }
        let others = [Language::JavaScript, Language::Python];
        others.into_iter().find(|language| has("prototype.toml") && has(language.manifest()))
    }

    /// The file that says how it is built.
    pub fn manifest(self) -> &'static str {
        match self {
            Language::Rust => "Cargo.toml",
            Language::JavaScript => "package.json",
            Language::Python => "pyproject.toml",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Language::Rust => "Rust",
            Language::JavaScript => "JavaScript",
            Language::Python => "Python",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_folder_say_its_language() {
        let check = |files: &[&str], expected| {
            let folder = tempfile::tempdir().expect("there is room");
            for file in files {
                std::fs::write(folder.path().join(file), "").expect("there is room");
            }
            assert_eq!(Language::of(folder.path()), expected, "{files:?}");
        };
        check(&["Cargo.toml"], Some(Language::Rust));
        check(&["Cargo.toml", "package.json", "prototype.toml"], Some(Language::Rust));
        check(&["package.json", "prototype.toml"], Some(Language::JavaScript));
        check(&["pyproject.toml", "prototype.toml"], Some(Language::Python));
        check(&["package.json"], None);
        check(&["prototype.toml"], None);
    }
}
