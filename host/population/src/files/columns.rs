//! What stands in a file of persons or of households, whatever its format: columns, and what is said about them.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, RecordBatch, UInt32Array, UInt64Array};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::{DataType, Field as ArrowField, Schema, SchemaRef};
use fieldlab_domain::column::{Column, Kind, Values};
use fieldlab_domain::field::Field;
use fieldlab_domain::persona::Persona;
use fieldlab_domain::population::Population as _;

use super::personas::{PERSONAS, persons};
use super::{CONTENT, HOUSEHOLD, IDENTITY, data_type, fields};
use crate::archetype::position;
use crate::block::Block;
use crate::fields::fill;
use crate::memory::Memory;

/// What a row of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// A person, with all fields.
    Persons,
    /// A household, with its own fields.
    Households,
}

/// One column of a file.
#[derive(Clone, Copy)]
pub(super) enum FileColumn {
    /// The number of the household.
    Household,
    /// The row of a relative in the file of persons: the partner, the first and the second parent.
    Relative(&'static str, fn(&Relatives) -> Option<usize>),
    /// A field of the catalogue.
    Field(&'static Field),
}

/// The relatives of a row who live in the same household, as rows of the block.
pub(super) struct Relatives {
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

    fn of(self, block: &Block) -> Option<Vec<u32>> {
        let homes = &block.persons.home;
        let is_first = |row: &usize| *row == 0 || homes[row - 1] != homes[*row];
        (self == Rows::Households).then(|| (0..block.len()).filter(is_first).map(|row| row as u32).collect())
    }
}

/// The persons or the households of a population, as columns of a file.
pub(super) struct Table<'a> {
    pub(super) population: &'a Memory,
    pub(super) rows: Rows,
    pub(super) columns: Vec<FileColumn>,
    /// Whose rows come after those of the population.
    pub(super) personas: &'a [Persona],
    /// How many households the population has.
    pub(super) households: u64,
    schema: SchemaRef,
    /// For each block the number of its first household.
    first_households: Vec<u64>,
}

impl<'a> Table<'a> {
    pub(super) fn new(population: &'a Memory, rows: Rows, personas: &'a [Persona]) -> Table<'a> {
        let columns = rows.columns();
        let schema = schema(population, &columns, personas);
        let count = |before: &mut u64, block: &Block| {
            let first = *before;
            *before += block.households.kind.len() as u64;
            Some(first)
        };
        let first_households = population.blocks_in_memory().iter().scan(0, count).collect();
        let households = population.blocks_in_memory().iter().map(|block| block.households.kind.len() as u64).sum();
        Table { population, rows, columns, personas, households, schema, first_households }
    }

    /// The columns, and what is said about the population.
    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The rows of a block that are in the file; all of them when it is `None`.
    pub(super) fn rows(&self, block: usize) -> Option<Vec<u32>> {
        self.rows.of(&self.population.blocks_in_memory()[block])
    }

    /// A column of a block, at the rows that [`Table::rows`] gave for it.
    pub(super) fn array(&self, block: usize, column: usize, rows: Option<&[u32]>) -> ArrayRef {
        let (first, block) = (self.first_households[block], &self.population.blocks_in_memory()[block]);
        match self.columns[column] {
            FileColumn::Household if self.rows == Rows::Households => {
                Arc::new(UInt64Array::from_iter_values((0..block.households.kind.len() as u64).map(|at| first + at)))
            }
            FileColumn::Household => household_numbers(block, first),
            FileColumn::Relative(_, of) => relatives(block, of),
            FileColumn::Field(field) => array(field_column_of(field, block, rows)),
        }
    }

    /// A block with all its columns.
    pub(super) fn batch(&self, block: usize) -> RecordBatch {
        let rows = self.rows(block);
        let columns = (0..self.columns.len()).map(|column| self.array(block, column, rows.as_deref())).collect();
        RecordBatch::try_new(self.schema.clone(), columns).expect("the schema was made from these columns")
    }
}

/// The columns of a file of persons: name, type and whether there are absent values.
pub(super) fn person_columns() -> Vec<ArrowField> {
    Rows::Persons.columns().iter().map(arrow_field).collect()
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

fn schema(population: &Memory, columns: &[FileColumn], personas: &[Persona]) -> SchemaRef {
    let identity = population.identity();
    let columns: Vec<ArrowField> = columns.iter().map(arrow_field).collect();
    let mut about = HashMap::from([
        (IDENTITY.to_owned(), serde_json::to_string(identity).unwrap_or_default()),
        ("fieldlab.digest".to_owned(), identity.digest().to_string()),
        (CONTENT.to_owned(), population.content_digest().to_string()),
        ("fieldlab.synthetic".to_owned(), "no row is a real person".to_owned()),
        ("fieldlab.sources".to_owned(), "figures of Statistics Netherlands (CBS), CC BY 4.0".to_owned()),
    ]);
    if !personas.is_empty() {
        about.insert(PERSONAS.to_owned(), persons(personas).to_string());
    }
    Arc::new(Schema::new_with_metadata(columns, about))
}

fn arrow_field(column: &FileColumn) -> ArrowField {
    match column {
        FileColumn::Household => ArrowField::new(HOUSEHOLD, DataType::UInt64, false),
        FileColumn::Relative(name, _) => ArrowField::new(*name, DataType::UInt64, true),
        FileColumn::Field(field) => field_column(field),
    }
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
pub(super) fn field_column_of(field: &Field, block: &Block, rows: Option<&[u32]>) -> Column {
    let mut column = Column::new(field.kind);
    fill(&field.name).expect("the fields are those that populations have")(block, &mut column);
    let Some(rows) = rows else { return column };
    let mut chosen = Column::new(field.kind);
    column.gather(rows, &mut chosen);
    chosen
}

/// The same values, without making them again.
pub(super) fn array(column: Column) -> ArrayRef {
    let rows = column.len();
    let Column { values, present } = column;
    let nulls = (!present.is_empty()).then(|| NullBuffer::new(BooleanBuffer::new(present.into(), 0, rows)));
    match values {
        Values::Flags(values) => {
            Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(rows, |row| values[row] != 0), nulls))
        }
        Values::Wholes(values) | Values::Shares(values) => Arc::new(Int32Array::new(values.into(), nulls)),
        Values::Amounts(values) => Arc::new(Int64Array::new(values.into(), nulls)),
        Values::Codes(values) => Arc::new(UInt32Array::new(values.into(), nulls)),
        Values::Dates(values) => Arc::new(Date32Array::new(values.into(), nulls)),
    }
}
