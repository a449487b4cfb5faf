//! How often each value occurs: quantiles and the Gini coefficient without keeping every person.

use rustc_hash::FxHashMap;

/// Values below this magnitude are kept exactly: 2^20 cents is 10,485.76 euro.
const EXACT_BITS: u32 = 20;

/// Counts of values.
///
/// Values whose magnitude takes more than 20 bits are rounded towards zero to their 20 leading bits: an error below one in
/// 500,000. What is kept depends on the values only, not on their order, so any number of threads gives the same result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    counts: FxHashMap<i64, u64>,
}

impl Distribution {
    /// Counts `value` once.
    #[inline]
    pub fn add(&mut self, value: i64) {
        *self.counts.entry(rounded(value)).or_insert(0) += 1;
    }

    /// Counts many values: first in a few places by hash, so that those which come often seldom reach the map.
    pub fn add_all(&mut self, values: impl Iterator<Item = i64>) {
        const PLACES_BITS: u32 = 10;
        let mut places = [(0_i64, 0_u64); 1 << PLACES_BITS];
        for value in values {
            // A multiplicative hash (Knuth, "The Art of Computer Programming", 6.4).
            let hash = (value as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let place = &mut places[(hash >> (u64::BITS - PLACES_BITS)) as usize];
            if place.0 != value {
                self.add_times(*place);
                *place = (value, 0);
            }
            place.1 += 1;
        }
        places.into_iter().for_each(|place| self.add_times(place));
    }

    fn add_times(&mut self, (value, count): (i64, u64)) {
        if count > 0 {
            *self.counts.entry(rounded(value)).or_insert(0) += count;
        }
    }

    /// Adds the counts of `other`.
    pub fn merge(&mut self, other: &Distribution) {
        for (value, count) in &other.counts {
            *self.counts.entry(*value).or_insert(0) += count;
        }
    }

    /// The values with their counts, in no order.
    pub fn values(&self) -> impl Iterator<Item = (i64, u64)> {
        self.counts.iter().map(|(value, count)| (*value, *count))
    }

    /// The values, rising, with their counts.
    fn sorted(&self) -> Vec<(i64, u64)> {
        let mut sorted: Vec<(i64, u64)> = self.values().collect();
        sorted.sort_unstable();
        sorted
    }

    /// The smallest value that at least a fraction of all values, in `millionths`, does not exceed: type 1 of Hyndman and Fan,
    /// "Sample quantiles in statistical packages" (1996). `None` when there are no values.
    pub fn quantile(&self, millionths: u32) -> Option<i64> {
        let sorted = self.sorted();
        let total: u64 = sorted.iter().map(|(_, count)| count).sum();
        // In whole numbers: a fraction such as 0.07 of 100 is 7.000000000000001 in floating point, and its rank would be 8.
        let rank = (u128::from(millionths) * u128::from(total)).div_ceil(1_000_000).clamp(1, u128::from(total.max(1)));
        let mut seen = 0;
        sorted.into_iter().find_map(|(value, count)| {
            seen += u128::from(count);
            (seen >= rank).then_some(value)
        })
    }

    /// The Gini coefficient: half the mean absolute difference between two values, divided by their mean.
    ///
    /// Computed from the sorted values as `(2 * sum(i * x_i) / (n * sum(x)) - (n + 1) / n`, i from 1 (Sen, 1973). `None` when
    /// there are no values or their sum is not positive.
    pub fn gini(&self) -> Option<f64> {
        let (mut persons, mut sum, mut ranked) = (0_i128, 0_i128, 0_f64);
        for (value, count) in self.sorted() {
            let (value, count) = (i128::from(value), i128::from(count));
            // The ranks persons + 1 ..= persons + count, added up and doubled.
            ranked += (value * count) as f64 * (2 * persons + count + 1) as f64;
            persons += count;
            sum += value * count;
        }
        (sum > 0).then(|| ranked / (persons as f64 * sum as f64) - (persons + 1) as f64 / persons as f64)
    }
}

#[inline]
fn rounded(value: i64) -> i64 {
    let bits = u64::BITS - value.unsigned_abs().leading_zeros();
    if bits <= EXACT_BITS {
        return value;
    }
    let dropped = bits - EXACT_BITS;
    let magnitude = value.unsigned_abs() >> dropped << dropped;
    if value < 0 { (magnitude as i64).wrapping_neg() } else { magnitude as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i64]) -> Distribution {
        let mut distribution = Distribution::default();
        values.iter().for_each(|value| distribution.add(*value));
        distribution
    }

    #[test]
    fn many_at_once_are_counted_as_one_by_one() {
        let values: Vec<i64> = (0..20_000).map(|n| (n * n) % 4_099 - 2_000).collect();
        let mut distribution = Distribution::default();
        distribution.add_all(values.iter().copied());
        assert_eq!(distribution, of(&values));
    }

    #[test]
    fn quantiles_are_values_of_the_data() {
        let distribution = of(&[10, 20, 30, 40]);
        for (millionths, expected) in
            [(0, 10), (250_000, 10), (260_000, 20), (500_000, 20), (750_000, 30), (1_000_000, 40)]
        {
            assert_eq!(distribution.quantile(millionths), Some(expected), "{millionths}");
        }
        assert_eq!(of(&[]).quantile(500_000), None);
        let hundred = of(&(1..=100).collect::<Vec<i64>>());
        for percent in 1..=100 {
            assert_eq!(hundred.quantile(percent * 10_000), Some(i64::from(percent)), "{percent}%");
        }
    }

    #[test]
    fn gini_of_known_distributions() {
        let check = |values: &[i64], expected: Option<f64>| {
            let found = of(values).gini();
            let near = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < 1e-12,
                (found, expected) => found.is_none() && expected.is_none(),
            };
            assert!(near, "{values:?}: {found:?} is not {expected:?}");
        };
        check(&[5, 5, 5, 5], Some(0.0));
        check(&[0, 0, 0, 1], Some(0.75));
        check(&[1, 2, 3, 4], Some(0.25));
        check(&[0, 0], None);
        check(&[], None);
    }

    #[test]
    fn large_values_keep_twenty_bits() {
        assert_eq!(rounded(1_048_575), 1_048_575);
        assert_eq!(rounded(-1_048_575), -1_048_575);
        for value in [1_048_577_i64, 123_456_789_012, -987_654_321, i64::MAX, i64::MIN + 1] {
            let error = (rounded(value) as f64 - value as f64).abs() / (value as f64).abs();
            assert!(error < 2e-6, "{value}: {error}");
        }
    }

    #[test]
    fn merging_is_adding() {
        let (mut left, right) = (of(&[1, 2, 2]), of(&[2, 3]));
        left.merge(&right);
        assert_eq!(left, of(&[1, 2, 2, 2, 3]));
    }
}
