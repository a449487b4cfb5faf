//! Bad input: what was wrong, where, and what to write instead; exit code 2, and nothing changed.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};

use crate::test_lab::{TestLab, repository};

fn fixtures(folder: &str) -> PathBuf {
    repository().join("fixtures/invalid").join(folder)
}

/// The files of a folder of fixtures, by name.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(fixtures(folder)).expect("the fixtures are there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let ends = |path: &PathBuf| path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one));
    let mut paths: Vec<PathBuf> = paths.filter(ends).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{folder} has fixtures");
    paths
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// What is said of each, under its name.
fn listed(said: impl IntoIterator<Item = (PathBuf, String)>) -> String {
    let said = said.into_iter().map(|(path, said)| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        format!("## {name}\n{said}")
    });
    said.collect::<Vec<_>>().join("\n")
}

#[test]
fn citizens_that_do_not_parse_are_named_by_row_and_column() {
    let lab = TestLab::new();
    let said = files("citizens", &["csv"]).into_iter().map(|path| {
        let said = lab.refused(&["try", "zorgtoeslag", "--citizens", &text(&path)]);
        (path, said)
    });
    insta::assert_snapshot!(listed(said));
}

#[test]
fn components_that_are_none_are_refused() {
    let lab = TestLab::new();
    let manifest = text(&fixtures("components").join("prototype.toml"));
    let said = files("components", &["wasm", "wat"]).into_iter().map(|path| {
        let component = lab.path("component.wasm");
        match path.extension().is_some_and(|ending| ending == "wat") {
            true => std::fs::write(&component, wat::parse_file(&path).expect("it is WebAssembly text")),
            false => std::fs::copy(&path, &component).map(|_| ()),
        }
        .expect("it can be written");
        let said = lab.refused(&["check", &text(&component), "--manifest", &manifest]);
        (path, said)
    });
    insta::assert_snapshot!(listed(said));
}

#[test]
fn files_that_are_no_population_are_refused() {
    let lab = TestLab::new();
    let said = files("populations", &["arrow", "parquet"]).into_iter().map(|path| {
        let said = lab.refused(&["population", "describe", &text(&path)]);
        (path, said)
    });
    insta::assert_snapshot!(listed(said));
}

#[test]
fn all_faults_of_a_declaration_come_at_once_and_nothing_changes() {
    let lab = TestLab::new();
    // Who is in a cohort is known when there are citizens: that fixture has a test of its own.
    for path in files("experiments", &["toml"]).into_iter().filter(|path| !path.ends_with("empty-cohort.toml")) {
        let folder = lab.path("experiment");
        std::fs::create_dir_all(&folder).expect("it can be made");
        std::fs::copy(&path, folder.join("experiment.toml")).expect("it can be copied");
        for command in ["check", "run"] {
            let said = lab.refused(&["experiment", command, &text(&folder)]);
            assert!(said.contains("experiment.toml") && said.contains("hint: "), "{}: {said}", path.display());
            assert!(!said.contains("panicked"), "{}: {said}", path.display());
        }
        assert!(!lab.data().exists(), "{}: nothing is made for a declaration that is wrong", path.display());
    }
    let many = fixtures("experiments/many-faults-at-once.toml");
    std::fs::copy(many, lab.path("experiment/experiment.toml")).expect("it can be copied");
    insta::assert_snapshot!(lab.refused(&["experiment", "check", &text(&lab.path("experiment"))]));
}

#[test]
fn an_empty_or_small_cohort_is_refused_and_nothing_changes() {
    let lab = TestLab::new();
    lab.ok(&["experiment", "run", "zachtere-afbouw", "--persons", "2000", "--replicates", "1"]);
    let before = lab.ok(&["experiment", "list", "--json"]);
    let empty = std::fs::read_to_string(fixtures("experiments/empty-cohort.toml")).expect("the fixture is there");
    let small = empty.replace("person.age < 18\"", "person.age >= 95\"");
    assert_ne!(small, empty);
    std::fs::create_dir_all(lab.path("experiment")).expect("it can be made");
    let said = [empty, small].map(|declaration| {
        std::fs::write(lab.path("experiment/experiment.toml"), declaration).expect("it can be written");
        let said = lab.refused(&["experiment", "run", &text(&lab.path("experiment"))]);
        assert_eq!(lab.ok(&["experiment", "list", "--json"]), before, "{said}");
        said
    });
    insta::assert_snapshot!(said.concat());
}

/// A workspace of its own, with the bundled prototypes and needs, and these experiments: folder and declaration.
fn workspace(lab: &TestLab, experiments: &[(&str, &str)]) -> String {
    let folder = lab.path("workspace");
    for inner in ["plugins/zorgtoeslag", "experiments/needs"] {
        std::fs::create_dir_all(folder.join(inner)).expect("it can be made");
    }
    for file in ["plugins/zorgtoeslag/prototype.toml", "experiments/needs/zorgkosten-betalen.toml"] {
        std::fs::copy(repository().join(file), folder.join(file)).expect("it can be copied");
    }
    for (name, declaration) in experiments {
        std::fs::create_dir_all(folder.join("experiments").join(name)).expect("it can be made");
        std::fs::write(folder.join("experiments").join(name).join("experiment.toml"), declaration).expect("it fits");
    }
    text(&folder)
}

