//! The pages, in the order in which somebody sees them.

pub(crate) mod about;
pub(crate) mod back;
pub(crate) mod column;
pub(crate) mod foreign;
pub(crate) mod offers;
pub(crate) mod plan;
pub(crate) mod start;
pub(crate) mod talk;
pub(crate) mod understood;
pub(crate) mod welcome;

use fieldlab_service::prelude::*;
use maud::html;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Where the plaza's own styles stand.
pub(crate) const STYLE_PATH: &str = "/plein.css";

/// The link to the plaza's own styles, for each of its pages.
pub(crate) fn style() -> Html {
    html! { link rel="stylesheet" href=(STYLE_PATH); }
}

/// The plaza's own styles.
pub(crate) fn stylesheet(_: &Request) -> Response {
    let css = include_bytes!("../plein.css").to_vec();
    Response::bytes(200, "text/css; charset=utf-8", css).with_header("cache-control", "public, max-age=86400")
}

/// The address at which the person decides what to share, and from which they come back to a page here.
pub(crate) fn to_share(path: &str, back: &str) -> String {
    format!("{path}?back={}", utf8_percent_encode(back, NON_ALPHANUMERIC))
}
