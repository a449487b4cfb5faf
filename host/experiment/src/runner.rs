//! The port by which pages have experiments run: the binary, which knows prototypes and populations, does it.

use async_trait::async_trait;
use fieldlab_domain::column::Value;
use fieldlab_domain::evidence::Evidence;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::Persona;
use fieldlab_domain::store::RunRecord;

use crate::people::{People, Wanted};
use crate::run::Progress;

/// A change of a parameter of a prototype, by its name.
pub type Change = (String, Value);

/// Why an experiment is not run.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    /// There is no such experiment, variant or prototype.
    #[error("there is no {0}")]
    NotFound(String),
    /// Another run goes on, and one takes all the cores there are.
    #[error("run {0} is going on\n  hint: wait until it is done")]
    Busy(i64),
    /// What was asked for can't be run.
    #[error("{0}")]
    Bad(String),
    /// The lab failed.
    #[error("{0}")]
    Lab(String),
}

/// Runs experiments as the lab has them.
#[async_trait]
pub trait Runner: Send + Sync {
    /// Starts a run as the experiment is declared. It goes on when who asked is gone, and ends in the store.
    ///
    /// # Errors
    /// When it can't be run, or another run goes on.
    async fn start(&self, experiment: &Name) -> Result<RunRecord, RunnerError>;

    /// How far a run of this process is; `None` when it is not going on.
    fn progress(&self, run: i64) -> Option<Progress>;

    /// Citizens of a run, whom it decided about as it did then; nothing is kept.
    ///
    /// # Errors
    /// When the lab has not all that the run had.
    async fn people(&self, evidence: &Evidence, wanted: &Wanted) -> Result<People, RunnerError>;

    /// A citizen of a run, by their place in its first population, as a persona of this name with their household.
    ///
    /// # Errors
    /// When nobody is there, or the lab has not the population that the run had.
    async fn persona(&self, evidence: &Evidence, place: u64, name: Name) -> Result<Persona, RunnerError>;

    /// What came out for this number of persons if `variant` had these parameters too, against the baseline; nothing is kept.
    ///
    /// # Errors
    /// When it can't be run.
    async fn what_if(
        &self,
        experiment: &Name,
        variant: &Name,
        changes: &[Change],
        persons: u64,
    ) -> Result<Evidence, RunnerError>;
}
