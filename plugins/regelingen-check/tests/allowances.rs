//! Zorgtoeslag, huurtoeslag and kindgebonden budget against worked cases. The working stands by each, line by line.

use fieldlab_sdk::prelude::*;
use regelingen_check::examples::{benefit, couple, single, single_parent, wage};
use regelingen_check::outcome::{Outcome, Reason};
use regelingen_check::situation::{Children, Situation};
use regelingen_check::{Amounts, huurtoeslag, kindgebonden_budget, zorgtoeslag};

fn health_care(situation: Situation) -> Outcome {
    zorgtoeslag::decide(&situation, &Amounts::defaults(), &mut Silent)
}

fn rent(situation: Situation) -> Outcome {
    huurtoeslag::decide(&situation, &Amounts::defaults(), &mut Silent)
}

fn child(situation: Situation) -> Outcome {
    kindgebonden_budget::decide(&situation, &Amounts::defaults(), &mut Silent)
}

fn earning(situation: Situation, euro: i64) -> Situation {
    Situation { own: wage(euro), ..situation }
}

#[test]
fn the_published_maximum_of_zorgtoeslag_comes_out() {
    // Toeslagen, 2026: 129 euros a month for a single person, 246 for partners together.
    // Single: 2119 - 0.01912 x 29736 = 2119 - 568.55 = 1550.45, so 1550 a year; 1550 / 12 = 129.17, down to 129.
    assert_eq!(health_care(single()), Outcome::of(Amount::euro(1_550)));
    assert_eq!(health_care(single()).year.per_month_in_euro(), Amount::euro(129));
    // Partners: 2 x 2119 - 0.04289 x 29736 = 4238 - 1275.38 = 2962.62, so 2963 a year; 2963 / 12 = 246.92, down to 246.
    assert_eq!(health_care(couple()), Outcome::of(Amount::euro(2_963)));
    assert_eq!(health_care(couple()).year.per_month_in_euro(), Amount::euro(246));
}

#[test]
fn zorgtoeslag_falls_above_the_threshold_income() {
    let year = |situation: Situation, euro: i64| health_care(earning(situation, euro)).year;
    assert_eq!(year(single(), 29_736), Amount::euro(1_550), "at the threshold nothing is off");
    // 0.1373 x (29743 - 29736) = 0.96; 1550.45 - 0.96 = 1549.49.
    assert_eq!(year(single(), 29_743), Amount::euro(1_549));
    // 0.1373 x (50000 - 29736) = 2782.25; 2962.62 - 2782.25 = 180.37.
    assert_eq!(year(couple(), 50_000), Amount::euro(180));
    assert_eq!(health_care(earning(couple(), 60_000)), Outcome::none(Reason::IncomeTooHigh));
    // 1550.45 - 24 = 1526.45; 1526.45 / 0.1373 = 11117.6: above 29736 + 11117 it is less than 24 euros, and nothing is paid.
    assert_eq!(year(single(), 40_853), Amount::euro(24));
    assert_eq!(health_care(earning(single(), 40_861)), Outcome::none(Reason::IncomeTooHigh));
}

#[test]
fn zorgtoeslag_is_for_insured_adults_within_the_asset_limit() {
    let reason = |situation: Situation| health_care(situation).reason;
    assert_eq!(reason(Situation { age: 17, ..single() }), Reason::UnderAge);
    assert_eq!(reason(Situation { age: 18, ..single() }), Reason::Entitled);
    assert_eq!(reason(Situation { insured: false, ..single() }), Reason::NotInsured);
    for (situation, limit) in [(single(), 146_011), (couple(), 184_633)] {
        assert_eq!(reason(Situation { assets: Amount::euro(limit), ..situation }), Reason::Entitled);
        assert_eq!(reason(Situation { assets: Amount::euro(limit + 1), ..situation }), Reason::AssetsAboveLimit);
    }
}

