//! The rule against cases worked by hand: which signals in, what is decided out.

use super::*;

/// The signals of a household: rent, energy, water, premium.
fn signals(of: &str) -> Signals {
    let has = |letter: char| of.contains(letter);
    Signals { rent: has('r'), energy: has('e'), water: has('w'), premium: has('p') }
}

fn adult(of: &str, problem_debt: bool) -> Resident {
    let Signals { rent, energy, water, premium } = signals(of);
    Resident { age: 40, position: Position::Alone, rent, energy, water, premium, problem_debt }
}

fn way(name: &str) -> Settings {
    Settings::set(name).expect("the manifest has it")
}

const WAYS: [&str; 3] = ["two-signals", "one-signal", "weighted"];

/// All sixteen combinations of signals.
fn all() -> impl Iterator<Item = &'static str> {
    ["", "r", "e", "w", "p", "re", "rw", "rp", "ew", "ep", "wp", "rew", "rep", "rwp", "ewp", "rewp"].into_iter()
}

#[test]
fn the_manifest_begins_with_the_weighted_way() {
    assert_eq!(Settings::defaults(), way("weighted"));
}

#[test]
fn weights_add_up_and_decide_how_there_is_contact() {
    let check = |of: &str, weight: Whole, reason: Reason, contact: Contact| {
        let weighed = weigh(signals(of), &Settings::defaults(), &mut Silent);
        let signals = of.len() as Whole;
        assert_eq!(weighed, Weighed { signals, weight, reason, contact }, "{of}");
    };
    // Points: rent 3, energy 2, water 1, premium 2. In person from 3 on, a visit from 5 on.
    check("", 0, Reason::NoSignal, Contact::None);
    // 1 < 3 and 2 < 3: a letter only.
    check("w", 1, Reason::LetterOnly, Contact::Letter);
    check("e", 2, Reason::LetterOnly, Contact::Letter);
    check("p", 2, Reason::LetterOnly, Contact::Letter);
    // 3 = 3: the threshold itself is enough.
    check("r", 3, Reason::EnoughWeight, Contact::Phone);
    // 2 + 1 = 3
    check("ew", 3, Reason::EnoughWeight, Contact::Phone);
    check("wp", 3, Reason::EnoughWeight, Contact::Phone);
    // 2 + 2 = 4, 3 + 1 = 4: below 5, so a call.
    check("ep", 4, Reason::EnoughWeight, Contact::Phone);
    check("rw", 4, Reason::EnoughWeight, Contact::Phone);
    // 3 + 2 = 5, 2 + 1 + 2 = 5: a visit.
    check("re", 5, Reason::EnoughWeight, Contact::Visit);
    check("ewp", 5, Reason::EnoughWeight, Contact::Visit);
    // 3 + 2 + 2 = 7, as Dennis has; 3 + 2 + 1 + 2 = 8 is the most there is.
    check("rep", 7, Reason::EnoughWeight, Contact::Visit);
    check("rewp", 8, Reason::EnoughWeight, Contact::Visit);
}

#[test]
fn one_heavy_signal_suffices_where_the_threshold_is_higher() {
    let settings = Settings { threshold: 6, ..Settings::defaults() };
    let check = |of: &str, single_enough: Whole, reason: Reason| {
        let settings = Settings { single_enough, ..settings };
        assert_eq!(weigh(signals(of), &settings, &mut Silent).reason, reason, "{of} {single_enough}");
    };
    // 3 < 6, but the rent by itself weighs 3.
    check("r", 3, Reason::OneHeavySignal);
    check("r", 4, Reason::LetterOnly);
    // 2 + 2 = 4 < 6, and the heaviest weighs 2: two light signals are not one heavy one.
    check("ep", 3, Reason::LetterOnly);
    check("ep", 2, Reason::OneHeavySignal);
    // 3 + 2 + 1 = 6: enough together, which is said first.
    check("rew", 3, Reason::EnoughWeight);
    // 11 is more than any weight: never.
    check("r", 11, Reason::LetterOnly);
}

#[test]
fn the_ways_differ_as_their_names_say() {
    let approached = |name: &str| -> Vec<&str> {
        let settings = way(name);
        all().filter(|of| weigh(signals(of), &settings, &mut Silent).in_person()).collect()
    };
    assert_eq!(approached("one-signal"), all().filter(|of| !of.is_empty()).collect::<Vec<_>>());
    assert_eq!(approached("two-signals"), all().filter(|of| of.len() >= 2).collect::<Vec<_>>());
    assert_eq!(approached("weighted"), all().filter(|of| of.len() >= 2 || *of == "r").collect::<Vec<_>>());
}

