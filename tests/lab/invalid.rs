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
    let said = files("populations", &["parquet"]).into_iter().map(|path| {
        let said = lab.refused(&["population", "describe", &text(&path)]);
        (path, said)
    });
    insta::assert_snapshot!(listed(said));
}

#[test]
fn all_faults_of_a_declaration_come_at_once_and_nothing_changes() {
    let lab = TestLab::new();
    for path in files("experiments", &["toml"]) {
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
fn an_empty_cohort_is_refused() {
    let lab = TestLab::new();
    let source = repository().join("experiments/zachtere-afbouw/experiment.toml");
    let declaration = std::fs::read_to_string(source).expect("it is bundled");
    let nobody =
        declaration.replace("where = \"person.age >= 18\"", "where = \"person.age >= 18 and person.age < 18\"");
    assert_ne!(declaration, nobody);
    std::fs::create_dir_all(lab.path("experiment")).expect("it can be made");
    std::fs::write(lab.path("experiment/experiment.toml"), nobody).expect("it can be written");
    let said = lab.run(&["experiment", "run", &text(&lab.path("experiment")), "--persons", "1000"]);
    insta::assert_snapshot!(format!("exit code {}\n{}", said.code, said.err));
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
    let commands: [&[&str]; 6] = [
        &["experiment", "run", "zorgtoeslag-2025"],
        &["experiment", "report", "9"],
        &["try", "zorgtoeslagen", "--citizens", "x.csv"],
        &["population", "make", "--model", "nl-2024", "--out", "x.parquet"],
        &["check", "no-such-folder"],
        &["new", "Bad Name"],
    ];
    let said = commands.map(|arguments| format!("$ fieldlab {}\n{}", arguments.join(" "), lab.refused(arguments)));
    insta::assert_snapshot!(said.join("\n"));
}
