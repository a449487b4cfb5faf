//! Early signals of debt (vroegsignalering): whom a municipality approaches in person when creditors report arrears, and pages for the
//! worker who does so and for the person who is asked.
//!
//! Landlords, energy and water companies and health insurers report arrears to the municipality, which must offer help
//! (Wet gemeentelijke schuldhulpverlening, article 3). Everybody with a signal gets a letter; the rule weighs whether somebody also calls
//! or visits (`weighing.rs`). Whether there is problem debt is read too, for measuring only: `weighing.rs` does not get it.
//!
//! A rule sees one person at a time, and no number of their household. So adults are counted: each adult of a household counts with the
//! signals of that household, and with their own health premium. Children at home of any age and residents of institutions do not count.

mod names;
mod offers;
mod service;
#[cfg(test)]
mod tests;
mod weighing;

use fieldlab_sdk::prelude::*;

pub use offers::{offers, talk};
pub use service::routes;
pub use weighing::{Contact, Signals, Weighed, weigh};

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
    /// Arrears of the household on the rent.
    #[field("household.arrears_rent")]
    pub rent: bool,
    /// Arrears of the household on energy.
    #[field("household.arrears_energy")]
    pub energy: bool,
    /// Arrears of the household on drinking water.
    #[field("household.arrears_water")]
    pub water: bool,
    /// Arrears of this person on the health premium.
    #[field("person.premium_arrears")]
    pub premium: bool,
    /// Whether there is problem debt: for measuring, not for deciding.
    #[field("household.problem_debt")]
    pub problem_debt: bool,
}

/// What can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameters)]
pub struct Settings {
    /// Points of arrears on the rent.
    pub weight_rent: Whole,
    /// Points of arrears on energy.
    pub weight_energy: Whole,
    /// Points of arrears on drinking water.
    pub weight_water: Whole,
    /// Points of arrears on the health premium.
    pub weight_premium: Whole,
    /// From this weight on there is contact in person.
    pub threshold: Whole,
    /// One signal of this weight suffices.
    pub single_enough: Whole,
    /// From this weight on somebody visits instead of calling.
    pub home_visit: Whole,
}

/// Why somebody is approached in person or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Code)]
pub enum Reason {
    /// Does not count as an adult of the household.
    NotCounted = 0,
    /// No creditor reported arrears.
    NoSignal = 1,
    /// A letter only: the weight is below the threshold.
    LetterOnly = 2,
    /// There is enough weight.
    EnoughWeight = 3,
    /// One signal is heavy enough by itself.
    OneHeavySignal = 4,
}

/// What the rule decides about one person, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decision)]
pub struct Approach {
    /// Whether somebody calls or visits, besides the letter.
    pub approached: bool,
    /// Why.
    pub reason: Reason,
    /// How many signals there are.
    pub signals: Whole,
    /// What they weigh together.
    pub weight: Whole,
    /// An adult of a household with problem debt.
    pub in_problem_debt: bool,
    /// Approached, and there is problem debt.
    pub reached_in_time: bool,
    /// Approached, and there is none.
    pub approached_for_nothing: bool,
    /// Not approached, though there is problem debt.
    pub missed: bool,
}

const ADULT: Whole = 18;

impl Resident {
    /// Whether this person counts as an adult of the household.
    fn counts(&self) -> bool {
        self.age >= ADULT && !matches!(self.position, Position::Child | Position::Institutional)
    }

    /// The signals about the household, as far as this person shows them.
    fn signals(&self) -> Signals {
        Signals { rent: self.rent, energy: self.energy, water: self.water, premium: self.premium }
    }
}

impl Settings {
    /// The points of each kind of signal that is there: rent, energy, water, premium.
    pub(crate) fn weights(&self, signals: Signals) -> [Whole; 4] {
        let points = [self.weight_rent, self.weight_energy, self.weight_water, self.weight_premium];
        let mut of_signals = signals.each().map(Whole::from);
        for (of_signal, points) in of_signals.iter_mut().zip(points) {
            *of_signal *= points;
        }
        of_signals
    }
}

/// Decides about one person.
#[assessment]
pub fn decide(resident: &Resident, settings: &Settings, explain: &mut impl Explain) -> Approach {
    let counts = resident.counts();
    explain.step(|| {
        Step::new(
            "adult",
            "Telt deze persoon mee als volwassene van het huishouden?",
            "Does this person count as an adult of the household?",
        )
        .input("leeftijd", "age", resident.age)
        .outcome("telt mee", "counts", counts)
    });
    if !counts {
        return Approach {
            approached: false,
            reason: Reason::NotCounted,
            signals: 0,
            weight: 0,
            in_problem_debt: false,
            reached_in_time: false,
            approached_for_nothing: false,
            missed: false,
        };
    }
    let weighed = weigh(resident.signals(), settings, explain);
    let (approached, problem_debt) = (weighed.in_person(), resident.problem_debt);
    explain.step(|| {
        Step::new(
            "measured",
            "Alleen om achteraf te meten: de regel heeft hier niet naar gekeken",
            "Only to measure afterwards: the rule did not look at this",
        )
        .input("problematische schulden", "problem debt", problem_debt)
        .input("persoonlijk benaderd", "approached in person", approached)
        .outcome("benaderd en nodig", "approached and needed", approached && problem_debt)
    });
    Approach {
        approached,
        reason: weighed.reason,
        signals: weighed.signals,
        weight: weighed.weight,
        in_problem_debt: problem_debt,
        reached_in_time: approached && problem_debt,
        approached_for_nothing: approached && !problem_debt,
        missed: !approached && problem_debt,
    }
}
