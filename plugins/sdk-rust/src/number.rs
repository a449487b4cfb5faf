//! Money, fractions and days, as whole numbers: the same everywhere, without rounding on the way.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A whole number.
pub type Whole = i32;

/// Money, in euro cents.
///
/// Holds up to 92 million milliard (10^15) euro. A sum that does not fit stops the rule: a wrong amount must not look like a right
/// one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

/// A fraction, in millionths: 0.1373 is 137300.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(i32);

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// Money with eight decimals of a euro: a product of an [`Amount`] and a [`Share`] before it is rounded.
///
/// Holds up to 92 milliard (10^9) euro; products up to 46 milliard euro always fit. What does not fit stops the rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(i64);

const MILLIONTHS: i64 = 1_000_000;

/// Stops the rule. It does not come back, which keeps loops over citizens small.
#[cold]
#[inline(never)]
const fn too_large() -> ! {
    panic!("an amount is too large")
}

/// The value, or the end of the rule.
#[inline(always)]
const fn fitting(value: Option<i64>) -> i64 {
    match value {
        Some(value) => value,
        None => too_large(),
    }
}

/// A product, without the checked multiplication of 64 bits, which is slow in WebAssembly.
///
/// A number of m bits times one of n bits has m + n bits at most: when that is more than 63 the rule stops. What is below 2^62
/// always fits.
#[inline(always)]
const fn product(one: i64, other: i32) -> i64 {
    let bits = (64 - one.unsigned_abs().leading_zeros()) + (32 - other.unsigned_abs().leading_zeros());
    if bits > 63 {
        too_large()
    }
    one * other as i64
}

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// So many whole euros.
    #[inline]
    pub const fn euro(euro: i64) -> Amount {
        Amount(fitting(euro.checked_mul(100)))
    }

    /// So many cents.
    #[inline]
    pub const fn cents(cents: i64) -> Amount {
        Amount(cents)
    }

    /// The number of cents.
    #[inline]
    pub const fn in_cents(self) -> i64 {
        self.0
    }

    /// This much, exactly.
    #[inline]
    pub const fn exact(self) -> Exact {
        Exact(product(self.0, MILLIONTHS as i32))
    }

    /// This share of the amount, exactly.
    #[inline]
    pub const fn times(self, share: Share) -> Exact {
        Exact(product(self.0, share.0))
    }

    /// The amount a month of an amount a year, down to a whole euro.
    ///
    /// ```
    /// # use fieldlab_sdk::Amount;
    /// assert_eq!(Amount::euro(1550).per_month_in_euro(), Amount::euro(129));
    /// ```
    #[inline]
    pub const fn per_month_in_euro(self) -> Amount {
        Amount(self.0.div_euclid(1_200) * 100)
    }
}

impl Add for Amount {
    type Output = Amount;
    #[inline]
    fn add(self, other: Amount) -> Amount {
        Amount(fitting(self.0.checked_add(other.0)))
    }
}

impl Sub for Amount {
    type Output = Amount;
    #[inline]
    fn sub(self, other: Amount) -> Amount {
        Amount(fitting(self.0.checked_sub(other.0)))
    }
}

impl Neg for Amount {
    type Output = Amount;
    #[inline]
    fn neg(self) -> Amount {
        Amount(fitting(self.0.checked_neg()))
    }
}

/// A part of the amount, rounded down to a cent.
impl Div<i64> for Amount {
    type Output = Amount;
    #[inline]
    fn div(self, parts: i64) -> Amount {
        Amount(self.0.div_euclid(parts))
    }
}

/// So many times the amount, such as the twelve months of a year.
impl Mul<Whole> for Amount {
    type Output = Amount;
    #[inline]
    fn mul(self, times: Whole) -> Amount {
        Amount(product(self.0, times))
    }
}

impl Share {
    /// So many millionths.
    #[inline]
    pub const fn millionths(millionths: i32) -> Share {
        Share(millionths)
    }

    /// So many hundredths.
    #[inline]
    pub const fn percent(percent: i32) -> Share {
        Share(percent.saturating_mul(10_000))
    }

    /// The number of millionths.
    #[inline]
    pub const fn in_millionths(self) -> i32 {
        self.0
    }
}

