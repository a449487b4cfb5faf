//! The lab over https by itself.

use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use crate::served::Served;
use crate::test_lab::TestLab;

/// A certificate of a domain and the names under it, in files.
fn certificate(lab: &TestLab) -> CertificateDer<'static> {
    let names = ["lab.example".to_owned(), "*.lab.example".to_owned()];
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).expect("it can be made");
    std::fs::write(lab.path("cert.pem"), cert.pem()).expect("it is written");
    std::fs::write(lab.path("key.pem"), signing_key.serialize_pem()).expect("it is written");
    cert.der().clone()
}

/// The page that the lab gives to who trusts this certificate.
async fn get(address: &str, trusted: CertificateDer<'static>, host: &str) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).expect("it is a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("there are some")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = tokio::net::TcpStream::connect(address).await?;
    let name = ServerName::try_from(host.to_owned()).expect("it is a name");
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    stream.write_all(format!("GET /login HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

const UNDER_A_DOMAIN: [&str; 6] = ["--base-domain", "lab.example", "--tls-cert", "cert.pem", "--tls-key", "key.pem"];

#[tokio::test]
async fn a_lab_speaks_https_itself() {
    let lab = TestLab::new();
    lab.ok(&["member", "invite", "--name", "N", "--organisation", "O", "--sector", "society", "--role", "admin"]);
    let trusted = certificate(&lab);
    let served = Served::start(&lab, &UNDER_A_DOMAIN);
    // Somebody who never agrees on keys keeps nobody waiting.
    let _silent = TcpStream::connect(&served.address).expect("it listens");
    let page = get(&served.address, trusted.clone(), "lab.example").await.expect("it answers");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("strict-transport-security: max-age=31536000"), "browsers keep to https: {page}");
    let other = get(&served.address, trusted, "none.lab.example").await.expect("names under it are there too");
    assert!(other.starts_with("HTTP/1.1 401"), "{other}");
    let stranger = generate_simple_self_signed(["lab.example".to_owned()]).expect("it can be made").cert.der().clone();
    let error = get(&served.address, stranger, "lab.example").await.expect_err("it is not the lab's");
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[test]
fn a_certificate_that_can_not_be_used_is_refused() {
    let lab = TestLab::new();
    certificate(&lab);
    let check = |arguments: &[&str], expected: &str| {
        let said = lab.run(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.err);
        assert!(said.err.contains(expected), "{arguments:?}: {}", said.err);
    };
    check(&["--tls-cert", "cert.pem", "--tls-key", "key.pem"], "--base-domain");
    check(&["--base-domain", "lab.example", "--tls-cert", "cert.pem"], "--tls-key");
    let with = |certificate: &'static str, key: &'static str| {
        ["--base-domain", "lab.example", "--tls-cert", certificate, "--tls-key", key]
    };
    check(&with("none.pem", "key.pem"), "none.pem");
    check(&with("key.pem", "key.pem"), "there is no certificate in it");
    check(&with("cert.pem", "cert.pem"), "--tls-key FILE");
    let other = KeyPair::generate().expect("it can be made").serialize_pem();
    std::fs::write(lab.path("other.pem"), other).expect("it is written");
    check(&with("cert.pem", "other.pem"), "the key that belongs to the certificate");
    std::fs::write(Path::new(&lab.path("empty.pem")), "").expect("it is written");
    check(&with("empty.pem", "key.pem"), "there is no certificate in it");
}
