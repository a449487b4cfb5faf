//! Needs of files and of the team, and which lead to others.

use async_trait::async_trait;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::need_book::{Changed, KeptNeed, Merged, NeedBook, NeedEdition};
use fieldlab_domain::store::StoreError;
use sqlx::sqlite::SqliteConnection;
use sqlx::{FromRow, query, query_as, query_scalar};

use super::SqliteStore;

#[derive(FromRow)]
struct KeptRow {
    need: String,
    edition: i64,
    into_name: Option<String>,
}

#[derive(FromRow)]
struct EditionRow {
    edition: i64,
    need: String,
    by: String,
    at: i64,
}

impl SqliteStore {
    /// Keeps a need of a file. What the team wrote under the same name stays in its history.
    pub(super) async fn insert_need(&self, need: &Need) -> Result<(), StoreError> {
        query(
            "INSERT INTO needs (name, need) VALUES (?, ?) \
             ON CONFLICT (name) DO UPDATE SET need = excluded.need, edition = 0",
        )
        .bind(need.name.as_str())
        .bind(self.to_json(need)?)
        .execute(&self.pool)
        .await
        .map_err(|error| self.failure.of(error))?;
        Ok(())
    }

    pub(super) async fn select_needs(&self) -> Result<Vec<Need>, StoreError> {
        let rows: Vec<String> = query_scalar("SELECT need FROM needs ORDER BY name")
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.failure.of(error))?;
        rows.iter().map(|json| self.read_json(json)).collect()
    }

    /// The need of the team with these words, when there is one.
    async fn same_need(&self, need: &Need) -> Result<Option<Need>, StoreError> {
        let rows: Vec<String> = query_scalar("SELECT need FROM needs WHERE edition > 0 ORDER BY name")
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.failure.of(error))?;
        let all = rows.iter().map(|json| self.read_json::<Need>(json)).collect::<Result<Vec<_>, _>>()?;
        Ok(all.into_iter().find(|one| Need { name: one.name.clone(), ..need.clone() } == *one))
    }

    /// Writes an edition, and the need as it is now.
    async fn write_edition(
        &self,
        connection: &mut SqliteConnection,
        need: &Need,
        edition: i64,
        (by, at): (&str, i64),
    ) -> Result<(), StoreError> {
        let failed = |error| self.failure.of(error);
        let json = self.to_json(need)?;
        query(
            "INSERT INTO needs (name, need, edition) VALUES (?, ?, ?) \
             ON CONFLICT (name) DO UPDATE SET need = excluded.need, edition = excluded.edition",
        )
        .bind(need.name.as_str())
        .bind(&json)
        .bind(edition)
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
        query("INSERT INTO need_editions (name, edition, need, by, at) VALUES (?, ?, ?, ?, ?)")
            .bind(need.name.as_str())
            .bind(edition)
            .bind(&json)
            .bind(by)
            .bind(at)
            .execute(&mut *connection)
            .await
            .map_err(failed)?;
        Ok(())
    }
}

