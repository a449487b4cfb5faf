//! Sharing a demo, reacting to it and signing evidence, over the real binary and its database.

use crate::members::{cookie, get, invite_as, join, post, status};
use crate::served::Served;
use crate::test_lab::TestLab;

/// A member of an organisation, who joined and is logged in.
fn member(lab: &TestLab, served: &Served, login: &str, organisation: &str, sector: &str, role: &str) -> String {
    let invitation = invite_as(lab, login, organisation, sector, role);
    cookie(&join(served, &invitation, login), "fieldlab-login")
}

/// The address of a link that a page shows once.
fn link(page: &str) -> String {
    let secret = page.split("/s/").nth(1).and_then(|rest| rest.get(..64));
    format!("/s/{}", secret.unwrap_or_else(|| panic!("{page}")))
}

#[test]
fn a_guest_sees_what_was_shared_reacts_and_is_out_when_the_link_is_withdrawn() {
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let first = invite_as(&lab, "noor", "Gemeente Proefstad", "government", "admin");
    let served = Served::start(&lab, &["--members"]);
    cookie(&join(&served, &first, "noor"), "fieldlab-login");
    let team = member(&lab, &served, "tim", "Gemeente Proefstad", "government", "team");

    let form = "kind=demo&key=na-de-ww&may=react&days=14&most=1&note=De+raad";
    let address = link(&post(&served, "/shares", &team, form));
    let landing = get(&served, &address, "");
    assert!(status(&landing) == "200" && landing.contains("U bent uitgenodigd"), "{landing}");
    let entered = post(&served, &address, "", "");
    assert!(entered.contains("location: /prototypes/na-de-ww/try"), "{entered}");
    let guest = cookie(&entered, "fieldlab-guest");
    assert_eq!(status(&post(&served, &address, "", "")), "410", "it was for one");

    let demo = get(&served, "/prototypes/na-de-ww/try", &guest);
    assert!(status(&demo) == "200" && demo.contains("/reactions/demo/na-de-ww"), "{demo}");
    for path in ["/", "/prototypes", "/prototypes/na-de-ww", "/runs/1", "/members", "/shares", "/processing-log"] {
        let page = get(&served, path, &guest);
        assert!(status(&page) == "403" && page.contains("niet met u gedeeld"), "{path}: {page}");
    }
    // Into the prototype's own origin, through the lab.
    let ticket = get(&served, "/prototypes/na-de-ww/enter", &guest);
    let path = ticket.split("na-de-ww.localhost").nth(1).and_then(|rest| rest.split("\r\n").next()).expect("a ticket");
    let path = path.trim_start_matches(|letter: char| letter == ':' || letter.is_ascii_digit());
    let led = served.get(path, "na-de-ww.localhost");
    let key = led.split("__Host-fieldlab-demo=").nth(1).and_then(|rest| rest.get(..32)).expect("a key").to_owned();
    let inside = || {
        let host = "Host: na-de-ww.localhost\r\nAccept-Language: nl\r\nAccept: text/html";
        served.send("GET /", &format!("{host}\r\nCookie: __Host-fieldlab-demo={key}\r\n"), b"")
    };
    assert!(status(&inside()) == "200" && inside().contains("Uw WW stopt"), "{}", inside());
    assert_eq!(status(&served.get("/", "na-de-ww.localhost")), "401", "nobody else comes in");

    // Reacting; what is missing is asked for, with what was filled in.
    let wanting = post(&served, "/reactions/demo/na-de-ww", &guest, "stance=support-if&words=Als+het+snel+gaat");
    assert!(status(&wanting) == "422" && wanting.contains("Als het snel gaat"), "{wanting}");
    let form =
        "stance=support-if&words=%3Cscript%3EAls+het+snel+gaat&name=Ria&organisation=Gemeenteraad&sector=government";
    assert_eq!(status(&post(&served, "/reactions/demo/na-de-ww", &guest, form)), "303");
    let own = get(&served, "/reactions/demo/na-de-ww", &guest);
    assert!(own.contains("&#60;script&#62;Als het snel gaat") && !own.contains("Draagvlak"), "{own}");
    let teams = get(&served, "/reactions/demo/na-de-ww", &team);
    assert!(teams.contains("Open voorwaarden") && teams.contains("Ria, Gemeenteraad"), "{teams}");
    let reply = "reaction=1&words=Binnen+een+dag&settles=on";
    assert_eq!(status(&post(&served, "/reactions/demo/na-de-ww/reply", &team, reply)), "303");
    assert_eq!(status(&post(&served, "/reactions/demo/na-de-ww/reply", &guest, reply)), "403");
    assert!(get(&served, "/reactions/demo/na-de-ww", &guest).contains("Binnen een dag"), "the guest reads the answer");
    assert!(!get(&served, "/reactions/demo/na-de-ww", &team).contains("Open voorwaarden"));
    let csv = get(&served, "/reactions/demo/na-de-ww/reactions.csv", &team);
    assert!(csv.contains("1,") && csv.contains("Gemeenteraad,government,support-if"), "{csv}");

    assert_eq!(status(&post(&served, "/shares/1/withdraw", &team, "")), "303");
    assert_eq!(status(&get(&served, "/prototypes/na-de-ww/try", &guest)), "303", "they are nobody now");
    assert_eq!(status(&inside()), "401", "and out of the prototype too");
    assert_eq!(status(&get(&served, &address, "")), "410");
}

