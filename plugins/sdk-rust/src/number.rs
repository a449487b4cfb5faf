//! Money, fractions and days, as whole numbers: the same everywhere, without rounding on the way.

use std::ops::{Add, Div, Neg, Sub};

/// A whole number.
pub type Whole = i32;

/// Money, in euro cents.
///
/// Sums that do not fit stay at the largest or smallest amount there is.
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
/// Holds up to 92 milliard (10^9) euro; what does not fit stays at the largest or smallest value there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(i64);

const MILLIONTHS: i64 = 1_000_000;

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// So many whole euros.
    #[inline]
    pub const fn euro(euro: i64) -> Amount {
        Amount(euro.saturating_mul(100))
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
        // As in `times`.
        if self.0.unsigned_abs() < 1 << 42 {
            return Exact(self.0 * MILLIONTHS);
        }
        Exact(self.0.saturating_mul(MILLIONTHS))
    }

    /// This share of the amount, exactly.
    #[inline]
    pub const fn times(self, share: Share) -> Exact {
        // Checked multiplication of 64 bits is slow in WebAssembly; amounts below 44 milliard euro and shares below 1 don't need it.
        if self.0.unsigned_abs() < 1 << 42 && share.0.unsigned_abs() < 1 << 20 {
            return Exact(self.0 * share.0 as i64);
        }
        Exact(self.0.saturating_mul(share.0 as i64))
    }

    /// The amount a month of an amount a year, down to a whole euro.
    ///
    /// ```
    /// # use fieldlab_sdk::Amount;
    /// assert_eq!(Amount::euro(1550).per_month_in_euro(), Amount::euro(129));
    /// ```
    #[inline]
    pub const fn per_month_in_euro(self) -> Amount {
        Amount(self.0.div_euclid(1_200).saturating_mul(100))
    }
}

impl Add for Amount {
    type Output = Amount;
    #[inline]
    fn add(self, other: Amount) -> Amount {
        Amount(self.0.saturating_add(other.0))
    }
}

impl Sub for Amount {
    type Output = Amount;
    #[inline]
    fn sub(self, other: Amount) -> Amount {
        Amount(self.0.saturating_sub(other.0))
    }
}

impl Neg for Amount {
    type Output = Amount;
    #[inline]
    fn neg(self) -> Amount {
        Amount(self.0.saturating_neg())
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
        Amount(self.0.saturating_add(EURO / 2).div_euclid(EURO) * 100)
    }

    /// Rounded to a cent, half a cent up.
    #[inline]
    pub const fn round_to_cent(self) -> Amount {
        Amount(self.0.saturating_add(MILLIONTHS / 2).div_euclid(MILLIONTHS))
    }
}

impl Add for Exact {
    type Output = Exact;
    #[inline]
    fn add(self, other: Exact) -> Exact {
        Exact(self.0.saturating_add(other.0))
    }
}

impl Sub for Exact {
    type Output = Exact;
    #[inline]
    fn sub(self, other: Exact) -> Exact {
        Exact(self.0.saturating_sub(other.0))
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
    fn what_does_not_fit_stays_at_the_edge() {
        let most = Amount::cents(i64::MAX);
        assert_eq!(most + Amount::euro(1), most);
        assert_eq!(-Amount::cents(i64::MIN), most);
        assert_eq!(most.times(Share::percent(100)), most.exact());
        assert!(most.exact().round_to_euro() < Amount::euro(93_000_000_000));
        assert!(Amount::cents(i64::MIN).times(Share::percent(50)).round_to_euro() > Amount::euro(-93_000_000_000));
    }
}
