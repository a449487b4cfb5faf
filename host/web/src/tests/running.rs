//! Runners for pages and programs: they run nothing, and what would come out is always the same.

use async_trait::async_trait;
use fieldlab_domain::evidence::Evidence;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::{Persona, bundled};
use fieldlab_domain::store::RunRecord;
use fieldlab_experiment::people::{People, Wanted};
use fieldlab_experiment::report;
use fieldlab_experiment::run::Progress;
use fieldlab_experiment::runner::{Change, Runner, RunnerError};

/// It says that another run goes on.
pub(super) struct Still;

#[async_trait]
impl Runner for Still {
    async fn start(&self, _: &Name) -> Result<RunRecord, RunnerError> {
        Err(RunnerError::Busy(2))
    }
    fn progress(&self, _: i64) -> Option<Progress> {
        None
    }
    async fn people(&self, evidence: &Evidence, _: &Wanted) -> Result<People, RunnerError> {
        Ok(People { citizens: evidence.citizens.clone(), all: 12, persons: 100 })
    }
    async fn persona(&self, _: &Evidence, place: u64, name: Name) -> Result<Persona, RunnerError> {
        match place {
            0..100 => Ok(Persona { name, ..bundled()[0].clone() }),
            _ => Err(RunnerError::NotFound("citizen".to_owned())),
        }
    }
    async fn what_if(&self, _: &Name, _: &Name, _: &[Change], _: u64) -> Result<Evidence, RunnerError> {
        Ok(report::sample())
    }
}

/// It says this of a start, and that run 2 is half done.
pub(super) struct Says(pub(super) fn() -> Result<RunRecord, RunnerError>);

#[async_trait]
impl Runner for Says {
    async fn start(&self, _: &Name) -> Result<RunRecord, RunnerError> {
        (self.0)()
    }
    fn progress(&self, run: i64) -> Option<Progress> {
        (run == 2).then_some(Progress { done: 5, total: 10 })
    }
    async fn people(&self, evidence: &Evidence, wanted: &Wanted) -> Result<People, RunnerError> {
        Still.people(evidence, wanted).await
    }
    async fn persona(&self, evidence: &Evidence, place: u64, name: Name) -> Result<Persona, RunnerError> {
        Still.persona(evidence, place, name).await
    }
    async fn what_if(&self, _: &Name, _: &Name, _: &[Change], _: u64) -> Result<Evidence, RunnerError> {
        Ok(report::sample())
    }
}
