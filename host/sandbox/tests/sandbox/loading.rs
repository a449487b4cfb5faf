//! What is refused at load, and in which words.

use fieldlab_domain::assessment::Blame;

use crate::support::{SANDBOX, refused, refused_text, small_manifest};

/// A component whose core module is `module`, with functions of no contract.
fn component_around(module: &str) -> String {
    format!(
        r#"(component
            (core module $module {module} (func (export "nothing")))
            (core instance $instance (instantiate $module))
            (func $nothing (canon lift (core func $instance "nothing")))
            (instance $rule
                (export "describe" (func $nothing))
                (export "assess" (func $nothing))
                (export "explain" (func $nothing)))
            (export "fieldlab:lab/assessment@0.1.0" (instance $rule)))"#
    )
}

fn check_text(component: &str, what: &str, hint: &str) {
    let error = refused_text(component);
    assert_eq!(error.blame, Blame::Guest, "{error}");
    assert_eq!(error.prototype, "small", "{error}");
    assert!(error.what.starts_with(what), "{error}");
    assert!(error.hint.contains(hint), "{error}");
}

#[test]
fn what_is_not_a_component_is_refused() {
    let check = |bytes: &[u8], what: &str| {
        let error = refused(bytes);
        assert_eq!((error.blame, error.what.as_str()), (Blame::Guest, what));
        assert!(!error.hint.is_empty());
    };
    check(b"", "it is empty");
    check(b"name = \"small\"\n", "it is not WebAssembly");
    check(&wat::parse_str("(module)").expect("it is WAT"), "it is a WebAssembly module, not a component");
    let whole = wat::parse_str(component_around("(memory 1)")).expect("it is WAT");
    check(&whole[..whole.len() - 20], "it is cut off in the middle");
    let error = refused(&[&whole[..8], b"\x63\x00garbage"].concat());
    assert!(error.what.starts_with("it is not a component that can be compiled"), "{error}");
}

#[test]
fn another_world_is_refused() {
    let hint = "export `fieldlab:lab/assessment@0.1.0`";
    check_text("(component)", "it exports nothing", hint);
    let command = r#"(component (instance $run) (export "wasi:cli/run@0.2.6" (instance $run)))"#;
    check_text(command, "it is no rule: it exports `wasi:cli/run@0.2.6`", hint);
}

#[test]
fn a_newer_contract_is_refused() {
    let newer = r#"(component (instance $rule) (export "fieldlab:lab/assessment@0.2.0" (instance $rule)))"#;
    check_text(newer, "it speaks contract 0.2; this lab speaks 0.1", "update the lab");
    let mut manifest = small_manifest();
    manifest.contract = "0.2".to_owned();
    let error = SANDBOX.load(manifest, b"").err().expect("this lab does not speak it");
    assert_eq!(error.what, "its manifest asks for contract 0.2; this lab speaks 0.1");
}

#[test]
fn a_rule_without_its_functions_is_refused() {
    let nothing = r#"(component (instance $rule) (export "fieldlab:lab/assessment@0.1.0" (instance $rule)))"#;
    check_text(nothing, "its `fieldlab:lab/assessment@0.1.0` has no function `describe`", "fieldlab-lab-0.1.wit");
    check_text(
        &component_around(""),
        "its `fieldlab:lab/assessment` has other types than contract 0.1",
        "fieldlab-lab-0.1.wit",
    );
}

#[test]
fn an_import_that_a_rule_can_not_have_is_refused() {
    let importing = |name: &str, item: &str| {
        format!(
            r#"(component (import "{name}" (instance {item}))
                (instance $rule) (export "fieldlab:lab/assessment@0.1.0" (instance $rule)))"#
        )
    };
    let sockets = importing("wasi:sockets/tcp@0.2.6", "");
    check_text(&sockets, "it imports `wasi:sockets/tcp@0.2.6`, which a rule can't have", "a rule has no network");
    let clock = importing("wasi:clocks/wall-clok@0.2.6", "");
    check_text(&clock, "it imports `wasi:clocks/wall-clok@0.2.6`", "did you mean `wasi:clocks/wall-clock`?");
    let newer = importing("wasi:cli/environment@0.3.0", "");
    check_text(&newer, "it imports `wasi:cli/environment@0.3.0`", "the lab offers version 0.2");
}

#[test]
fn a_function_that_an_interface_does_not_have_is_refused() {
    let component = r#"(component
        (import "wasi:cli/environment@0.2.6" (instance (export "no-such-function" (func))))
        (core module $module (func (export "nothing")))
        (core instance $instance (instantiate $module))
        (func $nothing (canon lift (core func $instance "nothing")))
        (instance $rule
            (export "describe" (func $nothing)) (export "assess" (func $nothing)) (export "explain" (func $nothing)))
        (export "fieldlab:lab/assessment@0.1.0" (instance $rule)))"#;
    check_text(component, "it can't be linked", "WASI 0.2");
}

#[test]
fn starting_has_the_limits_of_a_call() {
    let large = component_around("(memory 100)");
    check_text(&large, "it can't start: it used more than its 4 MiB of memory", "[limits]\nmemory_mb = 7");
    let endless = component_around("(func $start (loop $again (br $again))) (start $start)");
    check_text(&endless, "it can't start: it ran longer than its deadline of 50 ms", "");
    let stopping = component_around("(func $start unreachable) (start $start)");
    check_text(&stopping, "it can't start: it stopped itself", "");
    let recursion = component_around("(func $start (call $start)) (start $start)");
    check_text(&recursion, "it can't start: it ran out of stack", "");
}

#[test]
fn a_component_with_too_many_parts_is_refused() {
    let memories =
        (0..5).map(|index| format!("(core instance (instantiate $part)) ;; {index}")).collect::<Vec<_>>().join("\n");
    let component = format!(
        r#"(component (core module $part (memory 1)) {memories}
            (instance $rule) (export "fieldlab:lab/assessment@0.1.0" (instance $rule)))"#
    );
    let error = refused_text(&component);
    assert_eq!(error.blame, Blame::Guest, "{error}");
    assert!(error.what.contains("memor"), "{error}");
}

#[test]
fn a_component_may_not_be_too_large() {
    let mut large = wat::parse_str("(component)").expect("it is WAT");
    large.resize(33 << 20, 0);
    assert_eq!(refused(&large).what, "it is 33 MiB, and a component may be 32 MiB");
}
