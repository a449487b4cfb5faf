//! `wasi:keyvalue@0.2.0-draft2`, which differs from the first draft: the same place behind it, allowed, undeclared and not granted.

use fieldlab_domain::capability::Capability;
use fieldlab_sandbox::{Sandbox, SandboxConfig};

use crate::lent_lab::{EVERYTHING, lab, lab_without, manifest, played, refusals};
use crate::service::component;
use crate::support::TODAY;

const GUEST: &str = "guest-keyvalue-draft2";

#[tokio::test]
async fn values_are_kept_by_the_second_draft() {
    let (lab, here) = (lab(GUEST), played());
    for (path, expected) in [
        ("/set?a=1", "Ok(())"),
        ("/set?b=2", "Ok(())"),
        ("/get?a", r#"Ok(Some("1"))"#),
        ("/exists?a", "Ok(true)"),
        ("/keys", r#"Ok((["a", "b"], None))"#),
        ("/keys?a", r#"Ok((["b"], None))"#),
        ("/delete?a", "Ok(())"),
        ("/get?a", "Ok(None)"),
        ("/many", "Ok(()) Ok(2) Ok(())"),
        ("/add?count=3", "Ok(3)"),
        ("/add?count=-5", "Ok(-2)"),
        (
            "/add?count=-9223372036854775807",
            r#"Err(Error::Other("what is kept there is no number, or the sum is too large"))"#,
        ),
        ("/get?count", r#"Ok(Some("-2"))"#),
        ("/set?=1", r#"Err(Error::Other("a key has 1 to 256 bytes"))"#),
    ] {
        assert_eq!(lab.ask_as(path, &here).await.text(), expected, "{path}");
    }
    assert_eq!(lab.told("/keys").await, "Ok(([], None))", "another session");
}

#[tokio::test]
async fn a_swap_takes_the_place_only_of_what_was_seen() {
    let (lab, here) = (lab(GUEST), played());
    for (path, expected) in [
        ("/swap?a=1", "Ok(None)"),
        ("/swap?a=2", r#"Ok(Some("1"))"#),
        ("/swap-late?a=3", r#"late: Ok(Some("of somebody else")), then Ok(Some("of somebody else"))"#),
        ("/get?a", r#"Ok(Some("3"))"#),
    ] {
        assert_eq!(lab.ask_as(path, &here).await.text(), expected, "{path}");
    }
    let told = lab.ask_as("/swap-much?a", &here).await.text();
    assert!(told.contains("may keep 65536 bytes"), "{told}");
    assert_eq!(lab.ask_as("/get?a", &here).await.text(), r#"Ok(Some("3"))"#, "nothing changed");
}

#[tokio::test]
async fn both_drafts_have_the_same_place_behind_them() {
    let (first, second, here) = (lab("guest-lab"), lab(GUEST), played());
    first.ask_as("/set?a=by%20the%20first", &here).await.text();
    assert_eq!(second.ask_as("/get?a", &here).await.text(), r#"Ok(Some("by%20the%20first"))"#);
    assert_eq!(first.ask_as("/count", &here).await.text(), "Ok(1)");
    assert_eq!(second.ask_as("/add?count=1", &here).await.text(), "Ok(2)");
}

#[tokio::test]
async fn the_second_draft_is_refused_when_it_is_not_granted() {
    let (lab, visit) = (lab_without(GUEST, Capability::Keyvalue), played());
    assert_eq!(lab.ask_as("/get?a", &visit).await.text(), "Error::AccessDenied");
    assert_eq!(refusals(&visit), ["keyvalue: `keyvalue` was not granted"]);
}

#[tokio::test]
async fn the_second_draft_has_to_be_declared() {
    let config = SandboxConfig { instances: 8, ..SandboxConfig::new(TODAY) };
    let sandbox = Sandbox::new(config).expect("the machine has address space for it");
    let load = |service: &str| sandbox.load_service(manifest(service), &component(GUEST));
    let error = load("uses = [\"logging\"]").err().expect("it imports more");
    assert!(error.what.contains("`wasi:keyvalue/store@0.2.0-draft2`"), "{}", error.what);
    assert_eq!(error.hint, r#"write in the manifest, under [service]: uses = ["keyvalue", "logging"]"#);
    assert!(load(EVERYTHING).is_ok());
}
