//! Over a socket, as browsers come.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use http_body::Frame;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::guest::Guest;
use super::{empty, send};
use crate::{Lab, serve};

const HOST: &str = "Host: zorgtoeslag.localhost\r\n";

async fn start(guest: Arc<Guest>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let address = listener.local_addr().expect("it listens");
    let lab = Lab { services: guest.shared(), ..empty() };
    tokio::spawn(serve(listener, lab, std::future::pending()));
    address
}

async fn connect(address: SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    stream.write_all(request.as_bytes()).await.expect("it reads");
    stream
}

/// Reads until this was said; all that was read.
async fn until(stream: &mut TcpStream, words: &str) -> String {
    let mut read = String::new();
    while !read.contains(words) {
        let mut bytes = [0; 4_096];
        let count = stream.read(&mut bytes).await.expect("it answers");
        assert!(count > 0, "it ended before `{words}`: {read}");
        read.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    read
}

async fn ended(guest: &Guest) {
    guest.ended.acquire().await.expect("it is never closed").forget();
}

#[tokio::test]
async fn an_upload_and_its_answer_run_at_the_same_time() {
    let address = start(Arc::default()).await;
    let head = format!("POST /echo HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n");
    let mut stream = connect(address, &head).await;
    for word in ["one", "two", "three"] {
        stream.write_all(format!("{:x}\r\n{word}\r\n", word.len()).as_bytes()).await.expect("it reads");
        // The next is sent only when this one has come back.
        until(&mut stream, word).await;
    }
    stream.write_all(b"0\r\n\r\n").await.expect("it reads");
    until(&mut stream, "0\r\n\r\n").await;
}

#[tokio::test]
async fn an_answer_is_handed_on_as_it_comes_with_its_trailers() {
    let guest = Arc::new(Guest::default());
    let address = start(guest.clone()).await;
    let mut stream = connect(address, &format!("GET /drip HTTP/1.1\r\n{HOST}Accept-Encoding: gzip\r\n\r\n")).await;
    let head = until(&mut stream, "\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200") && !head.contains("content-encoding"), "{head}");
    for word in ["first", "second"] {
        guest.drops.send(Frame::data(word.into())).expect("it is read");
        until(&mut stream, word).await;
    }
    let mut stream = connect(address, &format!("GET /trailers HTTP/1.1\r\n{HOST}TE: trailers\r\n\r\n")).await;
    until(&mut stream, "x-sum: 6").await;
}

#[tokio::test]
async fn a_visitor_who_hangs_up_ends_the_prototypes_work() {
    let guest = Arc::new(Guest::default());
    let address = start(guest.clone()).await;
    // While it works on an answer, and while it reads what is sent.
    drop(connect(address, &format!("GET /silent HTTP/1.1\r\n{HOST}\r\n")).await);
    ended(&guest).await;
    drop(connect(address, &format!("POST /count HTTP/1.1\r\n{HOST}Content-Length: 1000\r\n\r\nhalf")).await);
    ended(&guest).await;
    // While it has nothing to say in the middle of one.
    let mut stream = connect(address, &format!("GET /drip HTTP/1.1\r\n{HOST}\r\n")).await;
    until(&mut stream, "\r\n\r\n").await;
    drop(stream);
    ended(&guest).await;
}

#[tokio::test]
async fn odd_requests_get_an_answer() {
    let address = start(Arc::default()).await;
    let check = async |request: &str, status: &str| {
        let mut stream = connect(address, request).await;
        let answer = until(&mut stream, "\r\n").await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {answer}");
    };
    check("GET http://zorgtoeslag.localhost/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", "200").await;
    check("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "421").await;
    check("GET / HTTP/1.1\r\n\r\n", "400").await;
    check("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400").await;
    check("GET / HTTP/1.1\r\nHost: \r\n\r\n", "400").await;
    check("CONNECT zorgtoeslag.localhost:80 HTTP/1.1\r\nHost: zorgtoeslag.localhost:80\r\n\r\n", "501").await;
    check("OPTIONS * HTTP/1.1\r\nHost: zorgtoeslag.localhost\r\n\r\n", "400").await;
    let socket = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    check(&format!("GET / HTTP/1.1\r\n{HOST}{socket}\r\n"), "501").await;
    let many: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    check(&format!("GET / HTTP/1.1\r\n{HOST}{many}\r\n"), "431").await;
    check(&format!("GET / HTTP/1.1\r\n{HOST}x: {}\r\n\r\n", "y".repeat(40_000)), "431").await;
}

#[tokio::test]
async fn a_body_that_grows_too_large_is_the_visitors_fault() {
    let lab = Lab { services: Guest::default().services(), ..empty() };
    let check = async |bytes: usize, status: u16, words: &str| {
        let request =
            Request::post("/count").header(header::HOST, "zorgtoeslag.localhost").header("accept-language", "en");
        let answer = send(&lab, request.body(Body::from(vec![0; bytes])).expect("a request")).await;
        assert_eq!(answer.status.as_u16(), status, "{bytes}: {}", answer.body);
        assert!(answer.body.contains(words), "{bytes}: {}", answer.body);
    };
    check(64 << 20, 200, "67108864").await;
    check((64 << 20) + 1, 413, "That is too much at once").await;
}
