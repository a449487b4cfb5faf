//! The engine on made-up citizens and a rule in Rust: totals, groups, threads, guardrails and failures.

mod fakes;

use std::collections::BTreeMap;

use fakes::{Citizens, MANIFEST, Prototypes, Rule, Source};
use fieldlab_domain::evidence::{ChosenFor, Evidence};
use fieldlab_domain::experiment::{Experiment, Known};
use fieldlab_domain::field::FieldName;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::population::{PopulationRequest, PopulationSource as _};
use fieldlab_domain::text::{Language, Text};
use fieldlab_experiment::people::{Wanted, find};
use fieldlab_experiment::plan::{Overrides, Plan};
use fieldlab_experiment::report;
use fieldlab_experiment::results::make_evidence;
use fieldlab_experiment::run::{RunError, check_cohort};

const DECLARATION: &str = r#"
name = "try"
title = { nl = "x", en = "x" }
need = "need"
question = { nl = "x", en = "x" }
hypothesis = { nl = "x", en = "x" }
outcome = "amount_year"
owners = [{ organisation = "Gemeente", sector = "government" }]
cohort = { population = "made-up", persons = 5000, seed = 1, replicates = 3, where = "person.age >= 18" }
variants = [
  { name = "more", title = { nl = "x", en = "x" }, prototype = "grant", parameters = { amount = 150.50, limit = 15000 } },
  { name = "now", title = { nl = "x", en = "x" }, prototype = "grant", baseline = true },
]
metrics = [
  { name = "cost", title = { nl = "x", en = "x" }, of = "amount_year", kind = "sum", by = ["household.income_decile", "household.type"] },
  { name = "people", title = { nl = "x", en = "x" }, of = "entitled", kind = "count", by = ["household.type"] },
  { name = "share", title = { nl = "x", en = "x" }, of = "entitled", kind = "share" },
  { name = "mean", title = { nl = "x", en = "x" }, of = "amount_year", kind = "mean", among = "entitled", by = ["household.income_decile"] },
  { name = "median", title = { nl = "x", en = "x" }, of = "amount_year", kind = "quantile", quantile = 0.5, among = "entitled" },
  { name = "gini", title = { nl = "x", en = "x" }, of = "amount_year", kind = "gini", by = ["household.type"] },
]
guardrails = [
  { title = { nl = "x", en = "x" }, metric = "cost", largest_decrease = 0.01 },
  { title = { nl = "x", en = "x" }, metric = "cost", largest_decrease = 0.9, each = "household.type" },
]
"#;

fn plan(declaration: &str, rule: std::sync::Arc<Rule>) -> Plan {
    let name = |text: &str| Name::parse(text).expect("a name");
    let manifest = Manifest::parse("prototype.toml", MANIFEST).expect("it is right");
    let known = Known {
        manifests: BTreeMap::from([(name("grant"), manifest)]),
        needs: vec![name("need")],
        models: BTreeMap::from([("made-up".to_owned(), 100_000)]),
    };
    let experiment =
        Experiment::parse("experiment.toml", declaration, &known).unwrap_or_else(|faults| panic!("{faults}"));
    let overrides = Overrides::default();
    Plan::make(experiment, declaration.to_owned(), Text::same("?"), overrides, &Prototypes(rule), &Source, "1.0.0")
        .expect("it can be planned")
}

fn evidence(declaration: &str, threads: usize) -> Evidence {
    make_evidence(&plan(declaration, Rule::new(None)), &Source, threads, &|_| {}).expect("it runs")
}

/// The cost of a variant in the country, counted citizen by citizen.
fn cost_by_hand(amount: f64, limit_cents: i64) -> f64 {
    let per_replicate = (1..=3).map(|seed| {
        let request = PopulationRequest::new("made-up", Some(5_000), seed);
        let citizens = Citizens { identity: Source.identity(&request).expect("it exists") };
        let number = |field: &str, position: u64| citizens.value(field, position).number().expect("a number");
        let entitled = (0..5_000).filter(|&position| {
            number("person.age", position) >= 18 && number("household.income_assessment", position) <= limit_cents
        });
        entitled.count() as f64 * amount * 20.0
    });
    per_replicate.sum::<f64>() / 3.0
}

