//! All schemes of a household together, and what more income would take off them.

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::kwijtschelding::Other;
use crate::means::Means;
use crate::outcome::{Outcome, Scheme};
use crate::situation::Situation;
use crate::zorgtoeslag::Years;
use crate::{bijstand, bijzondere_bijstand, huurtoeslag, kindgebonden_budget, kwijtschelding, zorgtoeslag};

/// What all schemes decide about a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// Zorgtoeslag.
    pub health_care: Outcome,
    /// Huurtoeslag.
    pub rent: Outcome,
    /// Kindgebonden budget.
    pub child: Outcome,
    /// Bijstand.
    pub assistance: Outcome,
    /// Bijzondere bijstand: whether it may be possible, without an amount.
    pub special: Outcome,
    /// Kwijtschelding.
    pub remission: Outcome,
}

/// Decides about a household: amounts are those of partners together.
#[inline]
pub fn decide(situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Outcomes {
    decide_in(&Years::of(amounts), situation, amounts, explain)
}

/// The same, with what is the same for everybody worked out before.
#[inline]
pub fn decide_in(years: &Years, situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Outcomes {
    let health_care = zorgtoeslag::decide_in(years, situation, amounts, explain);
    let rent = huurtoeslag::decide(situation, amounts, explain);
    let child = kindgebonden_budget::decide(situation, amounts, explain);
    let mut means = Means::default();
    let assistance = bijstand::decide(situation, &mut means, amounts, explain);
    let special = bijzondere_bijstand::decide(situation, &mut means, amounts, explain);
    let other = Other { assistance: assistance.year, rent: rent.year, health_care: health_care.year };
    let remission = kwijtschelding::decide(situation, &mut means, other, amounts, explain);
    Outcomes { health_care, rent, child, assistance, special, remission }
}

impl Outcomes {
    /// What one scheme decides.
    pub fn of(&self, scheme: Scheme) -> Outcome {
        match scheme {
            Scheme::HealthCare => self.health_care,
            Scheme::Rent => self.rent,
            Scheme::Child => self.child,
            Scheme::Assistance => self.assistance,
            Scheme::Special => self.special,
            Scheme::Remission => self.remission,
        }
    }

    /// What remission of taxes looks at of the others.
    pub fn beside_remission(&self) -> Other {
        Other { assistance: self.assistance.year, rent: self.rent.year, health_care: self.health_care.year }
    }

    /// All amounts together, euro a year.
    #[inline]
    pub fn year(&self) -> Amount {
        self.health_care.year + self.rent.year + self.child.year + self.assistance.year + self.remission.year
    }

    /// To how many schemes there is a right; what may be possible does not count.
    #[inline]
    pub fn count(&self) -> Whole {
        let sure = [self.health_care, self.rent, self.child, self.assistance, self.remission];
        sure.iter().map(|outcome| Whole::from(outcome.is_entitled())).sum()
    }
}

/// What is added to an income to see how much of it the schemes take: 100 euros gross a month.
const EXTRA: Amount = Amount::euro(1_200);

/// How much of 100 euros more gross income a month is lost in schemes, as a share of it; `now` is what they give at the present income.
#[inline]
pub fn pressure(years: &Years, situation: &Situation, now: &Outcomes, amounts: &Amounts) -> Share {
    if now.count() == 0 {
        return Share::default();
    }
    let lost = now.year() - year_of_same(years, &situation.with_extra(EXTRA), now, amounts);
    // Millionths of 120,000 cents.
    let millionths = lost.max(Amount::ZERO).in_cents().saturating_mul(25) / 3;
    Share::millionths(i32::try_from(millionths).unwrap_or(i32::MAX))
}

/// What the schemes that there is a right to now give in another situation, euro a year. More income brings no right that was not there,
/// so that the others need not be looked at.
#[inline]
fn year_of_same(years: &Years, situation: &Situation, now: &Outcomes, amounts: &Amounts) -> Amount {
    let silent = &mut Silent;
    let mut means = Means::default();
    let mut other = Other::default();
    let mut year = Amount::ZERO;
    if now.health_care.is_entitled() {
        other.health_care = zorgtoeslag::decide_in(years, situation, amounts, silent).year;
    }
    if now.rent.is_entitled() {
        other.rent = huurtoeslag::decide(situation, amounts, silent).year;
    }
    if now.child.is_entitled() {
        year = kindgebonden_budget::decide(situation, amounts, silent).year;
    }
    if now.assistance.is_entitled() {
        other.assistance = bijstand::decide(situation, &mut means, amounts, silent).year;
    }
    if now.remission.is_entitled() {
        year = year + kwijtschelding::decide(situation, &mut means, other, amounts, silent).year;
    }
    year + other.health_care + other.rent + other.assistance
}