#[test]
fn two_of_one_name_are_refused() {
    let lab = TestLab::new();
    let bundled = repository().join("experiments/zachtere-afbouw/experiment.toml");
    let declaration = std::fs::read_to_string(bundled).expect("it is bundled");
    let folder = workspace(&lab, &[("zachtere-afbouw", &declaration), ("other", &declaration)]);
    let check = |experiment: &str| lab.refused(&["experiment", "check", experiment, "--workspace", &folder]);
    let mut said = vec![("an experiment with the name of another folder", check("other"))];
    std::fs::create_dir_all(lab.path("elsewhere")).expect("it can be made");
    std::fs::write(lab.path("elsewhere/experiment.toml"), &declaration).expect("it can be written");
    said.push(("an experiment from elsewhere", check("elsewhere").replace(&folder, "WORKSPACE")));
    for (title, from, to) in [
        ("two needs", "experiments/needs/zorgkosten-betalen.toml", "experiments/needs/again.toml"),
        ("two prototypes", "plugins/zorgtoeslag/prototype.toml", "plugins/again/prototype.toml"),
    ] {
        let to = lab.path("workspace").join(to);
        std::fs::create_dir_all(to.parent().expect("it has one")).expect("it can be made");
        std::fs::copy(repository().join(from), &to).expect("it can be copied");
        said.push((title, check("zachtere-afbouw")));
        std::fs::remove_file(&to).expect("it is there");
    }
    lab.ok(&["experiment", "check", "zachtere-afbouw", "--workspace", &folder]);
    let said = said.into_iter().map(|(title, said)| format!("## {title}\n{said}"));
    insta::assert_snapshot!(said.collect::<Vec<_>>().join("\n"));
}

#[test]
fn damaged_data_are_refused_and_left_alone() {
    let lab = TestLab::new();
    lab.ok(&["experiment", "run", "zachtere-afbouw", "--persons", "2000", "--replicates", "1"]);
    let file = lab.data().join("lab.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("it can be made");
    runtime.block_on(async {
        // What was written last stands in a file beside it until somebody moves it.
        let mut connection = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&file)).await;
        let connection = connection.as_mut().expect("it opens");
        sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await.expect("it is run");
    });
    let whole = std::fs::read(&file).expect("it is there");
    for (what, bytes) in [
        ("text", b"this is a shopping list, not a database, and long enough to be looked at".to_vec()),
        ("truncated", whole[..whole.len() / 2 + 100].to_vec()),
        ("cut in the first page", whole[..2_000].to_vec()),
    ] {
        for rest in ["lab.db-wal", "lab.db-shm"] {
            // The last one out removes them; one may be left behind.
            let _ = std::fs::remove_file(lab.data().join(rest));
        }
        std::fs::write(&file, &bytes).expect("it can be written");
        let said = lab.refused(&["experiment", "report", "1"]);
        assert!(said.contains("is damaged: ") && said.contains("--data"), "{what}: {said}");
        assert!(std::fs::read(&file).expect("it is there") == bytes, "{what}: not a byte is changed");
    }
}

#[test]
fn a_data_folder_of_a_newer_version_is_refused_and_left_alone() {
    let lab = TestLab::new();
    std::fs::create_dir_all(lab.data()).expect("it can be made");
    let file = lab.data().join("lab.db");
    let sql = std::fs::read_to_string(fixtures("data/newer-version.sql")).expect("the fixture is there");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("it can be made");
    runtime.block_on(async {
        let mut connection = SqliteConnection::connect_with(&options).await.expect("it opens");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("it is run");
        connection.close().await.expect("it closes");
    });
    let before = std::fs::read(&file).expect("it is there");
    let said = lab.refused(&["experiment", "list"]);
    assert!(said.contains("newer version"), "{said}");
    assert!(said.contains("hint: "), "{said}");
    assert!(std::fs::read(&file).expect("it is there") == before, "not a byte is changed");
}

#[test]
fn names_that_are_unknown_are_answered_with_the_nearest() {
    let lab = TestLab::new();
    let commands: [&[&str]; 7] = [
        &["experiment", "run", "zorgtoeslag-2025"],
        &["experiment", "report", "9"],
        &["try", "zorgtoeslagen", "--citizens", "x.csv"],
        &["population", "make", "--model", "nl-2024", "--out", "x.parquet"],
        &["fields", "person.ag"],
        &["check", "no-such-folder"],
        &["new", "Bad Name"],
    ];
    let said = commands.map(|arguments| format!("$ fieldlab {}\n{}", arguments.join(" "), lab.refused(arguments)));
    insta::assert_snapshot!(said.join("\n"));
}
