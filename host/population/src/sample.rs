//! Which households a population of some size has: every so many of the whole country, from a seeded beginning.
//!
//! The households of the country stand in a row: by municipality, then by archetype. A sample takes one at equal distances
//! (systematic sampling), so that it is spread over the country and over archetypes better than chance would.

use rayon::prelude::*;

use crate::archetype::Kind;
use crate::settle::Cell;
use crate::stream::{Purpose, Stream};

/// How often another beginning is tried to get the number of persons that was asked for.
const TRIES: u64 = 16;

/// One way to take a sample: the distance between households, and where the first stands.
#[derive(Clone, Copy)]
struct Way {
    step: f64,
    offset: f64,
}

/// The cells that have households, in order, and exactly `persons` persons; all of them when there are no more.
///
/// Households have one to eight persons, so the number of persons at a beginning varies a little; of [`TRIES`] beginnings the
/// one that comes nearest from below is taken, and filled up with households of one, spread over the country: a difference of a
/// few persons.
pub(crate) fn sample(country: &[&[Cell]], persons: u64, stream: Stream) -> Vec<Cell> {
    let in_all: u64 = country.par_iter().map(|cells| cells.iter().map(Cell::persons).sum::<u64>()).sum();
    if persons >= in_all {
        return country.concat();
    }
    // Read once for each try, so closely packed.
    let (until, sizes) = rayon::join(|| until(country), || sizes(country));
    let households = f64::from(until.last().copied().unwrap_or(0));
    let wanted = persons as f64 * households / in_all as f64;
    let way = |attempt: u64| {
        // The number of households wavers around its expectation too, for small samples.
        let step = households / (wanted - (attempt % 5) as f64 * 0.4 * f64::from(attempt >= 8)).max(1.0);
        Way { step, offset: (stream.draw(Purpose::Offset, attempt, 0) >> 11) as f64 / (1_u64 << 53) as f64 * step }
    };
    let found = |way: Way| {
        let mut found = 0;
        hits(&until, way, |at, households| found += u64::from(sizes[at]) * u64::from(households));
        (found, way)
    };
    let tried: Vec<(u64, Way)> = (0..TRIES).into_par_iter().map(|attempt| found(way(attempt))).collect();
    // The largest that is not above, and of those the first.
    let below = tried.into_iter().filter(|(found, _)| *found <= persons);
    let nearest = below.reduce(|best, other| if other.0 > best.0 { other } else { best });
    let (found, mut cells) = nearest.map_or((0, Vec::new()), |(found, way)| {
        let (mut cells, mut rest, mut before) = (Vec::new(), country.iter().copied(), 0);
        let mut of: &[Cell] = &[];
        hits(&until, way, |at, households| {
            while at - before >= of.len() {
                before += of.len();
                of = rest.next().expect("it is one of them");
            }
            cells.push(Cell { households, ..of[at - before] });
        });
        (found, cells)
    });
    fill_up(country, &mut cells, persons - found, stream);
    cells
}

/// For each cell, how many households there are up to and with it.
fn until(country: &[&[Cell]]) -> Vec<u32> {
    let mut until = 0;
    let add = |cell: &Cell| {
        until += cell.households;
        until
    };
    country.iter().copied().flatten().map(add).collect()
}

/// For each cell, the persons of a household.
fn sizes(country: &[&[Cell]]) -> Vec<u8> {
    country.iter().copied().flatten().map(|cell| cell.size).collect()
}

/// Calls `with` with the place of each cell that is hit, and how many of its households are.
fn hits(until: &[u32], way: Way, mut with: impl FnMut(usize, u32)) {
    let mut next = way.offset;
    let mut next_household = next as u32;
    for (at, until) in until.iter().enumerate() {
        if next_household < *until {
            let households = ((f64::from(*until) - next) / way.step).ceil().max(1.0);
            next += households * way.step;
            next_household = next as u32;
            with(at, households as u32);
        }
    }
}

/// Adds households of one, spread over the country.
fn fill_up(country: &[&[Cell]], cells: &mut Vec<Cell>, missing: u64, stream: Stream) {
    if missing == 0 {
        return;
    }
    let cells_of_country = country.iter().copied().flatten();
    let alone: Vec<&Cell> = cells_of_country.filter(|cell| cell.archetype.kind == Kind::Alone).collect();
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