#[test]
fn results_are_those_counted_by_hand() {
    let evidence = evidence(DECLARATION, 2);
    let names: Vec<&str> = evidence.variants.iter().map(|variant| variant.name.as_str()).collect();
    assert_eq!(names, ["now", "more"], "the baseline comes first");
    let cost = &evidence.metrics[0].overall;
    let (now, more) = (cost_by_hand(100.0, 2_000_000), cost_by_hand(150.5, 1_500_000));
    assert!((cost[0].value.value - now).abs() < 1e-6 * now, "{} is not {now}", cost[0].value.value);
    assert!((cost[1].value.value - more).abs() < 1e-6 * more, "{} is not {more}", cost[1].value.value);
    let difference = cost[1].difference.expect("it is not the baseline");
    assert!((difference.value - (more - now)).abs() < 1e-6 * now);
    assert!(difference.low < Some(difference.value) && Some(difference.value) < difference.high);
    let median = &evidence.metrics[4].overall;
    assert_eq!((median[0].value.value, median[1].value.value), (100.0, 150.5));
    assert_eq!(evidence.cohort.weight, 20.0);
}

#[test]
fn the_people_behind_a_number_are_as_many_as_it_says() {
    let declaration = DECLARATION.replace("replicates = 3", "replicates = 1");
    let (plan, evidence) = (plan(&declaration, Rule::new(None)), evidence(&declaration, 2));
    let population = Source.population(&plan.requests[0]).expect("it can be made");
    let found = |change: ChosenFor, group: Option<(FieldName, i64)>, turn: u64| {
        let variant = plan.variants[1].variant.name.clone();
        find(&plan, population.as_ref(), &Wanted { variant, change, group, most: 3, turn }).expect("they are found")
    };
    let check = |change: ChosenFor, group: Option<(FieldName, i64)>, number: Option<f64>| {
        let people = found(change, group, 0);
        assert_eq!(people.persons, 5_000);
        assert_eq!(Some(people.all as f64 * evidence.cohort.weight), number, "{change:?}");
        assert_eq!(people.citizens.len() as u64, people.all.min(3));
        for citizen in people.citizens {
            let [before, after] = [0, 1].map(|at| citizen.explanations[at].explanation.decisions[1].number());
            let is_so = match change {
                ChosenFor::Gains => after > before,
                ChosenFor::Loses => after < before,
                ChosenFor::Same => after == before,
            };
            assert!(is_so && citizen.chosen_for == change, "{before:?} became {after:?}");
        }
    };
    let change = &evidence.changes[0];
    check(ChosenFor::Gains, None, change.overall.gain);
    check(ChosenFor::Loses, None, change.overall.lose);
    check(ChosenFor::Same, None, change.overall.same());
    let by = &change.by[0];
    for group in by.groups.iter().filter(|group| group.change.lose > Some(0.0)) {
        let key = group.group.key.expect("no group is small here");
        check(ChosenFor::Loses, Some((by.field.clone(), key)), group.change.lose);
    }
    let places = |turn| found(ChosenFor::Gains, None, turn).citizens.into_iter().map(|citizen| citizen.position);
    assert!(places(0).zip(places(1)).all(|(one, other)| one != other), "others come with each turn");
}

