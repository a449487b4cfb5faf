//! What owners granted, in the lab's database and in memory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use fieldlab_domain::capability::{Asked, GrantBook, GrantDecision, Granted, Grants};
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::StoreError;
use sqlx::{query, query_as};
use tokio::sync::Mutex;

use crate::SqliteStore;

/// The latest decision about each request of each prototype.
type Latest = HashMap<(Name, String), bool>;

/// The grants of a lab.
#[derive(Clone)]
pub struct SqliteGrants {
    store: SqliteStore,
    latest: Arc<RwLock<Latest>>,
    /// Held by who decides, so that memory hears of decisions in the order in which they were written.
    deciding: Arc<Mutex<()>>,
}

impl fmt::Debug for SqliteGrants {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SqliteGrants").finish_non_exhaustive()
    }
}

type Row = (String, String, bool, String, i64);

impl SqliteGrants {
    /// The grants in a store.
    ///
    /// # Errors
    /// When they can't be read.
    pub async fn open(store: SqliteStore) -> Result<SqliteGrants, StoreError> {
        let grants = SqliteGrants { store, latest: Arc::default(), deciding: Arc::default() };
        let all = grants.select(None).await?;
        grants.remember(&all);
        Ok(grants)
    }

    async fn select(&self, prototype: Option<&Name>) -> Result<Vec<GrantDecision>, StoreError> {
        let rows: Vec<Row> = query_as(
            "SELECT prototype, key, granted, by, at FROM grant_decisions WHERE ?1 IS NULL OR prototype = ?1 ORDER BY id",
        )
        .bind(prototype.map(Name::as_str))
        .fetch_all(&self.store.pool)
        .await
        .map_err(|error| self.store.failure.of(error))?;
        let decision = |(prototype, key, granted, by, at): Row| {
            Ok(GrantDecision { prototype: self.store.name(&prototype)?, key, granted, by, at })
        };
        rows.into_iter().map(decision).collect()
    }

    fn remember(&self, decisions: &[GrantDecision]) {
        // A map of yes and no is whole whatever happened to those who held it.
        let mut latest = self.latest.write().unwrap_or_else(PoisonError::into_inner);
        for decision in decisions {
            latest.insert((decision.prototype.clone(), decision.key.clone()), decision.granted);
        }
    }

    async fn write_and_remember(&self, decisions: &[GrantDecision]) -> Result<(), StoreError> {
        let _deciding = self.deciding.lock().await;
        let failed = |error| self.store.failure.of(error);
        let mut transaction = self.store.pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        for decision in decisions {
            query("INSERT INTO grant_decisions (prototype, key, granted, by, at) VALUES (?, ?, ?, ?, ?)")
                .bind(decision.prototype.as_str())
                .bind(&decision.key)
                .bind(decision.granted)
                .bind(&decision.by)
                .bind(decision.at)
                .execute(&mut *transaction)
                .await
                .map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)?;
        self.remember(decisions);
        Ok(())
    }
}

impl Grants for SqliteGrants {
    fn granted(&self, manifest: &Manifest) -> Arc<Granted> {
        let latest = self.latest.read().unwrap_or_else(PoisonError::into_inner);
        let mut granted = Granted::default();
        for asked in Asked::all_of(manifest) {
            if latest.get(&(manifest.name.clone(), asked.key(manifest))) != Some(&true) {
                continue;
            }
            match asked {
                Asked::Field(field, _) => granted.fields.insert(field),
                Asked::Capability(capability) => granted.capabilities.insert(capability),
                Asked::Call(name) => granted.calls.insert(name),
            };
        }
        Arc::new(granted)
    }
}

#[async_trait]
impl GrantBook for SqliteGrants {
    async fn decisions(&self, prototype: &Name) -> Result<Vec<GrantDecision>, StoreError> {
        self.select(Some(prototype)).await
    }

