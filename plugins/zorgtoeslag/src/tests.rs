//! The rule against worked examples: year, household, income and assets in; allowance a year and reason out.

use super::*;

fn year(name: &str) -> Amounts {
    Amounts::set(name).expect("the manifest has this year")
}

fn resident(position: Position, income: i64) -> Resident {
    Resident {
        age: 40,
        position,
        insured: true,
        own_income: Amount::euro(income),
        household_income: Amount::euro(income),
        household_assets: Amount::ZERO,
    }
}

fn decided(resident: &Resident, amounts: &Amounts) -> (Amount, Reason) {
    let allowance = decide(resident, amounts, &mut Silent);
    assert_eq!(allowance.entitled, allowance.reason == Reason::Entitled);
    assert_eq!(allowance.entitled, allowance.amount_year > Amount::ZERO);
    (allowance.amount_year, allowance.reason)
}

/// What partners get together, or a single person: euro a year.
fn joint(name: &str, position: Position, income: i64) -> i64 {
    let (amount, _) = decided(&resident(position, income), &year(name));
    let count = if position == Position::Partner { 2 } else { 1 };
    amount.in_cents() * count / 100
}

#[test]
fn the_defaults_are_the_amounts_of_2026() {
    assert_eq!(format!("{:?}", Amounts::defaults()), format!("{:?}", year("2026")));
}

#[test]
fn the_published_maximum_of_2026_comes_out() {
    let month = |position, parts: i64| {
        let (amount, _) = decided(&resident(position, 0), &year("2026"));
        Amount::cents(amount.in_cents() * parts).per_month_in_euro()
    };
    assert_eq!(month(Position::Alone, 1), Amount::euro(129));
    assert_eq!(month(Position::Partner, 2), Amount::euro(246));
}

#[test]
fn allowances_by_year_household_and_income() {
    let check = |name: &str, position: Position, income: i64, expected: i64| {
        assert_eq!(joint(name, position, income), expected, "{name} {position:?} {income}");
    };
    // 2112 - 0.01896 * 28406 = 1573.42
    check("2025", Position::Alone, 0, 1573);
    check("2025", Position::Alone, 28_406, 1573);
    // 1573.42 - 0.137 * 1594 = 1355.04
    check("2025", Position::Alone, 30_000, 1355);
    check("2025", Position::SingleParent, 30_000, 1355);
    // 4224 - 0.04273 * 28406 = 3010.21
    check("2025", Position::Partner, 20_000, 3010);
    // 3010.21 - 0.137 * 11594 = 1421.83
    check("2025", Position::Partner, 40_000, 1422);
    // 2119 - 0.01912 * 29736 = 1550.45
    check("2026", Position::Alone, 29_736, 1550);
    // 1550.45 - 0.1373 * 264 = 1514.20
    check("2026", Position::Alone, 30_000, 1514);
    // 4238 - 0.04289 * 29736 = 2962.62
    check("2026", Position::Partner, 29_736, 2963);
    // 2962.62 - 0.1373 * 20264 = 180.38
    check("2026", Position::Partner, 50_000, 180);
    check("2026", Position::Partner, 60_000, 0);
}

#[test]
fn the_threshold_is_where_the_taper_begins() {
    let at = |income: i64| joint("2026", Position::Alone, income);
    assert_eq!(at(29_736), at(0), "up to the threshold it is the same");
    // 1550.45 - 0.1373 * 7 = 1549.49; a euro of income can be less than a euro of allowance.
    assert_eq!(at(29_743), 1549);
    assert_eq!(at(29_736 + 1_000), 1413, "1550.45 - 137.30 = 1413.15");
}

#[test]
fn the_published_income_limit_of_2025_is_where_it_ends() {
    let amounts = year("2025");
    let reason = |income: i64| decided(&resident(Position::Alone, income), &amounts).1;
    // 2112 - 538.58 - 0.137 * (39719 - 28406) = 23.54, which is 24 euro: the least that is paid.
    assert_eq!(reason(39_719), Reason::Entitled);
    assert_eq!(reason(39_720), Reason::IncomeTooHigh);
}

