//! Logging in and joining by an OpenID provider: a real one, which the test starts.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::members::{cookie, get, invite_as, status};
use crate::served::Served;
use crate::test_lab::{TestLab, repository};

/// The provider; `None`, with a line that says so, where it is not installed.
fn provider() -> Option<Served> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/fieldlab-node"));
    let folder = std::env::var_os("FIELDLAB_NODE").map(PathBuf::from).or_else(home)?;
    if !folder.join("node_modules/oidc-provider").is_dir() {
        let must = std::env::var_os("FIELDLAB_TEST_OPENID").is_some();
        let hint = "npm install --prefix ~/.cache/fieldlab-node oidc-provider@8";
        assert!(!must, "there is no OpenID provider\n  hint: {hint}");
        eprintln!("left out: there is no OpenID provider on this machine (install it with: {hint})");
        return None;
    }
    let mut node = Command::new("node");
    node.arg(repository().join("tests/lab/openid-provider.mjs")).arg(folder);
    node.stdin(Stdio::piped()).stderr(Stdio::null());
    Some(Served::with(node, "the provider is at"))
}

/// A lab that logs in by the provider, which knows it.
fn serve(lab: &TestLab, provider: &mut Served) -> Served {
    std::fs::write(lab.path("secret"), "a secret of tests\n").expect("there is room");
    let (issuer, secret) = (format!("http://{}", provider.address), lab.path("secret").display().to_string());
    let openid = ["--openid-issuer", &issuer, "--openid-client", "lab", "--openid-secret", &secret];
    let served = Served::start(lab, &[&["--members", "--openid-name", "Gemeente"], openid.as_slice()].concat());
    let port = served.address.rsplit(':').next().expect("it has a port").to_owned();
    let back = format!("http://localhost:{port}/login/openid/back\n");
    provider.child.stdin.as_mut().expect("it is piped").write_all(back.as_bytes()).expect("it reads");
    served
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    answer
        .lines()
        .find_map(|line| line.to_ascii_lowercase().starts_with(&format!("{name}: ")).then(|| &line[name.len() + 2..]))
}

/// A browser at the provider, which logs in there as `account`: the path in the lab that it is led back to.
fn at_the_provider(address: &str, account: Option<&str>) -> String {
    let mut jar = BTreeMap::new();
    let mut address = address.to_owned();
    for _ in 0..10 {
        let rest = address.strip_prefix("http://").expect("it is at an address of http");
        let (host, path) = rest.split_at(rest.find('/').expect("it has a path"));
        if path.starts_with("/login/openid/back") {
            return path.to_owned();
        }
        let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let account = account.map(|account| format!("X-Account: {account}\r\n")).unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\n{account}Connection: close\r\n\r\n",
            cookies.join("; ")
        );
        let mut stream = TcpStream::connect(host).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        for line in answer.lines().take_while(|line| !line.is_empty()) {
            if let Some((name, value)) =
                line.to_ascii_lowercase().strip_prefix("set-cookie: ").and(line[12..].split_once('='))
            {
                jar.insert(name.to_owned(), value.split(';').next().unwrap_or_default().to_owned());
            }
        }
        let location = header(&answer, "location").unwrap_or_else(|| panic!("it leads on: {answer}"));
        address = if location.starts_with('/') { format!("http://{host}{location}") } else { location.to_owned() };
    }
    panic!("it does not lead back: {address}");
}

/// The address at the provider that somebody is led to, and the cookie that they take along. The lab is opened as a browser does.
fn leave(served: &Served, query: &str) -> (String, String) {
    let port = served.address.rsplit(':').next().expect("it has a port");
    let headers = format!("Host: localhost:{port}\r\nAccept: text/html\r\nAccept-Language: nl\r\n");
    let answer = served.send(&format!("GET /login/openid?{query}"), &headers, b"");
    assert_eq!(status(&answer), "303", "{answer}");
    (header(&answer, "location").expect("it leads on").to_owned(), cookie(&answer, "fieldlab-openid"))
}

fn come_back(served: &Served, path: &str, cookie: &str) -> String {
    let port = served.address.rsplit(':').next().expect("it has a port");
    // By a link on the provider's page, as browsers say.
    let from = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n";
    let headers =
        format!("Host: localhost:{port}\r\nAccept: text/html\r\nAccept-Language: nl\r\n{from}Cookie: {cookie}\r\n");
    served.send(&format!("GET {path}"), &headers, b"")
}

/// From the lab to the provider and back, as somebody.
fn log_in(served: &Served, query: &str, account: Option<&str>) -> String {
    let (address, cookie) = leave(served, query);
    come_back(served, &at_the_provider(&address, account), &cookie)
}

