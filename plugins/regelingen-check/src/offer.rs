//! What fits somebody of whom only a part is known: for a question that was asked elsewhere, before anybody filled in a form.
//!
//! What is not known is tried at both ends: with nothing coming in and with a lot, renting dearly and not at all, and so on. A scheme to
//! which there is a right however that turns out fits; one to which there is a right in some cases may fit; the others do not. It is
//! pure, and the same for the same input.

use fieldlab_sdk::prelude::*;

use crate::amounts::Amounts;
use crate::outcome::{Reason, Scheme};
use crate::schemes;
use crate::situation::{Children, Earnings, Situation, Work};

/// What may be known of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Age.
    Age,
    /// Whether there is a partner.
    Partners,
    /// What they do for a living.
    Work,
    /// Their income, euro a year before tax.
    Income,
    /// The income of the partner.
    PartnerIncome,
    /// The number of children under 18 at home.
    Children,
    /// How many others of 27 and over live there.
    Sharers,
    /// Savings and investments.
    Assets,
    /// What the own home is worth less the mortgage.
    HomeValue,
    /// The rent.
    Rent,
}

/// A situation of which only a part is known. An adult with health insurance is taken for granted where nothing else is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Partial {
    /// Age in years.
    pub age: Option<Whole>,
    /// Whether there is a partner.
    pub partners: Option<bool>,
    /// What they do for a living.
    pub work: Option<Work>,
    /// Their income, euro a year before tax.
    pub income: Option<Amount>,
    /// The income of the partner, euro a year before tax.
    pub partner_income: Option<Amount>,
    /// The number of children under 18 at home.
    pub children: Option<Whole>,
    /// How many others of 27 and over live there.
    pub sharers: Option<Whole>,
    /// Savings and investments, euro.
    pub assets: Option<Amount>,
    /// What the own home is worth less the mortgage, euro.
    pub home_value: Option<Amount>,
    /// The rent a month; `Some(None)` is who does not rent a home.
    pub rent_month: Option<Option<Amount>>,
}

/// How far a scheme fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// There is a right, however the rest turns out.
    Fits,
    /// There is a right in some cases.
    Perhaps,
    /// There is no right in any case.
    No,
}

/// What a scheme may be for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The scheme.
    pub scheme: Scheme,
    /// How far it fits.
    pub fit: Fit,
    /// The least that there is a right to when there is one, euro a year for the household; nothing where no amount is worked out.
    pub least_year: Amount,
    /// The most, euro a year for the household.
    pub most_year: Amount,
    /// Why there is a right, or why not where there is none: in the case that is best for the scheme.
    pub why: Reason,
    /// What it still hangs on.
    pub missing: Vec<Detail>,
}

/// More than any scheme allows.
const A_LOT: Amount = Amount::euro(500_000);

/// All schemes, with how far each fits and why; those that fit best first, then by the most that they may give.
pub fn offers(partial: &Partial, amounts: &Amounts) -> Vec<Offer> {
    let cases = cases(partial, amounts);
    let mut offers: Vec<Offer> = Scheme::ALL.iter().map(|scheme| offer(*scheme, partial, &cases)).collect();
    offers.sort_by_key(|offer| (offer.fit as u8, std::cmp::Reverse(offer.most_year)));
    offers
}

fn offer(scheme: Scheme, partial: &Partial, cases: &[schemes::Outcomes]) -> Offer {
    let outcomes: Vec<_> = cases.iter().map(|case| case.of(scheme)).collect();
    let years = || outcomes.iter().filter(|outcome| outcome.is_entitled()).map(|outcome| outcome.year);
    let fit = match years().count() {
        0 => Fit::No,
        // Whether special assistance is given hangs on the costs, which nobody asked.
        entitled if entitled == outcomes.len() && scheme != Scheme::Special => Fit::Fits,
        _ => Fit::Perhaps,
    };
    // The first case is the best in all that is not known.
    let why = if fit == Fit::No { outcomes[0].reason } else { Reason::Entitled };
    let missing = if fit == Fit::No { Vec::new() } else { missing(scheme, partial) };
    let [least_year, most_year] = [years().min(), years().max()].map(Option::unwrap_or_default);
    Offer { scheme, fit, least_year, most_year, why, missing }
}

