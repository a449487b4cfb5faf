//! What of the processing log a collector does not have yet.

use std::time::Duration;

use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::processing::{LogEntry, RunEntry};
use fieldlab_domain::store::StoreError;
use sqlx::{query, query_as};

use super::SqliteLog;
use super::read::{LookRow, RunRow};

/// Entries that a collector does not have, the oldest first.
#[derive(Debug, Default)]
pub struct Unsent {
    /// Looks.
    pub looks: Vec<UnsentLook>,
    /// Runs.
    pub runs: Vec<RunEntry>,
}

impl Unsent {
    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.looks.is_empty() && self.runs.is_empty()
    }
}

/// A look that a collector does not have.
#[derive(Debug)]
pub struct UnsentLook {
    /// The entry.
    pub entry: LogEntry,
    /// Who was looked at, encrypted so that the same person has the same code; hexadecimal.
    pub subject: Option<String>,
}

/// The numbers of the last look and the last run that a collector has; 0 when it has none.
type Position = (i64, i64);

impl SqliteLog {
    /// At most so many looks, and runs, that the collector with this address does not have.
    ///
    /// # Errors
    /// When the log can't be read.
    pub async fn unsent(&self, collector: &str, most: u32) -> Result<Unsent, StoreError> {
        let failed = |error| self.store.failure.of(error);
        let pool = &self.store.pool;
        let (looks, runs) = self.position(collector).await?;
        let looks: Vec<LookRow> = query_as(
            "SELECT id, at_ms, trace_id, span_id, parent_id, prototype, version, digest, session, persona, activity, purpose, \
             legal_basis, fields, subject, status FROM looks WHERE id > ? ORDER BY id LIMIT ?",
        )
        .bind(looks)
        .bind(most)
        .fetch_all(pool)
        .await
        .map_err(failed)?;
        let runs: Vec<RunRow> = query_as(
            "SELECT id, at_ms, run, prototype, version, digest, population, citizens, fields FROM run_looks \
             WHERE id > ? ORDER BY id LIMIT ?",
        )
        .bind(runs)
        .bind(most)
        .fetch_all(pool)
        .await
        .map_err(failed)?;
        let look = |row| {
            let entry = self.entry(row)?;
            Ok(UnsentLook { subject: entry.look.subject.map(|bsn| self.code(bsn)), entry })
        };
        Ok(Unsent {
            looks: looks.into_iter().map(look).collect::<Result<_, StoreError>>()?,
            runs: runs.into_iter().map(|row| self.run(row)).collect::<Result<_, StoreError>>()?,
        })
    }

    /// Notes that the collector has these entries.
    ///
    /// # Errors
    /// When that can't be written; they are sent once more then.
    pub async fn sent(&self, collector: &str, sent: &Unsent) -> Result<(), StoreError> {
        let (looks, runs) = self.position(collector).await?;
        query(
            "INSERT INTO log_exports (collector, looks, run_looks) VALUES (?, ?, ?) \
             ON CONFLICT (collector) DO UPDATE SET looks = excluded.looks, run_looks = excluded.run_looks",
        )
        .bind(collector)
        .bind(sent.looks.last().map_or(looks, |last| last.entry.id))
        .bind(sent.runs.last().map_or(runs, |last| last.id))
        .execute(&self.store.pool)
        .await
        .map(|_| ())
        .map_err(|error| self.store.failure.of(error))
    }

    async fn position(&self, collector: &str) -> Result<Position, StoreError> {
        let found: Option<Position> = query_as("SELECT looks, run_looks FROM log_exports WHERE collector = ?")
            .bind(collector)
            .fetch_optional(&self.store.pool)
            .await
            .map_err(|error| self.store.failure.of(error))?;
        Ok(found.unwrap_or_default())
    }

    /// The code that a collector has a citizen under.
    pub fn code(&self, citizen: Bsn) -> String {
        self.secret.code(citizen)
    }

    /// Waits until something was written by this process, or for so long: another process may have written.
    pub async fn wait_for_more(&self, at_most: Duration) {
        let _ = tokio::time::timeout(at_most, self.written.notified()).await;
    }
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::processing::{Look, ProcessingLog as _};

    use super::super::tests::{NUMBER, log_at, look, run_look};
    use super::*;

    #[tokio::test]
    async fn each_collector_gets_what_it_does_not_have_in_order() {
        let folder = tempfile::tempdir().expect("there is room");
        let log = log_at(&folder, 1_000).await;
        log.write(vec![look(NUMBER), look(NUMBER + 1), look(NUMBER)]).await.expect("it is written");
        log.write(vec![Look { subject: None, ..look(NUMBER) }]).await.expect("it is written");
        log.write_run(run_look()).await.expect("it is written");
        let unsent = async |collector: &str, most| log.unsent(collector, most).await.expect("it is read");
        let first = unsent("one", 3).await;
        let subjects: Vec<_> = first.looks.iter().map(|look| look.subject.clone().expect("somebody")).collect();
        assert!(subjects[0] == subjects[2] && subjects[0] != subjects[1], "one person has one code: {subjects:?}");
        assert!(!subjects[0].contains("999990019") && !subjects[0].contains(&format!("{NUMBER:x}")));
        assert_eq!((first.looks.len(), first.runs.len()), (3, 1));
        log.sent("one", &first).await.expect("it is written");
        let rest = unsent("one", 3).await;
        assert_eq!((rest.looks.len(), rest.runs.len(), &rest.looks[0].subject), (1, 0, &None));
        assert_eq!(unsent("other", 9).await.looks.len(), 4, "another one has nothing yet");
        log.sent("one", &rest).await.expect("it is written");
        assert!(unsent("one", 9).await.is_empty());
        // What another opens finds the position, and the key makes the same codes.
        let again = log_at(&folder, 2_000).await;
        assert!(again.unsent("one", 9).await.expect("it is read").is_empty());
        again.write(vec![look(NUMBER)]).await.expect("it is written");
        let more = unsent("one", 9).await;
        assert_eq!(more.looks[0].subject.as_ref(), Some(&subjects[0]));
    }

    #[tokio::test]
    async fn who_waits_hears_of_what_is_written() {
        let folder = tempfile::tempdir().expect("there is room");
        let log = log_at(&folder, 1_000).await;
        let waiting = {
            let log = log.clone();
            tokio::spawn(async move { log.wait_for_more(Duration::MAX).await })
        };
        log.write_run(run_look()).await.expect("it is written");
        waiting.await.expect("it ends");
    }
}
