//! Social assistance (Participatiewet, BWBR0015703), norms of 1 January 2026.
//!
//! What there is a right to is the norm less what comes in (artikel 19): the norm goes by age, by whether there is a partner, and by how
//! many others of 27 and over share the cost (artikel 20 to 22a). What comes in is what is left after tax (artikel 31 and 32).

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::means::Means;
use crate::outcome::{Outcome, Reason};
use crate::situation::{Situation, Work};

const LAW: &str = "Participatiewet";
const ADULT: Whole = 18;
const FULL_AGE: Whole = 21;
const MONTHS: Whole = 12;

/// Decides about a person, with the partner when there is one.
#[inline]
pub fn decide(situation: &Situation, means: &mut Means, amounts: &Amounts, explain: &mut impl Explain) -> Outcome {
    let excluded = excluded(situation);
    explain.step(|| {
        Step::new("bijstand_who", "Is de bijstand er voor u?", "Is social assistance for you?")
            .input("leeftijd", "age", situation.age)
            .input("woont in een instelling", "lives in an institution", situation.institution)
            .input("volgt onderwijs", "in education", situation.work == Work::InEducation)
            .input("heeft een eigen bedrijf", "has a business", situation.work == Work::SelfEmployed)
            .outcome("kan bijstand vragen", "can ask for social assistance", excluded.is_none())
            .article(&format!("{LAW}, artikel 11, 13 en 15; Besluit bijstandverlening zelfstandigen 2004"))
    });
    if let Some(reason) = excluded {
        return Outcome::none(reason);
    }
    let limit = asset_limit(situation, amounts);
    let within_limit = situation.assets <= limit;
    let home_within_limit = situation.home_value <= amounts.bijstand_home_limit;
    explain.step(|| {
        Step::new("bijstand_assets", "Is het vermogen niet te hoog?", "Are the assets not too high?")
            .input("vermogen", "assets", situation.assets)
            .input("vermogensgrens", "asset limit", limit)
            .input("waarde in de eigen woning", "value in the own home", situation.home_value)
            .input("waarde die niet meetelt", "value that does not count", amounts.bijstand_home_limit)
            .outcome("binnen de grens", "within the limit", within_limit && home_within_limit)
            .article(&format!("{LAW}, artikel 34 en 50"))
    });
    if !within_limit {
        return Outcome::none(Reason::AssetsAboveLimit);
    }
    if !home_within_limit {
        return Outcome::none(Reason::HomeAboveLimit);
    }
    let norm = means.norm_month(situation, amounts, explain);
    let kept = means.kept(situation, amounts, explain);
    let year = (norm * MONTHS - kept).max(Amount::ZERO);
    explain.step(|| {
        Step::new(
            "bijstand_amount",
            "De bijstand: de norm min wat er binnenkomt",
            "Social assistance: the norm less what comes in",
        )
        .input("norm per maand", "norm a month", norm)
        .input("inkomen na belasting per maand", "income after tax a month", kept / i64::from(MONTHS))
        .input("per maand", "a month", year / i64::from(MONTHS))
        .outcome("bijstand per jaar", "social assistance a year", year)
        .article(&format!("{LAW}, artikel 19, 31, 32 en 33"))
    });
    if year > Amount::ZERO { Outcome::of(year) } else { Outcome::none(Reason::IncomeTooHigh) }
}

/// Why this is not for somebody, whatever they have.
#[inline]
fn excluded(situation: &Situation) -> Option<Reason> {
    if situation.age < ADULT {
        return Some(Reason::UnderAge);
    }
    if situation.institution {
        return Some(Reason::Institution);
    }
    match situation.work {
        Work::InEducation => Some(Reason::Student),
        Work::SelfEmployed => Some(Reason::OwnBusiness),
        _ => None,
    }
}

/// The most in savings with which there is social assistance.
#[inline]
pub(crate) fn asset_limit(situation: &Situation, amounts: &Amounts) -> Amount {
    if situation.is_family() { amounts.bijstand_asset_limit_family } else { amounts.bijstand_asset_limit_single }
}

/// The norm a month, of partners together. Partners are taken to be on the same side of 21 and of the pension age.
#[inline]
pub(crate) fn norm_month(situation: &Situation, amounts: &Amounts, explain: &mut impl Explain) -> Amount {
    let adults = situation.adults();
    let pension = situation.age >= amounts.pension_age;
    let (single, partners) = match pension {
        true => (amounts.bijstand_single_pension, amounts.bijstand_partners_pension),
        false => (amounts.bijstand_single, amounts.bijstand_partners),
    };
    let sharing = situation.sharers > 0 && situation.age >= FULL_AGE;
    let norm = if situation.age < FULL_AGE {
        situation.for_each(amounts.bijstand_18_20)
    } else if sharing {
        situation.for_each(shared(partners, situation.sharers + adults, amounts))
    } else if situation.partners {
        partners
    } else {
        single
    };
    explain.step(|| {
        let step = Step::new("bijstand_norm", "Het bedrag om van te leven: de norm", "The amount to live on: the norm")
            .input("leeftijd", "age", situation.age)
            .input("AOW-leeftijd", "pension age", amounts.pension_age)
            .input("met partner", "with a partner", situation.partners)
            .input(
                "anderen van 27 jaar of ouder die de kosten delen",
                "others of 27 or older who share the cost",
                situation.sharers,
            );
        let step = match sharing {
            true => step
                .input("norm van partners", "norm of partners", partners)
                .input("vast deel", "fixed part", amounts.bijstand_sharing_fixed)
                .input("deel per volwassene", "part for each adult", amounts.bijstand_sharing_each),
            false => step,
        };
        step.outcome("norm per maand", "norm a month", norm).article(&format!("{LAW}, artikel 20, 21, 22 en 22a"))
    });
    norm
}

/// The norm of one of so many who share the cost: (fixed + number x each) / number of the norm of partners, down to a cent.
#[inline]
fn shared(partners: Amount, number: Whole, amounts: &Amounts) -> Amount {
    let all = partners.times(amounts.bijstand_sharing_fixed) + partners.times(amounts.bijstand_sharing_each) * number;
    all.round_to_cent() / i64::from(number)
}