#[test]
fn groups_add_up_to_the_total_and_small_ones_stand_together() {
    let evidence = evidence(DECLARATION, 2);
    for metric in evidence.metrics.iter().filter(|metric| metric.kind.is_additive()) {
        for by in &metric.by {
            for variant in 0..2 {
                let sum: f64 = by.groups.iter().map(|group| group.values[variant].value.value).sum();
                let total = metric.overall[variant].value.value;
                assert!((sum - total).abs() <= 1e-9 * total, "{} by {}: {sum} is not {total}", metric.name, by.field);
            }
        }
    }
    let change = &evidence.changes[0];
    for by in &change.by {
        let sum: Option<f64> = by.groups.iter().map(|group| group.change.gain).sum();
        let (sum, total) = sum.zip(change.overall.gain).expect("many gain");
        assert!((sum - total).abs() <= 1e-9 * sum, "{}", by.field);
    }
    let bands: f64 = change.histogram.iter().map(|band| band.persons).sum();
    assert!((bands - change.overall.persons).abs() < 1e-6 * bands, "{bands} is not {}", change.overall.persons);
    let types = &evidence.metrics[0].by[1];
    let titles: Vec<&str> = types.groups.iter().map(|group| group.group.title.en.as_str()).collect();
    assert_eq!(titles.len(), 4, "the three persons of type 5 joined another group: {titles:?}");
    assert_eq!(titles.last(), Some(&"Small groups together"));
}

#[test]
fn the_same_plan_gives_the_same_bytes_on_any_number_of_threads() {
    let sealed = evidence(DECLARATION, 1).seal();
    for threads in [2, 3, 8] {
        assert_eq!(evidence(DECLARATION, threads).seal().digest, sealed.digest, "{threads} threads");
    }
    let again = sealed.open().expect("the seal holds").seal();
    assert_eq!(again.digest, sealed.digest, "reading and sealing again changes nothing");
    let other = DECLARATION.replace("seed = 1", "seed = 2");
    assert_ne!(evidence(&other, 2).seal().digest, sealed.digest);
    let digest = |declaration: &str| plan(declaration, Rule::new(None)).digest();
    assert_eq!(digest(DECLARATION), digest(DECLARATION));
    assert_ne!(digest(DECLARATION), digest(&other));
}

#[test]
fn guardrails_say_where_they_break() {
    let evidence = evidence(DECLARATION, 2);
    let held: Vec<bool> = evidence.guardrails.iter().map(|guardrail| guardrail.holds).collect();
    assert_eq!(held, [false, true]);
    assert!(evidence.guardrails[0].change.expect("the baseline costs something") < -0.01);
    assert!(evidence.guardrails[1].group.is_some());
}

#[test]
fn a_guardrail_on_groups_that_can_not_be_shown_is_about_all() {
    // Nine persons of 48 and older have a grant now, and nobody later.
    let declaration = DECLARATION
        .replace("persons = 5000", "persons = 300")
        .replace("person.age >= 18", "person.age >= 48")
        .replace("metric = \"cost\", largest_decrease = 0.9", "metric = \"people\", largest_decrease = 0.9");
    let evidence = evidence(&declaration, 2);
    assert!(evidence.metrics[1].by[0].left_out.is_some(), "{:?}", evidence.metrics[1]);
    let guardrail = &evidence.guardrails[1];
    let group = guardrail.group.as_ref().map(|group| group.title.en.as_str());
    assert_eq!((group, guardrail.holds), (Some("all together: the groups are too small"), false));
}

#[test]
fn citizens_are_explained_who_gain_and_who_lose() {
    let evidence = evidence(DECLARATION, 2);
    let chosen: Vec<ChosenFor> = evidence.citizens.iter().map(|citizen| citizen.chosen_for).collect();
    assert_eq!(chosen, [ChosenFor::Gains, ChosenFor::Loses], "nobody with a grant stays the same");
    for citizen in &evidence.citizens {
        let amounts: Vec<i64> = citizen
            .explanations
            .iter()
            .map(|explained| explained.explanation.decisions[1].number().expect("an amount"))
            .collect();
        assert_eq!(amounts[1] > amounts[0], citizen.chosen_for == ChosenFor::Gains);
        assert_eq!(citizen.fields.len(), 2);
    }
}

#[test]
fn a_failing_prototype_is_named_with_its_citizen() {
    let plan = plan(DECLARATION, Rule::new(Some(42)));
    let messages: Vec<String> = [1, 2, 4]
        .map(|threads| make_evidence(&plan, &Source, threads, &|_| {}).expect_err("it fails").to_string())
        .to_vec();
    assert!(messages[0].starts_with("variant `now`: prototype `grant` failed at row "), "{}", messages[0]);
    assert!(messages.iter().all(|message| *message == messages[0]), "the earliest block is told: {messages:?}");
}

