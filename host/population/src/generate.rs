//! Lays out the households of a population, and makes them block by block.

use fieldlab_domain::place::Place;
use fieldlab_domain::population::{BLOCK_ROWS, PopulationIdentity};

use crate::ages::Ages;
use crate::archetype::MOST_CHILDREN;
use crate::block::Block;
use crate::even::Even;
use crate::fit::fit;
use crate::household::Maker;
use crate::income::Income;
use crate::levels::Levels;
use crate::model::{BANDS, Model, Municipality};
use crate::names::Names;
use crate::sample::sample;
use crate::settle::{Cell, Settled, settle};
use crate::stream::{Purpose, Stream};
use crate::tables::Tables;

/// A model, fitted: all that is needed to make citizens.
#[derive(Debug)]
pub(crate) struct Fitted {
    pub(crate) model: &'static Model,
    pub(crate) settled: Settled,
    pub(crate) income: Income,
    pub(crate) tables: Tables,
    pub(crate) names: Names,
    pub(crate) ages: Ages,
}

impl Fitted {
    /// Fits a model, with the levels at which its shares were solved.
    pub(crate) fn new(model: &'static Model, levels: Levels) -> Fitted {
        let span = tracing::info_span!("fit", model = model.name);
        let _entered = span.enter();
        let of_fit = levels.fit.clone();
        let settled = || settle(model, &fit(model, &of_fit));
        let others = || {
            let income = Income::new(model, &levels);
            (income, Tables::new(model, levels), Names::new(model), Ages::new(&model.ages))
        };
        let (settled, (income, tables, names, ages)) = rayon::join(settled, others);
        Fitted { model, settled, income, tables, names, ages }
    }

    /// Takes other levels.
    pub(crate) fn set_levels(&mut self, levels: Levels) {
        self.income = Income::new(self.model, &levels);
        self.tables = Tables::new(self.model, levels);
    }
}

/// Where a block begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Start {
    cell: usize,
    /// The household within the cell.
    within: u32,
    /// The household in the population.
    household: u64,
    person: u64,
}

/// The children at home of one municipality and band, in the order of the population.
#[derive(Clone, Copy, Debug, Default)]
struct Children {
    children: u32,
    boys: u32,
    /// What a child's number is multiplied by, modulo all of them, so that boys are spread over families.
    spread: u32,
}

impl Children {
    fn new(children: u32, boys: f64) -> Children {
        // The golden section spreads best (Knuth, "The Art of Computer Programming", 6.4); without a common divisor each number
        // comes once.
        let mut spread = (f64::from(children) * 0.618_034) as u32 | 1;
        while gcd(spread, children) > 1 {
            spread += 2;
        }
        Children { children, boys: (f64::from(children) * boys).round() as u32, spread }
    }

    fn is_boy(&self, number: u32) -> bool {
        let place = u64::from(number) * u64::from(self.spread) % u64::from(self.children.max(1));
        place < u64::from(self.boys)
    }
}

