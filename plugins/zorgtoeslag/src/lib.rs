//! The Dutch health care allowance (zorgtoeslag), for 2025 and 2026.
//!
//! The yearly allowance is the standard premium (twice for partners) less the norm premium; the norm premium is a share of the
//! threshold income and, above the threshold, a share of the income (Wet op de zorgtoeslag, BWBR0018451, article 2). Partners
//! have one joint allowance; each is counted for half of it, so that totals over persons add up.
//!
//! What is simplified: a person living with a partner is taken to have that partner as allowance partner; children of 18 and
//! over at home, other members of a household and residents of institutions are taken to be single, with their own income and
//! without assets, which are not known of them.

use fieldlab_sdk::prelude::*;

/// Position in the household, as in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Code)]
pub enum Position {
    /// Child at home.
    Child = 1,
    /// Living alone.
    Alone = 2,
    /// Living with a partner.
    Partner = 3,
    /// Parent of a single-parent family.
    SingleParent = 4,
    /// Other member of a household.
    Other = 5,
    /// Resident of an institution.
    Institutional = 6,
}

/// What the rule reads of a citizen.
#[derive(Clone, Copy, Debug, Citizen)]
pub struct Resident {
    /// Age in years.
    #[field("person.age")]
    pub age: Whole,
    /// Position in the household.
    #[field("person.household_position")]
    pub position: Position,
    /// Whether the person has health insurance.
    #[field("person.insured")]
    pub insured: bool,
    /// The person's own income, in euro a year.
    #[field("person.income_gross")]
    pub own_income: Amount,
    /// The income of the head of the household and the partner together, in euro a year.
    #[field("household.income_assessment")]
    pub household_income: Amount,
    /// Savings and investments of the head of the household and the partner together, in euro.
    #[field("household.assets")]
    pub household_assets: Amount,
}

/// The amounts and shares of a year.
#[derive(Clone, Copy, Debug, Parameters)]
pub struct Amounts {
    /// Standard premium, euro a year.
    pub standard_premium: Amount,
    /// Threshold income, euro a year.
    pub threshold_income: Amount,
    /// Norm premium as a share of the threshold income, without a partner.
    pub norm_share_single: Share,
    /// Norm premium as a share of the threshold income, with a partner.
    pub norm_share_partners: Share,
    /// Norm premium as a share of the income above the threshold.
    pub taper: Share,
    /// Most assets without a partner, euro.
    pub asset_limit_single: Amount,
    /// Most assets with a partner, euro.
    pub asset_limit_partners: Amount,
    /// Smallest allowance that is paid, euro a year.
    pub minimum_payment: Amount,
}

/// Why somebody gets the allowance or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Code)]
pub enum Reason {
    /// Entitled.
    Entitled = 0,
    /// Under 18.
    UnderAge = 1,
    /// Not insured.
    NotInsured = 2,
    /// Assets above the limit.
    AssetsAboveLimit = 3,
    /// Income too high.
    IncomeTooHigh = 4,
}

/// The decision about one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decision)]
pub struct Allowance {
    /// Whether the person gets the allowance.
    pub entitled: bool,
    /// This person's part of the allowance, euro a year.
    pub amount_year: Amount,
    /// Why.
    pub reason: Reason,
}

const LAW: &str = "Wet op de zorgtoeslag";
const ADULT: Whole = 18;