#[async_trait]
impl NeedBook for SqliteStore {
    async fn kept(&self) -> Result<Vec<KeptNeed>, StoreError> {
        let rows: Vec<KeptRow> = query_as(
            "SELECT need, edition, into_name FROM needs \
             LEFT JOIN need_merges ON need_merges.name = needs.name AND parted_at IS NULL ORDER BY needs.name",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(|error| self.failure.of(error))?;
        let kept = |row: KeptRow| {
            let merged_into = row.into_name.as_deref().map(|name| self.name(name)).transpose()?;
            Ok(KeptNeed { need: self.read_json(&row.need)?, edition: row.edition, merged_into })
        };
        rows.into_iter().map(kept).collect()
    }

    async fn add(&self, need: &Need, by: &str, at: i64) -> Result<Need, StoreError> {
        let failed = |error| self.failure.of(error);
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        if let Some(same) = self.same_need(need).await? {
            return Ok(same);
        }
        let taken: Vec<String> =
            query_scalar("SELECT name FROM needs").fetch_all(&mut *transaction).await.map_err(failed)?;
        let numbered = (2..).filter_map(|number| Name::parse(&format!("{}-{number}", need.name)).ok());
        let free = std::iter::once(need.name.clone())
            .chain(numbered)
            .find(|name| !taken.iter().any(|one| one == name.as_str()))
            .expect("there are more numbers than needs");
        let need = Need { name: free, ..need.clone() };
        self.write_edition(&mut transaction, &need, 1, (by, at)).await?;
        transaction.commit().await.map_err(failed)?;
        Ok(need)
    }

    async fn change(&self, need: &Need, edition: i64, by: &str, at: i64) -> Result<Changed, StoreError> {
        let failed = |error| self.failure.of(error);
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let now: Option<(i64, String)> = query_as("SELECT edition, need FROM needs WHERE name = ?")
            .bind(need.name.as_str())
            .fetch_optional(&mut *transaction)
            .await
            .map_err(failed)?;
        let Some((now, json)) = now.filter(|(now, _)| *now > 0) else { return Ok(Changed::NotTheirs) };
        if self.read_json::<Need>(&json)? == *need {
            // The same words again, as when a button is pressed twice.
            return Ok(Changed::Kept(now));
        }
        if now != edition {
            return Ok(Changed::Meanwhile(now));
        }
        self.write_edition(&mut transaction, need, now + 1, (by, at)).await?;
        transaction.commit().await.map_err(failed)?;
        Ok(Changed::Kept(now + 1))
    }

    async fn editions(&self, name: &Name) -> Result<Vec<NeedEdition>, StoreError> {
        let rows: Vec<EditionRow> =
            query_as("SELECT edition, need, by, at FROM need_editions WHERE name = ? ORDER BY id DESC")
                .bind(name.as_str())
                .fetch_all(&self.pool)
                .await
                .map_err(|error| self.failure.of(error))?;
        let edition = |row: EditionRow| {
            let need = self.read_json(&row.need)?;
            Ok(NeedEdition { edition: row.edition, need, by: row.by, at: row.at })
        };
        rows.into_iter().map(edition).collect()
    }

    async fn merge(&self, name: &Name, into: &Name, by: &str, at: i64) -> Result<Merged, StoreError> {
        let failed = |error| self.failure.of(error);
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let there: i64 = query_scalar("SELECT COUNT(*) FROM needs WHERE name IN (?, ?)")
            .bind(name.as_str())
            .bind(into.as_str())
            .fetch_one(&mut *transaction)
            .await
            .map_err(failed)?;
        if name == into {
            return Ok(if there == 1 { Merged::InCircles } else { Merged::NotFound });
        }
        if there != 2 {
            return Ok(Merged::NotFound);
        }
        // Where the other leads to, step by step.
        let back: bool = query_scalar(
            "WITH RECURSIVE walk (name) AS (SELECT ?1 UNION SELECT into_name FROM need_merges JOIN walk USING (name) WHERE parted_at IS NULL) \
             SELECT EXISTS (SELECT 1 FROM walk WHERE name = ?2)",
        )
        .bind(into.as_str())
        .bind(name.as_str())
        .fetch_one(&mut *transaction)
        .await
        .map_err(failed)?;
        if back {
            return Ok(Merged::InCircles);
        }
        query("UPDATE need_merges SET parted_by = ?, parted_at = ? WHERE name = ? AND parted_at IS NULL AND into_name <> ?")
            .bind(by)
            .bind(at)
            .bind(name.as_str())
            .bind(into.as_str())
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        query("INSERT INTO need_merges (name, into_name, by, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(name.as_str())
            .bind(into.as_str())
            .bind(by)
            .bind(at)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(Merged::Done)
    }

    async fn part(&self, name: &Name, by: &str, at: i64) -> Result<bool, StoreError> {
        let done = query("UPDATE need_merges SET parted_by = ?, parted_at = ? WHERE name = ? AND parted_at IS NULL")
            .bind(by)
            .bind(at)
            .bind(name.as_str())
            .execute(&self.pool)
            .await
            .map_err(|error| self.failure.of(error))?;
        Ok(done.rows_affected() == 1)
    }
}

#[cfg(test)]
mod tests;
