//! A well-behaved prototype: the bundled health care allowance.

use std::thread;

use fieldlab_domain::assessment::{Assessment, Blame};
use fieldlab_domain::column::{Batch, Column, Value, Values};
use fieldlab_sandbox::{Sandbox, SandboxConfig};

use crate::support::{SANDBOX, TODAY, bundled, load};

/// Somebody of 40 who lives alone and is insured, with this income in euro a year and no assets.
pub(crate) fn resident(rule: &dyn Assessment, income: i64) -> Vec<Value> {
    let value = |name: &str| match name {
        "person.age" => Value::Whole(40),
        "person.household_position" => Value::Code(2),
        "person.insured" => Value::Flag(true),
        "person.income_gross" | "household.income_assessment" => Value::Amount(income * 100),
        "household.assets" => Value::Amount(0),
        other => panic!("the allowance reads `{other}`, which this test does not know"),
    };
    rule.fields().iter().map(|field| value(field.name.as_str())).collect()
}

/// Residents as a batch.
pub(crate) fn batch_of(rule: &dyn Assessment, incomes: impl IntoIterator<Item = i64>) -> Batch {
    let mut batch = Batch::new(rule.fields().iter().map(|field| field.kind));
    for income in incomes {
        for (column, value) in batch.columns.iter_mut().zip(resident(rule, income)) {
            assert!(column.push(value));
        }
        batch.rows += 1;
    }
    batch
}

/// The right decisions of 2026: 2119 - 0.01912 * 29736 = 1550.45, less 0.1373 of what is above 29736, in whole euros.
fn right_decisions(incomes: &[i64]) -> Vec<Column> {
    let amount = |income: &i64| match income {
        0 => 155_000,
        30_000 => 151_400,
        200_000 => 0,
        other => panic!("no worked example for an income of {other}"),
    };
    let amounts: Vec<i64> = incomes.iter().map(amount).collect();
    let entitled = amounts.iter().map(|amount| u8::from(*amount > 0)).collect();
    let reasons = amounts.iter().map(|amount| if *amount > 0 { 0 } else { 4 }).collect();
    vec![
        Column::full(Values::Flags(entitled)),
        Column::full(Values::Amounts(amounts)),
        Column::full(Values::Codes(reasons)),
    ]
}

/// Whether the allowance still decides well. `SANDBOX` may have been through anything before.
pub(crate) fn assert_healthy() {
    let rule = load(&SANDBOX, "zorgtoeslag");
    let incomes = [0, 30_000, 200_000, 0];
    let mut worker = rule.worker(&rule.manifest().parameter_values(None, &[])).expect("there is room for it");
    let decided = worker.assess(&batch_of(&*rule, incomes)).expect("it decides");
    assert_eq!(decided, right_decisions(&incomes));
}

#[test]
fn it_decides_batch_after_batch() {
    let rule = load(&SANDBOX, "zorgtoeslag");
    assert_eq!(rule.manifest().name.as_str(), "zorgtoeslag");
    let mut worker = rule.worker(&rule.manifest().parameter_values(None, &[])).expect("there is room for it");
    for incomes in [&[0, 30_000, 200_000][..], &[], &[200_000], &[30_000; 1_000]] {
        let decided = worker.assess(&batch_of(&*rule, incomes.iter().copied())).expect("it decides");
        assert_eq!(decided, right_decisions(incomes));
    }
}

#[test]
fn it_decides_the_same_on_many_threads_and_in_many_workers() {
    let rule = load(&SANDBOX, "zorgtoeslag");
    let parameters = rule.manifest().parameter_values(None, &[]);
    let incomes: Vec<i64> = [0, 30_000, 200_000].repeat(500);
    let batch = batch_of(&*rule, incomes.iter().copied());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let mut worker = rule.worker(&parameters).expect("there is room for it");
                    assert_eq!(worker.assess(&batch), Ok(right_decisions(&incomes)));
                }
            });
        }
    });
}

#[test]
fn parameters_change_what_it_decides() {
    let rule = load(&SANDBOX, "zorgtoeslag");
    let of_2025 = rule.manifest().parameter_values(rule.manifest().set("2025"), &[]);
    let decided = rule.worker(&of_2025).and_then(|mut worker| worker.assess(&batch_of(&*rule, [30_000])));
    // 2112 - 0.01896 * 28406 - 0.137 * (30000 - 28406) = 1355.04
    assert_eq!(decided.expect("it decides")[1].get(0), Value::Amount(135_500));
}

