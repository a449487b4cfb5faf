//! What the rule reads of a citizen, and the situation that follows from it.
//!
//! Somebody who lives with a partner is taken to have that partner for all schemes. Children of 18 and over at home, other members of a
//! household and residents of institutions are taken to be single, with their own income and without assets, which are not known of them;
//! the schemes of the home (rent, taxes, children) are those of the head of the household and the partner.

use fieldlab_sdk::prelude::*;

use crate::situation::{Children, Earnings, Situation, Work, young_children};

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
    /// What they do for a living.
    #[field("person.work")]
    pub work: Work,
    /// Whether they have health insurance.
    #[field("person.insured")]
    pub insured: bool,
    /// Their own income, euro a year.
    #[field("person.income_gross")]
    pub own_income: Amount,
    /// Whether that income is social assistance, of the partner too.
    #[field("person.bijstand")]
    pub assisted: bool,
    /// How many persons live there.
    #[field("household.size")]
    pub size: Whole,
    /// How many children live at home, of any age.
    #[field("household.children")]
    pub children: Whole,
    /// The income of the head of the household and the partner together, euro a year.
    #[field("household.income_assessment")]
    pub household_income: Amount,
    /// Disposable income of the household, euro a year.
    #[field("household.income_disposable")]
    pub disposable: Amount,
    /// The same, made comparable between sizes of households.
    #[field("household.income_standardised")]
    pub standardised: Amount,
    /// Savings and investments of the household, euro.
    #[field("household.assets")]
    pub assets: Amount,
    /// The same with the own home, less all debts.
    #[field("household.wealth")]
    pub wealth: Amount,
    /// The rent a month; absent for owners.
    #[field("household.rent_month")]
    pub rent_month: Option<Amount>,
}

impl Resident {
    /// The situation that the schemes look at.
    #[inline]
    pub fn situation(&self) -> Situation {
        let partners = self.position == Position::Partner;
        let head = partners || matches!(self.position, Position::Alone | Position::SingleParent);
        let institution = self.position == Position::Institutional;
        // Persons who are nobody's child here, and who of them are neither this person nor the partner.
        let grown_up = self.size - self.children;
        let is_child = self.position == Position::Child;
        let sharers = if institution { 0 } else { grown_up - Whole::from(!is_child) - Whole::from(partners) };
        let count = match head && self.children > 0 {
            true => young_children(self.children, grown_up, self.disposable, self.standardised),
            false => 0,
        };
        let partner_income =
            if partners { (self.household_income - self.own_income).max(Amount::ZERO) } else { Amount::ZERO };
        let earnings = |gross: Amount, from_work: bool| Earnings {
            gross,
            assistance: if self.assisted { gross } else { Amount::ZERO },
            from_work,
        };
        Situation {
            age: self.age,
            partners,
            head,
            institution,
            work: self.work,
            insured: self.insured,
            own: earnings(self.own_income, self.work.is_paid()),
            // What the partner does is not told: an income is taken to be from work, of who is not retired.
            partner: earnings(partner_income, self.work != Work::Retired),
            others_income: Amount::ZERO,
            children: Children::of_unknown_age(count),
            persons: self.size,
            sharers: sharers.max(0),
            assets: if head { self.assets } else { Amount::ZERO },
            home_value: if head { (self.wealth - self.assets).max(Amount::ZERO) } else { Amount::ZERO },
            rent_month: if head { self.rent_month } else { None },
        }
    }
}
