//! Populations as Parquet files: a row a person, a column a field, and what they are in the metadata.
//!
//! Amounts are 64-bit cents, codes unsigned numbers, dates days, flags booleans. The column `household` numbers the households,
//! whose rows stand together.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, RecordBatch, UInt32Array, UInt64Array,
};
use arrow_schema::{DataType, Field as ArrowField, Schema, SchemaRef};
use fieldlab_domain::column::{Column, Kind, Values};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::field::{Field, catalogue};
use fieldlab_domain::population::{BLOCK_ROWS, Population as _, PopulationError, PopulationIdentity};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::block::Block;
use crate::fields::{fill, names};
use crate::memory::Memory;

/// The key of the metadata that says which population it is.
const IDENTITY: &str = "fieldlab.population";
/// The column that numbers the households.
const HOUSEHOLD: &str = "household";

/// The fields of a file, in the order of the catalogue.
fn fields() -> impl Iterator<Item = &'static Field> {
    catalogue().fields().iter().filter(|field| names().any(|name| name == field.name.as_str()))
}

fn failure(path: &Path, what: impl ToString, hint: &str) -> PopulationError {
    PopulationError::File { file: path.display().to_string(), what: what.to_string(), hint: hint.to_owned() }
}

/// Writes a population to a file, as a whole or not at all; `progress` is told how many persons are written.
///
/// # Errors
/// When the file can't be written.
pub fn write_parquet(population: &Memory, path: &Path, progress: &mut dyn FnMut(u64)) -> Result<(), PopulationError> {
    let unwritable =
        |error: &dyn ToString| failure(path, error.to_string(), "name a file in a folder that can be written");
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    // As any file that the user makes; files of this kind are for their maker alone otherwise.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder).map_err(|error| unwritable(&error))?;
    write_rows(population, file.as_file(), progress).map_err(|error| unwritable(&error))?;
    file.as_file().sync_all().map_err(|error| unwritable(&error))?;
    file.persist(path).map_err(|error| unwritable(&error.error))?;
    Ok(())
}

fn write_rows(population: &Memory, file: &File, progress: &mut dyn FnMut(u64)) -> Result<(), ParquetError> {
    let schema = schema(population.identity());
    let level = ZstdLevel::try_new(1)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let mut writer = ArrowWriter::try_new(file.try_clone()?, schema.clone(), Some(properties))?;
    let (mut written, mut households) = (0, 0);
    for block in population.blocks_in_memory() {
        let homes = block.persons.home.iter().map(|&home| households + u64::from(home));
        let mut columns: Vec<ArrayRef> = vec![Arc::new(UInt64Array::from_iter_values(homes))];
        columns.extend(fields().map(|field| array(field, block)));
        let rows =
            RecordBatch::try_new(schema.clone(), columns).map_err(|error| ParquetError::External(Box::new(error)))?;
        writer.write(&rows)?;
        households += block.households.kind.len() as u64;
        written += block.len() as u64;
        progress(written);
    }
    writer.close()?;
    Ok(())
}

fn schema(identity: &PopulationIdentity) -> SchemaRef {
    let mut columns = vec![ArrowField::new(HOUSEHOLD, DataType::UInt64, false)];
    for field in fields() {
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
        columns.push(ArrowField::new(field.name.as_str(), data_type(field.kind), field.optional).with_metadata(about));
    }
    let about = HashMap::from([
        (IDENTITY.to_owned(), serde_json::to_string(identity).unwrap_or_default()),
        ("fieldlab.digest".to_owned(), identity.digest().to_string()),
        ("fieldlab.synthetic".to_owned(), "no row is a real person".to_owned()),
        ("fieldlab.sources".to_owned(), "figures of Statistics Netherlands (CBS), CC BY 4.0".to_owned()),
    ]);
    Arc::new(Schema::new_with_metadata(columns, about))
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

fn array(field: &Field, block: &Block) -> ArrayRef {
    let mut column = Column::new(field.kind);
    fill(&field.name).expect("the fields are those that populations have")(block, &mut column);
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

/// Reads a population that [`write_parquet`] wrote.
///
/// # Errors
/// When the file can't be read, is cut off, is no Parquet file, or lacks a column or what Fieldlab writes beside the columns.
pub fn read_parquet(path: &Path) -> Result<Memory, PopulationError> {
    const MAKE: &str = "make a new one with: fieldlab population make --out FILE.parquet";
    let unreadable =
        |error: &dyn ToString| failure(path, format!("it can't be read as Parquet: {}", error.to_string()), MAKE);
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => failure(path, "there is no such file", MAKE),
        _ => failure(path, error, "name a file that can be read"),
    })?;
    let length = file.metadata().map_err(|error| unreadable(&error))?.len();
    if length == 0 {
        return Err(failure(path, "it is empty", MAKE));
    }
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| unreadable(&error))?;
    let schema = reader.schema().clone();
    let identity = schema.metadata().get(IDENTITY).and_then(|json| serde_json::from_str(json).ok());
    let identity: PopulationIdentity = identity
        .ok_or_else(|| failure(path, "it was not written by fieldlab: it does not say which population it is", MAKE))?;
    for field in fields() {
        let found = schema.field_with_name(field.name.as_str());
        let found = found.map_err(|_| failure(path, format!("it has no column `{}`", field.name), MAKE))?;
        if *found.data_type() != data_type(field.kind) {
            let what = format!("column `{}` is {}, not {}", field.name, found.data_type(), data_type(field.kind));
            return Err(failure(path, what, MAKE));
        }
    }
    let mut blocks = Blocks::default();
    for rows in reader.with_batch_size(BLOCK_ROWS).build().map_err(|error| unreadable(&error))? {
        blocks.add(&rows.map_err(|error| unreadable(&error))?).map_err(|what| failure(path, what, MAKE))?;
    }
    let population = Memory::of(identity.clone(), blocks.finish());
    let persons = population.block_start(population.blocks());
    if persons != identity.persons {
        let what = format!("it says that it has {} persons, and has {persons}", identity.persons);
        return Err(failure(path, what, MAKE));
    }
    Ok(population)
}

