//! Populations as files: a row a person or a household, a column a field, and what they are in the metadata.
//!
//! Parquet is small and known everywhere, Arrow IPC is mapped into memory by who reads it, CSV is for people and small populations.
//! In the first two, amounts are 64-bit cents, codes unsigned numbers, dates days, flags booleans. The column `household` numbers the
//! households, whose rows stand together; `partner`, `parent_1` and `parent_2` are rows of the file of persons, counted from 0.
//!
//! The personas come after everybody else, when a target asks for them ([`personas`]).
//!
//! What is written goes to a [`Target`]: it is there as a whole or not at all. To add a format: its ending in [`target`], its file
//! here, and its line in [`write`] and, when it can be read, in [`read`] and [`open`].

mod arrow;
mod columns;
mod csv;
mod events;
mod map;
mod mapped;
mod parquet;
mod personas;
mod rows;
mod target;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use arrow_array::Int32Array;
use arrow_schema::{DataType, Metadata};
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::column::Kind;
use fieldlab_domain::field::{Field, catalogue};
use fieldlab_domain::population::{Population, PopulationError, PopulationIdentity};

use crate::block::Block;
use crate::fields::names;
use crate::memory::Memory;
use crate::proof::Proof;
use columns::{Rows, Table};
use thiserror::Error;

pub use events::write_events;
pub use mapped::Mapped;
use target::Format;
pub use target::Target;

/// The key of the metadata that says which population it is.
const IDENTITY: &str = "fieldlab.population";
/// The key of the metadata with the digest of all citizens.
const CONTENT: &str = "fieldlab.content";
/// The column that numbers the households.
const HOUSEHOLD: &str = "household";
/// What to do about a file that is no population.
const MAKE: &str = "make a new one with: fieldlab population make --out FILE.parquet";

/// Why a population was not written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// It can't be written there.
    #[error(transparent)]
    Target(#[from] PopulationError),
    /// What was written does not prove that nobody in it is real.
    #[error("{what}: nothing is kept of what was written\n  hint: this is a fault of fieldlab: report it")]
    NotProven {
        /// What is wrong with the numbers; it names none.
        what: String,
    },
}

/// Writes a population to a target, which is finished with it; `progress` is told how many persons are written.
///
/// The files are read back before they are put in their place, and their citizen service numbers counted.
///
/// # Errors
/// When the files can't be written, or a number in them could be somebody's: then nothing is left of them.
pub fn write(population: &Memory, target: &Target, progress: &mut dyn FnMut(u64)) -> Result<Proof, WriteError> {
    let filled = fill(population, target, progress).map_err(WriteError::from);
    let written = filled.and_then(|()| prove(target, population.persons()));
    if written.is_err() {
        target.abandon();
    }
    written
}

/// Writes the files of a target.
fn fill(population: &Memory, target: &Target, progress: &mut dyn FnMut(u64)) -> Result<(), PopulationError> {
    let (persons, households) = (
        Table::new(population, Rows::Persons, target.personas()),
        Table::new(population, Rows::Households, target.personas()),
    );
    match target.format() {
        Format::Parquet => target.fill(0, |file| parquet::write(&persons, file, progress))?,
        Format::Arrow => target.fill(0, |file| arrow::write(&persons, file, progress))?,
        Format::Csv => target.fill(0, |file| csv::write(population, target.personas(), file, progress))?,
        Format::Folder => {
            target.fill(1, |file| parquet::write(&households, file, &mut |_| {}))?;
            target.fill(0, |file| parquet::write(&persons, file, progress))?;
        }
    }
    Ok(())
}

/// Counts the citizen service numbers of what was written, and finishes the target when they are nobody's.
fn prove(target: &Target, persons: u64) -> Result<Proof, WriteError> {
    let span = tracing::info_span!("prove", persons);
    let _entered = span.enter();
    let (_, written) = target.unfinished(0)?;
    let numbers = match target.format() {
        Format::Parquet | Format::Folder => parquet::numbers(&written).map_err(|error| error.to_string()),
        Format::Arrow => mapped::numbers(&written),
        Format::Csv => csv::numbers(&written).map_err(|error| error.to_string()),
    };
    // The numbers may stand in the file itself, which is let go of before it is put in its place.
    let proof = Proof::of(&numbers.map_err(|what| WriteError::NotProven { what })?);
    if let Some(what) = proof.fault(persons, personas::persons(target.personas())) {
        return Err(WriteError::NotProven { what });
    }
    target.finish()?;
    Ok(proof)
}

/// Reads a population that [`write`] wrote as Parquet or Arrow: which of the two, its first bytes say.
///
/// # Errors
/// When the file can't be read, is cut off, is of another format, lacks a column or what Fieldlab writes beside the columns, was
/// changed, or has citizen service numbers that somebody may have.
pub fn read(path: &Path) -> Result<Memory, PopulationError> {
    match format(path)? {
        Format::Arrow => arrow::read(path),
        Format::Csv => Err(failure(path, "a population can't be read from CSV", MAKE)),
        _ => parquet::read(path),
    }
}

