//! Which households a population of some size has: every so many of the whole country, from a seeded beginning.
//!
//! The households of the country stand in a row: by municipality, then by archetype. A sample takes one at equal distances
//! (systematic sampling), so that it is spread over the country and over archetypes better than chance would.

use rayon::prelude::*;

use crate::archetype::Kind;
use crate::settle::Cell;
use crate::stream::{Purpose, Stream};

/// How often another beginning is tried to get the number of persons that was asked for.
const TRIES: usize = 16;

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
    let places: Vec<PlaceCells> = country.par_iter().map(|cells| PlaceCells::new(cells)).collect();
    let in_all: u64 = places.iter().map(|place| place.persons).sum();
    if persons >= in_all {
        return country.concat();
    }
    let households = f64::from(places.iter().map(PlaceCells::households).sum::<u32>());
    let wanted = persons as f64 * households / in_all as f64;
    let way = |attempt: u64| {
        // The number of households wavers around its expectation too, for small samples.
        let step = households / (wanted - (attempt % 5) as f64 * 0.4 * f64::from(attempt >= 8)).max(1.0);
        Way { step, offset: (stream.draw(Purpose::Offset, attempt, 0) >> 11) as f64 / (1_u64 << 53) as f64 * step }
    };
    let found = |way: Way| {
        let mut found = 0;
        hits(&places, way, |place, at, households| found += u64::from(places[place].sizes[at]) * u64::from(households));
        (found, way)
    };
    let tried: Vec<(u64, Way)> =
        (0..TRIES).into_par_iter().with_max_len(1).map(|attempt| found(way(attempt as u64))).collect();
    // The largest that is not above, and of those the first.
    let below = tried.into_iter().filter(|(found, _)| *found <= persons);
    let nearest = below.reduce(|best, other| if other.0 > best.0 { other } else { best });
    let (found, mut cells) = nearest.map_or((0, Vec::new()), |(found, way)| {
        let mut cells = Vec::with_capacity(wanted as usize);
        hits(&places, way, |place, at, households| cells.push(Cell { households, ..country[place][at] }));
        (found, cells)
    });
    fill_up(country, &mut cells, persons - found, stream);
    cells
}

/// What is asked of the cells of a place for each try, closely packed.
struct PlaceCells {
    /// For each cell, how many households there are up to and with it.
    until: Vec<u32>,
    /// For each cell, the persons of a household.
    sizes: Vec<u8>,
    persons: u64,
}

impl PlaceCells {
    fn new(cells: &[Cell]) -> PlaceCells {
        let (mut until, mut persons) = (0, 0);
        let add = |cell: &Cell| {
            until += cell.households;
            persons += cell.persons();
            (until, cell.size)
        };
        let (until, sizes) = cells.iter().map(add).unzip();
        PlaceCells { until, sizes, persons }
    }

    fn households(&self) -> u32 {
        self.until.last().copied().unwrap_or_default()
    }
}

/// How many steps it is to get so far: one at least.
fn steps(far: f64, step: f64) -> u32 {
    // Nearly always, when few are taken.
    if far <= step {
        return 1;
    }
    let steps = far / step;
    let whole = steps as u32;
    whole + u32::from(f64::from(whole) < steps)
}

/// Calls `with` with the place, and the cell of the place, of each cell that is hit, and how many of its households are.
fn hits(places: &[PlaceCells], way: Way, mut with: impl FnMut(usize, usize, u32)) {
    let mut next = way.offset;
    let mut next_household = next as u32;
    let mut before = 0;
    for (place, cells) in places.iter().enumerate() {
        for (at, until) in cells.until.iter().map(|until| before + until).enumerate() {
            if next_household < until {
                let households = steps(f64::from(until) - next, way.step);
                next += f64::from(households) * way.step;
                next_household = next as u32;
                with(place, at, households);
            }
        }
        before += cells.households();
    }
}

/// Adds households of one, spread over the country.
fn fill_up<'a>(country: &[&'a [Cell]], cells: &mut Vec<Cell>, missing: u64, stream: Stream) {
    if missing == 0 {
        return;
    }
    // They are the first of each place.
    let alone = |cells: &&'a [Cell]| cells.iter().take_while(|cell| cell.archetype.kind == Kind::Alone);
    let alone: Vec<&Cell> = country.iter().flat_map(alone).collect();
    let total: f64 = alone.iter().map(|cell| f64::from(cell.households)).sum();
    for extra in 0..missing {
        let drawn = (stream.draw(Purpose::Offset, extra, 1) >> 11) as f64 / (1_u64 << 53) as f64;
        let mut left = (extra as f64 + drawn) / missing as f64 * total;
        let found = alone.iter().find(|cell| {
            left -= f64::from(cell.households);
            left <= 0.0
        });
        let chosen = found.or(alone.last()).expect("there are households of one");
        let key = (chosen.municipality, chosen.archetype.key());
        match cells.binary_search_by_key(&key, |cell| (cell.municipality, cell.archetype.key())) {
            Ok(at) => cells[at].households += 1,
            Err(at) => cells.insert(at, Cell { households: 1, ..**chosen }),
        }
    }
}
