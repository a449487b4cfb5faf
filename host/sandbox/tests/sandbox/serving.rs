//! Web services that behave well, of WASI 0.2 and 0.3.

use std::time::Duration;

use fieldlab_domain::manifest::{Limits, ServiceLimits};
use fieldlab_domain::service::{Service, ServiceFailure};
use http::{HeaderValue, Method, Request};
use http_body_util::{BodyExt as _, Empty};

use crate::service::{LIMITS, Outcome, P2, P3, ask, echo_in_parts, full, get, load, outcome, post, visit};
use crate::support::SANDBOX;

fn both() -> [&'static dyn Service; 2] {
    [&**P2, &**P3]
}

#[tokio::test]
async fn each_request_has_an_instance_of_its_own() {
    for service in both() {
        for _ in 0..50 {
            assert_eq!(outcome(service, get("/")).await.text(), "hello\n");
            assert_eq!(outcome(service, get("/grow")).await.text(), "1\n");
        }
    }
}

#[tokio::test]
async fn requests_come_through_as_they_are() {
    let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"];
    for service in both() {
        for method in methods {
            let method: Method = method.parse().expect("a method");
            let request =
                Request::builder().method(&method).uri("/request?a=b%20c&d").header("host", "x.localhost:8780");
            let text = outcome(service, request.body(full("")).expect("a good request")).await.text();
            let line = text.lines().next().unwrap_or_default();
            let name = method.as_str();
            assert!(line.to_uppercase().contains(name), "{line} has {name}");
            assert!(line.contains("\"/request?a=b%20c&d\"") && line.contains("x.localhost:8780"), "{line}");
        }
    }
    let request = get("/request");
    assert!(outcome(&**P2, request).await.text().contains("\"localhost\""), "a request without a host has one");
    let mut request = Request::get("/request").header("x-own", "é").header("connection", "close");
    request = request.header("x-own", "second");
    let text = outcome(&**P2, request.body(full("")).expect("a good request")).await.text();
    assert!(text.contains("x-own: é\nx-own: second") && !text.contains("connection"), "{text}");
}

#[tokio::test]
async fn bodies_and_trailers_stream_both_ways() {
    for service in both() {
        let rest = echo_in_parts(service).await;
        let trailers = rest.trailers().expect("it sends some");
        assert_eq!((trailers["x-bytes"].as_bytes(), trailers["x-sum"].as_bytes()), (&b"11"[..], &b"11"[..]));
    }
}

