//! Deleting old entries of the processing log, which says so itself.

use fieldlab_domain::processing::Pruning;
use fieldlab_domain::store::StoreError;
use sqlx::{query, query_as, query_scalar};

use super::SqliteLog;

/// How many entries are deleted at once: looks wait as long, some milliseconds.
const AT_ONCE: i64 = 2_000;

/// What a pruning would delete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prunable {
    /// Looks.
    pub looks: u64,
    /// Runs.
    pub runs: u64,
    /// The time of the first of them, in milliseconds since 1970-01-01T00:00Z.
    pub first_ms: Option<i64>,
    /// The collectors that something was sent to, each with how many of these it does not have yet.
    pub unsent: Vec<(String, u64)>,
}

impl Prunable {
    /// Whether there is nothing to delete.
    pub fn is_empty(&self) -> bool {
        self.looks == 0 && self.runs == 0
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

impl SqliteLog {
    /// What there is from before this moment, in milliseconds since 1970-01-01T00:00Z.
    ///
    /// # Errors
    /// When the log can't be read.
    pub async fn prunable(&self, before_ms: i64) -> Result<Prunable, StoreError> {
        let failed = |error| self.store.failure.of(error);
        let pool = &self.store.pool;
        let (looks, first_look): (i64, Option<i64>) =
            query_as("SELECT count(*), min(at_ms) FROM looks WHERE at_ms < ?")
                .bind(before_ms)
                .fetch_one(pool)
                .await
                .map_err(failed)?;
        let (runs, first_run): (i64, Option<i64>) =
            query_as("SELECT count(*), min(at_ms) FROM run_looks WHERE at_ms < ?")
                .bind(before_ms)
                .fetch_one(pool)
                .await
                .map_err(failed)?;
        let unsent: Vec<(String, i64)> = query_as(
            "SELECT collector, (SELECT count(*) FROM looks WHERE at_ms < ?1 AND id > log_exports.looks) + \
             (SELECT count(*) FROM run_looks WHERE at_ms < ?1 AND id > log_exports.run_looks) \
             FROM log_exports ORDER BY collector",
        )
        .bind(before_ms)
        .fetch_all(pool)
        .await
        .map_err(failed)?;
        Ok(Prunable {
            looks: count(looks),
            runs: count(runs),
            first_ms: first_look.into_iter().chain(first_run).min(),
            unsent: unsent.into_iter().map(|(collector, missing)| (collector, count(missing))).collect(),
        })
    }

    /// Deletes the entries from before this moment, a part at a time, after the log has said that it does. Nothing is said when there
    /// is nothing to delete. When it breaks off, the next pruning takes the rest.
    ///
    /// # Errors
    /// When the log can't be written.
    pub async fn prune(&self, before_ms: i64, by: &str) -> Result<Prunable, StoreError> {
        let failed = |error| self.store.failure.of(error);
        let prunable = self.prunable(before_ms).await?;
        if prunable.is_empty() {
            return Ok(prunable);
        }
        query("INSERT INTO log_prunings (at_ms, before_ms, looks, runs, by) VALUES (?, ?, ?, ?, ?)")
            .bind((self.clock)())
            .bind(before_ms)
            .bind(i64::try_from(prunable.looks).unwrap_or(i64::MAX))
            .bind(i64::try_from(prunable.runs).unwrap_or(i64::MAX))
            .bind(by)
            .execute(&self.store.pool)
            .await
            .map_err(failed)?;
        // Found once, so that a part is looked for by its number and not by its time, which has no index.
        let last: Option<i64> = query_scalar("SELECT max(id) FROM looks WHERE at_ms < ?")
            .bind(before_ms)
            .fetch_one(&self.store.pool)
            .await
            .map_err(failed)?;
        loop {
            let done = query(
                "DELETE FROM looks WHERE id IN (SELECT id FROM looks WHERE id <= ? AND at_ms < ? ORDER BY id LIMIT ?)",
            )
            .bind(last)
            .bind(before_ms)
            .bind(AT_ONCE)
            .execute(&self.store.pool)
            .await
            .map_err(failed)?;
            if done.rows_affected() < AT_ONCE.unsigned_abs() {
                break;
            }
        }
        query("DELETE FROM run_looks WHERE at_ms < ?")
            .bind(before_ms)
            .execute(&self.store.pool)
            .await
            .map_err(failed)?;
        Ok(prunable)
    }

    pub(super) async fn select_prunings(&self) -> Result<Vec<Pruning>, StoreError> {
        let rows: Vec<(i64, i64, i64, i64, String)> =
            query_as("SELECT at_ms, before_ms, looks, runs, by FROM log_prunings ORDER BY id DESC")
                .fetch_all(&self.store.pool)
                .await
                .map_err(|error| self.store.failure.of(error))?;
        let pruning = |(at_ms, before_ms, looks, runs, by)| Pruning {
            at_ms,
            before_ms,
            looks: count(looks),
            runs: count(runs),
            by,
        };
        Ok(rows.into_iter().map(pruning).collect())
    }
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::processing::{ProcessingLog as _, ProcessingRecords as _};

    use super::super::tests::{NUMBER, everything, log_at, look, run_look};
    use super::*;

    #[tokio::test]
    async fn what_is_old_is_deleted_and_the_log_says_so() {
        let folder = tempfile::tempdir().expect("there is room");
        for now in [1_000, 2_000] {
            let log = log_at(&folder, now).await;
            log.write(vec![look(NUMBER), look(NUMBER + 1)]).await.expect("it is written");
            log.write_run(run_look()).await.expect("it is written");
        }
        let log = log_at(&folder, 3_000).await;
        let one = log.unsent("collector", 1).await.expect("it is read");
        log.sent("collector", &one).await.expect("it is written");
        let expected = Prunable { looks: 2, runs: 1, first_ms: Some(1_000), unsent: vec![("collector".to_owned(), 1)] };
        assert_eq!(log.prunable(2_000).await.expect("it is read"), expected);
        assert_eq!(log.looks(&everything()).await.expect("it is read").len(), 4, "asking changes nothing");
        assert_eq!(log.prune(2_000, "who did it").await.expect("it is done"), expected);
        let left = log.looks(&everything()).await.expect("it is read");
        assert!(left.len() == 2 && left.iter().all(|entry| entry.at_ms == 2_000));
        assert_eq!(log.runs(None, 9).await.expect("it is read").len(), 1);
        let said = Pruning { at_ms: 3_000, before_ms: 2_000, looks: 2, runs: 1, by: "who did it".to_owned() };
        assert_eq!(log.prunings().await.expect("it is read"), std::slice::from_ref(&said));
        log.prune(2_000, "who did it").await.expect("there is nothing to do");
        assert_eq!(log.prunings().await.expect("it is read"), [said], "nothing deleted, nothing said");
    }

    #[tokio::test]
    async fn many_are_deleted_a_part_at_a_time() {
        let folder = tempfile::tempdir().expect("there is room");
        let log = log_at(&folder, 1_000).await;
        let many = AT_ONCE as u32 + 5;
        log.write((0..many).map(|nth| look(NUMBER + nth)).collect()).await.expect("it is written");
        assert_eq!(log.prune(1_001, "who").await.expect("it is done").looks, u64::from(many));
        assert!(log.looks(&everything()).await.expect("it is read").is_empty());
    }

    #[tokio::test]
    async fn nothing_is_deleted_that_the_log_does_not_say() {
        let folder = tempfile::tempdir().expect("there is room");
        let log = log_at(&folder, 1_000).await;
        log.write(vec![look(NUMBER)]).await.expect("it is written");
        for change in ["DELETE FROM looks", "DELETE FROM log_prunings", "UPDATE log_prunings SET by = 'x'"] {
            let says = "INSERT INTO log_prunings (at_ms, before_ms, looks, runs, by) VALUES (1, 1000, 0, 0, 'by')";
            query(says).execute(&log.store.pool).await.expect("it is written");
            assert!(query(change).execute(&log.store.pool).await.is_err(), "{change}");
        }
    }
}
