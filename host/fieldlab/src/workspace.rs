//! The folder with prototypes and experiments.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use fieldlab_domain::experiment::Known;
use fieldlab_domain::fault::Faults;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::{Name, nearest_hint};
use fieldlab_domain::need::Need;
use fieldlab_domain::population::{PopulationRequest, PopulationSource as _};
use fieldlab_domain::tour::Tour;
use fieldlab_population::Source;

use crate::cli::Places;
use crate::failure::usage;
use crate::tours;

/// A folder with `plugins/` and `experiments/`.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    /// The folder.
    pub(crate) folder: PathBuf,
}

/// Everything that the workspace declares besides experiments.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// The folder and the manifest of each prototype.
    pub(crate) prototypes: BTreeMap<Name, (PathBuf, Manifest)>,
    /// The needs.
    pub(crate) needs: BTreeMap<Name, Need>,
    /// The tours, by the prototype that each is beside.
    pub(crate) tours: BTreeMap<Name, Tour>,
    /// The faults of those that can't be read.
    pub(crate) faults: Faults,
}

impl Workspace {
    /// The workspace that was asked for, or the nearest upward from `near` or from here, or the one that this program was built
    /// in.
    pub(crate) fn find(places: &Places, near: Option<&Path>) -> anyhow::Result<Workspace> {
        if let Some(folder) = &places.workspace {
            if !is_workspace(folder) {
                let hint = "a workspace has the folders plugins/ and experiments/";
                return Err(usage(format!("{} is not a workspace", folder.display()), hint));
            }
            return Ok(Workspace { folder: folder.clone() });
        }
        let here = std::env::current_dir().context("there is no current folder")?;
        let starts = [near.map(Path::to_owned), Some(here)];
        let upward = starts.into_iter().flatten().filter_map(|start| {
            let start = std::path::absolute(start).ok()?;
            start.ancestors().find(|folder| is_workspace(folder)).map(Path::to_owned)
        });
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_owned);
        let found = upward.chain(built_in.filter(|folder| is_workspace(folder))).next();
        found.map(|folder| Workspace { folder }).ok_or_else(|| {
            let hint = "go to a folder with plugins/ and experiments/, or name one with --workspace DIR";
            usage("there is no workspace here", hint)
        })
    }

    /// The folder of the prototypes.
    pub(crate) fn plugins(&self) -> PathBuf {
        self.folder.join("plugins")
    }

    /// Reads all needs and manifests.
    pub(crate) fn declared(&self) -> anyhow::Result<Declared> {
        let mut declared = Declared::default();
        let (mut twice_prototypes, mut twice_needs) = (Vec::new(), Vec::new());
        for folder in folders_with(&self.plugins(), "prototype.toml")? {
            // The SDKs have a manifest for the examples in their documentation.
            if folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sdk-")) {
                continue;
            }
            let (file, source) = self.read(&folder.join("prototype.toml"))?;
            match Manifest::parse(&file, &source) {
                Ok(manifest) => {
                    let name = manifest.name.clone();
                    let earlier = declared.prototypes.insert(name.clone(), (folder, manifest));
                    twice_prototypes.extend(earlier.map(|_| (file, name)));
                }
                Err(Faults(faults)) => declared.faults.0.extend(faults),
            }
        }
        let needs = self.folder.join("experiments").join("needs");
        for path in files_ending(&needs, "toml")? {
            let (file, source) = self.read(&path)?;
            match Need::parse(&file, &source) {
                Ok(need) => {
                    let name = need.name.clone();
                    let earlier = declared.needs.insert(name.clone(), need);
                    twice_needs.extend(earlier.map(|_| (file, name)));
                }
                Err(Faults(faults)) => declared.faults.0.extend(faults),
            }
        }
        for (name, (folder, _)) in &declared.prototypes {
            let path = folder.join(tours::FILE);
            if !path.is_file() {
                continue;
            }
            let (file, source) = self.read(&path)?;
            let known = || declared.prototypes.keys().map(Name::as_str);
            match Tour::parse(&file, &source, name) {
                Ok(tour) => {
                    let strangers = tour.scenes.iter().filter(|one| !declared.prototypes.contains_key(&one.prototype));
                    for scene in strangers {
                        let hint = nearest_hint(scene.prototype.as_str(), known());
                        declared.faults.add(&file, format!("there is no prototype `{}`", scene.prototype), hint);
                    }
                    declared.tours.insert(name.clone(), tour);
                }
                Err(Faults(faults)) => declared.faults.0.extend(faults),
            }
        }
        // Nobody can tell which of the two is meant: neither is known.
        for (file, name) in twice_prototypes {
            declared.prototypes.remove(&name);
            declared.faults.add(&file, format!("there are two prototypes `{name}`"), "give each a name of its own");
        }
        for (file, name) in twice_needs {
            declared.needs.remove(&name);
            declared.faults.add(&file, format!("there are two needs `{name}`"), "give each a name of its own");
        }
        Ok(declared)
    }

    /// The folders of all experiments.
    pub(crate) fn experiments(&self) -> anyhow::Result<Vec<PathBuf>> {
        folders_with(&self.folder.join("experiments"), "experiment.toml")
    }

    /// A file as messages name it, and its text.
    pub(crate) fn read(&self, path: &Path) -> anyhow::Result<(String, String)> {
        let name = path.strip_prefix(&self.folder).unwrap_or(path).display().to_string();
        let source = read_text(path)?;
        Ok((name, source))
    }
}

impl Declared {
    /// What a declaration is checked against.
    pub(crate) fn known(&self) -> Known {
        Known {
            manifests: self.prototypes.iter().map(|(name, (_, manifest))| (name.clone(), manifest.clone())).collect(),
            needs: self.needs.keys().cloned().collect(),
            models: models(),
        }
    }

    /// The prototype with this name.
    pub(crate) fn prototype(&self, name: &str) -> anyhow::Result<&(PathBuf, Manifest)> {
        let known = Name::parse(name).ok().and_then(|name| self.prototypes.get(&name));
        known.ok_or_else(|| {
            let hint = nearest_hint(name, self.prototypes.keys().map(Name::as_str));
            usage(format!("there is no prototype `{name}`"), hint)
        })
    }
}

/// The names of the population models, each with the most persons that it can make: the whole country.
pub(crate) fn models() -> BTreeMap<String, u64> {
    let source = Source::new();
    let most = |name: &str| {
        let whole = PopulationRequest::new(name, None, 1);
        Some((name.to_owned(), source.identity(&whole).ok()?.represents))
    };
    fieldlab_population::models().into_iter().filter_map(most).collect()
}

/// Reads a text file of the user's.
pub(crate) fn read_text(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path)
        .map_err(|error| usage(format!("can't read {}: {error}", path.display()), "name a file that exists"))?;
    String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        usage(format!("{}:{line}: the file is not UTF-8 text", path.display()), "save it as UTF-8")
    })
}

fn is_workspace(folder: &Path) -> bool {
    folder.join("plugins").is_dir() && folder.join("experiments").is_dir()
}

fn folders_with(parent: &Path, file: &str) -> anyhow::Result<Vec<PathBuf>> {
    Ok(entries(parent)?.into_iter().filter(|path| path.join(file).is_file()).collect())
}

fn files_ending(parent: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    Ok(entries(parent)?.into_iter().filter(|path| path.extension().is_some_and(|found| found == ending)).collect())
}

/// What a folder holds, by name; a folder that is not there holds nothing.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("can't read folder {}", folder.display())),
    };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}
