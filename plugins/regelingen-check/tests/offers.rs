//! What fits somebody of whom only a part is known.

use fieldlab_sdk::prelude::*;
use regelingen_check::Amounts;
use regelingen_check::offer::{Detail, Fit, Offer, Partial, offers};
use regelingen_check::outcome::{Reason, Scheme};
use regelingen_check::situation::Work;

fn offered(partial: Partial, scheme: Scheme) -> Offer {
    let offers = offers(&partial, &Amounts::defaults());
    assert_eq!(offers.len(), Scheme::ALL.len());
    offers.into_iter().find(|offer| offer.scheme == scheme).expect("each scheme is told of")
}

#[test]
fn of_nobody_known_all_may_fit() {
    let offers = offers(&Partial::default(), &Amounts::defaults());
    assert!(offers.iter().all(|offer| offer.fit == Fit::Perhaps && !offer.missing.is_empty()), "{offers:?}");
    // The most that social assistance may be is that of partners of pension age: 2144.16 x 12.
    assert_eq!(offers[0].scheme, Scheme::Assistance);
    assert_eq!(offers[0].most_year, Amount::cents(214_416 * 12));
}

#[test]
fn what_is_known_decides() {
    let low = Partial {
        income: Some(Amount::euro(20_000)),
        partners: Some(false),
        assets: Some(Amount::ZERO),
        ..Partial::default()
    };
    let health_care = offered(low, Scheme::HealthCare);
    assert_eq!((health_care.fit, health_care.least_year), (Fit::Fits, Amount::euro(1_550)));
    assert_eq!(health_care.missing, [Detail::Age]);
    // Whether there is rent allowance hangs on whether they rent; the most is at the highest rent.
    let rent = offered(low, Scheme::Rent);
    assert_eq!(rent.fit, Fit::Perhaps);
    assert!(rent.missing.contains(&Detail::Rent) && !rent.missing.contains(&Detail::PartnerIncome));
    // With a benefit of 20000 kept is 20000 - (7150 - 3115) = 15965, below the norm of 16818; as a student there is none.
    assert_eq!(offered(low, Scheme::Assistance).fit, Fit::Perhaps);
}

#[test]
fn what_can_not_be_says_why() {
    let owner = Partial { rent_month: Some(None), ..Partial::default() };
    assert_eq!((offered(owner, Scheme::Rent).fit, offered(owner, Scheme::Rent).why), (Fit::No, Reason::NoRentedHome));
    let childless = Partial { children: Some(0), ..Partial::default() };
    assert_eq!(offered(childless, Scheme::Child).why, Reason::NoChildren);
    let student = Partial { work: Some(Work::InEducation), ..Partial::default() };
    assert_eq!(offered(student, Scheme::Assistance).why, Reason::Student);
    let young = Partial { age: Some(17), ..Partial::default() };
    assert_eq!(offered(young, Scheme::HealthCare).why, Reason::UnderAge);
    let rich = Partial { income: Some(Amount::euro(90_000)), ..Partial::default() };
    assert_eq!(offered(rich, Scheme::HealthCare).why, Reason::IncomeTooHigh);
    assert!(offered(rich, Scheme::HealthCare).missing.is_empty());
}

#[test]
fn all_known_is_what_the_rule_decides() {
    let sanne = Partial {
        age: Some(28),
        partners: Some(false),
        work: Some(Work::NotWorking),
        income: Some(Amount::ZERO),
        partner_income: None,
        children: Some(2),
        sharers: Some(0),
        assets: Some(Amount::euro(1_900)),
        home_value: Some(Amount::ZERO),
        rent_month: Some(Some(Amount::cents(69_040))),
    };
    let rent = offered(sanne, Scheme::Rent);
    assert_eq!((rent.fit, rent.least_year, rent.most_year), (Fit::Fits, Amount::euro(5_069), Amount::euro(5_069)));
    assert!(rent.missing.is_empty());
    let special = offered(sanne, Scheme::Special);
    assert_eq!((special.fit, special.most_year), (Fit::Perhaps, Amount::ZERO));
}