#[test]
fn it_explains_what_it_decides() {
    let rule = load(&SANDBOX, "zorgtoeslag");
    let parameters = rule.manifest().parameter_values(None, &[]);
    let explanation = rule.explain(&resident(&*rule, 30_000), &parameters).expect("it explains");
    assert_eq!(explanation.decisions, [Value::Flag(true), Value::Amount(151_400), Value::Code(0)]);
    assert!(!explanation.steps.is_empty());
    assert!(explanation.steps.iter().all(|step| !step.title.nl.is_empty() && !step.title.en.is_empty()));
}

#[test]
fn what_the_lab_gets_wrong_is_its_own_fault() {
    let rule = load(&SANDBOX, "zorgtoeslag");
    let parameters = rule.manifest().parameter_values(None, &[]);
    let mut worker = rule.worker(&parameters).expect("there is room for it");
    let failure = worker.assess(&Batch::default()).expect_err("it has no columns");
    assert_eq!((failure.blame, failure.row), (Blame::Host, None));
    assert_eq!(failure.what, format!("the batch has 0 columns, and the rule reads {} fields", rule.fields().len()));
    assert!(worker.assess(&batch_of(&*rule, [0])).is_ok(), "a wrong batch never reached the guest");

    let failure = rule.worker(&parameters[1..]).err().expect("a parameter is missing");
    assert_eq!(failure.blame, Blame::Host);
    assert_eq!(failure.what, format!("{} values were given for {} parameters", parameters.len() - 1, parameters.len()));
    let failure = rule.explain(&[], &parameters).expect_err("nobody");
    assert_eq!(failure.blame, Blame::Host);
    let failure = rule.explain(&vec![Value::Absent; rule.fields().len()], &parameters).expect_err("nothing is known");
    assert_eq!(failure.what, "the batch has no `person.age` at row 0, and the rule does not take an absent one");
}

#[test]
fn a_field_without_a_grant_is_refused_with_the_lines_to_add() {
    let (mut manifest, component) = bundled("zorgtoeslag");
    for grant in &mut manifest.grants {
        grant.fields.retain(|field| !field.as_str().starts_with("household."));
    }
    let error = SANDBOX.load(manifest, &component).err().expect("two fields are not granted");
    assert_eq!((error.blame, error.prototype.as_str()), (Blame::Guest, "zorgtoeslag"));
    assert_eq!(error.what, "the component reads `household.income_assessment`, `household.assets` without a grant");
    assert!(
        error.hint.contains("[[grants]]\nfields = [\"household.income_assessment\", \"household.assets\"]\n"),
        "{error}"
    );
    assert_healthy();
}

#[test]
fn a_manifest_that_says_something_else_is_refused() {
    let (mut manifest, component) = bundled("zorgtoeslag");
    manifest.decisions.swap(0, 1);
    manifest.version = "9.9.9".to_owned();
    let error = SANDBOX.load(manifest, &component).err().expect("it disagrees");
    assert!(error.what.starts_with("the component says that its version is `0.1.0`"), "{error}");
    assert!(
        error.what.contains("the decisions of the component and of its manifest are not in the same order"),
        "{error}"
    );
}

#[test]
fn a_component_that_is_cut_off_is_refused() {
    let (manifest, component) = bundled("zorgtoeslag");
    for length in [9, 100, component.len() / 2, component.len() - 1] {
        let error = SANDBOX.load(manifest.clone(), &component[..length]).err().expect("it is cut off");
        assert_eq!((error.blame, error.what.as_str()), (Blame::Guest, "it is cut off in the middle"), "{length} bytes");
    }
}

#[test]
fn more_instances_than_there_is_room_for_are_refused() {
    let sandbox = Sandbox::new(SandboxConfig { instances: 2, ..SandboxConfig::new(TODAY) }).expect("a small one");
    let rule = load(&sandbox, "zorgtoeslag");
    let parameters = rule.manifest().parameter_values(None, &[]);
    let workers = [rule.worker(&parameters).expect("the first"), rule.worker(&parameters).expect("the second")];
    let failure = rule.worker(&parameters).err().expect("there is room for two");
    assert_eq!(
        (failure.blame, failure.what.as_str()),
        (Blame::Host, "can't start: too many prototypes run at the same time")
    );
    drop(workers);
    assert!(rule.worker(&parameters).is_ok());
}

#[test]
fn a_prototype_outlives_its_sandbox() {
    let sandbox = Sandbox::new(SandboxConfig { instances: 2, ..SandboxConfig::new(TODAY) }).expect("a small one");
    let rule = load(&sandbox, "zorgtoeslag");
    drop(sandbox);
    let decided = rule
        .worker(&rule.manifest().parameter_values(None, &[]))
        .and_then(|mut worker| worker.assess(&batch_of(&*rule, [0])));
    assert_eq!(decided, Ok(right_decisions(&[0])));
}
