//! Households as their lives are played: by municipality, each with its members.

use fieldlab_domain::population::BLOCK_ROWS;

use crate::archetype::{Kind, position};
use crate::block::{Block, FIRST_DAY, Role, Schooling, Skills, flag};
use crate::gross::Gross;
use crate::household::{INSTITUTION, OWNER};
use crate::income::{Income, household_factor};
use crate::model::Model;

/// Somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// 0 for who was just born or has just come: they get a number at the end of the month.
    pub(super) bsn: u32,
    /// Days since [`FIRST_DAY`].
    pub(super) born: u16,
    pub(super) role: Role,
    pub(super) first_name: u16,
    pub(super) surname: u16,
    pub(super) nationality: u16,
    pub(super) birth_country: u16,
    pub(super) origin: u8,
    pub(super) title: u8,
    /// Days since [`FIRST_DAY`]; 0 when there is none.
    pub(super) arrival: u16,
    pub(super) schooling: Schooling,
    pub(super) gross: i32,
    pub(super) flags: u16,
    pub(super) skills: Skills,
}

impl Person {
    pub(super) fn born(&self) -> i32 {
        FIRST_DAY + i32::from(self.born)
    }

    pub(super) fn position(&self) -> u8 {
        self.role.position()
    }

    pub(super) fn set_position(&mut self, position: u8) {
        self.role = Role::new(self.role.sex(), position, self.role.civil_status());
    }

    pub(super) fn set_civil_status(&mut self, civil_status: u8) {
        self.role = Role::new(self.role.sex(), self.role.position(), civil_status);
    }

    pub(super) fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    pub(super) fn set_work(&mut self, work: u8) {
        self.schooling = Schooling::new(self.schooling.education(), work);
    }

    /// One of the benefits that exclude each other.
    pub(super) fn has_benefit(&self) -> bool {
        self.has(flag::WW | flag::BIJSTAND | flag::DISABILITY | flag::AOW)
    }
}

/// By what incomes are standardised.
pub(super) struct Scale<'a> {
    pub(super) income: &'a Income,
    pub(super) gross: &'a Gross,
    /// Children at home who were born after this day count as children; in days since [`FIRST_DAY`].
    pub(super) minors_after: u16,
}

/// A household and its members: first who head it, then children, then others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Household {
    pub(super) kind: u8,
    pub(super) postcode: u16,
    pub(super) disposable: i32,
    pub(super) standardised: i32,
    pub(super) assessment: i32,
    pub(super) decile: u8,
    pub(super) wealth: i32,
    pub(super) assets: i32,
    pub(super) tenure: u8,
    pub(super) rent: u16,
    pub(super) label: u8,
    pub(super) energy_cost: u16,
    pub(super) hardships: u8,
    pub(super) members: Vec<Person>,
}

impl Household {
    pub(super) fn count(&self, position: u8) -> usize {
        self.members.iter().filter(|person| person.position() == position).count()
    }

    pub(super) fn is_institution(&self) -> bool {
        self.kind == Kind::Institutional as u8
    }

    /// Takes out somebody.
    pub(super) fn remove(&mut self, bsn: u32) -> Option<Person> {
        let at = self.members.iter().position(|person| person.bsn == bsn)?;
        Some(self.members.remove(at))
    }

    /// After somebody has come, gone, or earns something else: positions, the order of the members, type and incomes follow.
    pub(super) fn put_right(&mut self, scale: &Scale<'_>) {
        if self.members.is_empty() || self.is_institution() {
            return;
        }
        let partners = self.count(position::PARTNER);
        let heads = partners + self.count(position::SINGLE_PARENT) + self.count(position::ALONE);
        if heads == 0 {
            // Brothers and sisters whose parents are gone are nobody's children here.
            self.members.iter_mut().for_each(|person| person.set_position(position::OTHER));
        }
        let children = self.count(position::CHILD);
        let others = self.count(position::OTHER);
        let head = match (partners, heads, children, others) {
            (2, ..) => position::PARTNER,
            (_, 1, 1.., _) => position::SINGLE_PARENT,
            (_, 1, 0, 0) | (_, 0, 0, 1) => position::ALONE,
            _ => position::OTHER,
        };
        for person in &mut self.members {
            match (person.position(), head) {
                (position::CHILD, _) => {}
                (position::OTHER, position::ALONE) => person.set_position(position::ALONE),
                (position::OTHER, _) => {}
                _ => person.set_position(head),
            }
        }
        self.kind = match (head, children) {
            (position::PARTNER, 0) => Kind::Couple,
            (position::PARTNER, _) => Kind::CoupleWithChildren,
            (position::SINGLE_PARENT, _) => Kind::SingleParent,
            (position::ALONE, _) => Kind::Alone,
            _ => Kind::Other,
        } as u8;
        let place = |person: &Person| match person.position() {
            position::CHILD => 1,
            position::OTHER if head != position::OTHER => 2,
            _ => 0,
        };
        self.members.sort_by_key(place);
        self.set_incomes(scale);
    }

