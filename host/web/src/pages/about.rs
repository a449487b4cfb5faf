//! What this is.

use askama::Template;
use axum::response::Response;

use super::{Layout, respond};
use crate::language::Reader;

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    layout: Layout,
}

pub(crate) async fn show(reader: Reader) -> Response {
    respond(&reader, &AboutPage { layout: Layout::new(&reader, "about-title") })
}
