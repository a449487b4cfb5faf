//! Whole households, as the rule over a population has them: couples, single parents, people of pension age, shared homes, and the
//! self-employed. The working of each amount stands in `allowances.rs` and `assistance.rs`, or here.

use fieldlab_sdk::prelude::*;
use regelingen_check::situation::Work;
use regelingen_check::{Amounts, Entitlements, Position, Resident, decide};

/// Somebody of 40 who lives alone, rents for 600 euros a month, and has nothing.
fn alone() -> Resident {
    Resident {
        age: 40,
        position: Position::Alone,
        work: Work::NotWorking,
        insured: true,
        own_income: Amount::ZERO,
        assisted: false,
        size: 1,
        children: 0,
        household_income: Amount::ZERO,
        disposable: Amount::ZERO,
        standardised: Amount::ZERO,
        assets: Amount::ZERO,
        wealth: Amount::ZERO,
        rent_month: Some(Amount::euro(600)),
    }
}

fn decided(resident: Resident) -> Entitlements {
    decide(&resident, &Amounts::defaults(), &mut Silent)
}

#[test]
fn sanne_has_all_five_when_her_benefit_ends() {
    let sanne = Resident {
        age: 28,
        position: Position::SingleParent,
        size: 3,
        children: 2,
        assets: Amount::euro(1_900),
        wealth: Amount::euro(-2_400),
        rent_month: Some(Amount::cents(69_040)),
        ..alone()
    };
    let all = decided(sanne);
    assert_eq!(all.zorgtoeslag_amount_year, Amount::euro(1_550));
    assert_eq!(all.huurtoeslag_amount_year, Amount::euro(5_069));
    assert_eq!(all.kindgebonden_budget_amount_year, Amount::euro(8_576));
    assert_eq!(all.bijstand_amount_year, Amount::euro(16_818));
    // Rent after the allowance: 690.40 - 5069 / 12 = 690.40 - 422.41 = 267.99; less 252.49 = 15.50 a month counts. Nothing is left.
    assert_eq!(all.kwijtschelding_amount_year, Amount::euro(411));
    assert!(all.bijzondere_bijstand_possible);
    assert_eq!(all.schemes, 5);
    assert_eq!(all.amount_year, Amount::euro(1_550 + 5_069 + 8_576 + 16_818 + 411));
    // 100 euros more a month: 1200 a year is kept in full (no tax is due), and goes off the social assistance in full.
    assert_eq!(all.pressure, Share::percent(100));
    // With her benefit of 22600 she keeps 17635.50, more than the norm: no social assistance; the benefit is below all thresholds.
    let now = decided(Resident {
        work: Work::Unemployed,
        own_income: Amount::euro(22_600),
        household_income: Amount::euro(22_600),
        ..sanne
    });
    assert!(!now.bijstand_entitled && now.huurtoeslag_amount_year == Amount::euro(5_069));
    // Comes in 17635.50; goes out 12 x (1401.50 + 15.50 + 47.41) = 17572.92; left 62.58; 80 percent is 50.06; 411 - 50.06 = 360.94.
    assert_eq!(now.kwijtschelding_amount_year, Amount::cents(36_094));
}

#[test]
fn partners_have_half_each_and_the_halves_add_up() {
    let gerda = Resident {
        age: 74,
        position: Position::Partner,
        work: Work::Retired,
        own_income: Amount::euro(15_280),
        size: 2,
        household_income: Amount::euro(36_060),
        disposable: Amount::euro(32_300),
        standardised: Amount::euro(23_576),
        assets: Amount::euro(14_500),
        wealth: Amount::euro(14_500),
        rent_month: Some(Amount::cents(64_185)),
        ..alone()
    };
    let klaas = Resident { age: 78, own_income: Amount::euro(20_780), ..gerda };
    let (hers, his) = (decided(gerda), decided(klaas));
    // 0.1373 x (36060 - 29736) = 868.29; 2962.62 - 868.29 = 2094.34: 2094, half is 1047. Rent 3687 (`allowances.rs`): 1843.50.
    assert_eq!(hers.zorgtoeslag_amount_year, Amount::euro(1_047));
    assert_eq!(hers.huurtoeslag_amount_year, Amount::cents(184_350));
    assert_eq!(hers.huurtoeslag_amount_year + his.huurtoeslag_amount_year, Amount::euro(3_687));
    assert_eq!((hers.schemes, his.schemes), (2, 2));
    assert_eq!(hers.amount_year, his.amount_year);
    assert!(!hers.kwijtschelding_entitled, "14500 in the bank is more than a month's cost");
    // 1200 more: zorgtoeslag 2094.34 - 0.1373 x 1200 = 1929.58, in whole euros 1930, 164 less; huurtoeslag 0.22 x 1200 = 264 less.
    // (164 + 264) / 1200 = 0.356666.
    assert_eq!(hers.pressure, Share::millionths(356_666));
}

#[test]
fn a_pension_below_the_norm_is_made_up() {
    // 16000 a year from 67 on: no tax is due, and 18776.28 - 16000 = 2776.28 is missing.
    let resident = Resident {
        age: 67,
        work: Work::Retired,
        own_income: Amount::euro(16_000),
        household_income: Amount::euro(16_000),
        ..alone()
    };
    assert_eq!(decided(resident).bijstand_amount_year, Amount::cents(277_628));
    // At 66 the norm is lower: 16818 - (16000 - (5720 - 3115)) = 16818 - 13395 = 3423.
    assert_eq!(decided(Resident { age: 66, ..resident }).bijstand_amount_year, Amount::euro(3_423));
}

