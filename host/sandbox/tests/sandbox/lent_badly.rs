//! Services that misuse what the lab lends them: each gets its refusal, and no more.

use fieldlab_domain::capability::Granted;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::manifest::ServiceLimits;
use fieldlab_domain::processing::LookStatus;
use fieldlab_domain::service::Visit;

use crate::lent_lab::{for_both, lab, lab_with, played, refusals};

const LOOKS: usize = ServiceLimits::DEFAULT.looks as usize;

for_both! {
    a_storm_of_looks_ends_and_each_is_written,
    a_storm_of_refusals_ends_too,
    citizens_can_not_be_guessed,
    no_road_leads_to_a_field_that_may_not_be_seen,
    what_others_kept_can_not_be_reached,
    keeping_has_its_bounds,
    a_request_that_fails_leaves_nothing_behind,
    a_flood_of_lines_is_cut,
    calls_of_itself_end,
    nobody_outside_of_the_lab_is_called,
}

async fn a_storm_of_looks_ends_and_each_is_written(guest: &str) {
    let lab = lab(guest);
    assert_eq!(lab.told("/storm").await, LOOKS.to_string());
    assert_eq!(lab.looks().len(), LOOKS);
    assert_eq!(lab.told("/storm-at-once").await, format!("Err(Refusal::TooMany({LOOKS}))"));
    assert!(lab.looks().is_empty(), "nobody was looked at");
    let few = lab_with(guest, None, ServiceLimits { looks: 3, ..ServiceLimits::DEFAULT });
    assert_eq!(few.told("/storm").await, "3");
}

async fn a_storm_of_refusals_ends_too(guest: &str) {
    let all = Granted::all_of(lab(guest).service.manifest());
    let lab = lab_with(guest, Some(Granted { fields: Default::default(), ..all }), ServiceLimits::DEFAULT);
    for road in ["related", "search", "search-none", "find", "look-up-nobody", "look-up", "all"] {
        assert_eq!(lab.told(&format!("/storm-of-refusals?{road}")).await, LOOKS.to_string(), "{road}");
        let looks = lab.looks();
        assert_eq!(looks.len(), LOOKS, "{road}: each is written");
        assert!(looks.iter().all(|(_, _, status)| *status == LookStatus::Refused), "{road}");
    }
}

async fn citizens_can_not_be_guessed(guest: &str) {
    let lab = lab(guest);
    assert_eq!(lab.told("/guess-citizens").await, "0");
    assert!(lab.looks().is_empty());
}

async fn no_road_leads_to_a_field_that_may_not_be_seen(guest: &str) {
    let lab = lab(guest);
    let manifest = lab.service.manifest().clone();
    for field in catalogue().fields().iter().filter(|field| !manifest.grants_field(field.name.as_str())) {
        let told = lab.told(&format!("/by-every-road?{}", field.name)).await;
        assert_eq!(told, "[false, false, false, false, false, false]", "{}", field.name);
    }
    let looks = lab.looks();
    assert!(!looks.is_empty() && looks.iter().all(|(_, _, status)| *status == LookStatus::Refused));
    let nothing = lab_with(
        guest,
        Some(Granted { fields: Default::default(), ..Granted::all_of(&manifest) }),
        ServiceLimits::DEFAULT,
    );
    for field in catalogue().fields() {
        let told = nothing.told(&format!("/by-every-road?{}", field.name)).await;
        assert_eq!(told, "[false, false, false, false, false, false]", "{}", field.name);
    }
    assert!(nothing.looks().iter().all(|(_, _, status)| *status == LookStatus::Refused));
}

async fn what_others_kept_can_not_be_reached(guest: &str) {
    let lab = lab(guest);
    let (other, here): (Visit, Visit) = (played(), Visit { session: "another".to_owned(), ..played() });
    assert_eq!(lab.ask_as("/set?secret=1", &other).await.text(), "Ok(())");
    assert_eq!(lab.ask_as("/guess-state", &here).await.text(), "0");
}

async fn keeping_has_its_bounds(guest: &str) {
    let lab = lab(guest);
    let visit = played();
    let kept: usize = lab.ask_as("/keep-much", &visit).await.text().parse().expect("a number");
    assert!((60..=65).contains(&kept), "64 KiB of values of 1,000 bytes: {kept}");
    assert_eq!(lab.ask_as("/delete?key0", &visit).await.text(), "Ok(())");
    assert_eq!(lab.ask_as("/set?a=1", &visit).await.text(), "Ok(())", "what was taken away leaves room");
    assert_eq!(lab.told("/keep-many").await, "1000");
    assert_eq!(lab.told("/bad-keys").await, "0");
    // Handles that are never given back end the request long before its time is over.
    let (what, _) = lab.ask_as("/leak-buckets", &played()).await.failed();
    assert_eq!(what, "holds too many handles, such as streams, at the same time");
}

async fn a_request_that_fails_leaves_nothing_behind(guest: &str) {
    let lab = lab(guest);
    let visit = played();
    assert_eq!(lab.ask_as("/set?a=before", &visit).await.text(), "Ok(())");
    lab.ask_as("/set-and-fail?after", &visit).await.failed();
    assert_eq!(lab.ask_as("/get?a", &visit).await.text(), r#"Ok(Some("before"))"#);
}

async fn a_flood_of_lines_is_cut(guest: &str) {
    let lab = lab(guest);
    assert_eq!(lab.told("/log-flood").await, "logged");
    let log = lab.service.log();
    assert!(log.len() <= 200 && log.iter().all(|line| line.len() < 2_000), "{} lines", log.len());
}

async fn calls_of_itself_end(guest: &str) {
    let lab = lab(guest);
    let visit = played();
    let told = lab.ask_as("/cycle", &visit).await.text();
    assert_eq!(told, "200 200 200 200 ErrorCode::HttpRequestDenied");
    assert_eq!(refusals(&visit), ["call: 4 prototypes call each other already"]);
}

async fn nobody_outside_of_the_lab_is_called(guest: &str) {
    let lab = lab(guest);
    for address in [
        "http://127.0.0.1/",
        "http://127.0.0.1:8780/",
        "http://[::1]:8780/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://localhost:8780/prototypes",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "http://example.org/",
        "https://guest-lab.lab/",
        "http://guest-lab.lab:80/",
        "http://guest-lab.lab:8780/",
        "http://somebody@guest-lab.lab/",
        "http://guest-lab.lab.example.org/",
        "http://guest-lab.lab./",
        "http://guest-lab.localhost:8780/",
        "http://lab/",
        "http://a.guest-lab.lab/",
        "ftp://guest-lab.lab/",
    ] {
        let visit = played();
        let told = lab.ask_as(&format!("/call?{address}"), &visit).await.text();
        // Some are no address of http at all.
        let refused = ["ErrorCode::HttpRequestDenied", "ErrorCode::HttpProtocolError", "no address"];
        assert!(refused.contains(&told.as_str()), "{address}: {told}");
        if told == refused[0] {
            assert_eq!(refusals(&visit).len(), 1, "{address}");
        }
    }
}