    /// Incomes from what the heads earn: as they were made, from each other.
    pub(super) fn set_incomes(&mut self, scale: &Scale<'_>) {
        let minor = |person: &&Person| person.position() == position::CHILD && person.born > scale.minors_after;
        let minors = self.members.iter().filter(minor).count();
        let other = self.kind == Kind::Other as u8;
        let is_head = |person: &&Person| match person.position() {
            position::CHILD => false,
            position::OTHER => other,
            _ => true,
        };
        let gross: Vec<i32> = self.members.iter().filter(is_head).map(|person| person.gross).take(2).collect();
        self.disposable = gross.iter().map(|gross| scale.gross.net_of(*gross)).sum();
        // Other households have no head with a partner: the first member stands for it.
        self.assessment = if other { gross.first().copied().unwrap_or(0) } else { gross.iter().sum() };
        let factor = household_factor(self.members.len() - minors, minors);
        self.standardised = (f64::from(self.disposable) / factor) as i32;
        self.decile = scale.income.decile(self.standardised);
    }

    /// What they own is shared with somebody who leaves: half of the savings; the home stays with who stays.
    pub(super) fn halve_assets(&mut self) -> i32 {
        let half = self.assets / 2;
        self.assets -= half;
        self.wealth -= half;
        half
    }

    pub(super) fn rents(&self) -> bool {
        self.tenure != OWNER && self.tenure != INSTITUTION
    }
}

/// The households of a municipality.
#[derive(Clone, Debug, Default)]
pub(super) struct Town {
    pub(super) households: Vec<Household>,
}

/// Households by municipality of the model; `None` when one of them is not of the model.
pub(super) fn towns(model: &Model, blocks: &[Block]) -> Option<Vec<Town>> {
    let mut towns = vec![Town::default(); model.municipalities.len()];
    for block in blocks {
        let mut row = 0;
        for (at, code) in block.households.municipality.iter().enumerate() {
            let town = model.municipalities.binary_search_by_key(code, |one| one.code).ok()?;
            let size = usize::from(block.households.size[at]);
            towns[town].households.push(household(block, at, row..row + size));
            row += size;
        }
    }
    Some(towns)
}

fn household(block: &Block, at: usize, rows: std::ops::Range<usize>) -> Household {
    let of = &block.households;
    Household {
        kind: of.kind[at],
        postcode: of.postcode[at],
        disposable: of.disposable[at],
        standardised: of.standardised[at],
        assessment: of.assessment[at],
        decile: of.decile[at],
        wealth: of.wealth[at],
        assets: of.assets[at],
        tenure: of.tenure[at],
        rent: of.rent[at],
        label: of.label[at],
        energy_cost: of.energy_cost[at],
        hardships: of.hardships[at],
        members: rows.map(|row| person(block, row)).collect(),
    }
}

fn person(block: &Block, row: usize) -> Person {
    let of = &block.persons;
    Person {
        bsn: of.bsn[row],
        born: of.born[row],
        role: of.role[row],
        first_name: of.first_name[row],
        surname: of.surname[row],
        nationality: of.nationality[row],
        birth_country: of.birth_country[row],
        origin: of.origin[row],
        title: of.residence_title[row],
        arrival: of.arrival[row],
        schooling: of.schooling[row],
        gross: of.gross[row],
        flags: of.flags[row],
        skills: of.skills[row],
    }
}

/// The households of all municipalities in blocks, with the ages of a day.
pub(super) fn blocks(model: &Model, towns: &[Town], age: &dyn Fn(&Person) -> u8) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = Block::default();
    for (town, of) in towns.iter().zip(&model.municipalities) {
        for household in &town.households {
            if open.len() + household.members.len() > BLOCK_ROWS {
                let first_person = open.first_person + open.len() as u64;
                blocks.push(std::mem::replace(&mut open, Block { first_person, ..Block::default() }));
            }
            add(&mut open, household, (of.code, of.province), age);
        }
    }
    if open.len() > 0 {
        blocks.push(open);
    }
    blocks
}

fn add(block: &mut Block, household: &Household, (code, province): (u16, u8), age: &dyn Fn(&Person) -> u8) {
    let home = block.households.kind.len() as u16;
    let households = &mut block.households;
    households.kind.push(household.kind);
    households.size.push(household.members.len() as u8);
    households.children.push(household.count(position::CHILD) as u8);
    households.municipality.push(code);
    households.province.push(province);
    households.postcode.push(household.postcode);
    households.disposable.push(household.disposable);
    households.standardised.push(household.standardised);
    households.assessment.push(household.assessment);
    households.decile.push(household.decile);
    households.wealth.push(household.wealth);
    households.assets.push(household.assets);
    households.tenure.push(household.tenure);
    households.rent.push(household.rent);
    households.label.push(household.label);
    households.energy_cost.push(household.energy_cost);
    households.hardships.push(household.hardships);
    let persons = &mut block.persons;
    for person in &household.members {
        persons.home.push(home);
        persons.bsn.push(person.bsn);
        persons.age.push(age(person));
        persons.born.push(person.born);
        persons.role.push(person.role);
        persons.first_name.push(person.first_name);
        persons.surname.push(person.surname);
        persons.nationality.push(person.nationality);
        persons.birth_country.push(person.birth_country);
        persons.origin.push(person.origin);
        persons.residence_title.push(person.title);
        persons.arrival.push(person.arrival);
        persons.schooling.push(person.schooling);
        persons.gross.push(person.gross);
        persons.flags.push(person.flags);
        persons.skills.push(person.skills);
    }
}
