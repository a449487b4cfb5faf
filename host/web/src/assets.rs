//! The stylesheet and the few scripts, built in; their names carry their digest, so that browsers may keep them for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use fieldlab_domain::digest::Digest;
use fieldlab_experiment::report;

use crate::error::PageError;
use crate::language::Reader;

struct Asset {
    file: String,
    kind: &'static str,
    text: String,
}

impl Asset {
    fn new(name: &str, ending: &str, kind: &'static str, text: String) -> Asset {
        let digest = Digest::of(text.as_bytes());
        Asset { file: format!("{name}-{}.{ending}", digest.short()), kind, text }
    }

    fn respond(&'static self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(self.kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        ];
        (headers, self.text.as_str()).into_response()
    }
}

static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    let css = [report::THEME, report::STYLE, include_str!("../static/lab.css")].concat();
    Asset::new("lab", "css", "text/css; charset=utf-8", css)
});

static TRAIL: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("trail", "js", "text/javascript; charset=utf-8", include_str!("../static/trail.js").to_owned())
});

static RUN: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("run", "js", "text/javascript; charset=utf-8", include_str!("../static/run.js").to_owned())
});

static TOUR: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("tour", "js", "text/javascript; charset=utf-8", include_str!("../static/tour.js").to_owned())
});

static WHAT_IF: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("what-if", "js", "text/javascript; charset=utf-8", include_str!("../static/what-if.js").to_owned())
});

/// The address of the stylesheet.
pub(crate) fn stylesheet() -> String {
    format!("/static/{}", STYLESHEET.file)
}

/// The name of its file.
pub(crate) fn stylesheet_file() -> &'static str {
    &STYLESHEET.file
}

/// The address of the script that shows what happens in a demo as it happens.
pub(crate) fn trail_script() -> String {
    format!("/static/{}", TRAIL.file)
}

/// The address of the script that shows how far a run is.
pub(crate) fn run_script() -> String {
    format!("/static/{}", RUN.file)
}

/// The address of the script that turns the pages of a tour by keys.
pub(crate) fn tour_script() -> String {
    format!("/static/{}", TOUR.file)
}

/// The address of the script that puts sliders beside numbers.
pub(crate) fn what_if_script() -> String {
    format!("/static/{}", WHAT_IF.file)
}

pub(crate) async fn serve(reader: Reader, Path(file): Path<String>) -> Result<Response, PageError> {
    if let Some(own) = reader.look.respond(&file) {
        return Ok(own);
    }
    let asset = [&STYLESHEET, &TRAIL, &RUN, &TOUR, &WHAT_IF].into_iter().find(|asset| asset.file == file);
    Ok(asset.ok_or_else(|| PageError::not_found(&reader))?.respond())
}

/// The stylesheet.
pub(crate) fn respond() -> Response {
    STYLESHEET.respond()
}
