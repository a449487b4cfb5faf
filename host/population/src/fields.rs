//! From the columns of a block to those of a field: one line a field.

use fieldlab_domain::column::{Column, Values};
use fieldlab_domain::field::FieldName;

use crate::block::{Block, flag, hardship};

/// Fills a column from a block.
pub(crate) type Fill = fn(&Block, &mut Column);

/// All fields that a population has, with how to fill them.
const FIELDS: &[(&str, Fill)] = &[
    ("person.bsn", |block, into| wholes(into, (0..block.len()).map(|row| block.bsn(row) as i32))),
    ("person.birth_date", |block, into| dates(into, (0..block.len()).map(|row| block.birth_date(row)))),
    ("person.age", |block, into| wholes(into, block.persons.age.iter().map(|&age| i32::from(age)))),
    ("person.sex", |block, into| codes(into, block.persons.role.iter().map(|role| u32::from(role.sex())))),
    ("person.first_name", |block, into| codes(into, block.persons.first_name.iter().map(|&code| u32::from(code)))),
    ("person.surname", |block, into| codes(into, block.persons.surname.iter().map(|&code| u32::from(code)))),
    ("person.civil_status", |block, into| {
        codes(into, block.persons.role.iter().map(|role| u32::from(role.civil_status())))
    }),
    ("person.household_position", |block, into| {
        codes(into, block.persons.role.iter().map(|role| u32::from(role.position())))
    }),
    ("person.nationality", |block, into| codes(into, block.persons.nationality.iter().map(|&code| u32::from(code)))),
    ("person.birth_country", |block, into| {
        codes(into, block.persons.birth_country.iter().map(|&code| u32::from(code)))
    }),
    ("person.origin", |block, into| codes(into, block.persons.origin.iter().map(|&code| u32::from(code)))),
    ("person.residence_title", |block, into| {
        codes(into, block.persons.residence_title.iter().map(|&code| u32::from(code)));
        present(into, block.persons.residence_title.iter().map(|&code| code > 0));
    }),
    ("person.arrival_date", |block, into| {
        dates(into, (0..block.len()).map(|row| block.arrival(row).unwrap_or(0)));
        present(into, block.persons.arrival.iter().map(|&days| days > 0));
    }),
    ("person.education", |block, into| {
        codes(into, block.persons.schooling.iter().map(|of| u32::from(of.education())));
        present(into, block.persons.schooling.iter().map(|of| of.education() > 0));
    }),
    ("person.work", |block, into| codes(into, block.persons.schooling.iter().map(|of| u32::from(of.work())))),
    ("person.income_gross", |block, into| amounts(into, block.persons.gross.iter().copied())),
    ("person.aow", |block, into| bits(into, &block.persons.flags, flag::AOW)),
    ("person.ww", |block, into| bits(into, &block.persons.flags, flag::WW)),
    ("person.bijstand", |block, into| bits(into, &block.persons.flags, flag::BIJSTAND)),
    ("person.disability_benefit", |block, into| bits(into, &block.persons.flags, flag::DISABILITY)),
    ("person.insured", |block, into| bits(into, &block.persons.flags, flag::INSURED)),
    ("person.premium_arrears", |block, into| bits(into, &block.persons.flags, flag::PREMIUM_ARREARS)),
    ("person.wmo_care", |block, into| bits(into, &block.persons.flags, flag::WMO)),
    ("person.youth_care", |block, into| bits(into, &block.persons.flags, flag::YOUTH_CARE)),
    ("person.dutch_level", |block, into| codes(into, block.persons.skills.iter().map(|of| u32::from(of.dutch())))),
    ("person.digital_skill", |block, into| {
        codes(into, block.persons.skills.iter().map(|of| u32::from(of.digital())));
        present(into, block.persons.skills.iter().map(|of| of.digital() > 0));
    }),
    ("person.low_literacy", |block, into| bits(into, &block.persons.flags, flag::LOW_LITERACY)),
    ("person.informal_carer", |block, into| bits(into, &block.persons.flags, flag::CARER)),
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
    ("household.rent_month", |block, into| {
        amounts(into, at_home(block, &block.households.rent).map(i32::from));
        present(into, at_home(block, &block.households.rent).map(|rent| rent > 0));
    }),
    ("household.energy_label", |block, into| {
        codes(into, at_home(block, &block.households.label).map(u32::from));
        present(into, at_home(block, &block.households.label).map(|label| label > 0));
    }),
    ("household.energy_cost_month", |block, into| {
        amounts(into, at_home(block, &block.households.energy_cost).map(i32::from));
        present(into, at_home(block, &block.households.label).map(|label| label > 0));
    }),
    ("household.energy_poor", |block, into| home_bits(into, block, hardship::ENERGY_POOR)),
    ("household.problem_debt", |block, into| home_bits(into, block, hardship::PROBLEM_DEBT)),
    ("household.arrears_rent", |block, into| home_bits(into, block, hardship::ARREARS_RENT)),
    ("household.arrears_energy", |block, into| home_bits(into, block, hardship::ARREARS_ENERGY)),
    ("household.arrears_water", |block, into| home_bits(into, block, hardship::ARREARS_WATER)),
    ("household.municipality", |block, into| {
        codes(into, at_home(block, &block.households.municipality).map(u32::from))
    }),
    ("household.postcode4", |block, into| wholes(into, at_home(block, &block.households.postcode).map(i32::from))),
    ("household.province", |block, into| codes(into, at_home(block, &block.households.province).map(u32::from))),
];

