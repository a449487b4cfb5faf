//! Bijstand, bijzondere bijstand and kwijtschelding against worked cases. The working stands by each, line by line.

use fieldlab_sdk::prelude::*;
use regelingen_check::examples::{benefit, couple, single, single_parent, wage};
use regelingen_check::means::Means;
use regelingen_check::outcome::{Outcome, Reason};
use regelingen_check::situation::{Situation, Work};
use regelingen_check::{Amounts, bijstand, schemes, tax};

fn kept(situation: Situation) -> Amount {
    tax::kept(&situation, &Amounts::defaults())
}

fn assistance(situation: Situation) -> Outcome {
    bijstand::decide(&situation, &mut Means::default(), &Amounts::defaults(), &mut Silent)
}

fn remission(situation: Situation) -> Outcome {
    schemes::decide(&situation, &Amounts::defaults(), &mut Silent).remission
}

fn special(situation: Situation) -> Outcome {
    schemes::decide(&situation, &Amounts::defaults(), &mut Silent).special
}

#[test]
fn tax_leaves_what_it_leaves() {
    // A wage of 30000:
    //   tax: 0.3575 x 30000 =                                                     10725.00
    //   general credit: 3115 - 0.06398 x (30000 - 29736) = 3115 - 16.89 =          3098.11
    //   work credit: 0.08324 x 11965 + 0.31009 x (25845 - 11965) + 0.0195 x (30000 - 25845)
    //              = 995.97 + 4304.05 + 81.02 =                                    5381.04
    //   kept: 30000 - (10725.00 - 8479.15) =                                      27754.15
    assert_eq!(kept(Situation { own: wage(30_000), ..single() }), Amount::cents(2_775_415));
    // A benefit of 22600: 0.3575 x 22600 = 8079.50; less 3115: 4964.50; kept 17635.50.
    assert_eq!(kept(Situation { own: benefit(22_600), ..single() }), Amount::cents(1_763_550));
    // A pension of 21000: 0.1785 x 21000 = 3748.50; credits 1556 + 2067 + 540 = 4163: no tax is due.
    assert_eq!(kept(Situation { age: 67, own: benefit(21_000), ..single() }), Amount::euro(21_000));
    // A wage of 90000, in all three brackets:
    //   0.3575 x 38883 + 0.3756 x 39543 + 0.495 x 11574 = 13900.67 + 14852.35 + 5729.13 = 34482.15
    //   no general credit; work credit 995.97 + 4304.05 + 385.07 - 0.0651 x (90000 - 45592) = 5685.09 - 2890.96 = 2794.12
    assert_eq!(kept(Situation { own: wage(90_000), ..single() }), Amount::cents(5_831_197));
    // A single parent of a child under 12 with 26000: 9295 tax; credits 3115 + 5303.04 + 0.1145 x (26000 - 6239) = 10680.67: none due.
    assert_eq!(kept(Situation { own: wage(26_000), ..single_parent(1) }), Amount::euro(26_000));
    assert_eq!(kept(single()), Amount::ZERO);
}

#[test]
fn the_norm_goes_by_age_and_partner() {
    // Nothing comes in, so that the norm times 12 is paid.
    let year = |situation: Situation| assistance(situation).year.in_cents();
    assert_eq!(year(single()), 140_150 * 12);
    assert_eq!(year(single_parent(2)), 140_150 * 12, "a single parent has the norm of a single person");
    assert_eq!(year(couple()), 200_213 * 12);
    assert_eq!(assistance(Situation { age: 17, ..single() }), Outcome::none(Reason::UnderAge));
    assert_eq!(year(Situation { age: 18, ..single() }), 34_599 * 12);
    assert_eq!(year(Situation { age: 20, ..single() }), 34_599 * 12);
    assert_eq!(year(Situation { age: 20, ..couple() }), 2 * 34_599 * 12);
    assert_eq!(year(Situation { age: 21, ..single() }), 140_150 * 12);
    assert_eq!(year(Situation { age: 66, ..single() }), 140_150 * 12);
    assert_eq!(year(Situation { age: 67, ..single() }), 156_469 * 12);
    assert_eq!(year(Situation { age: 67, ..couple() }), 214_416 * 12);
}

#[test]
fn who_share_the_cost_have_less_each() {
    let year = |situation: Situation, sharers: Whole| assistance(Situation { sharers, ..situation }).year.in_cents();
    // Two adults who are no partners: (0.40 + 2 x 0.30) / 2 = 50% of 2002.13 = 1001.06 each.
    assert_eq!(year(single(), 1), 100_106 * 12);
    // Three: (0.40 + 3 x 0.30) / 3 = 43.33%: 2002.13 x 1.30 = 2602.77; / 3 = 867.59.
    assert_eq!(year(single(), 2), 86_759 * 12);
    // Four: (0.40 + 4 x 0.30) / 4 = 40%: 2002.13 x 1.60 = 3203.41; / 4 = 800.85.
    assert_eq!(year(single(), 3), 80_085 * 12);
    // Partners with one more adult are three: 867.59 each, 1735.18 together.
    assert_eq!(year(couple(), 1), 2 * 86_759 * 12);
    // From the pension age 2144.16 is shared: 1072.08 each.
    assert_eq!(year(Situation { age: 70, ..single() }, 1), 107_208 * 12);
    // Under 21 nothing changes (artikel 22a is for those of 21 and over).
    assert_eq!(year(Situation { age: 20, ..single() }, 1), 34_599 * 12);
}

