//! Reactions, replies, sign-offs and links to share.

mod shares;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::owner::{Owner, Sector};
use fieldlab_domain::reaction::{Reaction, ReactionBook, Reply, Speaker, Stance, Subject};
use fieldlab_domain::sign_off::{SignOff, SignOffBook, Verdict};
use fieldlab_domain::store::StoreError;
use sqlx::{AssertSqlSafe, FromRow, query, query_as};
use tokio::sync::oneshot;

use crate::SqliteStore;

/// A reaction that is to be written, and who is told of it.
type Waiting = (Reaction, oneshot::Sender<Result<Reaction, StoreError>>);

/// What is said and decided in a lab, and with whom it is shared.
#[derive(Clone)]
pub struct SqliteSupport {
    store: SqliteStore,
    /// The reactions to each subject that were read before.
    told: Arc<Mutex<BTreeMap<Subject, Vec<Reaction>>>>,
    /// Reactions that are to be written, with who waits for each.
    waiting: Arc<Mutex<Vec<Waiting>>>,
    /// Whose turn it is to write them: writers who meet in the database try again after a pause, and many would wait long.
    writing: Arc<tokio::sync::Mutex<()>>,
}

impl fmt::Debug for SqliteSupport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SqliteSupport").finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct ReactionRow {
    id: i64,
    kind: String,
    subject: String,
    speaker: String,
    name: String,
    organisation: String,
    sector: String,
    stance: String,
    words: String,
    at: i64,
}

#[derive(FromRow)]
struct ReplyRow {
    reaction: i64,
    by: String,
    words: String,
    settles: bool,
    at: i64,
}

#[derive(FromRow)]
struct SignOffRow {
    id: i64,
    evidence: String,
    experiment: String,
    organisation: String,
    sector: String,
    name: String,
    by: String,
    verdict: String,
    reasons: String,
    at: i64,
}

impl SqliteSupport {
    /// That in a store.
    pub fn new(store: SqliteStore) -> SqliteSupport {
        SqliteSupport { store, told: Arc::default(), waiting: Arc::default(), writing: Arc::default() }
    }

    fn failed(&self, error: sqlx::Error) -> StoreError {
        self.store.failure.of(error)
    }