#[test]
fn less_than_the_smallest_payment_is_nothing() {
    let amounts = Amounts { minimum_payment: Amount::euro(1_551), ..year("2026") };
    assert_eq!(decided(&resident(Position::Alone, 0), &amounts), (Amount::ZERO, Reason::IncomeTooHigh));
    let amounts = Amounts { minimum_payment: Amount::euro(1_550), ..amounts };
    assert_eq!(decided(&resident(Position::Alone, 0), &amounts), (Amount::euro(1_550), Reason::Entitled));
}

#[test]
fn assets_up_to_the_limit_are_allowed() {
    let check = |name: &str, position: Position, assets: i64, expected: Reason| {
        let resident = Resident { household_assets: Amount::euro(assets), ..resident(position, 10_000) };
        assert_eq!(decided(&resident, &year(name)).1, expected, "{name} {position:?} {assets}");
    };
    for (name, single, partners) in [("2025", 141_896, 179_429), ("2026", 146_011, 184_633)] {
        check(name, Position::Alone, single, Reason::Entitled);
        check(name, Position::Alone, single + 1, Reason::AssetsAboveLimit);
        check(name, Position::Partner, partners, Reason::Entitled);
        check(name, Position::Partner, partners + 1, Reason::AssetsAboveLimit);
        check(name, Position::Child, partners + 1, Reason::Entitled);
    }
}

#[test]
fn the_allowance_is_for_insured_adults() {
    let amounts = year("2026");
    let check = |age: Whole, insured: bool, expected: Reason| {
        let resident = Resident { age, insured, ..resident(Position::Alone, 10_000) };
        assert_eq!(decided(&resident, &amounts).1, expected, "{age} {insured}");
    };
    check(17, true, Reason::UnderAge);
    check(18, true, Reason::Entitled);
    check(18, false, Reason::NotInsured);
    check(0, false, Reason::UnderAge);
    check(105, true, Reason::Entitled);
}

#[test]
fn who_is_not_head_or_partner_counts_with_an_own_income() {
    for position in [Position::Child, Position::Other, Position::Institutional] {
        let resident = Resident { household_income: Amount::euro(90_000), ..resident(position, 5_000) };
        assert_eq!(decided(&resident, &year("2026")), (Amount::euro(1_550), Reason::Entitled), "{position:?}");
    }
}

#[test]
fn each_partner_is_counted_for_half() {
    let (amount, _) = decided(&resident(Position::Partner, 0), &year("2026"));
    assert_eq!(amount, Amount::cents(148_150), "half of 2963 euro");
}

#[test]
fn absurd_values_are_answered_right_or_stop_the_rule() {
    let with_income = |cents: i64| {
        let amount = Amount::cents(cents);
        let resident = Resident { own_income: amount, household_income: amount, ..resident(Position::Alone, 0) };
        decided(&resident, &year("2026")).1
    };
    // A hundred milliard euro.
    assert_eq!(with_income(10_000_000_000_000), Reason::IncomeTooHigh);
    assert_eq!(with_income(-1_000_000), Reason::Entitled);
    for cents in [100_000_000_000_000, i64::MAX, i64::MIN] {
        let stopped = std::panic::catch_unwind(|| with_income(cents)).expect_err("the amount does not fit");
        assert_eq!(stopped.downcast_ref::<&str>(), Some(&"an amount is too large"), "{cents}");
    }
}

#[test]
fn the_explanation_names_the_articles_and_agrees_with_the_decision() {
    let resident = resident(Position::Partner, 35_000);
    let mut steps = Steps::default();
    let told = decide(&resident, &year("2026"), &mut steps);
    assert_eq!(told, decide(&resident, &year("2026"), &mut Silent));
    let rules: Vec<&str> = steps.0.iter().map(Step::rule).collect();
    assert_eq!(rules, ["age", "insured", "assets", "norm_premium", "allowance", "minimum", "part"]);
    assert!(steps.0.iter().all(|step| step.article_cited().contains("Wet") || step.article_cited().contains("wet")));
}
