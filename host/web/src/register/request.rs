//! Whether a request is a POST of JSON that wants JSON back.

use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, Method};

use super::problem::Refusal;

/// What a caller may accept, in lower case and without blanks. A list of several is not taken apart: neither does the real one.
const ACCEPTED: [&str; 5] = ["", "*/*", "*/*;charset=utf-8", "application/json", "application/json;charset=utf-8"];

/// What a question may be.
const CONTENT: [&str; 3] = ["", "application/json", "application/json;charset=utf-8"];

/// Checks method, `Accept` and `Content-Type`, in this order.
pub(super) fn check(method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
    if *method != Method::POST {
        return Err(Refusal::WrongMethod);
    }
    if !all_among(headers, &header::ACCEPT, &ACCEPTED) {
        return Err(Refusal::NotAcceptable);
    }
    if !all_among(headers, &header::CONTENT_TYPE, &CONTENT) {
        return Err(Refusal::UnsupportedMedia);
    }
    Ok(())
}

fn all_among(headers: &HeaderMap, name: &HeaderName, allowed: &[&str]) -> bool {
    headers.get_all(name).iter().all(|value| {
        let value = String::from_utf8_lossy(value.as_bytes()).to_lowercase();
        let value: String = value.split_whitespace().collect();
        allowed.contains(&value.as_str())
    })
}
