//! Guests that fail in each way there is: whose fault it is, at which row, in which words, and that nobody else notices.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use fieldlab_domain::assessment::{Assessment, Blame, Failure};
use fieldlab_domain::column::Value;
use fieldlab_domain::manifest::Manifest;

use crate::allowance::assert_healthy;
use crate::support::{GOOD, Guest, SANDBOX, ages, small_manifest};

/// The age at which the guests here misbehave.
const BAD: i32 = 99;

/// 1,000 people, one of whom is of the bad age.
const BAD_ROW: usize = 777;

fn people() -> fieldlab_domain::column::Batch {
    let mut people = vec![30; 1_000];
    people[BAD_ROW] = BAD;
    ages(people)
}

/// Does `deed` for somebody of the bad age.
fn at_bad_age(deed: &str) -> String {
    format!("(if (i32.eq (local.get $age) (i32.const {BAD})) (then {deed}))")
}

/// Runs a guest on [`people`], which must fail, and then on people that it can do, in the same worker.
fn fail(rule: &dyn Assessment) -> Failure {
    let mut worker = rule.worker(&[]).expect("there is room for it");
    let failure = worker.assess(&people()).expect_err("one of them makes it fail");
    assert_eq!(failure.prototype.as_str(), "small");
    let decided = worker.assess(&ages(vec![30, 10])).expect("a fresh instance can do these");
    assert_eq!([decided[0].get(0), decided[0].get(1)], [Value::Flag(true), Value::Flag(false)]);
    failure
}

/// Does `deed` at the bad age and compares the failure.
fn check(deed: &str, what: &str) {
    let decide = at_bad_age(deed);
    let failure = fail(&*Guest { decide: &decide, ..GOOD }.load());
    assert_eq!((failure.blame, failure.what.as_str()), (Blame::Guest, what), "{failure:?}");
    assert_eq!(failure.row, Some(BAD_ROW as u32), "{failure:?}");
    assert_healthy();
}

#[test]
fn a_good_guest_is_good() {
    let rule = GOOD.load();
    let decided = rule.worker(&[]).and_then(|mut worker| worker.assess(&people())).expect("it decides");
    assert_eq!((decided.len(), decided[0].len()), (2, 1_000));
    assert!(rule.explain(&[Value::Whole(30)], &[]).is_ok());
}

#[test]
fn a_trap_is_found_at_its_row() {
    check("unreachable", "stopped itself, with a panic without words or an abort");
    check("(drop (i32.div_u (i32.const 1) (i32.const 0)))", "divided by zero");
    check("(drop (i32.load (i32.const -8)))", "read or wrote outside its memory");
    check("(drop (i32.trunc_f64_s (f64.const 1e30)))", "made a number that is too large");
    check("(drop (i32.trunc_f64_s (f64.const nan)))", "made a whole number of something that is none");
}

#[test]
fn a_recursion_without_end_is_stopped() {
    check(
        "(return (call $decide (local.get $age) (local.get $row)))",
        "ran out of stack: a function calls itself too deep",
    );
}

#[test]
fn a_loop_without_end_is_stopped() {
    check("(loop $again (br $again))", "ran longer than its deadline of 50 ms");
}

#[test]
fn memory_without_end_is_stopped() {
    let grow = "(loop $again (drop (memory.grow (i32.const 1))) (br $again))";
    check(grow, "used more than its 4 MiB of memory");
}

#[test]
fn handles_are_limited() {
    let decide = "(loop $again (drop (call $moment (i64.const 1))) (br $again))";
    let rule = Guest { decide, ..GOOD }.load();
    let failure =
        rule.worker(&[]).and_then(|mut worker| worker.assess(&ages(vec![30]))).expect_err("it keeps them all");
    assert_eq!((failure.blame, failure.row), (Blame::Guest, Some(0)));
    assert_eq!(failure.what, "holds too many handles, such as streams, at the same time");
}

#[test]
fn an_impossible_value_is_found_at_its_row() {
    check("(return (i32.const 2) (i64.const 0))", "impossible value in `adult`: 2 (a flag is 0 or 1)");
    let what = "impossible value in `seen`: 10000000000000.01 (more money than there is)";
    check("(return (i32.const 1) (i64.const 1000000000000001))", what);
}

#[test]
fn a_wrong_number_of_rows_is_refused() {
    // Only for many rows, so that the worker's next batch goes well.
    let flags = "(i32.sub (local.get $rows) (i32.gt_u (local.get $rows) (i32.const 500)))";
    let failure = fail(&*Guest { flags, ..GOOD }.load());
    assert_eq!((failure.blame, failure.row), (Blame::Guest, None));
    assert_eq!(failure.what, "`adult` has 999 values instead of 1000");
}

/// Answers a batch of many rows with these 32-bit numbers at 512, where the answer is.
fn answer_many(numbers: &[i64]) -> String {
    let store =
        |(index, number): (usize, &i64)| format!("(i32.store (i32.const {}) (i32.const {number}))", 512 + 4 * index);
    let stores: String = numbers.iter().enumerate().map(store).collect();
    format!("(if (i32.gt_u (local.get $rows) (i32.const 500)) (then {stores} (return (i32.const 512))))")
}

#[test]
fn a_guest_may_say_that_it_can_not_decide() {
    let refuse = |has_row: i64, row: i64| {
        let assess = answer_many(&[1, has_row, row, 1053, 13]);
        let failure = fail(&*Guest { assess: &assess, ..GOOD }.load());
        assert_eq!((failure.blame, failure.what.as_str()), (Blame::Guest, "I do not know"));
        failure.row
    };
    assert_eq!(refuse(1, 12), Some(12));
    assert_eq!(refuse(0, 0), None);
    assert_eq!(refuse(1, 5_000), None, "there is no such row");
}

