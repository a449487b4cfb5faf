//! Experiments and populations.

use fieldlab_domain::digest::Digest;
use fieldlab_domain::name::Name;
use fieldlab_domain::population::PopulationIdentity;
use fieldlab_domain::store::{ExperimentRecord, PopulationRecord, StoreError};
use fieldlab_domain::text::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{FromRow, query, query_as};

use super::SqliteStore;

#[derive(FromRow)]
struct ExperimentRow {
    name: String,
    need: String,
    title: String,
    question: String,
    digest: String,
    declaration: String,
}

impl SqliteStore {
    pub(super) async fn insert_experiment(&self, experiment: &ExperimentRecord) -> Result<(), StoreError> {
        query(
            "INSERT INTO experiments (name, need, title, question, digest, declaration) VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT (name) DO UPDATE SET need = excluded.need, title = excluded.title, question = excluded.question, \
             digest = excluded.digest, declaration = excluded.declaration",
        )
        .bind(experiment.name.as_str())
        .bind(experiment.need.as_str())
        .bind(self.to_json(&experiment.title)?)
        .bind(self.to_json(&experiment.question)?)
        .bind(experiment.digest.as_str())
        .bind(&experiment.declaration)
        .execute(&self.pool)
        .await
        .map_err(|error| self.failure.of(error))?;
        Ok(())
    }

    pub(super) async fn select_experiments(&self) -> Result<Vec<ExperimentRecord>, StoreError> {
        let rows: Vec<ExperimentRow> =
            query_as("SELECT name, need, title, question, digest, declaration FROM experiments ORDER BY name")
                .fetch_all(&self.pool)
                .await
                .map_err(|error| self.failure.of(error))?;
        rows.into_iter().map(|row| self.experiment_record(row)).collect()
    }

    pub(super) async fn select_experiment(&self, name: &str) -> Result<Option<ExperimentRecord>, StoreError> {
        let row: Option<ExperimentRow> =
            query_as("SELECT name, need, title, question, digest, declaration FROM experiments WHERE name = ?")
                .bind(name)
                .fetch_optional(&self.pool)
                .await
                .map_err(|error| self.failure.of(error))?;
        row.map(|row| self.experiment_record(row)).transpose()
    }

    fn experiment_record(&self, row: ExperimentRow) -> Result<ExperimentRecord, StoreError> {
        Ok(ExperimentRecord {
            name: self.name(&row.name)?,
            need: self.name(&row.need)?,
            title: self.read_json::<Text>(&row.title)?,
            question: self.read_json::<Text>(&row.question)?,
            digest: self.digest(&row.digest)?,
            declaration: row.declaration,
        })
    }

    pub(super) async fn insert_population(&self, population: &PopulationRecord) -> Result<(), StoreError> {
        query("INSERT INTO populations (digest, identity) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING")
            .bind(population.digest.as_str())
            .bind(self.to_json(&population.identity)?)
            .execute(&self.pool)
            .await
            .map_err(|error| self.failure.of(error))?;
        Ok(())
    }

    pub(super) async fn select_populations(&self) -> Result<Vec<PopulationRecord>, StoreError> {
        let rows: Vec<(String, String)> = query_as("SELECT digest, identity FROM populations ORDER BY digest")
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.failure.of(error))?;
        let record = |(digest, identity): &(String, String)| {
            let identity: PopulationIdentity = self.read_json(identity)?;
            Ok(PopulationRecord { digest: self.digest(digest)?, identity })
        };
        rows.iter().map(record).collect()
    }

    pub(super) fn to_json(&self, value: &impl Serialize) -> Result<String, StoreError> {
        serde_json::to_string(value).map_err(|error| self.failure.unreadable(error))
    }

    pub(super) fn read_json<T: DeserializeOwned>(&self, json: &str) -> Result<T, StoreError> {
        serde_json::from_str(json).map_err(|error| self.failure.unreadable(error))
    }

    pub(super) fn name(&self, text: &str) -> Result<Name, StoreError> {
        Name::parse(text).map_err(|what| self.failure.unreadable(what))
    }

    pub(super) fn digest(&self, text: &str) -> Result<Digest, StoreError> {
        Digest::parse(text).ok_or_else(|| self.failure.unreadable(format!("`{text}` is not a digest")))
    }
}
