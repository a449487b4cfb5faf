//! Citizen service numbers that nobody can have.
//!
//! A real number passes the eleven-test ([`fieldlab_domain::bsn`]). Bulk citizens get numbers from 900000000 on that fail it, outside 9999xxxxx, the range of official test numbers,
//! in which personas have theirs.

/// The first eight digits: from 90000000 up to 99990000, where the official test range begins.
const PREFIXES: u64 = 9_990_000;
const FIRST_PREFIX: u64 = 90_000_000;
/// Has no divisor in common with [`PREFIXES`] (2^4 * 3^3 * 5^4 * 37): each prefix comes once.
const SPREAD: u64 = 6_174_101;

/// The number of the citizen at a place of the population, below twice [`PREFIXES`]; no two citizens have the same.
#[inline]
pub(crate) fn number(key: u64, place: u64) -> u32 {
    let prefix = FIRST_PREFIX + (place / 2 * SPREAD + key % PREFIXES) % PREFIXES;
    // The last digit with which the number would pass is the weighted sum of the first eight, modulo 11.
    let passing = weighted(prefix) % 11;
    let off = if place.is_multiple_of(2) { 3 } else { 6 };
    let last = (passing + off) % 11;
    let last = if last == 10 { (passing + off + 1) % 11 } else { last };
    (prefix * 10 + last) as u32
}

/// The first eight digits times 9 to 2.
#[inline]
fn weighted(prefix: u64) -> u64 {
    let (mut rest, mut sum) = (prefix, 0);
    for weight in 2..=9 {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_domain::bsn::Bsn;

    /// How many numbers there are: two for each prefix.
    const NUMBERS: u64 = 2 * PREFIXES;

    #[test]
    fn numbers_fail_the_test_and_come_once() {
        for key in [0, 7, u64::MAX] {
            let mut seen = std::collections::HashSet::new();
            for place in (0..200_000).chain(NUMBERS - 200_000..NUMBERS) {
                let number = number(key, place);
                assert!(!Bsn::passes(number) && !Bsn::is_official_test(number), "{number}");
                assert!((900_000_000..1_000_000_000).contains(&number), "{number}");
                assert!(seen.insert(number), "{number} comes twice");
            }
        }
    }
}
