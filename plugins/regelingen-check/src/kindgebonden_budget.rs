//! The child budget of 2026 (Wet op het kindgebonden budget, BWBR0022751, artikel 2).
//!
//! An amount for each child under 18, more for children of 12 and over, and more for a parent without a partner; of income above the
//! threshold a share goes off. The sources give two values of the first and the last: the set `andere-bron` of the manifest has the others.

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::outcome::{Outcome, Reason};
use crate::situation::Situation;
use crate::zorgtoeslag::asset_limit;

const LAW: &str = "Wet op het kindgebonden budget";

/// Decides about a parent, with the partner when there is one.
#[inline]
pub fn decide(situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Outcome {
    let count = situation.children.count;
    explain.step(|| {
        Step::new(
            "kindgebonden_budget_children",
            "Wonen er kinderen onder de 18 bij u?",
            "Do children under 18 live with you?",
        )
        .input("aantal kinderen", "number of children", count)
        .outcome("kinderen", "children", count > 0)
        .article(&format!("{LAW}, artikel 2, eerste lid; Algemene Kinderbijslagwet, artikel 18"))
    });
    if count <= 0 {
        return Outcome::none(Reason::NoChildren);
    }
    let limit = asset_limit(situation, amounts);
    let within_limit = situation.assets <= limit;
    explain.step(|| {
        Step::new("kindgebonden_budget_assets", "Is het vermogen niet te hoog?", "Are the assets not too high?")
            .input("vermogen", "assets", situation.assets)
            .input("vermogensgrens", "asset limit", limit)
            .outcome("binnen de grens", "within the limit", within_limit)
            .article(&format!("{LAW}, artikel 1, vierde lid"))
    });
    if !within_limit {
        return Outcome::none(Reason::AssetsAboveLimit);
    }
    let most = most(situation, amounts, explain);
    let threshold = match situation.partners {
        true => amounts.kindgebonden_budget_income_partners,
        false => amounts.kindgebonden_budget_income_single,
    };
    let income = situation.joint_income();
    let above = (income - threshold).max(Amount::ZERO);
    let off = above.times(amounts.kindgebonden_budget_taper);
    let year = (most.exact() - off).max(Exact::default()).round_to_euro();
    explain.step(|| {
        Step::new(
            "kindgebonden_budget_income",
            "Wat gaat er af door het inkomen?",
            "What goes off because of the income?",
        )
        .input("inkomen", "income", income)
        .input("inkomen waar niets af gaat", "income with which nothing goes off", threshold)
        .input("inkomen daarboven", "income above it", above)
        .input("daarvan gaat af", "of which goes off", amounts.kindgebonden_budget_taper)
        .input("gaat af per jaar", "goes off a year", off.round_to_cent())
        .input("per maand", "a month", year.per_month_in_euro())
        .outcome("kindgebonden budget per jaar, op hele euro's", "child budget a year, in whole euros", year)
        .article(&format!("{LAW}, artikel 2, zevende en achtste lid"))
    });
    if year < amounts.toeslag_minimum_payment { Outcome::none(Reason::IncomeTooHigh) } else { Outcome::of(year) }
}

/// The budget a year before what the income takes off.
#[inline]
fn most(situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Amount {
    let children = situation.children;
    let single = if situation.partners { Amount::ZERO } else { amounts.kindgebonden_budget_single_parent };
    let most = amounts.kindgebonden_budget_child * children.count
        + amounts.kindgebonden_budget_from_12 * children.from_12
        + amounts.kindgebonden_budget_from_16 * children.from_16
        + single;
    explain.step(|| {
        Step::new(
            "kindgebonden_budget_most",
            "Het bedrag voor alle kinderen samen",
            "The amount for all children together",
        )
        .input("aantal kinderen", "number of children", children.count)
        .input("bedrag per kind", "amount per child", amounts.kindgebonden_budget_child)
        .input("kinderen van 12 tot en met 15", "children of 12 to 15", children.from_12)
        .input(
            "extra per kind van 12 tot en met 15",
            "extra per child of 12 to 15",
            amounts.kindgebonden_budget_from_12,
        )
        .input("kinderen van 16 en 17", "children of 16 and 17", children.from_16)
        .input("extra per kind van 16 of 17", "extra per child of 16 or 17", amounts.kindgebonden_budget_from_16)
        .input("extra zonder partner", "extra without a partner", single)
        .outcome("hoogste bedrag per jaar", "highest amount a year", most)
        .article(&format!("{LAW}, artikel 2, tweede tot en met zesde lid"))
    });
    most
}