    /// What a word in the database stands for.
    fn known<T>(&self, what: &str, word: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, StoreError> {
        read(word).ok_or_else(|| self.store.failure.unreadable(format!("there is no {what} `{word}`")))
    }

    fn said(&self, row: ReactionRow) -> Result<Reaction, StoreError> {
        let sector = self.known("sector", &row.sector, Sector::parse)?;
        Ok(Reaction {
            id: row.id,
            subject: self.known("subject", &row.subject, |key| Subject::parse(&row.kind, key))?,
            speaker: Speaker { key: row.speaker, name: row.name, organisation: row.organisation, sector },
            stance: self.known("stance", &row.stance, Stance::parse)?,
            words: row.words,
            at: row.at,
        })
    }

    /// Writes all reactions that wait, in one transaction: many come at once, and each would wait for the disk by itself.
    async fn write_waiting(&self) {
        let _turn = self.writing.lock().await;
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let (all, senders): (Vec<Reaction>, Vec<_>) = waiting.into_iter().unzip();
        if all.is_empty() {
            return;
        }
        let kept: Vec<Result<Reaction, StoreError>> = match self.write_reactions(&all).await {
            Ok(kept) => kept.into_iter().map(Ok).collect(),
            // What is wrong with one is not wrong with the others.
            Err(_) => {
                let mut kept = Vec::new();
                for one in &all {
                    let written = self.write_reactions(std::slice::from_ref(one)).await;
                    kept.push(written.map(|mut one| one.remove(0)));
                }
                kept
            }
        };
        for (sender, kept) in senders.into_iter().zip(kept) {
            // Who went away does not hear of it.
            let _ = sender.send(kept);
        }
    }

    /// Writes reactions, all or none.
    async fn write_reactions(&self, all: &[Reaction]) -> Result<Vec<Reaction>, StoreError> {
        let failed = |error| self.failed(error);
        let mut transaction = self.store.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let mut kept = Vec::new();
        for new in all {
            let last: Option<ReactionRow> = query_as(
                "SELECT * FROM reactions WHERE kind = ? AND subject = ? AND speaker = ? ORDER BY id DESC LIMIT 1",
            )
            .bind(new.subject.kind())
            .bind(new.subject.key())
            .bind(&new.speaker.key)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(failed)?;
            let last = last.map(|row| self.said(row)).transpose()?;
            if let Some(last) = last.filter(|last| Reaction { id: last.id, at: last.at, ..new.clone() } == *last) {
                kept.push(last);
                continue;
            }
            let done = query(
                "INSERT INTO reactions (kind, subject, speaker, name, organisation, sector, stance, words, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(new.subject.kind())
            .bind(new.subject.key())
            .bind(&new.speaker.key)
            .bind(&new.speaker.name)
            .bind(&new.speaker.organisation)
            .bind(new.speaker.sector.name())
            .bind(new.stance.name())
            .bind(&new.words)
            .bind(new.at)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
            kept.push(Reaction { id: done.last_insert_rowid(), ..new.clone() });
        }
        transaction.commit().await.map_err(failed)?;
        Ok(kept)
    }

    fn sign_off(&self, row: SignOffRow) -> Result<SignOff, StoreError> {
        let sector = self.known("sector", &row.sector, Sector::parse)?;
        Ok(SignOff {
            id: row.id,
            evidence: self.store.digest(&row.evidence)?,
            experiment: self.store.name(&row.experiment)?,
            owner: Owner { organisation: row.organisation, sector },
            name: row.name,
            by: row.by,
            verdict: self.known("verdict", &row.verdict, Verdict::parse)?,
            reasons: row.reasons,
            at: row.at,
        })
    }
}

#[async_trait]
impl ReactionBook for SqliteSupport {
    async fn react(&self, new: &Reaction) -> Result<Reaction, StoreError> {
        let (sender, kept) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((new.clone(), sender));
        let book = self.clone();
        // On its own, so that a visitor who goes away takes nobody else's words with them.
        let written = tokio::spawn(async move { book.write_waiting().await }).await;
        let lost = || self.failed(sqlx::Error::WorkerCrashed);
        written.map_err(|_| lost())?;
        kept.await.map_err(|_| lost())?
    }

    async fn reply(&self, new: &Reply) -> Result<bool, StoreError> {
        // The same words again, as when a button is pressed twice, are kept once.
        let done = query(
            "INSERT INTO replies (reaction, by, words, settles, at) SELECT ?1, ?2, ?3, ?4, ?5 \
             WHERE EXISTS (SELECT 1 FROM reactions WHERE id = ?1) AND NOT EXISTS ( \
                 SELECT 1 FROM replies WHERE reaction = ?1 AND by = ?2 AND words = ?3 AND settles = ?4)",
        )
        .bind(new.reaction)
        .bind(&new.by)
        .bind(&new.words)
        .bind(new.settles)
        .bind(new.at)
        .execute(&self.store.pool)
        .await
        .map_err(|error| self.failed(error))?;
        if done.rows_affected() == 1 {
            return Ok(true);
        }
        let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM reactions WHERE id = ?)")
            .bind(new.reaction)
            .fetch_one(&self.store.pool)
            .await
            .map_err(|error| self.failed(error))?;
        Ok(there)
    }

    async fn reaction(&self, id: i64) -> Result<Option<Reaction>, StoreError> {
        let row = query_as("SELECT * FROM reactions WHERE id = ?").bind(id).fetch_optional(&self.store.pool).await;
        let row: Option<ReactionRow> = row.map_err(|error| self.failed(error))?;
        row.map(|row| self.said(row)).transpose()
    }

    async fn reactions(&self, subject: Option<&Subject>) -> Result<Vec<Reaction>, StoreError> {
        let Some(subject) = subject else {
            let rows = query_as("SELECT * FROM reactions ORDER BY id").fetch_all(&self.store.pool).await;
            let rows: Vec<ReactionRow> = rows.map_err(|error| self.failed(error))?;
            return rows.into_iter().map(|row| self.said(row)).collect();
        };
        let mut all =
            self.told.lock().unwrap_or_else(PoisonError::into_inner).get(subject).cloned().unwrap_or_default();
        // Reactions are only added to: what was read before is still so, and what came since is after it.
        let rows = query_as("SELECT * FROM reactions WHERE kind = ? AND subject = ? AND id > ? ORDER BY id")
            .bind(subject.kind())
            .bind(subject.key())
            .bind(all.last().map_or(0, |last| last.id))
            .fetch_all(&self.store.pool)
            .await;
        let rows: Vec<ReactionRow> = rows.map_err(|error| self.failed(error))?;
        if !rows.is_empty() {
            for row in rows {
                all.push(self.said(row)?);
            }
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = told.entry(subject.clone()).or_default();
            if kept.len() < all.len() {
                kept.clone_from(&all);
            }
        }
        Ok(all)
    }

    async fn replies(&self, subject: Option<&Subject>) -> Result<Vec<Reply>, StoreError> {
        let all = "SELECT reaction, by, replies.words, settles, replies.at FROM replies JOIN reactions ON reactions.id = reaction";
        let rows = match subject {
            None => query_as(AssertSqlSafe(format!("{all} ORDER BY replies.id"))),
            Some(subject) => {
                let of = format!("{all} WHERE kind = ? AND subject = ? ORDER BY replies.id");
                query_as(AssertSqlSafe(of)).bind(subject.kind()).bind(subject.key())
            }
        };
        let rows: Vec<ReplyRow> = rows.fetch_all(&self.store.pool).await.map_err(|error| self.failed(error))?;
        let reply = |row: ReplyRow| Reply {
            reaction: row.reaction,
            by: row.by,
            words: row.words,
            settles: row.settles,
            at: row.at,
        };
        Ok(rows.into_iter().map(reply).collect())
    }
}

#[async_trait]
impl SignOffBook for SqliteSupport {
    async fn sign(&self, new: &SignOff) -> Result<SignOff, StoreError> {
        let failed = |error| self.failed(error);
        let mut transaction = self.store.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let last: Option<SignOffRow> = query_as(
            "SELECT * FROM sign_offs WHERE evidence = ? AND organisation = ? AND sector = ? ORDER BY id DESC LIMIT 1",
        )
        .bind(new.evidence.as_str())
        .bind(&new.owner.organisation)
        .bind(new.owner.sector.name())
        .fetch_optional(&mut *transaction)
        .await
        .map_err(failed)?;
        if let Some(last) = last.map(|row| self.sign_off(row)).transpose()? {
            let again = SignOff { id: last.id, at: last.at, ..new.clone() };
            if again == last {
                return Ok(last);
            }
        }
        let done = query(
            "INSERT INTO sign_offs (evidence, experiment, organisation, sector, name, by, verdict, reasons, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(new.evidence.as_str())
        .bind(new.experiment.as_str())
        .bind(&new.owner.organisation)
        .bind(new.owner.sector.name())
        .bind(&new.name)
        .bind(&new.by)
        .bind(new.verdict.name())
        .bind(&new.reasons)
        .bind(new.at)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(SignOff { id: done.last_insert_rowid(), ..new.clone() })
    }

    async fn signed(&self, evidence: &Digest) -> Result<Vec<SignOff>, StoreError> {
        let rows: Vec<SignOffRow> = query_as("SELECT * FROM sign_offs WHERE evidence = ? ORDER BY id")
            .bind(evidence.as_str())
            .fetch_all(&self.store.pool)
            .await
            .map_err(|error| self.failed(error))?;
        rows.into_iter().map(|row| self.sign_off(row)).collect()
    }
}

#[cfg(test)]
mod tests;
