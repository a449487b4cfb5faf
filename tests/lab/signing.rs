//! A lab that takes signed prototypes only, over the wire and on the web.

use crate::deploying::{OWNER, broken_version};
use crate::served::Served;
use crate::test_lab::TestLab;

const BOUNDARY: &str = "----a-boundary";

/// What the lab answers to an upload of these files on the web.
fn upload(served: &Served, lab: &TestLab, files: &[(&str, &str)]) -> String {
    let mut body = Vec::new();
    for (name, file) in files {
        let bytes = std::fs::read(lab.path(file)).expect("it is there");
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n");
        body.extend([head.as_bytes(), &bytes, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    let headers = format!("Host: localhost\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n");
    served.send("POST /deploy", &headers, &body)
}

#[test]
fn a_lab_takes_what_is_signed_by_a_key_that_it_trusts_and_nothing_else() {
    let lab = TestLab::new();
    for key in ["good", "second", "other"] {
        lab.ok(&["key", "new", key]);
    }
    let token = lab.ok(&["token", "new", "--name", "ci", "--organisation", OWNER]).trim().to_owned();
    let served = Served::start(&lab, &["--require-signature", "--trust", "good.pub", "--trust", "second.pub"]);
    let address = format!("http://{}", served.address);
    let deploy =
        |path: &str, sign: &[&str]| lab.run(&[&["deploy", path, "--lab", &address, "--token", &token], sign].concat());
    let versions = || {
        let headers = format!("Host: localhost\r\nAuthorization: Bearer {token}\r\n");
        served.send("GET /v1/prototypes", &headers, b"").matches("\"version\":").count()
    };
    let component = broken_version(&lab, "0.2.0");
    for (sign, words) in
        [(&[][..], "takes signed prototypes only"), (&["--sign", "other"], "is not by a key that this lab trusts")]
    {
        let said = deploy(&component, sign);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(words) && said.err.contains("hint: sign it"), "{}", said.err);
    }
    let headers = format!(
        "Host: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/vnd.fieldlab.package\r\n"
    );
    let raw = served.send("POST /v1/prototypes", &headers, b"\0\0\0\x04name");
    assert!(raw.starts_with("HTTP/1.1 403") && raw.contains("application/problem+json"), "{raw}");
    assert!(deploy(&component, &["--sign", "good.pub"]).err.contains("it is no private key"));
    assert_eq!(versions(), 0, "nothing is half deployed");
    assert!(served.get("/", "na-de-ww.localhost").starts_with("HTTP/1.1 404"));
    assert_eq!(deploy(&component, &["--sign", "good"]).code, 0);
    assert_eq!(versions(), 1);
    assert!(served.get("/", "na-de-ww.localhost").starts_with("HTTP/1.1 502"), "it is there, and broken");

    broken_version(&lab, "0.3.0");
    let page = served.get("/deploy", "localhost");
    assert!(page.contains("name=\"signature\""), "{page}");
    lab.ok(&["key", "sign", "other", "broken.wasm", "--to", "wrong.sig"]);
    lab.ok(&["key", "sign", "second", "broken.wasm"]);
    let files = [("component", "broken.wasm"), ("manifest", "prototype.toml")];
    let with = |signature| upload(&served, &lab, &[&files[..], &[("signature", signature)]].concat());
    assert!(upload(&served, &lab, &files).starts_with("HTTP/1.1 422"));
    assert!(with("wrong.sig").starts_with("HTTP/1.1 403"));
    assert_eq!(versions(), 1);
    let done = with("broken.wasm.sig");
    assert!(done.starts_with("HTTP/1.1 303") && done.contains("/prototypes/na-de-ww?deployed=0.3.0"), "{done}");
    assert_eq!(versions(), 2);
    let page = served.get("/prototypes/na-de-ww?deployed=0.3.0", "localhost");
    assert!(page.contains("Versie 0.3.0 is geplaatst"), "{page}");
}

#[test]
fn signatures_are_asked_for_by_the_environment_too_and_never_by_nobodys_key() {
    let lab = TestLab::new();
    lab.ok(&["key", "new", "good"]);
    let token = lab.ok(&["token", "new", "--name", "ci", "--organisation", OWNER]).trim().to_owned();
    for (arguments, words) in [
        (&["serve", "--require-signature"][..], "no key to check it with"),
        (&["serve", "--trust", "good.pub"], "no signature is asked for"),
        (&["serve", "--require-signature", "--trust", "good"], "it is no public key"),
        (&["serve", "--require-signature", "--trust", "none.pub"], "can't read none.pub"),
    ] {
        let said = lab.refused(arguments);
        assert!(said.contains(words) && said.contains("hint: "), "{said}");
    }
    let environment = [("FIELDLAB_REQUIRE_SIGNATURE", "1"), ("FIELDLAB_TRUST", "good.pub")];
    let served = Served::start_with(&lab, &[], &environment);
    let component = broken_version(&lab, "0.2.0");
    let address = format!("http://{}", served.address);
    let said = lab.refused(&["deploy", &component, "--lab", &address, "--token", &token]);
    assert!(said.contains("takes signed prototypes only"), "{said}");
}
