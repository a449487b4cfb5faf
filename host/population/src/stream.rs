//! Random numbers without a state: each is worked out from where it is used.

/// What a random number is for. A new purpose gets a number of its own, so that it changes no other.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(crate) enum Purpose {
    /// Where the sample begins.
    Offset = 1,
    Age = 2,
    BirthDay = 3,
    Sex = 4,
    Insured = 5,
    Income = 6,
    PartnerShare = 7,
    OwnIncome = 8,
    Tenure = 9,
    Rent = 10,
    Home = 11,
    Savings = 12,
    Debt = 13,
}

/// The random numbers of one population.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stream {
    key: u64,
}

impl Stream {
    pub(crate) fn new(seed: u64) -> Stream {
        Stream { key: mix(seed ^ 0x5851_f42d_4c95_7f2d) }
    }

    /// The random number of a household's member: 64 bits, all equally likely.
    #[inline]
    pub(crate) fn draw(self, purpose: Purpose, household: u64, member: u64) -> u64 {
        let place = household.wrapping_mul(16).wrapping_add(member);
        mix(mix(self.key.wrapping_add((purpose as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))) ^ place)
    }

    /// A number below `bound`, by the high bits of a product (Lemire, 2019; the bias is below `bound` / 2^64).
    #[inline]
    pub(crate) fn below(self, purpose: Purpose, household: u64, member: u64, bound: u64) -> u64 {
        ((u128::from(self.draw(purpose, household, member)) * u128::from(bound)) >> 64) as u64
    }

    /// Whether an event with this chance, in 2^-32, happens.
    #[inline]
    pub(crate) fn happens(self, purpose: Purpose, household: u64, member: u64, chance: u64) -> bool {
        self.draw(purpose, household, member) >> 32 < chance
    }
}

/// A chance in 2^-32.
pub(crate) fn chance(fraction: f64) -> u64 {
    (fraction * f64::from(u32::MAX) + fraction) as u64
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[inline]
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