/// Rows being put back into blocks of whole households.
#[derive(Default)]
struct Blocks {
    done: Vec<Block>,
    open: Block,
    household: Option<u64>,
}

impl Blocks {
    fn add(&mut self, rows: &RecordBatch) -> Result<(), String> {
        let columns = Columns::of(rows)?;
        for row in 0..rows.num_rows() {
            let household = columns.household.value(row);
            if self.household != Some(household) {
                self.household = Some(household);
                let size: u8 = columns.whole("household.size", row)?;
                if self.open.len() + usize::from(size) > BLOCK_ROWS {
                    self.done.push(std::mem::take(&mut self.open));
                }
                columns.household(row, &mut self.open)?;
            }
            if self.open.len() >= usize::from(u16::MAX) {
                return Err("a household has more persons than its size says".to_owned());
            }
            columns.person(row, &mut self.open)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Vec<Block> {
        if self.open.len() > 0 {
            self.done.push(self.open);
        }
        self.done
    }
}

struct Columns<'a> {
    rows: &'a RecordBatch,
    household: &'a UInt64Array,
}

impl<'a> Columns<'a> {
    fn of(rows: &'a RecordBatch) -> Result<Columns<'a>, String> {
        let household = rows.column_by_name(HOUSEHOLD).and_then(|column| column.as_any().downcast_ref());
        Ok(Columns { rows, household: household.ok_or_else(|| format!("it has no column `{HOUSEHOLD}`"))? })
    }

    /// The value at a row; `None` where there is none.
    fn value(&self, name: &str, row: usize) -> Result<Option<i64>, String> {
        let column = self.rows.column_by_name(name).ok_or_else(|| format!("it has no column `{name}`"))?;
        if column.is_null(row) {
            return Ok(None);
        }
        let any = column.as_any();
        let value = any.downcast_ref::<Int64Array>().map(|array| array.value(row));
        let value = value.or_else(|| any.downcast_ref::<Int32Array>().map(|array| i64::from(array.value(row))));
        let value = value.or_else(|| any.downcast_ref::<UInt32Array>().map(|array| i64::from(array.value(row))));
        let value = value.or_else(|| any.downcast_ref::<Date32Array>().map(|array| i64::from(array.value(row))));
        let value = value.or_else(|| any.downcast_ref::<BooleanArray>().map(|array| i64::from(array.value(row))));
        value.map(Some).ok_or_else(|| format!("column `{name}` is of another type"))
    }

    /// A whole number that is there and fits.
    fn whole<T: TryFrom<i64>>(&self, name: &str, row: usize) -> Result<T, String> {
        let value = self.value(name, row)?.ok_or_else(|| format!("column `{name}` lacks a value at row {row}"))?;
        T::try_from(value).map_err(|_| format!("column `{name}` has the impossible value {value} at row {row}"))
    }

    /// An amount in whole euros.
    fn euro<T: TryFrom<i64>>(&self, name: &str, row: usize) -> Result<T, String> {
        let cents = self.value(name, row)?.unwrap_or(0);
        let euro = (cents % 100 == 0).then(|| T::try_from(cents / 100).ok()).flatten();
        euro.ok_or_else(|| format!("column `{name}` has the impossible value {cents} at row {row}"))
    }

    fn household(&self, row: usize, block: &mut Block) -> Result<(), String> {
        let households = &mut block.households;
        households.kind.push(self.whole("household.type", row)?);
        households.size.push(self.whole("household.size", row)?);
        households.children.push(self.whole("household.children", row)?);
        households.municipality.push(self.whole("household.municipality", row)?);
        households.province.push(self.whole("household.province", row)?);
        households.disposable.push(self.euro("household.income_disposable", row)?);
        households.standardised.push(self.euro("household.income_standardised", row)?);
        households.assessment.push(self.euro("household.income_assessment", row)?);
        households.decile.push(self.whole("household.income_decile", row)?);
        households.wealth.push(self.euro("household.wealth", row)?);
        households.assets.push(self.euro("household.assets", row)?);
        households.tenure.push(self.whole("household.tenure", row)?);
        households.rent.push(self.euro("household.rent_month", row)?);
        Ok(())
    }

    fn person(&self, row: usize, block: &mut Block) -> Result<(), String> {
        let home = block.households.kind.len() - 1;
        let persons = &mut block.persons;
        persons.home.push(home as u16);
        persons.age.push(self.whole("person.age", row)?);
        persons.birth_date.push(self.whole("person.birth_date", row)?);
        persons.sex.push(self.whole("person.sex", row)?);
        persons.position.push(self.whole("person.household_position", row)?);
        persons.gross.push(self.euro("person.income_gross", row)?);
        persons.insured.push(self.whole("person.insured", row)?);
        Ok(())
    }
}

/// The digest of all columns of a population: the same citizens, the same digest.
pub(crate) fn content_digest(population: &Memory) -> Digest {
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for block in population.blocks_in_memory() {
        for field in fields() {
            let mut column = Column::new(field.kind);
            fill(&field.name).expect("the fields are those that populations have")(block, &mut column);
            let numbers = (0..column.len()).flat_map(|row| column.values.number(row).to_le_bytes());
            parts.push(numbers.chain(column.present.iter().copied()).collect());
        }
    }
    Digest::of_parts(parts.iter().map(Vec::as_slice))
}
