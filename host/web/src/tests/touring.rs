//! Tours: the list, a scene, and what is around the prototype in it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fieldlab_domain::date::Date;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::StoreError;
use fieldlab_domain::tour::{Tour, TourBook};
use serde_json::Value;
use tower::ServiceExt as _;

use super::guest::Guest;
use super::{Answer, empty, send};
use crate::{Lab, router};

/// The token of who owns the prototype that the lab has.
const OWNER: &str = "Bearer deploy@Voorbeeldgemeente";

/// Tours in memory.
#[derive(Default)]
pub(super) struct Book(Mutex<BTreeMap<Name, Tour>>);

const TOUR: &str = r#"
title = { nl = "Rond <script>", en = "Around <script>" }
lead = { nl = "Kijk mee.", en = "Look along." }

[[scenes]]
title = { nl = "Het begin", en = "The beginning" }
words = { nl = "Hier begint het.", en = "This is where it begins." }
persona = "sanne"

[[scenes]]
title = { nl = "Verder", en = "On" }
words = { nl = "En dan.", en = "And then." }
path = "/seen?x=1"
day = 2026-07-01

[[scenes]]
title = { nl = "Een ander", en = "Another" }
words = { nl = "Nu iemand anders.", en = "Now somebody else." }
persona = "hendrik"
"#;

impl Book {
    /// One tour, of the prototype that the lab has.
    pub(super) fn samples() -> Book {
        let name = name("zorgtoeslag");
        let tour = Tour::parse("demo.toml", TOUR, &name).unwrap_or_else(|faults| panic!("{faults}"));
        Book(Mutex::new([(name, tour)].into()))
    }
}

#[async_trait]
impl TourBook for Book {
    async fn put_tour(&self, prototype: &Name, tour: Option<&Tour>) -> Result<(), StoreError> {
        let mut tours = self.0.lock().expect("nobody panics");
        match tour {
            Some(tour) => tours.insert(prototype.clone(), tour.clone()),
            None => tours.remove(prototype),
        };
        Ok(())
    }
    async fn tour(&self, prototype: &Name) -> Result<Option<Tour>, StoreError> {
        Ok(self.0.lock().expect("nobody panics").get(prototype).cloned())
    }
}

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

/// A browser that follows a tour.
struct Viewer {
    lab: Lab,
    cookie: String,
}

impl Viewer {
    fn new() -> Viewer {
        let tours = Arc::new(Book::samples());
        Viewer { lab: Lab { tours, services: Guest::default().services(), ..empty() }, cookie: String::new() }
    }

    fn request(&self, method: &str, path: &str, form: &str) -> Request<Body> {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8780");
        let request = request.header(header::COOKIE, &self.cookie).header(header::ACCEPT_LANGUAGE, "en");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body(Body::from(form.to_owned())).expect("a request")
    }

    async fn send(&mut self, method: &str, path: &str, form: &str) -> Answer {
        let answer = send(&self.lab, self.request(method, path, form)).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            if cookie.starts_with("fieldlab-visitor=") {
                self.cookie = cookie.split(';').next().expect("a pair").to_owned();
            }
        }
        answer
    }

    async fn get(&mut self, path: &str) -> String {
        let answer = self.send("GET", path, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.body
    }

    /// Where a form leads.
    async fn post(&mut self, path: &str, form: &str) -> String {
        let answer = self.send("POST", path, form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.body);
        answer.headers[header::LOCATION].to_str().expect("text").to_owned()
    }

    /// Goes in by a scene's entrance: the page of the prototype that it leads to, and on whose behalf the prototype is asked.
    async fn enter(&mut self, scene: &str) -> (String, Value) {
        let entrance = self.send("GET", &format!("/tours/zorgtoeslag/{scene}/enter"), "").await;
        assert_eq!(entrance.status, StatusCode::SEE_OTHER, "{}", entrance.body);
        let to = entrance.headers[header::LOCATION].to_str().expect("text").to_owned();
        let path = to.strip_prefix("//zorgtoeslag.localhost:8780").expect("it is the prototype's origin").to_owned();
        let entered = self.at_prototype(&path, "").await;
        let page = entered.headers[header::LOCATION].to_str().expect("text").to_owned();
        let key =
            entered.headers[header::SET_COOKIE].to_str().expect("text").split(';').next().expect("a pair").to_owned();
        (page, serde_json::from_str(&self.at_prototype("/", &key).await.body).expect("JSON"))
    }

    async fn at_prototype(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, "zorgtoeslag.localhost:8780");
        send(&self.lab, request.header(header::COOKIE, cookie).body(Body::empty()).expect("a request")).await
    }
}

