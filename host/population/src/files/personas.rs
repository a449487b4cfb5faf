//! The personas as rows of a file, on request: after everybody else, each with the household.
//!
//! They are in no count: their numbers come from the official test range `9999xxxxx`, by which a reader tells them from the
//! population, and the metadata says how many rows they have. Who reads the file as a population passes them over.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, RecordBatch, UInt64Array};
use arrow_schema::Metadata;
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::column::Column;
use fieldlab_domain::field::Field;
use fieldlab_domain::persona::Persona;
use fieldlab_domain::population::Population as _;

use super::columns::{FileColumn, Rows, Table, array};

/// The key of the metadata that says how many rows the personas and who live with them have, at the end.
pub(super) const PERSONAS: &str = "fieldlab.personas";

/// How many persons live in their households.
pub(super) fn persons(personas: &[Persona]) -> u64 {
    personas.iter().map(|persona| persona.members.len() as u64).sum()
}

/// How many rows of a file are those of personas, as its metadata says.
pub(super) fn rows_in(about: &Metadata) -> Result<u64, String> {
    let rows = about.get(PERSONAS).map_or(Ok(0), |rows| rows.parse());
    rows.map_err(|_| format!("its `{PERSONAS}` is no number"))
}

/// Whether these are the numbers of so many persons, each in the official test range.
pub(super) fn are_personas(numbers: &Int32Array, rows: u64) -> bool {
    let test = |number: i32| u32::try_from(number).is_ok_and(Bsn::is_official_test);
    numbers.len() as u64 == rows && numbers.iter().all(|number| number.is_some_and(test))
}

/// The rows of the personas with all columns of a table; `None` when it has none.
pub(super) fn batch(table: &Table<'_>) -> Option<RecordBatch> {
    if table.personas.is_empty() {
        return None;
    }
    let columns = table.columns.iter().map(|column| column_of(table, column)).collect();
    Some(RecordBatch::try_new(table.schema().clone(), columns).expect("personas have all fields that have to be there"))
}

fn column_of(table: &Table<'_>, column: &FileColumn) -> ArrayRef {
    // The households, each with the row of its first person and its number.
    let mut first = table.population.persons();
    let mut number = table.households;
    let homes = table.personas.iter().map(|persona| {
        let home = (persona, first, number);
        first += persona.members.len() as u64;
        number += 1;
        home
    });
    let homes: Vec<(&Persona, u64, u64)> = homes.collect();
    let rows = |persona: &Persona| match table.rows {
        Rows::Persons => persona.members.len(),
        Rows::Households => 1,
    };
    let relative = |of: &dyn Fn(&Persona, usize) -> Option<usize>| -> ArrayRef {
        let each = homes.iter().flat_map(|(persona, first, _)| {
            (0..persona.members.len()).map(move |member| of(persona, member).map(|member| first + member as u64))
        });
        Arc::new(each.collect::<UInt64Array>())
    };
    match column {
        FileColumn::Household => {
            let each = homes.iter().flat_map(|(persona, _, number)| std::iter::repeat_n(*number, rows(persona)));
            Arc::new(UInt64Array::from_iter_values(each))
        }
        FileColumn::Relative("partner", _) => relative(&|persona, member| persona.members[member].partner),
        FileColumn::Relative("parent_1", _) => {
            relative(&|persona, member| persona.members[member].parents.first().copied())
        }
        FileColumn::Relative(..) => relative(&|persona, member| persona.members[member].parents.get(1).copied()),
        FileColumn::Field(field) => {
            let each = homes.iter().flat_map(|(persona, ..)| (0..rows(persona)).map(move |member| (*persona, member)));
            array(values(field, each))
        }
    }
}

/// The values of a field.
pub(super) fn values<'a>(field: &Field, rows: impl Iterator<Item = (&'a Persona, usize)>) -> Column {
    let mut column = Column::new(field.kind);
    for (persona, member) in rows {
        column.push(persona.value(member, field.name.as_str()));
    }
    column
}
