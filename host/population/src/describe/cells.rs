//! In which cell of a published table somebody is, by the key of the table.
//!
//! To add a table: its figures in `fixtures/populations/<model>/published.toml`, and how its cells are told here.

use crate::archetype::{Kind, MAN, position};
use crate::block::flag;
use crate::household::{ASSOCIATION, OWNER, PRIVATE_RENT};
use crate::margins::View;
use crate::memory::Memory;
use crate::model::BANDS;
use crate::person::PENSION_AGE;

/// A row and a column, from 0. Without a column somebody counts in the row only: who lacks what a rate is about.
pub(super) type Cell = (usize, Option<usize>);

/// In which cell somebody is; `None` for those that the table is not about.
type Tell = Box<dyn Fn(&View<'_>) -> Option<Cell> + Send + Sync>;

/// How to tell the cells of a table.
pub(super) struct Cells {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Of households: each counts once, by its first member, who is its head.
    pub(super) of_households: bool,
    pub(super) cell: Tell,
}

impl Cells {
    pub(super) fn empty(&self) -> Counted {
        Counted { found: vec![vec![0; self.columns]; self.rows], rows: vec![0; self.rows] }
    }
}

/// How many there are in each cell, and in each row.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    pub(super) found: Vec<Vec<u64>>,
    pub(super) rows: Vec<u64>,
}

impl Counted {
    pub(super) fn add(&mut self, (row, column): Cell) {
        self.rows[row] += 1;
        if let Some(column) = column {
            self.found[row][column] += 1;
        }
    }

    pub(super) fn merge(&mut self, other: &Counted) {
        self.rows.iter_mut().zip(&other.rows).for_each(|(sum, count)| *sum += count);
        let (sums, counts) = (self.found.iter_mut().flatten(), other.found.iter().flatten());
        sums.zip(counts).for_each(|(sum, count)| *sum += count);
    }
}

/// Standardised incomes below which the first to fourth fifth of private households are.
pub(super) fn fifths(population: &Memory) -> [i32; 4] {
    let blocks = population.blocks_in_memory().iter().map(|block| &block.households);
    let private = |home: &usize, kinds: &[u8]| kinds[*home] != Kind::Institutional as u8;
    let mut incomes: Vec<i32> = blocks
        .flat_map(|of| (0..of.kind.len()).filter(move |home| private(home, &of.kind)).map(|home| of.standardised[home]))
        .collect();
    incomes.sort_unstable();
    [1, 2, 3, 4].map(|fifth| incomes.get(incomes.len() * fifth / 5).copied().unwrap_or(0))
}

fn woman(view: &View<'_>) -> usize {
    usize::from(view.sex() != MAN)
}

fn band(view: &View<'_>) -> usize {
    usize::from(view.age() / 5).min(BANDS - 1)
}

/// 15 to 24, 25 to 34 and so on up to `groups` of them.
fn ten_years(view: &View<'_>, groups: usize) -> Option<usize> {
    let group = usize::from(view.age().checked_sub(15)? / 10);
    (group < groups).then_some(group)
}

/// Child, living alone, with a partner, single parent, other member, in an institution.
fn position_of(view: &View<'_>) -> Option<usize> {
    usize::from(view.position()).checked_sub(1).filter(|position| *position < 6)
}

fn is(view: &View<'_>, kind: Kind) -> bool {
    view.kind() == kind as u8
}

/// The rows of the composition of households.
fn composition(view: &View<'_>) -> Option<usize> {
    let married = usize::from(view.married());
    Some(match view.kind() {
        kind if kind == Kind::Alone as u8 => 0,
        kind if kind == Kind::Couple as u8 => 1 + married,
        kind if kind == Kind::CoupleWithChildren as u8 => 3 + married,
        kind if kind == Kind::SingleParent as u8 => 5,
        kind if kind == Kind::Other as u8 => 6,
        _ => return None,
    })
}

fn income_type(view: &View<'_>) -> Option<usize> {
    Some(match view.kind() {
        kind if kind == Kind::Alone as u8 => usize::from(view.age() >= PENSION_AGE),
        kind if kind == Kind::Couple as u8 => 2,
        kind if kind == Kind::CoupleWithChildren as u8 => 3,
        kind if kind == Kind::SingleParent as u8 => 4,
        _ => return None,
    })
}

fn gross_class(view: &View<'_>) -> Option<usize> {
    const FROM: [i32; 8] = [1, 10_000, 20_000, 30_000, 40_000, 50_000, 100_000, 200_000];
    let gross = view.block.persons.gross[view.row];
    FROM.iter().rposition(|from| gross >= *from)
}

fn marriage(view: &View<'_>) -> Option<usize> {
    // Never married, married, divorced, widowed: as the codes of the catalogue.
    usize::from(view.civil_status()).checked_sub(1).filter(|status| *status < 4)
}

/// The part of the table `position_the_hague` somebody is in.
fn the_hague(view: &View<'_>) -> Option<Cell> {
    const THE_HAGUE: u16 = 518;
    let here = view.block.households.municipality[view.home] == THE_HAGUE && view.age() >= 15;
    // Others and those in institutions are one column.
    let column = position_of(view)?.min(4);
    here.then(|| (woman(view) * (BANDS - 3) + band(view) - 3, Some(column)))
}

