use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::Value;

use super::guest::Guest;
use super::memory::Memory;
use super::{Answer, empty, send};
use crate::{Lab, Site};

/// A browser with a lab and a prototype open.
struct Browser {
    lab: Lab,
    cookie: String,
}

impl Browser {
    fn new() -> Browser {
        Browser { lab: Lab { services: Guest::default().services(), ..empty() }, cookie: String::new() }
    }

    async fn send(&mut self, method: &str, path: &str, form: &str) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8780");
        let request = request.header(header::COOKIE, &self.cookie).header(header::ACCEPT_LANGUAGE, "en");
        let request =
            request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form.to_owned()));
        let answer = send(&self.lab, request.expect("a request")).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            if cookie.starts_with("fieldlab-visitor=") {
                assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
                self.cookie = cookie.split(';').next().expect("a pair").to_owned();
            }
        }
        answer
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "").await
    }

    /// Goes in by the lab's entrance: the address that it leads to, and the cookie of the prototype's origin.
    async fn enter(&mut self) -> (String, String) {
        let answer = self.get("/prototypes/zorgtoeslag/enter").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let address = answer.headers[header::LOCATION].to_str().expect("text").to_owned();
        let cookie = self.exchange(&address).await.expect("the ticket is good");
        (address, cookie)
    }

    async fn exchange(&self, address: &str) -> Option<String> {
        let path = address.strip_prefix("//zorgtoeslag.localhost:8780").expect("it is the prototype's origin");
        let answer = self.at_prototype(path, "").await;
        assert_eq!((answer.status, answer.headers[header::LOCATION].as_bytes()), (StatusCode::SEE_OTHER, &b"/"[..]));
        let cookie = answer.headers.get(header::SET_COOKIE)?.to_str().expect("text").to_owned();
        Some(cookie.split(';').next().expect("a pair").to_owned())
    }

    async fn at_prototype(&self, path: &str, cookie: &str) -> Answer {
        let request =
            Request::get(path).header(header::HOST, "zorgtoeslag.localhost:8780").header(header::COOKIE, cookie);
        send(&self.lab, request.body(Body::empty()).expect("a request")).await
    }

    /// On whose behalf the prototype is asked.
    async fn seen(&self, cookie: &str) -> Value {
        serde_json::from_str(&self.at_prototype("/", cookie).await.body).expect("JSON")
    }
}

