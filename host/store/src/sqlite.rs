//! The store in one SQLite file.

mod deployments;
mod experiments;
mod failure;
mod grants;
mod members;
mod needs;
mod processing;
mod prototypes;
mod runs;
mod support;
mod tours;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::SealedEvidence;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::store::{
    ExperimentRecord, NewRun, PopulationRecord, Processes, PrototypeRecord, RunRecord, RunsPage, Store, StoreError,
    WantedRuns,
};
use sqlx::SqlitePool;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use failure::Failure;

pub use deployments::SqliteDeployments;
pub use grants::SqliteGrants;
pub use members::SqliteMembers;
pub use processing::{Clock, Prunable, SqliteLog, Unsent, UnsentLook};
pub use support::SqliteSupport;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// How long a writer waits for another one, in another process too.
const BUSY: Duration = Duration::from_secs(10);

/// Connections to the file at the same time.
const CONNECTIONS: u32 = 8;

/// A store in one SQLite file. Several processes may use the file at once.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    pool: SqlitePool,
    failure: Failure,
}

impl SqliteStore {
    /// Opens the file, which is made when it is not there, and brings its tables up to this version.
    ///
    /// # Errors
    /// When the file is no database or damaged, was written by a newer version, or can't be written.
    pub async fn open(path: &Path) -> Result<SqliteStore, StoreError> {
        SqliteStore::open_with(path, CONNECTIONS, BUSY).await
    }

    async fn open_with(path: &Path, connections: u32, busy: Duration) -> Result<SqliteStore, StoreError> {
        let failure = Failure { path: path.display().to_string() };
        // Evidence must outlast a power cut: in WAL mode only FULL waits for the disk at each commit.
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(busy);
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .connect_with(options)
            .await
            .map_err(|error| failure.of(error))?;
        match MIGRATIONS.run(&pool).await {
            Ok(()) => Ok(SqliteStore { pool, failure }),
            Err(MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_)) => {
                Err(StoreError::Newer { path: failure.path })
            }
            Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => Err(failure.of(error)),
            Err(error) => Err(StoreError::Broken { path: failure.path, what: error.to_string() }),
        }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn put_need(&self, need: &Need) -> Result<(), StoreError> {
        self.insert_need(need).await
    }
    async fn needs(&self) -> Result<Vec<Need>, StoreError> {
        self.select_needs().await
    }
    async fn put_prototype(&self, prototype: &PrototypeRecord) -> Result<(), StoreError> {
        self.insert_prototype(prototype).await
    }
    async fn prototypes(&self) -> Result<Vec<PrototypeRecord>, StoreError> {
        self.select_prototypes().await
    }
    async fn put_experiment(&self, experiment: &ExperimentRecord) -> Result<(), StoreError> {
        self.insert_experiment(experiment).await
    }
    async fn experiments(&self) -> Result<Vec<ExperimentRecord>, StoreError> {
        self.select_experiments().await
    }
    async fn experiment(&self, name: &str) -> Result<Option<ExperimentRecord>, StoreError> {
        self.select_experiment(name).await
    }
    async fn put_population(&self, population: &PopulationRecord) -> Result<(), StoreError> {
        self.insert_population(population).await
    }
    async fn populations(&self) -> Result<Vec<PopulationRecord>, StoreError> {
        self.select_populations().await
    }
    async fn start_run(&self, run: &NewRun<'_>, now: i64) -> Result<RunRecord, StoreError> {
        self.insert_run(run, now).await
    }
    async fn finish_run(&self, id: i64, evidence: &SealedEvidence, now: i64) -> Result<RunRecord, StoreError> {
        self.end_with_evidence(id, evidence, now).await
    }
    async fn fail_run(&self, id: i64, failure: &str, now: i64) -> Result<RunRecord, StoreError> {
        self.end_with_failure(id, failure, now).await
    }
    async fn break_off_runs(&self, processes: &dyn Processes, now: i64) -> Result<Vec<RunRecord>, StoreError> {
        self.end_dead_runs(processes, now).await
    }
    async fn runs(&self, experiment: Option<&Name>) -> Result<Vec<RunRecord>, StoreError> {
        self.select_runs(experiment).await
    }
    async fn runs_page(&self, wanted: &WantedRuns<'_>) -> Result<RunsPage, StoreError> {
        self.select_runs_page(wanted).await
    }
    async fn run(&self, id: i64) -> Result<RunRecord, StoreError> {
        self.select_run(id).await
    }
    async fn run_with(&self, evidence: &Digest) -> Result<Option<RunRecord>, StoreError> {
        self.select_run_with(evidence).await
    }
    async fn evidence(&self, digest: &Digest) -> Result<SealedEvidence, StoreError> {
        self.select_evidence(digest).await
    }
}

#[cfg(test)]
mod tests;
