//! A gate before a registry that lets in who has a token, and gives one to who has the password: as large registries do.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

/// `lab:geheim`, as RFC 7617 writes it.
const LOGIN: &str = "Basic bGFiOmdlaGVpbQ==";

/// Opens a gate before the registry at `behind`, and gives its address. It stands as long as the test.
pub(crate) fn open(behind: &str) -> String {
    let gate = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = gate.local_addr().unwrap().to_string();
    let (own, behind) = (address.clone(), behind.to_owned());
    std::thread::spawn(move || {
        for visitor in gate.incoming().map_while(Result::ok) {
            // Who breaks off is no concern of the next.
            let _ = pass(visitor, &own, &behind);
        }
    });
    address
}

/// Answers one request, or has the registry answer it.
fn pass(mut visitor: TcpStream, own: &str, behind: &str) -> std::io::Result<()> {
    let mut reader = BufReader::new(visitor.try_clone()?);
    let (mut head, mut authorization, mut length) = (String::new(), String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value)) {
            Some((name, value)) if name == "authorization" => authorization = value.to_owned(),
            Some((name, value)) if name == "content-length" => length = value.parse().unwrap(),
            _ => {}
        }
        if line.trim_end().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let asks_token = head.starts_with("GET /token?service=lab&scope=repository%3Aa%2Fb%3Apull%2Cpush ")
        || head.starts_with("GET /token?service=lab&scope=repository:a/b:pull,push ");
    if asks_token && authorization == LOGIN {
        let token = r#"{"access_token":"a-token"}"#;
        return write!(
            visitor,
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{token}",
            token.len()
        );
    }
    if asks_token || authorization != "Bearer a-token" {
        let challenge = format!(r#"Bearer realm="http://{own}/token",service="lab",scope="repository:a/b:pull,push""#);
        let answer = "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0";
        return write!(visitor, "{answer}\r\nWWW-Authenticate: {challenge}\r\n\r\n");
    }
    let mut registry = TcpStream::connect(behind)?;
    write!(registry, "{head}Connection: close\r\n\r\n")?;
    registry.write_all(&body)?;
    std::io::copy(&mut registry, &mut visitor)?;
    Ok(())
}
