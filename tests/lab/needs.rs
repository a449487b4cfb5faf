//! Needs that a team writes on the pages of the lab.

use crate::members::status;
use crate::running::{location, post};
use crate::served::Served;
use crate::test_lab::TestLab;

#[test]
fn a_team_adds_a_need_that_is_counted_changed_and_merged_and_it_is_there_after_a_restart() {
    let lab = TestLab::new();
    lab.ok(&["experiment", "run", "zachtere-afbouw", "--persons", "20000", "--replicates", "1"]);
    let served = Served::start(&lab, &[]);
    let form = |question: &str, edition: u8| {
        format!(
            "question={question}&story=Het+is+koud.&who=Huurders&where=household.tenure+%3D+social_rent&edition={edition}"
        )
    };
    let added = post(&served, "/needs", &form("Hoe+warm+is+mijn+huis%3F", 0));
    assert_eq!((status(&added), location(&added)), ("303", "/needs/hoe-warm-is-mijn-huis"));
    let page = served.get("/needs/hoe-warm-is-mijn-huis", "localhost");
    assert!(page.contains("miljoen van de 18,0"), "social tenants are some millions: {page}");
    let again = post(&served, "/needs", &form("Hoe+warm+is+mijn+huis%3F", 0));
    assert_eq!(location(&again), "/needs/hoe-warm-is-mijn-huis", "the button was pressed twice");
    let first = post(&served, "/needs/hoe-warm-is-mijn-huis/edit", &form("Wordt+mijn+huis+warm%3F", 1));
    assert_eq!(status(&first), "303");
    let second = post(&served, "/needs/hoe-warm-is-mijn-huis/edit", &form("Mijn+huis+is+koud", 1));
    assert!(status(&second) == "409" && second.contains("Mijn huis is koud"), "{second}");
    let wrong = post(&served, "/needs", "question=Q&story=S&who=W&where=household.children+%3D+veel");
    assert!(status(&wrong) == "422" && wrong.contains("household.children = veel"), "{wrong}");

    let merged = post(&served, "/needs/hoe-warm-is-mijn-huis/merge", "into=zorgkosten-betalen");
    assert_eq!(status(&merged), "303");
    let back = post(&served, "/needs/zorgkosten-betalen/merge", "into=hoe-warm-is-mijn-huis");
    assert!(status(&back) == "409" && back.contains("leidt al naar deze"), "{back}");
    drop(served);
    // What a file says is written anew; what the team did stays.
    lab.ok(&["experiment", "run", "zachtere-afbouw", "--persons", "20000", "--replicates", "1", "--seed", "2"]);
    let served = Served::start(&lab, &[]);
    let led = served.get("/needs/hoe-warm-is-mijn-huis", "localhost");
    assert_eq!(location(&led), "/needs/zorgkosten-betalen?from=hoe-warm-is-mijn-huis");
    assert_eq!(status(&post(&served, "/needs/hoe-warm-is-mijn-huis/part", "")), "303");
    let page = served.get("/?q=warm", "localhost");
    assert!(page.contains("1 gevonden") && page.contains("Wordt mijn huis warm?"), "{page}");
    let audit = served.get("/audit", "localhost");
    for what in ["voegde een vraag toe", "wijzigde een vraag", "voegde vragen samen", "haalde vragen weer uit elkaar"] {
        assert!(audit.contains(what), "{what}: {audit}");
    }
}
