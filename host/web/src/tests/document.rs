//! The document of the interface: it tells all that there is and nothing else, and keeps to the NL API Design Rules.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fieldlab_domain::deployment::Role;
use serde_json::Value;

use super::deploying::is_problem;
use super::memory::Memory;
use super::{Answer, empty, guest, needs, send};
use crate::Lab;
use crate::api::{VERSION, document};

fn lab() -> Lab {
    let store = Memory::samples();
    let needs = Arc::new(needs::Book::of(&store.needs));
    Lab { store: Arc::new(store), needs, services: guest::Guest::default().services(), ..empty() }
}

async fn ask(lab: &Lab, method: &str, path: &str, token: Option<&str>) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8780");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    send(lab, request.body(Body::empty()).expect("a request")).await
}

/// An operation of the document.
pub(super) struct Told {
    pub(super) method: String,
    pub(super) path: String,
    /// The role that a token must have; none for everybody.
    pub(super) role: Option<Role>,
    operation: Value,
}

/// All operations of the document, in its order.
pub(super) fn told() -> Vec<Told> {
    let document = serde_json::to_value(document()).expect("it is JSON");
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let needed = operation["security"][0]["token"][0].as_str();
            let role = |name| Role::ALL.into_iter().find(|role| role.name() == name).expect("a role that there is");
            all.push(Told {
                method: method.to_uppercase(),
                path: format!("/v1{path}"),
                role: needed.map(role),
                operation: operation.clone(),
            });
        }
    }
    all
}

fn filled(path: &str) -> String {
    let digest = format!("sha256:{}", "0".repeat(64));
    path.replace("{name}", "zorgtoeslag").replace("{id}", "1").replace("{digest}", &digest)
}

#[tokio::test]
async fn what_is_told_is_there_for_the_roles_that_are_told_and_nothing_else_is() {
    let lab = lab();
    let told = told();
    for Told { method, path, role, .. } in &told {
        let at = filled(path);
        let Some(role) = role else {
            assert_eq!(ask(&lab, method, &at, None).await.status, StatusCode::OK, "{method} {path}");
            continue;
        };
        is_problem(&ask(&lab, method, &at, None).await, 401);
        is_problem(&ask(&lab, method, &at, Some("guess")).await, 401);
        for holder in Role::ALL {
            let answer = ask(&lab, method, &at, Some(&format!("{}@Voorbeeldgemeente", holder.name()))).await;
            let is_kept_out = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
            assert_eq!(!is_kept_out, holder.allows(*role), "{method} {path} with {holder:?}: {}", answer.body);
            assert_eq!(answer.headers["api-version"], VERSION, "{method} {path}");
        }
    }
    let paths: BTreeSet<&str> = told.iter().map(|one| one.path.as_str()).collect();
    for path in paths {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            let is_told = told.iter().any(|one| one.path == path && one.method == method);
            let answer = ask(&lab, method, &filled(path), None).await;
            assert_eq!(answer.status == StatusCode::METHOD_NOT_ALLOWED, !is_told, "{method} {path}");
            if !is_told {
                is_problem(&answer, 405);
                assert!(answer.headers.contains_key(header::ALLOW), "{method} {path}");
            }
        }
    }
}

#[test]
fn each_route_of_the_interface_comes_with_its_part_of_the_document() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/api");
    let files = std::fs::read_dir(folder).expect("the folder exists").map(|entry| entry.expect("an entry").path());
    for file in files.chain([format!("{folder}.rs").into()]) {
        let source = std::fs::read_to_string(&file).expect("it is text");
        for other in [".route(", ".route_service(", ".fallback("] {
            assert!(!source.contains(other), "{}: use `routes!`, which describes a route too", file.display());
        }
    }
    let others: Vec<String> = crate::routes::table().rows.into_iter().map(|row| row.path).collect();
    let others: Vec<&String> = others.iter().filter(|path| path.starts_with("/v1")).collect();
    assert_eq!(others, ["/v1"], "the page for people, and no other");
}