fn gcd(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// Where the citizen service numbers of a population start.
pub(crate) fn bsn_key(seed: u64) -> u64 {
    Stream::new(seed).draw(Purpose::Bsn, 0, 0)
}

/// Which households a population has, and where its blocks begin.
#[derive(Debug)]
pub(crate) struct Layout {
    stream: Stream,
    bsn_key: u64,
    even: Even,
    /// For each municipality, by how many households and persons its places are further on in the whole country: when all of a
    /// place are made, they are as they are there.
    further: Vec<(u64, u64)>,
    cells: Vec<Cell>,
    /// For each cell, the numbers that the children of its first household have among those of their municipality and band.
    first_children: Vec<[u32; MOST_CHILDREN]>,
    /// For each municipality, for each band.
    children: Vec<[Children; BANDS]>,
    starts: Vec<Start>,
}

impl Layout {
    pub(crate) fn new(fitted: &Fitted, identity: &PopulationIdentity) -> Layout {
        let stream = Stream::new(identity.seed);
        let all = &fitted.settled.municipalities;
        let inside = inside(fitted.model, identity.place.as_ref());
        let place: Vec<&[Cell]> = (0..all.len()).filter(|at| inside[*at]).map(|at| all[at].as_slice()).collect();
        let cells = sample(&place, identity.persons, stream);
        let whole = identity.persons == identity.represents;
        let further = if whole { outside_before(all, &inside) } else { vec![(0, 0); all.len()] };
        let even = || match whole {
            true => Even::new(
                &stream,
                all.iter().zip(&inside).flat_map(|(cells, inside)| cells.iter().map(|cell| (cell, *inside))),
            ),
            false => Even::new(&stream, cells.iter().map(|cell| (cell, true))),
        };
        let children = || number_children(&cells, &fitted.settled.boys);
        let (even, ((first_children, children), starts)) =
            rayon::join(even, || rayon::join(children, || starts(&cells)));
        Layout { stream, bsn_key: bsn_key(identity.seed), even, further, cells, first_children, children, starts }
    }

    pub(crate) fn blocks(&self) -> usize {
        self.starts.len() - 1
    }

    /// The place of the first person of a block.
    pub(crate) fn person(&self, block: usize) -> u64 {
        self.starts[block].person
    }

    /// Makes a block.
    pub(crate) fn block(&self, fitted: &Fitted, block: usize) -> Block {
        let (start, end) = (self.starts[block], self.starts[block + 1]);
        let (persons, households) = (end.person - start.person, end.household - start.household);
        let mut made = Block::with_room(persons as usize, households as usize);
        made.first_person = start.person;
        let (mut at, mut within) = (start.cell, start.within);
        for household in start.household..end.household {
            while within >= self.cells[at].households {
                at += 1;
                within = 0;
            }
            let cell = &self.cells[at];
            let boys = self.boys(at, within);
            let further = self.further[usize::from(cell.municipality)];
            let first = start.person + made.len() as u64 + further.1;
            let (household, point) = (household + further.0, self.even.point(at, within));
            Maker { fitted, stream: &self.stream, household, point }.make(cell, boys, &mut made);
            let places = first..first + u64::from(cell.size);
            made.persons.bsn.extend(places.map(|place| crate::bsn::number(self.bsn_key, place)));
            within += 1;
        }
        made
    }

    /// Which of the children of a household are boys.
    fn boys(&self, cell: usize, within: u32) -> [bool; MOST_CHILDREN] {
        let (children, first) = (self.cells[cell].archetype.children(), &self.first_children[cell]);
        let of_band = &self.children[usize::from(self.cells[cell].municipality)];
        let mut boys = [false; MOST_CHILDREN];
        for (nth, band) in children.iter().enumerate() {
            let of_household = children.iter().filter(|other| *other == band).count() as u32;
            boys[nth] = of_band[usize::from(*band)].is_boy(first[nth] + within * of_household);
        }
        boys
    }
}

/// For each municipality of a model, whether it is part of a place; all are of the whole country.
pub(crate) fn inside(model: &Model, place: Option<&Place>) -> Vec<bool> {
    let inside =
        |one: &Municipality| place.is_none_or(|place| place.includes(u32::from(one.code), u32::from(one.province)));
    model.municipalities.iter().map(inside).collect()
}

/// For each municipality, how many households and persons before it live outside the place.
fn outside_before(all: &[Vec<Cell>], inside: &[bool]) -> Vec<(u64, u64)> {
    let mut outside = (0, 0);
    let add = |(cells, inside): (&Vec<Cell>, &bool)| {
        let before = outside;
        for cell in cells.iter().filter(|_| !inside) {
            outside.0 += u64::from(cell.households);
            outside.1 += cell.persons();
        }
        before
    };
    all.iter().zip(inside).map(add).collect()
}

fn number_children(cells: &[Cell], boys: &[[f64; BANDS]]) -> (Vec<[u32; MOST_CHILDREN]>, Vec<[Children; BANDS]>) {
    let mut counts = vec![[0_u32; BANDS]; boys.len()];
    let number = |cell: &Cell| {
        let counts = &mut counts[usize::from(cell.municipality)];
        let mut first = [0; MOST_CHILDREN];
        let children = cell.archetype.children();
        for (nth, band) in children.iter().enumerate() {
            let earlier = children[..nth].iter().filter(|other| *other == band).count() as u32;
            first[nth] = counts[usize::from(*band)] + earlier;
        }
        children.iter().for_each(|band| counts[usize::from(*band)] += cell.households);
        first
    };
    let first = cells.iter().map(number).collect();
    let children = |(counts, boys): (&[u32; BANDS], &[f64; BANDS])| {
        std::array::from_fn(|band| Children::new(counts[band], boys[band]))
    };
    (first, counts.iter().zip(boys).map(children).collect())
}

/// Where blocks begin: each holds whole households and at most [`BLOCK_ROWS`] persons; and where the last one ends.
fn starts(cells: &[Cell]) -> Vec<Start> {
    let mut starts = Vec::new();
    let mut at = Start::default();
    let mut room = 0;
    for (index, cell) in cells.iter().enumerate() {
        let size = usize::from(cell.size);
        let mut left = cell.households;
        while left > 0 {
            if room < size {
                starts.push(Start { cell: index, within: cell.households - left, ..at });
                room = BLOCK_ROWS;
            }
            let fitting = left.min((room / size) as u32);
            left -= fitting;
            room -= size * fitting as usize;
            at.household += u64::from(fitting);
            at.person += u64::from(fitting) * size as u64;
        }
    }
    starts.push(Start { cell: cells.len(), within: 0, ..at });
    starts
}
