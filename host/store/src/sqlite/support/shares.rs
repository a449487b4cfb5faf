//! Links to share, and who came by them.

use async_trait::async_trait;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::share::{Share, ShareBook, Shared};
use fieldlab_domain::store::StoreError;
use sqlx::{FromRow, Sqlite, query, query_as};

use super::SqliteSupport;

#[derive(FromRow)]
struct ShareRow {
    id: i64,
    kind: String,
    target: String,
    may_react: bool,
    note: String,
    by: String,
    made_at: i64,
    expires_at: i64,
    most_visits: Option<u32>,
    visits: u32,
    withdrawn_at: Option<i64>,
}

const SHARE: &str = "SELECT id, kind, target, may_react, note, by, made_at, expires_at, most_visits, \
                     (SELECT count(*) FROM share_visits WHERE share = shares.id) AS visits, withdrawn_at FROM shares";

impl SqliteSupport {
    fn read(&self, row: ShareRow) -> Result<Share, StoreError> {
        Ok(Share {
            id: row.id,
            target: self.known("thing to share", &row.target, |key| Shared::parse(&row.kind, key))?,
            may_react: row.may_react,
            note: row.note,
            by: row.by,
            made_at: row.made_at,
            expires_at: row.expires_at,
            most_visits: row.most_visits,
            visits: row.visits,
            withdrawn_at: row.withdrawn_at,
        })
    }

    async fn one<'c>(
        &self,
        from: impl sqlx::Executor<'c, Database = Sqlite>,
        condition: &'static str,
        digest: &Digest,
    ) -> Result<Option<Share>, StoreError> {
        let row: Option<ShareRow> = query_as(sqlx::AssertSqlSafe(format!("{SHARE} WHERE {condition}")))
            .bind(digest.as_str())
            .fetch_optional(from)
            .await
            .map_err(|error| self.failed(error))?;
        row.map(|row| self.read(row)).transpose()
    }
}

#[async_trait]
impl ShareBook for SqliteSupport {
    async fn share(&self, secret: &Digest, new: &Share) -> Result<Share, StoreError> {
        let done = query(
            "INSERT INTO shares (hash, kind, target, may_react, note, by, made_at, expires_at, most_visits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(secret.as_str())
        .bind(new.target.kind())
        .bind(new.target.key())
        .bind(new.may_react)
        .bind(&new.note)
        .bind(&new.by)
        .bind(new.made_at)
        .bind(new.expires_at)
        .bind(new.most_visits)
        .execute(&self.store.pool)
        .await
        .map_err(|error| self.failed(error))?;
        Ok(Share { id: done.last_insert_rowid(), visits: 0, withdrawn_at: None, ..new.clone() })
    }

    async fn shares(&self) -> Result<Vec<Share>, StoreError> {
        let rows: Vec<ShareRow> = query_as(sqlx::AssertSqlSafe(format!("{SHARE} ORDER BY id DESC")))
            .fetch_all(&self.store.pool)
            .await
            .map_err(|error| self.failed(error))?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    async fn shared(&self, secret: &Digest) -> Result<Option<Share>, StoreError> {
        self.one(&self.store.pool, "hash = ?", secret).await
    }

    async fn visit(&self, secret: &Digest, key: &Digest, now: i64) -> Result<Option<Share>, StoreError> {
        let failed = |error| self.failed(error);
        // The last place is given to one only.
        let mut transaction = self.store.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let found = self.one(&mut *transaction, "hash = ?", secret).await?;
        let Some(share) = found.filter(|share| share.has_room(now)) else { return Ok(None) };
        query("INSERT INTO share_visits (hash, share, at) VALUES (?, ?, ?)")
            .bind(key.as_str())
            .bind(share.id)
            .bind(now)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(Some(Share { visits: share.visits + 1, ..share }))
    }

    async fn visitor(&self, key: &Digest, now: i64) -> Result<Option<Share>, StoreError> {
        let condition = "id = (SELECT share FROM share_visits WHERE hash = ?)";
        Ok(self.one(&self.store.pool, condition, key).await?.filter(|share| share.is_open(now)))
    }

    async fn withdraw(&self, share: i64, now: i64) -> Result<bool, StoreError> {
        let done = query("UPDATE shares SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL")
            .bind(now)
            .bind(share)
            .execute(&self.store.pool)
            .await
            .map_err(|error| self.failed(error))?;
        Ok(done.rows_affected() == 1)
    }
}
