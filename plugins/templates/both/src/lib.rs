//! A contribution for children of 4 to 17 in households with a low income: a rule, and in `service.rs` pages that show its decision.
//!
//! Change the three structs and `decide` into your own rule, and `prototype.toml` with them: when they do not fit each other,
//! the compiler says which lines to add.

mod service;

use fieldlab_sdk::prelude::*;
pub use service::routes;

/// What the rule reads of a citizen: fields that `prototype.toml` asks for under `grants`.
#[derive(Clone, Copy, Debug, Citizen)]
pub struct Resident {
    /// Age in years.
    #[field("person.age")]
    pub age: Whole,
    /// Standardised income of the household: disposable income, made comparable between sizes of households; euro a year.
    #[field("household.income_standardised")]
    pub income: Amount,
}

/// What can be set: `parameters` in `prototype.toml`.
#[derive(Clone, Copy, Debug, Parameters)]
pub struct Settings {
    /// The highest income with which there is a right to the contribution, euro a year.
    pub income_limit: Amount,
    /// The contribution for one child, euro a year.
    pub amount: Amount,
}

/// Why a child gets the contribution or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Code)]
pub enum Reason {
    /// Entitled.
    Entitled = 0,
    /// Not a child of 4 to 17.
    NoChild = 1,
    /// The income is too high.
    IncomeTooHigh = 2,
}

/// What the rule decides: `decisions` in `prototype.toml`, in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decision)]
pub struct Contribution {
    /// Whether there is a right to the contribution.
    pub entitled: bool,
    /// The contribution, euro a year.
    pub amount_year: Amount,
    /// Why.
    pub reason: Reason,
}

/// Decides about one citizen. The steps are worked out only when somebody asks for an explanation.
#[assessment]
pub fn decide(resident: &Resident, settings: &Settings, explain: &mut impl Explain) -> Contribution {
    let is_child = (4..=17).contains(&resident.age);
    explain.step(|| {
        Step::new("age", "Is dit een kind van 4 tot en met 17 jaar?", "Is this a child of 4 to 17?")
            .input("leeftijd", "age", resident.age)
            .outcome("kind", "child", is_child)
    });
    let low_income = resident.income <= settings.income_limit;
    explain.step(|| {
        Step::new("income", "Is het inkomen laag genoeg?", "Is the income low enough?")
            .input("inkomen", "income", resident.income)
            .input("inkomensgrens", "income limit", settings.income_limit)
            .outcome("laag genoeg", "low enough", low_income)
            .article("Verordening van de gemeente, artikel 1")
    });
    let reason = match (is_child, low_income) {
        (false, _) => Reason::NoChild,
        (true, false) => Reason::IncomeTooHigh,
        (true, true) => Reason::Entitled,
    };
    let entitled = reason == Reason::Entitled;
    Contribution { entitled, amount_year: if entitled { settings.amount } else { Amount::ZERO }, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(age: Whole, income: i64) -> Contribution {
        decide(&Resident { age, income: Amount::euro(income) }, &Settings::defaults(), &mut Silent)
    }

    #[test]
    fn children_with_a_low_income_get_the_contribution() {
        let contribution = decided(10, 20_000);
        assert_eq!((contribution.reason, contribution.amount_year), (Reason::Entitled, Amount::euro(300)));
    }

    #[test]
    fn the_limits_belong_to_those_who_get_it() {
        assert!(decided(4, 25_000).entitled);
        assert!(decided(17, 25_000).entitled);
        assert_eq!(decided(18, 25_000).reason, Reason::NoChild);
        assert_eq!(decided(3, 25_000).reason, Reason::NoChild);
        assert_eq!(decided(10, 25_001).reason, Reason::IncomeTooHigh);
    }

    #[test]
    fn the_explanation_names_both_steps() {
        let mut steps = Steps::default();
        let resident = Resident { age: 10, income: Amount::euro(20_000) };
        decide(&resident, &Settings::defaults(), &mut steps);
        let rules: Vec<&str> = steps.0.iter().map(|step| step.rule()).collect();
        assert_eq!(rules, ["age", "income"]);
    }
}
