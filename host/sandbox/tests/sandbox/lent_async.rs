//! What only services of WASI 0.3 do with what the lab lends them: several calls at the same time, bodies that are passed on as they
//! come, and asking after the answer began.

use fieldlab_domain::capability::Capability;
use fieldlab_domain::processing::LookStatus;
use fieldlab_domain::service::BodyError;
use fieldlab_domain::trail::Event;
use http::Request;

use crate::lent_lab::{ME, TestLab, lab, lab_without, played, refusals};
use crate::service::{Outcome, full, read};

const GUEST: &str = "guest-lab-p3";

/// The register's answer, up to what was granted.
const REGISTER: &str = "200 /haalcentraal/api/brp/personen for guest-lab: [";

async fn post(lab: &TestLab, path: &str, body: String) -> Outcome {
    let request = Request::post(path).body(full(body)).expect("a good request");
    match lab.service.answer(request, &played()).await {
        Ok(response) => read(response).await,
        Err(failure) => Outcome::Failed(failure),
    }
}

#[tokio::test]
async fn several_are_called_at_the_same_time() {
    let (lab, visit) = (lab(GUEST), played());
    let addresses = [
        "http://guest-lab.lab/me",
        "http://register.lab/haalcentraal/api/brp/personen",
        "http://another.lab/",
        "http://example.org/",
        "http://guest-lab.lab/look-up?person.age",
    ];
    let told = lab.ask_as(&format!("/call-all?{}", addresses.join(",")), &visit).await.text();
    let told: Vec<&str> = told.split("; ").collect();
    assert_eq!(told.len(), addresses.len(), "{told:?}");
    assert_eq!(told[0], "200 Ok(true)");
    assert!(told[1].starts_with(REGISTER), "{told:?}");
    assert_eq!(told[2..4], ["ErrorCode::HttpRequestDenied"; 2]);
    assert_eq!(told[4], "200 Ok([[Value::Whole(40)]])");
    let refused = refusals(&visit);
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert_eq!(lab.looks(), [(Some(ME), "person.age".to_owned(), LookStatus::Given)]);
    let calls = |(_, event): &(u64, Event)| matches!(event, Event::Called { status: Some(200), .. });
    assert_eq!(visit.state.trail(0).iter().filter(|entry| calls(entry)).count(), 2);
}

#[tokio::test]
async fn bodies_are_passed_on_as_they_come() {
    let lab = lab(GUEST);
    assert_eq!(lab.told("/pass-on?http://guest-lab.lab/me").await, "Ok(true)");
    // Through itself twice, and back.
    assert_eq!(
        lab.told("/pass-on?http://guest-lab.lab/pass-on?http://guest-lab.lab/config?threshold").await,
        r#"Ok(Some("12.50"))"#
    );
    let large = "x".repeat(300_000);
    let told = post(&lab, "/send-on?http://register.lab/haalcentraal/api/brp/personen", large.clone()).await.text();
    assert!(told.starts_with(REGISTER.trim_start_matches("200 ")) && told.ends_with(&large), "{} bytes", told.len());
    assert_eq!(post(&lab, "/send-on?http://127.0.0.1/", large).await.text(), "ErrorCode::HttpRequestDenied");
}

#[tokio::test]
async fn what_is_asked_after_the_answer_began_counts_as_well() {
    let (lab, visit) = (lab(GUEST), played());
    let told =
        lab.ask_as("/after?/set=a=1,/me,/look-up=person.age,/log=later,/call=http://guest-lab.lab/me", &visit).await;
    assert_eq!(told.text(), "begun Ok(()) Ok(true) Ok([[Value::Whole(40)]]) logged 200 Ok(true)");
    assert_eq!(lab.looks(), [(Some(ME), "person.age".to_owned(), LookStatus::Given)]);
    assert_eq!(lab.service.log(), ["info guest: later"]);
    assert_eq!(lab.ask_as("/get?a", &visit).await.text(), r#"Ok(Some("1"))"#, "it stays");
    // What is kept before the guest fails does not stay, also when its visitor saw a part of the answer.
    let failed = lab.ask_as("/after?/set=a=2,/set-and-fail=3", &visit).await;
    assert!(matches!(failed, Outcome::Broken(BodyError(_))), "{failed:?}");
    assert_eq!(lab.ask_as("/get?a", &visit).await.text(), r#"Ok(Some("1"))"#);
}

#[tokio::test]
async fn what_is_not_granted_is_refused_after_the_answer_began_too() {
    for (capability, deed, expected) in [
        (Capability::Citizens, "/me", r#"begun Err(Refusal::NotGranted("`citizens`"))"#),
        (Capability::Config, "/config=threshold", r#"begun Err(Error::Upstream("`config` was not granted"))"#),
        (Capability::Keyvalue, "/open=answers", "begun Err(Error::AccessDenied)"),
        (Capability::Register, "/call=http://register.lab/", "begun ErrorCode::HttpRequestDenied"),
    ] {
        let (lab, visit) = (lab_without(GUEST, capability), played());
        assert_eq!(lab.ask_as(&format!("/after?{deed}"), &visit).await.text(), expected, "{deed}");
        assert_eq!(refusals(&visit).len(), 1, "{deed}");
    }
}
