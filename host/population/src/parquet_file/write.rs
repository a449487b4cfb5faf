//! Writes populations, column by column.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, UInt32Array, UInt64Array};
use arrow_schema::{DataType, Field as ArrowField, Schema, SchemaRef};
use fieldlab_domain::column::{Column, Kind, Values};
use fieldlab_domain::field::Field;
use fieldlab_domain::population::{Population as _, PopulationError};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use rayon::prelude::*;

use super::{CONTENT, HOUSEHOLD, IDENTITY, data_type, failure, fields};
use crate::archetype::position;
use crate::block::Block;
use crate::fields::fill;
use crate::memory::Memory;

/// What a row of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    /// A person, with all fields.
    Persons,
    /// A household, with its own fields.
    Households,
}

/// One column of a file.
#[derive(Clone, Copy)]
enum FileColumn {
    /// The number of the household.
    Household,
    /// The row of a relative in the file of persons: the partner, the first and the second parent.
    Relative(&'static str, fn(&Relatives) -> Option<usize>),
    /// A field of the catalogue.
    Field(&'static Field),
}

/// The relatives of a row who live in the same household, as rows of the block.
struct Relatives {
    partner: Option<usize>,
    parents: [Option<usize>; 2],
}

impl Rows {
    fn columns(self) -> Vec<FileColumn> {
        let relatives = [
            FileColumn::Relative("partner", |relatives| relatives.partner),
            FileColumn::Relative("parent_1", |relatives| relatives.parents[0]),
            FileColumn::Relative("parent_2", |relatives| relatives.parents[1]),
        ];
        let first = std::iter::once(FileColumn::Household);
        match self {
            Rows::Persons => first.chain(relatives).chain(fields().map(FileColumn::Field)).collect(),
            Rows::Households => {
                let own = fields().filter(|field| field.name.as_str().starts_with("household."));
                first.chain(own.map(FileColumn::Field)).collect()
            }
        }
    }

    /// The rows of a block that are in the file; all of them when it is `None`.
    fn of(self, block: &Block) -> Option<Vec<u32>> {
        let homes = &block.persons.home;
        let is_first = |row: &usize| *row == 0 || homes[row - 1] != homes[*row];
        (self == Rows::Households).then(|| (0..block.len()).filter(is_first).map(|row| row as u32).collect())
    }
}

/// Writes the persons of a population to a file, as a whole or not at all; `progress` is told how many are written.
///
/// # Errors
/// When the file can't be written.
pub fn write_parquet(population: &Memory, path: &Path, progress: &mut dyn FnMut(u64)) -> Result<(), PopulationError> {
    write_file(population, path, Rows::Persons, progress)
}

/// Writes `persons.parquet` and `households.parquet` to a folder, which is made when it is not there.
///
/// # Errors
/// When the files can't be written.
pub fn write_folder(population: &Memory, folder: &Path, progress: &mut dyn FnMut(u64)) -> Result<(), PopulationError> {
    std::fs::create_dir_all(folder).map_err(|error| failure(folder, error, "name a folder that can be made"))?;
    write_file(population, &folder.join("households.parquet"), Rows::Households, &mut |_| {})?;
    write_file(population, &folder.join("persons.parquet"), Rows::Persons, progress)
}

fn write_file(
    population: &Memory,
    path: &Path,
    rows: Rows,
    progress: &mut dyn FnMut(u64),
) -> Result<(), PopulationError> {
    let unwritable = |error: &dyn ToString| {
        failure(path, error.to_string(), "name a file in a folder that can be written and has room")
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    // As any file that the user makes; files of this kind are for their maker alone otherwise.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder).map_err(|error| unwritable(&error))?;
    write_rows(population, file.as_file(), rows, progress).map_err(|error| unwritable(&error))?;
    file.as_file().sync_all().map_err(|error| unwritable(&error))?;
    file.persist(path).map_err(|error| unwritable(&error.error))?;
    Ok(())
}

/// Blocks in a row group: about a million rows.
const GROUP_BLOCKS: usize = 64;

/// Writes row group by row group; of each the columns at the same time, on all threads.
fn write_rows(population: &Memory, file: &File, rows: Rows, progress: &mut dyn FnMut(u64)) -> Result<(), ParquetError> {
    let columns = rows.columns();
    let schema = schema(population, &columns);
    let level = ZstdLevel::try_new(1)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let writer = ArrowWriter::try_new(file.try_clone()?, schema.clone(), Some(properties))?;
    let (mut writer, factory) = writer.into_serialized_writer()?;
    let (mut written, mut households) = (0, 0);
    for (group, blocks) in population.blocks_in_memory().chunks(GROUP_BLOCKS).enumerate() {
        let mut number = |block: &Block| {
            let first = households;
            households += block.households.kind.len() as u64;
            first
        };
        let first_households: Vec<u64> = blocks.iter().map(&mut number).collect();
        let chosen: Vec<Option<Vec<u32>>> = blocks.par_iter().map(|block| rows.of(block)).collect();
        let column = |(at, mut writer): (usize, ArrowColumnWriter)| -> Result<ArrowColumnChunk, ParquetError> {
            for ((block, first), chosen) in blocks.iter().zip(&first_households).zip(&chosen) {
                let array = match columns[at] {
                    FileColumn::Household if rows == Rows::Households => Arc::new(UInt64Array::from_iter_values(
                        (0..block.households.kind.len() as u64).map(|at| first + at),
                    )),
                    FileColumn::Household => household_numbers(block, *first),
                    FileColumn::Relative(_, of) => relatives(block, of),
                    FileColumn::Field(field) => array(field, block, chosen.as_deref()),
                };
                for leaf in compute_leaves(schema.field(at), &array)? {
                    writer.write(&leaf)?;
                }
            }
            writer.close()
        };
        let writers = factory.create_column_writers(group)?;
        let chunks: Vec<_> = writers.into_par_iter().enumerate().map(column).collect::<Result<_, _>>()?;
        let mut group = writer.next_row_group()?;
        chunks.into_iter().try_for_each(|chunk| chunk.append_to_row_group(&mut group))?;
        group.close()?;
        written += blocks.iter().map(|block| block.len() as u64).sum::<u64>();
        progress(written);
    }
    writer.close()?;
    Ok(())
}

/// For each row the row of a relative in the whole population, counted from 0.
fn relatives(block: &Block, of: fn(&Relatives) -> Option<usize>) -> ArrayRef {
    let homes = &block.persons.home;
    let position = |row: usize| block.persons.role[row].position();
    let mut found: Vec<Option<u64>> = Vec::with_capacity(block.len());
    while found.len() < block.len() {
        let start = found.len();
        let end = start + homes[start..].iter().take_while(|home| **home == homes[start]).count();
        let is_parent = |row: &usize| [position::PARTNER, position::SINGLE_PARENT].contains(&position(*row));
        let mut parents = (start..end).filter(is_parent);
        let parents = [parents.next(), parents.next()];
        found.extend((start..end).map(|row| {
            let partner = parents.into_iter().flatten().find(|other| *other != row);
            let relatives = Relatives {
                partner: partner.filter(|_| position(row) == position::PARTNER),
                parents: if position(row) == position::CHILD { parents } else { [None; 2] },
            };
            of(&relatives).map(|row| block.first_person + row as u64)
        }));
    }
    Arc::new(UInt64Array::from(found))
}

fn household_numbers(block: &Block, first: u64) -> ArrayRef {
    Arc::new(UInt64Array::from_iter_values(block.persons.home.iter().map(|&home| first + u64::from(home))))
}

fn schema(population: &Memory, columns: &[FileColumn]) -> SchemaRef {
    let identity = population.identity();
    let columns: Vec<ArrowField> = columns
        .iter()
        .map(|column| match column {
            FileColumn::Household => ArrowField::new(HOUSEHOLD, DataType::UInt64, false),
            FileColumn::Relative(name, _) => ArrowField::new(*name, DataType::UInt64, true),
            FileColumn::Field(field) => field_column(field),
        })
        .collect();
    let about = HashMap::from([
        (IDENTITY.to_owned(), serde_json::to_string(identity).unwrap_or_default()),
        ("fieldlab.digest".to_owned(), identity.digest().to_string()),
        (CONTENT.to_owned(), population.content_digest().to_string()),
        ("fieldlab.synthetic".to_owned(), "no row is a real person".to_owned()),
        ("fieldlab.sources".to_owned(), "figures of Statistics Netherlands (CBS), CC BY 4.0".to_owned()),
    ]);
    Arc::new(Schema::new_with_metadata(columns, about))
}

/// A column with what the catalogue says of its field.
fn field_column(field: &Field) -> ArrowField {
    let mut about = HashMap::from([
        ("title_nl".to_owned(), field.title.nl.clone()),
        ("title_en".to_owned(), field.title.en.clone()),
        ("source".to_owned(), field.source.clone()),
    ]);
    if let Some(unit) = &field.unit {
        let unit = if field.kind == Kind::Amount { unit.replace("euro", "euro cents") } else { unit.clone() };
        about.insert("unit".to_owned(), unit);
    }
    if !field.codes.is_empty() {
        about.insert("codes".to_owned(), serde_json::to_string(&field.codes).unwrap_or_default());
    }
    ArrowField::new(field.name.as_str(), data_type(field.kind), field.optional).with_metadata(about)
}

/// The values of a field at some rows, or at all of them.
fn array(field: &Field, block: &Block, rows: Option<&[u32]>) -> ArrayRef {
    let mut column = Column::new(field.kind);
    fill(&field.name).expect("the fields are those that populations have")(block, &mut column);
    if let Some(rows) = rows {
        let mut chosen = Column::new(field.kind);
        column.gather(rows, &mut chosen);
        column = chosen;
    }
    let Column { values, present } = &column;
    let there = |row: usize| present.is_empty() || column.is_present(row);
    /// Values where there are some.
    macro_rules! of {
        ($array:ty, $values:expr) => {
            Arc::new($values.iter().enumerate().map(|(row, value)| there(row).then_some(*value)).collect::<$array>())
        };
    }
    match values {
        Values::Flags(values) => Arc::new(
            values.iter().enumerate().map(|(row, flag)| there(row).then_some(*flag != 0)).collect::<BooleanArray>(),
        ),
        Values::Wholes(values) | Values::Shares(values) => of!(Int32Array, values),
        Values::Amounts(values) => of!(Int64Array, values),
        Values::Codes(values) => of!(UInt32Array, values),
        Values::Dates(values) => of!(Date32Array, values),
    }
}
