//! What a household has to spend at each wage: what it keeps of its income, with all schemes. And where more work brings little.

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::schemes;
use crate::situation::Situation;
use crate::tax;

/// One wage, and what there is to spend with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The person's wage before tax, euro a month.
    pub gross_month: Amount,
    /// What person and partner keep of their income after tax, euro a year.
    pub kept: Amount,
    /// What all schemes give, euro a year.
    pub schemes: Amount,
}

impl Point {
    /// What there is to spend, euro a year.
    pub fn disposable(&self) -> Amount {
        self.kept + self.schemes
    }
}

/// Wages between which about as much is kept of every extra euro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// From this wage on, euro a month before tax.
    pub from: Amount,
    /// Up to this wage.
    pub to: Amount,
    /// What is kept of each extra euro, in cents; less than nothing where there is less to spend with more wage.
    pub kept_cents: i64,
}

impl Band {
    /// How wide it is, euro a month.
    pub fn width(&self) -> Amount {
        self.to - self.from
    }
}

/// The wages from nothing up to 60,000 euros a year, in steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    /// The points, by rising wage.
    pub points: Vec<Point>,
}

/// From one wage to the next, euro a month.
const STEP: i64 = 20;
/// The highest wage, euro a month: 60,000 a year.
pub const HIGHEST: i64 = 5_000;
/// Bands differ by more than this, in cents of an extra euro.
const SAME_CENTS: i64 = 3;
/// A band that is told of by itself is this wide at least, euro a month.
const WIDE: Amount = Amount::euro(100);
/// A band as narrow as this may be the change from one to another, euro a month.
const NARROW: Amount = Amount::euro(60);
const MONTHS: Whole = 12;

/// Works out the curve for somebody who earns a wage instead of what comes in now; the rest of the household stays as it is.
pub fn curve(situation: &Situation, amounts: &Amounts) -> Curve {
    let point = |gross: i64| {
        let gross_month = Amount::euro(gross);
        let earning = situation.with_wage(gross_month * MONTHS);
        let schemes = schemes::decide(&earning, amounts, &mut Silent).year();
        Point { gross_month, kept: tax::kept(&earning, amounts), schemes }
    };
    Curve { points: (0..=HIGHEST / STEP).map(|step| point(step * STEP)).collect() }
}

impl Curve {
    /// The point at a wage, euro a month; the nearest below it, and the first or the last beyond the ends.
    pub fn at(&self, gross_month: Amount) -> &Point {
        let after = self.points.partition_point(|point| point.gross_month <= gross_month);
        &self.points[after.saturating_sub(1)]
    }

    /// What is kept of each extra euro between two wages, in cents.
    pub fn kept_cents(&self, from: Amount, to: Amount) -> i64 {
        let (from, to) = (self.at(from), self.at(to));
        let earned = (to.gross_month - from.gross_month) * MONTHS;
        let more = to.disposable() - from.disposable();
        (more.in_cents() * 100 + earned.in_cents() / 2).div_euclid(earned.in_cents().max(1))
    }

    /// All wages, cut where what is kept of an extra euro changes.
    pub fn bands(&self) -> Vec<Band> {
        let band = |from: Amount, to: Amount| Band { from, to, kept_cents: self.kept_cents(from, to) };
        let mut bands: Vec<Band> = Vec::new();
        for pair in self.points.windows(2) {
            let step = band(pair[0].gross_month, pair[1].gross_month);
            match bands.last_mut() {
                Some(last) if (step.kept_cents - last.kept_cents).abs() <= SAME_CENTS => {
                    *last = band(last.from, step.to)
                }
                _ => bands.push(step),
            }
        }
        absorb(bands, band)
    }

    /// The band in which the least is kept of an extra euro, of those from `from` on that are wide enough to be told of.
    pub fn worst_from(&self, from: Amount) -> Option<Band> {
        let wide = self.bands().into_iter().filter(|band| band.width() >= WIDE && band.from >= from);
        wide.min_by_key(|band| (band.kept_cents, band.from))
    }

    /// Where there is less to spend with a little more wage.
    pub fn drops(&self) -> Vec<Band> {
        self.bands().into_iter().filter(|band| band.kept_cents < 0).collect()
    }

