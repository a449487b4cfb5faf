//! Proof that nobody has the numbers of a population, and that no two citizens share one.

use fieldlab_domain::bsn::Bsn;
use rayon::prelude::*;
use serde::Serialize;

use crate::memory::Memory;

/// What is wrong with the citizen service numbers of a population: there must be nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// How many were looked at.
    pub looked_at: u64,
    /// How many pass the eleven-test, so that somebody may have them.
    pub passing: u64,
    /// How many are in the official test range, which is for personas.
    pub test_range: u64,
    /// How many were there before.
    pub twice: u64,
}

impl Numbers {
    /// Looks at all numbers of a population.
    pub(super) fn of(population: &Memory) -> Numbers {
        let of_block = |block: &crate::block::Block| (0..block.len()).map(|row| block.bsn(row)).collect::<Vec<u32>>();
        let mut numbers: Vec<u32> = population.blocks_in_memory().par_iter().flat_map_iter(of_block).collect();
        numbers.par_sort_unstable();
        let count = |wrong: fn(u32) -> bool| numbers.par_iter().filter(|number| wrong(**number)).count() as u64;
        Numbers {
            looked_at: numbers.len() as u64,
            passing: count(Bsn::passes),
            test_range: count(Bsn::is_official_test),
            twice: numbers.par_windows(2).filter(|two| two[0] == two[1]).count() as u64,
        }
    }
}