#[test]
fn an_empty_or_small_cohort_is_an_error_before_anything_runs() {
    let check = |persons: &str, condition: &str, expected: Option<&str>| {
        let declaration = DECLARATION.replace("persons = 5000", persons).replace("person.age >= 18", condition);
        let plan = plan(&declaration, Rule::new(None));
        let before = check_cohort(&plan, &Source).err().map(|error| error.to_string());
        let found = make_evidence(&plan, &Source, 2, &|_| {}).err().map(|error| error.to_string());
        assert_eq!(before, found, "{persons}, {condition}");
        assert_eq!(found.as_deref().and_then(|found| found.split(':').next()), expected, "{persons}, {condition}");
    };
    check("persons = 5000", "person.age >= 18", None);
    check("persons = 5000", "person.age > 150", Some("the cohort is empty"));
    check("persons = 300", "person.age = 40", Some("the cohort is too small"));
    check("persons = 7", "person.age >= 0", Some("the cohort is too small"));
    let all = DECLARATION.replace(", where = \"person.age >= 18\"", "").replace("persons = 5000", "persons = 7");
    let error = check_cohort(&plan(&all, Rule::new(None)), &Source).expect_err("seven are too few");
    assert!(matches!(error, RunError::SmallCohort { persons: 7, .. }), "{error}");
}

#[test]
fn a_few_who_gain_are_nowhere_counted() {
    // Everyone of 51 gains: three persons of each age are in a population.
    let declaration = DECLARATION
        .replace("persons = 5000", "persons = 300")
        .replace("amount = 150.50, limit = 15000", "amount = 100, limit = 20400");
    let evidence = evidence(&declaration, 2);
    let change = &evidence.changes[0];
    assert_eq!((change.overall.gain, change.overall.lose), (None, Some(0.0)));
    assert!(change.histogram.is_empty() && change.by.iter().all(|by| by.groups.is_empty()), "{change:?}");
    assert_eq!(report::check_totals(&evidence), Vec::<String>::new());
    let sealed = evidence.seal();
    let context = report::Context { language: Language::En, run: None, at_home: false };
    for written in [report::json(&sealed), report::csv(&evidence), report::html(&evidence, &sealed.digest, &context)] {
        assert!(written.contains("This breakdown is left out: it would show something about fewer than 10 persons."));
    }
    let html = report::html(&evidence, &sealed.digest, &context);
    assert!(html.contains("fewer than 10 people get more and 0 people get less"), "{html}");
}

#[test]
fn no_count_in_a_breakdown_is_about_a_few() {
    // Of the 300 persons of a population, few of each type and decile have a grant.
    let declaration = DECLARATION.replace("persons = 5000", "persons = 300");
    for declaration in [DECLARATION, &declaration] {
        let evidence = evidence(declaration, 2);
        assert_eq!(report::check_totals(&evidence), Vec::<String>::new());
        let few = |persons: f64| persons > 0.0 && persons < 10.0 * evidence.cohort.weight;
        for change in evidence.changes.iter().flat_map(|change| &change.by).flat_map(|by| &by.groups) {
            let change = change.change;
            for persons in [Some(change.persons), change.gain, change.lose, change.same()] {
                assert!(!few(persons.expect("it is shown")), "{change:?}");
            }
        }
        for group in evidence.metrics[1].by.iter().flat_map(|by| &by.groups) {
            assert!(group.values.iter().all(|value| !few(value.value.value)), "{group:?}");
        }
    }
}

#[test]
fn progress_reaches_the_total() {
    let seen = std::sync::Mutex::new(Vec::new());
    make_evidence(&plan(DECLARATION, Rule::new(None)), &Source, 2, &|progress| {
        seen.lock().expect("nobody panicked").push(progress);
    })
    .expect("it runs");
    let last = seen.into_inner().expect("nobody panicked").into_iter().max_by_key(|progress| progress.done);
    assert_eq!(last.map(|progress| (progress.done, progress.total)), Some((15_000, 15_000)));
}
