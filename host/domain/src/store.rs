//! What the lab keeps, and how the other floors reach it.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::digest::Digest;
use crate::evidence::SealedEvidence;
use crate::name::Name;
use crate::need::Need;
use crate::text::Text;

/// A prototype that the lab knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrototypeRecord {
    /// Its name.
    pub name: Name,
    /// Its version.
    pub version: String,
    /// The digest of the component.
    pub digest: Digest,
    /// The manifest's text.
    pub manifest: String,
}

/// An experiment that the lab knows, in its newest declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExperimentRecord {
    /// Its name.
    pub name: Name,
    /// The need that it serves.
    pub need: Name,
    /// What people call it.
    pub title: Text,
    /// What it asks.
    pub question: Text,
    /// The digest of the declaration's text.
    pub digest: Digest,
    /// The declaration's text.
    pub declaration: String,
}

/// A population that the lab made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationRecord {
    /// The digest of its identity.
    pub digest: Digest,
    /// The identity: model, seed, size.
    pub identity: crate::population::PopulationIdentity,
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// It is going on.
    Running,
    /// It has evidence.
    Done,
    /// It failed; the reason is with it.
    Failed,
    /// The process ended in the middle of it.
    BrokenOff,
}

impl RunState {
    /// All states.
    pub const ALL: [RunState; 4] = [RunState::Running, RunState::Done, RunState::Failed, RunState::BrokenOff];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            RunState::Running => "running",
            RunState::Done => "done",
            RunState::Failed => "failed",
            RunState::BrokenOff => "broken-off",
        }
    }

    /// The state that this word is for.
    pub fn parse(word: &str) -> Option<RunState> {
        RunState::ALL.into_iter().find(|state| state.name() == word)
    }
}

/// One execution of an experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Its number, counted from 1.
    pub id: i64,
    /// The experiment.
    pub experiment: Name,
    /// How it stands.
    pub state: RunState,
    /// When it started, in seconds since 1970-01-01T00:00Z.
    pub started_at: i64,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// The digest of what it runs: declaration, components, population models and host version. The same plan gives the same
    /// evidence.
    pub plan: Digest,
    /// The digest of the declaration that it runs; absent for runs of older versions, which did not note it.
    pub declaration: Option<Digest>,
    /// Whether it takes another number of persons, seed or number of replicates than the declaration says.
    pub overridden: bool,
    /// The digest of its evidence, when it has some.
    pub evidence: Option<Digest>,
    /// Why it failed, in words for its makers.
    pub failure: Option<String>,
}

impl RunRecord {
    /// Whether it is a trial of the experiment: a run of another declaration than it has now, or with other sizes or seeds than
    /// declared.
    pub fn is_trial(&self, experiment: &ExperimentRecord) -> bool {
        self.overridden || self.declaration.as_ref() != Some(&experiment.digest)
    }
}

/// A run that is to start.
#[derive(Clone, Copy, Debug)]
pub struct NewRun<'a> {
    /// The experiment.
    pub experiment: &'a Name,
    /// The digest of what it runs.
    pub plan: &'a Digest,
    /// The digest of the declaration.
    pub declaration: &'a Digest,
    /// Whether it takes other sizes or seeds than the declaration says.
    pub overridden: bool,
    /// The name of the process that runs it.
    pub process: &'a str,
}

/// Which runs are asked for, a page at a time.
#[derive(Clone, Copy, Debug)]
pub struct WantedRuns<'a> {
    /// Those of this experiment; of all when it is absent.
    pub experiment: Option<&'a Name>,
    /// Those that stand so; all when it is absent.
    pub state: Option<RunState>,
    /// How many of them come before this page.
    pub skip: u64,
    /// How many the page has at most.
    pub most: u32,
}

/// A page of runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunsPage {
    /// The runs of this page, the newest first.
    pub runs: Vec<RunRecord>,
    /// How many there are on all pages.
    pub total: u64,
}