    async fn decide(&self, decisions: &[GrantDecision]) -> Result<(), StoreError> {
        let (grants, decisions) = (self.clone(), decisions.to_vec());
        // A task of its own ends also when nobody waits any more: a browser that went away must not leave memory behind the file.
        let decided = tokio::spawn(async move { grants.write_and_remember(&decisions).await });
        decided.await.unwrap_or_else(|error| Err(self.store.failure.unreadable(error)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(purpose: &str) -> Manifest {
        let text = format!(
            r#"
            name = "na-de-ww"
            version = "0.1.0"
            title = {{ nl = "Na de WW", en = "After" }}
            summary = {{ nl = "Wat er is.", en = "What there is." }}
            needs = []
            owner = {{ organisation = "Raadslieden", sector = "society" }}

            [[grants]]
            fields = ["person.age", "person.ww"]
            purpose = {{ nl = "{purpose}", en = "{purpose}" }}
            legal_basis = "Participatiewet"

            [service]
            uses = ["citizens", "keyvalue"]
            calls = ["zorgtoeslag"]
            "#
        );
        Manifest::parse("prototype.toml", &text).unwrap_or_else(|faults| panic!("{faults}"))
    }

    fn decisions(manifest: &Manifest, granted: bool, which: impl Fn(&Asked) -> bool) -> Vec<GrantDecision> {
        let decision = |asked: Asked| GrantDecision {
            prototype: manifest.name.clone(),
            key: asked.key(manifest),
            granted,
            by: "somebody".to_owned(),
            at: 1,
        };
        Asked::all_of(manifest).into_iter().filter(which).map(decision).collect()
    }

    #[tokio::test]
    async fn nothing_is_granted_until_somebody_does_and_the_latest_counts() {
        let folder = tempfile::tempdir().expect("there is room");
        let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is made");
        let grants = SqliteGrants::open(store.clone()).await.expect("it is read");
        let manifest = manifest("Uitzoeken wat er is.");
        assert_eq!(*grants.granted(&manifest), Granted::default());
        grants.decide(&decisions(&manifest, true, |_| true)).await.expect("it is written");
        assert_eq!(*grants.granted(&manifest), Granted::all_of(&manifest));
        let age = |asked: &Asked| matches!(asked, Asked::Field(field, _) if field.as_str() == "person.age");
        grants.decide(&decisions(&manifest, false, age)).await.expect("it is written");
        let fields = |grants: &SqliteGrants| grants.granted(&manifest).fields.len();
        assert_eq!(fields(&grants), 1);
        let reopened = SqliteGrants::open(store).await.expect("it is read");
        assert_eq!(fields(&reopened), 1);
        assert_eq!(reopened.decisions(&manifest.name).await.expect("it is read").len(), 6, "all are kept");
    }

    #[tokio::test]
    async fn another_purpose_asks_again() {
        let folder = tempfile::tempdir().expect("there is room");
        let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is made");
        let grants = SqliteGrants::open(store).await.expect("it is read");
        let before = manifest("Uitzoeken wat er is.");
        grants.decide(&decisions(&before, true, |_| true)).await.expect("it is written");
        let newer = Manifest { version: "0.2.0".to_owned(), ..before.clone() };
        assert_eq!(*grants.granted(&newer), Granted::all_of(&newer), "the same request in a newer version");
        let changed = grants.granted(&manifest("Reclame maken."));
        assert!(changed.fields.is_empty());
        assert_eq!(changed.capabilities.len(), 2, "what did not change stays");
    }
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn memory_and_file_have_decisions_in_one_order() {
        let folder = tempfile::tempdir().expect("there is room");
        let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is made");
        let grants = SqliteGrants::open(store.clone()).await.expect("it is read");
        let manifest = manifest("Uitzoeken wat er is.");
        for round in 0..20 {
            let deciding: Vec<_> = (0..16)
                .map(|nth| {
                    let (grants, decisions) = (grants.clone(), decisions(&manifest, nth % 2 == 0, |_| true));
                    tokio::spawn(async move { grants.decide(&decisions).await })
                })
                .collect();
            for decided in deciding {
                decided.await.expect("it does not panic").expect("it is written");
            }
            let reopened = SqliteGrants::open(store.clone()).await.expect("it is read");
            assert_eq!(grants.granted(&manifest), reopened.granted(&manifest), "round {round}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn nobody_else_decides_between_the_file_and_memory() {
        let folder = tempfile::tempdir().expect("there is room");
        let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is made");
        let grants = SqliteGrants::open(store).await.expect("it is read");
        let manifest = manifest("Uitzoeken wat er is.");
        // A reader keeps memory as it is until it is told to stop.
        let (reads, reading) = std::sync::mpsc::channel();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let latest = grants.latest.clone();
        let reader = std::thread::spawn(move || {
            let _latest = latest.read().expect("nobody panics");
            reads.send(()).expect("the test waits");
            let _ = stopped.recv();
        });
        reading.recv().expect("it reads");
        let deciding = {
            let (grants, decisions) = (grants.clone(), decisions(&manifest, true, |_| true));
            tokio::spawn(async move { grants.decide(&decisions).await })
        };
        while grants.decisions(&manifest.name).await.expect("it is read").is_empty() {
            tokio::task::yield_now().await;
        }
        let is_held = grants.deciding.try_lock().is_err();
        drop(stop);
        reader.join().expect("it does not panic");
        deciding.await.expect("it does not panic").expect("it is written");
        assert!(is_held, "it is in the file and not in memory yet");
        assert_eq!(*grants.granted(&manifest), Granted::all_of(&manifest));
        assert!(grants.deciding.try_lock().is_ok());
    }

    #[tokio::test]
    async fn who_goes_away_while_deciding_leaves_memory_and_file_the_same() {
        let folder = tempfile::tempdir().expect("there is room");
        let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is made");
        let grants = SqliteGrants::open(store.clone()).await.expect("it is read");
        let manifest = manifest("Uitzoeken wat er is.");
        let all = decisions(&manifest, true, |_| true);
        {
            let mut deciding = std::pin::pin!(grants.decide(&all));
            let begun = std::future::poll_fn(|context| std::task::Poll::Ready(deciding.as_mut().poll(context)));
            assert!(begun.await.is_pending());
        }
        // The next decision comes after it, since the first has begun.
        grants.decide(&[]).await.expect("it is written");
        assert_eq!(*grants.granted(&manifest), Granted::all_of(&manifest));
        let reopened = SqliteGrants::open(store).await.expect("it is read");
        assert_eq!(*reopened.granted(&manifest), Granted::all_of(&manifest));
    }
}
