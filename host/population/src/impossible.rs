//! What can't be in a population, each by name: there must be none.

use fieldlab_domain::bsn::Bsn;

use crate::archetype::{Kind, position};
use crate::block::{Block, flag, hardship};
use crate::household::{ASSOCIATION, OWNER, PRIVATE_RENT};
use crate::names::DUTCH;
use crate::person::PENSION_AGE;

/// What can't be, in words.
pub(crate) const RULES: [&str; 16] = [
    "a household has another number of members than its size says",
    "a household has another number of children than it says",
    "nobody of 18 and over in a private household",
    "a parent is less than 12 years older than a child",
    "a child at home is married",
    "a partner without exactly one partner in the household",
    "of two partners one is married",
    "benefits that exclude each other",
    "a benefit before 18",
    "a state pension before the pension age, or none after it",
    "the gross incomes of head and partner do not add up",
    "rent of an owner, or none of a tenant",
    "rent arrears without rent",
    "arrival before birth, or born abroad without arrival",
    "a Dutch national with a residence title",
    "a citizen service number that somebody may have",
];

/// How often each of [`RULES`] is broken in a block.
pub(crate) fn count(block: &Block) -> [u64; RULES.len()] {
    let mut broken = [0; RULES.len()];
    let homes = &block.persons.home;
    let mut start = 0;
    while start < homes.len() {
        let end = start + homes[start..].iter().take_while(|home| **home == homes[start]).count();
        let rows = start..end;
        let of_household = household(block, usize::from(homes[start]), rows.clone());
        broken.iter_mut().zip(of_household).for_each(|(sum, is)| *sum += u64::from(is));
        for row in rows {
            broken.iter_mut().zip(person(block, row)).for_each(|(sum, is)| *sum += u64::from(is));
        }
        start = end;
    }
    broken
}

fn household(block: &Block, home: usize, rows: std::ops::Range<usize>) -> [bool; RULES.len()] {
    let (persons, households) = (&block.persons, &block.households);
    let of = |wanted: &'static [u8]| rows.clone().filter(move |row| wanted.contains(&persons.role[*row].position()));
    let eldest_child = of(&[position::CHILD]).map(|row| persons.age[row]).max();
    let youngest_parent = of(&[position::PARTNER, position::SINGLE_PARENT]).map(|row| persons.age[row]).min();
    let partners = of(&[position::PARTNER]).count();
    let married = of(&[position::PARTNER]).filter(|row| persons.role[*row].civil_status() == 2).count();
    let income: i64 = of(&[position::PARTNER, position::SINGLE_PARENT, position::ALONE, position::INSTITUTIONAL])
        .map(|row| i64::from(persons.gross[row]))
        .sum();
    let other = households.kind[home] == Kind::Other as u8;
    let (tenure, rent) = (households.tenure[home], households.rent[home]);
    let tenant = [ASSOCIATION, PRIVATE_RENT].contains(&tenure);
    let mut broken = [false; RULES.len()];
    broken[0] = rows.len() != usize::from(households.size[home]);
    broken[1] = of(&[position::CHILD]).count() != usize::from(households.children[home]);
    let private = households.kind[home] != Kind::Institutional as u8;
    broken[2] = private && rows.clone().all(|row| persons.age[row] < 18);
    broken[3] = eldest_child.is_some_and(|child| youngest_parent.is_none_or(|parent| parent < child + 12));
    broken[5] = partners != 0 && partners != 2;
    broken[6] = married == 1;
    broken[10] = !other && income != i64::from(households.assessment[home]);
    broken[11] = tenure == OWNER && rent > 0 || tenant && rent == 0;
    broken[12] = !tenant && households.hardships[home] & hardship::ARREARS_RENT != 0;
    broken
}

fn person(block: &Block, row: usize) -> [bool; RULES.len()] {
    let persons = &block.persons;
    let (age, flags) = (persons.age[row], persons.flags[row]);
    let exclusive = flags & (flag::WW | flag::BIJSTAND | flag::DISABILITY | flag::AOW);
    let mut broken = [false; RULES.len()];
    broken[4] = persons.role[row].position() == position::CHILD && persons.role[row].civil_status() == 2;
    broken[7] = exclusive.count_ones() > 1;
    broken[8] = age < 18 && exclusive != 0;
    broken[9] = (age >= PENSION_AGE) != (flags & flag::AOW != 0);
    let arrival = block.arrival(row);
    let born_here = persons.birth_country[row] == crate::names::NETHERLANDS;
    broken[13] = arrival.is_some_and(|day| day < block.birth_date(row)) || born_here == arrival.is_some();
    broken[14] = persons.nationality[row] == DUTCH && persons.residence_title[row] > 0;
    let number = block.bsn(row);
    broken[15] = Bsn::passes(number) || Bsn::is_official_test(number);
    broken
}
