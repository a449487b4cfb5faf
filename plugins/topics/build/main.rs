//! Works out both models and writes them as tables for the library; see `train.rs` for how and `rows.rs` for from what.

#[allow(dead_code, reason = "the style of a question is for who measures")]
mod rows;
mod settings;
mod train;

#[path = "../src/features.rs"]
mod features;
#[path = "../src/number.rs"]
mod number;
#[path = "../src/table.rs"]
#[expect(dead_code, reason = "the build script trains and does not ask")]
mod table;
#[path = "../src/words.rs"]
mod words;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use rows::{Files, Material, Topic};

fn main() -> Result<(), String> {
    let folder = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let output = PathBuf::from(variable("OUT_DIR")?);
    let files = Files::of(&folder);
    for path in [&files.topics, &files.questions, &files.more, &files.lexicon, &files.others] {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    for inner in ["build", "src/features.rs", "src/number.rs", "src/table.rs", "src/words.rs"] {
        println!("cargo::rerun-if-changed={inner}");
    }
    let material = Material::read(&files)?;
    let mut rows = material.topic_rows();
    rows.extend(material.questions.iter().map(|question| material.question_row(question)));
    write(&output.join("topics.bin"), &train::train(&rows, &settings::topics(&material)))?;
    let rows = material.language_rows(&material.questions);
    write(&output.join("languages.bin"), &train::train(&rows, &settings::languages()))?;
    write(&output.join("topics.rs"), declared(&material.topics).as_bytes())
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// The topics as an array.
fn declared(topics: &[Topic]) -> String {
    let mut text = String::from("[\n");
    for Topic { name, title, .. } in topics {
        // Writing to a string does not fail.
        let _ = writeln!(text, "Topic {{ name: {name:?}, title_nl: {:?}, title_en: {:?} }},", title.nl, title.en);
    }
    text + "]"
}
