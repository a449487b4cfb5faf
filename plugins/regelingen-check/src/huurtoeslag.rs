//! The rent allowance of 2026 (Wet op de huurtoeslag, BWBR0008659), in outline.
//!
//! Of the rent above the basic rent a share is paid: all of it up to the quality discount limit, 65 percent up to the capping limit and
//! 40 percent up to the highest rent that counts (artikel 20 and 21, first paragraph). Of income above the bench mark a share goes off
//! (artikel 21, second paragraph). A rent above the highest no longer ends the right in 2026: what is above it does not count (artikel 13).

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::outcome::{Outcome, Reason};
use crate::situation::Situation;

const LAW: &str = "Wet op de huurtoeslag";
const ADULT: Whole = 18;
const MONTHS: Whole = 12;

/// Decides about the one who rents, with the partner when there is one.
#[inline]
pub fn decide(situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Outcome {
    let rents = situation.rent_month.is_some();
    explain.step(|| {
        Step::new(
            "huurtoeslag_home",
            "Huurt u zelf een woning met een eigen voordeur?",
            "Do you rent a home with a front door of its own?",
        )
        .input("huurt een woning", "rents a home", rents)
        .input("leeftijd", "age", situation.age)
        .outcome(
            "kan huurtoeslag vragen",
            "can ask for rent allowance",
            rents && situation.head && situation.age >= ADULT,
        )
        .article(&format!("{LAW}, artikel 1, 8 en 11"))
    });
    if !situation.head {
        return Outcome::none(Reason::SomebodyElse);
    }
    let Some(rent) = situation.rent_month else { return Outcome::none(Reason::NoRentedHome) };
    if situation.age < ADULT {
        return Outcome::none(Reason::UnderAge);
    }
    let limit = asset_limit(situation, amounts);
    let within_limit = situation.assets <= limit;
    explain.step(|| {
        Step::new("huurtoeslag_assets", "Is het vermogen niet te hoog?", "Are the assets not too high?")
            .input("vermogen", "assets", situation.assets)
            .input("vermogensgrens", "asset limit", limit)
            .outcome("binnen de grens", "within the limit", within_limit)
            .article(&format!("Algemene wet inkomensafhankelijke regelingen, artikel 7; {LAW}, artikel 7"))
    });
    if !within_limit {
        return Outcome::none(Reason::AssetsAboveLimit);
    }
    let full = full_month(situation, rent, amounts, explain);
    if full <= Exact::default() {
        return Outcome::none(Reason::RentTooLow);
    }
    let year = less_income(situation, full * MONTHS, amounts, explain);
    if year < amounts.toeslag_minimum_payment { Outcome::none(Reason::IncomeTooHigh) } else { Outcome::of(year) }
}

/// The most in savings with which there is rent allowance: so much for each of the partners.
#[inline]
pub(crate) fn asset_limit(situation: &Situation, amounts: &Amounts) -> Amount {
    situation.for_each(amounts.huurtoeslag_asset_limit_person)
}

/// The highest rent that counts: for who is under 21 and has no child, it is the quality discount limit.
#[inline]
pub(crate) fn highest_rent(situation: &Situation, amounts: &Amounts) -> Amount {
    let full = situation.age >= amounts.huurtoeslag_full_age || situation.children.count > 0;
    if full { amounts.huurtoeslag_maximum_rent } else { amounts.huurtoeslag_quality_limit }
}

/// The allowance a month of somebody whose income takes nothing off.
#[inline]
fn full_month(situation: &Situation, rent: Amount, amounts: &Amounts, explain: &mut impl Explain) -> Exact {
    let highest = highest_rent(situation, amounts);
    let counted = rent.min(highest);
    explain.step(|| {
        Step::new("huurtoeslag_rent", "Welk deel van de huur telt mee?", "Which part of the rent counts?")
            .input("kale huur per maand", "rent a month without service costs", rent)
            .input("hoogste huur die meetelt", "highest rent that counts", highest)
            .outcome("huur die meetelt", "rent that counts", counted)
            .article(&format!("{LAW}, artikel 5 en 13"))
    });
    let basic = if situation.persons > 1 {
        amounts.huurtoeslag_basic_rent_multi
    } else {
        amounts.huurtoeslag_basic_rent_single
    };
    let quality = amounts.huurtoeslag_quality_limit.max(basic);
    let capping = match situation.persons {
        ..=2 => amounts.huurtoeslag_capping_limit_small,
        _ => amounts.huurtoeslag_capping_limit_large,
    };
    let capping = capping.max(quality);
    let first = counted.clamp(basic, quality) - basic;
    let second = counted.clamp(quality, capping) - quality;
    let third = (counted - capping).max(Amount::ZERO);
    let full = first.times(amounts.huurtoeslag_share_quality)
        + second.times(amounts.huurtoeslag_share_capping)
        + third.times(amounts.huurtoeslag_share_above);
    explain.step(|| {
        Step::new(
            "huurtoeslag_full",
            "De toeslag over de delen van de huur boven de basishuur",
            "The allowance over the parts of the rent above the basic rent",
        )
        .input("basishuur die u zelf betaalt", "basic rent that you pay yourself", basic)
        .input("deel tot de kwaliteitskortingsgrens", "part up to the quality discount limit", first)
        .input("daarvan wordt betaald", "of which is paid", amounts.huurtoeslag_share_quality)
        .input("deel tot de aftoppingsgrens", "part up to the capping limit", second)
        .input("daarvan wordt betaald", "of which is paid", amounts.huurtoeslag_share_capping)
        .input("deel daarboven", "part above it", third)
        .input("daarvan wordt betaald", "of which is paid", amounts.huurtoeslag_share_above)
        .outcome("hoogste toeslag per maand", "highest allowance a month", full.round_to_cent())
        .article(&format!("{LAW}, artikel 16, 17, 20 en 21, eerste lid; Besluit op de huurtoeslag, artikel 7"))
    });
    full
}

/// The allowance a year after what the income takes off, in whole euros; not below zero.
#[inline]
fn less_income(situation: &Situation, full_year: Exact, amounts: &Amounts, explain: &mut impl Explain) -> Amount {
    let (mark, taper) = match situation.persons {
        ..=1 => (amounts.huurtoeslag_income_single, amounts.huurtoeslag_taper_single),
        _ => (amounts.huurtoeslag_income_multi, amounts.huurtoeslag_taper_multi),
    };
    let income = situation.joint_income() + situation.others_income;
    let above = (income - mark).max(Amount::ZERO);
    let off = above.times(taper);
    let year = (full_year - off).max(Exact::default()).round_to_euro();
    explain.step(|| {
        Step::new("huurtoeslag_income", "Wat gaat er af door het inkomen?", "What goes off because of the income?")
            .input("inkomen van iedereen in huis", "income of everybody in the home", income)
            .input("inkomen waar niets af gaat", "income with which nothing goes off", mark)
            .input("inkomen daarboven", "income above it", above)
            .input("daarvan gaat af", "of which goes off", taper)
            .input("gaat af per jaar", "goes off a year", off.round_to_cent())
            .input("per maand", "a month", year.per_month_in_euro())
            .outcome("huurtoeslag per jaar, op hele euro's", "rent allowance a year, in whole euros", year)
            .article(&format!("{LAW}, artikel 7, 17 en 21, tweede lid"))
    });
    year
}
