use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::name::Name;
use fieldlab_domain::processing::{LogFilter, ProcessingRecords, Trace};
use fieldlab_domain::text::Text;
use sqlx::{query, query_scalar};
use tempfile::TempDir;

use super::*;

pub(super) const NUMBER: u32 = 999_990_019;

async fn log(folder: &TempDir) -> SqliteLog {
    log_at(folder, 1_000).await
}

/// A log that is written at this moment.
pub(super) async fn log_at(folder: &TempDir, now: i64) -> SqliteLog {
    let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is made");
    SqliteLog::open(store, &folder.path().join("processing.key"), Arc::new(move || now)).await.expect("a key is made")
}

pub(super) fn look(number: u32) -> Look {
    let name = |name: &str| Name::parse(name).expect("it is a name");
    Look {
        trace: Trace { trace_id: [1; 16], span_id: [2; 8], parent_id: Some([3; 8]) },
        prototype: name("na-de-ww"),
        version: "0.1.0".to_owned(),
        digest: Digest::of(b"component"),
        session: "session".to_owned(),
        persona: Some(name("sanne")),
        activity: "na-de-ww/1".to_owned(),
        purpose: Text { nl: "Waarom".to_owned(), en: "Why".to_owned() },
        legal_basis: "Participatiewet".to_owned(),
        fields: vec![catalogue().get("person.age").expect("it is a field").name.clone()],
        subject: Bsn::new(number),
        status: LookStatus::Given,
    }
}

pub(super) fn run_look() -> RunLook {
    RunLook {
        run: 3,
        prototype: Name::parse("zorgtoeslag").expect("it is a name"),
        version: "0.1.0".to_owned(),
        digest: Digest::of(b"component"),
        population: Digest::of(b"population"),
        citizens: 18_000_000,
        fields: vec![catalogue().get("person.age").expect("it is a field").name.clone()],
    }
}

pub(super) fn everything() -> LogFilter {
    LogFilter { most: 1_000, ..LogFilter::default() }
}

#[tokio::test]
async fn what_was_written_is_read_by_citizen_prototype_and_session() {
    let folder = tempfile::tempdir().expect("there is room");
    let log = log(&folder).await;
    log.write(vec![look(NUMBER), look(NUMBER + 1)]).await.expect("it is written");
    log.write(vec![Look { session: "another".to_owned(), ..look(NUMBER) }]).await.expect("it is written");
    let found = log.looks(&everything()).await.expect("it is read");
    assert_eq!(found.len(), 3);
    assert_eq!((found[2].at_ms, &found[2].look), (1_000, &look(NUMBER)));
    let of = |filter: LogFilter| {
        let log = log.clone();
        async move { log.looks(&filter).await.expect("it is read").len() }
    };
    assert_eq!(of(LogFilter { subject: Bsn::new(NUMBER), ..everything() }).await, 2);
    assert_eq!(of(LogFilter { subject: Bsn::new(NUMBER + 2), ..everything() }).await, 0);
    assert_eq!(of(LogFilter { session: Some("another".to_owned()), ..everything() }).await, 1);
    assert_eq!(of(LogFilter { before: Some(found[0].id), ..everything() }).await, 2);
    let other = Name::parse("zorgtoeslag").ok();
    assert_eq!(of(LogFilter { prototype: other, ..everything() }).await, 0);
}

#[tokio::test]
async fn who_was_looked_at_is_not_in_the_file() {
    let folder = tempfile::tempdir().expect("there is room");
    let log = log(&folder).await;
    log.write(vec![look(NUMBER)]).await.expect("it is written");
    drop(log);
    let needles = [NUMBER.to_string().into_bytes(), NUMBER.to_be_bytes().to_vec(), NUMBER.to_le_bytes().to_vec()];
    for file in std::fs::read_dir(folder.path()).expect("it is there") {
        let bytes = std::fs::read(file.expect("it is there").path()).expect("it is read");
        for needle in &needles {
            assert!(!bytes.windows(needle.len()).any(|part| part == needle));
        }
    }
}

#[tokio::test]
async fn a_key_is_made_anew_while_nobody_was_looked_at() {
    let folder = tempfile::tempdir().expect("there is room");
    log(&folder).await.write(vec![Look { subject: None, ..look(NUMBER) }]).await.expect("it is written");
    std::fs::remove_file(folder.path().join("processing.key")).expect("it is there");
    log(&folder).await.write(vec![look(NUMBER)]).await.expect("it is written");
}