/// What each way to fill in the rest would bring; the first is the best for whoever asks.
fn cases(partial: &Partial, amounts: &Amounts) -> Vec<schemes::Outcomes> {
    let mut all = vec![start(partial)];
    let mut widen = |choices: &[&dyn Fn(Situation) -> Situation]| {
        all = choices.iter().flat_map(|choose| all.iter().map(|case| choose(*case)).collect::<Vec<_>>()).collect();
    };
    if partial.rent_month.is_none() {
        let dear = amounts.huurtoeslag_maximum_rent;
        widen(&[&|case| Situation { rent_month: Some(dear), ..case }, &|case| Situation { rent_month: None, ..case }]);
    }
    if partial.children.is_none() {
        widen(&[&|case| with_children(case, 2), &|case| with_children(case, 0)]);
    }
    if partial.partners.is_none() {
        widen(&[&|case| case, &|case| with_partner(case, partial)]);
    }
    if partial.age.is_none() {
        widen(&[&|case| Situation { age: 40, ..case }, &|case| Situation { age: 18, ..case }, &|case| Situation {
            age: 70,
            ..case
        }]);
    }
    if partial.work.is_none() {
        widen(&[&|case| case, &|case| with_work(case, Work::SelfEmployed), &|case| with_work(case, Work::InEducation)]);
    }
    if partial.income.is_none() {
        widen(&[&|case| case, &|case| Situation { own: earning(A_LOT, case.work.is_paid()), ..case }]);
    }
    if partial.partner_income.is_none() {
        widen(&[&|case| case, &|case| {
            if case.partners { Situation { partner: earning(A_LOT, true), ..case } } else { case }
        }]);
    }
    if partial.assets.is_none() {
        widen(&[&|case| case, &|case| Situation { assets: A_LOT, ..case }]);
    }
    if partial.home_value.is_none() {
        // Who rents does not own.
        widen(&[&|case| case, &|case| {
            if case.rent_month.is_none() { Situation { home_value: A_LOT, ..case } } else { case }
        }]);
    }
    if partial.sharers.is_none() {
        widen(&[&|case| case, &|case| Situation { sharers: 2, persons: case.persons + 2, ..case }]);
    }
    all.iter().map(|case| schemes::decide(case, amounts, &mut Silent)).collect()
}

fn earning(gross: Amount, from_work: bool) -> Earnings {
    Earnings { gross, assistance: Amount::ZERO, from_work }
}

fn with_children(case: Situation, count: Whole) -> Situation {
    Situation { children: Children::of_unknown_age(count), persons: case.persons + count, ..case }
}

fn with_partner(case: Situation, partial: &Partial) -> Situation {
    let partner = earning(partial.partner_income.unwrap_or_default(), true);
    Situation { partners: true, partner, persons: case.persons + 1, ..case }
}

fn with_work(case: Situation, work: Work) -> Situation {
    Situation { work, own: Earnings { from_work: work.is_paid(), ..case.own }, ..case }
}

/// What is known, with the best for the rest: nothing comes in and there are no savings.
fn start(partial: &Partial) -> Situation {
    let work = partial.work.unwrap_or(Work::NotWorking);
    let sharers = partial.sharers.unwrap_or(0);
    let alone = Situation {
        age: partial.age.unwrap_or(40),
        partners: false,
        head: true,
        institution: false,
        work,
        insured: true,
        own: earning(partial.income.unwrap_or_default(), work.is_paid()),
        partner: Earnings::default(),
        others_income: Amount::ZERO,
        children: Children::default(),
        persons: 1 + sharers,
        sharers,
        assets: partial.assets.unwrap_or_default(),
        home_value: partial.home_value.unwrap_or_default(),
        rent_month: partial.rent_month.flatten(),
    };
    let alone = with_children(alone, partial.children.unwrap_or(0));
    if partial.partners == Some(true) { with_partner(alone, partial) } else { alone }
}

/// What a scheme looks at and is not known.
fn missing(scheme: Scheme, partial: &Partial) -> Vec<Detail> {
    use Detail::*;
    let looks_at: &[Detail] = match scheme {
        Scheme::HealthCare => &[Age, Partners, Income, PartnerIncome, Assets],
        Scheme::Rent => &[Age, Rent, Partners, Children, Income, PartnerIncome, Assets],
        Scheme::Child => &[Children, Partners, Income, PartnerIncome, Assets],
        Scheme::Assistance => &[Age, Work, Partners, Children, Sharers, Income, PartnerIncome, Assets, HomeValue],
        Scheme::Special | Scheme::Remission => {
            &[Age, Partners, Children, Sharers, Rent, Income, PartnerIncome, Assets, HomeValue]
        }
    };
    let alone = partial.partners == Some(false);
    let is_open = |detail: &&Detail| match detail {
        Age => partial.age.is_none(),
        Partners => partial.partners.is_none(),
        Work => partial.work.is_none(),
        Income => partial.income.is_none(),
        PartnerIncome => partial.partner_income.is_none() && !alone,
        Children => partial.children.is_none(),
        Sharers => partial.sharers.is_none(),
        Assets => partial.assets.is_none(),
        HomeValue => partial.home_value.is_none() && partial.rent_month.flatten().is_none(),
        Rent => partial.rent_month.is_none(),
    };
    looks_at.iter().filter(is_open).copied().collect()
}