#[tokio::test]
async fn every_answer_has_the_version_and_every_refusal_is_a_problem() {
    let lab = lab();
    for (method, path, status) in [
        ("GET", "/v1/nowhere", 404),
        ("GET", "/v1/needs/", 404),
        ("GET", "/v1/", 404),
        ("GET", "/v1/openapi.json/", 404),
        ("POST", "/v1/openapi.json", 405),
        ("PATCH", "/v1/needs", 405),
        ("POST", "/v1", 405),
        ("GET", "/v1/needs/%ff", 400),
        ("GET", "/v1/needs/no-such-need", 404),
        ("GET", "/v1/runs/0", 404),
        ("GET", "/v1/runs/99999999999999999999", 404),
        ("GET", "/v1/evidence/sha256:0", 404),
        ("GET", "/v1/needs?page=0", 400),
        ("GET", "/v1/needs?pageSize=101", 400),
        ("GET", "/v1/needs?page_size=5", 400),
        ("GET", "/v1/needs?page=1&page=2", 400),
        ("GET", "/v1/runs?state=over", 400),
    ] {
        let answer = ask(&lab, method, path, Some("view")).await;
        is_problem(&answer, status);
        assert_eq!(answer.headers["api-version"], VERSION, "{method} {path}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{method} {path}");
    }
    let elsewhere = Request::builder().method("POST").uri("/v1/needs").header(header::HOST, "localhost:8780");
    let elsewhere = elsewhere.header(header::ORIGIN, "http://evil.example").body(Body::empty()).expect("a request");
    is_problem(&send(&lab, elsewhere).await, 403);
}

#[tokio::test]
async fn the_document_is_for_everybody_in_their_language_with_the_address_of_the_lab() {
    let lab = Lab { site: crate::Site::new(Some("lab.example")).expect("a domain"), ..lab() };
    let at = async |host: &str, language: &str| {
        let request = Request::builder().uri("/v1/openapi.json").header(header::HOST, host);
        let request = request.header(header::ACCEPT_LANGUAGE, language).body(Body::empty()).expect("a request");
        let answer = send(&lab, request).await;
        assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
        assert_eq!(answer.headers["api-version"], VERSION);
        serde_json::from_str::<Value>(&answer.body).expect("it is JSON")
    };
    let (public, local) = (at("lab.example", "en").await, at("localhost:8780", "nl").await);
    assert_eq!(public["servers"][0]["url"], "https://lab.example/v1");
    assert_eq!(public["info"]["contact"]["email"], "webmaster@lab.example");
    assert_eq!((&local["openapi"], &local["servers"][0]["url"]), (&"3.1.0".into(), &"/v1".into()));
    assert_eq!(local["info"]["contact"]["email"], "webmaster@fieldlab.localhost");
    let summary = |document: &Value| document["paths"]["/needs"]["get"]["summary"].as_str().map(str::to_owned);
    assert_eq!(summary(&public).as_deref(), Some("List needs"));
    assert_eq!(summary(&local).as_deref(), Some("Hulpvragen opsommen"));
}

/// Every object in a document, with where it is.
fn each(value: &Value, at: &str, see: &mut impl FnMut(&str, &Value)) {
    see(at, value);
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| each(value, &format!("{at}/{key}"), see)),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, value)| each(value, &format!("{at}/{n}"), see)),
        _ => {}
    }
}

fn is_kebab(part: &str) -> bool {
    let is_variable = part.starts_with('{') && part.ends_with('}');
    let is_plain =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    is_variable || is_plain(part) || part == "openapi.json"
}

fn is_camel(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase()) && name.chars().all(|one| one.is_ascii_alphanumeric())
}

