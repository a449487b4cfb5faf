use std::path::PathBuf;

use fieldlab_domain::store::RunState;
use fieldlab_domain::text::Text;
use sqlx::query;
use tempfile::TempDir;

use super::*;

struct Fixture {
    folder: TempDir,
    store: SqliteStore,
}

impl Fixture {
    async fn new() -> Fixture {
        let folder = tempfile::tempdir().expect("there is room");
        let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it opens");
        let fixture = Fixture { folder, store };
        fixture.store.put_need(&need()).await.expect("it is kept");
        fixture.store.put_experiment(&experiment()).await.expect("it is kept");
        fixture
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("lab.db")
    }

    async fn start(&self, process: &str) -> RunRecord {
        start(&self.store, process).await
    }

    /// Whether the database refuses a statement, and with which words.
    async fn refusal(&self, statement: &'static str) -> String {
        let refused = query(statement).execute(&self.store.pool).await;
        refused.expect_err("it is refused").to_string()
    }
}

async fn start(store: &SqliteStore, process: &str) -> RunRecord {
    let (experiment, plan, declaration) = (name("proef"), Digest::of(b"plan"), Digest::of(b"declaration"));
    let run = NewRun { experiment: &experiment, plan: &plan, declaration: &declaration, overridden: false, process };
    store.start_run(&run, 100).await.expect("it starts")
}

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn need() -> Need {
    let text = Text::same("?");
    Need { name: name("nood"), question: text.clone(), story: text.clone(), who: text, who_where: None }
}

fn experiment() -> ExperimentRecord {
    ExperimentRecord {
        name: name("proef"),
        need: name("nood"),
        title: Text { nl: "Proef".into(), en: "Trial".into() },
        question: Text::same("?"),
        digest: Digest::of(b"declaration"),
        declaration: "declaration".into(),
    }
}

fn evidence(json: &str) -> SealedEvidence {
    SealedEvidence { json: json.to_owned(), digest: Digest::of(json.as_bytes()) }
}

#[tokio::test]
async fn what_is_put_comes_back() {
    let fixture = Fixture::new().await;
    assert_eq!(fixture.store.needs().await.expect("it reads"), [need()]);
    let newer = ExperimentRecord { declaration: "newer".into(), ..experiment() };
    fixture.store.put_experiment(&newer).await.expect("it is replaced");
    assert_eq!(fixture.store.experiments().await.expect("it reads"), [newer]);
    let prototype = PrototypeRecord {
        name: name("zorgtoeslag"),
        version: "0.1.0".into(),
        digest: Digest::of(b"component"),
        manifest: "{}".into(),
    };
    fixture.store.put_prototype(&prototype).await.expect("it is kept");
    assert_eq!(fixture.store.prototypes().await.expect("it reads"), [prototype]);
}

#[tokio::test]
async fn a_run_ends_with_evidence() {
    let fixture = Fixture::new().await;
    let run = fixture.start("one").await;
    assert_eq!((run.id, run.state), (1, RunState::Running));
    assert!(!run.is_trial(&experiment()), "it runs what is declared");
    assert!(run.is_trial(&ExperimentRecord { digest: Digest::of(b"newer"), ..experiment() }), "that is declared now");
    let sealed = evidence("{}");
    let run = fixture.store.finish_run(run.id, &sealed, 200).await.expect("it ends");
    assert_eq!((run.state, run.ended_at, run.evidence.as_ref()), (RunState::Done, Some(200), Some(&sealed.digest)));
    assert_eq!(fixture.store.evidence(&sealed.digest).await.expect("it is there"), sealed);
    let again = fixture.start("two").await;
    fixture.store.finish_run(again.id, &sealed, 300).await.expect("the same evidence may come again");
    let ids: Vec<i64> =
        fixture.store.runs(Some(&name("proef"))).await.expect("it reads").iter().map(|run| run.id).collect();
    assert_eq!(ids, [2, 1], "the newest first");
    assert!(fixture.store.runs(Some(&name("andere"))).await.expect("it reads").is_empty());
}

#[tokio::test]
async fn a_page_of_runs_comes_with_how_many_there_are() {
    let fixture = Fixture::new().await;
    let other = ExperimentRecord { name: name("andere"), ..experiment() };
    fixture.store.put_experiment(&other).await.expect("it is kept");
    for _ in 0..5 {
        fixture.start("one").await;
    }
    for id in [2, 4] {
        fixture.store.finish_run(id, &evidence("{}"), 200).await.expect("it ends");
    }
    let (plan, declaration) = (Digest::of(b"plan"), Digest::of(b"declaration"));
    let sixth =
        NewRun { experiment: &other.name, plan: &plan, declaration: &declaration, overridden: false, process: "two" };
    fixture.store.start_run(&sixth, 100).await.expect("it starts");
    let (own, none) = (name("proef"), name("geen"));
    for (experiment, state, (skip, most), ids, total) in [
        (None, None, (0, 2), &[6, 5][..], 6),
        (None, None, (4, 9), &[2, 1], 6),
        (None, None, (6, 2), &[], 6),
        (None, None, (u64::MAX, 2), &[], 6),
        (Some(&own), None, (1, 2), &[4, 3], 5),
        (Some(&own), Some(RunState::Done), (0, 9), &[4, 2], 2),
        (Some(&other.name), Some(RunState::Done), (0, 9), &[], 0),
        (Some(&none), None, (0, 9), &[], 0),
        (None, Some(RunState::Running), (1, 2), &[5, 3], 4),
    ] {
        let wanted = WantedRuns { experiment, state, skip, most };
        let RunsPage { runs, total: found } = fixture.store.runs_page(&wanted).await.expect("it reads");
        let found = (runs.iter().map(|run| run.id).collect::<Vec<i64>>(), found);
        assert_eq!(found, (ids.to_vec(), total), "{wanted:?}");
    }
    let all = WantedRuns { experiment: None, state: None, skip: 0, most: 100 };
    let page = fixture.store.runs_page(&all).await.expect("it reads");
    assert_eq!(page.runs, fixture.store.runs(None).await.expect("it reads"), "each is read whole");
}

