//! The same question gets the same answer: in each call, each instance, each sandbox, and at each time.

use fieldlab_domain::assessment::Assessment;
use fieldlab_domain::column::Value;
use fieldlab_sandbox::{Sandbox, SandboxConfig};

use crate::support::{GOOD, Guest, SANDBOX, TODAY, ages, small_manifest};

/// What a guest says that it saw, for each of three rows.
fn seen(rule: &dyn Assessment) -> Vec<Value> {
    let mut worker = rule.worker(&[]).expect("there is room for it");
    let mut calls = (0..2).map(|_| {
        let decided = worker.assess(&ages(vec![30; 3])).expect("it decides");
        (0..3).map(|row| decided[1].get(row)).collect::<Vec<_>>()
    });
    let first = calls.next().expect("there are two");
    assert_eq!(calls.next().as_ref(), Some(&first), "a call does not depend on the call before");
    first
}

/// Lets a guest say what `expression` is, cut to an amount that can be.
fn saying(expression: &str) -> String {
    format!("(return (i32.const 1) (i64.shr_u {expression} (i64.const 20)))")
}

#[test]
fn randomness_is_that_of_the_seed() {
    let decide = saying("(call $random)");
    let guest = Guest { decide: &decide, ..GOOD };
    let numbers = seen(&*guest.load());
    assert_eq!(numbers, seen(&*guest.load()));
    assert!(numbers[0] != numbers[1] && numbers[1] != numbers[2], "{numbers:?}");
    // The first number of SplitMix64 for seed 0, without its last 20 bits.
    assert_eq!(numbers[0], Value::Amount(0xe22_0a83_97b1));

    let config = SandboxConfig { seed: 1, instances: 4, ..SandboxConfig::new(TODAY) };
    let other = Sandbox::new(config).expect("a small one");
    let rule = other.load(small_manifest(), &guest.component()).unwrap_or_else(|error| panic!("{error}"));
    assert_ne!(seen(&*rule), numbers, "another seed has other numbers");
}

#[test]
fn the_stopwatch_starts_at_0_and_moves_by_a_step() {
    let decide = "(return (i32.const 1) (call $stopwatch))";
    let moments = seen(&*Guest { decide, ..GOOD }.load());
    assert_eq!(moments, [Value::Amount(0), Value::Amount(1_000), Value::Amount(2_000)]);
}

#[test]
fn waiting_takes_no_time_outside() {
    // A day of 86,400 seconds, in nanoseconds.
    let decide = "(call $wait (call $moment (i64.const 86400000000000))) (return (i32.const 1) (call $stopwatch))";
    let moments = seen(&*Guest { decide, ..GOOD }.load());
    assert_eq!(moments[0], Value::Amount(86_400_000_000_000), "the stopwatch jumped");
}

#[test]
fn today_is_the_declared_day() {
    let decide = "(call $calendar (i32.const 2048)) (return (i32.const 1) (i64.load (i32.const 2048)))";
    let days = seen(&*Guest { decide, ..GOOD }.load());
    assert_eq!(days, [Value::Amount(i64::from(TODAY) * 86_400); 3]);
}

#[test]
fn what_is_not_a_number_has_one_form() {
    // Each makes a NaN in another way, from bits that machines pass on differently.
    let ways = [
        "(f64.div (f64.const 0) (f64.const 0))",
        "(f64.add (f64.const nan:0x123) (f64.const 1))",
        "(f64.sub (f64.const inf) (f64.const inf))",
        "(f64.sqrt (f64.const -1))",
        "(f64.promote_f32 (f32.div (f32.const 0) (f32.const 0)))",
        "(f64.mul (f64.const -nan:0x456) (f64.const 2))",
    ];
    for way in ways {
        let decide = saying(&format!("(i64.reinterpret_f64 {way})"));
        let bits = seen(&*Guest { decide: &decide, ..GOOD }.load());
        assert_eq!(bits, [Value::Amount(0x7ff8_0000_0000_0000 >> 20); 3], "{way}");
    }
}

#[test]
fn instances_share_nothing() {
    // It remembers in its memory how often it was asked, which a worker's calls can see and another worker can't.
    let decide = "(i32.store (i32.const 2048) (i32.add (i32.load (i32.const 2048)) (i32.const 1)))
        (return (i32.const 1) (i64.load32_u (i32.const 2048)))";
    let component = Guest { decide, ..GOOD }.component();
    let rule = SANDBOX.load(small_manifest(), &component).unwrap_or_else(|error| panic!("{error}"));
    for _ in 0..10 {
        let decided = rule.worker(&[]).and_then(|mut worker| worker.assess(&ages(vec![30]))).expect("it decides");
        assert_eq!(decided[1].get(0), Value::Amount(1), "the memory of a fresh instance is as it was compiled");
    }
}
