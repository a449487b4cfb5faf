//! Runs and evidence.

use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::SealedEvidence;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::{NewRun, Processes, RunRecord, RunState, RunsPage, StoreError, WantedRuns};
use sqlx::{FromRow, QueryBuilder, Sqlite, query, query_as, query_scalar};

use super::SqliteStore;

/// A query for the columns of [`RunRow`].
macro_rules! select_run {
    ($rest:literal) => {
        concat!(
            "SELECT id, experiment, state, started_at, ended_at, plan, declaration, overridden, evidence, failure FROM runs ",
            $rest
        )
    };
}

#[derive(FromRow)]
struct RunRow {
    id: i64,
    experiment: String,
    state: String,
    started_at: i64,
    ended_at: Option<i64>,
    plan: String,
    declaration: Option<String>,
    overridden: bool,
    evidence: Option<String>,
    failure: Option<String>,
}

impl SqliteStore {
    pub(super) async fn insert_run(&self, run: &NewRun<'_>, now: i64) -> Result<RunRecord, StoreError> {
        let id: i64 = query_scalar(
            "INSERT INTO runs (experiment, state, started_at, plan, declaration, overridden, process) \
             VALUES (?, 'running', ?, ?, ?, ?, ?) RETURNING id",
        )
        .bind(run.experiment.as_str())
        .bind(now)
        .bind(run.plan.as_str())
        .bind(run.declaration.as_str())
        .bind(run.overridden)
        .bind(run.process)
        .fetch_one(&self.pool)
        .await
        .map_err(|error| self.failure.of(error))?;
        self.select_run(id).await
    }

    pub(super) async fn end_with_evidence(
        &self,
        id: i64,
        evidence: &SealedEvidence,
        now: i64,
    ) -> Result<RunRecord, StoreError> {
        let failed = |error| self.failure.of(error);
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        // The same plan gives the same bytes: a second run of it finds its evidence there already.
        query(
            "INSERT INTO evidence (digest, json) \
             SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE digest = ?1)",
        )
        .bind(evidence.digest.as_str())
        .bind(&evidence.json)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        let ended =
            query("UPDATE runs SET state = 'done', ended_at = ?, evidence = ? WHERE id = ? AND state = 'running'")
                .bind(now)
                .bind(evidence.digest.as_str())
                .bind(id)
                .execute(&mut *transaction)
                .await
                .map_err(failed)?;
        if ended.rows_affected() == 0 {
            drop(transaction);
            return Err(self.not_running(id).await);
        }
        transaction.commit().await.map_err(failed)?;
        self.select_run(id).await
    }

    pub(super) async fn end_with_failure(&self, id: i64, failure: &str, now: i64) -> Result<RunRecord, StoreError> {
        let ended =
            query("UPDATE runs SET state = 'failed', ended_at = ?, failure = ? WHERE id = ? AND state = 'running'")
                .bind(now)
                .bind(failure)
                .bind(id)
                .execute(&self.pool)
                .await
                .map_err(|error| self.failure.of(error))?;
        match ended.rows_affected() {
            0 => Err(self.not_running(id).await),
            _ => self.select_run(id).await,
        }
    }

    /// Why a run can't be ended: there is none, or it has ended.
    async fn not_running(&self, id: i64) -> StoreError {
        match self.select_run(id).await {
            Ok(_) => StoreError::Sealed { what: "run", name: id.to_string() },
            Err(error) => error,
        }
    }

    pub(super) async fn end_dead_runs(
        &self,
        processes: &dyn Processes,
        now: i64,
    ) -> Result<Vec<RunRecord>, StoreError> {
        let failed = |error| self.failure.of(error);
        let running: Vec<(i64, String)> = query_as("SELECT id, process FROM runs WHERE state = 'running' ORDER BY id")
            .fetch_all(&self.pool)
            .await
            .map_err(failed)?;
        let mut broken = Vec::new();
        for (id, process) in running.iter().filter(|(_, process)| !processes.is_alive(process)) {
            tracing::debug!(run = id, process, "the process of a run is gone");
            // The process may have finished between the two queries.
            let ended = query("UPDATE runs SET state = 'broken-off', ended_at = ? WHERE id = ? AND state = 'running'")
                .bind(now)
                .bind(id)
                .execute(&self.pool)
                .await
                .map_err(failed)?;
            if ended.rows_affected() == 1 {
                broken.push(self.select_run(*id).await?);
            }
        }
        Ok(broken)
    }