/// The technical rules of the NL API Design Rules 2 that a document can keep or break, by their names.
#[test]
fn the_document_keeps_to_the_design_rules() {
    let document = serde_json::to_value(document()).expect("it is JSON");
    let numbers: Vec<&str> = document["info"]["version"].as_str().expect("a version").split('.').collect();
    assert!(numbers.len() == 3 && numbers.iter().all(|part| part.parse::<u32>().is_ok()), "/core/semver");
    assert_eq!(document["info"]["version"], VERSION, "/core/version-header");
    assert_eq!(document["openapi"], "3.1.0", "/core/doc-openapi");
    assert!(document["servers"][0]["url"].as_str().is_some_and(|url| url.ends_with("/v1")), "/core/uri-version");
    assert!(document["paths"]["/openapi.json"]["get"].is_object(), "/core/publish-openapi");
    let mut names = BTreeSet::new();
    for Told { method, path, operation, .. } in told() {
        let what = format!("{method} {path}");
        assert!(path.split('/').skip(1).all(is_kebab), "{what}: /core/path-segments-kebab-case");
        assert!(!path.ends_with('/'), "{what}: /core/no-trailing-slash");
        assert!(["GET", "POST", "PUT", "DELETE", "PATCH"].contains(&method.as_str()), "{what}: /core/http-methods");
        assert!(names.insert(operation["operationId"].to_string()), "{what}: its name is used twice");
        assert!(operation["summary"].is_string() && operation["tags"][0].is_string(), "{what}");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        for one in &parameters {
            let name = one["name"].as_str().expect("a name");
            assert!(one["in"] != "query" || is_camel(name), "{what} {name}: /core/query-keys-camel-case");
            assert!(one["description"].is_string(), "{what} {name} says what it is");
        }
        let responses = operation["responses"].as_object().expect("responses");
        let may_be_bad = !parameters.is_empty() || !matches!(method.as_str(), "GET" | "DELETE");
        assert!(!may_be_bad || responses.contains_key("400"), "{what}: /core/error-handling/invalid-input");
        for (status, response) in responses {
            assert!(response["headers"]["API-Version"].is_object(), "{what} {status}: /core/version-header");
            if status.starts_with(['4', '5']) {
                let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(
                    schema, "#/components/schemas/Problem",
                    "{what} {status}: /core/error-handling/problem-details"
                );
            }
        }
    }
    let problem = &document["components"]["schemas"]["Problem"]["properties"];
    for field in ["status", "title", "detail"] {
        assert!(problem[field].is_object(), "{field}: /core/error-handling/problem-details");
    }
    each(&document["components"]["schemas"], "", &mut |at, value| {
        for (name, field) in value["properties"].as_object().into_iter().flatten() {
            assert!(is_camel(name), "{at} {name} is lower camel case");
            let mut is_told = field["$ref"].is_string();
            each(field, "", &mut |_, part| is_told |= part["description"].is_string());
            assert!(is_told, "{at} {name} says what it is");
            let is_moment =
                ["at", "before"].contains(&name.as_str()) && field["type"] == "string" || name.ends_with("At");
            assert!(!is_moment || field["format"] == "date-time", "{at} {name}: /core/date-time");
        }
        if let Some(to) = value.get("$ref").and_then(Value::as_str) {
            let to = to.strip_prefix('#').expect("it is in the document");
            assert!(document.pointer(to).is_some(), "{at} leads to {to}");
        }
    });
}

/// The table for people who want to know what a token opens; written from the document, so that it can't be out of step.
fn table_in_words() -> String {
    let head = "| method | path | for everybody | view | deploy | oversee | work |\n| --- | --- | --- | --- | --- | --- | --- |\n";
    let mark = |may: bool| if may { "yes" } else { "" };
    let line = |one: &Told| {
        let roles = Role::ALL.map(|holder| mark(one.role.is_none_or(|role| holder.allows(role)))).join(" | ");
        format!("| {} | `{}` | {} | {roles} |\n", one.method, one.path, mark(one.role.is_none()))
    };
    head.to_owned() + &told().iter().map(line).collect::<String>()
}

#[test]
fn the_document_on_roles_has_each_route_of_the_interface() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/roles.md");
    let document = std::fs::read_to_string(path).expect("docs/roles.md is there");
    let table = table_in_words();
    assert!(document.contains(&table), "docs/roles.md has another table than the interface; write:\n{table}");
}

#[test]
fn each_text_of_the_document_is_there_in_dutch_too() {
    let known = crate::api::dutch();
    let mut used = BTreeSet::new();
    let document = serde_json::to_value(document()).expect("it is JSON");
    each(&document, "", &mut |_, value| {
        for key in ["summary", "description"] {
            if let Some(text) = value.get(key).and_then(Value::as_str) {
                used.insert(text.to_owned());
            }
        }
    });
    used.extend(
        document["tags"].as_array().expect("tags").iter().filter_map(|tag| tag["name"].as_str().map(str::to_owned)),
    );
    let missing: Vec<&String> = used.iter().filter(|text| !known.contains_key(text.as_str())).collect();
    let stale: Vec<&String> = known.keys().filter(|text| !used.contains(text.as_str())).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "texts/interface.nl.json\nlacks {missing:#?}\nand has too much: {stale:#?}"
    );
}
