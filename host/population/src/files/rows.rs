//! From the rows of a file back to blocks of whole households; nothing of what the file says is believed.

use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, RecordBatch, UInt32Array, UInt64Array,
};
use fieldlab_domain::population::BLOCK_ROWS;

use super::HOUSEHOLD;
use crate::block::{Block, FIRST_DAY, Role, Schooling, Skills};
use crate::fields::{FLAGS, HARDSHIPS};

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
                let size: u8 = columns.household_size.whole(row)?;
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

/// A column with its name.
struct Named<'a> {
    name: &'static str,
    column: Typed<'a>,
}

impl<'a> Named<'a> {
    fn of(rows: &'a RecordBatch, name: &'static str) -> Result<Named<'a>, String> {
        let column = rows.column_by_name(name).ok_or_else(|| format!("it has no column `{name}`"))?;
        let column = Typed::of(column).ok_or_else(|| format!("column `{name}` is of another type"))?;
        Ok(Named { name, column })
    }

    fn value(&self, row: usize) -> Option<i64> {
        self.column.value(row)
    }

    /// A whole number that is there and fits.
    fn whole<T: TryFrom<i64>>(&self, row: usize) -> Result<T, String> {
        let value = self.value(row).ok_or_else(|| format!("column `{}` lacks a value at row {row}", self.name))?;
        T::try_from(value).map_err(|_| impossible(self.name, value, row))
    }

    /// A whole number that fits, or 0 where there is none.
    fn optional<T: TryFrom<i64>>(&self, row: usize) -> Result<T, String> {
        let value = self.value(row).unwrap_or(0);
        T::try_from(value).map_err(|_| impossible(self.name, value, row))
    }

    /// An amount in whole euros, or 0 where there is none.
    fn euro<T: TryFrom<i64>>(&self, row: usize) -> Result<T, String> {
        let cents = self.value(row).unwrap_or(0);
        let euro = (cents % 100 == 0).then(|| T::try_from(cents / 100).ok()).flatten();
        euro.ok_or_else(|| impossible(self.name, cents, row))
    }
}