#[test]
fn in_a_shared_home_the_norm_is_shared() {
    // A son of 30 with both parents: three adults, 867.59 a month each; no rent allowance, and the bill is not his.
    let son = Resident { age: 30, position: Position::Child, size: 3, children: 1, ..alone() };
    let all = decided(son);
    assert_eq!(all.bijstand_amount_year, Amount::cents(86_759 * 12));
    assert!(!all.huurtoeslag_entitled && !all.kwijtschelding_entitled && all.zorgtoeslag_entitled);
    // A mother who lives with the family of her daughter: with the two of them she is the third.
    let fatma = Resident {
        age: 68,
        position: Position::Other,
        work: Work::Retired,
        size: 4,
        children: 1,
        own_income: Amount::euro(17_600),
        household_income: Amount::euro(83_300),
        ..alone()
    };
    // Zorgtoeslag by her own income: 1550. The norm is (0.40 + 3 x 0.30) / 3 of 2144.16 = 929.13 a month, below her pension.
    assert_eq!((decided(fatma).zorgtoeslag_amount_year, decided(fatma).schemes), (Amount::euro(1_550), 1));
    // Her daughter and son-in-law have one more adult in the home.
    let daughter = Resident { age: 41, position: Position::Partner, size: 4, children: 1, ..alone() };
    assert_eq!(daughter.situation().sharers, 1);
    assert_eq!(Resident { size: 3, ..daughter }.situation().sharers, 0, "a child at home does not share the cost");
}

#[test]
fn the_self_employed_have_allowances_on_their_profit() {
    // Dennis and Wendy: a profit of 17800 and a wage of 21600, a son of 14, a rent of 1085 and 600 in the bank.
    let dennis = Resident {
        age: 44,
        position: Position::Partner,
        work: Work::SelfEmployed,
        own_income: Amount::euro(17_800),
        size: 3,
        children: 1,
        household_income: Amount::euro(39_400),
        disposable: Amount::euro(39_000),
        standardised: Amount::euro(23_353),
        assets: Amount::euro(600),
        wealth: Amount::euro(-31_500),
        rent_month: Some(Amount::euro(1_085)),
        ..alone()
    };
    let all = decided(dennis);
    // Zorgtoeslag: 2962.62 - 0.1373 x (39400 - 29736) = 2962.62 - 1326.87 = 1635.75: 1636, half 818.
    assert_eq!(all.zorgtoeslag_amount_year, Amount::euro(818));
    // Huurtoeslag: of 1085 counts 932.93; 297.49 + 0.65 x (764.14 - 498.20) + 0.40 x (932.93 - 764.14) = 297.49 + 172.86 + 67.52
    // = 537.87 a month, 6454.40 a year; less 0.22 x (39400 - 31500) = 1738: 4716.40, half of 4716.
    assert_eq!(all.huurtoeslag_amount_year, Amount::euro(2_358));
    // Kindgebonden budget 2560 (`allowances.rs`), half.
    assert_eq!(all.kindgebonden_budget_amount_year, Amount::euro(1_280));
    assert!(!all.bijstand_entitled && all.schemes == 3);
}

#[test]
fn a_child_at_school_has_nothing_and_a_student_of_18_zorgtoeslag() {
    let child = Resident {
        age: 17,
        position: Position::Child,
        work: Work::InEducation,
        size: 3,
        children: 1,
        household_income: Amount::euro(40_000),
        ..alone()
    };
    assert_eq!((decided(child).schemes, decided(child).amount_year), (0, Amount::ZERO));
    let student = decided(Resident { age: 18, ..child });
    assert_eq!((student.schemes, student.amount_year), (1, Amount::euro(1_550)));
    assert!(!student.bijstand_entitled);
}

#[test]
fn who_has_enough_loses_nothing_of_more() {
    let rich = decided(Resident {
        work: Work::Employee,
        own_income: Amount::euro(80_000),
        household_income: Amount::euro(80_000),
        ..alone()
    });
    assert_eq!((rich.schemes, rich.pressure), (0, Share::default()));
    // 30000: zorgtoeslag 0.1373 and huurtoeslag 0.27 of 1200 are 164.76 and 324. In whole euros: 1514 - 1349 and 2567 - 2243.
    let pressed = decided(Resident {
        work: Work::Employee,
        own_income: Amount::euro(30_000),
        household_income: Amount::euro(30_000),
        ..alone()
    });
    assert_eq!(pressed.pressure, Share::millionths((165 + 324) * 1_000_000 / 1_200));
}

#[test]
fn explained_and_decided_are_the_same_and_every_amount_has_its_article() {
    let situations = [
        alone(),
        Resident { position: Position::Partner, size: 4, children: 2, ..alone() },
        Resident { position: Position::Child, size: 2, children: 1, age: 30, ..alone() },
        Resident {
            work: Work::Employee,
            own_income: Amount::euro(30_000),
            household_income: Amount::euro(30_000),
            ..alone()
        },
    ];
    for resident in situations {
        let mut steps = Steps::default();
        let told = decide(&resident, &Amounts::defaults(), &mut steps);
        assert_eq!(told, decided(resident));
        let (part, others) = steps.0.split_last().expect("there are steps");
        assert_eq!(part.rule(), "part");
        assert!(others.iter().all(|step| step.article_cited().contains("artikel")), "{others:?}");
        assert!(steps.0.len() <= 100, "the lab takes a hundred");
    }
}

#[test]
fn absurd_values_stop_the_rule_or_are_answered() {
    let with = |cents: i64| {
        let amount = Amount::cents(cents);
        decided(Resident { own_income: amount, household_income: amount, ..alone() })
    };
    assert_eq!(with(-1_000_000).zorgtoeslag_amount_year, Amount::euro(1_550));
    assert_eq!(with(10_000_000_000_000).schemes, 0);
    assert!(std::panic::catch_unwind(|| with(i64::MAX)).is_err());
}