#[tokio::test]
async fn without_its_key_a_log_names_nobody() {
    let folder = tempfile::tempdir().expect("there is room");
    log(&folder).await.write(vec![look(NUMBER)]).await.expect("it is written");
    let key = folder.path().join("processing.key");
    std::fs::remove_file(&key).expect("it is there");
    let store = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is there");
    let refused = SqliteLog::open(store.clone(), &key, Arc::new(|| 1)).await.expect_err("it is gone").to_string();
    assert!(refused.contains("the key of the processing log is gone\n  hint: put a copy"), "{refused}");
    assert!(!key.exists(), "none is made");
    std::fs::write(&key, [7; 64]).expect("there is room");
    let found = log(&folder).await.looks(&everything()).await.expect("it is read");
    assert_eq!(found[0].look.subject, None);
    std::fs::write(&key, b"short").expect("there is room");
    let refused = SqliteLog::open(store, &key, Arc::new(|| 1)).await;
    assert!(refused.expect_err("it is no key").to_string().contains("it is no key of 64 bytes"));
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("there is room");
    log(&folder).await;
    let mode = std::fs::metadata(folder.path().join("processing.key")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn the_log_and_decisions_are_not_changed() {
    let folder = tempfile::tempdir().expect("there is room");
    let log = log(&folder).await;
    log.write(vec![look(NUMBER), look(NUMBER + 1)]).await.expect("it is written");
    for nth in 0..2 {
        log.write_run(RunLook { run: nth, ..run_look() }).await.expect("it is written");
        let decision =
            "INSERT INTO grant_decisions (prototype, key, granted, by, at) VALUES ('na-de-ww', 'key', 1, 'by', 1)";
        query(decision).execute(&log.store.pool).await.expect("it is written");
    }
    for (table, column) in [("looks", "prototype"), ("run_looks", "prototype"), ("grant_decisions", "by")] {
        let rows = format!("SELECT group_concat(id || {column}) FROM {table}");
        let all = || query_scalar::<_, String>(sqlx::AssertSqlSafe(rows.clone())).fetch_one(&log.store.pool);
        let before = all().await.expect("it is read");
        for change in [
            format!("DELETE FROM {table}"),
            format!("UPDATE {table} SET {column} = 'another'"),
            format!("UPDATE OR REPLACE {table} SET id = 1 WHERE id = 2"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = 1"),
            format!("REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let changed = query(sqlx::AssertSqlSafe(change.clone())).execute(&log.store.pool).await;
            assert!(changed.is_err(), "{change}");
        }
        assert_eq!(all().await.expect("it is read"), before);
    }
}

#[tokio::test]
async fn many_who_write_at_once_are_all_written() {
    let folder = tempfile::tempdir().expect("there is room");
    let log = log(&folder).await;
    let writers: Vec<_> = (0..200)
        .map(|number| {
            let log = log.clone();
            tokio::spawn(async move { log.write(vec![look(NUMBER + number), look(NUMBER)]).await })
        })
        .collect();
    for writer in writers {
        writer.await.expect("it does not panic").expect("it is written");
    }
    assert_eq!(log.looks(&everything()).await.expect("it is read").len(), 400);
}

/// A log whose store has one connection and waits 50 ms for other writers.
async fn impatient_log(folder: &TempDir) -> SqliteLog {
    let busy = std::time::Duration::from_millis(50);
    let store = SqliteStore::open_with(&folder.path().join("lab.db"), 1, busy).await.expect("it is made");
    SqliteLog::open(store, &folder.path().join("processing.key"), Arc::new(|| 1_000)).await.expect("a key is made")
}

#[tokio::test]
async fn on_a_full_disk_nothing_is_written_and_that_is_said() {
    let folder = tempfile::tempdir().expect("there is room");
    let log = impatient_log(&folder).await;
    log.write(vec![look(NUMBER)]).await.expect("it is written");
    // SQLite itself says that the disk is full when the file may not grow any more.
    let pages: i64 = query_scalar("PRAGMA page_count").fetch_one(&log.store.pool).await.expect("it is known");
    let bound = |pages: i64| {
        let pragma = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        let pool = log.store.pool.clone();
        async move { query(pragma).execute(&pool).await.expect("it is set") }
    };
    bound(pages).await;
    let many: Vec<Look> = (0..1_000).map(|nth| look(NUMBER + nth)).collect();
    let refused = log.write(many.clone()).await.expect_err("there is no room").to_string();
    assert!(refused.starts_with("the processing log can't be written: the disk is full: "), "{refused}");
    assert_eq!(log.looks(&everything()).await.expect("it is read").len(), 1, "all or none");
    bound(1_000_000).await;
    log.write(many).await.expect("there is room again");
    assert_eq!(log.looks(&LogFilter { most: 2_000, ..everything() }).await.expect("it is read").len(), 1_001);
}

#[tokio::test]
async fn when_somebody_else_writes_for_too_long_nothing_is_written_and_that_is_said() {
    let folder = tempfile::tempdir().expect("there is room");
    let log = impatient_log(&folder).await;
    let other = SqliteStore::open(&folder.path().join("lab.db")).await.expect("it is there");
    let writing = other.pool.begin_with("BEGIN IMMEDIATE").await.expect("nobody else writes");
    let refused = log.write(vec![look(NUMBER)]).await.expect_err("it is locked").to_string();
    assert!(refused.starts_with("the processing log can't be written: "), "{refused}");
    assert!(refused.contains("is being written by another process for too long\n  hint: "), "{refused}");
    let run = log.write_run(run_look()).await.expect_err("it is locked").to_string();
    assert!(run.contains("is being written by another process"), "{run}");
    writing.rollback().await.expect("it ends");
    assert!(log.looks(&everything()).await.expect("it is read").is_empty());
    log.write(vec![look(NUMBER)]).await.expect("nobody else writes");
    assert_eq!(log.looks(&everything()).await.expect("it is read").len(), 1);
}

#[tokio::test]
async fn a_closed_log_says_so() {
    let folder = tempfile::tempdir().expect("there is room");
    let log = log(&folder).await;
    log.store.pool.close().await;
    assert!(log.write(vec![look(NUMBER)]).await.is_err());
}

#[tokio::test]
async fn runs_are_written_in_one_entry() {
    let folder = tempfile::tempdir().expect("there is room");
    let log = log(&folder).await;
    let look = run_look();
    log.write_run(look.clone()).await.expect("it is written");
    let found = ProcessingRecords::runs(&log, None, 10).await.expect("it is read");
    assert_eq!((found.len(), &found[0].look), (1, &look));
}