#[tokio::test]
async fn tours_are_listed_and_say_what_they_show() {
    let mut viewer = Viewer::new();
    let list = viewer.get("/tours").await;
    assert!(list.contains("href=\"/tours/zorgtoeslag\"") && list.contains("3 scenes"), "{list}");
    let tour = viewer.get("/tours/zorgtoeslag").await;
    assert!(tour.contains("Look along.") && tour.contains("As Sanne Willems"), "{tour}");
    for scene in 1..=3 {
        assert!(tour.contains(&format!("href=\"/tours/zorgtoeslag/{scene}\"")), "{tour}");
    }
    for page in ["/", "/prototypes/zorgtoeslag/try"] {
        assert!(viewer.get(page).await.contains("href=\"/tours"), "{page} leads to it");
    }
    viewer.lab.services.remove(&name("zorgtoeslag"));
    assert!(viewer.get("/tours").await.contains("There is no tour yet"), "a tour of what is not served is not shown");
}

#[tokio::test]
async fn a_scene_shows_its_words_the_prototype_and_the_glass_box() {
    let mut viewer = Viewer::new();
    for view in ["", "/full"] {
        let answer = viewer.send("GET", &format!("/tours/zorgtoeslag/2{view}"), "").await;
        let page = &answer.body;
        for part in [
            "Scene 2 of 3",
            "And then.",
            "src=\"/tours/zorgtoeslag/2/enter\"",
            "sandbox=\"allow-scripts allow-forms allow-same-origin allow-modals allow-downloads\"",
            "src=\"/tours/zorgtoeslag/2/glass\"",
            "Sanne Willems",
            &format!("rel=\"prev\" href=\"/tours/zorgtoeslag/1{view}\""),
            &format!("rel=\"next\" href=\"/tours/zorgtoeslag/3{view}\""),
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(
            policy.ends_with("script-src 'self'; connect-src 'self'; frame-src 'self' zorgtoeslag.localhost:8780"),
            "{policy}"
        );
    }
    let last = viewer.get("/tours/zorgtoeslag/3").await;
    assert!(!last.contains("rel=\"next\"") && last.contains("This was the tour"), "{last}");
    assert!(!viewer.get("/tours/zorgtoeslag/1").await.contains("rel=\"prev\""));
    viewer.lab.services.remove(&name("zorgtoeslag"));
    assert!(viewer.get("/tours/zorgtoeslag/1").await.contains("is not in the lab now"));
}

#[tokio::test]
async fn what_is_not_there_is_said_in_plain_words() {
    let mut viewer = Viewer::new();
    let check = async |viewer: &mut Viewer, path: &str, words: &str, next: &str| {
        let answer = viewer.send("GET", path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            answer.body.contains(words) && answer.body.contains(&format!("href=\"{next}\"")),
            "{path}: {}",
            answer.body
        );
    };
    check(&mut viewer, "/tours/none", "This tour is not here", "/tours").await;
    check(&mut viewer, "/tours/none/1", "This tour is not here", "/tours").await;
    for scene in ["0", "4", "01", "-1", "x", "99999999999999999999"] {
        check(&mut viewer, &format!("/tours/zorgtoeslag/{scene}"), "This scene is not here", "/tours/zorgtoeslag")
            .await;
    }
}

#[tokio::test]
async fn a_scene_is_played_by_its_persona_on_its_day() {
    let mut viewer = Viewer::new();
    viewer.get("/tours/zorgtoeslag/1").await;
    let (page, first) = viewer.enter("1").await;
    assert_eq!((page.as_str(), &first["persona"], &first["today"]), ("/", &"sanne".into(), &"2026-01-01".into()));
    viewer.get("/tours/zorgtoeslag/2").await;
    let (page, second) = viewer.enter("2").await;
    assert_eq!((page.as_str(), &second["today"]), ("/seen?x=1", &"2026-07-01".into()));
    assert_eq!(second["session"], first["session"], "the same person goes on");
    viewer.get("/tours/zorgtoeslag/3").await;
    let (_, third) = viewer.enter("3").await;
    assert_eq!((&third["persona"], &third["today"]), (&"hendrik".into(), &"2026-07-01".into()), "the day stays");
    assert_ne!(third["session"], first["session"], "what Sanne filled in is not Hendrik's");
    viewer.get("/tours/zorgtoeslag/1").await;
    assert_eq!(viewer.enter("1").await.1["today"], "2026-01-01", "a scene is what it says, wherever one comes from");
}

#[tokio::test]
async fn a_visitor_can_be_somebody_else_until_a_scene_says_who() {
    let mut viewer = Viewer::new();
    viewer.get("/tours/zorgtoeslag/1").await;
    let to = viewer.post("/tours/zorgtoeslag/1/persona", "persona=elif").await;
    assert_eq!(to, "/tours/zorgtoeslag/1?as=elif");
    let page = viewer.get(&to).await;
    assert!(page.contains("Elif Yilmaz") && page.contains("Sanne Willems, mother of two again"), "{page}");
    assert!(page.contains("rel=\"next\" href=\"/tours/zorgtoeslag/2?as=elif\""), "scene 2 names nobody: {page}");
    assert_eq!(viewer.enter("1").await.1["persona"], "elif");
    let second = viewer.get("/tours/zorgtoeslag/2?as=elif").await;
    assert!(second.contains("rel=\"next\" href=\"/tours/zorgtoeslag/3\""), "scene 3 is Hendrik's: {second}");
    assert!(
        second.contains("href=\"/tours/zorgtoeslag/2?lang=nl&#38;as=elif\""),
        "also in the other language: {second}"
    );
    assert_eq!(viewer.post("/tours/zorgtoeslag/2/persona", "persona=sanne").await, "/tours/zorgtoeslag/2");
    assert_eq!(
        viewer.post("/tours/zorgtoeslag/2/persona", "persona=&view=full").await,
        "/tours/zorgtoeslag/2/full?as="
    );
    viewer.get("/tours/zorgtoeslag/2/full?as=").await;
    assert_eq!(viewer.enter("2").await.1["persona"], "nobody");
    for (method, path, form) in [
        ("GET", "/tours/zorgtoeslag/1?as=none", ""),
        ("POST", "/tours/zorgtoeslag/1/persona", "persona=%3Cscript%3E"),
        ("POST", "/tours/zorgtoeslag/1/reset", "as=//evil.example"),
    ] {
        assert_eq!(viewer.send(method, path, form).await.status, StatusCode::BAD_REQUEST, "{path} {form}");
    }
}

#[tokio::test]
async fn a_scene_begins_anew_with_nothing_kept() {
    let mut viewer = Viewer::new();
    viewer.get("/tours/zorgtoeslag/2").await;
    let before = viewer.enter("2").await.1;
    assert_eq!(viewer.post("/tours/zorgtoeslag/2/reset", "view=full").await, "/tours/zorgtoeslag/2/full");
    let after = viewer.enter("2").await.1;
    assert_eq!((&after["persona"], &after["today"]), (&before["persona"], &before["today"]));
    assert_ne!(after["session"], before["session"]);
    assert_eq!(viewer.post("/tours/zorgtoeslag/2/reset", "as=elif").await, "/tours/zorgtoeslag/2?as=elif");
    assert_eq!(viewer.post("/tours/zorgtoeslag/begin", "").await, "/tours/zorgtoeslag/1");
    assert_ne!(viewer.enter("1").await.1["session"], after["session"]);
}

#[tokio::test]
async fn no_address_leads_elsewhere() {
    let mut viewer = Viewer::new();
    viewer.get("/tours/zorgtoeslag/2").await;
    // What stands in an address counts for nothing: the page stands in the tour, and the ticket keeps it.
    for query in ["?path=//evil.example", "?path=/other", "?to=https://evil.example"] {
        assert_eq!(viewer.enter(&format!("2/enter{query}#")).await.0, "/seen?x=1", "{query}");
    }
    let entrance = viewer.send("GET", "/tours/zorgtoeslag/2/enter", "").await;
    let to = entrance.headers[header::LOCATION].to_str().expect("text").replace("//zorgtoeslag.localhost:8780", "");
    for forged in [format!("{to}&path=//evil.example"), format!("{to}//evil.example")] {
        assert_eq!(viewer.at_prototype(&forged, "").await.headers[header::LOCATION], "/", "{forged}");
    }
    // A tour that nobody read with care, such as one of another version of the lab.
    for path in ["//evil.example", "https://evil.example", "/\\evil.example", "/.lab/enter?ticket=x", "", "/a\r\nb: c"]
    {
        let mut tour = Tour::parse("demo.toml", TOUR, &name("zorgtoeslag")).unwrap_or_else(|faults| panic!("{faults}"));
        tour.scenes[1].path = path.to_owned();
        viewer.lab.tours.put_tour(&name("zorgtoeslag"), Some(&tour)).await.expect("it is kept");
        assert_eq!(viewer.enter("2").await.0, "/", "{path}");
    }
}

#[tokio::test]
async fn the_glass_box_says_what_happens_as_it_happens() {
    use fieldlab_domain::assessment::{Fact, Step};
    use fieldlab_domain::column::Value;
    use fieldlab_domain::text::Text;
    use fieldlab_domain::trail::{Decision, Event};

    let mut viewer = Viewer::new();
    viewer.get("/tours/zorgtoeslag/1").await;
    let glass = viewer.get("/tours/zorgtoeslag/1/glass").await;
    assert!(glass.contains("did not look at anything yet") && glass.contains("aria-live=\"polite\""), "{glass}");
    assert!(glass.contains("data-events=\"/tours/zorgtoeslag/1/glass/events?since=0\""), "{glass}");

    let fact = |title: &str, value| Fact { title: Text::same(title), value };
    let step = Step {
        rule: "means-test".to_owned(),
        title: Text::same("The means <b>"),
        inputs: vec![fact("income", Value::Amount(0))],
        outcome: fact("enough", Value::Flag(true)),
        article: "Wet X, artikel 2".to_owned(),
    };
    let decision = Decision {
        prototype: name("zorgtoeslag"),
        title: Text::same("Whether there is a right"),
        outcome: vec![fact("amount", Value::Amount(12_300))],
        steps: vec![step],
    };
    let key = crate::sessions::Key::parse(viewer.cookie.split('=').nth(1).expect("a value")).expect("a key");
    let session = |viewer: &Viewer| {
        viewer.lab.sessions.find(key, &crate::sessions::Door::Lab, std::time::Instant::now()).expect("it is there")
    };
    let answer = router(viewer.lab.clone())
        .oneshot(viewer.request("GET", "/tours/zorgtoeslag/1/glass/events?since=0", ""))
        .await
        .expect("it answers");
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut events = answer.into_body().into_data_stream();
    let mut next = async || {
        let bytes = futures_util::StreamExt::next(&mut events).await;
        bytes.map(|bytes| String::from_utf8_lossy(&bytes.expect("it goes on")).into_owned())
    };
    session(&viewer).state.happened(Event::Decided(decision));
    let said = next().await.expect("it says so");
    for part in [
        "event: happened",
        "id: 0",
        "Whether there is a right",
        "123",
        "means-test, Wet X, artikel 2",
        "The means &#60;b&#62;",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    viewer.post("/tours/zorgtoeslag/1/reset", "").await;
    assert!(next().await.expect("it says so").contains("event: anew"), "what went before is gone");
    let refused = Event::Refused { prototype: name("zorgtoeslag"), what: "person.bsn".to_owned() };
    session(&viewer).state.happened(refused);
    let said = next().await.expect("it says so");
    assert!(said.contains("Was not allowed") && said.contains("person.bsn"), "{said}");
    let glass = viewer.get("/tours/zorgtoeslag/1/glass").await;
    assert!(glass.contains("person.bsn") && glass.contains("events?since=1"), "also without a script: {glass}");
    viewer.lab.sessions.end();
    assert_eq!(next().await, None, "a lab that stops waits for nobody who listens");
}

#[tokio::test]
async fn who_deploys_a_prototype_sends_its_tour() {
    let viewer = Viewer::new();
    let send = async |method: &str, name: &str, token: &str, body: &str| {
        let request = Request::builder().method(method).uri(format!("/v1/prototypes/{name}/tour"));
        let request = request.header(header::HOST, "localhost:8780").header(header::AUTHORIZATION, token);
        send(&viewer.lab, request.body(Body::from(body.to_owned())).expect("a request")).await
    };
    let faulty = TOUR.replace("hendrik", "hendrick");
    for (token, name, body, status, words) in [
        ("Bearer wrong", "zorgtoeslag", TOUR, 401, "token"),
        ("Bearer view", "zorgtoeslag", TOUR, 403, "not deploy"),
        ("Bearer deploy@Somebody else", "zorgtoeslag", TOUR, 403, "the token is of"),
        ("Bearer deploy", "none", TOUR, 404, "no prototype `none`"),
        (OWNER, "zorgtoeslag", &faulty, 422, "hendrik"),
        (OWNER, "zorgtoeslag", TOUR, 200, "\"scenes\":3"),
    ] {
        let answer = send("PUT", name, token, body).await;
        assert!(answer.status.as_u16() == status && answer.body.contains(words), "{token} {name}: {}", answer.body);
    }
    let kept = |viewer: &Viewer| viewer.lab.tours.clone();
    assert_eq!(
        kept(&viewer).tour(&name("zorgtoeslag")).await.expect("it answers").map(|tour| tour.scenes[1].day),
        Some(Some(Date::new(2026, 7, 1)))
    );
    assert_eq!(send("DELETE", "zorgtoeslag", OWNER, "").await.status, StatusCode::OK);
    assert_eq!(kept(&viewer).tour(&name("zorgtoeslag")).await.expect("it answers"), None);
}

#[tokio::test]
async fn a_team_writes_a_tour_in_the_page() {
    let mut viewer = Viewer::new();
    let page = viewer.get("/tours/zorgtoeslag/edit").await;
    assert!(page.contains("persona = &#34;hendrik&#34;") && page.contains("Take the tour away"), "{page}");
    let encoded = |source: &str| {
        let letters = source.bytes().map(|byte| format!("%{byte:02X}"));
        format!("source={}", letters.collect::<String>())
    };
    let before = viewer.lab.tours.tour(&name("zorgtoeslag")).await.expect("it answers");
    let faulty = viewer.send("POST", "/tours/zorgtoeslag/edit", &encoded(&TOUR.replace("persona", "persoon"))).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faulty.body.contains("unknown key `persoon`") && faulty.body.contains("persoon = "), "{}", faulty.body);
    assert_eq!(viewer.lab.tours.tour(&name("zorgtoeslag")).await.expect("it answers"), before, "nothing is kept");
    let changed = TOUR.replace("This is where it begins.", "Here it is.").replace('\n', "\r\n");
    assert_eq!(viewer.post("/tours/zorgtoeslag/edit", &encoded(&changed)).await, "/tours/zorgtoeslag");
    assert!(viewer.get("/tours/zorgtoeslag/1").await.contains("Here it is."));
    assert_eq!(viewer.post("/tours/zorgtoeslag/edit", "act=remove").await, "/prototypes/zorgtoeslag");
    assert_eq!(viewer.send("GET", "/tours/zorgtoeslag", "").await.status, StatusCode::NOT_FOUND);
    let anew = viewer.get("/tours/zorgtoeslag/edit").await;
    assert!(
        anew.contains("[[scenes]]") && !anew.contains("Take the tour away"),
        "there is something to begin from: {anew}"
    );
    assert_eq!(viewer.send("POST", "/tours/none/edit", "source=x").await.status, StatusCode::NOT_FOUND);
}