/// Why the store could not do it.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no such thing.
    #[error("there is no {what} `{name}`")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The data folder was written by a newer version.
    #[error(
        "{path} was written by a newer version of fieldlab\n  hint: update fieldlab, or use another folder with --data"
    )]
    Newer {
        /// The database file.
        path: String,
    },
    /// It is there already, with other contents.
    #[error("{what} `{name}` is sealed and can't be changed")]
    Sealed {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// There is no room left.
    #[error(
        "the disk is full: {path}\n  hint: make room, or use another folder with --data; nothing half-written was kept"
    )]
    Full {
        /// The database file.
        path: String,
    },
    /// Somebody else writes, for longer than a writer waits.
    #[error("{path} is being written by another process for too long\n  hint: try again, or end the other fieldlab")]
    Busy {
        /// The database file.
        path: String,
    },
    /// The file is no database, or not a whole one.
    #[error(
        "the data in {path} is damaged: {what}\n  hint: put a copy of the file back, or use another folder with --data"
    )]
    Damaged {
        /// The database file.
        path: String,
        /// What is wrong.
        what: String,
    },
    /// The database can't be used.
    #[error("the data in {path} can't be used: {what}")]
    Broken {
        /// The database file.
        path: String,
        /// What happened.
        what: String,
    },
}

/// Tells which processes are alive, by the name that they gave when they started a run.
pub trait Processes: Sync {
    /// Whether the process is alive.
    fn is_alive(&self, process: &str) -> bool;
}

impl<F: Fn(&str) -> bool + Sync> Processes for F {
    fn is_alive(&self, process: &str) -> bool {
        self(process)
    }
}

/// What the lab keeps.
#[async_trait]
pub trait Store: Send + Sync {
    /// Adds or replaces a need.
    async fn put_need(&self, need: &Need) -> Result<(), StoreError>;
    /// All needs, by name.
    async fn needs(&self) -> Result<Vec<Need>, StoreError>;

    /// Adds a prototype version. A version of a local prototype may be replaced by newer bytes.
    async fn put_prototype(&self, prototype: &PrototypeRecord) -> Result<(), StoreError>;
    /// All prototypes, by name.
    async fn prototypes(&self) -> Result<Vec<PrototypeRecord>, StoreError>;

    /// Adds or replaces an experiment.
    async fn put_experiment(&self, experiment: &ExperimentRecord) -> Result<(), StoreError>;
    /// All experiments, by name.
    async fn experiments(&self) -> Result<Vec<ExperimentRecord>, StoreError>;
    /// The experiment with this name; `None` when there is none.
    async fn experiment(&self, name: &str) -> Result<Option<ExperimentRecord>, StoreError>;

    /// Notes that a population was made.
    async fn put_population(&self, population: &PopulationRecord) -> Result<(), StoreError>;
    /// All populations, by digest.
    async fn populations(&self) -> Result<Vec<PopulationRecord>, StoreError>;

    /// Starts a run at `now` (seconds since 1970-01-01T00:00Z).
    async fn start_run(&self, run: &NewRun<'_>, now: i64) -> Result<RunRecord, StoreError>;
    /// Ends a run with its evidence, both or neither.
    async fn finish_run(&self, id: i64, evidence: &SealedEvidence, now: i64) -> Result<RunRecord, StoreError>;
    /// Ends a run that failed.
    async fn fail_run(&self, id: i64, failure: &str, now: i64) -> Result<RunRecord, StoreError>;
    /// Marks as broken off the runs whose process is not alive; returns them.
    async fn break_off_runs(&self, processes: &dyn Processes, now: i64) -> Result<Vec<RunRecord>, StoreError>;

    /// All runs, the newest first; of one experiment when named.
    async fn runs(&self, experiment: Option<&Name>) -> Result<Vec<RunRecord>, StoreError>;
    /// A page of runs, with how many there are in all. Runs that are not on it are counted, not read.
    async fn runs_page(&self, wanted: &WantedRuns<'_>) -> Result<RunsPage, StoreError>;
    /// One run.
    async fn run(&self, id: i64) -> Result<RunRecord, StoreError>;
    /// The newest run that found this evidence; `None` when none did.
    async fn run_with(&self, evidence: &Digest) -> Result<Option<RunRecord>, StoreError>;
    /// The evidence with this digest.
    async fn evidence(&self, digest: &Digest) -> Result<SealedEvidence, StoreError>;
}
