//! From the rows of a file back to blocks of whole households; nothing of what the file says is believed.

use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, RecordBatch, UInt32Array, UInt64Array,
};
use fieldlab_domain::population::BLOCK_ROWS;
use rustc_hash::FxHashMap;

use super::HOUSEHOLD;
use crate::block::{Block, FIRST_DAY, Role, Schooling, Skills};
use crate::fields::{FLAGS, HARDSHIPS, names};

/// Rows being put back into blocks of whole households.
pub(super) struct Blocks {
    done: Vec<Block>,
    open: Block,
    household: Option<u64>,
}

impl Blocks {
    /// No rows yet; the first that is added is the person at this place of the population.
    pub(super) fn new(first_person: u64) -> Blocks {
        Blocks { done: Vec::new(), open: Block { first_person, ..Block::default() }, household: None }
    }

    /// Adds rows; says what is wrong with them.
    pub(super) fn add(&mut self, rows: &RecordBatch) -> Result<(), String> {
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

    /// The blocks of all rows.
    pub(super) fn finish(mut self) -> Vec<Block> {
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
