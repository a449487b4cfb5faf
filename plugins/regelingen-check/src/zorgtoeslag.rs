//! The health care allowance (Wet op de zorgtoeslag, BWBR0018451), as the prototype `zorgtoeslag` has it.
//!
//! A year: n times the standard premium, less the norm premium, in whole euros; n is 1 for a single person and 2 for partners.

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::outcome::{Outcome, Reason};
use crate::situation::Situation;

const LAW: &str = "Wet op de zorgtoeslag";
const ADULT: Whole = 18;

/// Decides about a person, with the partner when there is one.
#[inline]
pub fn decide(situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Outcome {
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
    let year = year(situation, amounts, explain);
    if year < amounts.toeslag_minimum_payment { Outcome::none(Reason::IncomeTooHigh) } else { Outcome::of(year) }
}

/// The most in savings with which there is this allowance, and the child budget.
#[inline]
pub(crate) fn asset_limit(situation: &Situation, amounts: &Amounts) -> Amount {
    if situation.partners { amounts.toeslag_asset_limit_partners } else { amounts.toeslag_asset_limit_single }
}

/// The allowance a year in whole euros; not below zero.
#[inline]
fn year(situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Amount {
    let share = match situation.partners {
        true => amounts.zorgtoeslag_norm_share_partners,
        false => amounts.zorgtoeslag_norm_share_single,
    };
    let premium = situation.for_each(amounts.zorgtoeslag_standard_premium);
    let threshold = amounts.zorgtoeslag_threshold_income;
    let income = situation.joint_income();
    let above = (income - threshold).max(Amount::ZERO);
    let norm_premium = threshold.times(share) + above.times(amounts.zorgtoeslag_taper);
    explain.step(|| {
        Step::new(
            "zorgtoeslag_norm_premium",
            "De normpremie: wat mensen zelf kunnen betalen",
            "The norm premium: what people can pay themselves",
        )
        .input("toetsingsinkomen", "assessment income", income)
        .input("drempelinkomen", "threshold income", threshold)
        .input("deel van het drempelinkomen", "share of the threshold income", share)
        .input("inkomen boven de drempel", "income above the threshold", above)
        .input("deel van het inkomen daarboven", "share of the income above it", amounts.zorgtoeslag_taper)
        .outcome("normpremie per jaar", "norm premium a year", norm_premium.round_to_cent())
        .article(&format!("{LAW}, artikel 1 en 2"))
    });
    let year = (premium.exact() - norm_premium).max(Exact::default()).round_to_euro();
    explain.step(|| {
        Step::new(
            "zorgtoeslag_allowance",
            "De toeslag: de standaardpremie min de normpremie",
            "The allowance: the standard premium less the norm premium",
        )
        .input("standaardpremie", "standard premium", premium)
        .input("normpremie", "norm premium", norm_premium.round_to_cent())
        .input("kleinste bedrag dat wordt betaald", "smallest amount that is paid", amounts.toeslag_minimum_payment)
        .input("per maand", "a month", year.per_month_in_euro())
        .outcome("zorgtoeslag per jaar, op hele euro's", "health care allowance a year, in whole euros", year)
        .article(&format!("{LAW}, artikel 2 en 4"))
    });
    year
}
