//! Random numbers without a state: each is worked out from where it is used.

/// What a random number is for. A new purpose gets a number of its own, at the end, so that it changes no other.
#[derive(Clone, Copy, Debug)]
#[repr(usize)]
pub(crate) enum Purpose {
    /// Where the sample begins.
    Offset,
    Bsn,
    Age,
    BirthDay,
    Insured,
    PartnerShare,
    OwnIncome,
    Rent,
    Home,
    Savings,
    Debt,
    /// The shifts of [`crate::even`].
    Even,
    Postcode,
    Origin,
    Country,
    Nationality,
    Title,
    CivilStatus,
    FirstName,
    Surname,
    Education,
    Work,
    /// Of who is not one of the two adults.
    Benefit,
    PremiumArrears,
    Wmo,
    YouthCare,
    LowLiteracy,
    Carer,
    Dutch,
    Digital,
    Label,
    EnergyCost,
    EnergyPoor,
    ProblemDebt,
    ArrearsRent,
    ArrearsEnergy,
    ArrearsWater,
    LifeDay,
    LifeGrowth,
    LifeDeath,
    LifeWork,
    LifeBenefit,
    LifeAbroad,
    LifeDebt,
    LifeCouple,
    LifeBirth,
    LifeHome,
    LifeTogether,
    LifeMove,
    LifeFound,
    LifeNewcomer,
}

const PURPOSES: usize = Purpose::LifeNewcomer as usize + 1;

/// The random numbers of one population.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stream {
    keys: [u64; PURPOSES],
}

impl Stream {
    pub(crate) fn new(seed: u64) -> Stream {
        let key = mix(seed ^ 0x5851_f42d_4c95_7f2d);
        Stream {
            keys: std::array::from_fn(|at| mix(key.wrapping_add((at as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)))),
        }
    }

    /// The random number of a household's member: 64 bits, all equally likely.
    #[inline]
    pub(crate) fn draw(&self, purpose: Purpose, household: u64, member: u64) -> u64 {
        let place = household.wrapping_mul(16).wrapping_add(member);
        mix(self.keys[purpose as usize] ^ place)
    }

    /// 32 random bits of a household's member, spread evenly: of 256 households that follow each other, one falls in each 256th of
    /// all values (stratified sampling), so that what is rare is as rare as it should be in small places too.
    #[inline]
    pub(crate) fn half(&self, purpose: Purpose, household: u64, member: u64) -> u32 {
        let stratum = self.draw(purpose, household >> 8, member);
        let place = household & 255;
        // An odd factor and an offset make a permutation of the places.
        let part = place.wrapping_mul(stratum | 1).wrapping_add(stratum >> 8) & 255;
        let within = (stratum >> 3 | 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(2 * place + 1)) >> 40;
        (part << 24 | within) as u32
    }

    /// A number below `bound`, by the high bits of a product (Lemire, 2019; the bias is below `bound` / 2^64).
    #[inline]
    pub(crate) fn below(&self, purpose: Purpose, household: u64, member: u64, bound: u64) -> u64 {
        ((u128::from(self.draw(purpose, household, member)) * u128::from(bound)) >> 64) as u64
    }

    /// Whether an event with this chance, in 2^-32, happens.
    #[inline]
    pub(crate) fn happens(&self, purpose: Purpose, household: u64, member: u64, chance: u64) -> bool {
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
