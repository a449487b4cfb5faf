//! Runs an experiment and keeps what came out: all of it or nothing.

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use fieldlab_domain::evidence::Evidence;
use fieldlab_domain::store::{PopulationRecord, PrototypeRecord, RunRecord};
use fieldlab_experiment::plan::Plan;
use fieldlab_experiment::results::make_evidence;
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
            let (file, path) =
                tempfile::Builder::new().prefix("run-").tempfile_in(&folder)?.keep().map_err(|error| error.error)?;
            file.lock()?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Alive { path, name, _lock: file })
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
    Ok(())
}

/// Notes in the store what the plan uses, runs it on `threads` threads and seals the evidence.
///
/// A run that fails is kept with the reason; a run whose process dies is found by [`break_off`] at the next start.
pub(crate) async fn run(
    lab: &Lab,
    packages: &Packages<'_>,
    plan: Plan,
    threads: usize,
) -> anyhow::Result<(RunRecord, Evidence)> {
    for planned in &plan.variants {
        let manifest = planned.assessment.manifest();
        let package = packages.iter().find(|package| package.manifest.name == manifest.name);
        lab.kept.keep(package.context("the plan was made from these packages")?)?;
    }
    for identity in &plan.populations {
        lab.store.put_population(&PopulationRecord { digest: identity.digest(), identity: identity.clone() }).await?;
    }
    let alive = Alive::new(lab)?;
    let name = plan.experiment.name.clone();
    let run = lab.store.start_run(&name, &plan.digest(), &alive.name, now()).await?;
    match evidence(lab, plan, threads).await {
        Ok(evidence) => Ok((lab.store.finish_run(run.id, &evidence.seal(), now()).await?, evidence)),
        Err(error) => {
            lab.store.fail_run(run.id, &format!("{error:#}"), now()).await?;
            Err(error)
        }
    }
}

/// Makes the evidence of a plan, with a progress bar.
pub(crate) async fn evidence(lab: &Lab, plan: Plan, threads: usize) -> anyhow::Result<Evidence> {
    let bar = progress::persons(plan.experiment.name.as_str());
    let populations = lab.populations.clone();
    let shown = bar.clone();
    let work = move || make_evidence(&plan, populations.as_ref(), threads, &|progress| show(&shown, progress));
    let evidence = tokio::task::spawn_blocking(work).await;
    bar.finish_and_clear();
    match evidence {
        Ok(evidence) => Ok(evidence?),
        Err(error) => Err(anyhow::anyhow!("the run broke inside fieldlab (blame: host): {error}")),
    }
}

fn show(bar: &ProgressBar, progress: fieldlab_experiment::run::Progress) {
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
            digest: fieldlab_domain::digest::Digest::of(&package.component),
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

/// Seconds since 1970-01-01T00:00Z.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
