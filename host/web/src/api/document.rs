//! The document of the interface, OpenAPI 3.1, to the NL API Design Rules 2.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::text::Language;
use serde_json::Value;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContactBuilder, Content, HeaderBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Response as Described, ResponseBuilder,
    ServerBuilder, Type,
};
use utoipa::{OpenApi as _, ToSchema as _};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::KIND;
use super::{Problem, VERSION};
use crate::Lab;
use crate::language::Reader;
use crate::site::Here;

/// Where the interface is.
pub(super) const BASE: &str = "/v1";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Fieldlab",
        description = "The interface of a lab for programs: what its pages do, for pipelines and other tools.\n\n\
                       Each request but the one for this document has a token, `Authorization: Bearer TOKEN`, which whoever runs the lab \
                       makes with `fieldlab token new`. What a token's role must be stands with each operation; every role may view.\n\n\
                       Lists come a page at a time (`page`, `pageSize`) and name the address of the next. Moments are in UTC. What can't \
                       be done is answered with a problem (RFC 9457) whose `hint` says what to do.\n\n\
                       All people in a lab are synthetic.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
    ),
    components(schemas(super::problem::Body9457, super::problem::Fault)),
    tags(
        (name = "Needs", description = "Questions that people in society have."),
        (name = "Experiments", description = "What is tried for a need."),
        (name = "Runs and evidence", description = "What came out, sealed."),
        (name = "Support", description = "What people think of demos and evidence, and what owners decided."),
        (name = "Shares", description = "Links for people who are no members."),
        (name = "Prototypes", description = "Versions, which one is served, and tours."),
        (name = "Grants and log", description = "What prototypes may read and do, and whom they looked at."),
        (name = "This document", description = "The interface itself."),
    ),
)]
struct Base;

/// All of the interface: its routes, each with its part of the document.
pub(super) fn described(resources: OpenApiRouter<Lab>) -> OpenApiRouter<Lab> {
    OpenApiRouter::with_openapi(Base::openapi()).merge(resources).routes(routes!(show))
}

/// The document, with what is the same everywhere.
pub(super) fn completed(mut document: OpenApi) -> OpenApi {
    document.info.version = VERSION.to_owned();
    document.servers = Some(vec![ServerBuilder::new().url(BASE).build()]);
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
    let token = token.description(Some("A token of the lab: `fieldlab token new`."));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("token", SecurityScheme::Http(token.build()));
    for item in document.paths.paths.values_mut() {
        for (method, operation) in operations_mut(item) {
            complete(method, operation);
        }
    }
    document
}

/// What every operation may answer, and the version on each answer.
fn complete(method: &str, operation: &mut Operation) {
    let needs_token = operation.security.as_ref().is_some_and(|needed| !needed.is_empty());
    let takes = operation.parameters.as_ref().is_some_and(|all| !all.is_empty()) || operation.request_body.is_some();
    let mut refusals = vec![("500", "The lab failed; its own log says why.")];
    if takes || !matches!(method, "get" | "delete") {
        refusals.push(("400", "What was sent can't be read."));
    }
    if needs_token {
        refusals.push(("401", "There is no token, or one that opens nothing."));
        refusals.push(("403", "The token has another role, or is of another organisation."));
    }
    if operation.request_body.is_some() {
        refusals.push(("413", "The body is too large."));
        refusals.push(("415", "The body is of another media type."));
    }
    let responses = &mut operation.responses.responses;
    for (status, description) in refusals {
        let known = responses.entry(status.to_owned());
        known.or_insert_with(|| RefOr::T(ResponseBuilder::new().description(description).build()));
    }
    for (status, response) in responses.iter_mut() {
        if let RefOr::T(response) = response {
            finish(status, response);
        }
    }
}

fn finish(status: &str, response: &mut Described) {
    let version = ObjectBuilder::new().schema_type(Type::String).examples([VERSION]).build();
    let version = HeaderBuilder::new().schema(Some(version)).description(Some("The version of the interface.")).build();
    response.headers.insert("API-Version".to_owned(), RefOr::T(version));
    if status.starts_with(['4', '5']) {
        let problem = Content::new(Some(Ref::from_schema_name(super::problem::Body9457::name())));
        response.content.clear();
        response.content.insert(KIND.to_owned(), RefOr::T(problem));
    }
}

/// The operations of a path, each with its method in lower case.
fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("get", &mut item.get),
        ("put", &mut item.put),
        ("post", &mut item.post),
        ("delete", &mut item.delete),
        ("patch", &mut item.patch),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The document as this lab tells it: with its own address, and who runs it.
fn of_lab(here: &Here) -> OpenApi {
    let mut document = super::document().clone();
    // A mail to the webmaster of a domain reaches who runs what is served there (RFC 2142). The lab on somebody's own machine has none;
    // what stands for it is a name that leads nowhere else (RFC 6761).
    let lab = here.lab();
    let lab = lab.trim_start_matches('/');
    let domain = match here.is_public() {
        true => lab.rsplit_once(':').map_or(lab, |(name, _)| name),
        false => "fieldlab.localhost",
    };
    let contact = ContactBuilder::new()
        .name(Some("Who runs this lab"))
        .email(Some(format!("webmaster@{domain}")))
        .url(Some(env!("CARGO_PKG_REPOSITORY")))
        .build();
    document.info.contact = Some(contact);
    if here.is_public() {
        let url = format!("{}:{}{BASE}", here.scheme(), here.lab());
        document.servers = Some(vec![ServerBuilder::new().url(url).build()]);
    }
    document
}

/// Read this document
///
/// It is for everybody, and pages elsewhere may read it too.
#[utoipa::path(
    get, path = "/openapi.json", tag = "This document", operation_id = "readDocument",
    responses((
        status = 200, description = "The document, OpenAPI 3.1.", body = serde_json::Value,
        headers(("Access-Control-Allow-Origin" = String, description = "Every page may read it: `*`.")),
    )),
    security(()),
)]
async fn show(here: Here, reader: Reader) -> Response {
    let open = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-language, cookie"),
        (header::CONTENT_LANGUAGE, reader.language.code()),
    ];
    match told(&here, reader.language) {
        Ok(document) => (open, Json(document)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the document of the interface could not be written");
            Problem::broken().into_response()
        }
    }
}

/// The document as this lab tells it, in a language.
pub(crate) fn told(here: &Here, language: Language) -> serde_json::Result<Value> {
    let mut document = serde_json::to_value(of_lab(here))?;
    if language == Language::Nl {
        translate(&mut document);
    }
    Ok(document)
}

/// Says in Dutch what is said in English.
fn translate(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text) if key == "summary" || key == "description" => {
                        if let Some(dutch) = super::dutch().get(text.as_str()) {
                            text.clone_from(dutch);
                        }
                    }
                    value => translate(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(translate),
        _ => {}
    }
}
