//! Prototypes.

use fieldlab_domain::store::{PrototypeRecord, StoreError};
use sqlx::{FromRow, query, query_as};

use super::SqliteStore;

#[derive(FromRow)]
struct PrototypeRow {
    name: String,
    version: String,
    digest: String,
    manifest: String,
}

impl SqliteStore {
    pub(super) async fn insert_prototype(&self, prototype: &PrototypeRecord) -> Result<(), StoreError> {
        query(
            "INSERT INTO prototypes (name, version, digest, manifest) VALUES (?, ?, ?, ?) \
             ON CONFLICT (name, version) DO UPDATE SET digest = excluded.digest, manifest = excluded.manifest \
             WHERE NOT EXISTS (SELECT 1 FROM deployments WHERE prototype = name AND version = excluded.version)",
        )
        .bind(prototype.name.as_str())
        .bind(&prototype.version)
        .bind(prototype.digest.as_str())
        .bind(&prototype.manifest)
        .execute(&self.pool)
        .await
        .map_err(|error| self.failure.of(error))?;
        Ok(())
    }

    pub(super) async fn select_prototypes(&self) -> Result<Vec<PrototypeRecord>, StoreError> {
        let rows: Vec<PrototypeRow> =
            query_as("SELECT name, version, digest, manifest FROM prototypes ORDER BY name, version")
                .fetch_all(&self.pool)
                .await
                .map_err(|error| self.failure.of(error))?;
        let record = |row: PrototypeRow| {
            Ok(PrototypeRecord {
                name: self.name(&row.name)?,
                version: row.version,
                digest: self.digest(&row.digest)?,
                manifest: row.manifest,
            })
        };
        rows.into_iter().map(record).collect()
    }
}
