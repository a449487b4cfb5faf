//! One set of questions, one set of answers: the schemes for people with a low income that fit, for 2026.
//!
//! A rule over whole populations, and pages for one person. Each scheme is a module with one function, from a [`situation::Situation`] and
//! the [`amounts::Amounts`] to an [`outcome::Outcome`]. To add a scheme: a module like these, a line in `outcome.rs` and in `schemes.rs`,
//! its parameters and decisions in the manifest, and its words in `words.rs`. What is simplified stands in README.md.

pub mod amounts;
pub mod answers;
pub mod bijstand;
pub mod bijzondere_bijstand;
mod chart;
pub mod curve;
pub mod examples;
mod figures;
mod forms;
pub mod huurtoeslag;
pub mod kindgebonden_budget;
pub mod kwijtschelding;
mod limits;
pub mod means;
mod more_work;
pub mod offer;
pub mod outcome;
mod outcome_page;
mod resident;
pub mod schemes;
mod service;
pub mod situation;
pub mod tax;
mod words;
pub mod zorgtoeslag;

use fieldlab_sdk::prelude::*;

pub use amounts::Amounts;
pub use resident::{Position, Resident};
pub use service::routes;

/// The decision about one person: their part of what their household has a right to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decision)]
pub struct Entitlements {
    /// Whether there is a right to zorgtoeslag.
    pub zorgtoeslag_entitled: bool,
    /// This person's part of it, euro a year.
    pub zorgtoeslag_amount_year: Amount,
    /// Whether there is a right to huurtoeslag.
    pub huurtoeslag_entitled: bool,
    /// This person's part of it, euro a year.
    pub huurtoeslag_amount_year: Amount,
    /// Whether there is a right to kindgebonden budget.
    pub kindgebonden_budget_entitled: bool,
    /// This person's part of it, euro a year.
    pub kindgebonden_budget_amount_year: Amount,
    /// Whether there is a right to bijstand.
    pub bijstand_entitled: bool,
    /// This person's part of it, euro a year.
    pub bijstand_amount_year: Amount,
    /// Whether there is a right to kwijtschelding.
    pub kwijtschelding_entitled: bool,
    /// This person's part of it, euro a year.
    pub kwijtschelding_amount_year: Amount,
    /// Whether bijzondere bijstand may be possible.
    pub bijzondere_bijstand_possible: bool,
    /// To how many schemes there is a right.
    pub schemes: Whole,
    /// This person's part of all amounts, euro a year.
    pub amount_year: Amount,
    /// How much of 100 euros more gross income a month is lost in schemes.
    pub pressure: Share,
}

/// Decides about one person.
#[assessment]
pub fn decide(resident: &Resident, amounts: &Amounts, explain: &mut impl Explain) -> Entitlements {
    let years = zorgtoeslag::Years::of(amounts);
    let situation = resident.situation();
    let all = schemes::decide_in(&years, &situation, amounts, explain);
    // Partners have joint amounts: each is counted for half, so that totals over persons add up.
    let part = |year: Amount| if situation.partners { year / 2 } else { year };
    let decided = Entitlements {
        zorgtoeslag_entitled: all.health_care.is_entitled(),
        zorgtoeslag_amount_year: part(all.health_care.year),
        huurtoeslag_entitled: all.rent.is_entitled(),
        huurtoeslag_amount_year: part(all.rent.year),
        kindgebonden_budget_entitled: all.child.is_entitled(),
        kindgebonden_budget_amount_year: part(all.child.year),
        bijstand_entitled: all.assistance.is_entitled(),
        bijstand_amount_year: part(all.assistance.year),
        kwijtschelding_entitled: all.remission.is_entitled(),
        kwijtschelding_amount_year: part(all.remission.year),
        bijzondere_bijstand_possible: all.special.is_entitled(),
        schemes: all.count(),
        amount_year: Amount::ZERO,
        pressure: schemes::pressure(&years, &situation, &all, amounts),
    };
    // The sum of the parts, not a part of the sum: of partners a cent may be lost in each.
    let amount_year = decided.zorgtoeslag_amount_year
        + decided.huurtoeslag_amount_year
        + decided.kindgebonden_budget_amount_year
        + decided.bijstand_amount_year
        + decided.kwijtschelding_amount_year;
    explain.step(|| {
        let (nl, en) = match situation.partners {
            true => (
                "Partners hebben de bedragen samen: ieder telt voor de helft",
                "Partners have the amounts together: each counts for half",
            ),
            false => ("De bedragen van deze persoon", "The amounts of this person"),
        };
        Step::new("part", nl, en)
            .input("alle regelingen van het huishouden per jaar", "all schemes of the household a year", all.year())
            .input("aantal regelingen", "number of schemes", all.count())
            .outcome("deel van deze persoon per jaar", "this person's part a year", amount_year)
    });
    Entitlements { amount_year, ..decided }
}
