//! What every service must do, whatever it was written in.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::time::Duration;

use bytes::Bytes;
use fieldlab_domain::service::{BodyError, ServiceFailure};
use http::{Method, Request};
use http_body::Frame;
use http_body_util::BodyExt as _;

use crate::Foreign;
use crate::service::{Outcome, ask, echo_in_parts, full, get, outcome, post, written};

pub(crate) async fn all(foreign: &Foreign) {
    requests_come_through(foreign).await;
    answers_stream(foreign).await;
    bodies_stream_both_ways(foreign).await;
    large_uploads_arrive_whole(foreign).await;
    who_hangs_up_ends_it(foreign).await;
    an_upload_may_break_off(foreign).await;
    there_is_no_road_out(foreign).await;
}

async fn requests_come_through(foreign: &Foreign) {
    let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"];
    for method in methods {
        let method: Method = method.parse().expect("a method");
        let request = Request::builder().method(&method).uri("/request?a=b%20c&d").header("host", "x.localhost:8780");
        let request = request.header("x-own", "first").header("x-other", "second").body(full(""));
        let text = outcome(&*foreign.service, request.expect("a good request")).await.text();
        assert_eq!(text.lines().next(), Some(format!("{method} /request?a=b%20c&d").as_str()));
        assert!(text.contains("x-own: first\n") && text.contains("x-other: second\n"), "{text}");
    }
    match outcome(&*foreign.service, get("/nowhere")).await {
        Outcome::Whole(404, text, _) => assert_eq!(text, "there is no such page\n"),
        other => panic!("{other:?}"),
    }
}

async fn answers_stream(foreign: &Foreign) {
    assert_eq!(outcome(&*foreign.service, get("/parts")).await.text(), "part 1\npart 2\npart 3\n");
}

async fn bodies_stream_both_ways(foreign: &Foreign) {
    let rest = echo_in_parts(&*foreign.service).await;
    if foreign.can.send_trailers {
        let trailers = rest.trailers().expect("it sends some");
        assert_eq!((trailers["x-bytes"].as_bytes(), trailers["x-sum"].as_bytes()), (&b"11"[..], &b"11"[..]));
    }
    assert_eq!(rest.to_bytes(), "");
}

async fn large_uploads_arrive_whole(foreign: &Foreign) {
    let sent: Vec<u8> = (0..foreign.can.read_mb << 20).map(|number| (number % 251) as u8).collect();
    let sum = sent.iter().fold((1, 0), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    let expected = format!("{} {:08x}\n", sent.len(), (sum.1 << 16) | sum.0);
    assert_eq!(outcome(&*foreign.service, post("/digest", full(sent))).await.text(), expected);
}

async fn who_hangs_up_ends_it(foreign: &Foreign) {
    let service = foreign.alone();
    let response = ask(&*service, get("/endless")).await.expect("it begins");
    let mut body = response.into_body();
    for _ in 0..3 {
        assert!(body.frame().await.is_some_and(|frame| frame.is_ok()), "it goes on");
    }
    drop(body);
    // With one place, the next is answered only when the one before is gone.
    let next = async {
        loop {
            match outcome(&*service, get("/parts")).await {
                Outcome::Failed(ServiceFailure::Busy { .. }) => {}
                other => return other,
            }
        }
    };
    let next = tokio::time::timeout(Duration::from_secs(20), next).await.expect("its place is free again");
    assert_eq!(next.text(), "part 1\npart 2\npart 3\n");
    assert_eq!(service.latest_failure(), None, "the visitor's going away is nobody's fault");
}

/// It is told, and its answer is no part that seems to be whole.
async fn an_upload_may_break_off(foreign: &Foreign) {
    let service = foreign.alone();
    let (write, body) = written();
    let asked = tokio::spawn(async move {
        write.send(Ok(Frame::data(Bytes::from("half")))).await.expect("it reads");
        let _ = write.send(Err(BodyError("the visitor went away".to_owned()))).await;
    });
    let answer = tokio::time::timeout(Duration::from_secs(20), outcome(&*service, post("/digest", body))).await;
    match answer.expect("it does not wait for what never comes") {
        Outcome::Whole(200, text, _) => panic!("it took a part for the whole: {text}"),
        Outcome::Whole(..) | Outcome::Broken(_) | Outcome::Failed(ServiceFailure::Guest { .. }) => {}
        other => panic!("{other:?}"),
    }
    asked.await.expect("it sends");
    assert_eq!(outcome(&*service, get("/parts")).await.text(), "part 1\npart 2\npart 3\n");
}

/// Every road that the language knows is tried, to an address where somebody listens.
async fn there_is_no_road_out(foreign: &Foreign) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the machine has a network");
    listener.set_nonblocking(true).expect("it can be asked whether somebody came");
    let port = listener.local_addr().expect("it has an address").port();
    let text = outcome(&*foreign.service, get(&format!("/world?port={port}"))).await.text();
    let (tried, environment): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| !line.starts_with("environment"));
    assert!(tried.len() >= 4, "{text}");
    for line in tried {
        assert!(line.contains(": refused"), "{text}");
    }
    for line in environment {
        assert!(["environment: []", "environment: {}"].contains(&line), "{text}");
    }
    let came = listener.accept().map(|(_, address)| address);
    assert_eq!(came.map_err(|error| error.kind()), Err(ErrorKind::WouldBlock), "somebody came from the sandbox");
}