#[test]
fn evidence_is_signed_by_each_sector_that_owns_it() {
    let lab = TestLab::new();
    lab.ok(&["demo", "--no-serve"]);
    let runs: serde_json::Value = serde_json::from_str(&lab.ok(&["experiment", "list", "--json"])).expect("JSON");
    let experiment =
        runs.as_array().and_then(|all| all.iter().find(|one| one["name"] == "zorgtoeslag-2026")).expect("it ran");
    let id = experiment["runs"][0]["id"].as_i64().expect("a number");
    let first = invite_as(&lab, "noor", "Gemeente Proefstad", "government", "admin");
    let served = Served::start(&lab, &["--members"]);
    let admin = cookie(&join(&served, &first, "noor"), "fieldlab-login");
    let path = format!("/runs/{id}/decision");
    let page = get(&served, &path, &admin);
    assert!(
        page.contains("Nog niet besloten") && !page.contains("name=\"verdict\""),
        "an admin signs for nobody: {page}"
    );
    let digest = page.split("name=\"evidence\" value=\"").nth(1);
    assert!(digest.is_none());
    let digest = format!("sha256:{}", page.split("sha256:").nth(1).and_then(|rest| rest.get(..64)).expect("a digest"));

    // The owners as the experiment names them.
    let declared =
        std::fs::read_to_string(crate::test_lab::repository().join("experiments/zorgtoeslag-2026/experiment.toml"));
    let declared: toml::Table = declared.expect("it is there").parse().expect("TOML");
    let owners = declared["owners"].as_array().expect("it has owners").clone();
    assert!(owners.len() > 1, "more than one sector owns it");
    for (number, owner) in owners.iter().enumerate() {
        let (organisation, sector) =
            (owner["organisation"].as_str().expect("text"), owner["sector"].as_str().expect("text"));
        let key = member(&lab, &served, &format!("owner-{number}"), organisation, sector, "owner");
        let wrong = post(&served, &path, &key, "verdict=go-on&reasons=Goed&evidence=sha256:0");
        assert_eq!(status(&wrong), "409", "other evidence than was on the page: {wrong}");
        let other = (number + 1) % owners.len();
        let form = |owner: usize| format!("verdict=go-on&reasons=Het+werkt&evidence={digest}&owner={owner}");
        assert_eq!(status(&post(&served, &path, &key, &form(other))), "422", "for another owner");
        assert_eq!(status(&post(&served, &path, &key, &form(number))), "303");
        let page = get(&served, &path, &admin);
        let is_last = number + 1 == owners.len();
        assert_eq!(page.contains("Besloten: ga door"), is_last, "{page}");
    }
    assert_eq!(status(&post(&served, &path, &admin, "verdict=stop&reasons=x")), "403");
}