#[test]
fn huurtoeslag_pays_for_parts_of_the_rent() {
    // One person, 600 a month, nothing coming in:
    //   up to the quality discount limit: 498.20 - 202.52 = 295.68, all of it:        295.68
    //   up to the rent:                   600.00 - 498.20 = 101.80, 65 percent:        66.17
    //   a month 361.85, a year 4342.20, in whole euros 4342; a month down to 361.
    assert_eq!(rent(single()), Outcome::of(Amount::euro(4_342)));
    assert_eq!(rent(single()).year.per_month_in_euro(), Amount::euro(361));
    // A single parent of two (three persons), 690.40:
    //   498.20 - 200.71 = 297.49, all of it:                                          297.49
    //   690.40 - 498.20 = 192.20, 65 percent:                                         124.93
    //   a month 422.42, a year 5069.04.
    let sanne = Situation { rent_month: Some(Amount::cents(69_040)), ..single_parent(2) };
    assert_eq!(rent(sanne), Outcome::of(Amount::euro(5_069)));
}

#[test]
fn huurtoeslag_falls_with_income_above_the_bench_mark() {
    assert_eq!(rent(earning(single(), 23_425)).year, Amount::euro(4_342), "at the bench mark nothing is off");
    // One person with 25000: 0.27 x (25000 - 23425) = 425.25; 4342.20 - 425.25 = 3916.95.
    assert_eq!(rent(earning(single(), 25_000)).year, Amount::euro(3_917));
    // Two persons with 36060 and 641.85: basic rent 200.71.
    //   (498.20 - 200.71) + 0.65 x (641.85 - 498.20) = 297.49 + 93.37 = 390.86; a year 4690.35.
    //   0.22 x (36060 - 31500) = 1003.20; 4690.35 - 1003.20 = 3687.15.
    let gerda = Situation {
        own: benefit(15_280),
        partner: benefit(20_780),
        rent_month: Some(Amount::cents(64_185)),
        ..couple()
    };
    assert_eq!(rent(gerda).year, Amount::euro(3_687));
    // What others in the home have counts too: 4690.35 - 0.22 x (36060 + 10000 - 31500) = 4690.35 - 3203.20 = 1487.15; and with three
    // persons the capping limit is another one, but the rent stays below both.
    let with_lodger = Situation { persons: 3, others_income: Amount::euro(10_000), ..gerda };
    assert_eq!(rent(with_lodger).year, Amount::euro(1_487));
    // 0.27 x (39420 - 23425) = 4318.65; 4342.20 - 4318.65 = 23.55, in whole euros 24: the least that is paid.
    assert_eq!(rent(earning(single(), 39_420)).year, Amount::euro(24));
    assert_eq!(rent(earning(single(), 39_422)), Outcome::none(Reason::IncomeTooHigh));
}

#[test]
fn the_amounts_agree_with_a_worked_figure_of_others() {
    // MinBZK/regelrecht works out the law of 2026 with the bench marks of 2024, of one person 20700 and of more 26975: 330.10 a month for
    // one person with 25000 who pays 700, 484.70 for three persons with 25000 who pay 800.
    let amounts = Amounts {
        huurtoeslag_income_single: Amount::euro(20_700),
        huurtoeslag_income_multi: Amount::euro(26_975),
        ..Amounts::defaults()
    };
    let month = |situation: Situation, euro: i64| {
        let paying = Situation { rent_month: Some(Amount::euro(euro)), ..earning(situation, 25_000) };
        huurtoeslag::decide(&paying, &amounts, &mut Silent).year.in_cents() / 12
    };
    // 3961 a year and 5816 a year: whole euros a year, where theirs are cents a month.
    assert!((month(single(), 700) - 33_010).abs() < 5, "{}", month(single(), 700));
    assert!((month(single_parent(2), 800) - 48_470).abs() < 5, "{}", month(single_parent(2), 800));
}

