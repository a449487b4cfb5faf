//! Finds and reads the declaration of an experiment, and plans a run of it.

use std::path::{Path, PathBuf};

use fieldlab_domain::assessment::PrototypeSource;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::experiment::Experiment;
use fieldlab_domain::fault::Faults;
use fieldlab_domain::name::{Name, nearest_hint};
use fieldlab_domain::population::PopulationSource;
use fieldlab_domain::store::ExperimentRecord;
use fieldlab_experiment::plan::{Overrides, Plan};

use crate::VERSION;
use crate::cli::Places;
use crate::failure::usage;
use crate::workspace::{Declared, Workspace};

/// A declaration, read and checked against its workspace.
pub(crate) struct Declaration {
    /// The experiment.
    pub(crate) experiment: Experiment,
    /// The declaration's text.
    pub(crate) source: String,
}

impl Declaration {
    /// Reads the declaration in `folder`.
    ///
    /// # Errors
    /// All its faults at once, with those of broken manifests and needs, which may be why it finds something missing.
    pub(crate) fn read(workspace: &Workspace, declared: &Declared, folder: &Path) -> anyhow::Result<Declaration> {
        let (file, source) = workspace.read(&folder.join("experiment.toml"))?;
        match Experiment::parse(&file, &source, &declared.known()) {
            Ok(experiment) => {
                check_name(workspace, folder, &file, &experiment.name)?;
                Ok(Declaration { experiment, source })
            }
            Err(Faults(mut faults)) => {
                faults.extend(declared.faults.0.iter().cloned());
                Err(Faults(faults).into())
            }
        }
    }

    /// What the store keeps of it.
    pub(crate) fn record(&self) -> ExperimentRecord {
        ExperimentRecord {
            name: self.experiment.name.clone(),
            need: self.experiment.need.clone(),
            title: self.experiment.title.clone(),
            question: self.experiment.question.clone(),
            digest: Digest::of(self.source.as_bytes()),
            declaration: self.source.clone(),
        }
    }

    /// Plans a run.
    pub(crate) fn plan(
        &self,
        declared: &Declared,
        overrides: Overrides,
        prototypes: &dyn PrototypeSource,
        populations: &dyn PopulationSource,
    ) -> anyhow::Result<Plan> {
        let need = &declared.needs[&self.experiment.need];
        let (experiment, source) = (self.experiment.clone(), self.source.clone());
        Ok(Plan::make(experiment, source, need.question.clone(), overrides, prototypes, populations, VERSION)?)
    }
}

/// An experiment of the workspace has the name of its folder, so that it is found by it and no other has it; one from elsewhere
/// may not take its place.
fn check_name(workspace: &Workspace, folder: &Path, file: &str, name: &Name) -> anyhow::Result<()> {
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (folder, folders) = (canonical(folder), workspace.experiments()?);
    let is_named = |folder: &Path| folder.file_name().is_some_and(|found| found == name.as_str());
    let mut faults = Faults::default();
    if folders.iter().any(|known| canonical(known) == folder) {
        if !is_named(&folder) {
            let found = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let what = format!("the experiment is called `{name}`, its folder `{found}`");
            faults.add(file, what, format!("write: name = \"{found}\", or rename the folder"));
        }
    } else if let Some(known) = folders.iter().find(|known| is_named(known)) {
        let what = format!("there is another experiment `{name}`, in {}", known.display());
        faults.add(file, what, "give this one a name of its own");
    }
    Ok(faults.or(Some(()))?)
}

/// The folder of the experiment that a user names: its folder, its file, or its name in the workspace; and that workspace.
pub(crate) fn find(places: &Places, named: &str) -> anyhow::Result<(Workspace, PathBuf)> {
    let path = PathBuf::from(named);
    let folder = if path.is_file() { path.parent().unwrap_or(Path::new(".")).to_owned() } else { path };
    if folder.join("experiment.toml").is_file() {
        return Ok((Workspace::find(places, Some(&folder))?, folder));
    }
    if folder.is_dir() {
        return Err(usage(
            format!("there is no experiment.toml in {}", folder.display()),
            "name the folder of an experiment",
        ));
    }
    let workspace = Workspace::find(places, None)?;
    let folders = workspace.experiments()?;
    let names: Vec<String> =
        folders.iter().filter_map(|folder| Some(folder.file_name()?.to_str()?.to_owned())).collect();
    match names.iter().position(|name| name == named) {
        Some(at) => Ok((workspace, folders[at].clone())),
        None => {
            let hint = nearest_hint(named, names.iter().map(String::as_str));
            Err(usage(format!("there is no experiment `{named}`"), hint))
        }
    }
}
