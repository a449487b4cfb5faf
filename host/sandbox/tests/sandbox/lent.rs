//! What the lab lends to services: each capability allowed, not declared and not granted.

use std::collections::BTreeSet;

use fieldlab_domain::assessment::LoadError;
use fieldlab_domain::capability::{Capability, Granted};
use fieldlab_domain::column::Value;
use fieldlab_domain::manifest::ServiceLimits;
use fieldlab_domain::name::Name;
use fieldlab_domain::processing::LookStatus;
use fieldlab_domain::service::Visit;
use fieldlab_domain::trail::Event;
use fieldlab_sandbox::{Sandbox, SandboxConfig};

use crate::lent_lab::{CHILD, EVERYTHING, ME, for_both, lab, lab_with, lab_without, manifest, played, refusals};
use crate::service::{component, visit};
use crate::support::TODAY;

for_both! {
    citizens_are_looked_up_and_each_look_is_written,
    a_look_says_who_why_and_in_which_click,
    nothing_is_told_when_it_can_not_be_written,
    a_field_that_is_not_declared_is_refused_and_that_is_written,
    a_field_that_is_not_granted_is_refused,
    who_only_looks_is_nobody,
    a_citizen_is_called_something_else_in_another_session,
    capabilities_that_are_not_granted_are_refused,
    what_is_not_declared_can_not_be_loaded,
    parameters_are_read_by_name,
    values_are_kept_for_a_session,
    a_log_is_for_the_author,
    decisions_are_in_the_trail,
    others_are_called_by_name,
}

async fn citizens_are_looked_up_and_each_look_is_written(guest: &str) {
    let lab = lab(guest);
    assert_eq!(lab.told("/look-up?person.age,person.sex").await, "Ok([[Value::Whole(40), Value::Absent]])");
    assert_eq!(lab.looks(), [(Some(ME), "person.age person.sex".to_owned(), LookStatus::Given)]);
    assert_eq!(lab.told("/look-up?person.age,household.wealth").await, "Ok([[Value::Whole(40), Value::Absent]])");
    let each = |fields: &str| (Some(ME), fields.to_owned(), LookStatus::Given);
    assert_eq!(lab.looks(), [each("person.age"), each("household.wealth")], "each purpose has an entry");
    assert_eq!(lab.told("/related?children").await, "Ok(1)");
    let position = |bsn| (Some(bsn), "person.household_position".to_owned(), LookStatus::Given);
    assert_eq!(lab.looks(), [position(ME), position(CHILD)]);
    assert_eq!(lab.told("/search?person.age").await, "Ok(1)");
    assert_eq!(lab.told("/find?999990032").await, "Ok(true)");
    assert_eq!(lab.told("/find?999990093").await, "Ok(false)");
    let number = |bsn, status| (Some(bsn), "person.bsn".to_owned(), status);
    let age = (Some(ME), "person.age".to_owned(), LookStatus::Given);
    let found = [age, number(CHILD, LookStatus::Given), number(999_990_093, LookStatus::NotFound)];
    assert_eq!(lab.looks(), found);
}

async fn a_look_says_who_why_and_in_which_click(guest: &str) {
    let lab = lab(guest);
    let visit = played();
    lab.ask_as("/look-up?person.age", &visit).await.text();
    lab.ask_as("/look-up?person.age", &visit).await.text();
    let looks = lab.log.looks.lock().expect("nobody panics").clone();
    let look = &looks[0];
    assert_eq!((look.activity.as_str(), look.purpose.nl.as_str()), ("guest-lab/1", "Proberen."));
    assert_eq!((look.legal_basis.as_str(), look.session.as_str()), ("none: made up", "demo"));
    assert_eq!(look.persona.as_ref().map(Name::as_str), Some("sanne"));
    assert_eq!(look.trace.trace_id, visit.trace.trace_id);
    assert_eq!(look.trace.parent_id, Some(visit.trace.span_id));
    let trail = visit.state.trail(0);
    assert!(matches!(&trail[0].1, Event::Looked(seen) if seen == look), "it is in the session's trail too");
}

