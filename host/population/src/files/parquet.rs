//! Parquet: columns compressed, in row groups of about a million rows.

use std::fs::File;
use std::path::Path;

use arrow_array::Int32Array;
use arrow_array::cast::AsArray as _;
use arrow_array::types::Int32Type;
use fieldlab_domain::population::{BLOCK_ROWS, PopulationError};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;

use super::columns::Table;
use super::rows::Blocks;
use super::{MAKE, count_real, data_type, failure, fields, identity, personas, refuse_real, whole};
use crate::block::Block;
use crate::memory::Memory;

/// Blocks in a row group: about a million rows.
const GROUP_BLOCKS: usize = 64;

/// Writes row group by row group; of each the columns at the same time, on all threads. Personas have the last to themselves.
pub(super) fn write(table: &Table<'_>, file: File, progress: &mut dyn FnMut(u64)) -> Result<(), ParquetError> {
    let population = table.population;
    let properties = properties()?;
    let writer = ArrowWriter::try_new(file, table.schema().clone(), Some(properties))?;
    let (mut writer, factory) = writer.into_serialized_writer()?;
    let mut written = 0;
    let all: Vec<usize> = (0..population.blocks_in_memory().len()).collect();
    for (group, blocks) in all.chunks(GROUP_BLOCKS).enumerate() {
        let chosen: Vec<Option<Vec<u32>>> = blocks.par_iter().map(|block| table.rows(*block)).collect();
        let column = |(at, mut writer): (usize, ArrowColumnWriter)| -> Result<ArrowColumnChunk, ParquetError> {
            for (block, chosen) in blocks.iter().zip(&chosen) {
                let array = table.array(*block, at, chosen.as_deref());
                for leaf in compute_leaves(table.schema().field(at), &array)? {
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
        written += blocks.iter().map(|block| population.blocks_in_memory()[*block].len() as u64).sum::<u64>();
        progress(written);
    }
    if let Some(last) = personas::batch(table) {
        let writers = factory.create_column_writers(all.chunks(GROUP_BLOCKS).len())?;
        let mut group = writer.next_row_group()?;
        for ((at, mut writer), array) in writers.into_iter().enumerate().zip(last.columns()) {
            for leaf in compute_leaves(table.schema().field(at), array)? {
                writer.write(&leaf)?;
            }
            writer.close()?.append_to_row_group(&mut group)?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

/// Columns in which nearly each value is another: a dictionary of them costs time and saves nothing, differences are small.
const NUMBERS: [&str; 19] = [
    "household",
    "partner",
    "parent_1",
    "parent_2",
    "person.bsn",
    "person.age",
    "person.first_name",
    "person.surname",
    "person.birth_date",
    "person.arrival_date",
    "person.income_gross",
    "household.income_disposable",
    "household.income_standardised",
    "household.income_assessment",
    "household.wealth",
    "household.assets",
    "household.postcode4",
    "household.rent_month",
    "household.energy_cost_month",
];

fn properties() -> Result<WriterProperties, ParquetError> {
    let level = ZstdLevel::try_new(1)?;
    let start = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_write_batch_size(BLOCK_ROWS)
        .set_data_page_row_count_limit(8 * BLOCK_ROWS)
        .set_statistics_enabled(EnabledStatistics::Chunk);
    let all = NUMBERS.iter().fold(start, |properties, name| {
        let column = || ColumnPath::new(vec![(*name).to_owned()]);
        properties
            .set_column_dictionary_enabled(column(), false)
            .set_column_encoding(column(), Encoding::DELTA_BINARY_PACKED)
    });
    Ok(all.build())
}

/// Reads a population, its row groups on all threads: each begins with a household, as they were written.
pub(super) fn read(path: &Path) -> Result<Memory, PopulationError> {
    let unreadable =
        |error: &dyn ToString| failure(path, format!("it can't be read as Parquet: {}", error.to_string()), MAKE);
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let about = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()).map_err(|error| unreadable(&error))?;
    let schema = about.schema();
    let identity = identity(path, schema.metadata())?;
    for field in fields() {
        let found = schema.field_with_name(field.name.as_str());
        let found = found.map_err(|_| failure(path, format!("it has no column `{}`", field.name), MAKE))?;
        if *found.data_type() != data_type(field.kind) {
            let what = format!("column `{}` is {}, not {}", field.name, found.data_type(), data_type(field.kind));
            return Err(failure(path, what, MAKE));
        }
    }
    let rows = about.metadata().row_groups().iter().map(|group| u64::try_from(group.num_rows()).unwrap_or(0));
    let starts = rows.scan(0_u64, |next, rows| {
        let first = *next;
        *next = next.saturating_add(rows);
        Some(first)
    });
    let starts: Vec<u64> = starts.collect();
    let group = |(group, first): (usize, &u64)| read_group(path, &about, group, Blocks::new(*first));
    let groups: Result<Vec<Group>, ParquetError> = starts.par_iter().enumerate().map(group).collect();
    let groups = groups.map_err(|error| unreadable(&error))?;
    refuse_real(path, groups.iter().map(|group| group.real).sum())?;
    let mut groups = groups;
    let personas = personas::rows_in(schema.metadata()).map_err(|what| failure(path, what, MAKE))?;
    if personas > 0 && groups.pop().and_then(|last| last.tests) != Some(personas) {
        return Err(failure(path, "its last rows are not the personas that it names", MAKE));
    }
    let mut blocks = Vec::new();
    for group in groups {
        blocks.extend(group.blocks.map_err(|what| failure(path, what, MAKE))?);
    }
    whole(path, identity, blocks, schema.metadata())
}

/// What was read from a row group.
struct Group {
    /// How many numbers somebody may have.
    real: u64,
    /// How many numbers there are, when all are in the official test range.
    tests: Option<u64>,
    /// The blocks, or what is wrong with them.
    blocks: Result<Vec<Block>, String>,
}

fn read_group(
    path: &Path,
    about: &ArrowReaderMetadata,
    group: usize,
    mut blocks: Blocks,
) -> Result<Group, ParquetError> {
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(File::open(path)?, about.clone());
    let (mut real, mut tests, mut wrong) = (0, Some(0), None);
    for rows in reader.with_row_groups(vec![group]).with_batch_size(BLOCK_ROWS).build()? {
        let rows = rows?;
        let numbers = rows.column_by_name("person.bsn").and_then(|column| column.as_primitive_opt::<Int32Type>());
        real += numbers.map_or(0, count_real);
        tests = tests.zip(numbers).and_then(|(tests, numbers)| {
            let rows = rows.num_rows() as u64;
            personas::are_personas(numbers, rows).then_some(tests + rows)
        });
        if real == 0 && wrong.is_none() {
            wrong = blocks.add(&rows).err();
        }
    }
    Ok(Group { real, tests, blocks: wrong.map_or_else(|| Ok(blocks.finish()), Err) })
}

/// The citizen service numbers of a file, its row groups on all threads.
pub(super) fn numbers(path: &Path) -> Result<Vec<Int32Array>, ParquetError> {
    let about = ArrowReaderMetadata::load(&File::open(path)?, ArrowReaderOptions::default())?;
    // By place: a point in a name would stand for a column within a column.
    let at = about.schema().index_of("person.bsn").map_err(|error| ParquetError::General(error.to_string()))?;
    let group = |group: usize| -> Result<Vec<Int32Array>, ParquetError> {
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(File::open(path)?, about.clone());
        let columns = ProjectionMask::leaves(about.parquet_schema(), [at]);
        let reader =
            reader.with_row_groups(vec![group]).with_projection(columns).with_batch_size(BLOCK_ROWS).build()?;
        reader.map(|rows| Ok(rows?.column(0).as_primitive::<Int32Type>().clone())).collect()
    };
    let groups: Result<Vec<_>, _> = (0..about.metadata().num_row_groups()).into_par_iter().map(group).collect();
    Ok(groups?.into_iter().flatten().collect())
}