#[test]
fn a_rent_above_the_maximum_counts_up_to_it() {
    let paying =
        |situation: Situation, cents: i64| rent(Situation { rent_month: Some(Amount::cents(cents)), ..situation });
    // One person, 932.93: 295.68 + 0.65 x (713.02 - 498.20) + 0.40 x (932.93 - 713.02) = 295.68 + 139.63 + 87.96 = 523.28; 6279.32.
    assert_eq!(paying(single(), 93_293).year, Amount::euro(6_279));
    assert_eq!(paying(single(), 93_294).year, Amount::euro(6_279));
    assert_eq!(paying(single(), 300_000).year, Amount::euro(6_279));
    assert_eq!(paying(single(), 20_252), Outcome::none(Reason::RentTooLow));
    // Under 21 without a child the rent counts up to 498.20: 295.68 a month, 3548.16 a year.
    let young = Situation { age: 20, ..single() };
    assert_eq!(paying(young, 60_000).year, Amount::euro(3_548));
    assert_eq!(paying(Situation { age: 21, ..single() }, 60_000).year, Amount::euro(4_342));
    assert_eq!(
        paying(Situation { age: 20, ..single_parent(1) }, 60_000).year,
        Amount::euro(4_364),
        "with a child it all counts"
    );
    assert_eq!(paying(Situation { age: 17, ..single() }, 60_000), Outcome::none(Reason::UnderAge));
    assert_eq!(paying(Situation { age: 18, ..single() }, 60_000).year, Amount::euro(3_548));
}

#[test]
fn huurtoeslag_is_for_who_rents_within_the_asset_limit() {
    assert_eq!(rent(Situation { rent_month: None, ..single() }), Outcome::none(Reason::NoRentedHome));
    assert_eq!(rent(Situation { head: false, ..single() }), Outcome::none(Reason::SomebodyElse));
    for (situation, limit) in [(single(), 38_479), (couple(), 76_958), (single_parent(2), 38_479)] {
        assert!(rent(Situation { assets: Amount::euro(limit), ..situation }).is_entitled());
        let above = Situation { assets: Amount::cents(limit * 100 + 1), ..situation };
        assert_eq!(rent(above), Outcome::none(Reason::AssetsAboveLimit));
    }
}

#[test]
fn kindgebonden_budget_counts_children_and_parents() {
    // Two children and no partner: 2 x 2580 + 3416 = 8576.
    assert_eq!(child(single_parent(2)), Outcome::of(Amount::euro(8_576)));
    // With 35000: 0.076 x (35000 - 29736) = 400.06; 8576 - 400.06 = 8175.94.
    assert_eq!(child(earning(single_parent(2), 35_000)).year, Amount::euro(8_176));
    // One child and a partner, 39400 together: 0.076 x (39400 - 39141) = 19.68; 2580 - 19.68 = 2560.32.
    let dennis = Situation {
        children: Children::of_unknown_age(1),
        persons: 3,
        own: wage(17_800),
        partner: wage(21_600),
        ..couple()
    };
    assert_eq!(child(dennis).year, Amount::euro(2_560));
    // Three children, of whom one is 13 and one 16, with a partner and 50000:
    //   3 x 2580 + 724 + 964 = 9428; 0.076 x (50000 - 39141) = 825.28; 9428 - 825.28 = 8602.72.
    let children = Children { count: 3, from_12: 1, from_16: 1, young: true };
    assert_eq!(child(Situation { children, persons: 5, ..earning(couple(), 50_000) }).year, Amount::euro(8_603));
    assert_eq!(child(single()), Outcome::none(Reason::NoChildren));
    assert_eq!(child(earning(single_parent(1), 120_000)), Outcome::none(Reason::IncomeTooHigh));
    let rich = Situation { assets: Amount::euro(146_012), ..single_parent(1) };
    assert_eq!(child(rich), Outcome::none(Reason::AssetsAboveLimit));
}

#[test]
fn the_other_source_of_kindgebonden_budget_is_a_set() {
    let other = Amounts::set("andere-bron").expect("the manifest has it");
    // 2 x 2587 + 3320 = 8494.
    assert_eq!(kindgebonden_budget::decide(&single_parent(2), &other, &mut Silent).year, Amount::euro(8_494));
}
