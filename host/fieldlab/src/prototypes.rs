//! Where prototypes come from: built in the workspace, or kept with the runs that used them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use fieldlab_build::Language;
use fieldlab_domain::assessment::{Assessment, Blame, LoadError, PrototypeSource};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::{Name, nearest_hint};
use fieldlab_sandbox::Sandbox;
use tempfile::NamedTempFile;

use crate::failure::usage;
use crate::progress;

/// A manifest and the bytes of its component.
#[derive(Clone)]
pub(crate) struct Package {
    /// The manifest.
    pub(crate) manifest: Manifest,
    /// The component.
    pub(crate) component: Arc<[u8]>,
}

impl Package {
    /// Reads the component of a prototype.
    pub(crate) fn read(manifest: Manifest, component: &Path) -> anyhow::Result<Package> {
        let bytes = std::fs::read(component).map_err(|error| {
            usage(format!("can't read {}: {error}", component.display()), "name a component, a .wasm file")
        })?;
        Ok(Package { manifest, component: bytes.into() })
    }
}

/// Prototypes by name, loaded into the sandbox when they are asked for.
pub(crate) struct Packages<'a> {
    sandbox: &'a Sandbox,
    packages: BTreeMap<Name, Package>,
}

impl<'a> Packages<'a> {
    /// These packages.
    pub(crate) fn new(sandbox: &'a Sandbox, packages: impl IntoIterator<Item = Package>) -> Packages<'a> {
        let packages = packages.into_iter().map(|package| (package.manifest.name.clone(), package)).collect();
        Packages { sandbox, packages }
    }

    /// The packages.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Package> {
        self.packages.values()
    }
}

impl PrototypeSource for Packages<'_> {
    fn assessment(&self, name: &Name) -> Result<Arc<dyn Assessment>, LoadError> {
        let package = self.packages.get(name).ok_or_else(|| LoadError {
            blame: Blame::Guest,
            prototype: name.to_string(),
            what: "it makes no component".to_owned(),
            hint: nearest_hint(name.as_str(), self.packages.keys().map(Name::as_str)),
        })?;
        self.sandbox.load(package.manifest.clone(), &package.component)
    }
}

/// Builds the prototypes in `folder` (one, or a workspace of them) whose manifests are given, each with its folder.
///
/// # Errors
/// When one does not build or makes no component.
pub(crate) fn build(
    folder: &Path,
    manifests: impl IntoIterator<Item = (PathBuf, Manifest)>,
) -> anyhow::Result<Vec<Package>> {
    let manifests: Vec<(PathBuf, Manifest)> = manifests.into_iter().collect();
    let places: Vec<PathBuf> = manifests.iter().map(|(place, _)| place.clone()).collect();
    let bar = progress::spinner("building prototypes");
    let built = fieldlab_build::build_these(folder, &places, &mut |line| bar.set_message(line.to_owned()))?;
    bar.finish_and_clear();
    let mut packages = Vec::new();
    for (place, manifest) in manifests {
        let built = built.iter().find(|built| built.is_in(&place)).ok_or_else(|| {
            let hint = "add it to the members of plugins/Cargo.toml, and to its own Cargo.toml: [lib] with crate-type = [\"cdylib\"]";
            usage(format!("prototype `{}` in {} makes no component", manifest.name, place.display()), hint)
        })?;
        packages.push(Package::read(manifest, &built.component_path)?);
    }
    Ok(packages)
}

/// A prototype that can't be built here, and why.
pub(crate) type LeftOut = (Name, anyhow::Error);

/// Builds what can be built here: all in Rust, and those in other languages for which the tools are there. The others come with why.
///
/// # Errors
/// When one in Rust does not build.
pub(crate) fn build_what_can_be(
    folder: &Path,
    manifests: impl IntoIterator<Item = (PathBuf, Manifest)>,
) -> anyhow::Result<(Vec<Package>, Vec<LeftOut>)> {
    let is_rust = |(place, _): &(PathBuf, Manifest)| matches!(Language::of(place), Some(Language::Rust) | None);
    let (in_rust, others): (Vec<_>, Vec<_>) = manifests.into_iter().partition(is_rust);
    let (mut packages, mut left_out) = (build(folder, in_rust)?, Vec::new());
    for (place, manifest) in others {
        let name = manifest.name.clone();
        match build(folder, [(place, manifest)]) {
            Ok(built) => packages.extend(built),
            Err(error) => left_out.push((name, error)),
        }
    }
    packages.sort_by(|left, right| left.manifest.name.cmp(&right.manifest.name));
    Ok((packages, left_out))
}

/// The prototypes that runs used or that were deployed, kept by digest so that runs can be replayed and versions brought back.
#[derive(Clone)]
pub(crate) struct Kept {
    folder: PathBuf,
}

impl Kept {
    /// Those in `folder`.
    pub(crate) fn new(folder: PathBuf) -> Kept {
        Kept { folder }
    }

    /// Keeps a package; what is there already stays as it is.
    pub(crate) fn keep(&self, package: &Package) -> anyhow::Result<()> {
        let component = Digest::of(&package.component);
        self.write(&self.folder.join(format!("{}.wasm", component.hex())), &package.component)?;
        let manifest = self.folder.join(format!("{}.json", package.manifest.digest().hex()));
        self.write(&manifest, package.manifest.to_json().as_bytes())
    }

    /// The package with these digests; `None` when it is not kept here.
    pub(crate) fn package(&self, manifest: &Digest, component: &Digest) -> anyhow::Result<Option<Package>> {
        let path = |digest: &Digest, ending: &str| self.folder.join(format!("{}.{ending}", digest.hex()));
        if !path(manifest, "json").exists() || !path(component, "wasm").exists() {
            return Ok(None);
        }
        let read = |digest: &Digest, ending: &str| {
            let path = path(digest, ending);
            let bytes = std::fs::read(&path).with_context(|| format!("can't read {}", path.display()))?;
            match Digest::of(&bytes) == *digest {
                true => Ok(bytes),
                false => Err(anyhow::anyhow!("{} was changed since the run: its digest differs", path.display())),
            }
        };
        let manifest = String::from_utf8(read(manifest, "json")?).context("a kept manifest is text")?;
        let manifest = Manifest::from_json(&manifest).context("the kept manifest can't be read by this version")?;
        Ok(Some(Package { manifest, component: read(component, "wasm")?.into() }))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
        if path.exists() {
            return Ok(());
        }
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(&self.folder)?;
            let mut file = NamedTempFile::new_in(&self.folder)?;
            std::io::Write::write_all(&mut file, bytes)?;
            file.as_file().sync_all()?;
            file.persist(path)?;
            Ok(())
        };
        write().with_context(|| format!("can't write {}", path.display()))
    }
}