/// Decides about one person.
#[assessment]
pub fn decide(resident: &Resident, amounts: &Amounts, explain: &mut impl Explain) -> Allowance {
    let of_age = resident.age >= ADULT;
    explain.step(|| {
        Step::new("age", "Is deze persoon 18 jaar of ouder?", "Is this person 18 or older?")
            .input("leeftijd", "age", resident.age)
            .outcome("oud genoeg", "old enough", of_age)
            .article(&format!("{LAW}, artikel 2"))
    });
    explain.step(|| {
        Step::new("insured", "Heeft deze persoon een zorgverzekering?", "Does this person have health insurance?")
            .outcome("verzekerd", "insured", resident.insured)
            .article(&format!("{LAW}, artikel 1 en 2"))
    });
    let partners = resident.position == Position::Partner;
    let head = partners || matches!(resident.position, Position::Alone | Position::SingleParent);
    let income = if head { resident.household_income } else { resident.own_income };
    let assets = if head { resident.household_assets } else { Amount::ZERO };
    let limit = if partners { amounts.asset_limit_partners } else { amounts.asset_limit_single };
    let within_limit = assets <= limit;
    explain.step(|| {
        Step::new("assets", "Is het vermogen niet te hoog?", "Are the assets not too high?")
            .input("vermogen", "assets", assets)
            .input("vermogensgrens", "asset limit", limit)
            .outcome("binnen de grens", "within the limit", within_limit)
            .article("Algemene wet inkomensafhankelijke regelingen, artikel 7")
    });
    let joint = joint_allowance(partners, income, amounts, explain);
    let enough = joint >= amounts.minimum_payment;
    explain.step(|| {
        Step::new("minimum", "Is het genoeg om uit te betalen?", "Is it enough to be paid?")
            .input("toeslag per jaar", "allowance a year", joint)
            .input("kleinste bedrag", "smallest amount", amounts.minimum_payment)
            .outcome("wordt betaald", "is paid", enough)
            .article("Algemene wet inkomensafhankelijke regelingen")
    });
    let reason = match (of_age, resident.insured, within_limit, enough) {
        (false, _, _, _) => Reason::UnderAge,
        (_, false, _, _) => Reason::NotInsured,
        (_, _, false, _) => Reason::AssetsAboveLimit,
        (_, _, _, false) => Reason::IncomeTooHigh,
        (true, true, true, true) => Reason::Entitled,
    };
    let entitled = reason == Reason::Entitled;
    let part = if partners { joint / 2 } else { joint };
    let amount_year = if entitled { part } else { Amount::ZERO };
    explain.step(|| {
        let (nl, en) = if partners {
            (
                "Partners krijgen de toeslag samen: ieder telt voor de helft",
                "Partners get the allowance together: each counts for half",
            )
        } else {
            ("De toeslag van deze persoon", "The allowance of this person")
        };
        Step::new("part", nl, en)
            .input("toeslag per jaar", "allowance a year", joint)
            .input("toeslag per maand", "allowance a month", joint.per_month_in_euro())
            .input("recht op toeslag", "entitled", entitled)
            .outcome("deel van deze persoon per jaar", "this person's part a year", amount_year)
            .article(&format!("{LAW}, artikel 2"))
    });
    Allowance { entitled, amount_year, reason }
}

/// What a year is for a single person, or for partners together.
#[derive(Clone, Copy)]
struct Year {
    /// The standard premium.
    premium: Amount,
    /// The norm premium as a share of the threshold income.
    share: Share,
    /// The norm premium of those whose income is not above the threshold.
    norm_premium: Exact,
    /// The allowance of those.
    most: Exact,
}

impl Year {
    /// The year of one person or of two.
    fn of(persons: u8, amounts: &Amounts) -> Year {
        let (premium, share) = match persons {
            1 => (amounts.standard_premium, amounts.norm_share_single),
            _ => (amounts.standard_premium + amounts.standard_premium, amounts.norm_share_partners),
        };
        let norm_premium = amounts.threshold_income.times(share);
        Year { premium, share, norm_premium, most: premium.exact() - norm_premium }
    }
}

/// The allowance a year of a single person or of partners together, in whole euros; not below zero.
fn joint_allowance(partners: bool, income: Amount, amounts: &Amounts, explain: &mut impl Explain) -> Amount {
    // Worked out for both before one is chosen: it is the same for everybody, so it leaves the loop over citizens.
    let (single, partnered) = (Year::of(1, amounts), Year::of(2, amounts));
    let year = if partners { partnered } else { single };
    let above = (income - amounts.threshold_income).max(Amount::ZERO);
    let tapered = above.times(amounts.taper);
    explain.step(|| {
        Step::new(
            "norm_premium",
            "De normpremie: wat mensen zelf kunnen betalen",
            "The norm premium: what people can pay themselves",
        )
        .input("toetsingsinkomen", "assessment income", income)
        .input("drempelinkomen", "threshold income", amounts.threshold_income)
        .input("deel van het drempelinkomen", "share of the threshold income", year.share)
        .input("inkomen boven de drempel", "income above the threshold", above)
        .input("deel van het inkomen daarboven", "share of the income above it", amounts.taper)
        .outcome("normpremie per jaar", "norm premium a year", (year.norm_premium + tapered).round_to_cent())
        .article(&format!("{LAW}, artikel 1 en 2"))
    });
    let joint = (year.most - tapered).max(Exact::default()).round_to_euro();
    explain.step(|| {
        Step::new(
            "allowance",
            "De toeslag: de standaardpremie min de normpremie",
            "The allowance: the standard premium less the norm premium",
        )
        .input("standaardpremie", "standard premium", year.premium)
        .input("normpremie", "norm premium", (year.norm_premium + tapered).round_to_cent())
        .outcome("toeslag per jaar, op hele euro's", "allowance a year, in whole euros", joint)
        .article(&format!("{LAW}, artikel 2 en 4"))
    });
    joint
}

#[cfg(test)]
mod tests;
