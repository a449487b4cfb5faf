//! The experiments of a lab as pages and programs see them.

use fieldlab_domain::experiment::{Experiment, Known};
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::store::{ExperimentRecord, RunRecord, StoreError};
use fieldlab_experiment::runner::RunnerError;

use crate::Lab;
use crate::accounts::{Who, note};

/// An experiment that the lab has, and what its declaration is checked against.
pub(crate) struct Found {
    pub(crate) record: ExperimentRecord,
    pub(crate) known: Known,
    /// Absent when the declaration no longer fits the prototypes that the lab has.
    pub(crate) experiment: Option<Experiment>,
    pub(crate) need: Option<Need>,
}

/// The experiment with this name; `None` when the lab has none.
///
/// # Errors
/// When the store can't be read.
pub(crate) async fn find(lab: &Lab, name: &str) -> Result<Option<Found>, StoreError> {
    let Some(record) = lab.store.experiment(name).await? else { return Ok(None) };
    let needs = lab.store.needs().await?;
    let prototypes = lab.store.prototypes().await?;
    let manifests = prototypes.iter().filter_map(|prototype| Manifest::from_json(&prototype.manifest).ok());
    let known = Known {
        manifests: manifests.map(|manifest| (manifest.name.clone(), manifest)).collect(),
        needs: needs.iter().map(|need| need.name.clone()).collect(),
        models: lab.models.as_ref().clone(),
    };
    let experiment = Experiment::parse("experiment.toml", &record.declaration, &known).ok();
    let need = needs.into_iter().find(|need| need.name == record.need);
    Ok(Some(Found { record, known, experiment, need }))
}

/// Starts a run of an experiment as it is declared.
///
/// # Errors
/// When it can't be run, or another run goes on.
pub(crate) async fn start(lab: &Lab, experiment: &Name, who: &Who) -> Result<RunRecord, RunnerError> {
    let run = lab.runner.start(experiment).await?;
    note(lab, who.by(), "ran", &format!("{} {}", run.experiment, run.id)).await;
    Ok(run)
}
