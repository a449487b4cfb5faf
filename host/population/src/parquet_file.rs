//! Populations as Parquet files: a row a person or a household, a column a field, and what they are in the metadata.
//!
//! Amounts are 64-bit cents, codes unsigned numbers, dates days, flags booleans. The column `household` numbers the households,
//! whose rows stand together; `partner`, `parent_1` and `parent_2` are rows of the file of persons, counted from 0.

mod read;
mod write;

use std::path::Path;

use arrow_schema::DataType;
use fieldlab_domain::column::Kind;
use fieldlab_domain::field::{Field, catalogue};
use fieldlab_domain::population::PopulationError;

use crate::fields::names;

pub use read::read_parquet;
pub use write::{write_folder, write_parquet};

/// The key of the metadata that says which population it is.
const IDENTITY: &str = "fieldlab.population";
/// The key of the metadata with the digest of all citizens.
const CONTENT: &str = "fieldlab.content";
/// The column that numbers the households.
const HOUSEHOLD: &str = "household";

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
