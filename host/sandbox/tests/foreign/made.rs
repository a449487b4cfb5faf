//! Makes the services of `fixtures/guests/foreign` with the tools of their languages, or finds them made.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use fieldlab_domain::digest::Digest;
use serde_json::Value;
use wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER as ADAPTER;

/// What a script ends with when a tool of its language is not on the machine.
const NO_TOOL: i32 = 3;

/// How a language's service is made.
#[derive(Clone, Copy)]
pub(crate) struct Language {
    /// Its folder.
    pub(crate) folder: &'static str,
    /// What its script makes of it, when there is more than one: a folder with a manifest.
    pub(crate) package: Option<&'static str>,
}

impl Language {
    fn source(self) -> PathBuf {
        repository().join("fixtures/guests/foreign").join(self.folder)
    }

    fn name(self) -> String {
        self.package.map_or_else(|| self.folder.to_owned(), |package| format!("{}-{package}", self.folder))
    }

    /// Its manifest.
    pub(crate) fn manifest(self) -> String {
        let path = self.source().join(self.package.unwrap_or_default()).join("prototype.toml");
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Its component. Where a tool is missing there is none: the test says that it was left out, unless FIELDLAB_TEST_FOREIGN, a
    /// list of folders, says that it must be there.
    pub(crate) fn component(self) -> Option<Vec<u8>> {
        let kept = kept().join(format!("{}-{}.wasm", self.name(), self.digest().short()));
        if let Ok(component) = fs::read(&kept) {
            return Some(component);
        }
        // Named in one step, so that a test that is broken off leaves no half of it.
        let half = kept.with_extension("half");
        let made = self.run(&half)?;
        assert!(made.status.success(), "`{}` can't be made:\n{}", self.name(), String::from_utf8_lossy(&made.stderr));
        fs::rename(&half, &kept).expect("the script made it");
        Some(fs::read(&kept).expect("it was just made"))
    }

    fn run(self, out: &Path) -> Option<Output> {
        let script = self.source().join("build.sh");
        let adapter = kept().join("adapter.wasm");
        fs::write(&adapter, ADAPTER).expect("the folder can be written in");
        let made = Command::new("bash")
            .arg(script)
            .arg(out)
            .args(self.package)
            .env("WIT", wit())
            .env("ADAPTER", adapter)
            .output()
            .expect("there is bash");
        if made.status.code() != Some(NO_TOOL) {
            return Some(made);
        }
        let (name, what) = (self.folder, String::from_utf8_lossy(&made.stderr));
        let must = env::var("FIELDLAB_TEST_FOREIGN").is_ok_and(|must| must.split(' ').any(|one| one == name));
        let hint = format!("fixtures/guests/foreign/tools.sh {name}");
        assert!(!must, "{}: `{name}` can't be made\n  hint: {hint}", what.trim());
        eprintln!("left out: {} (install it with: {hint})", what.trim());
        None
    }

    /// The digest of all its sources, so that it is made again when one changes.
    fn digest(self) -> Digest {
        let mut files = Vec::new();
        files_of(&self.source(), &mut files);
        files.sort();
        let contents = files.iter().flat_map(|file| fs::read(file).expect("it can be read"));
        Digest::of(&contents.collect::<Vec<u8>>())
    }
}

fn files_of(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        match path.is_dir() {
            true if path.ends_with("target") => {}
            true => files_of(&path, files),
            // What it asks for changes nothing in it.
            false if path.ends_with("prototype.toml") => {}
            false => files.push(path),
        }
    }
}

/// Where components are kept, and what is compiled of them.
pub(crate) fn kept() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("foreign");
    fs::create_dir_all(&folder).expect("the folder can be written in");
    folder
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The interfaces of wasi:http, as the lab's own library of WASI has them.
fn wit() -> PathBuf {
    let arguments = ["metadata", "--format-version", "1", "--locked"];
    let told = Command::new("cargo").args(arguments).current_dir(repository()).output().expect("there is cargo");
    let told: Value = serde_json::from_slice(&told.stdout).expect("cargo writes JSON");
    let packages = told["packages"].as_array().expect("a workspace has packages");
    let library = packages.iter().find(|package| package["name"] == "wasmtime-wasi-http").expect("it is linked");
    let manifest = library["manifest_path"].as_str().expect("a package has a manifest");
    Path::new(manifest).parent().expect("it is in a folder").join("wit")
}
