//! Deploying over the wire: a token, two versions, and back.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

use crate::served::Served;
use crate::test_lab::{TestLab, manifest_of_pages, repository};

pub(crate) const OWNER: &str = "Sociaal raadslieden Voorbeeldstad";

/// What the visitor of the deployed prototype gets.
fn start_page(served: &Served) -> String {
    served.get("/", "na-de-ww.localhost")
}

fn works(served: &Served) -> bool {
    let page = start_page(served);
    page.starts_with("HTTP/1.1 200") && page.contains("Uw WW stopt")
}

/// A version of `na-de-ww` that answers nobody, beside its manifest.
pub(crate) fn broken_version(lab: &TestLab, version: &str) -> String {
    let manifest = manifest_of_pages();
    let manifest = manifest.replacen("version = \"0.1.0\"", &format!("version = \"{version}\""), 1);
    let text = std::fs::read_to_string(repository().join("fixtures/guests/service.wat")).expect("it is there");
    let text = text.replace("{PAGES}", "1").replace("{MODULE}", "").replace("{HANDLE}", "unreachable");
    std::fs::write(lab.path("prototype.toml"), manifest).expect("there is room");
    std::fs::write(lab.path("broken.wasm"), wat::parse_str(text).expect("it is right")).expect("there is room");
    lab.path("broken.wasm").display().to_string()
}

#[test]
fn a_prototype_is_deployed_replaced_and_brought_back_while_the_lab_is_served() {
    let lab = TestLab::new();
    let token = |name: &str, more: &[&str]| {
        let arguments = [&["token", "new", "--name", name, "--organisation", OWNER], more].concat();
        lab.ok(&arguments).trim().to_owned()
    };
    let (deployer, viewer) = (token("ci", &[]), token("reader", &["--role", "view"]));
    let other = lab.ok(&["token", "new", "--name", "other", "--organisation", "Somebody Else"]);
    assert!(!lab.ok(&["token", "list"]).contains(&deployer), "secrets are shown once");
    let served = Served::start(&lab, &[]);
    let address = format!("http://{}", served.address);
    let path = repository().join("plugins/na-de-ww").display().to_string();
    let with =
        |arguments: &[&str], token: &str| lab.run(&[arguments, &["--lab", &address, "--token", token.trim()]].concat());
    let refused = |arguments: &[&str], token: &str, words: &str| {
        let said = with(arguments, token);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(words) && said.err.contains("hint: "), "{}", said.err);
    };

    let said = with(&["deploy", &path], &deployer);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("na-de-ww 0.1.0") && said.out.contains("sha256:"), "{}", said.out);
    assert!(works(&served), "{}", start_page(&served));
    assert!(said.out.contains("5 scenes"), "its tour came along: {}", said.out);
    let scene = served.get("/tours/na-de-ww/1", "localhost");
    assert!(scene.contains("Sanne krijgt een brief"), "{scene}");

    let same_version = broken_version(&lab, "0.1.0");
    refused(&["deploy", &same_version], &deployer, "is deployed with other bytes");
    let broken = broken_version(&lab, "0.2.0");
    refused(&["deploy", &broken], "fieldlab_guess", "not known here");
    refused(&["deploy", &broken], &viewer, "may view, not deploy");
    refused(&["deploy", &broken], &other, "Somebody Else");
    refused(&["rollback", "na-de-ww", "9.9.9"], &deployer, "was never deployed");
    assert!(works(&served), "what is refused changes nothing");

    // An upload that breaks off: the head promises more than comes.
    let mut stream = TcpStream::connect(&served.address).expect("it listens");
    let head = format!(
        "POST /v1/prototypes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {deployer}\r\n\
         Content-Type: application/vnd.fieldlab.package\r\nContent-Length: 100000\r\n\r\n\0\0\0\x09name = "
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    stream.shutdown(Shutdown::Write).expect("it is open");
    let mut rest = String::new();
    // Whether anybody still answers does not matter here.
    let _ = stream.read_to_string(&mut rest);
    assert!(works(&served), "an upload that broke off changes nothing");

    assert_eq!(with(&["deploy", &broken], &deployer).code, 0);
    assert!(!works(&served), "the broken version is served");
    let page = |host: &str| served.get("/", host);
    assert!(page("0-1-0--na-de-ww.localhost").contains("Uw WW stopt"), "the one before is beside it");
    assert!(page("0-2-0--na-de-ww.localhost").starts_with("HTTP/1.1 502"));
    let gone = page("9-9-9--na-de-ww.localhost");
    assert!(gone.starts_with("HTTP/1.1 404") && gone.contains("Deze versie is er niet"), "{gone}");
    let lab_page = served.get("/prototypes/na-de-ww", "localhost");
    assert!(lab_page.contains("/prototypes/na-de-ww/versions/0.1.0/try"), "{lab_page}");
    let framed = served.get("/prototypes/na-de-ww/versions/0.1.0/try", "localhost");
    assert!(framed.contains("frame-src 'self' 0-1-0--na-de-ww.localhost"), "{framed}");
    drop(served);
    let served = Served::start(&lab, &[]);
    assert!(!works(&served), "a restart serves the same version");
    let address = format!("http://{}", served.address);
    let back = ["rollback", "na-de-ww", "0.1.0", "--lab", &address, "--token", &deployer];
    lab.ok(&back);
    assert!(works(&served), "{}", start_page(&served));

    lab.ok(&["token", "revoke", "ci"]);
    assert!(lab.refused(&back).contains("was taken back"), "a token that was taken back opens nothing");
}

#[test]
fn a_token_is_not_sent_in_the_clear_to_another_machine() {
    let lab = TestLab::new();
    let said = lab.refused(&["rollback", "x", "0.1.0", "--lab", "http://lab.example", "--token", "secret"]);
    assert!(said.contains("is not encrypted") && said.contains("hint: "), "{said}");
}
