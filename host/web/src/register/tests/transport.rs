//! What is said of a request before its question is read, and when the register fails.

use axum::body::Body;
use axum::http::header::{self, HeaderName};
use axum::http::{Method, Request};
use fieldlab_domain::register::RegisterError;

use super::people::People;
use super::{PATH, post, send};

const QUESTION: &str =
    r#"{"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":["999990019"],"fields":["leeftijd"]}"#;

/// The question above, compressed with gzip.
const COMPRESSED: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 42, 169, 44, 72, 85, 178, 82, 10, 74, 76, 76, 41, 200, 73, 77, 77, 247,
    77, 45, 113, 42, 45, 74, 79, 45, 42, 78, 45, 42, 203, 76, 78, 205, 43, 205, 205, 77, 45, 82, 210, 81, 74, 194, 34,
    106, 21, 173, 100, 9, 2, 6, 6, 134, 150, 74, 177, 58, 74, 105, 153, 169, 57, 41, 197, 32, 97, 160, 81, 105, 37,
    153, 89, 41, 74, 177, 181, 0, 37, 157, 92, 48, 100, 0, 0, 0,
];

fn people() -> Option<People> {
    Some(People::with_crowd(0, 0))
}

fn request(method: &str, path: &str, headers: &[(HeaderName, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.body(Body::from(QUESTION)).expect("a request")
}

#[tokio::test]
async fn an_answer_is_json() {
    let reply = send(people(), post(QUESTION)).await;
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/json; charset=utf-8");
    assert_eq!(reply.text, r#"{"type":"RaadpleegMetBurgerservicenummer","personen":[{"leeftijd":43}]}"#);
}

#[tokio::test]
async fn each_refusal_is_a_problem_in_the_words_of_the_specification() {
    let (text, many) = ([(header::CONTENT_TYPE, "text/plain")], [(header::ACCEPT, "text/html, application/json")]);
    let mut told = Vec::new();
    for request in [
        request("POST", "/haalcentraal/api/brp/bewoningen", &[]),
        request("GET", PATH, &[]),
        request("POST", PATH, &many),
        request("POST", PATH, &text),
        post(vec![b' '; 3_000_000]),
    ] {
        let reply = send(people(), request).await;
        assert_eq!(reply.headers[header::CONTENT_TYPE], "application/problem+json");
        told.push(reply.text);
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    {"type":"https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.4","title":"Opgevraagde resource bestaat niet.","status":404,"instance":"/haalcentraal/api/brp/bewoningen"}
    {"type":"https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.5","title":"Gebruikte bevragingsmethode is niet toegestaan.","status":405,"instance":"/haalcentraal/api/brp/personen","code":"methodNotAllowed"}
    {"type":"https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.6","title":"Gevraagde content type wordt niet ondersteund.","status":406,"detail":"Ondersteunde content type: application/json; charset=utf-8.","instance":"/haalcentraal/api/brp/personen","code":"notAcceptable"}
    {"type":"https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.13","title":"Media Type wordt niet ondersteund.","status":415,"detail":"Ondersteunde content type: application/json; charset=utf-8.","instance":"/haalcentraal/api/brp/personen","code":"unsupportedMediaType"}
    {"type":"https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.11","title":"De bevraging bevat een fout.","status":413,"instance":"/haalcentraal/api/brp/personen"}
    "#);
}

#[tokio::test]
async fn the_first_check_that_fails_answers() {
    let wrong = [(header::ACCEPT, "text/html"), (header::CONTENT_TYPE, "text/plain")];
    for (method, path, headers, status) in [
        ("PUT", "/haalcentraal/api/brp/x", &wrong[..], 405),
        ("POST", "/haalcentraal/api/brp/x", &wrong[..], 406),
        ("POST", "/haalcentraal/api/brp/x", &wrong[1..], 415),
        ("POST", "/haalcentraal/api/brp/x", &[], 404),
        ("POST", "/haalcentraal/api/brp/x/personen", &[], 404),
    ] {
        let reply = send(people(), request(method, path, headers)).await;
        assert_eq!(reply.status.as_u16(), status, "{method} {path}");
    }
}

#[tokio::test]
async fn only_post_is_a_way_to_ask() {
    for method in
        [Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::HEAD, Method::TRACE]
    {
        let reply = send(people(), request(method.as_str(), PATH, &[])).await;
        assert_eq!(reply.status.as_u16(), 405, "{method}");
    }
}

#[tokio::test]
async fn json_is_known_by_several_names() {
    let check = async |name: HeaderName, value: &str, status: u16| {
        let reply = send(people(), request("POST", PATH, &[(name.clone(), value)])).await;
        assert_eq!(reply.status.as_u16(), status, "{name}: {value}");
    };
    for value in ["", "*/*", "*/*; charset=UTF-8", "application/json", "Application/JSON;  charset=utf-8"] {
        check(header::ACCEPT, value, 200).await;
    }
    for value in ["application/xml", "application/*", "application/json;charset=latin1", "application/json;q=0.9"] {
        check(header::ACCEPT, value, 406).await;
    }
    for value in ["", "application/json", "application/json; charset=utf-8"] {
        check(header::CONTENT_TYPE, value, 200).await;
    }
    for value in ["*/*", "application/problem+json", "application/json;charset=utf-16"] {
        check(header::CONTENT_TYPE, value, 415).await;
    }
}

#[tokio::test]
async fn a_compressed_question_is_understood() {
    let check = async |body: &'static [u8], encoding: &str, status: u16| {
        let mut request = post(body);
        request.headers_mut().insert(header::CONTENT_ENCODING, encoding.parse().expect("a header"));
        let reply = send(people(), request).await;
        assert_eq!(reply.status.as_u16(), status, "{encoding}: {}", reply.text);
        reply
    };
    check(COMPRESSED, "gzip", 200).await;
    for (body, encoding) in [(QUESTION.as_bytes(), "gzip"), (&COMPRESSED[..30], "gzip"), (COMPRESSED, "br")] {
        let reply = check(body, encoding, 400).await;
        assert_eq!(reply.body()["detail"], "Request body is geen geldige JSON.");
    }
}

#[tokio::test]
async fn without_a_register_there_is_nothing_here() {
    let reply = send(None, post(QUESTION)).await;
    assert_eq!(
        (reply.status.as_u16(), reply.body()["title"].as_str()),
        (404, Some("Opgevraagde resource bestaat niet."))
    );
}

#[tokio::test]
async fn a_register_that_fails_tells_no_more_than_that() {
    let unavailable = People::failing(|| RegisterError::Unavailable { what: "secret".into() });
    let broken = People::failing(|| RegisterError::Broken { what: "secret".into() });
    for (people, status) in [(unavailable, 502), (broken, 500)] {
        let reply = send(Some(people), post(QUESTION)).await;
        assert_eq!(reply.status.as_u16(), status);
        assert!(!reply.text.contains("secret"), "{}", reply.text);
    }
}

#[tokio::test]
async fn only_this_machine_is_answered() {
    let mut elsewhere = post(QUESTION);
    elsewhere.headers_mut().insert(header::HOST, "evil.example".parse().expect("a header"));
    assert_eq!(send(people(), elsewhere).await.status.as_u16(), 421);
}
