//! A lab for its members: inviting, joining, logging in and out, over the real binary and its database.

use crate::served::Served;
use crate::test_lab::TestLab;

const LOGIN: &str = "fieldlab-login";

const OWN_PAGE: &str = "Sec-Fetch-Site: same-origin\r\n";

/// Fills in a form of the lab's own pages.
pub(crate) fn post(served: &Served, path: &str, cookie: &str, form: &str) -> String {
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let headers = format!("Host: localhost\r\nAccept-Language: nl\r\n{OWN_PAGE}Cookie: {cookie}\r\n{kind}\r\n");
    served.send(&format!("POST {path}"), &headers, form.as_bytes())
}

pub(crate) fn get(served: &Served, path: &str, cookie: &str) -> String {
    let headers = format!("Host: localhost\r\nAccept-Language: nl\r\nCookie: {cookie}\r\nAccept: text/html\r\n");
    served.send(&format!("GET {path}"), &headers, b"")
}

pub(crate) fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

/// The cookie with this name that an answer sets.
pub(crate) fn cookie(answer: &str, name: &str) -> String {
    let start = format!("set-cookie: {name}=");
    let line = answer.lines().find_map(|line| line.strip_prefix(&start));
    let value = line.and_then(|line| line.split(';').next()).unwrap_or_else(|| panic!("{answer}"));
    format!("{name}={value}")
}

fn invite(lab: &TestLab, name: &str, role: &str) -> String {
    invite_as(lab, name, "Gemeente Proefstad", "government", role)
}

pub(crate) fn invite_as(lab: &TestLab, name: &str, organisation: &str, sector: &str, role: &str) -> String {
    let address = lab.ok(&[
        "member",
        "invite",
        "--name",
        name,
        "--organisation",
        organisation,
        "--sector",
        sector,
        "--role",
        role,
    ]);
    let path = address.trim().split("localhost:8780").nth(1).expect("it is at the usual address");
    path.to_owned()
}

pub(crate) fn join(served: &Served, invitation: &str, login: &str) -> String {
    post(served, invitation, "", &join_form(login, "vier+losse+woorden+hier"))
}

fn join_form(login: &str, passphrase: &str) -> String {
    format!("name=Noor&login={login}&passphrase={passphrase}&again={passphrase}")
}

#[test]
fn members_are_invited_join_log_in_and_are_taken_off() {
    let lab = TestLab::new();
    let nobody = lab.run(&["serve", "--members"]);
    assert_eq!(nobody.code, 2, "{nobody:?}");
    assert!(nobody.err.contains("has no admin yet") && nobody.err.contains("member invite"), "{}", nobody.err);

    let invitation = invite(&lab, "Noor", "admin");
    let served = Served::start(&lab, &["--members"]);
    assert_eq!(status(&get(&served, "/", "")), "303", "nothing is shown to nobody");
    assert!(get(&served, &invitation, "").contains("Gemeente Proefstad"));
    let weak = post(&served, &invitation, "", &join_form("noor%40example.nl", "te+kort"));
    assert!(status(&weak) == "422" && weak.contains("value=\"noor@example.nl\""), "what was filled in stays: {weak}");
    assert!(!weak.contains("te kort\""), "but not the passphrase");
    let joined = post(&served, &invitation, "", &join_form("noor%40example.nl", "vier+losse+woorden+hier"));
    assert_eq!(status(&joined), "303", "{joined}");
    let admin = cookie(&joined, LOGIN);
    assert!(get(&served, "/members", &admin).contains("noor@example.nl"));
    assert_eq!(
        status(&post(&served, &invitation, "", &join_form("x", "vier+losse+woorden+hier"))),
        "410",
        "it is used"
    );

    // The admin invites somebody on the page, who may look and no more.
    let form = "name=Kees&organisation=Buurthuis&sector=society&viewer=on";
    let made = post(&served, "/members/invitations", &admin, form);
    let path = made.split("/join/").nth(1).and_then(|rest| rest.get(..64)).expect("the address is shown");
    let viewer =
        cookie(&post(&served, &format!("/join/{path}"), "", &join_form("kees", "een+andere+lange+zin")), LOGIN);
    assert_eq!(status(&get(&served, "/", &viewer)), "200");
    assert_eq!(status(&get(&served, "/members", &viewer)), "403");

    // Out and in again.
    let out = post(&served, "/logout", &viewer, "");
    assert!(status(&out) == "303" && status(&get(&served, "/", &viewer)) == "303", "the key opens nothing any more");
    let again = post(&served, "/login", "", "login=KEES&passphrase=een+andere+lange+zin&next=%2Fprototypes");
    assert!(again.contains("location: /prototypes"), "{again}");
    let viewer = cookie(&again, LOGIN);

    // Who is taken off is out at once; the last admin stays.
    let listed: serde_json::Value = serde_json::from_str(&lab.ok(&["member", "list", "--json"])).expect("it is JSON");
    assert_eq!(listed["members"].as_array().map(Vec::len), Some(2), "{listed}");
    lab.ok(&["member", "remove", "kees"]);
    assert_eq!(status(&get(&served, "/", &viewer)), "303");
    let last = lab.run(&["member", "remove", "noor@example.nl"]);
    assert!(last.code == 2 && last.err.contains("last member who may invite"), "{last:?}");

    let trail = get(&served, "/audit", &admin);
    for words in ["werd lid", "logde uit", "logde in", "haalde een lid weg", "nodigde uit"] {
        assert!(trail.contains(words), "{words}: {trail}");
    }
}

#[test]
fn who_guesses_a_passphrase_has_to_wait() {
    let lab = TestLab::new();
    let invitation = invite(&lab, "Noor", "admin");
    let served = Served::start(&lab, &["--members"]);
    post(&served, &invitation, "", &join_form("noor", "vier+losse+woorden+hier"));
    let guess = || post(&served, "/login", "", "login=noor&passphrase=verkeerd+geraden");
    for _ in 0..6 {
        let said = guess();
        assert!(status(&said) == "401" && said.contains("kennen we niet"), "{said}");
    }
    let said = guess();
    assert!(status(&said) == "429" && said.contains("retry-after: "), "{said}");
    let right = post(&served, "/login", "", "login=noor&passphrase=vier+losse+woorden+hier");
    assert_eq!(status(&right), "429", "the right one has to wait too, or guesses would be told apart");
    let other = post(&served, "/login", "", "login=nobody&passphrase=vier+losse+woorden+hier");
    assert_eq!(status(&other), "401", "others do not");
}
