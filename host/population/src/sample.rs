//! Which households a population of some size has: every so many of the whole country, from a seeded beginning.
//!
//! The households of the country stand in a row: by municipality, then by archetype. A sample takes one at equal distances
//! (systematic sampling), so that it is spread over the country and over archetypes better than chance would.

use crate::fit::Fit;
use crate::stream::{Purpose, Stream};

/// How often another beginning is tried to get the number of persons that was asked for.
const TRIES: u64 = 64;

/// Households of one archetype in one municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) municipality: u16,
    pub(crate) archetype: u16,
    pub(crate) households: u32,
}

/// The cells that have households, in order, and exactly `persons` persons.
///
/// Households have one to seven persons, so the number of persons at a beginning varies a little; of [`TRIES`] beginnings the
/// first that hits `persons` is taken. When none does, the nearest that is not above it is filled up with households of one,
/// spread over the country: a difference of a few persons.
pub(crate) fn sample(fit: &Fit, persons: u64, stream: Stream) -> Vec<Cell> {
    let sizes: Vec<u64> = fit.archetypes.iter().map(|archetype| archetype.size() as u64).collect();
    let households: f64 = fit.weights.iter().flatten().sum();
    let in_all: f64 =
        fit.weights.iter().flat_map(|weights| weights.iter().zip(&sizes).map(|(w, s)| w * *s as f64)).sum();
    let wanted = persons as f64 * households / in_all;
    let mut nearest: Option<(u64, f64, f64)> = None;
    for attempt in 0..TRIES {
        // The number of households wavers around its expectation too, for small samples.
        let step = households / (wanted - (attempt % 5) as f64 * 0.4 * f64::from(attempt >= 8)).max(1.0);
        let offset = (stream.draw(Purpose::Offset, attempt, 0) >> 11) as f64 / (1_u64 << 53) as f64 * step;
        let found = count(fit, &sizes, step, offset);
        if found == persons {
            return take(fit, step, offset);
        }
        let better = nearest.is_none_or(|(best, _, _)| found > best);
        if found < persons && better {
            nearest = Some((found, step, offset));
        }
    }
    let (found, mut cells) = match nearest {
        Some((found, step, offset)) => (found, take(fit, step, offset)),
        None => (0, Vec::new()),
    };
    fill_up(fit, &mut cells, persons - found, stream);
    cells
}

/// Calls `with` with the municipality, the archetype and the number of households of each cell that is hit.
fn each(fit: &Fit, step: f64, offset: f64, mut with: impl FnMut(usize, usize, u64)) {
    let mut before = 0.0;
    let mut taken = 0;
    for (municipality, weights) in fit.weights.iter().enumerate() {
        for (archetype, weight) in weights.iter().enumerate() {
            before += weight;
            // Households at offset, offset + step, ... that lie before the end of this cell.
            let until = ((before - offset) / step).ceil().max(0.0) as u64;
            if until > taken {
                with(municipality, archetype, until - taken);
                taken = until;
            }
        }
    }
}

fn count(fit: &Fit, sizes: &[u64], step: f64, offset: f64) -> u64 {
    let mut persons = 0;
    each(fit, step, offset, |_, archetype, households| persons += sizes[archetype] * households);
    persons
}

fn take(fit: &Fit, step: f64, offset: f64) -> Vec<Cell> {
    let mut cells = Vec::new();
    each(fit, step, offset, |municipality, archetype, households| {
        cells.push(Cell {
            municipality: municipality as u16,
            archetype: archetype as u16,
            households: households as u32,
        });
    });
    cells
}

/// Adds households of one.
fn fill_up(fit: &Fit, cells: &mut Vec<Cell>, missing: u64, stream: Stream) {
    let total: f64 = singles(fit).map(|(_, _, weight)| weight).sum();
    for extra in 0..missing {
        let spread = (extra as f64 + (stream.draw(Purpose::Offset, extra, 1) >> 11) as f64 / (1_u64 << 53) as f64)
            / missing as f64;
        let mut left = spread * total;
        let mut chosen = None;
        for (municipality, archetype, weight) in singles(fit) {
            chosen = Some((municipality, archetype));
            left -= weight;
            if left <= 0.0 {
                break;
            }
        }
        let (municipality, archetype) = chosen.expect("there are archetypes of one person");
        let key = (municipality as u16, archetype as u16);
        match cells.binary_search_by_key(&key, |cell| (cell.municipality, cell.archetype)) {
            Ok(at) => cells[at].households += 1,
            Err(at) => cells.insert(at, Cell { municipality: key.0, archetype: key.1, households: 1 }),
        }
    }
}

fn singles(fit: &Fit) -> impl Iterator<Item = (usize, usize, f64)> {
    fit.weights.iter().enumerate().flat_map(|(municipality, weights)| {
        let of_one = weights.iter().enumerate().filter(|(archetype, _)| {
            let archetype = &fit.archetypes[*archetype];
            archetype.size() == 1 && archetype.kind == crate::archetype::Kind::Alone
        });
        of_one.map(move |(archetype, weight)| (municipality, archetype, *weight))
    })
}
