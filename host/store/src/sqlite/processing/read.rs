//! Reading the processing log.

use async_trait::async_trait;
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::name::Name;
use fieldlab_domain::processing::{
    LogEntry, LogFilter, Look, LookStatus, ProcessingRecords, Pruning, RunEntry, RunLook, Trace,
};
use fieldlab_domain::store::StoreError;
use sqlx::{FromRow, query_as};

use super::{SqliteLog, status_word};

#[derive(FromRow)]
pub(super) struct LookRow {
    id: i64,
    at_ms: i64,
    trace_id: Vec<u8>,
    span_id: Vec<u8>,
    parent_id: Option<Vec<u8>>,
    prototype: String,
    version: String,
    digest: String,
    session: String,
    persona: Option<String>,
    activity: String,
    purpose: String,
    legal_basis: String,
    fields: String,
    subject: Option<Vec<u8>>,
    status: String,
}

#[derive(FromRow)]
pub(super) struct RunRow {
    id: i64,
    at_ms: i64,
    run: i64,
    prototype: String,
    version: String,
    digest: String,
    population: String,
    citizens: i64,
    fields: String,
}

/// Fields that the catalogue does not have any more are left out.
fn fields(words: &str) -> Vec<FieldName> {
    words.split(' ').filter_map(|name| catalogue().get(name)).map(|field| field.name.clone()).collect()
}

impl SqliteLog {
    pub(super) fn entry(&self, row: LookRow) -> Result<LogEntry, StoreError> {
        let unreadable = |what: &str| self.store.failure.unreadable(format!("entry {} of the log: {what}", row.id));
        let id = |bytes: &[u8]| <[u8; 8]>::try_from(bytes).map_err(|_| unreadable("a span"));
        let statuses = [LookStatus::Given, LookStatus::NotFound, LookStatus::Refused];
        let status = statuses.into_iter().find(|status| status_word(*status) == row.status);
        let look = Look {
            trace: Trace {
                trace_id: row.trace_id.as_slice().try_into().map_err(|_| unreadable("a trace"))?,
                span_id: id(&row.span_id)?,
                parent_id: row.parent_id.as_deref().map(id).transpose()?,
            },
            prototype: self.store.name(&row.prototype)?,
            version: row.version.clone(),
            digest: self.store.digest(&row.digest)?,
            session: row.session.clone(),
            persona: row.persona.as_deref().map(|persona| self.store.name(persona)).transpose()?,
            activity: row.activity.clone(),
            purpose: serde_json::from_str(&row.purpose).map_err(|_| unreadable("a purpose"))?,
            legal_basis: row.legal_basis.clone(),
            fields: fields(&row.fields),
            subject: row.subject.as_deref().and_then(|hidden| self.secret.decrypt(hidden)),
            status: status.ok_or_else(|| unreadable("a status"))?,
        };
        Ok(LogEntry { id: row.id, at_ms: row.at_ms, look })
    }

    pub(super) fn run(&self, row: RunRow) -> Result<RunEntry, StoreError> {
        let look = RunLook {
            run: row.run,
            prototype: self.store.name(&row.prototype)?,
            version: row.version,
            digest: self.store.digest(&row.digest)?,
            population: self.store.digest(&row.population)?,
            citizens: u64::try_from(row.citizens).unwrap_or(0),
            fields: fields(&row.fields),
        };
        Ok(RunEntry { id: row.id, at_ms: row.at_ms, look })
    }
}

#[async_trait]
impl ProcessingRecords for SqliteLog {
    async fn looks(&self, filter: &LogFilter) -> Result<Vec<LogEntry>, StoreError> {
        let rows: Vec<LookRow> = query_as(
            "SELECT id, at_ms, trace_id, span_id, parent_id, prototype, version, digest, session, persona, activity, purpose, \
             legal_basis, fields, subject, status FROM looks \
             WHERE (?1 IS NULL OR prototype = ?1) AND (?2 IS NULL OR session = ?2) AND (?3 IS NULL OR subject_hash = ?3) \
             AND (?4 IS NULL OR id < ?4) ORDER BY id DESC LIMIT ?5",
        )
        .bind(filter.prototype.as_ref().map(Name::as_str))
        .bind(filter.session.as_deref())
        .bind(filter.subject.map(|bsn| self.secret.hash(bsn)))
        .bind(filter.before)
        .bind(filter.most)
        .fetch_all(&self.store.pool)
        .await
        .map_err(|error| self.store.failure.of(error))?;
        rows.into_iter().map(|row| self.entry(row)).collect()
    }

    async fn runs(&self, prototype: Option<&Name>, most: u32) -> Result<Vec<RunEntry>, StoreError> {
        let rows: Vec<RunRow> = query_as(
            "SELECT id, at_ms, run, prototype, version, digest, population, citizens, fields FROM run_looks \
             WHERE (?1 IS NULL OR prototype = ?1) ORDER BY id DESC LIMIT ?2",
        )
        .bind(prototype.map(Name::as_str))
        .bind(most)
        .fetch_all(&self.store.pool)
        .await
        .map_err(|error| self.store.failure.of(error))?;
        rows.into_iter().map(|row| self.run(row)).collect()
    }

    async fn prunings(&self) -> Result<Vec<Pruning>, StoreError> {
        self.select_prunings().await
    }
}
