//! The lab's interface for programs: what `fieldlab deploy`, `fieldlab grants`, pipelines and other tools talk to.
//!
//! Who asks is known before anything of a request is read. To add a resource: its file here, with each route described for the
//! [`document`], and its routes in [`resources`]. What it does is done by the same functions as the pages use.

mod asking;
mod copies;
pub(crate) mod deploying;
pub(crate) mod document;
mod experiments;
mod grants;
mod merging;
mod needs;
mod paging;
mod problem;
mod processing_log;
mod reactions;
mod replies;
mod runs;
mod schemas;
mod shares;
mod sign_offs;
mod tours;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::Lab;
use asking::{MOST_WORDS, asker, digested, holder, json, named, numbered, object, objects, query, read, wanted_name};
pub(crate) use problem::{Problem, finished};

/// The version of the interface (semantic versioning); the first number is in its addresses.
pub(crate) const VERSION: &str = "1.0.0";

static ALL: LazyLock<OpenApi> = LazyLock::new(|| document::completed(parts().1));

/// All resources.
fn resources() -> OpenApiRouter<Lab> {
    OpenApiRouter::new()
        .merge(needs::routes())
        .merge(merging::routes())
        .merge(experiments::routes())
        .merge(copies::routes())
        .merge(runs::routes())
        .merge(reactions::routes())
        .merge(replies::routes())
        .merge(sign_offs::routes())
        .merge(shares::routes())
        .merge(deploying::routes())
        .merge(tours::routes())
        .merge(grants::routes())
        .merge(processing_log::routes())
}

fn parts() -> (Router<Lab>, OpenApi) {
    document::described(resources()).split_for_parts()
}

/// The routes of the interface.
pub(crate) fn routes() -> Router<Lab> {
    Router::new().nest(document::BASE, parts().0)
}

/// The document of the interface, the same for every lab.
pub(crate) fn document() -> &'static OpenApi {
    &ALL
}

/// What the document says, in Dutch, by what it says in English.
pub(crate) fn dutch() -> &'static BTreeMap<String, String> {
    static DUTCH: LazyLock<BTreeMap<String, String>> =
        LazyLock::new(|| serde_json::from_str(include_str!("../texts/interface.nl.json")).expect("a test reads it"));
    &DUTCH
}

/// Whether an address is one of the interface.
pub(crate) fn is_at(path: &str) -> bool {
    path.strip_prefix(document::BASE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
