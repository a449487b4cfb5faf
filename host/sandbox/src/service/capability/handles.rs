//! What citizens are called within a session: numbers that say nothing of their citizen service numbers.

use fieldlab_domain::bsn::Bsn;

/// How many bits the numbers have: as many as each language can hold. In JavaScript whole numbers end there.
const BITS: u32 = 53;
const MASK: u64 = (1 << BITS) - 1;

/// The odd numbers that SplitMix64 multiplies by (Steele, Lea and Flood, 2014), and their inverses modulo 2^64.
const FACTORS: [u64; 2] = [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb];
const INVERSES: [u64; 2] = [inverse(FACTORS[0]), inverse(FACTORS[1])];

/// The names of citizens in one session. It is no cipher: it keeps numbers from being shown, taken along or guessed by counting;
/// that nobody looks at a citizen unseen is for the processing log.
#[derive(Clone, Copy)]
pub(crate) struct Handles(u64);

impl Handles {
    /// Those of the session with this seed.
    pub(crate) fn new(seed: u64) -> Handles {
        Handles(mix((seed ^ (seed >> BITS) ^ 0x6369_7469_7a65_6e73) & MASK))
    }

    pub(crate) fn handle(self, bsn: Bsn) -> u64 {
        mix(u64::from(bsn.number()) ^ self.0)
    }

    /// Whom a number stands for; nobody when it was made up.
    pub(crate) fn citizen(self, handle: u64) -> Option<Bsn> {
        let number = (handle <= MASK).then(|| unmix(handle) ^ self.0)?;
        u32::try_from(number).ok().and_then(Bsn::new)
    }
}

/// Each step can be taken back within the bits: so does the whole.
fn mix(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(FACTORS[0]) & MASK;
    number = (number ^ (number >> 27)).wrapping_mul(FACTORS[1]) & MASK;
    number ^ (number >> 31)
}

fn unmix(mut number: u64) -> u64 {
    number = unshift(number, 31).wrapping_mul(INVERSES[1]) & MASK;
    number = unshift(number, 27).wrapping_mul(INVERSES[0]) & MASK;
    unshift(number, 30)
}

/// The `x` for which `x ^ (x >> by)` is this.
fn unshift(number: u64, by: u32) -> u64 {
    number ^ (number >> by) ^ (number >> (2 * by))
}

/// Newton's method: each round doubles the bits that are right; an odd number is its own inverse in the lowest three.
const fn inverse(of: u64) -> u64 {
    let (mut found, mut round) = (of, 0);
    while round < 5 {
        found = found.wrapping_mul(2u64.wrapping_sub(of.wrapping_mul(found)));
        round += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_lead_back_to_their_citizen_in_their_own_session_only() {
        let (here, there) = (Handles::new(7), Handles::new(8));
        for number in [0, 1, 999_990_019, 123_456_789, 999_999_999] {
            let bsn = Bsn::new(number).expect("it has nine digits");
            assert_eq!(here.citizen(here.handle(bsn)), Some(bsn));
            assert!(here.handle(bsn) <= MASK, "each language can hold it");
            assert_eq!(there.citizen(here.handle(bsn)), None);
        }
        assert!((0..10_000).all(|guess| here.citizen(guess).is_none()));
        assert_eq!(here.citizen(u64::MAX), None);
    }
}
