//! Runs experiments for the pages of the lab, with the prototypes that it keeps.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{Evidence, VariantSummary};
use fieldlab_domain::experiment::{Experiment, Known, Variant};
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::persona::Persona;
use fieldlab_domain::population::{Population as _, PopulationSource as _};
use fieldlab_domain::processing::NO_RUN;
use fieldlab_domain::store::RunRecord;
use fieldlab_experiment::people::{self, People, Wanted};
use fieldlab_experiment::plan::{Overrides, Plan};
use fieldlab_experiment::run::{Progress, check_cohort};
use fieldlab_experiment::runner::{Change, Runner, RunnerError};

use crate::VERSION;
use crate::again::plan_again;
use crate::failure::usage;
use crate::lab::Lab;
use crate::prototypes::{Package, Packages};
use crate::runs::{self, Started};
use crate::workspace::models;

/// Runs experiments, one at a time: each takes all cores.
pub(crate) struct LabRunner {
    lab: Lab,
    going_on: Arc<Mutex<Option<(i64, Progress)>>>,
    /// Only one looks whether a run goes on and starts one.
    turn: tokio::sync::Mutex<()>,
    /// One tries something out at a time; the others wait.
    trying: tokio::sync::Mutex<()>,
}

/// What an experiment of the lab needs to be run.
struct Ready {
    experiment: Experiment,
    source: String,
    need: Need,
    packages: Vec<Package>,
}

impl LabRunner {
    /// Runs the experiments of `lab`.
    pub(crate) fn new(lab: &Lab) -> LabRunner {
        LabRunner {
            lab: lab.clone(),
            going_on: Arc::default(),
            turn: tokio::sync::Mutex::default(),
            trying: tokio::sync::Mutex::default(),
        }
    }

