//! The table of all routes.

use axum::Router;
use axum::routing::{get, post};

use crate::pages::{about, experiment, front, grants, health, log, need, prototype, run, try_it};
use crate::{Lab, assets, error, register};

pub(crate) fn routes() -> Router<Lab> {
    Router::new()
        .route("/", get(front::show))
        .route("/needs/{name}", get(need::show))
        .route("/experiments/{name}", get(experiment::show))
        .route("/runs/{id}", get(run::show))
        .route("/runs/{id}/report.html", get(run::report))
        .route("/runs/{id}/evidence.json", get(run::evidence))
        .route("/runs/{id}/results.csv", get(run::results))
        .route("/prototypes", get(prototype::list))
        .route("/prototypes/{name}", get(prototype::show))
        .route("/prototypes/{name}/current", post(prototype::make_current))
        .route("/prototypes/{name}/grants", get(grants::show).post(grants::decide))
        .route("/prototypes/{name}/versions/{version}", get(prototype::show_version))
        .merge(demo("/prototypes/{name}"))
        .merge(demo("/prototypes/{name}/versions/{version}"))
        .route("/processing-log", get(log::show).post(log::of_citizen))
        .route("/about", get(about::show))
        .route("/health", get(health::show))
        .route("/static/{file}", get(assets::serve))
        .merge(register::routes())
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::wrong_method)
}

/// The pages of a demo: of the version that is current, or of a version that was deployed.
fn demo(at: &str) -> Router<Lab> {
    Router::new()
        .route(&format!("{at}/try"), get(try_it::show))
        .route(&format!("{at}/full"), get(try_it::full))
        .route(&format!("{at}/enter"), get(try_it::enter))
        .route(&format!("{at}/persona"), post(try_it::choose))
        .route(&format!("{at}/day"), post(try_it::set_day))
        .route(&format!("{at}/reset"), post(try_it::reset))
        .route(&format!("{at}/trail"), get(try_it::trail))
}
