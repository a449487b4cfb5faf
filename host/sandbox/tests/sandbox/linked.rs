//! Interfaces that one prototype exports and another imports: what goes across, and what does not.

use std::collections::BTreeSet;

use fieldlab_domain::capability::Granted;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::service::ServiceFailure;
use fieldlab_domain::trail::Event;

use crate::lent_lab::{ME, played, refusals};
use crate::plaza::{Lab, lab_of, manifest, sandbox};
use crate::service::component;
use crate::support::parse;

/// The manifest of the guest that imports the sums, with this under `[service]`.
fn importing(service: &str) -> Manifest {
    let text = r#"
        name = "linked"
        version = "0.1.0"
        title = { nl = "Gast", en = "Guest" }
        summary = { nl = "Telt op.", en = "Adds up." }
        needs = []
        owner = { organisation = "Voorbeeldgemeente", sector = "market" }
        limits = { memory_mb = 8, deadline_ms = 8000 }

        [service]
        {SERVICE}
        "#;
    parse(&text.replace("{SERVICE}", service))
}

const LINKED: &str = "calls = [\"sums\"]\nlinks = { \"fieldlab-test:sums/sums@0.1.0\" = \"sums\" }";

/// The one that exports them. It may see the age of who is played, which the other may not, and keep values.
fn exporting() -> Manifest {
    let more = "[answers]\ntopics = [\"safety\"]\n[[grants]]\nfields = [\"person.age\"]\nlegal_basis = \"none: made up\"\n\
                purpose = { nl = \"Tellen.\", en = \"To count.\" }";
    manifest("sums", 0, more)
}

fn lab(granted: Option<Granted>) -> Lab {
    lab_of(granted, vec![(exporting(), "guest-plaza"), (importing(LINKED), "guest-linked")])
}

#[tokio::test]
async fn values_go_across_and_grants_and_state_stay_apart() {
    let (lab, visit) = (lab(None), played());
    let told = async |path: &str| lab.answered("linked", path, &visit).await.expect("it answers");
    assert_eq!(told("/?rent=69040&care=-12900").await, "Ok(56140)");
    assert_eq!(told(&format!("/?a={}&b=1", i64::MAX)).await, "Err(\"too much\")", "its own way to say no");
    // It looks with its own grants, and the log has it under its own name.
    assert_eq!(told("/?look=0").await, "Ok(1)");
    let look = lab.log.looks.lock().expect("nobody panics")[0].clone();
    assert_eq!((look.prototype.as_str(), look.subject.map(|bsn| bsn.number())), ("sums", Some(ME)));
    // Each call is an instance of its own; what it keeps for the session is its own.
    assert_eq!((told("/?count=0").await.as_str(), told("/?count=0").await.as_str()), ("Ok(1)", "Ok(2)"));
    let is_call = |(_, event): &(u64, Event)| matches!(event, Event::Called { status: Some(200), .. });
    assert_eq!(visit.state.trail(0).iter().filter(|entry| is_call(entry)).count(), 5, "each call is in the glass box");
}

#[tokio::test]
async fn one_that_falls_over_or_hangs_ends_the_call_and_says_who_it_was() {
    let (lab, visit) = (lab(None), played());
    for path in ["/?panic=0", "/?hang=0"] {
        let failure = lab.answered("linked", path, &visit).await.expect_err("it fails");
        let ServiceFailure::Guest { what, .. } = failure else { panic!("{path}: {failure:?}") };
        assert!(what.contains("prototype `sums`"), "{path}: {what}");
    }
    assert_eq!(lab.answered("linked", "/?a=1", &visit).await.expect("it answers"), "Ok(1)");
}

#[tokio::test]
async fn a_link_is_granted_as_a_call() {
    let granted = Granted { calls: BTreeSet::new(), ..Granted::all_of(&importing(LINKED)) };
    let (lab, visit) = (lab(Some(granted)), played());
    let failure = lab.answered("linked", "/?a=1", &visit).await.expect_err("it is refused");
    assert!(failure.to_string().contains("calling `sums` was not granted"), "{failure}");
    assert_eq!(refusals(&visit), ["call: calling `sums` was not granted"]);
}

#[tokio::test]
async fn nobody_there_ends_the_call() {
    let (lab, visit) = (lab_of(None, vec![(importing(LINKED), "guest-linked")]), played());
    let failure = lab.answered("linked", "/?a=1", &visit).await.expect_err("nobody is there");
    assert!(failure.to_string().contains("the lab has no prototype `sums`"), "{failure}");
}

#[test]
fn what_is_linked_is_what_is_imported() {
    let sandbox = sandbox();
    let refused = |service: &str| {
        let loaded = sandbox.load_service(importing(service), &component("guest-linked"));
        loaded.err().unwrap_or_else(|| panic!("it can be loaded: {service}")).to_string()
    };
    let unlinked = refused("");
    assert!(unlinked.contains("it imports `fieldlab-test:sums/sums@0.1.0`"), "{unlinked}");
    assert!(unlinked.contains("links"), "{unlinked}");
    let other = refused(&LINKED.replace("@0.1.0", "@0.2.0"));
    assert!(other.contains("fieldlab-test:sums/sums@0"), "{other}");
}
