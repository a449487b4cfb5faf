//! Populations as Parquet files: a row a person or a household, a column a field, and what they are in the metadata.
//!
//! Amounts are 64-bit cents, codes unsigned numbers, dates days, flags booleans. The column `household` numbers the households,
//! whose rows stand together; `partner`, `parent_1` and `parent_2` are rows of the file of persons, counted from 0.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, RecordBatch, UInt32Array, UInt64Array,
};
use arrow_schema::{DataType, Field as ArrowField, Schema, SchemaRef};
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::column::{Column, Kind, Values};
use fieldlab_domain::field::{Field, catalogue};
use fieldlab_domain::population::{BLOCK_ROWS, Population as _, PopulationError, PopulationIdentity};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::archetype::position;
use crate::block::{Block, FIRST_ARRIVAL, Role, Schooling, Skills};
use crate::fields::{FLAGS, HARDSHIPS, fill, names};
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
    let schema = schema(population.identity(), &columns);
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

fn schema(identity: &PopulationIdentity, columns: &[FileColumn]) -> SchemaRef {
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

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Flag => DataType::Boolean,
        Kind::Whole | Kind::Share => DataType::Int32,
        Kind::Amount => DataType::Int64,
        Kind::Code => DataType::UInt32,
        Kind::Date => DataType::Date32,
    }
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
    let mut blocks = Blocks::new(&identity);
    let (mut real, mut wrong) = (0, None);
    for rows in reader.with_batch_size(BLOCK_ROWS).build().map_err(|error| unreadable(&error))? {
        let rows = rows.map_err(|error| unreadable(&error))?;
        real += check_numbers(&rows);
        if real == 0 && wrong.is_none() {
            wrong = blocks.add(&rows).err();
        }
    }
    if real > 0 {
        let what = format!("column `person.bsn` has {real} numbers that somebody may have: it is refused whole");
        return Err(failure(path, what, "take out what is real: only numbers that fail the eleven-test may come in"));
    }
    if let Some(what) = wrong {
        return Err(failure(path, what, MAKE));
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
struct Blocks {
    done: Vec<Block>,
    open: Block,
    household: Option<u64>,
    bsn_key: u64,
}

impl Blocks {
    fn new(identity: &PopulationIdentity) -> Blocks {
        let bsn_key = crate::generate::bsn_key(identity.seed);
        let open = Block { bsn_key, ..Block::default() };
        Blocks { done: Vec::new(), open, household: None, bsn_key }
    }

    fn add(&mut self, rows: &RecordBatch) -> Result<(), String> {
        let columns = Columns::of(rows)?;
        for row in 0..rows.num_rows() {
            let household = columns.household.value(row);
            if self.household != Some(household) {
                self.household = Some(household);
                let size: u8 = columns.whole("household.size", row)?;
                if self.open.len() + usize::from(size) > BLOCK_ROWS {
                    let first_person = self.open.first_person + self.open.len() as u64;
                    let next = Block { first_person, bsn_key: self.bsn_key, ..Block::default() };
                    self.done.push(std::mem::replace(&mut self.open, next));
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

/// A column of one of the types that fields have.
enum Typed<'a> {
    Amounts(&'a Int64Array),
    Wholes(&'a Int32Array),
    Codes(&'a UInt32Array),
    Dates(&'a Date32Array),
    Flags(&'a BooleanArray),
}

impl Typed<'_> {
    fn of(array: &ArrayRef) -> Option<Typed<'_>> {
        let any = array.as_any();
        any.downcast_ref()
            .map(Typed::Amounts)
            .or_else(|| any.downcast_ref().map(Typed::Wholes))
            .or_else(|| any.downcast_ref().map(Typed::Codes))
            .or_else(|| any.downcast_ref().map(Typed::Dates))
            .or_else(|| any.downcast_ref().map(Typed::Flags))
    }

    /// The value at a row; `None` where there is none.
    fn value(&self, row: usize) -> Option<i64> {
        match self {
            Typed::Amounts(array) => array.is_valid(row).then(|| array.value(row)),
            Typed::Wholes(array) => array.is_valid(row).then(|| i64::from(array.value(row))),
            Typed::Codes(array) => array.is_valid(row).then(|| i64::from(array.value(row))),
            Typed::Dates(array) => array.is_valid(row).then(|| i64::from(array.value(row))),
            Typed::Flags(array) => array.is_valid(row).then(|| i64::from(array.value(row))),
        }
    }
}

struct Columns<'a> {
    household: &'a UInt64Array,
    fields: FxHashMap<&'static str, Typed<'a>>,
}

impl<'a> Columns<'a> {
    fn of(rows: &'a RecordBatch) -> Result<Columns<'a>, String> {
        let household = rows.column_by_name(HOUSEHOLD).and_then(|column| column.as_any().downcast_ref());
        let household = household.ok_or_else(|| format!("it has no column `{HOUSEHOLD}`"))?;
        let typed = |name: &'static str| {
            let column = rows.column_by_name(name).ok_or_else(|| format!("it has no column `{name}`"))?;
            Ok((name, Typed::of(column).ok_or_else(|| format!("column `{name}` is of another type"))?))
        };
        Ok(Columns { household, fields: names().map(typed).collect::<Result<_, String>>()? })
    }

    fn value(&self, name: &str, row: usize) -> Option<i64> {
        self.fields[name].value(row)
    }

    /// A whole number that is there and fits.
    fn whole<T: TryFrom<i64>>(&self, name: &str, row: usize) -> Result<T, String> {
        let value = self.value(name, row).ok_or_else(|| format!("column `{name}` lacks a value at row {row}"))?;
        T::try_from(value).map_err(|_| impossible(name, value, row))
    }

    /// A whole number that fits, or 0 where there is none.
    fn optional<T: TryFrom<i64>>(&self, name: &str, row: usize) -> Result<T, String> {
        let value = self.value(name, row).unwrap_or(0);
        T::try_from(value).map_err(|_| impossible(name, value, row))
    }

    /// An amount in whole euros, or 0 where there is none.
    fn euro<T: TryFrom<i64>>(&self, name: &str, row: usize) -> Result<T, String> {
        let cents = self.value(name, row).unwrap_or(0);
        let euro = (cents % 100 == 0).then(|| T::try_from(cents / 100).ok()).flatten();
        euro.ok_or_else(|| impossible(name, cents, row))
    }

    fn bit(&self, name: &str, row: usize) -> bool {
        self.value(name, row) == Some(1)
    }

    fn household(&self, row: usize, block: &mut Block) -> Result<(), String> {
        let households = &mut block.households;
        households.kind.push(self.whole("household.type", row)?);
        households.size.push(self.whole("household.size", row)?);
        households.children.push(self.whole("household.children", row)?);
        households.municipality.push(self.whole("household.municipality", row)?);
        households.province.push(self.whole("household.province", row)?);
        households.postcode.push(self.whole("household.postcode4", row)?);
        households.disposable.push(self.euro("household.income_disposable", row)?);
        households.standardised.push(self.euro("household.income_standardised", row)?);
        households.assessment.push(self.euro("household.income_assessment", row)?);
        households.decile.push(self.whole("household.income_decile", row)?);
        households.wealth.push(self.euro("household.wealth", row)?);
        households.assets.push(self.euro("household.assets", row)?);
        households.tenure.push(self.whole("household.tenure", row)?);
        households.rent.push(self.euro("household.rent_month", row)?);
        households.label.push(self.optional("household.energy_label", row)?);
        households.energy_cost.push(self.euro("household.energy_cost_month", row)?);
        let hardships = HARDSHIPS.iter().filter(|(name, _)| self.bit(name, row));
        households.hardships.push(hardships.fold(0, |bits, (_, bit)| bits | bit));
        Ok(())
    }

    fn person(&self, row: usize, block: &mut Block) -> Result<(), String> {
        let home = block.households.kind.len() - 1;
        let persons = &mut block.persons;
        persons.home.push(home as u16);
        let age: u8 = self.whole("person.age", row)?;
        persons.age.push(age);
        let born: i32 = self.whole("person.birth_date", row)?;
        let day = born - crate::person::first_day_of_birth_year(age);
        persons.birth_day.push(u16::try_from(day).map_err(|_| impossible("person.birth_date", i64::from(born), row))?);
        let role = ["person.sex", "person.household_position", "person.civil_status"];
        let [sex, position, civil_status] = role.map(|name| self.whole::<u8>(name, row));
        let sex = sex?;
        if !(1..=2).contains(&sex) {
            return Err(impossible("person.sex", i64::from(sex), row));
        }
        persons.role.push(Role::new(sex, position?, civil_status?));
        persons.first_name.push(self.whole("person.first_name", row)?);
        persons.surname.push(self.whole("person.surname", row)?);
        persons.nationality.push(self.whole("person.nationality", row)?);
        persons.birth_country.push(self.whole("person.birth_country", row)?);
        persons.origin.push(self.whole("person.origin", row)?);
        persons.residence_title.push(self.optional("person.residence_title", row)?);
        let arrival = self.value("person.arrival_date", row).map_or(0, |days| days - i64::from(FIRST_ARRIVAL));
        persons.arrival.push(u16::try_from(arrival).map_err(|_| impossible("person.arrival_date", arrival, row))?);
        persons
            .schooling
            .push(Schooling::new(self.optional("person.education", row)?, self.whole("person.work", row)?));
        persons.gross.push(self.euro("person.income_gross", row)?);
        let flags = FLAGS.iter().filter(|(name, _)| self.bit(name, row));
        persons.flags.push(flags.fold(0, |bits, (_, bit)| bits | bit));
        persons
            .skills
            .push(Skills::new(self.whole("person.dutch_level", row)?, self.optional("person.digital_skill", row)?));
        let bsn: u32 = self.whole("person.bsn", row)?;
        if bsn != block.bsn(block.len() - 1) {
            return Err(format!("column `person.bsn` has another number at row {row} than this population has"));
        }
        Ok(())
    }
}

fn impossible(name: &str, value: i64, row: usize) -> String {
    format!("column `{name}` has the impossible value {value} at row {row}")
}

/// Refuses numbers that somebody may have, without naming them.
fn check_numbers(rows: &RecordBatch) -> u64 {
    let Some(Typed::Wholes(numbers)) = rows.column_by_name("person.bsn").and_then(Typed::of) else { return 0 };
    let real =
        |number: i32| u32::try_from(number).is_ok_and(|number| Bsn::passes(number) && !Bsn::is_official_test(number));
    numbers.iter().flatten().filter(|number| real(*number)).count() as u64
}