#[tokio::test]
async fn evidence_and_ended_runs_can_not_be_changed() {
    let fixture = Fixture::new().await;
    let run = fixture.start("one").await;
    fixture.store.finish_run(run.id, &evidence("{}"), 200).await.expect("it ends");
    fixture.start("two").await;
    for (statement, words) in [
        ("UPDATE evidence SET json = '{\"better\":1}'", "evidence is sealed"),
        ("DELETE FROM evidence", "evidence is sealed"),
        ("UPDATE runs SET evidence = NULL, state = 'running'", "the run has ended"),
        ("DELETE FROM runs", "the run has evidence"),
        ("REPLACE INTO evidence (digest, json) SELECT digest, '{}' FROM evidence", "evidence is sealed"),
        ("REPLACE INTO evidence (rowid, digest, json) SELECT rowid, 'x', '{}' FROM evidence", "evidence is sealed"),
        (
            "INSERT OR REPLACE INTO runs (id, experiment, state, started_at, plan, process) \
             VALUES (1, 'proef', 'running', 1, 'x', 'y')",
            "the run is there already",
        ),
        ("UPDATE OR REPLACE runs SET id = 1 WHERE id = 2", "a run keeps its number"),
        (
            "INSERT INTO runs (experiment, state, started_at, plan, process) VALUES ('proef', 'done', 1, 'x', 'y')",
            "CHECK",
        ),
    ] {
        let refusal = fixture.refusal(statement).await;
        assert!(refusal.contains(words), "{statement}: {refusal}");
    }
    let error = fixture.store.finish_run(run.id, &evidence("[]"), 300).await.expect_err("it has ended");
    assert_eq!(error.to_string(), "run `1` is sealed and can't be changed");
    let other = Digest::of(b"[]");
    assert!(fixture.store.evidence(&other).await.is_err(), "nothing of the second ending is kept");
    let error = fixture.store.fail_run(99, "why", 300).await.expect_err("there is none");
    assert_eq!(error.to_string(), "there is no run `99`");
}

#[tokio::test]
async fn runs_of_dead_processes_are_broken_off() {
    let fixture = Fixture::new().await;
    let (dead, alive) = (fixture.start("dead").await, fixture.start("alive").await);
    let broken = fixture.store.break_off_runs(&|process: &str| process == "alive", 500).await.expect("it looks");
    assert_eq!(broken.iter().map(|run| (run.id, run.state)).collect::<Vec<_>>(), [(dead.id, RunState::BrokenOff)]);
    assert_eq!(fixture.store.run(alive.id).await.expect("it is there").state, RunState::Running);
    assert!(fixture.store.break_off_runs(&|_: &str| true, 500).await.expect("it looks").is_empty());
}

#[tokio::test]
async fn two_stores_share_a_file() {
    let fixture = Fixture::new().await;
    let other = SqliteStore::open(&fixture.file()).await.expect("it opens twice");
    let run = fixture.start("one").await;
    other.fail_run(run.id, "the prototype failed", 200).await.expect("the other ends it");
    let run = fixture.store.run(run.id).await.expect("it is there");
    assert_eq!((run.state, run.failure.as_deref()), (RunState::Failed, Some("the prototype failed")));
}

#[tokio::test]
async fn a_full_disk_keeps_nothing_half() {
    let folder = tempfile::tempdir().expect("there is room");
    let file = folder.path().join("lab.db");
    let store = SqliteStore::open(&file).await.expect("it opens");
    store.put_need(&need()).await.expect("it is kept");
    store.put_experiment(&experiment()).await.expect("it is kept");
    let run = start(&store, "one").await;
    // The limit holds for a connection: all that the pool may open get it.
    let mut held = Vec::new();
    for _ in 0..8 {
        let mut connection = store.pool.acquire().await.expect("there is one");
        query("PRAGMA max_page_count = 40").execute(&mut *connection).await.expect("it is set");
        held.push(connection);
    }
    drop(held);
    let large = evidence(&"x".repeat(1_000_000));
    let error = store.finish_run(run.id, &large, 200).await.expect_err("there is no room");
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    assert_eq!(store.run(run.id).await.expect("it is there").state, RunState::Running);
    assert!(store.evidence(&large.digest).await.is_err());
    store.finish_run(run.id, &evidence("{}"), 300).await.expect("a small one still fits");
}

#[tokio::test]
async fn files_that_are_no_lab_are_refused() {
    let folder = tempfile::tempdir().expect("there is room");
    let file = folder.path().join("lab.db");
    std::fs::write(&file, "this is a shopping list, not a database, and long enough to be looked at")
        .expect("it is written");
    let error = SqliteStore::open(&file).await.expect_err("it is no database");
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("is damaged: file is not a database\n  hint: "), "{error}");
    let error = SqliteStore::open(&folder.path().join("nowhere/lab.db")).await.expect_err("there is no folder");
    assert!(matches!(error, StoreError::Broken { .. }), "{error}");
}

#[tokio::test]
async fn a_folder_of_a_newer_version_is_refused() {
    let fixture = Fixture::new().await;
    query(
        "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) \
         VALUES (9999, 'from the future', CURRENT_TIMESTAMP, TRUE, X'00', 0)",
    )
    .execute(&fixture.store.pool)
    .await
    .expect("it is noted");
    let error = SqliteStore::open(&fixture.file()).await.expect_err("it is newer");
    assert!(matches!(error, StoreError::Newer { .. }), "{error}");
}