/// Finds each column once for all rows of a batch: looking it up for each value takes most of the time otherwise.
macro_rules! columns {
    ($($field:ident: $name:literal,)*) => {
        struct Columns<'a> {
            household: &'a UInt64Array,
            flags: Vec<(Named<'a>, u16)>,
            hardships: Vec<(Named<'a>, u8)>,
            $($field: Named<'a>,)*
        }

        impl<'a> Columns<'a> {
            fn of(rows: &'a RecordBatch) -> Result<Columns<'a>, String> {
                let household = rows.column_by_name(HOUSEHOLD).and_then(|column| column.as_any().downcast_ref());
                Ok(Columns {
                    household: household.ok_or_else(|| format!("it has no column `{HOUSEHOLD}`"))?,
                    flags: bits(rows, &FLAGS)?,
                    hardships: bits(rows, &HARDSHIPS)?,
                    $($field: Named::of(rows, $name)?,)*
                })
            }
        }
    };
}

fn bits<'a, B: Copy>(rows: &'a RecordBatch, bits: &[(&'static str, B)]) -> Result<Vec<(Named<'a>, B)>, String> {
    bits.iter().map(|(name, bit)| Ok((Named::of(rows, name)?, *bit))).collect()
}

columns! {
    household_type: "household.type",
    household_size: "household.size",
    household_children: "household.children",
    household_municipality: "household.municipality",
    household_province: "household.province",
    household_postcode4: "household.postcode4",
    household_income_disposable: "household.income_disposable",
    household_income_standardised: "household.income_standardised",
    household_income_assessment: "household.income_assessment",
    household_income_decile: "household.income_decile",
    household_wealth: "household.wealth",
    household_assets: "household.assets",
    household_tenure: "household.tenure",
    household_rent_month: "household.rent_month",
    household_energy_label: "household.energy_label",
    household_energy_cost_month: "household.energy_cost_month",
    person_age: "person.age",
    person_birth_date: "person.birth_date",
    person_sex: "person.sex",
    person_household_position: "person.household_position",
    person_civil_status: "person.civil_status",
    person_first_name: "person.first_name",
    person_surname: "person.surname",
    person_nationality: "person.nationality",
    person_birth_country: "person.birth_country",
    person_origin: "person.origin",
    person_residence_title: "person.residence_title",
    person_arrival_date: "person.arrival_date",
    person_education: "person.education",
    person_work: "person.work",
    person_income_gross: "person.income_gross",
    person_dutch_level: "person.dutch_level",
    person_digital_skill: "person.digital_skill",
    person_bsn: "person.bsn",
}

impl Columns<'_> {
    fn household(&self, row: usize, block: &mut Block) -> Result<(), String> {
        let households = &mut block.households;
        households.kind.push(self.household_type.whole(row)?);
        households.size.push(self.household_size.whole(row)?);
        households.children.push(self.household_children.whole(row)?);
        households.municipality.push(self.household_municipality.whole(row)?);
        households.province.push(self.household_province.whole(row)?);
        households.postcode.push(self.household_postcode4.whole(row)?);
        households.disposable.push(self.household_income_disposable.euro(row)?);
        households.standardised.push(self.household_income_standardised.euro(row)?);
        households.assessment.push(self.household_income_assessment.euro(row)?);
        households.decile.push(self.household_income_decile.whole(row)?);
        households.wealth.push(self.household_wealth.euro(row)?);
        households.assets.push(self.household_assets.euro(row)?);
        households.tenure.push(self.household_tenure.whole(row)?);
        households.rent.push(self.household_rent_month.euro(row)?);
        households.label.push(self.household_energy_label.optional(row)?);
        households.energy_cost.push(self.household_energy_cost_month.euro(row)?);
        let hardships = self.hardships.iter().filter(|(column, _)| column.value(row) == Some(1));
        households.hardships.push(hardships.fold(0, |bits, (_, bit)| bits | bit));
        Ok(())
    }

    fn person(&self, row: usize, block: &mut Block) -> Result<(), String> {
        let home = block.households.kind.len() - 1;
        let persons = &mut block.persons;
        persons.home.push(home as u16);
        persons.age.push(self.person_age.whole(row)?);
        let born: i32 = self.person_birth_date.whole(row)?;
        let days = u16::try_from(born - FIRST_DAY);
        persons.born.push(days.map_err(|_| impossible("person.birth_date", i64::from(born), row))?);
        let sex: u8 = self.person_sex.whole(row)?;
        let (position, civil_status) =
            (self.person_household_position.whole(row)?, self.person_civil_status.whole(row)?);
        if !(1..=2).contains(&sex) {
            return Err(impossible("person.sex", i64::from(sex), row));
        }
        persons.role.push(Role::new(sex, position, civil_status));
        persons.first_name.push(self.person_first_name.whole(row)?);
        persons.surname.push(self.person_surname.whole(row)?);
        persons.nationality.push(self.person_nationality.whole(row)?);
        persons.birth_country.push(self.person_birth_country.whole(row)?);
        persons.origin.push(self.person_origin.whole(row)?);
        persons.residence_title.push(self.person_residence_title.optional(row)?);
        let arrival = self.person_arrival_date.value(row).map_or(0, |days| days - i64::from(FIRST_DAY));
        persons.arrival.push(u16::try_from(arrival).map_err(|_| impossible("person.arrival_date", arrival, row))?);
        persons.schooling.push(Schooling::new(self.person_education.optional(row)?, self.person_work.whole(row)?));
        persons.gross.push(self.person_income_gross.euro(row)?);
        let flags = self.flags.iter().filter(|(column, _)| column.value(row) == Some(1));
        persons.flags.push(flags.fold(0, |bits, (_, bit)| bits | bit));
        persons.skills.push(Skills::new(self.person_dutch_level.whole(row)?, self.person_digital_skill.optional(row)?));
        persons.bsn.push(self.person_bsn.whole(row)?);
        Ok(())
    }
}

fn impossible(name: &str, value: i64, row: usize) -> String {
    format!("column `{name}` has the impossible value {value} at row {row}")
}