    fn going_on(&self) -> Option<(i64, Progress)> {
        *self.going_on.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ready(&self, name: &Name) -> Result<Ready, RunnerError> {
        let broken = |error: &dyn std::fmt::Display| RunnerError::Lab(error.to_string());
        let store = &self.lab.store;
        let experiments = store.experiments().await.map_err(|error| broken(&error))?;
        let record = experiments.into_iter().find(|one| one.name == *name);
        let record = record.ok_or_else(|| RunnerError::NotFound(format!("experiment `{name}`")))?;
        let needs = store.needs().await.map_err(|error| broken(&error))?;
        let need = needs.iter().find(|need| need.name == record.need).cloned();
        let need = need.ok_or_else(|| RunnerError::NotFound(format!("need `{}`", record.need)))?;
        let prototypes = store.prototypes().await.map_err(|error| broken(&error))?;
        // Of a prototype with more versions the latest is meant, as in a workspace.
        let known: Vec<(Manifest, _)> = prototypes
            .into_iter()
            .filter_map(|one| Some((Manifest::from_json(&one.manifest).ok()?, one.digest)))
            .collect();
        let known_to = Known {
            manifests: known.iter().map(|(manifest, _)| (manifest.name.clone(), manifest.clone())).collect(),
            needs: needs.iter().map(|need| need.name.clone()).collect(),
            models: models(),
        };
        let experiment = Experiment::parse("experiment.toml", &record.declaration, &known_to)
            .map_err(|faults| RunnerError::Bad(faults.to_string()))?;
        let mut packages: Vec<Package> = Vec::new();
        for Variant { prototype, .. } in &experiment.variants {
            if packages.iter().any(|package| package.manifest.name == *prototype) {
                continue;
            }
            let (manifest, digest) =
                known.iter().rfind(|(manifest, _)| manifest.name == *prototype).expect("it was checked");
            let kept = self
                .lab
                .kept
                .package(&manifest.digest(), digest)
                .map_err(|error| RunnerError::Lab(format!("{error:#}")))?;
            let missing = || {
                RunnerError::Bad(format!(
                    "prototype `{prototype}` is not kept by this lab\n  hint: deploy it, or run it once: fieldlab experiment run {name}"
                ))
            };
            packages.push(kept.ok_or_else(missing)?);
        }
        Ok(Ready { experiment, source: record.declaration, need, packages })
    }

    /// Loads the prototypes and works out the populations, which takes a while.
    async fn plan(&self, ready: Ready, overrides: Overrides) -> Result<(Plan, Vec<Package>), RunnerError> {
        let lab = self.lab.clone();
        let make = move || {
            let Ready { experiment, source, need, packages } = ready;
            let loaded = Packages::new(&lab.sandbox, packages.iter().cloned());
            let populations = lab.populations.as_ref();
            let plan = Plan::make(experiment, source, need.question, overrides, &loaded, populations, VERSION)
                .map_err(|error| RunnerError::Bad(error.to_string()))?;
            check_cohort(&plan, populations).map_err(|error| RunnerError::Bad(error.to_string()))?;
            Ok((plan, packages))
        };
        tokio::task::spawn_blocking(make).await.map_err(|error| RunnerError::Lab(error.to_string()))?
    }
}

#[async_trait]
impl Runner for LabRunner {
    async fn start(&self, experiment: &Name) -> Result<RunRecord, RunnerError> {
        let _turn = self.turn.lock().await;
        if let Some((run, _)) = self.going_on() {
            return Err(RunnerError::Busy(run));
        }
        let (plan, packages) = self.plan(self.ready(experiment).await?, Overrides::default()).await?;
        let failed = |error: anyhow::Error| RunnerError::Lab(format!("{error:#}"));
        let loaded = Packages::new(&self.lab.sandbox, packages);
        let started = runs::start(&self.lab, &loaded, &plan).await.map_err(failed)?;
        let Started { record, .. } = &started;
        let record = record.clone();
        self.set(Some((record.id, Progress::default())));
        let (lab, going_on) = (self.lab.clone(), self.going_on.clone());
        let id = record.id;
        tokio::spawn(async move {
            let shown = going_on.clone();
            let show = move |progress: Progress| {
                let mut held = shown.lock().unwrap_or_else(PoisonError::into_inner);
                // Threads report in any order.
                let done = held.map_or(0, |(_, earlier)| earlier.done);
                *held = Some((id, Progress { done: progress.done.max(done), ..progress }));
            };
            if let Err(error) = runs::finish(&lab, started, plan, runs::threads(None), show).await {
                tracing::warn!(run = id, error = format!("{error:#}"), "a run failed");
            }
            *going_on.lock().unwrap_or_else(PoisonError::into_inner) = None;
        });
        Ok(record)
    }

    fn progress(&self, run: i64) -> Option<Progress> {
        self.going_on().filter(|(id, _)| *id == run).map(|(_, progress)| progress)
    }

    async fn people(&self, evidence: &Evidence, wanted: &Wanted) -> Result<People, RunnerError> {
        let _trying = self.trying.lock().await;
        let bad = |error: anyhow::Error| RunnerError::Bad(format!("{error:#}"));
        let (lab, evidence, variant) = (self.lab.clone(), evidence.clone(), wanted.variant.clone());
        let again = move || only(plan_again(&lab, &evidence, &not_kept).map_err(bad)?, &variant);
        let plan = tokio::task::spawn_blocking(again).await.map_err(|error| RunnerError::Lab(error.to_string()))??;
        // No log, no data.
        runs::note_looks(&self.lab, &plan, NO_RUN).await.map_err(|error| RunnerError::Lab(format!("{error:#}")))?;
        let (populations, wanted) = (self.lab.populations.clone(), wanted.clone());
        let find = move || {
            let population = populations.population(&plan.requests[0])?;
            people::find(&plan, population.as_ref(), &wanted)
        };
        let found = tokio::task::spawn_blocking(find).await.map_err(|error| RunnerError::Lab(error.to_string()))?;
        found.map_err(|error| RunnerError::Bad(error.to_string()))
    }

