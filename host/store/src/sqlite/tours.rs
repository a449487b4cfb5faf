//! Tours of demos.

use async_trait::async_trait;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::StoreError;
use fieldlab_domain::tour::{Tour, TourBook};
use sqlx::{query, query_scalar};

use super::SqliteStore;

#[async_trait]
impl TourBook for SqliteStore {
    async fn put_tour(&self, prototype: &Name, tour: Option<&Tour>) -> Result<(), StoreError> {
        let asked = match tour {
            Some(tour) => query(
                "INSERT INTO tours (prototype, tour) VALUES (?, ?) ON CONFLICT (prototype) DO UPDATE SET tour = excluded.tour",
            )
            .bind(prototype.as_str())
            .bind(self.to_json(tour)?),
            None => query("DELETE FROM tours WHERE prototype = ?").bind(prototype.as_str()),
        };
        asked.execute(&self.pool).await.map_err(|error| self.failure.of(error))?;
        Ok(())
    }

    async fn tour(&self, prototype: &Name) -> Result<Option<Tour>, StoreError> {
        let row: Option<String> = query_scalar("SELECT tour FROM tours WHERE prototype = ?")
            .bind(prototype.as_str())
            .fetch_optional(&self.pool)
            .await
            .map_err(|error| self.failure.of(error))?;
        row.map(|json| self.read_json(&json)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::text::Text;
    use fieldlab_domain::tour::Scene;

    use super::*;

    #[tokio::test]
    async fn a_prototype_has_the_tour_that_was_kept_last() {
        let folder = tempfile::tempdir().expect("there is room");
        let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it opens");
        let name = Name::parse("proef").expect("a name");
        let text = Text::same("x");
        let scene = Scene {
            title: text.clone(),
            words: text.clone(),
            persona: None,
            prototype: name.clone(),
            path: "/".to_owned(),
            day: Some(fieldlab_domain::date::Date::new(2026, 7, 1)),
        };
        let tour = Tour { title: text.clone(), lead: text, scenes: vec![scene] };
        assert_eq!(store.tour(&name).await.expect("the store answers"), None);
        for kept in [Some(&tour), Some(&tour), None] {
            store.put_tour(&name, kept).await.expect("it is kept");
            assert_eq!(store.tour(&name).await.expect("the store answers").as_ref(), kept);
        }
    }
}
