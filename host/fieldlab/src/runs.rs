//! Runs an experiment and keeps what came out: all of it or nothing.

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::Evidence;
use fieldlab_domain::processing::{ProcessingLog as _, RunLook};
use fieldlab_domain::store::{NewRun, PopulationRecord, PrototypeRecord, RunRecord};
use fieldlab_experiment::plan::Plan;
use fieldlab_experiment::results::make_evidence;
use fieldlab_experiment::run::Progress;
use indicatif::ProgressBar;

use crate::lab::Lab;
use crate::progress;
use crate::prototypes::Packages;

/// A file that is locked as long as this process lives: the system lets go of the lock when it dies, however it dies.
struct Alive {
    path: PathBuf,
    name: String,
    _lock: File,
}

impl Alive {
    fn new(lab: &Lab) -> anyhow::Result<Alive> {
        let folder = lab.data.join("running");
        let make = || -> std::io::Result<Alive> {
            std::fs::create_dir_all(&folder)?;
            loop {
                let (file, path) = tempfile::Builder::new()
                    .prefix("run-")
                    .tempfile_in(&folder)?
                    .keep()
                    .map_err(|error| error.error)?;
                file.lock()?;
                // Another process may have taken it for one that was left behind, before it was locked.
                if path.exists() {
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    return Ok(Alive { path, name, _lock: file });
                }
            }
        };
        make().with_context(|| format!("can't write in {}", folder.display()))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        // A file that stays behind is removed by the next `break_off`.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Marks runs as broken off whose process is gone.
pub(crate) async fn break_off(lab: &Lab) -> anyhow::Result<()> {
    let folder = lab.data.join("running");
    let is_alive = |name: &str| {
        File::open(folder.join(name)).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    };
    for run in lab.store.break_off_runs(&is_alive, now()).await? {
        tracing::warn!(run = run.id, experiment = %run.experiment, "the run was broken off: its process ended");
    }
    remove_left_behind(&folder);
    Ok(())
}

/// Removes the files of processes that are gone. A file that can't be removed is tried again at the next start.
fn remove_left_behind(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with("run-");
        // It stays locked until it is removed, so that a process that has just made it sees that it is gone.
        if is_ours
            && let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// A run that has a number and no evidence yet, for as long as this process lives.
pub(crate) struct Started {
    /// How the store has it.
    pub(crate) record: RunRecord,
    _alive: Alive,
}

/// Notes in the store what the plan uses, runs it on `threads` threads with a progress bar, and seals the evidence.
///
/// A run that fails is kept with the reason; a run whose process dies is found by [`break_off`] at the next start.
pub(crate) async fn run(
    lab: &Lab,
    packages: &Packages<'_>,
    plan: Plan,
    threads: usize,
) -> anyhow::Result<(RunRecord, Evidence)> {
    let started = start(lab, packages, &plan).await?;
    let bar = progress::persons(plan.experiment.name.as_str());
    let shown = bar.clone();
    let done = finish(lab, started, plan, threads, move |progress| show(&shown, progress)).await;
    bar.finish_and_clear();
    done
}

/// Notes in the store what the plan uses, and that a run of it goes on.
pub(crate) async fn start(lab: &Lab, packages: &Packages<'_>, plan: &Plan) -> anyhow::Result<Started> {
    for planned in &plan.variants {
        let manifest = planned.assessment.manifest();
        let package = packages.iter().find(|package| package.manifest.name == manifest.name);
        lab.kept.keep(package.context("the plan was made from these packages")?)?;
    }
    for identity in &plan.populations {
        lab.store.put_population(&PopulationRecord { digest: identity.digest(), identity: identity.clone() }).await?;
    }
    let alive = Alive::new(lab)?;
    let (digest, declaration) = (plan.digest(), Digest::of(plan.source.as_bytes()));
    let run = NewRun {
        experiment: &plan.experiment.name,
        plan: &digest,
        declaration: &declaration,
        overridden: plan.overridden,
        process: &alive.name,
    };
    let record = lab.store.start_run(&run, now()).await?;
    Ok(Started { record, _alive: alive })
}

/// Runs what was started to its end, which the store gets.
pub(crate) async fn finish(
    lab: &Lab,
    started: Started,
    plan: Plan,
    threads: usize,
    progress: impl Fn(Progress) + Send + Sync + 'static,
) -> anyhow::Result<(RunRecord, Evidence)> {
    let id = started.record.id;
    // No log, no data: a run that can't be noted is a run that failed.
    let made = match note_looks(lab, &plan, id).await {
        Ok(()) => evidence(lab, plan, threads, progress).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(evidence) => Ok((lab.store.finish_run(id, &evidence.seal(), now()).await?, evidence)),
        Err(error) => {
            lab.store.fail_run(id, &format!("{error:#}"), now()).await?;
            Err(error)
        }
    }
}

/// Makes the evidence of a plan, with a progress bar.
pub(crate) async fn evidence_with_bar(lab: &Lab, plan: Plan, threads: usize) -> anyhow::Result<Evidence> {
    let bar = progress::persons(plan.experiment.name.as_str());
    let shown = bar.clone();
    let made = evidence(lab, plan, threads, move |progress| show(&shown, progress)).await;
    bar.finish_and_clear();
    made
}

/// Makes the evidence of a plan; `progress` is called now and then.
pub(crate) async fn evidence(
    lab: &Lab,
    plan: Plan,
    threads: usize,
    progress: impl Fn(Progress) + Send + Sync + 'static,
) -> anyhow::Result<Evidence> {
    let populations = lab.populations.clone();
    let work = move || make_evidence(&plan, populations.as_ref(), threads, &progress);
    match tokio::task::spawn_blocking(work).await {
        Ok(evidence) => Ok(evidence?),
        Err(error) => Err(anyhow::anyhow!("the run broke inside fieldlab (blame: host): {error}")),
    }
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.total);
    // Threads report in any order.
    bar.set_position(progress.done.max(bar.position()));
}

/// Notes prototypes in the store.
pub(crate) async fn note_prototypes(lab: &Lab, packages: &Packages<'_>) -> anyhow::Result<()> {
    for package in packages.iter() {
        let manifest = &package.manifest;
        let record = PrototypeRecord {
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            digest: Digest::of(&package.component),
            manifest: manifest.to_json(),
        };
        lab.store.put_prototype(&record).await?;
    }
    Ok(())
}

/// How many threads to use: those asked for, or one a core.
pub(crate) fn threads(asked: Option<u32>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    asked.map_or_else(cores, |threads| threads as usize)
}

/// Writes in the processing log that rules will run over many citizens, an entry for each prototype and population.
pub(crate) async fn note_looks(lab: &Lab, plan: &Plan, run: i64) -> anyhow::Result<()> {
    let mut noted = BTreeSet::new();
    for variant in &plan.variants {
        let (assessment, manifest) = (&variant.assessment, variant.assessment.manifest());
        // Variants of one prototype with other parameters look at the same.
        if !noted.insert((assessment.digest().clone(), manifest.digest())) {
            continue;
        }
        for population in &plan.populations {
            let look = RunLook {
                run,
                prototype: manifest.name.clone(),
                version: manifest.version.clone(),
                digest: assessment.digest().clone(),
                population: population.digest(),
                citizens: population.persons,
                fields: assessment.fields().iter().map(|field| field.name.clone()).collect(),
            };
            lab.log.write_run(look).await?;
        }
    }
    Ok(())
}

/// Milliseconds since 1970-01-01T00:00Z.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Seconds since 1970-01-01T00:00Z.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
