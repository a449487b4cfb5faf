//! Which households a population of some size has: every so many of the whole country, from a seeded beginning.
//!
//! The households of the country stand in a row: by municipality, then by archetype. A sample takes one at equal distances
//! (systematic sampling), so that it is spread over the country and over archetypes better than chance would.

use crate::archetype::Kind;
use crate::settle::Cell;
use crate::stream::{Purpose, Stream};

/// How often another beginning is tried to get the number of persons that was asked for.
const TRIES: u64 = 24;

/// The cells that have households, in order, and exactly `persons` persons; all of them when there are no more.
///
/// Households have one to eight persons, so the number of persons at a beginning varies a little; of [`TRIES`] beginnings the
/// first that hits `persons` is taken. When none does, the nearest that is not above it is filled up with households of one,
/// spread over the country: a difference of a few persons.
pub(crate) fn sample(country: &[Cell], persons: u64, stream: Stream) -> Vec<Cell> {
    let households: u64 = country.iter().map(|cell| u64::from(cell.households)).sum();
    let in_all = persons_of(country);
    if persons >= in_all {
        return country.to_vec();
    }
    let wanted = persons as f64 * households as f64 / in_all as f64;
    let mut nearest: Option<(u64, f64, f64)> = None;
    for attempt in 0..TRIES {
        // The number of households wavers around its expectation too, for small samples.
        let step = households as f64 / (wanted - (attempt % 5) as f64 * 0.4 * f64::from(attempt >= 8)).max(1.0);
        let offset = (stream.draw(Purpose::Offset, attempt, 0) >> 11) as f64 / (1_u64 << 53) as f64 * step;
        let mut found = 0;
        each(country, step, offset, |cell, households| found += cell.archetype.size() as u64 * u64::from(households));
        if found == persons {
            return take(country, step, offset);
        }
        let better = nearest.is_none_or(|(best, _, _)| found > best);
        if found < persons && better {
            nearest = Some((found, step, offset));
        }
    }
    let (found, mut cells) = match nearest {
        Some((found, step, offset)) => (found, take(country, step, offset)),
        None => (0, Vec::new()),
    };
    fill_up(country, &mut cells, persons - found, stream);
    cells
}

/// How many persons live in these households.
pub(crate) fn persons_of(cells: &[Cell]) -> u64 {
    cells.iter().map(|cell| cell.archetype.size() as u64 * u64::from(cell.households)).sum()
}

/// Calls `with` with each cell that is hit, and how many of its households are.
fn each(country: &[Cell], step: f64, offset: f64, mut with: impl FnMut(&Cell, u32)) {
    let mut before = 0.0;
    let mut next = offset;
    for cell in country {
        before += f64::from(cell.households);
        if next < before {
            let households = ((before - next) / step).ceil();
            next += households * step;
            with(cell, households as u32);
        }
    }
}

fn take(country: &[Cell], step: f64, offset: f64) -> Vec<Cell> {
    let mut cells = Vec::new();
    each(country, step, offset, |cell, households| cells.push(Cell { households, ..*cell }));
    cells
}

/// Adds households of one, spread over the country.
fn fill_up(country: &[Cell], cells: &mut Vec<Cell>, missing: u64, stream: Stream) {
    let alone: Vec<&Cell> = country.iter().filter(|cell| cell.archetype.kind == Kind::Alone).collect();
    let total: f64 = alone.iter().map(|cell| f64::from(cell.households)).sum();
    for extra in 0..missing {
        let drawn = (stream.draw(Purpose::Offset, extra, 1) >> 11) as f64 / (1_u64 << 53) as f64;
        let mut left = (extra as f64 + drawn) / missing as f64 * total;
        let found = alone.iter().find(|cell| {
            left -= f64::from(cell.households);
            left <= 0.0
        });
        let chosen = found.or(alone.last()).expect("there are households of one");
        let key = (chosen.municipality, chosen.archetype);
        match cells.binary_search_by_key(&key, |cell| (cell.municipality, cell.archetype)) {
            Ok(at) => cells[at].households += 1,
            Err(at) => cells.insert(at, Cell { households: 1, ..**chosen }),
        }
    }
}