async fn nothing_is_told_when_it_can_not_be_written(guest: &str) {
    let lab = lab(guest);
    *lab.log.is_full.lock().expect("nobody panics") = true;
    for road in ["/look-up?person.age", "/related?children", "/search?person.age", "/find?999990032"] {
        assert_eq!(lab.told(road).await, "Err(Refusal::Unavailable)", "{road}");
    }
}

async fn a_field_that_is_not_declared_is_refused_and_that_is_written(guest: &str) {
    let lab = lab(guest);
    let visit = played();
    let told = lab.ask_as("/look-up?person.age,person.income_gross", &visit).await.text();
    assert_eq!(told, r#"Err(Refusal::Undeclared("[[grants]] fields = [\"person.income_gross\"]"))"#);
    let each = |fields: &str| (Some(ME), fields.to_owned(), LookStatus::Refused);
    assert_eq!(lab.looks(), [each("person.age"), each("person.income_gross")]);
    assert_eq!(refusals(&visit).len(), 1);
}

async fn a_field_that_is_not_granted_is_refused(guest: &str) {
    let mut granted = Granted::all_of(&manifest(EVERYTHING));
    granted.fields.retain(|field| field.as_str() != "person.household_position");
    let lab = lab_with(guest, Some(granted), ServiceLimits::DEFAULT);
    assert_eq!(lab.told("/related?household").await, r#"Err(Refusal::NotGranted("`person.household_position`"))"#);
    assert_eq!(lab.told("/look-up?person.age").await, "Ok([[Value::Whole(40)]])", "the others stay");
}

async fn who_only_looks_is_nobody(guest: &str) {
    let lab = lab(guest);
    assert_eq!(lab.ask_as("/me", &visit()).await.text(), "Ok(None)".replace("None", "false"));
    assert_eq!(lab.told("/me").await, "Ok(true)");
    let told = lab.told("/visit").await;
    assert!(told.contains(r#"persona: Some("sanne")"#) && told.contains("today: 20454"), "{told}");
}

async fn a_citizen_is_called_something_else_in_another_session(guest: &str) {
    let lab = lab(guest);
    let (here, there) = (played(), Visit { seed: 8, ..played() });
    let handle = lab.ask_as("/handle", &here).await.text();
    assert!(!handle.contains("99999"), "{handle}");
    let path = format!("/look-up-of?{handle}");
    assert_eq!(lab.ask_as(&path, &here).await.text(), "Ok([[Value::Whole(40)]])");
    assert!(lab.ask_as(&path, &there).await.text().contains("Unknown"));
}

async fn capabilities_that_are_not_granted_are_refused(guest: &str) {
    for (capability, path, expected) in [
        (Capability::Citizens, "/me", r#"Err(Refusal::NotGranted("`citizens`"))"#),
        (Capability::Citizens, "/look-up?person.age", r#"Err(Refusal::NotGranted("`citizens`"))"#),
        (Capability::Config, "/config?threshold", r#"Err(Error::Upstream("`config` was not granted"))"#),
        (Capability::Keyvalue, "/open?answers", "Err(Error::AccessDenied)"),
        (Capability::Logging, "/log?hello", "logged"),
        (Capability::Register, "/call?http://register.lab/", "ErrorCode::HttpRequestDenied"),
    ] {
        let (lab, visit) = (lab_without(guest, capability), played());
        assert_eq!(lab.ask_as(path, &visit).await.text(), expected, "{path}");
        let refused = format!("{0}: `{0}` was not granted", capability.name());
        let refusals = refusals(&visit);
        assert!(!refusals.is_empty() && refusals.iter().all(|one| *one == refused), "{refusals:?}");
        assert!(lab.service.log().is_empty());
    }
}

async fn what_is_not_declared_can_not_be_loaded(guest: &str) {
    let config = SandboxConfig { instances: 8, ..SandboxConfig::new(TODAY) };
    let sandbox = Sandbox::new(config).expect("the machine has address space for it");
    let load = |service: &str| sandbox.load_service(manifest(service), &component(guest));
    let LoadError { what, hint, .. } = load(r#"uses = ["citizens", "logging"]"#).err().expect("it imports more");
    assert!(what.starts_with("it imports `wasi:"), "{what}");
    assert!(what.ends_with("which its manifest does not ask for"), "{what}");
    assert_eq!(hint, r#"write in the manifest, under [service]: uses = ["citizens", "config", "keyvalue", "logging"]"#);
}

async fn parameters_are_read_by_name(guest: &str) {
    let lab = lab(guest);
    assert_eq!(lab.told("/config?threshold").await, r#"Ok(Some("12.50"))"#);
    assert_eq!(lab.told("/config?nothing").await, "Ok(None)");
    assert_eq!(lab.told("/config-all").await, r#"Ok([("threshold", "12.50")])"#);
}

async fn values_are_kept_for_a_session(guest: &str) {
    let lab = lab(guest);
    let (here, there) = (played(), played());
    for (path, expected) in [
        ("/set?a=1", "Ok(())"),
        ("/set?b=2", "Ok(())"),
        ("/get?a", r#"Ok(Some("1"))"#),
        ("/keys", r#"Ok(["a", "b"])"#),
        ("/delete?a", "Ok(())"),
        ("/get?a", "Ok(None)"),
        ("/count", "Ok(1)"),
        ("/count", "Ok(2)"),
        ("/many", "Ok(()) Ok(2) Ok(())"),
        ("/keys", r#"Ok(["b", "count"])"#),
    ] {
        assert_eq!(lab.ask_as(path, &here).await.text(), expected, "{path}");
    }
    assert_eq!(lab.ask_as("/keys", &there).await.text(), "Ok([])", "another session");
    lab.ask_as("/set?count=many", &here).await.text();
    assert!(lab.ask_as("/count", &here).await.text().contains("no number"));
}

async fn a_log_is_for_the_author(guest: &str) {
    let lab = lab(guest);
    assert_eq!(lab.told("/log?hello").await, "logged");
    assert_eq!(lab.service.log(), ["info guest: hello"]);
}

async fn decisions_are_in_the_trail(guest: &str) {
    let (lab, visit) = (lab(guest), played());
    assert_eq!(lab.ask_as("/decide", &visit).await.text(), "decided");
    let trail = visit.state.trail(0);
    let Event::Decided(decision) = &trail[0].1 else { panic!("{trail:?}") };
    assert_eq!((decision.title.nl.as_str(), decision.steps[0].rule.as_str()), ("recht", "threshold"));
    assert_eq!(decision.outcome[0].value, Value::Amount(12_300));
}

async fn others_are_called_by_name(guest: &str) {
    let (lab, visit) = (lab(guest), played());
    assert_eq!(lab.ask_as("/call?http://guest-lab.lab/me", &visit).await.text(), "200 Ok(true)", "as the same persona");
    let trail = visit.state.trail(0);
    assert!(matches!(&trail[0].1, Event::Called { path, status: Some(200), .. } if path == "/me"), "{trail:?}");
    let told = lab.told("/call?http://register.lab/haalcentraal/api/brp/personen").await;
    assert!(told.starts_with("200 /haalcentraal/api/brp/personen for guest-lab: ["), "{told}");
    assert!(told.contains("person.age"), "it knows what was granted: {told}");
    let nobody = played();
    assert_eq!(lab.ask_as("/call?http://another.lab/", &nobody).await.text(), "ErrorCode::HttpRequestDenied");
    assert_eq!(refusals(&nobody), ["call: the lab has no prototype `another` with pages"]);
    let undeclared = played();
    assert_eq!(lab.ask_as("/call?http://na-de-ww.lab/", &undeclared).await.text(), "ErrorCode::HttpRequestDenied");
    let line = r#"call: the manifest does not ask for it; add: [service] calls = ["na-de-ww"]"#;
    assert_eq!(refusals(&undeclared), [line]);
    let granted = Granted { calls: BTreeSet::new(), ..Granted::all_of(lab.service.manifest()) };
    let (lab, visit) = (lab_with(guest, Some(granted), ServiceLimits::DEFAULT), played());
    assert_eq!(lab.ask_as("/call?http://guest-lab.lab/me", &visit).await.text(), "ErrorCode::HttpRequestDenied");
    assert_eq!(refusals(&visit), ["call: calling `guest-lab` was not granted"]);
}