#[tokio::test]
async fn a_citizen_of_a_run_is_played_with_all_that_is_known_of_them() {
    let lab = Lab { services: Guest::default().services(), store: Arc::new(Memory::samples()), ..empty() };
    let mut browser = Browser { lab, cookie: String::new() };
    let people = browser.get("/runs/1/people?variant=zachter&who=loses").await.body;
    assert!(people.contains("name=\"prototype\" value=\"zorgtoeslag\""), "{people}");
    let played = browser.send("POST", "/runs/1/people/12/play", "prototype=zorgtoeslag").await;
    assert_eq!(played.status, StatusCode::SEE_OTHER, "{}", played.body);
    assert_eq!(played.headers[header::LOCATION], "/prototypes/zorgtoeslag/try");
    let page = browser.get("/prototypes/zorgtoeslag/try").await.body;
    assert!(page.contains("try-name") && !page.contains("You are nobody yet"), "{page}");
    let drawn = browser.lab.cast.get("run-1-12").expect("they are in the cast");
    assert!(drawn.number(drawn.main).is_some());
    let check = |path: &str, form: &str| (path.to_owned(), form.to_owned());
    for (path, form) in [
        check("/runs/1/people/100/play", "prototype=zorgtoeslag"),
        check("/runs/1/people/none/play", "prototype=zorgtoeslag"),
        check("/runs/1/people/1/play", "prototype=none"),
        check("/runs/99/people/1/play", "prototype=zorgtoeslag"),
    ] {
        assert_eq!(browser.send("POST", &path, &form).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_prototype_is_shown_in_a_sandboxed_frame() {
    for page in ["try", "full"] {
        let mut browser = Browser::new();
        let answer = browser.get(&format!("/prototypes/zorgtoeslag/{page}?lang=en")).await;
        assert_eq!(answer.status, StatusCode::OK);
        let frame =
            answer.body.split("<iframe").nth(1).and_then(|rest| rest.split('>').next()).expect("it has a frame");
        assert!(frame.contains("src=\"/prototypes/zorgtoeslag/enter\""), "{frame}");
        let sandbox =
            frame.split("sandbox=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("it is sandboxed");
        assert_eq!(sandbox, "allow-scripts allow-forms allow-same-origin allow-modals allow-downloads");
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
        assert!(policy.ends_with("; frame-src 'self' zorgtoeslag.localhost:8780"), "{policy}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    }
}

#[tokio::test]
async fn a_prototype_with_a_service_can_be_tried_and_one_without_can_not() {
    let page = super::get("/prototypes/zorgtoeslag?lang=nl").await.body;
    assert!(page.contains("href=\"/prototypes/zorgtoeslag/try\">Probeer het uit</a>"), "{page}");
    let lab = Lab { store: std::sync::Arc::new(super::Memory::samples()), ..empty() };
    let request = |path| super::request("GET", path, &[]);
    let page = send(&lab, request("/prototypes/zorgtoeslag")).await.body;
    assert!(!page.contains("/try"), "{page}");
    for path in ["/prototypes/zorgtoeslag/try", "/prototypes/zorgtoeslag/enter"] {
        assert_eq!(send(&lab, request(path)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn who_is_chosen_in_the_lab_is_who_the_prototype_sees() {
    let mut browser = Browser::new();
    let page = browser.get("/prototypes/zorgtoeslag/try").await.body;
    assert!(page.contains("You are nobody yet"), "{page}");
    assert_eq!(page.matches("name=\"persona\" value=\"").count(), 10, "{page}");
    let (_, cookie) = browser.enter().await;
    let before = browser.seen(&cookie).await;
    assert_eq!(before["persona"], "nobody");

    let answer = browser.send("POST", "/prototypes/zorgtoeslag/persona", "persona=sanne").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.headers[header::LOCATION], "/prototypes/zorgtoeslag/try");
    let page = browser.get("/prototypes/zorgtoeslag/try").await.body;
    assert!(page.contains("Sanne Willems, mother of two</p>"), "{page}");
    let sanne = browser.seen(&cookie).await;
    assert_eq!(sanne["persona"], "sanne");
    assert_ne!(sanne["session"], before["session"], "what nobody filled in is not Sanne's");

    browser.send("POST", "/prototypes/zorgtoeslag/day", "today=2026-07-01").await;
    let later = browser.seen(&cookie).await;
    assert_eq!((&later["today"], &later["session"]), (&Value::from("2026-07-01"), &sanne["session"]));

    let answer = browser.send("POST", "/prototypes/zorgtoeslag/reset", "view=full").await;
    assert_eq!(answer.headers[header::LOCATION], "/prototypes/zorgtoeslag/full");
    let fresh = browser.seen(&cookie).await;
    assert_eq!((&fresh["persona"], &fresh["today"]), (&Value::from("sanne"), &Value::from("2026-07-01")));
    assert_ne!(fresh["session"], later["session"]);

    browser.get("/prototypes/zorgtoeslag/try?lang=nl").await;
    assert_eq!(browser.seen(&cookie).await["language"], "nl", "the prototype speaks the language of the lab's page");
    assert_eq!(browser.lab.sessions.count(), 1, "it was one visitor all along");
}

#[tokio::test]
async fn frame_and_tab_are_of_one_visitor() {
    let mut browser = Browser::new();
    browser.get("/prototypes/zorgtoeslag/try").await;
    let ((address, frame), (_, tab)) = (browser.enter().await, browser.enter().await);
    assert_ne!(frame, tab);
    assert_eq!(browser.seen(&frame).await, browser.seen(&tab).await);
    assert_eq!(browser.exchange(&address).await, None, "a ticket is good once");
}

#[tokio::test]
async fn what_a_prototype_left_in_the_browser_goes_when_the_visitor_begins_anew() {
    let mut browser = Browser::new();
    browser.get("/prototypes/zorgtoeslag/try").await;
    let (_, cookie) = browser.enter().await;
    let full = format!("{cookie}; step=2");
    let seen = async |browser: &Browser| browser.at_prototype("/seen", &full).await;
    let thrown = "step=; Path=/; Max-Age=0; Secure; SameSite=None; Partitioned";
    let throws = |answer: &Answer| answer.headers.get_all(header::SET_COOKIE).iter().any(|cookie| cookie == thrown);
    let before = seen(&browser).await;
    assert!(before.body.contains("step=2") && !throws(&before), "{}", before.body);
    browser.send("POST", "/prototypes/zorgtoeslag/reset", "").await;
    // In a tab that stays open, and in the frame, which comes in again.
    let path =
        browser.get("/prototypes/zorgtoeslag/enter").await.headers[header::LOCATION].to_str().expect("text").to_owned();
    let path = path.strip_prefix("//zorgtoeslag.localhost:8780").expect("it is the prototype's origin").to_owned();
    let entered = browser.at_prototype(&path, &full).await;
    assert!(throws(&entered) && entered.headers["clear-site-data"] == "\"storage\"", "{:?}", entered.headers);
    let after = seen(&browser).await;
    assert!(!after.body.contains("step=2") && throws(&after), "{}", after.body);
    let later = seen(&browser).await;
    assert!(later.body.contains("step=2") && !throws(&later), "what is set from then on stays");
}

#[tokio::test]
async fn what_the_form_does_not_offer_is_refused_and_nothing_changes() {
    let mut browser = Browser::new();
    let (_, cookie) = browser.enter().await;
    let before = browser.seen(&cookie).await;
    for (path, form, status) in [
        ("persona", "persona=nobody-of-that-name", 400),
        ("persona", "persona=%3Cscript%3E", 400),
        ("persona", "", 422),
        ("day", "today=soon", 400),
        ("day", "today=1999-12-31", 400),
        ("day", "today=9999-12-31", 400),
        ("reset", "view=elsewhere", 422),
    ] {
        let answer = browser.send("POST", &format!("/prototypes/zorgtoeslag/{path}"), form).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {form}: {}", answer.body);
    }
    assert_eq!(browser.send("POST", "/prototypes/none/reset", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.seen(&cookie).await, before);
}

#[tokio::test]
async fn under_a_domain_the_labs_cookie_is_secure_and_the_frame_is_the_neighbours() {
    let site = Site::new(Some("lab.example")).expect("a domain");
    let lab = Lab { site, services: Guest::default().services(), ..empty() };
    let request = Request::get("/prototypes/zorgtoeslag/try").header(header::HOST, "lab.example");
    let answer = send(&lab, request.body(Body::empty()).expect("a request")).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(cookie.starts_with("__Host-fieldlab-visitor=") && cookie.ends_with("; SameSite=Lax; Secure"), "{cookie}");
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
    assert!(policy.ends_with("frame-src 'self' zorgtoeslag.lab.example"), "{policy}");
}