    /// The lowest wage with which the schemes give nothing any more, when there is one.
    pub fn end_of_schemes(&self) -> Option<Amount> {
        let last = self.points.iter().rposition(|point| point.schemes > Amount::ZERO)?;
        self.points.get(last + 1).map(|point| point.gross_month)
    }
}

/// Adds what is narrow to what follows when it lies between its neighbours: the change from one to the other fell within it. What is
/// lower than both is a dip, and stays.
fn absorb(bands: Vec<Band>, band: impl Fn(Amount, Amount) -> Band) -> Vec<Band> {
    let mut kept: Vec<Band> = Vec::new();
    let mut bands = bands.into_iter().peekable();
    while let Some(one) = bands.next() {
        let narrow = one.width() <= NARROW;
        match (kept.last(), bands.peek_mut()) {
            (Some(before), Some(after))
                if narrow && is_between(one.kept_cents, before.kept_cents, after.kept_cents) =>
            {
                let cents = after.kept_cents;
                *after = Band { kept_cents: cents, ..band(one.from, after.to) };
            }
            // The wages end before it is known what follows.
            (Some(_), None) if narrow && one.kept_cents >= 0 => {
                if let Some(before) = kept.last_mut() {
                    *before = Band { kept_cents: before.kept_cents, ..band(before.from, one.to) };
                }
            }
            _ => kept.push(one),
        }
    }
    kept
}

fn is_between(cents: i64, one: i64, other: i64) -> bool {
    (one.min(other)..=one.max(other)).contains(&cents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{single, single_parent};

    fn of(disposable: impl Fn(i64) -> i64) -> Curve {
        let point = |step: i64| Point {
            gross_month: Amount::euro(step * STEP),
            kept: Amount::cents(disposable(step * STEP * 12)),
            schemes: Amount::ZERO,
        };
        Curve { points: (0..=HIGHEST / STEP).map(point).collect() }
    }

    #[test]
    fn bands_are_cut_where_what_is_kept_changes() {
        // Half of every euro up to 24,000 a year, a quarter from there on, in cents.
        let curve = of(|euro| euro.min(24_000) * 50 + (euro - 24_000).max(0) * 25);
        let euro =
            |from: i64, to: i64, kept_cents: i64| Band { from: Amount::euro(from), to: Amount::euro(to), kept_cents };
        assert_eq!(curve.bands(), [euro(0, 2_000, 50), euro(2_000, 5_000, 25)]);
        assert_eq!(curve.worst_from(Amount::ZERO), Some(euro(2_000, 5_000, 25)));
        assert_eq!(curve.worst_from(Amount::euro(2_500)), None);
        assert!(curve.drops().is_empty());
    }

    #[test]
    fn a_cliff_is_a_drop_however_narrow() {
        let curve = of(|euro| euro * 50 - if euro > 30_000 { 100_000 } else { 0 });
        // 240 euros more a year bring 120, and 1000 are lost: 880 less.
        let drops = curve.drops();
        assert_eq!((drops.len(), drops[0].from, drops[0].kept_cents), (1, Amount::euro(2_500), -367));
    }

    #[test]
    fn a_single_person_keeps_nothing_up_to_the_norm_and_little_where_allowances_fall() {
        let curve = curve(&single(), &Amounts::defaults());
        let worst = curve.worst_from(Amount::ZERO).expect("there is one");
        assert_eq!((worst.from, worst.kept_cents), (Amount::ZERO, 0), "social assistance goes down by all of it");
        let above = curve.worst_from(worst.to).expect("there is another");
        // Rent 27, health care 13.73, tax 37.56 or 35.75 with the credits: between 15 and 30 cents are left.
        assert!((5..35).contains(&above.kept_cents), "{above:?}");
        assert!(curve.end_of_schemes().is_some_and(|end| end < Amount::euro(4_000)));
        assert_eq!(curve.points[0].disposable(), Amount::euro(16_818 + 1_550 + 4_342 + 326));
    }

    #[test]
    fn what_is_kept_over_all_bands_is_what_is_kept_in_all() {
        for situation in [single(), single_parent(2)] {
            let curve = curve(&situation, &Amounts::defaults());
            let bands = curve.bands();
            assert!(bands.windows(2).all(|pair| pair[0].to == pair[1].from));
            assert_eq!((bands[0].from, bands[bands.len() - 1].to), (Amount::ZERO, Amount::euro(HIGHEST)));
        }
    }
}
