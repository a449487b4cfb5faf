//! What a scheme decides: how much, and why or why not.

use fieldlab_sdk::prelude::*;

/// The schemes, in the order in which people are told of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Zorgtoeslag.
    HealthCare,
    /// Huurtoeslag.
    Rent,
    /// Kindgebonden budget.
    Child,
    /// Bijstand.
    Assistance,
    /// Bijzondere bijstand.
    Special,
    /// Kwijtschelding van gemeentelijke belastingen.
    Remission,
}

impl Scheme {
    /// All of them.
    pub const ALL: [Scheme; 6] =
        [Scheme::HealthCare, Scheme::Rent, Scheme::Child, Scheme::Assistance, Scheme::Special, Scheme::Remission];

    /// How the names of its parameters begin.
    pub fn prefix(self) -> &'static str {
        match self {
            Scheme::HealthCare => "zorgtoeslag_",
            Scheme::Rent => "huurtoeslag_",
            Scheme::Child => "kindgebonden_budget_",
            Scheme::Assistance => "bijstand_",
            Scheme::Special => "bijzondere_bijstand_",
            Scheme::Remission => "kwijtschelding_",
        }
    }
}

/// Why there is a right or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is a right.
    Entitled,
    /// Under 18.
    UnderAge,
    /// Without health insurance.
    NotInsured,
    /// No rented home with a front door of its own.
    NoRentedHome,
    /// Somebody else in the home can ask for it.
    SomebodyElse,
    /// Living in an institution, for which other amounts hold.
    Institution,
    /// The rent is lower than what people pay themselves.
    RentTooLow,
    /// No children under 18 at home.
    NoChildren,
    /// At school or studying: there is study finance instead.
    Student,
    /// With a business of their own: there is assistance for the self-employed instead.
    OwnBusiness,
    /// Too much in savings and investments.
    AssetsAboveLimit,
    /// Too much in the own home.
    HomeAboveLimit,
    /// Too much income.
    IncomeTooHigh,
}

/// What a scheme decides about a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Why there is a right or not.
    pub reason: Reason,
    /// How much, of partners together, euro a year.
    pub year: Amount,
}

impl Outcome {
    /// No right, for this reason.
    #[inline]
    pub fn none(reason: Reason) -> Outcome {
        Outcome { reason, year: Amount::ZERO }
    }

    /// A right to this much.
    #[inline]
    pub fn of(year: Amount) -> Outcome {
        Outcome { reason: Reason::Entitled, year }
    }

    /// Whether there is a right.
    #[inline]
    pub fn is_entitled(&self) -> bool {
        self.reason == Reason::Entitled
    }
}
