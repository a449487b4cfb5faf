//! The limits at which all of a scheme ends at once, in words: a curve over wages does not show them.

use fieldlab_service::answer::Answer as _;
use fieldlab_service::prelude::*;

use crate::amounts::Amounts;
use crate::curve::Curve;
use crate::outcome::Scheme;
use crate::schemes::Outcomes;
use crate::situation::Situation;
use crate::{bijstand, huurtoeslag, kwijtschelding, words, zorgtoeslag};

/// The limits that matter to somebody now.
pub(crate) fn of(situation: &Situation, found: &Outcomes, curve: &Curve, amounts: &Amounts) -> Vec<Text> {
    let savings = [
        (Scheme::HealthCare, zorgtoeslag::asset_limit(situation, amounts)),
        (Scheme::Rent, huurtoeslag::asset_limit(situation, amounts)),
        (Scheme::Child, zorgtoeslag::asset_limit(situation, amounts)),
        (Scheme::Assistance, bijstand::asset_limit(situation, amounts)),
        (Scheme::Remission, kwijtschelding::asset_limit(situation, found.beside_remission(), amounts)),
    ];
    let has = |scheme: Scheme| found.of(scheme).is_entitled();
    let mut limits: Vec<Text> = savings
        .into_iter()
        .filter(|(scheme, _)| has(*scheme))
        .map(|(scheme, limit)| savings_limit(scheme, limit, found.of(scheme).year))
        .collect();
    if let Some(rent) = situation.rent_month.filter(|_| has(Scheme::Rent)) {
        limits.push(rent_limit(rent, huurtoeslag::highest_rent(situation, amounts)));
    }
    if has(Scheme::Rent) && situation.age < amounts.huurtoeslag_full_age {
        limits.push(text(
            format!("Wordt u {}, dan telt een hogere huur mee.", amounts.huurtoeslag_full_age),
            format!("From the age of {} a higher rent counts.", amounts.huurtoeslag_full_age),
        ));
    }
    if has(Scheme::Child) {
        limits.push(text(
            "Wordt een kind 18, dan stopt het kindgebonden budget voor dat kind.",
            "When a child turns 18, the child budget for that child ends.",
        ));
    }
    limits.extend(curve.drops().iter().map(|drop| {
        let lost = |language| ((curve.at(drop.from).disposable() - curve.at(drop.to).disposable()) / 12).show(language);
        text(
            format!(
                "Rond {} bruto per maand gaat u er ineens {} per maand op achteruit.",
                drop.from.show(Language::Nl),
                lost(Language::Nl)
            ),
            format!(
                "Around {} gross a month you lose {} a month at once.",
                drop.from.show(Language::En),
                lost(Language::En)
            ),
        )
    }));
    let least = |language| amounts.toeslag_minimum_payment.show(language);
    limits.push(text(
        format!("Een toeslag van minder dan {} per jaar wordt niet betaald.", least(Language::Nl)),
        format!("An allowance of less than {} a year is not paid.", least(Language::En)),
    ));
    limits
}

/// That a scheme ends above so much in savings.
fn savings_limit(scheme: Scheme, limit: Amount, year: Amount) -> Text {
    let words = |language: Language| {
        let (name, limit) = (words::name(scheme), limit.show(language));
        let (name, told) = (name.get(language).to_lowercase(), words::told_amount(scheme, year));
        let told = told.get(language);
        match language {
            Language::Nl => {
                format!("Meer dan {limit} spaargeld: dan stopt de regeling {name} helemaal. Dat is nu {told}.")
            }
            Language::En => format!("More than {limit} in savings: the {name} ends altogether. That is {told} now."),
        }
    };
    text(words(Language::Nl), words(Language::En))
}

/// That rent above a bound brings no more.
fn rent_limit(rent: Amount, highest: Amount) -> Text {
    let words = |language: Language| {
        let (rent_shown, highest_shown) = (rent.show(language), highest.show(language));
        match (language, rent > highest) {
            (Language::Nl, true) => {
                format!("Uw huur is {rent_shown}. Wat boven {highest_shown} is, telt niet mee voor de huurtoeslag.")
            }
            (Language::Nl, false) => format!(
                "Huur boven {highest_shown} per maand telt niet mee voor de huurtoeslag. De toeslag stopt dan niet."
            ),
            (Language::En, true) => format!(
                "Your rent is {rent_shown}. What is above {highest_shown} does not count for the rent allowance."
            ),
            (Language::En, false) => format!(
                "Rent above {highest_shown} a month does not count for the rent allowance. The allowance does not end then."
            ),
        }
    };
    text(words(Language::Nl), words(Language::En))
}
