//! From the columns of a block to those of a field: one line a field.

use fieldlab_domain::column::{Column, Values};
use fieldlab_domain::field::FieldName;

use crate::block::Block;

/// Fills a column from a block.
pub(crate) type Fill = fn(&Block, &mut Column);

/// All fields that a population has, with how to fill them.
const FIELDS: &[(&str, Fill)] = &[
    ("person.age", |block, into| wholes(into, block.persons.age.iter().map(|&age| i32::from(age)))),
    ("person.birth_date", |block, into| dates(into, &block.persons.birth_date)),
    ("person.sex", |block, into| codes(into, block.persons.sex.iter().map(|&sex| u32::from(sex)))),
    ("person.household_position", |block, into| codes(into, block.persons.position.iter().map(|&p| u32::from(p)))),
    ("person.income_gross", |block, into| amounts(into, block.persons.gross.iter().copied())),
    ("person.insured", |block, into| flags(into, &block.persons.insured)),
    ("household.type", |block, into| codes(into, at_home(block, &block.households.kind).map(u32::from))),
    ("household.size", |block, into| wholes(into, at_home(block, &block.households.size).map(i32::from))),
    ("household.children", |block, into| wholes(into, at_home(block, &block.households.children).map(i32::from))),
    ("household.income_disposable", |block, into| amounts(into, at_home(block, &block.households.disposable))),
    ("household.income_standardised", |block, into| amounts(into, at_home(block, &block.households.standardised))),
    ("household.income_assessment", |block, into| amounts(into, at_home(block, &block.households.assessment))),
    ("household.income_decile", |block, into| wholes(into, at_home(block, &block.households.decile).map(i32::from))),
    ("household.wealth", |block, into| amounts(into, at_home(block, &block.households.wealth))),
    ("household.assets", |block, into| amounts(into, at_home(block, &block.households.assets))),
    ("household.tenure", |block, into| codes(into, at_home(block, &block.households.tenure).map(u32::from))),
    ("household.rent_month", rents),
    ("household.province", |block, into| codes(into, at_home(block, &block.households.province).map(u32::from))),
    ("household.municipality", |block, into| {
        codes(into, at_home(block, &block.households.municipality).map(u32::from))
    }),
];

/// How to fill the column of a field; `None` when populations lack it.
pub(crate) fn fill(field: &FieldName) -> Option<Fill> {
    FIELDS.iter().find(|(name, _)| *name == field.as_str()).map(|(_, fill)| *fill)
}

/// The names of all fields.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|(name, _)| *name)
}

/// The value of each person's household.
fn at_home<'b, T: Copy>(block: &'b Block, values: &'b [T]) -> impl ExactSizeIterator<Item = T> + 'b {
    block.persons.home.iter().map(|&home| values[usize::from(home)])
}

fn wholes(into: &mut Column, from: impl Iterator<Item = i32>) {
    if let Values::Wholes(values) = &mut into.values {
        values.extend(from);
    }
}

fn codes(into: &mut Column, from: impl Iterator<Item = u32>) {
    if let Values::Codes(values) = &mut into.values {
        values.extend(from);
    }
}

/// From euro to cents.
fn amounts(into: &mut Column, from: impl Iterator<Item = i32>) {
    if let Values::Amounts(values) = &mut into.values {
        values.extend(from.map(|euro| i64::from(euro) * 100));
    }
}

fn flags(into: &mut Column, from: &[u8]) {
    if let Values::Flags(values) = &mut into.values {
        values.extend_from_slice(from);
    }
}

fn dates(into: &mut Column, from: &[i32]) {
    if let Values::Dates(values) = &mut into.values {
        values.extend_from_slice(from);
    }
}

/// A rent of 0 is absent.
fn rents(block: &Block, into: &mut Column) {
    amounts(into, at_home(block, &block.households.rent).map(i32::from));
    into.present.resize(block.len().div_ceil(8), 0);
    for (row, rent) in at_home(block, &block.households.rent).enumerate() {
        into.present[row / 8] |= u8::from(rent > 0) << (row % 8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_domain::field::catalogue;

    #[test]
    fn every_field_of_the_catalogue_is_there_and_of_its_kind() {
        let named: Vec<&str> = catalogue().fields().iter().map(|field| field.name.as_str()).collect();
        let mut known: Vec<&str> = names().collect();
        known.sort_unstable();
        let mut sorted = named.clone();
        sorted.sort_unstable();
        assert_eq!(known, sorted);
        let mut block = Block::default();
        block.persons.home.push(0);
        block.persons.age.push(1);
        block.persons.birth_date.push(1);
        block.persons.sex.push(1);
        block.persons.position.push(1);
        block.persons.gross.push(1);
        block.persons.insured.push(1);
        let households = &mut block.households;
        for column in [&mut households.kind, &mut households.size, &mut households.children, &mut households.province] {
            column.push(1);
        }
        for column in [&mut households.disposable, &mut households.standardised, &mut households.assessment] {
            column.push(1);
        }
        households.decile.push(1);
        households.tenure.push(1);
        households.wealth.push(1);
        households.assets.push(1);
        households.rent.push(1);
        households.municipality.push(14);
        for field in catalogue().fields() {
            let mut column = Column::new(field.kind);
            fill(&field.name).expect("it is there")(&block, &mut column);
            assert_eq!(column.len(), 1, "{}", field.name);
        }
    }
}