    async fn persona(&self, evidence: &Evidence, place: u64, name: Name) -> Result<Persona, RunnerError> {
        let _trying = self.trying.lock().await;
        let identity = evidence.receipt.populations.first().cloned();
        let identity = identity.ok_or_else(|| RunnerError::NotFound("population in the receipt".to_owned()))?;
        let (populations, question) = (self.lab.populations.clone(), evidence.experiment.need_question.clone());
        let draw = move || {
            let made = populations.make(&identity.request()).map_err(|error| RunnerError::Bad(error.to_string()))?;
            if *made.identity() != identity {
                return Err(RunnerError::Bad(format!(
                    "population model `{}` has changed since the run",
                    identity.model
                )));
            }
            let nobody = || RunnerError::NotFound(format!("citizen {place} in population `{}`", identity.model));
            made.persona(place, name, question).ok_or_else(nobody)
        };
        tokio::task::spawn_blocking(draw).await.map_err(|error| RunnerError::Lab(error.to_string()))?
    }

    async fn what_if(
        &self,
        experiment: &Name,
        variant: &Name,
        changes: &[Change],
        persons: u64,
    ) -> Result<Evidence, RunnerError> {
        let _trying = self.trying.lock().await;
        let mut ready = self.ready(experiment).await?;
        change(&mut ready, variant, changes)?;
        let overrides = Overrides { persons: Some(persons), replicates: Some(1), seed: None };
        let (plan, _) = self.plan(ready, overrides).await?;
        // No log, no data.
        runs::note_looks(&self.lab, &plan, NO_RUN).await.map_err(|error| RunnerError::Lab(format!("{error:#}")))?;
        let made = runs::evidence(&self.lab, plan, runs::threads(None), |_| {}).await;
        made.map_err(|error| RunnerError::Bad(format!("{error:#}")))
    }
}

impl LabRunner {
    fn set(&self, run: Option<(i64, Progress)>) {
        *self.going_on.lock().unwrap_or_else(PoisonError::into_inner) = run;
    }
}

/// The plan of its first population, with the baseline and this variant.
fn only(mut plan: Plan, variant: &Name) -> Result<Plan, RunnerError> {
    let baseline = plan.variants[0].variant.name.clone();
    plan.variants.retain(|planned| [&baseline, variant].contains(&&planned.variant.name));
    plan.requests.truncate(1);
    plan.populations.truncate(1);
    match plan.variants.len() {
        2 => Ok(plan),
        _ => Err(RunnerError::NotFound(format!("variant `{variant}` to compare"))),
    }
}

fn not_kept(variant: &VariantSummary, _: &Digest, _: &Digest) -> anyhow::Result<Package> {
    let what = format!("prototype `{}` {} of this run is not kept by this lab", variant.prototype, variant.version);
    Err(usage(what, "go to the lab that made the run"))
}

/// Leaves the baseline, and the variant with other parameters.
fn change(ready: &mut Ready, variant: &Name, changes: &[Change]) -> Result<(), RunnerError> {
    let variants = &mut ready.experiment.variants;
    variants.retain(|one| one.baseline || one.name == *variant);
    let missing = || RunnerError::NotFound(format!("variant `{variant}` to compare"));
    let changed = variants.iter_mut().find(|one| one.name == *variant && !one.baseline).ok_or_else(missing)?;
    let package =
        ready.packages.iter().find(|package| package.manifest.name == changed.prototype).ok_or_else(missing)?;
    for (name, value) in changes {
        let at = package.manifest.parameters.iter().position(|parameter| parameter.name == *name);
        let at = at.ok_or_else(|| RunnerError::NotFound(format!("parameter `{name}`")))?;
        let value = package.manifest.parameters[at].check(*value);
        changed.parameters[at] = value.map_err(|(what, hint)| RunnerError::Bad(format!("{what}\n  hint: {hint}")))?;
    }
    Ok(())
}
