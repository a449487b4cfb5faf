//! The front door: before anything else, a request goes to whom its host belongs to.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use tower::ServiceExt as _;

use crate::accounts::Who;
use crate::site::{Here, Host, Place};
use crate::{Lab, api, cross_site, guard, origin};

/// The lab, and its pages.
pub(crate) struct Building {
    pub(crate) lab: Lab,
    pub(crate) pages: Router,
}

/// Lets nobody in under another name than those of the lab and its prototypes, so that a page elsewhere can't reach them by a
/// name of its own that points here (DNS rebinding).
pub(crate) async fn enter(State(building): State<Arc<Building>>, request: Request) -> Response {
    let Some(host) = Host::of(&request) else {
        return (StatusCode::BAD_REQUEST, "a request names one host\n").into_response();
    };
    let here = building.lab.site.find(&host);
    let is_interface = matches!(here.place, Place::Lab) && api::is_at(request.uri().path());
    let mut response = hand_on(&building, &here, &host, request).await;
    if is_interface {
        response = api::finished(response);
    }
    if here.is_public() {
        guard::keep_to_https(response.headers_mut());
    }
    response
}

async fn hand_on(building: &Building, here: &Here, host: &Host, mut request: Request) -> Response {
    match &here.place {
        Place::Elsewhere => {
            (StatusCode::MISDIRECTED_REQUEST, "this lab does not answer to that name\n").into_response()
        }
        Place::Prototype(name) => origin::answer(&building.lab, here, name, request).await,
        Place::Lab if cross_site::from_elsewhere(request.method(), request.headers(), host) => {
            (StatusCode::FORBIDDEN, "a page of somebody else may not change anything in the lab\n").into_response()
        }
        Place::Lab => {
            match Who::of(&building.lab, here, request.headers()).await {
                Ok(who) => request.extensions_mut().insert(who),
                Err(error) => {
                    tracing::error!(%error, "who asks could not be looked up");
                    return (StatusCode::SERVICE_UNAVAILABLE, "the lab is not well; try again later\n").into_response();
                }
            };
            request.extensions_mut().insert(here.clone());
            request.extensions_mut().insert(building.lab.look.clone());
            building.pages.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
        }
    }
}
