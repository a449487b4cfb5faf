//! The health care allowance (Wet op de zorgtoeslag, BWBR0018451), as the prototype `zorgtoeslag` has it.
//!
//! A year: n times the standard premium, less the norm premium, in whole euros; n is 1 for a single person and 2 for partners.

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::outcome::{Outcome, Reason};
use crate::situation::Situation;

const LAW: &str = "Wet op de zorgtoeslag";
const ADULT: Whole = 18;

/// What a year is for one person, or for partners together: the same for everybody, so that it is worked out outside of the loop.
#[derive(Clone, Copy, Debug)]
struct Year {
    premium: Amount,
    share: Share,
    /// The norm premium of those whose income is not above the threshold.
    norm_premium: Exact,
    /// The allowance of those.
    most: Exact,
}

/// The two.
#[derive(Clone, Copy, Debug)]
pub struct Years {
    single: Year,
    partners: Year,
}

impl Years {
    /// Worked out from the figures.
    #[inline]
    pub fn of(amounts: &Amounts) -> Years {
        let year = |premium: Amount, share: Share| {
            let norm_premium = amounts.zorgtoeslag_threshold_income.times(share);
            Year { premium, share, norm_premium, most: premium.exact() - norm_premium }
        };
        let premium = amounts.zorgtoeslag_standard_premium;
        Years {
            single: year(premium, amounts.zorgtoeslag_norm_share_single),
            partners: year(premium + premium, amounts.zorgtoeslag_norm_share_partners),
        }
    }
}

/// Decides about a person, with the partner when there is one.
pub fn decide(situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Outcome {
    decide_in(&Years::of(amounts), situation, amounts, explain)
}

/// The same, with what was worked out before.
#[inline]
pub fn decide_in(years: &Years, situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Outcome {
    let of_age = situation.age >= ADULT;
    explain.step(|| {
        Step::new("zorgtoeslag_age", "Bent u 18 jaar of ouder?", "Are you 18 or older?")
            .input("leeftijd", "age", situation.age)
            .outcome("oud genoeg", "old enough", of_age)
            .article(&format!("{LAW}, artikel 1 en 2"))
    });
    if !of_age {
        return Outcome::none(Reason::UnderAge);
    }
    explain.step(|| {
        Step::new("zorgtoeslag_insured", "Hebt u een zorgverzekering?", "Do you have health insurance?")
            .outcome("verzekerd", "insured", situation.insured)
            .article(&format!("{LAW}, artikel 1 en 2"))
    });
    if !situation.insured {
        return Outcome::none(Reason::NotInsured);
    }
    let limit = asset_limit(situation, amounts);
    let within_limit = situation.assets <= limit;
    explain.step(|| {
        Step::new("zorgtoeslag_assets", "Is het vermogen niet te hoog?", "Are the assets not too high?")
            .input("vermogen", "assets", situation.assets)
            .input("vermogensgrens", "asset limit", limit)
            .outcome("binnen de grens", "within the limit", within_limit)
            .article("Algemene wet inkomensafhankelijke regelingen, artikel 7")
    });
    if !within_limit {
        return Outcome::none(Reason::AssetsAboveLimit);
    }
    let year = year(if situation.partners { &years.partners } else { &years.single }, situation, amounts, explain);
    if year < amounts.toeslag_minimum_payment { Outcome::none(Reason::IncomeTooHigh) } else { Outcome::of(year) }
}

/// The most in savings with which there is this allowance, and the child budget.
#[inline]
pub(crate) fn asset_limit(situation: &Situation, amounts: &Amounts) -> Amount {
    if situation.partners { amounts.toeslag_asset_limit_partners } else { amounts.toeslag_asset_limit_single }
}

/// The allowance a year in whole euros; not below zero.
#[inline]
fn year(year: &Year, situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Amount {
    let threshold = amounts.zorgtoeslag_threshold_income;
    let income = situation.joint_income();
    let above = (income - threshold).max(Amount::ZERO);
    let tapered = above.times(amounts.zorgtoeslag_taper);
    let norm_premium = || (year.norm_premium + tapered).round_to_cent();
    explain.step(|| {
        Step::new(
            "zorgtoeslag_norm_premium",
            "De normpremie: wat mensen zelf kunnen betalen",
            "The norm premium: what people can pay themselves",
        )
        .input("toetsingsinkomen", "assessment income", income)
        .input("drempelinkomen", "threshold income", threshold)
        .input("deel van het drempelinkomen", "share of the threshold income", year.share)
        .input("inkomen boven de drempel", "income above the threshold", above)
        .input("deel van het inkomen daarboven", "share of the income above it", amounts.zorgtoeslag_taper)
        .outcome("normpremie per jaar", "norm premium a year", norm_premium())
        .article(&format!("{LAW}, artikel 1 en 2"))
    });
    let allowance = (year.most - tapered).max(Exact::default()).round_to_euro();
    explain.step(|| {
        Step::new(
            "zorgtoeslag_allowance",
            "De toeslag: de standaardpremie min de normpremie",
            "The allowance: the standard premium less the norm premium",
        )
        .input("standaardpremie", "standard premium", year.premium)
        .input("normpremie", "norm premium", norm_premium())
        .input("kleinste bedrag dat wordt betaald", "smallest amount that is paid", amounts.toeslag_minimum_payment)
        .input("per maand", "a month", allowance.per_month_in_euro())
        .outcome("zorgtoeslag per jaar, op hele euro's", "health care allowance a year, in whole euros", allowance)
        .article(&format!("{LAW}, artikel 2 en 4"))
    });
    allowance
}
