//! What a person shares with a prototype, and the ways to the page on which they decide.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fieldlab_domain::name::Name;
use fieldlab_domain::trail::Event;

use super::guest::Guest;
use super::{Answer, empty, send};
use crate::sessions::{Door, Key, Session};
use crate::{Lab, Services};

const ASKS: &str = r#"
    [service]
    uses = ["vault", "desks"]
    [[asks]]
    name = "rent"
    fields = ["household.rent_month", "household.tenure"]
    purpose = { nl = "Uw <huur> uitrekenen.", en = "To work out your <rent>." }
    days = 14
"#;

struct Browser {
    lab: Lab,
    /// Of the prototype's origin.
    key: Key,
}

impl Browser {
    /// Somebody who plays this persona, with the prototype open.
    fn playing(persona: Option<&str>) -> Browser {
        let answerer = "[service]\n[answers]\ntopics = [\"debts\"]";
        let services: Services = [
            Guest::that(ASKS).named("zorgtoeslag"),
            Guest::that(answerer).named("buurthulp"),
            Guest::that("[service]").named("silent"),
        ]
        .into_iter()
        .collect();
        let lab = Lab { services, ..empty() };
        let persona = persona.map(|name| Name::parse(name).expect("it is a name"));
        let session = Session { persona, ..Session::new(lab.today, fieldlab_domain::text::Language::En) };
        let door = Door::Prototype(Name::parse("zorgtoeslag").expect("it is a name").into());
        let key = lab.sessions.begin(session, door, std::time::Instant::now());
        Browser { lab, key }
    }

    async fn at_prototype(&self, path: &str, key: &str) -> Answer {
        let request = Request::get(path)
            .header(header::HOST, "zorgtoeslag.localhost:8780")
            .header(header::COOKIE, format!("__Host-fieldlab-demo={key}"));
        send(&self.lab, request.body(Body::empty()).expect("a request")).await
    }

    /// The address of the lab's page about the request.
    async fn asked(&self) -> String {
        let answer = self.at_prototype("/.lab/share/rent?back=%2Fuitkomst", &self.key.to_string()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let to = answer.headers[header::LOCATION].to_str().expect("text");
        to.strip_prefix("//localhost:8780").expect("it is the lab's").to_owned()
    }

    async fn at_lab(&self, method: &str, path: &str, form: &str) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8780");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        send(&self.lab, request.body(Body::from(form.to_owned())).expect("a request")).await
    }

    fn session(&self) -> Session {
        let door = Door::Prototype(Name::parse("zorgtoeslag").expect("it is a name").into());
        self.lab.sessions.find(self.key, &door, std::time::Instant::now()).expect("it is there")
    }

    /// What is shared: how many fields, and until when.
    fn shared(&self) -> Option<(usize, String)> {
        let session = self.session();
        let service = self.lab.services.get("zorgtoeslag").expect("it is there");
        let ask = service.manifest().ask("rent").expect("it asks").clone();
        session.state.with_consents(|consents| {
            let consent = consents.of(&service.manifest().name, &ask, session.today)?;
            Some((consent.fields.len(), consent.until.to_string()))
        })
    }
}

#[tokio::test]
async fn a_person_decides_what_to_share_on_a_page_of_the_lab() {
    let browser = Browser::playing(Some("sanne"));
    let page = browser.asked().await;
    let shown = browser.at_lab("GET", &page, "").await;
    assert_eq!(shown.status, StatusCode::OK);
    for words in [
        "Health care allowance asks something of you",
        "To work out your &#60;rent&#62;.",
        "690.40",
        "Landlord or land registry",
    ] {
        assert!(shown.body.contains(words), "{words}: {}", shown.body);
    }
    let policy = shown.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
    assert!(policy.contains("frame-ancestors 'self' localhost:8780 127.0.0.1:8780"), "{policy}");
    assert!(policy.contains("form-action 'self' zorgtoeslag.localhost:8780"), "{policy}");

    let decided = browser.at_lab("POST", &page, "field=household.rent_month&days=7&share=yes").await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.shared(), Some((1, "2026-01-07".to_owned())), "one of the two, and the day itself counts");
    let trail = browser.session().state.trail(0);
    assert!(matches!(&trail[..], [(_, Event::Shared(_))]), "{trail:?}");
    // Back to where they came from.
    let entrance = decided.headers[header::LOCATION].to_str().expect("text").to_owned();
    let path = entrance.strip_prefix("//zorgtoeslag.localhost:8780").expect("it is the prototype's");
    let back = browser.at_prototype(path, "").await;
    assert_eq!((back.status, back.headers[header::LOCATION].as_bytes()), (StatusCode::SEE_OTHER, &b"/uitkomst"[..]));
}

