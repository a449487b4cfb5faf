//! Reads populations, and believes nothing of what a file says.

use std::fs::File;
use std::io;
use std::path::Path;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, RecordBatch, UInt32Array, UInt64Array,
};
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::population::{BLOCK_ROWS, Population as _, PopulationError, PopulationIdentity};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rustc_hash::FxHashMap;

use super::{CONTENT, HOUSEHOLD, IDENTITY, data_type, failure, fields};
use crate::block::{Block, FIRST_DAY, Role, Schooling, Skills};
use crate::fields::{FLAGS, HARDSHIPS, names};
use crate::memory::Memory;

/// Reads a population that [`write_parquet`](super::write_parquet) wrote.
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
    let mut blocks = Blocks::new();
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
    if schema.metadata().get(CONTENT) != Some(&population.content_digest().to_string()) {
        return Err(failure(
            path,
            "it was changed after it was written: its citizens are not those that it names",
            MAKE,
        ));
    }
    Ok(population)
}

/// Rows being put back into blocks of whole households.
struct Blocks {
    done: Vec<Block>,
    open: Block,
    household: Option<u64>,
}

impl Blocks {
    fn new() -> Blocks {
        Blocks { done: Vec::new(), open: Block::default(), household: None }
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
                    let next = Block { first_person, ..Block::default() };
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
        persons.age.push(self.whole("person.age", row)?);
        let born: i32 = self.whole("person.birth_date", row)?;
        let days = u16::try_from(born - FIRST_DAY);
        persons.born.push(days.map_err(|_| impossible("person.birth_date", i64::from(born), row))?);
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
        let arrival = self.value("person.arrival_date", row).map_or(0, |days| days - i64::from(FIRST_DAY));
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
        persons.bsn.push(self.whole("person.bsn", row)?);
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