#[test]
fn an_answer_that_breaks_the_contract_is_refused() {
    let check = |numbers: &[i64], what: &str| {
        let assess = answer_many(numbers);
        let failure = fail(&*Guest { assess: &assess, ..GOOD }.load());
        assert_eq!((failure.blame, failure.row), (Blame::Guest, None), "{failure:?}");
        assert!(failure.what.starts_with(what), "{failure:?}");
    };
    check(&[7], "does not keep to the contract: invalid expected discriminant");
    check(&[0, 0, 0x7fff_ffff], "does not keep to the contract: list pointer/length out of bounds of memory");
    check(&[0, 1, 1], "does not keep to the contract: list pointer is not aligned");
    check(&[0, 0, 0], "answered with 0 columns instead of 2");
    check(&[1, 0, 0, 600, 1], "says that it can't decide, but not why");
}

#[test]
fn a_guest_can_not_fill_the_memory_of_the_host() {
    // A million columns, which are all the same piece of memory: the whole of it.
    let columns = "(drop (memory.grow (i32.const 40)))
        (memory.fill (i32.const 131072) (i32.const 0) (i32.const 2000000))
        (loop $next
          (i32.store (i32.add (i32.const 131072) (i32.mul (local.get $row) (i32.const 20))) (i32.const 0))
          (i32.store offset=8 (i32.add (i32.const 131072) (i32.mul (local.get $row) (i32.const 20))) (i32.const 2000000))
          (local.set $row (i32.add (local.get $row) (i32.const 1)))
          (br_if $next (i32.lt_u (local.get $row) (i32.const 100000))))";
    let answer = answer_many(&[0, 131_072, 100_000]);
    let many = format!("(if (i32.gt_u (local.get $rows) (i32.const 500)) (then {columns})) {answer}");
    let failure = fail(&*Guest { assess: &many, ..GOOD }.load());
    assert_eq!((failure.blame, failure.what.as_str()), (Blame::Guest, "gave the host more data than it may"));
}

#[test]
fn a_failure_of_many_rows_together_has_no_row() {
    let assess = "(if (i32.gt_u (local.get $rows) (i32.const 500)) (then unreachable))";
    let failure = fail(&*Guest { assess, ..GOOD }.load());
    assert_eq!((failure.blame, failure.row), (Blame::Guest, None));
}

#[test]
fn what_a_failure_says_holds_nothing_of_the_host() {
    let decide = at_bad_age("unreachable");
    let failure = fail(&*Guest { decide: &decide, ..GOOD }.load());
    assert_eq!(failure.output, "in function decide\nin function assess\n");
}

#[test]
fn an_explanation_is_of_what_is_decided() {
    let rule = GOOD.load();
    let failure = rule.explain(&[Value::Whole(3)], &[]).expect_err("it explains that a child is an adult");
    assert_eq!((failure.blame, failure.row), (Blame::Guest, None));
    assert_eq!(
        failure.what,
        "explains something else than it decides: `adult` is true in its explanation and false in its decision"
    );
    let decide = at_bad_age("unreachable");
    let rule = Guest { decide: &decide, ..GOOD }.load();
    let failure = rule.explain(&[Value::Whole(BAD)], &[]).expect_err("it can't decide");
    assert_eq!((failure.blame, failure.row), (Blame::Guest, None));
    let rule = Guest { explained: "(unreachable)", ..GOOD }.load();
    assert!(rule.explain(&[Value::Whole(30)], &[]).is_err());
    assert!(rule.worker(&[]).and_then(|mut worker| worker.assess(&people())).is_ok(), "it decides all the same");
}

#[test]
fn a_limit_is_that_of_the_manifest() {
    let decide = at_bad_age("(drop (memory.grow (i32.const 80)))");
    let component = Guest { decide: &decide, ..GOOD }.component();
    let with_memory = |memory_mb: u32| {
        let small = small_manifest();
        let limits = fieldlab_domain::manifest::Limits { memory_mb, ..small.limits.clone() };
        let manifest = Manifest { limits, ..small };
        let rule = SANDBOX.load(manifest, &component).unwrap_or_else(|error| panic!("{error}"));
        rule.worker(&[]).and_then(|mut worker| worker.assess(&people()))
    };
    assert!(with_memory(8).is_ok(), "80 pages are 5 MiB");
    assert_eq!(with_memory(5).expect_err("there is more than that in use").what, "used more than its 5 MiB of memory");
}

#[test]
fn deadlines_hold_on_a_busy_machine() {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 * thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let decide = at_bad_age("(loop $again (br $again))");
        let failure = fail(&*Guest { decide: &decide, ..GOOD }.load());
        done.store(true, Ordering::Relaxed);
        assert_eq!(failure.what, "ran longer than its deadline of 50 ms");
    });
}

#[test]
fn others_go_on_while_guests_fail() {
    let deeds = ["unreachable", "(loop $again (br $again))", "(return (i32.const 9) (i64.const 0))"].map(at_bad_age);
    thread::scope(|scope| {
        for decide in &deeds {
            scope.spawn(|| {
                let rule = Guest { decide, ..GOOD }.load();
                for _ in 0..3 {
                    assert_eq!(fail(&*rule).row, Some(BAD_ROW as u32));
                }
            });
        }
        for _ in 0..50 {
            assert_healthy();
        }
    });
}