#[tokio::test]
async fn a_person_can_say_no_and_nobody_has_nothing_to_share() {
    let browser = Browser::playing(Some("sanne"));
    let page = browser.asked().await;
    for form in ["field=household.rent_month&days=7&share=no", "days=7&share=yes", "field=person.bsn&days=7&share=yes"]
    {
        assert_eq!(browser.at_lab("POST", &page, form).await.status, StatusCode::SEE_OTHER, "{form}");
        assert_eq!(browser.shared(), None, "{form}");
    }
    for form in ["field=household.rent_month&days=15&share=yes", "field=household.rent_month&share=yes"] {
        assert_eq!(browser.at_lab("POST", &page, form).await.status, StatusCode::BAD_REQUEST, "{form}");
    }
    let nobody = Browser::playing(None);
    let page = nobody.asked().await;
    assert!(nobody.at_lab("GET", &page, "").await.body.contains("You are nobody yet"));
    let form = "field=household.rent_month&days=7&share=yes";
    assert_eq!(nobody.at_lab("POST", &page, form).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn only_who_has_the_prototype_open_comes_to_the_page() {
    let browser = Browser::playing(Some("sanne"));
    let key = browser.key.to_string();
    for (path, key) in [("/.lab/share/rent", ""), ("/.lab/share/rent", "0123"), ("/.lab/share/NO", &*key)] {
        assert_eq!(browser.at_prototype(path, key).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // A request that the manifest does not have leads to a page that says so.
    let answer = browser.at_prototype("/.lab/share/income", &key).await;
    let to = answer.headers[header::LOCATION].to_str().expect("text");
    let page = to.strip_prefix("//localhost:8780").expect("it is the lab's");
    assert_eq!(browser.at_lab("GET", page, "").await.status, StatusCode::GONE);
    // Keys that open a prototype open no page of the lab, and made-up ones nothing.
    for key in [key.as_str(), "none", "00000000000000000000000000000000"] {
        assert_eq!(browser.at_lab("GET", &format!("/sharing/{key}"), "").await.status, StatusCode::GONE);
        assert_eq!(browser.at_lab("POST", &format!("/sharing/{key}"), "share=no").await.status, StatusCode::GONE);
    }
    // A script of the prototype can't send the form.
    let page = browser.asked().await;
    let request = Request::post(&page)
        .header(header::HOST, "localhost:8780")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let form = Body::from("field=household.rent_month&days=7&share=yes");
    let refused = send(&browser.lab, request.body(form).expect("a request")).await;
    assert_eq!((refused.status, browser.shared()), (StatusCode::FORBIDDEN, None));
}

#[tokio::test]
async fn from_one_prototype_to_another_one_goes_as_the_same_person() {
    let browser = Browser::playing(Some("sanne"));
    let key = browser.key.to_string();
    let led = browser.at_prototype("/.lab/to/buurthulp?page=%2Fhulp%3Fx%3D1", &key).await;
    assert_eq!(led.status, StatusCode::SEE_OTHER);
    let to = led.headers[header::LOCATION].to_str().expect("text");
    assert!(to.starts_with("//buurthulp.localhost:8780/.lab/enter?ticket="), "{to}");
    // To who answers no questions and is not called it does not lead, and a stranger it leads nowhere.
    assert_eq!(browser.at_prototype("/.lab/to/silent", &key).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.at_prototype("/.lab/to/none", &key).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.at_prototype("/.lab/to/buurthulp", "").await.status, StatusCode::NOT_FOUND);
}
