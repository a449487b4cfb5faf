//! What the schemes look at: one situation for all of them, from the columns of a population or from the answers on a page.

use fieldlab_sdk::prelude::*;

/// What somebody does for a living, as in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Code)]
pub enum Work {
    /// In paid employment.
    Employee = 1,
    /// With a business of their own.
    SelfEmployed = 2,
    /// Looking for work.
    Unemployed = 3,
    /// At school or studying.
    InEducation = 4,
    /// Retired.
    Retired = 5,
    /// Not working.
    NotWorking = 6,
}

impl Work {
    /// Whether income comes from work, for which there is a tax credit.
    pub fn is_paid(self) -> bool {
        matches!(self, Work::Employee | Work::SelfEmployed)
    }
}

/// What comes in of one person, euro a year, before tax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earnings {
    /// All of it, as it counts for allowances (toetsingsinkomen).
    pub gross: Amount,
    /// The part of it that is social assistance, which does not count when the right to social assistance is worked out.
    pub assistance: Amount,
    /// Whether it comes from work.
    pub from_work: bool,
}

/// The children under 18 who live at home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Children {
    /// How many.
    pub count: Whole,
    /// How many of them are 12 to 15.
    pub from_12: Whole,
    /// How many of them are 16 or 17.
    pub from_16: Whole,
    /// Whether one of them is under 12, for the tax credit of working parents.
    pub young: bool,
}

impl Children {
    /// So many of whom the ages are not known.
    pub const fn of_unknown_age(count: Whole) -> Children {
        Children { count, from_12: 0, from_16: 0, young: false }
    }
}

/// The situation of a person and who they form a family with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// Age in years.
    pub age: Whole,
    /// Whether there is a partner, who then counts for all schemes.
    pub partners: bool,
    /// Whether the home is theirs to rent or to own: not a child at home, a lodger or a resident of an institution.
    pub head: bool,
    /// Whether they live in an institution.
    pub institution: bool,
    /// What they do for a living.
    pub work: Work,
    /// Whether they have health insurance.
    pub insured: bool,
    /// What comes in of the person.
    pub own: Earnings,
    /// What comes in of the partner; nothing without one.
    pub partner: Earnings,
    /// What other adults in the home have, euro a year; it counts for the rent allowance.
    pub others_income: Amount,
    /// The children under 18.
    pub children: Children,
    /// How many persons live in the home.
    pub persons: Whole,
    /// How many of them share the cost: 27 or older, not the partner, not studying, without a lease at a market price.
    pub sharers: Whole,
    /// Savings and investments, of partners together, euro.
    pub assets: Amount,
    /// What the own home is worth less the mortgage, euro; nothing for tenants.
    pub home_value: Amount,
    /// The rent a month without service costs; nothing for owners and for who rents a room.
    pub rent_month: Option<Amount>,
}

impl Situation {
    /// How many there are of person and partner.
    #[inline]
    pub fn adults(&self) -> Whole {
        1 + Whole::from(self.partners)
    }

    /// An amount for one, times how many there are of person and partner.
    #[inline]
    pub fn for_each(&self, amount: Amount) -> Amount {
        if self.partners { amount + amount } else { amount }
    }

    /// The income that allowances look at: of the person and the partner together, euro a year.
    #[inline]
    pub fn joint_income(&self) -> Amount {
        self.own.gross + self.partner.gross
    }

    /// Whether one is a family in social assistance: partners, or a single parent.
    #[inline]
    pub fn is_family(&self) -> bool {
        self.partners || self.children.count > 0
    }

    /// The same with so much more of the person's own income, euro a year.
    #[inline]
    pub fn with_extra(&self, extra: Amount) -> Situation {
        Situation { own: Earnings { gross: self.own.gross + extra, ..self.own }, ..*self }
    }

    /// The same with an income from work instead of what comes in now: benefits of the person end, and so does social assistance of both.
    pub fn with_wage(&self, gross: Amount) -> Situation {
        let partner =
            Earnings { gross: self.partner.gross - self.partner.assistance, assistance: Amount::ZERO, ..self.partner };
        let own = Earnings { gross, assistance: Amount::ZERO, from_work: true };
        Situation { own, partner, ..*self }
    }
}

/// How many of `children` at home are under 20, from how disposable and standardised income differ: a further adult counts for 0.37 of
/// the first, the first child for 0.30, the second for 0.21 and others for 0.18 ("Equivalentiefactoren", CBS).
///
/// `grown_up` is how many persons are nobody's child. Where nothing can be told, all children are taken to be young.
#[inline]
pub fn young_children(children: Whole, grown_up: Whole, disposable: Amount, standardised: Amount) -> Whole {
    if standardised < LEAST_THAT_TELLS || standardised > MOST_THAT_TELLS {
        return children;
    }
    // In hundredths of the first adult, times the income: what has to come out at the right number. Within these bounds it always fits.
    let wanted = disposable.min(MOST_THAT_TELLS).in_cents() * 100;
    let standardised = standardised.in_cents();
    let factor = |young: Whole| {
        let of_children = match young {
            0 => 0,
            1 => 30,
            more => 51 + 18 * (more - 2),
        };
        100 + 37 * (grown_up + children - young - 1).max(0) + of_children
    };
    let off = |young: Whole| (standardised * i64::from(factor(young)) - wanted).abs();
    // From all of them down: what is off goes down as far as the right number, and up again after it.
    let (mut young, mut least) = (children, off(children));
    while young > 0 {
        let next = off(young - 1);
        if next >= least {
            break;
        }
        (young, least) = (young - 1, next);
    }
    young
}

/// Below this standardised income rounding hides what the two incomes tell.
const LEAST_THAT_TELLS: Amount = Amount::euro(100);
/// More than any household has, with which the sums still fit.
const MOST_THAT_TELLS: Amount = Amount::euro(1_000_000_000);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_incomes_of_a_household_tell_how_many_children_are_young() {
        let check = |children: Whole, grown_up: Whole, disposable: i64, factor: i64, expected: Whole| {
            // As populations have it: the standardised income is down to a whole euro.
            let standardised = Amount::euro(disposable * 100 / factor);
            let young = young_children(children, grown_up, Amount::euro(disposable), standardised);
            assert_eq!(young, expected, "{children} {grown_up} {factor}");
        };
        // A couple, 1 + 0.37, with two young children, 0.30 + 0.21.
        check(2, 2, 45_000, 188, 2);
        // One of them is grown up: 1 + 2 x 0.37 + 0.30.
        check(2, 2, 45_000, 204, 1);
        // Both are: 1 + 3 x 0.37.
        check(2, 2, 45_000, 211, 0);
        // A single parent with three, the last of whom counts for 0.18.
        check(3, 1, 22_000, 169, 3);
        check(3, 1, 22_000, 188, 2);
        check(0, 2, 30_000, 137, 0);
        check(1, 1, 0, 130, 1);
    }

    #[test]
    fn a_wage_takes_the_place_of_assistance_of_both() {
        let assisted = |euro| Earnings { gross: Amount::euro(euro), assistance: Amount::euro(euro), from_work: false };
        let situation =
            Situation { own: assisted(12_000), partner: assisted(13_000), partners: true, ..crate::examples::single() };
        let working = situation.with_wage(Amount::euro(20_000));
        assert_eq!(working.joint_income(), Amount::euro(20_000));
        assert!(working.own.from_work && working.partner.assistance == Amount::ZERO);
    }
}
