mod faults;
mod people;
mod permission;
mod persons;
mod searching;
mod transport;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{Access, PATH};
use crate::{Lab, router};
use people::People;

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Reply {
    /// The status and the body, as a person reads them.
    fn told(&self) -> String {
        let body: Value = serde_json::from_str(&self.text).unwrap_or_default();
        format!("{}\n{body:#}", self.status.as_u16())
    }

    fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The persons that were found.
    fn persons(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.body()["personen"].clone()
    }

    /// The last three digits of the numbers of the persons that were found.
    fn found(&self) -> String {
        let persons = self.persons();
        let numbers = persons.as_array().expect("a list").iter().map(|person| {
            let number = person["burgerservicenummer"].as_str().expect("it is asked for");
            number[6..].to_owned()
        });
        numbers.collect::<Vec<_>>().join(" ")
    }
}

async fn send(register: Option<People>, request: Request<Body>) -> Reply {
    let register = register.map(|people| Arc::new(people) as Arc<_>);
    let lab = Lab { register, ..crate::tests::empty() };
    let (parts, body) = router(lab).oneshot(request).await.expect("the router answers").into_parts();
    let bytes = to_bytes(body, 10_000_000).await.expect("the body ends");
    Reply { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}

fn post(body: impl Into<Body>) -> Request<Body> {
    let request =
        Request::post(PATH).header(header::HOST, "localhost").header(header::CONTENT_TYPE, "application/json");
    request.body(body.into()).expect("a request")
}

/// Asks what is written as JSON.
async fn ask(body: &str) -> Reply {
    send(Some(People::with_crowd(0, 0)), post(body.to_owned())).await
}

/// Asks for fields of persons by their numbers; of a number the last three digits are given.
async fn look_at(numbers: &[&str], fields: &[&str]) -> Reply {
    let numbers: Vec<_> = numbers.iter().map(|digits| format!("999990{digits}")).collect();
    let question =
        json!({ "type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": numbers, "fields": fields });
    ask(&question.to_string()).await
}

/// Searches with some parameters, and asks for numbers.
async fn search(kind: &str, parameters: Value) -> Reply {
    search_in(People::with_crowd(0, 0), kind, parameters).await
}

async fn search_in(people: People, kind: &str, mut parameters: Value) -> Reply {
    parameters["type"] = json!(kind);
    parameters["fields"] = json!(["burgerservicenummer"]);
    send(Some(people), post(parameters.to_string())).await
}