#[test]
fn members_join_and_log_in_by_a_provider() {
    let Some(mut provider) = provider() else { return };
    let lab = TestLab::new();
    let invitation = invite_as(&lab, "Noor", "Gemeente Proefstad", "government", "admin");
    let secret = invitation.trim_start_matches("/join/").to_owned();
    let served = serve(&lab, &mut provider);

    assert!(get(&served, "/login?next=/prototypes", "").contains("Inloggen met Gemeente"));
    assert!(get(&served, &invitation, "").contains("Meedoen met Gemeente"));
    let stranger = log_in(&served, "", Some("noor"));
    assert!(status(&stranger) == "403" && stranger.contains("geen lid van dit lab"), "{stranger}");
    let unwilling = log_in(&served, "next=/prototypes", None);
    assert!(status(&unwilling) == "401" && unwilling.contains("niet ingelogd bij Gemeente"), "{unwilling}");
    assert!(unwilling.contains("next=/prototypes"), "where they wanted to go stays: {unwilling}");

    let joined = log_in(&served, &format!("invitation={secret}"), Some("noor"));
    assert_eq!(status(&joined), "303", "{joined}");
    let admin = cookie(&joined, "fieldlab-login");
    let members = get(&served, "/members", &admin);
    assert!(members.contains("noor de Vries") && members.contains("noor@proefstad.example"), "{members}");
    assert_eq!(status(&get(&served, &invitation, "")), "410", "the invitation is used");

    let again = log_in(&served, "next=/prototypes", Some("noor"));
    assert!(status(&again) == "303" && again.contains("location: /prototypes\r\n"), "{again}");
    let elsewhere = log_in(&served, "next=//evil.example", Some("noor"));
    assert!(elsewhere.contains("location: /\r\n"), "{elsewhere}");
    assert_eq!(
        status(&log_in(&served, &format!("invitation={secret}"), Some("kees"))),
        "403",
        "it was used by another"
    );

    // An address that the provider does not vouch for is no login.
    let invitation = invite_as(&lab, "Kees", "Buurthuis", "society", "viewer");
    let secret = invitation.trim_start_matches("/join/");
    assert_eq!(status(&log_in(&served, &format!("invitation={secret}"), Some("kees"))), "303");
    let members = get(&served, "/members", &admin);
    assert!(members.contains("kees de Vries") && !members.contains("kees@proefstad.example"), "{members}");
    let trail = get(&served, "/audit", &admin);
    for words in ["werd lid", "logde in", "Gemeente"] {
        assert!(trail.contains(words), "{words}: {trail}");
    }
}

#[test]
fn what_comes_back_must_answer_the_question() {
    let Some(mut provider) = provider() else { return };
    let lab = TestLab::new();
    let invitation = invite_as(&lab, "Noor", "Gemeente Proefstad", "government", "admin");
    let secret = invitation.trim_start_matches("/join/").to_owned();
    let served = serve(&lab, &mut provider);
    let (address, own) = leave(&served, &format!("invitation={secret}"));
    let path = at_the_provider(&address, Some("noor"));
    let (_, another) = leave(&served, "");
    let lost = |answer: &str| {
        status(answer) == "400" && answer.contains("Probeer het opnieuw") && !answer.contains("fieldlab-login")
    };
    let check = |what: &str, path: &str, cookie: &str| {
        let answer = come_back(&served, path, cookie);
        assert!(lost(&answer), "{what}: {answer}");
    };
    check("without a question", &path, "");
    check("to the question of another", &path, &another);
    check("a question that can't be read", &path, "fieldlab-openid=x");
    check("a code that was made up", &path.replacen("code=", "code=x", 1), &own);
    let good = come_back(&served, &path, &own);
    assert_eq!(status(&good), "303", "{good}");
    check("twice", &path, &own);

    let (address, own) = leave(&served, "");
    let path = at_the_provider(&address, Some("noor"));
    drop(provider);
    let answer = come_back(&served, &path, &own);
    assert!(status(&answer) == "502" && answer.contains("antwoordt niet"), "{answer}");
}

#[test]
fn a_provider_that_can_not_be_used_is_told_of_before_the_lab_is_served() {
    let lab = TestLab::new();
    let missing = lab.path("missing").display().to_string();
    let check = |arguments: &[&str], words: &str| {
        let said = lab.refused(&[&["serve", "--members"], arguments].concat());
        assert!(said.contains(words), "{words}: {said}");
    };
    check(&["--openid-issuer", "http://login.example.nl", "--openid-client", "lab"], "is not encrypted");
    check(&["--openid-issuer", "https://login.example.nl"], "--openid-client");
    check(&["--openid-issuer", "login", "--openid-client", "lab"], "is no address");
    let issuer = ["--openid-issuer", "https://login.example.nl", "--openid-client", "lab"];
    let alone = lab.refused(&[&["serve"], issuer.as_slice()].concat());
    assert!(alone.contains("would do nothing") && alone.contains("--members"), "{alone}");
    check(&[issuer.as_slice(), &["--openid-secret", &missing]].concat(), "can't read");
}
