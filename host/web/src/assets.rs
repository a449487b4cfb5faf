//! Stylesheets, built in; their names carry their digest, so that browsers may keep them for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::digest::Digest;
use fieldlab_experiment::report;

use crate::error::PageError;
use crate::language::Reader;

struct Stylesheet {
    file: String,
    css: String,
}

static STYLESHEET: LazyLock<Stylesheet> = LazyLock::new(|| {
    let css = [report::THEME, report::STYLE, include_str!("../static/lab.css")].concat();
    let digest = Digest::of(css.as_bytes());
    Stylesheet { file: format!("lab-{}.css", digest.short()), css }
});

/// The address of the stylesheet.
pub(crate) fn stylesheet() -> String {
    format!("/static/{}", STYLESHEET.file)
}

/// The name of its file.
pub(crate) fn stylesheet_file() -> &'static str {
    &STYLESHEET.file
}

pub(crate) async fn serve(reader: Reader, Path(file): Path<String>) -> Result<Response, PageError> {
    if file != STYLESHEET.file {
        return Err(PageError::not_found(&reader));
    }
    Ok(respond())
}

/// The stylesheet.
pub(crate) fn respond() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, STYLESHEET.css.as_str()).into_response()
}
