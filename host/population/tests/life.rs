//! Lives that are played on.

use std::collections::BTreeMap;

use fieldlab_domain::date::Date;
use fieldlab_domain::population::{Population as _, PopulationRequest};
use fieldlab_population::{EventKind, Memory, Source, advance, describe};

fn made(persons: u64) -> std::sync::Arc<Memory> {
    Source::new().make(&PopulationRequest::new("nl-2025", Some(persons), 11)).expect("it can be made")
}

fn played(population: &Memory, to: Date) -> fieldlab_population::Advanced {
    advance(population, to, &mut |_, _| {}).unwrap_or_else(|error| panic!("{error}"))
}

const LATER: Date = Date(20_635);

#[test]
fn the_same_lives_in_one_go_in_steps_and_on_any_number_of_threads() {
    assert_eq!(LATER, Date::new(2026, 7, 1));
    let population = made(30_000);
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| played(&population, LATER))
    };
    let (one, two) = (with_threads(1), with_threads(2));
    assert_eq!(one.population.content_digest(), two.population.content_digest());
    assert!(one.events == two.events);
    let half = played(&population, Date::new(2025, 9, 1));
    let rest = played(&half.population, LATER);
    assert_eq!(rest.population.content_digest(), one.population.content_digest());
    assert!([half.events, rest.events].concat() == one.events);
    let request = PopulationRequest { date: Some(LATER), ..population.identity().request() };
    let made = Source::new().make(&request).expect("it can be made");
    assert_eq!(made.content_digest(), one.population.content_digest());
    assert_eq!(made.identity().date, Some(LATER));
    assert_eq!(made.identity().weight(), population.identity().weight());
}

#[test]
fn nothing_that_can_not_be_comes_of_it_and_everybody_is_accounted_for() {
    let population = made(200_000);
    let later = played(&population, Date::new(2028, 1, 1));
    let summary = describe(&later.population).expect("its model is known");
    assert_eq!(summary.impossible_in_all(), 0, "{:?}", summary.impossible);
    let mut count: BTreeMap<EventKind, u64> = BTreeMap::new();
    later.events.iter().for_each(|event| *count.entry(event.kind).or_default() += 1);
    for kind in EventKind::ALL.into_iter().filter(|kind| *kind != EventKind::TakenIn) {
        assert!(count.contains_key(&kind), "nobody {}", kind.name());
    }
    let of = |kind: EventKind| count[&kind] as i64;
    let left = of(EventKind::Died) + of(EventKind::Emigrated);
    let came = of(EventKind::Born) + of(EventKind::Arrived);
    let now = later.population.block_start(later.population.blocks());
    assert_eq!(200_000 + came - left, now as i64);
    assert!(later.events.is_sorted());
    let days = Date::new(2025, 1, 1).0..Date::new(2028, 1, 1).0;
    assert!(later.events.iter().all(|event| days.contains(&event.day)));
}

/// What is published of a year, and how far a large sample may be from it.
#[test]
fn a_year_has_as_many_events_as_are_published() {
    let population = made(1_000_000);
    let later = played(&population, Date::new(2026, 1, 1));
    let weight = population.identity().weight();
    let published = fieldlab_population::published_events("nl-2025").expect("it is bundled");
    assert!(published.len() >= 8);
    for one in published {
        let found = later.events.iter().filter(|event| event.kind == one.kind).count() as f64 * weight;
        let error = found / one.value - 1.0;
        println!(
            "{}: {found:.0}, published {:.0} ({:+.1}%), {}",
            one.kind.name(),
            one.value,
            error * 100.0,
            one.source
        );
        assert!(error.abs() < one.within, "{}: {found} against {}", one.kind.name(), one.value);
    }
}

#[test]
fn days_that_lives_are_not_played_to_are_refused() {
    let population = made(100);
    let check = |day: Date, what: &str, hint: &str| {
        let error = advance(&population, day, &mut |_, _| {}).expect_err("it is refused").to_string();
        assert!(error.contains(what) && error.contains(hint), "{error}");
    };
    check(Date::new(2026, 7, 2), "2026-07-02 is not the first day of one", "such as 2026-07-01 or 2026-08-01");
    check(Date::new(2025, 1, 1), "is of 2025-01-01 already", "name a later day");
    check(Date::new(2024, 1, 1), "is of 2025-01-01 already", "name a later day");
    check(Date::new(2030, 1, 1), "can't be played on to 2030-01-01", "name a day up to 2028-01-01");
}

#[test]
fn a_few_persons_live_on_too() {
    for persons in [1, 2, 10, 100] {
        let later = played(&made(persons), Date::new(2028, 1, 1));
        let summary = describe(&later.population).expect("its model is known");
        assert_eq!(summary.impossible_in_all(), 0, "{persons} persons: {:?}", summary.impossible);
    }
}