#[tokio::test]
async fn large_bodies_come_back_whole() {
    let sent: Vec<u8> = (0..2_000_000_u32).map(|number| b'a' + (number % 23) as u8).collect();
    for service in both() {
        match outcome(service, post("/echo", full(sent.clone()))).await {
            Outcome::Whole(200, text, trailers) => {
                assert!(text.as_bytes() == sent, "{} bytes came back", text.len());
                assert_eq!(trailers["x-bytes"], "2000000");
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(outcome(&**P2, get("/parts")).await.text(), "part 1\npart 2\npart 3\n");
}

#[tokio::test]
async fn the_time_is_that_of_the_visit_and_randomness_has_its_seed() {
    for service in both() {
        let text = outcome(service, get("/time")).await.text();
        let (seconds, random) = text.trim().split_once(' ').expect("two numbers");
        let into_day = seconds.parse::<u64>().expect("a number") - 20_454 * 86_400;
        assert!(into_day < 60, "{into_day} seconds after midnight");
        // The first number of SplitMix64 for the seed 7.
        assert_eq!(random, "7191089600892374487");
        let other = fieldlab_domain::service::Visit { seed: 8, ..visit() };
        let response = service.answer(get("/time"), &other).await.expect("it answers");
        let text = response.into_body().collect().await.expect("it does not break off").to_bytes();
        assert!(!String::from_utf8_lossy(&text).contains(random));
    }
}

#[tokio::test]
async fn there_is_no_world_outside() {
    let text = outcome(&**P2, get("/world")).await.text();
    assert_eq!(text, "environment [], file false, tcp false, udp false\n");
}

/// Asks until there is a place: a guest that computes is ended when it next gives way, which on a busy machine can take a while.
async fn when_free(service: &dyn Service) -> Outcome {
    loop {
        match outcome(service, get("/")).await {
            Outcome::Failed(ServiceFailure::Busy { .. }) => {}
            other => return other,
        }
    }
}

#[tokio::test]
async fn who_hangs_up_ends_the_guest() {
    let limits = Limits { service: ServiceLimits { requests: 1, ..LIMITS.service }, deadline_ms: 30_000, ..LIMITS };
    for package in ["guest-p2", "guest-p3"] {
        let service = load(&SANDBOX, package, limits.clone());
        // With one place, the next is answered only when the one before is gone.
        for path in ["/endless-body", "/loop-while-streaming"] {
            let response = ask(&*service, get(path)).await.expect("it begins");
            let mut body = response.into_body();
            assert!(body.frame().await.is_some_and(|frame| frame.is_ok()));
            drop(body);
            assert_eq!(when_free(&*service).await.text(), "hello\n", "after {path}");
        }
        for path in ["/loop", "/sleep"] {
            let begun = tokio::time::timeout(Duration::from_millis(30), ask(&*service, get(path))).await;
            assert!(begun.is_err(), "{path} does not answer");
            assert_eq!(when_free(&*service).await.text(), "hello\n", "after {path}");
        }
        assert_eq!(service.latest_failure(), None, "the visitor's going away is nobody's fault");
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused_or_broken_off() {
    for service in both() {
        let request =
            Request::post("/echo").header("content-length", "2097153").body(full("")).expect("a good request");
        let refused = ask(service, request).await.map(drop);
        assert_eq!(refused, Err(ServiceFailure::TooLarge { part: "contents", most: 2 << 20 }));
        let request = Request::get("/").header("x-large", "a".repeat(40_000)).body(full("")).expect("a good request");
        let refused = ask(service, request).await.map(drop);
        assert_eq!(refused, Err(ServiceFailure::TooLarge { part: "headers", most: 32 << 10 }));
        // Without a length it is seen on the way: the guest gets no more.
        match outcome(service, post("/echo", full(vec![b'x'; 3_000_000]))).await {
            Outcome::Whole(200, text, _) => assert!(text.len() <= 2 << 20, "{} bytes", text.len()),
            Outcome::Broken(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_busy_prototype_says_so() {
    let limits = Limits { service: ServiceLimits { requests: 2, ..LIMITS.service }, ..LIMITS };
    let service = load(&SANDBOX, "guest-p2", limits);
    let held = [ask(&*service, get("/slow-body")).await, ask(&*service, get("/slow-body")).await];
    assert!(held.iter().all(Result::is_ok));
    let busy = ask(&*service, get("/")).await.map(drop);
    assert_eq!(busy, Err(ServiceFailure::Busy { after: Duration::from_secs(1) }));
    drop(held);
    assert_eq!(outcome(&*service, get("/")).await.text(), "hello\n");
}

#[tokio::test]
async fn what_keeps_failing_is_set_aside_until_it_is_brought_back() {
    let service = load(&SANDBOX, "guest-p2", LIMITS);
    for _ in 0..10 {
        let failed = ask(&*service, get("/panic")).await.map(drop);
        assert!(matches!(failed, Err(ServiceFailure::Guest { .. })), "{failed:?}");
    }
    let aside = ask(&*service, get("/")).await.map(drop);
    assert!(matches!(aside, Err(ServiceFailure::SetAside { .. })), "{aside:?}");
    service.bring_back();
    assert_eq!(outcome(&*service, get("/")).await.text(), "hello\n");
}

#[tokio::test]
async fn a_body_may_be_empty() {
    for service in both() {
        let empty = Empty::new().map_err(|never| match never {}).boxed_unsync();
        match outcome(service, post("/echo", empty)).await {
            Outcome::Whole(200, text, trailers) => {
                assert_eq!((text.as_str(), &trailers["x-bytes"]), ("", &HeaderValue::from_static("0")))
            }
            other => panic!("{other:?}"),
        }
    }
}