/// The flags of a person, by the bit that they are kept in.
pub(crate) const FLAGS: [(&str, u16); 10] = [
    ("person.insured", flag::INSURED),
    ("person.aow", flag::AOW),
    ("person.ww", flag::WW),
    ("person.bijstand", flag::BIJSTAND),
    ("person.disability_benefit", flag::DISABILITY),
    ("person.premium_arrears", flag::PREMIUM_ARREARS),
    ("person.wmo_care", flag::WMO),
    ("person.youth_care", flag::YOUTH_CARE),
    ("person.low_literacy", flag::LOW_LITERACY),
    ("person.informal_carer", flag::CARER),
];

/// The hardships of a household, by the bit that they are kept in.
pub(crate) const HARDSHIPS: [(&str, u8); 5] = [
    ("household.energy_poor", hardship::ENERGY_POOR),
    ("household.problem_debt", hardship::PROBLEM_DEBT),
    ("household.arrears_rent", hardship::ARREARS_RENT),
    ("household.arrears_energy", hardship::ARREARS_ENERGY),
    ("household.arrears_water", hardship::ARREARS_WATER),
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

fn bits(into: &mut Column, from: &[u16], bit: u16) {
    if let Values::Flags(values) = &mut into.values {
        values.extend(from.iter().map(|flags| u8::from(flags & bit != 0)));
    }
}

fn home_bits(into: &mut Column, block: &Block, bit: u8) {
    if let Values::Flags(values) = &mut into.values {
        values.extend(at_home(block, &block.households.hardships).map(|flags| u8::from(flags & bit != 0)));
    }
}

fn dates(into: &mut Column, from: impl Iterator<Item = i32>) {
    if let Values::Dates(values) = &mut into.values {
        values.extend(from);
    }
}

/// Says which rows have a value.
fn present(into: &mut Column, from: impl ExactSizeIterator<Item = bool>) {
    into.present.resize(from.len().div_ceil(8), 0);
    from.enumerate().for_each(|(row, there)| into.present[row / 8] |= u8::from(there) << (row % 8));
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_domain::field::catalogue;
    use fieldlab_domain::population::PopulationRequest;

    #[test]
    fn every_field_of_the_catalogue_is_there_and_of_its_kind() {
        let named: Vec<&str> = catalogue().fields().iter().map(|field| field.name.as_str()).collect();
        let mut known: Vec<&str> = names().collect();
        known.sort_unstable();
        let mut sorted = named.clone();
        sorted.sort_unstable();
        assert_eq!(known, sorted);
        let population = crate::Source::new().make(&PopulationRequest::new("nl-2025", Some(50), 1));
        let population = population.expect("it can be made");
        let block = &population.blocks_in_memory()[0];
        for field in catalogue().fields() {
            let mut column = Column::new(field.kind);
            fill(&field.name).expect("it is there")(block, &mut column);
            assert_eq!(column.len(), 50, "{}", field.name);
            assert_eq!(field.optional, !column.present.is_empty(), "{}", field.name);
        }
    }
}