/// Opens a population to run experiments over: Parquet is read into memory, Arrow is mapped.
///
/// # Errors
/// As [`read`].
pub fn open(path: &Path) -> Result<Arc<dyn Population>, PopulationError> {
    match format(path)? {
        Format::Arrow => Ok(Arc::new(Mapped::open(path)?)),
        _ => Ok(Arc::new(read(path)?)),
    }
}

/// The format of a file, by its first bytes; by its ending when they say nothing.
fn format(path: &Path) -> Result<Format, PopulationError> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => failure(path, "there is no such file", MAKE),
        io::ErrorKind::IsADirectory => failure(path, "it is a folder", "name a file in it, such as persons.parquet"),
        _ => failure(path, error, "name a file that can be read"),
    };
    let mut start = Vec::new();
    File::open(path).and_then(|file| file.take(6).read_to_end(&mut start)).map_err(unreadable)?;
    if start.is_empty() {
        return Err(failure(path, "it is empty", MAKE));
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match &start[..] {
        [b'P', b'A', b'R', b'1', ..] => Ok(Format::Parquet),
        b"ARROW1" => Ok(Format::Arrow),
        _ if ending == "arrow" => Ok(Format::Arrow),
        _ if ending == "csv" => Ok(Format::Csv),
        _ => Ok(Format::Parquet),
    }
}

/// The fields of a file, in the order of the catalogue.
fn fields() -> impl Iterator<Item = &'static Field> {
    catalogue().fields().iter().filter(|field| names().any(|name| name == field.name.as_str()))
}

fn failure(path: &Path, what: impl ToString, hint: &str) -> PopulationError {
    PopulationError::File { file: path.display().to_string(), what: what.to_string(), hint: hint.to_owned() }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Flag => DataType::Boolean,
        Kind::Whole | Kind::Share => DataType::Int32,
        Kind::Amount => DataType::Int64,
        Kind::Code => DataType::UInt32,
        Kind::Date => DataType::Date32,
    }
}

/// Which population a file says that it is.
fn identity(path: &Path, about: &Metadata) -> Result<PopulationIdentity, PopulationError> {
    let identity = about.get(IDENTITY).and_then(|json| serde_json::from_str(json).ok());
    identity
        .ok_or_else(|| failure(path, "it was not written by fieldlab: it does not say which population it is", MAKE))
}

/// How many of these citizen service numbers somebody may have.
fn count_real(numbers: &Int32Array) -> u64 {
    let real =
        |number: i32| u32::try_from(number).is_ok_and(|number| Bsn::passes(number) && !Bsn::is_official_test(number));
    numbers.iter().flatten().filter(|number| real(*number)).count() as u64
}

/// Refuses a file with numbers that somebody may have, without naming them.
fn refuse_real(path: &Path, real: u64) -> Result<(), PopulationError> {
    if real == 0 {
        return Ok(());
    }
    let what = format!("column `person.bsn` has {real} numbers that somebody may have: it is refused whole");
    Err(failure(path, what, "take out what is real: only numbers that fail the eleven-test may come in"))
}

/// The population of these blocks, when it is the one that the file names.
fn whole(
    path: &Path,
    identity: PopulationIdentity,
    blocks: Vec<Block>,
    about: &Metadata,
) -> Result<Memory, PopulationError> {
    let population = Memory::of(identity, blocks);
    check_persons(path, population.identity(), population.persons())?;
    if about.get(CONTENT) != Some(&population.content_digest().to_string()) {
        return Err(changed(path));
    }
    Ok(population)
}

fn check_persons(path: &Path, identity: &PopulationIdentity, persons: u64) -> Result<(), PopulationError> {
    // Who was born, died or moved since is in the digest of the contents only.
    if persons == identity.persons || identity.date.is_some() {
        return Ok(());
    }
    Err(failure(path, format!("it says that it has {} persons, and has {persons}", identity.persons), MAKE))
}

fn changed(path: &Path) -> PopulationError {
    failure(path, "it was changed after it was written: its citizens are not those that it names", MAKE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_domain::population::PopulationRequest;

    #[test]
    fn what_is_not_proven_is_not_kept() {
        let request = PopulationRequest::new("nl-2025", Some(100), 1);
        let population = crate::Source::new().make(&request).expect("it can be made");
        let folder = tempfile::tempdir().expect("there is room");
        let target = Target::new(&folder.path().join("citizens.csv"), 100).expect("it can be written there");
        target.fill(0, |file| csv::write(&population, &[], file, &mut |_| {})).expect("it is written");
        let (_, unfinished) = target.unfinished(0).expect("it is there");
        let text = std::fs::read_to_string(&unfinished).expect("it is text");
        let (heading, rows) = text.split_once('\n').expect("it has rows");
        let (_, rest) = rows.split_at(9);
        std::fs::write(&unfinished, format!("{heading}\n111222333{rest}")).expect("it can be changed");
        let said = prove(&target, 100).expect_err("a number could be somebody's").to_string();
        assert!(said.starts_with("1 citizen service numbers could be somebody's: nothing is kept"), "{said}");
        drop(target);
        assert_eq!(std::fs::read_dir(folder.path()).expect("it exists").count(), 0);
    }
}
