//! The processing log in the lab's database: written together with what others write at the same moment, and on the disk before
//! anything is handed out.

mod export;
mod prune;
mod read;
mod secret;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use fieldlab_domain::field::FieldName;
use fieldlab_domain::processing::{LogFailure, Look, LookStatus, ProcessingLog, RunLook};
use fieldlab_domain::store::StoreError;
use sqlx::{Sqlite, Transaction, query, query_scalar};
use tokio::sync::{Notify, mpsc, oneshot};

use crate::SqliteStore;
pub use export::{Unsent, UnsentLook};
pub use prune::Prunable;
use secret::Secret;

/// Writers that wait at the same time; more wait for these.
const QUEUE: usize = 1_024;

/// Tells the time, in milliseconds since 1970-01-01T00:00Z.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Looks that belong together, and who waits for them to be written.
type Waiting = (Vec<Look>, oneshot::Sender<Result<(), LogFailure>>);

/// The processing log of a lab.
#[derive(Clone)]
pub struct SqliteLog {
    store: SqliteStore,
    secret: Secret,
    clock: Clock,
    queue: mpsc::Sender<Waiting>,
    /// Told after each write.
    written: Arc<Notify>,
}

impl fmt::Debug for SqliteLog {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SqliteLog").finish_non_exhaustive()
    }
}

impl SqliteLog {
    /// The log in a store. Who was looked at is encrypted with the key in the file `key`, which is made when it is not there, for
    /// its owner only. Writing goes on in a task of its own.
    ///
    /// # Errors
    /// When the key can't be made or read, or is gone while there are entries that were encrypted with it.
    pub async fn open(store: SqliteStore, key: &Path, clock: Clock) -> Result<SqliteLog, StoreError> {
        // Asked before the key is looked for: whoever wrote the first entry had made the key by then.
        let is_used: bool = query_scalar("SELECT EXISTS (SELECT 1 FROM looks WHERE subject IS NOT NULL)")
            .fetch_one(&store.pool)
            .await
            .map_err(|error| store.failure.of(error))?;
        let secret = if is_used { Secret::read(key)? } else { Secret::read_or_make(key)? };
        let (queue, waiting) = mpsc::channel(QUEUE);
        let log = SqliteLog { store, secret, clock, queue, written: Arc::default() };
        // What writes must not hold on to the queue that it ends with.
        let (store, secret, clock, written) =
            (log.store.clone(), log.secret.clone(), log.clock.clone(), log.written.clone());
        tokio::spawn(write_together(store, secret, clock, waiting, written));
        Ok(log)
    }
}

/// Takes whoever waits into one transaction, so that many wait for the disk once.
async fn write_together(
    store: SqliteStore,
    secret: Secret,
    clock: Clock,
    mut waiting: mpsc::Receiver<Waiting>,
    told: Arc<Notify>,
) {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, QUEUE).await > 0 {
        let looks: Vec<&Look> = batch.iter().flat_map(|(looks, _)| looks).collect();
        let written = write(&store, &secret, clock(), &looks).await;
        let written = written.map_err(|error| LogFailure(error.to_string()));
        for (_, tell) in batch.drain(..) {
            // Whoever waited may be gone; what was written stays.
            let _ = tell.send(written.clone());
        }
        told.notify_one();
    }
}

async fn write(store: &SqliteStore, secret: &Secret, now: i64, looks: &[&Look]) -> Result<(), StoreError> {
    let failed = |error| store.failure.of(error);
    let mut transaction = store.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    for look in looks {
        insert(&mut transaction, secret, now, look).await.map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)
}

async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    secret: &Secret,
    now: i64,
    look: &Look,
) -> Result<(), sqlx::Error> {
    query(
        "INSERT INTO looks (at_ms, trace_id, span_id, parent_id, prototype, version, digest, session, persona, activity, \
         purpose, legal_basis, fields, subject, subject_hash, status) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(now)
    .bind(&look.trace.trace_id[..])
    .bind(&look.trace.span_id[..])
    .bind(look.trace.parent_id.as_ref().map(|parent| &parent[..]))
    .bind(look.prototype.as_str())
    .bind(&look.version)
    .bind(look.digest.as_str())
    .bind(&look.session)
    .bind(look.persona.as_ref().map(|persona| persona.as_str()))
    .bind(&look.activity)
    .bind(serde_json::to_string(&look.purpose).expect("a text is plain data"))
    .bind(&look.legal_basis)
    .bind(words(&look.fields))
    .bind(look.subject.map(|bsn| secret.encrypt(bsn)))
    .bind(look.subject.map(|bsn| secret.hash(bsn)))
    .bind(status_word(look.status))
    .execute(&mut **transaction)
    .await
    .map(|_| ())
}

fn words(fields: &[FieldName]) -> String {
    fields.iter().map(FieldName::as_str).collect::<Vec<_>>().join(" ")
}

/// How a status is kept.
fn status_word(status: LookStatus) -> &'static str {
    match status {
        LookStatus::Given => "given",
        LookStatus::NotFound => "not-found",
        LookStatus::Refused => "refused",
    }
}

#[async_trait]
impl ProcessingLog for SqliteLog {
    async fn write(&self, looks: Vec<Look>) -> Result<(), LogFailure> {
        let (tell, told) = oneshot::channel();
        let stopped = || LogFailure("the log has stopped".to_owned());
        self.queue.send((looks, tell)).await.map_err(|_| stopped())?;
        told.await.unwrap_or_else(|_| Err(stopped()))
    }

    async fn write_run(&self, look: RunLook) -> Result<(), LogFailure> {
        query(
            "INSERT INTO run_looks (at_ms, run, prototype, version, digest, population, citizens, fields) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind((self.clock)())
        .bind(look.run)
        .bind(look.prototype.as_str())
        .bind(&look.version)
        .bind(look.digest.as_str())
        .bind(look.population.as_str())
        .bind(i64::try_from(look.citizens).unwrap_or(i64::MAX))
        .bind(words(&look.fields))
        .execute(&self.store.pool)
        .await
        .map(|_| self.written.notify_one())
        .map_err(|error| LogFailure(self.store.failure.of(error).to_string()))
    }
}

#[cfg(test)]
mod tests;
