//! Random numbers: a fixed row of them from a seed, the same in each call.

use wasmtime::component::Linker;
use wasmtime::{Result, bail};
use wasmtime_wasi::p2::bindings::random::{insecure, insecure_seed, random};

use super::Lab;
use crate::limits::MOST_OUTPUT_BYTES;
use crate::state::GuestState;

/// SplitMix64 (Steele, Lea and Flood, 2014): good enough to shuffle with, and no secret at all.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// The row that belongs to `seed`.
    pub(crate) fn new(seed: u64) -> Random {
        Random { state: seed }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn bytes(&mut self, length: u64) -> Result<Vec<u8>> {
        let length = usize::try_from(length)?;
        if length > MOST_OUTPUT_BYTES {
            bail!("asked for {length} random bytes at once; it may ask for {MOST_OUTPUT_BYTES}");
        }
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend_from_slice(&self.next().to_le_bytes());
        }
        bytes.truncate(length);
        Ok(bytes)
    }
}

impl random::Host for GuestState {
    fn get_random_bytes(&mut self, length: u64) -> Result<Vec<u8>> {
        self.random.bytes(length)
    }

    fn get_random_u64(&mut self) -> Result<u64> {
        Ok(self.random.next())
    }
}

impl insecure::Host for GuestState {
    fn get_insecure_random_bytes(&mut self, length: u64) -> Result<Vec<u8>> {
        self.random.bytes(length)
    }

    fn get_insecure_random_u64(&mut self) -> Result<u64> {
        Ok(self.random.next())
    }
}

impl insecure_seed::Host for GuestState {
    fn insecure_seed(&mut self) -> Result<(u64, u64)> {
        Ok((self.random.next(), self.random.next()))
    }
}

/// Links the random numbers.
pub(crate) fn link(linker: &mut Linker<GuestState>) -> Result<()> {
    random::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    insecure::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    insecure_seed::add_to_linker::<GuestState, Lab>(linker, |state| state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_has_one_row() {
        let mut random = Random::new(0);
        // The first numbers of the published algorithm for seed 0.
        assert_eq!([random.next(), random.next()], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
        assert_eq!(Random::new(0).bytes(11).expect("few enough")[..8], 0xe220_a839_7b1d_cdaf_u64.to_le_bytes());
        assert!(Random::new(0).bytes(1 << 40).is_err());
    }
}
