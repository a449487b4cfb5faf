//! Special assistance (Participatiewet, artikel 35): for necessary costs that come from special circumstances.
//!
//! Whether there is a right hangs on the costs and on the municipality. So this says "perhaps", never how much.

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::bijstand;
use crate::means::Means;
use crate::outcome::{Outcome, Reason};
use crate::situation::Situation;

const LAW: &str = "Participatiewet";
const ADULT: Whole = 18;
const MONTHS: Whole = 12;

/// Whether it may be possible; there is never an amount.
#[inline]
pub fn decide(situation: &Situation, means: &mut Means, amounts: &Amounts, explain: &mut impl Explain) -> Outcome {
    if situation.age < ADULT {
        return Outcome::none(Reason::UnderAge);
    }
    if situation.institution {
        return Outcome::none(Reason::Institution);
    }
    let limit = bijstand::asset_limit(situation, amounts);
    if situation.assets > limit {
        return Outcome::none(Reason::AssetsAboveLimit);
    }
    let norm = means.norm_month(situation, amounts, explain);
    let kept = means.kept(situation, amounts, explain);
    let most = (norm * MONTHS).times(amounts.bijzondere_bijstand_income_share).round_to_cent();
    let possible = kept <= most;
    explain.step(|| {
        Step::new(
            "bijzondere_bijstand",
            "Is het inkomen laag genoeg om bijzondere bijstand te vragen?",
            "Is the income low enough to ask for special assistance?",
        )
        .input("inkomen na belasting per jaar", "income after tax a year", kept)
        .input("bijstandsnorm per maand", "norm of social assistance a month", norm)
        .input("deel van de norm", "share of the norm", amounts.bijzondere_bijstand_income_share)
        .input("inkomensgrens per jaar", "income limit a year", most)
        .input("vermogen", "assets", situation.assets)
        .input("vermogensgrens", "asset limit", limit)
        .outcome("misschien mogelijk", "may be possible", possible)
        .article(&format!("{LAW}, artikel 35"))
    });
    if possible { Outcome::of(Amount::ZERO) } else { Outcome::none(Reason::IncomeTooHigh) }
}