#[test]
fn what_comes_in_goes_off() {
    // A wage of 12000 a year, single:
    //   tax 0.3575 x 12000 = 4290.00; credits 3115 + 995.97 + 0.31009 x 35 = 4121.82; tax due 168.18; kept 11831.82
    //   16818.00 - 11831.82 = 4986.18
    assert_eq!(assistance(Situation { own: wage(12_000), ..single() }).year, Amount::cents(498_618));
    // 18000: kept 17547.36, more than 16818: no right.
    assert_eq!(assistance(Situation { own: wage(18_000), ..single() }), Outcome::none(Reason::IncomeTooHigh));
    // Income that is social assistance itself does not count: the whole norm is there.
    let anas = Situation {
        own: regelingen_check::situation::Earnings {
            gross: Amount::euro(21_300),
            assistance: Amount::euro(21_300),
            from_work: false,
        },
        ..single()
    };
    assert_eq!(assistance(anas).year, Amount::euro(16_818));
}

#[test]
fn savings_and_the_own_home_have_limits() {
    for (situation, limit) in [(single(), 8_000), (single_parent(1), 16_000), (couple(), 16_000)] {
        assert!(assistance(Situation { assets: Amount::euro(limit), ..situation }).is_entitled());
        let above = Situation { assets: Amount::cents(limit * 100 + 1), ..situation };
        assert_eq!(assistance(above), Outcome::none(Reason::AssetsAboveLimit));
    }
    let owner = |euro| Situation { rent_month: None, home_value: Amount::euro(euro), ..single() };
    assert!(assistance(owner(67_500)).is_entitled());
    assert_eq!(assistance(owner(67_501)), Outcome::none(Reason::HomeAboveLimit));
}

#[test]
fn students_and_the_self_employed_have_other_schemes() {
    let reason = |work| assistance(Situation { work, ..single() }).reason;
    assert_eq!(reason(Work::InEducation), Reason::Student);
    assert_eq!(reason(Work::SelfEmployed), Reason::OwnBusiness);
    assert_eq!(assistance(Situation { institution: true, head: false, ..single() }).reason, Reason::Institution);
}

#[test]
fn special_assistance_is_a_perhaps_without_an_amount() {
    // The limit is 1.10 x 16818 = 18499.80 after tax. A benefit of 23944.46 leaves that: 23944 is within, 24000 leaves 18535.
    assert_eq!(special(Situation { own: benefit(23_900), ..single() }), Outcome::of(Amount::ZERO));
    assert_eq!(special(Situation { own: benefit(24_000), ..single() }), Outcome::none(Reason::IncomeTooHigh));
    assert_eq!(special(Situation { assets: Amount::euro(8_001), ..single() }), Outcome::none(Reason::AssetsAboveLimit));
    assert_eq!(special(Situation { age: 17, ..single() }), Outcome::none(Reason::UnderAge));
}

#[test]
fn all_of_the_tax_is_remitted_at_the_norm() {
    // Single, nothing coming in, rent 600:
    //   comes in: 0 + bijstand                                              16818.00
    //   cost of living: 100% of 1401.50, a year                             16818.00
    //   rent after the allowance: 600 - 4342 / 12 = 600 - 361.83 = 238.17, less than the 252.49 that people are to pay: 0
    //   premium after the allowance: (2119 - 1550) / 12 = 47.41 a month, 568.92 a year
    //   nothing is left: all of the 326 is remitted.
    assert_eq!(remission(single()), Outcome::of(Amount::euro(326)));
    assert_eq!(remission(single_parent(2)), Outcome::of(Amount::euro(411)));
}

#[test]
fn of_what_is_left_four_fifths_goes_to_the_tax() {
    // A benefit of 22600, single, rent 600:
    //   kept after tax                                                      17635.50
    //   cost of living                                      16818.00
    //   rent after 361.83 of allowance: 238.17: 0
    //   premium after the allowance: 47.41 a month            568.92
    //   left: 17635.50 - 17386.92 = 248.58; 80 percent = 198.86; 326 - 198.86 = 127.14
    assert_eq!(remission(Situation { own: benefit(22_600), ..single() }), Outcome::of(Amount::cents(12_714)));
    // Of 23000: kept 23000 - (8222.50 - 3115) = 17892.50; left 505.58; 80 percent = 404.46, more than 326: no right.
    assert_eq!(remission(Situation { own: benefit(23_000), ..single() }), Outcome::none(Reason::IncomeTooHigh));
}

#[test]
fn money_in_the_bank_up_to_a_month_is_left() {
    // Single: 1401.50 + 0 + 47.41 + 0.75 x 2000 = 2948.91.
    let with = |cents: i64| remission(Situation { assets: Amount::cents(cents), ..single() });
    assert!(with(294_891).is_entitled());
    assert_eq!(with(294_892), Outcome::none(Reason::AssetsAboveLimit));
    // What the own home is worth counts in full: 1401.50 + 0 + 47.41 + 1500.
    let owner = Situation { rent_month: None, home_value: Amount::euro(10_000), ..single() };
    assert_eq!(remission(owner), Outcome::none(Reason::HomeAboveLimit));
    assert_eq!(remission(Situation { head: false, ..single() }), Outcome::none(Reason::SomebodyElse));
}