impl Date {
    /// So many days after 1970-01-01.
    #[inline]
    pub const fn days(days: i32) -> Date {
        Date(days)
    }

    /// The number of days since 1970-01-01.
    #[inline]
    pub const fn in_days(self) -> i32 {
        self.0
    }
}

impl Exact {
    /// Rounded to a whole euro, half a euro up.
    ///
    /// ```
    /// # use fieldlab_sdk::{Amount, Share};
    /// assert_eq!(Amount::euro(3).times(Share::percent(50)).round_to_euro(), Amount::euro(2));
    /// ```
    #[inline]
    pub const fn round_to_euro(self) -> Amount {
        const EURO: i64 = 100 * MILLIONTHS;
        Amount(fitting(self.0.checked_add(EURO / 2)).div_euclid(EURO) * 100)
    }

    /// Rounded to a cent, half a cent up.
    #[inline]
    pub const fn round_to_cent(self) -> Amount {
        Amount(fitting(self.0.checked_add(MILLIONTHS / 2)).div_euclid(MILLIONTHS))
    }
}

impl Add for Exact {
    type Output = Exact;
    #[inline]
    fn add(self, other: Exact) -> Exact {
        Exact(fitting(self.0.checked_add(other.0)))
    }
}

impl Sub for Exact {
    type Output = Exact;
    #[inline]
    fn sub(self, other: Exact) -> Exact {
        Exact(fitting(self.0.checked_sub(other.0)))
    }
}

/// So many times the product, still exact.
impl Mul<Whole> for Exact {
    type Output = Exact;
    #[inline]
    fn mul(self, times: Whole) -> Exact {
        Exact(product(self.0, times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_exact_and_rounded_once() {
        let check = |euro: i64, millionths: i32, cents: i64| {
            let product = Amount::euro(euro).times(Share::millionths(millionths));
            assert_eq!(product.round_to_cent(), Amount::cents(cents), "{euro} x {millionths}");
        };
        check(29_736, 19_120, 56_855);
        check(1, 5_000, 1);
        check(1, 4_999, 0);
        check(-1, 5_000, 0);
        check(-1, 15_000, -1);
        check(100_000, 2_000_000, 20_000_000);
    }

    #[test]
    fn large_products_are_exact_as_long_as_they_fit() {
        let check = |cents: i64, millionths: i32| {
            let product = Amount::cents(cents).times(Share::millionths(millionths));
            assert_eq!(product, Exact(cents * i64::from(millionths)), "{cents} x {millionths}");
        };
        for cents in [(1 << 32) - 1, 1 << 32, -(1 << 32), 2_500_000_000_000] {
            for millionths in [0, 1, -1, 137_300, 1_800_000] {
                check(cents, millionths);
            }
        }
        check((1 << 32) - 1, i32::MAX);
        check(-(1 << 31) + 1, i32::MIN);
        assert_eq!(Amount::euro(46_000_000_000).exact().round_to_euro(), Amount::euro(46_000_000_000));
    }

    #[test]
    fn months_make_a_year() {
        assert_eq!(Amount::cents(140_150) * 12, Amount::euro(16_818));
        assert_eq!(Amount::cents(-5) * 3, Amount::cents(-15));
        let third = Amount::euro(1).times(Share::millionths(333_333));
        assert_eq!((third * 3).round_to_cent(), Amount::euro(1));
    }

    #[test]
    fn what_does_not_fit_stops_the_rule() {
        let stops = |work: fn() -> Amount| assert!(std::panic::catch_unwind(work).is_err());
        stops(|| Amount::cents(i64::MAX) + Amount::cents(1));
        stops(|| Amount::cents(i64::MIN) - Amount::cents(1));
        stops(|| -Amount::cents(i64::MIN));
        stops(|| Amount::euro(i64::MAX));
        stops(|| Amount::cents(i64::MAX) * 2);
        stops(|| Amount::euro(93_000_000_000).exact().round_to_euro());
        stops(|| Amount::euro(50_000_000_000).times(Share::percent(190)).round_to_euro());
        stops(|| (Amount::euro(60_000_000_000).exact() + Amount::euro(60_000_000_000).exact()).round_to_euro());
    }
}