/// Families by type and number of children.
fn family(view: &View<'_>) -> Option<Cell> {
    let row = match is(view, Kind::SingleParent) {
        true => 2,
        false => usize::from(view.married()),
    };
    let family = is(view, Kind::CoupleWithChildren) || is(view, Kind::SingleParent);
    let children = usize::from(view.block.households.children[view.home]);
    family.then(|| (row, children.min(3).checked_sub(1)))
}

/// North, east, west and south, by the code of the province.
fn part_of_country(province: u8) -> Option<usize> {
    Some(match province {
        20..=22 => 0,
        23..=25 => 1,
        26..=29 => 2,
        30 | 31 => 3,
        _ => return None,
    })
}

fn in_zeeland(view: &View<'_>) -> bool {
    const ZEELAND: u8 = 29;
    view.block.households.province[view.home] == ZEELAND
}

fn zeeland(view: &View<'_>) -> Option<Cell> {
    let here = in_zeeland(view) && (15..30).contains(&view.age());
    here.then(|| (band(view) - 3, position_of(view)))
}

/// How to tell the cells of the table with this key.
pub(super) fn cells(key: &str, fifths: [i32; 4]) -> Option<Cells> {
    let fifth = move |view: &View<'_>| {
        let income = view.block.households.standardised[view.home];
        fifths.iter().filter(|bound| income >= **bound).count()
    };
    let persons = |rows, columns, cell: fn(&View<'_>) -> Option<Cell>| Cells {
        rows,
        columns,
        of_households: false,
        cell: Box::new(cell),
    };
    let households = |rows, columns, cell: fn(&View<'_>) -> Option<Cell>| Cells {
        of_households: true,
        ..persons(rows, columns, cell)
    };
    Some(match key {
        "age_band_sex" => persons(BANDS, 2, |view| Some((band(view), Some(woman(view))))),
        "age_sex" => persons(96, 2, |view| Some((usize::from(view.age()).min(95), Some(woman(view))))),
        "civil_status_age" => persons(BANDS - 3, 4, |view| Some((band(view).checked_sub(3)?, Some(marriage(view)?)))),
        "young_position" => persons(13, 3, |view| {
            let column = match view.position() {
                position::CHILD => 0,
                position::OTHER => 1,
                _ => 2,
            };
            (view.age() < 13).then(|| (usize::from(view.age()), Some(column)))
        }),
        "position_20_21" => persons(2, 6, |view| {
            let row = usize::from(view.age().checked_sub(20)?);
            (row < 2).then(|| (row, position_of(view)))
        }),
        "position_zeeland" => persons(3, 6, zeeland),
        "position_the_hague" => persons(2 * (BANDS - 3), 5, the_hague),
        "children_type" => households(3, 3, family),
        "children_type_region" => households(12, 3, |view| {
            let (row, column) = family(view)?;
            Some((part_of_country(view.block.households.province[view.home])? * 3 + row, column))
        }),
        "positions_zeeland" => persons(1, 6, |view| in_zeeland(view).then(|| (0, position_of(view)))),
        "composition" => households(7, 1, |view| Some((composition(view)?, Some(0)))),
        "size" => households(5, 1, |view| view.private().then(|| (usize::from(view.size().clamp(1, 5)) - 1, Some(0)))),
        "income_type" => Cells {
            rows: 5,
            columns: 5,
            of_households: true,
            cell: Box::new(move |view| Some((income_type(view)?, Some(fifth(view))))),
        },
        "income_tenure" => Cells {
            rows: 2,
            columns: 5,
            of_households: true,
            cell: Box::new(move |view| {
                view.private().then(|| (usize::from(view.tenure() != OWNER), Some(fifth(view))))
            }),
        },
        "gross_class" => persons(8, 1, |view| Some((gross_class(view)?, Some(0)))),
        "education_age_sex" => persons(8, 3, |view| {
            let level = match view.education() {
                0 => return None,
                1 | 2 => 0,
                3 => 1,
                _ => 2,
            };
            Some((woman(view) * 4 + ten_years(view, 5)?.checked_sub(1)?, Some(level)))
        }),
        "employed_age" => persons(6, 1, |view| Some((ten_years(view, 6)?, view.employed().then_some(0)))),
        "bijstand_age" => persons(3, 1, |view| {
            let row = usize::from(view.age() >= 27) + usize::from(view.age() >= 45);
            view.has(flag::BIJSTAND).then_some((row, Some(0)))
        }),
        "youth_care_age" => {
            persons(20, 1, |view| view.has(flag::YOUTH_CARE).then(|| (usize::from(view.age()).min(19), Some(0))))
        }
        "carers_age" => {
            persons(BANDS - 4, 1, |view| Some((band(view).checked_sub(4)?, view.has(flag::CARER).then_some(0))))
        }
        "labels_tenure" => households(3, 1, |view| {
            let row = [OWNER, ASSOCIATION, PRIVATE_RENT].iter().position(|tenure| *tenure == view.tenure())?;
            // 1 is A, 5 is E.
            Some((row, (view.block.households.label[view.home] >= 5).then_some(0)))
        }),
        _ => return None,
    })
}
