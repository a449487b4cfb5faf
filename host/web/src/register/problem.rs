//! Why the register gives no persons, in the words of the specification.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

/// One thing that is wrong with a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Fault {
    pub(super) name: String,
    pub(super) code: &'static str,
    pub(super) reason: String,
}

impl Fault {
    pub(super) fn new(name: &str, code: &'static str, reason: impl Into<String>) -> Fault {
        Fault { name: name.to_owned(), code, reason: reason.into() }
    }

    pub(super) fn required(name: &str) -> Fault {
        Fault::new(name, "required", "Parameter is verplicht.")
    }
}

/// Why the register gives no persons.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Nobody knows who is asking.
    Unauthenticated,
    /// The method is not POST.
    WrongMethod,
    /// The answer is wanted in another form than JSON.
    NotAcceptable,
    /// The question is in another form than JSON.
    UnsupportedMedia,
    /// There is nothing at this path, or the lab has no register.
    NoResource,
    /// The question is too long to be one.
    TooLarge,
    /// The question is not a JSON object.
    NotJson,
    /// Parameters are wrong: all that is.
    Invalid(Vec<Fault>),
    /// Who is asking may not use the register.
    Unauthorized,
    /// Who is asking may not search by these.
    Parameters(Vec<String>),
    /// Who is asking may not see these.
    Fields(Vec<String>),
    /// More persons are found than may be shown.
    TooMany(usize),
    /// The lab is at fault.
    Broken,
    /// The register can't be read.
    Unavailable,
}

/// The problem as it is sent, in the order in which the specification shows its members (RFC 7807).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Problem<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    instance: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    invalid_params: &'a [Fault],
}

impl Refusal {
    /// Status, section of the RFC that tells of it, title, and code where there is one.
    #[rustfmt::skip] // A table.
    fn row(&self) -> (u16, &'static str, &'static str, Option<&'static str>) {
        match self {
            Refusal::Invalid(_) => (400, "7231#section-6.5.1", "Een of meerdere parameters zijn niet correct.", Some("paramsValidation")),
            Refusal::NotJson => (400, "7231#section-6.5.1", "De bevraging bevat een fout.", None),
            Refusal::TooMany(_) => (400, "7231#section-6.5.1", "Teveel zoekresultaten.", Some("tooManyResults")),
            Refusal::Unauthenticated => (401, "7235#section-3.1", "Niet correct geauthenticeerd.", Some("authentication")),
            Refusal::Unauthorized => (403, "7231#section-6.5.3", "U bent niet geautoriseerd voor het gebruik van deze API.", Some("unauthorized")),
            Refusal::Parameters(_) => (403, "7231#section-6.5.3", "U bent niet geautoriseerd voor de gebruikte parameter(s).", Some("unauthorizedParameter")),
            Refusal::Fields(_) => (403, "7231#section-6.5.3", "U bent niet geautoriseerd voor één of meerdere opgegeven field waarden.", Some("unauthorizedField")),
            Refusal::NoResource => (404, "7231#section-6.5.4", "Opgevraagde resource bestaat niet.", None),
            Refusal::WrongMethod => (405, "7231#section-6.5.5", "Gebruikte bevragingsmethode is niet toegestaan.", Some("methodNotAllowed")),
            Refusal::NotAcceptable => (406, "7231#section-6.5.6", "Gevraagde content type wordt niet ondersteund.", Some("notAcceptable")),
            Refusal::TooLarge => (413, "7231#section-6.5.11", "De bevraging bevat een fout.", None),
            Refusal::UnsupportedMedia => (415, "7231#section-6.5.13", "Media Type wordt niet ondersteund.", Some("unsupportedMediaType")),
            Refusal::Broken => (500, "7231#section-6.6.1", "Internal Server error.", None),
            Refusal::Unavailable => (502, "7231#section-6.6.4", "Bronservice is tijdelijk niet beschikbaar.", None),
        }
    }

    fn detail(&self) -> Option<String> {
        let json_only = "Ondersteunde content type: application/json; charset=utf-8.";
        Some(match self {
            Refusal::Invalid(faults) => {
                let names: Vec<_> = faults.iter().map(|fault| fault.name.as_str()).collect();
                format!("De foutieve parameter(s) zijn: {}.", names.join(", "))
            }
            Refusal::NotJson => "Request body is geen geldige JSON.".to_owned(),
            Refusal::TooMany(limit) => {
                format!("Meer dan maximum van {limit} zoekresultaten gevonden. Verfijn de zoekopdracht.")
            }
            Refusal::Unauthorized => "Niet geautoriseerd voor ad hoc bevragingen.".to_owned(),
            Refusal::Parameters(names) => {
                format!("U bent niet geautoriseerd voor het gebruik van parameter(s): {}.", names.join(", "))
            }
            // Without a full stop, as the specification has it.
            Refusal::Fields(names) => {
                let names = names.join(", ");
                format!("U bent niet geautoriseerd om de volgende gegevens op te vragen met fields: {names}")
            }
            Refusal::NotAcceptable | Refusal::UnsupportedMedia => json_only.to_owned(),
            _ => return None,
        })
    }

    /// The answer to a request for `path`.
    pub(super) fn at(&self, path: &str) -> Response {
        let (status, section, title, code) = self.row();
        let invalid_params: &[Fault] = if let Refusal::Invalid(faults) = self { faults } else { &[] };
        let problem = Problem {
            r#type: format!("https://datatracker.ietf.org/doc/html/rfc{section}"),
            title,
            status,
            detail: self.detail(),
            instance: path,
            code,
            invalid_params,
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // A problem holds nothing but texts and numbers, and those can be written.
        let body = serde_json::to_string(&problem).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}
