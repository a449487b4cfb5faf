//! Remission of municipal taxes (Gemeentewet, artikel 255; Invorderingswet 1990, artikel 26), in outline.
//!
//! Of what is left of income after the cost of rent, health insurance and living, 80 percent goes to the tax; the rest of the tax is
//! remitted (Uitvoeringsregeling Invorderingswet 1990, artikel 11 to 16). Municipalities choose within bounds (Regeling kwijtschelding
//! belastingen medeoverheden). The child budget does not count as income (Wet op het kindgebonden budget, artikel 4).

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::means::Means;
use crate::outcome::{Outcome, Reason};
use crate::situation::Situation;

const RULES: &str = "Uitvoeringsregeling Invorderingswet 1990";
const CHOICES: &str = "Regeling kwijtschelding belastingen medeoverheden";
const ADULT: Whole = 18;
const MONTHS: Whole = 12;

/// What other schemes give, euro a year: it comes in, or makes a cost less.
#[derive(Clone, Copy, Debug, Default)]
pub struct Other {
    /// Social assistance.
    pub assistance: Amount,
    /// Rent allowance.
    pub rent: Amount,
    /// Health care allowance.
    pub health_care: Amount,
}

/// Decides about who gets the tax bill, with the partner when there is one.
#[inline]
pub fn decide(
    situation: &Situation,
    means: &mut Means,
    other: Other,
    amounts: &Amounts,
    explain: &mut impl Explain,
) -> Outcome {
    if situation.institution {
        return Outcome::none(Reason::Institution);
    }
    if !situation.head {
        return Outcome::none(Reason::SomebodyElse);
    }
    if situation.age < ADULT {
        return Outcome::none(Reason::UnderAge);
    }
    let Costs { living, housing, premium } = costs_month(situation, means, other, amounts, explain);
    let limit = living + housing + premium + extra_assets(situation, amounts);
    // All that the own home is worth less its mortgage counts.
    let owned = situation.assets + situation.home_value.max(Amount::ZERO);
    let within_limit = owned <= limit;
    explain.step(|| {
        Step::new(
            "kwijtschelding_assets",
            "Is er niet te veel geld op de bank?",
            "Is there not too much money in the bank?",
        )
        .input("vermogen met de eigen woning", "assets with the own home", owned)
        .input("kosten van bestaan per maand", "cost of living a month", living)
        .input("woonlasten per maand die meetellen", "housing cost a month that counts", housing)
        .input("zorgpremie per maand na toeslag", "health premium a month after the allowance", premium)
        .input("extra dat de gemeente toestaat", "extra that the municipality allows", extra_assets(situation, amounts))
        .input("hoogste bedrag", "highest amount", limit)
        .outcome("binnen de grens", "within the limit", within_limit)
        .article(&format!("{RULES}, artikel 12; {CHOICES}, artikel 4"))
    });
    if situation.assets > limit {
        return Outcome::none(Reason::AssetsAboveLimit);
    }
    if !within_limit {
        return Outcome::none(Reason::HomeAboveLimit);
    }
    let comes_in = means.kept(situation, amounts, explain) + other.assistance;
    let capacity = (comes_in - (living + housing + premium) * MONTHS).max(Amount::ZERO);
    let own_part = capacity.times(amounts.kwijtschelding_capacity_share).round_to_cent();
    let tax = if situation.persons > 1 { amounts.kwijtschelding_tax_multi } else { amounts.kwijtschelding_tax_single };
    let remitted = (tax - own_part).max(Amount::ZERO);
    explain.step(|| {
        Step::new(
            "kwijtschelding_capacity",
            "Wat kunt u zelf van de belasting betalen?",
            "How much of the tax can you pay yourself?",
        )
        .input(
            "inkomen na belasting met bijstand, per jaar",
            "income after tax with social assistance, a year",
            comes_in,
        )
        .input("kosten van bestaan per maand", "cost of living a month", living)
        .input("woonlasten per maand die meetellen", "housing cost a month that counts", housing)
        .input("zorgpremie per maand na toeslag", "health premium a month after the allowance", premium)
        .input("blijft over per jaar", "is left a year", capacity)
        .input("deel daarvan voor de belasting", "share of it for the tax", amounts.kwijtschelding_capacity_share)
        .outcome("u betaalt zelf per jaar", "you pay yourself a year", own_part)
        .article(&format!("{RULES}, artikel 11, 13, 14, 15 en 16; {CHOICES}, artikel 2"))
    });
    explain.step(|| {
        Step::new(
            "kwijtschelding_amount",
            "De belasting die u niet hoeft te betalen",
            "The tax that you do not have to pay",
        )
        .input("gemeentelijke belasting per jaar, gemiddeld", "municipal taxes a year, on average", tax)
        .input("u betaalt zelf per jaar", "you pay yourself a year", own_part)
        .outcome("kwijtschelding per jaar", "remission a year", remitted)
        .article(&format!("Gemeentewet, artikel 255; {RULES}, artikel 11"))
    });
    if remitted > Amount::ZERO { Outcome::of(remitted) } else { Outcome::none(Reason::IncomeTooHigh) }
}

/// What a household has to pay a month before anything is left for the tax.
#[derive(Clone, Copy)]
struct Costs {
    living: Amount,
    housing: Amount,
    premium: Amount,
}

#[inline]
fn costs_month(
    situation: &Situation,
    means: &mut Means,
    other: Other,
    amounts: &Amounts,
    explain: &mut impl Explain,
) -> Costs {
    let norm = means.norm_month(situation, amounts, explain);
    Costs {
        living: norm.times(amounts.kwijtschelding_living_share).round_to_cent(),
        housing: housing_month(situation, other.rent, amounts),
        premium: premium_month(situation, other.health_care, amounts),
    }
}

/// The most in savings with which there is remission.
pub(crate) fn asset_limit(situation: &Situation, other: Other, amounts: &Amounts) -> Amount {
    let costs = costs_month(situation, &mut Means::default(), other, amounts, &mut Silent);
    costs.living + costs.housing + costs.premium + extra_assets(situation, amounts)
}

/// What the rent costs a month after the allowance, as far as it is more than people are to pay themselves; of owners it is not known.
#[inline]
fn housing_month(situation: &Situation, allowance: Amount, amounts: &Amounts) -> Amount {
    let Some(rent) = situation.rent_month else { return Amount::ZERO };
    let net = rent - allowance / i64::from(MONTHS);
    (net.min(amounts.huurtoeslag_maximum_rent) - amounts.kwijtschelding_norm_rent).max(Amount::ZERO)
}

/// What health insurance costs a month after the allowance; the standard premium stands for the premium.
#[inline]
fn premium_month(situation: &Situation, allowance: Amount, amounts: &Amounts) -> Amount {
    let premium = situation.for_each(amounts.zorgtoeslag_standard_premium);
    (premium - allowance).max(Amount::ZERO) / i64::from(MONTHS)
}

/// The money that a municipality lets people have besides.
#[inline]
fn extra_assets(situation: &Situation, amounts: &Amounts) -> Amount {
    let extra = amounts.kwijtschelding_extra_assets;
    match (situation.partners, situation.children.count > 0) {
        (true, _) => extra,
        (false, true) => extra.times(amounts.kwijtschelding_extra_share_single_parent).round_to_cent(),
        (false, false) => extra.times(amounts.kwijtschelding_extra_share_single).round_to_cent(),
    }
}