    pub(super) async fn select_runs(&self, experiment: Option<&Name>) -> Result<Vec<RunRecord>, StoreError> {
        // Two statements: one that takes either would look through all runs for those of one experiment.
        let rows: Result<Vec<RunRow>, _> = match experiment {
            Some(name) => {
                let of_one = query_as(select_run!("WHERE experiment = ? ORDER BY id DESC"));
                of_one.bind(name.as_str()).fetch_all(&self.pool).await
            }
            None => query_as(select_run!("ORDER BY id DESC")).fetch_all(&self.pool).await,
        };
        let rows = rows.map_err(|error| self.failure.of(error))?;
        rows.into_iter().map(|row| self.record(row)).collect()
    }

    pub(super) async fn select_runs_page(&self, wanted: &WantedRuns<'_>) -> Result<RunsPage, StoreError> {
        let failed = |error| self.failure.of(error);
        // One transaction, so that nothing starts between the counting and the reading.
        let mut transaction = self.pool.begin().await.map_err(failed)?;
        let mut count = narrowed("SELECT COUNT(*) FROM runs", wanted);
        let total: i64 = count.build_query_scalar().fetch_one(&mut *transaction).await.map_err(failed)?;
        let mut page = narrowed(select_run!(""), wanted);
        page.push(" ORDER BY id DESC LIMIT ").push_bind(i64::from(wanted.most));
        page.push(" OFFSET ").push_bind(i64::try_from(wanted.skip).unwrap_or(i64::MAX));
        let rows: Vec<RunRow> = page.build_query_as().fetch_all(&mut *transaction).await.map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        let runs = rows.into_iter().map(|row| self.record(row)).collect::<Result<_, _>>()?;
        Ok(RunsPage { runs, total: total.unsigned_abs() })
    }

    pub(super) async fn select_run(&self, id: i64) -> Result<RunRecord, StoreError> {
        let row: Option<RunRow> = query_as(select_run!("WHERE id = ?"))
            .bind(id)
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.failure.of(error))?;
        self.record(row.ok_or_else(|| StoreError::NotFound { what: "run", name: id.to_string() })?)
    }

    pub(super) async fn select_run_with(&self, evidence: &Digest) -> Result<Option<RunRecord>, StoreError> {
        let row: Option<RunRow> = query_as(select_run!("WHERE evidence = ? ORDER BY id DESC LIMIT 1"))
            .bind(evidence.as_str())
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.failure.of(error))?;
        row.map(|row| self.record(row)).transpose()
    }

    pub(super) async fn select_evidence(&self, digest: &Digest) -> Result<SealedEvidence, StoreError> {
        let json: Option<String> = query_scalar("SELECT json FROM evidence WHERE digest = ?")
            .bind(digest.as_str())
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.failure.of(error))?;
        let json = json.ok_or_else(|| StoreError::NotFound { what: "evidence", name: digest.to_string() })?;
        Ok(SealedEvidence { json, digest: digest.clone() })
    }

    fn record(&self, row: RunRow) -> Result<RunRecord, StoreError> {
        let unknown = || self.failure.unreadable(format!("run {} has the unknown state `{}`", row.id, row.state));
        Ok(RunRecord {
            id: row.id,
            experiment: self.name(&row.experiment)?,
            state: RunState::parse(&row.state).ok_or_else(unknown)?,
            started_at: row.started_at,
            ended_at: row.ended_at,
            plan: self.digest(&row.plan)?,
            declaration: row.declaration.as_deref().map(|digest| self.digest(digest)).transpose()?,
            overridden: row.overridden,
            evidence: row.evidence.as_deref().map(|digest| self.digest(digest)).transpose()?,
            failure: row.failure,
        })
    }
}

/// A query for runs, with what is wanted of them behind it.
fn narrowed(select: &str, wanted: &WantedRuns<'_>) -> QueryBuilder<Sqlite> {
    let mut asked = QueryBuilder::new(select);
    let mut before = " WHERE ";
    if let Some(experiment) = wanted.experiment {
        asked.push(before).push("experiment = ").push_bind(experiment.as_str().to_owned());
        before = " AND ";
    }
    if let Some(state) = wanted.state {
        asked.push(before).push("state = ").push_bind(state.name());
    }
    asked
}