#[test]
fn whoever_has_a_signal_gets_a_letter_at_least() {
    for (name, of) in WAYS.into_iter().flat_map(|name| all().map(move |of| (name, of))) {
        let contact = weigh(signals(of), &way(name), &mut Silent).contact;
        assert_eq!(contact >= Contact::Letter, !of.is_empty(), "{name} {of}");
    }
}

#[test]
fn problem_debt_changes_what_is_measured_and_nothing_that_is_decided() {
    for (name, of) in WAYS.into_iter().flat_map(|name| all().map(move |of| (name, of))) {
        let decided = |problem_debt| decide(&adult(of, problem_debt), &way(name), &mut Silent);
        let (with, without) = (decided(true), decided(false));
        let own = |one: Approach| (one.approached, one.reason, one.signals, one.weight);
        assert_eq!(own(with), own(without), "{name} {of}");
        // With problem debt somebody is reached or missed, without it approached for nothing or left in peace.
        assert_eq!((with.reached_in_time, with.missed), (with.approached, !with.approached), "{name} {of}");
        assert_eq!((without.reached_in_time, without.missed), (false, false), "{name} {of}");
        assert_eq!((without.approached_for_nothing, with.approached_for_nothing), (without.approached, false));
        assert_eq!((with.in_problem_debt, without.in_problem_debt), (true, false));
    }
}

#[test]
fn four_households_are_counted_as_worked_by_hand() {
    // Four who live alone: rent arrears with problem debt; energy and water without; energy with; nothing with.
    let people = [("r", true), ("ew", false), ("e", true), ("", true)].map(|(of, debt)| adult(of, debt));
    let count = |name: &str| {
        let decided = people.map(|person| decide(&person, &way(name), &mut Silent));
        let of = |flag: fn(&Approach) -> bool| decided.iter().filter(|one| flag(one)).count();
        [
            of(|one| one.approached),
            of(|one| one.reached_in_time),
            of(|one| one.approached_for_nothing),
            of(|one| one.missed),
        ]
    };
    // Two signals: only the second is approached, who has no problem debt; the three with problem debt are missed.
    assert_eq!(count("two-signals"), [1, 0, 1, 3]);
    // One signal: the first three; the first and third in time, the second for nothing; the fourth has no signal.
    assert_eq!(count("one-signal"), [3, 2, 1, 1]);
    // Weighted: the first (3) and the second (2 + 1 = 3); the third weighs 2 and is missed.
    assert_eq!(count("weighted"), [2, 1, 1, 2]);
}

#[test]
fn adults_count_and_children_at_home_and_residents_of_institutions_do_not() {
    let check = |age: Whole, position: Position, counts: bool| {
        let resident = Resident { age, position, ..adult("rewp", true) };
        let decided = decide(&resident, &Settings::defaults(), &mut Silent);
        assert_eq!(decided.approached, counts, "{age} {position:?}");
        assert_eq!(decided.reason == Reason::NotCounted, !counts, "{age} {position:?}");
        assert_eq!((decided.signals, decided.in_problem_debt), if counts { (4, true) } else { (0, false) });
    };
    check(40, Position::Alone, true);
    check(40, Position::Partner, true);
    check(40, Position::SingleParent, true);
    check(18, Position::Other, true);
    check(17, Position::Other, false);
    check(9, Position::Child, false);
    check(25, Position::Child, false);
    check(85, Position::Institutional, false);
}

#[test]
fn the_explanation_cites_the_law_where_the_law_says_so_and_nowhere_else() {
    let mut steps = Steps::default();
    let told = decide(&adult("ep", true), &Settings::defaults(), &mut steps);
    assert_eq!(told, decide(&adult("ep", true), &Settings::defaults(), &mut Silent));
    let cites: Vec<(&str, bool)> = steps.0.iter().map(|step| (step.rule(), !step.article_cited().is_empty())).collect();
    let expected = [
        ("adult", false),
        ("signals", true),
        ("offer", true),
        // The weights and the threshold are of this prototype.
        ("weight", false),
        ("threshold", false),
        ("visit", false),
        ("measured", false),
    ];
    assert_eq!(cites, expected);
    assert!(steps.0.iter().all(|step| step.article_cited().is_empty() || step.article_cited().contains("artikel 3")));
}
