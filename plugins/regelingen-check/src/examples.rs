//! Situations to begin from: for tests, the example that measures speed, and whoever reads the code.

use fieldlab_sdk::prelude::*;

use crate::situation::{Children, Earnings, Situation, Work};

/// Somebody of 40 who lives alone in a rented home of 600 euros a month, with nothing coming in.
pub fn single() -> Situation {
    Situation {
        age: 40,
        partners: false,
        head: true,
        institution: false,
        work: Work::NotWorking,
        insured: true,
        own: Earnings::default(),
        partner: Earnings::default(),
        others_income: Amount::ZERO,
        children: Children::default(),
        persons: 1,
        sharers: 0,
        assets: Amount::ZERO,
        home_value: Amount::ZERO,
        rent_month: Some(Amount::euro(600)),
    }
}

/// The same with a partner.
pub fn couple() -> Situation {
    Situation { partners: true, persons: 2, ..single() }
}

/// The same as a single parent of so many children under 12.
pub fn single_parent(children: Whole) -> Situation {
    Situation {
        persons: 1 + children,
        children: Children { count: children, young: children > 0, ..Children::default() },
        ..single()
    }
}

/// A wage of so many euros a year.
pub fn wage(euro: i64) -> Earnings {
    Earnings { gross: Amount::euro(euro), assistance: Amount::ZERO, from_work: true }
}

/// A pension or a benefit of so many euros a year.
pub fn benefit(euro: i64) -> Earnings {
    Earnings { from_work: false, ..wage(euro) }
}
