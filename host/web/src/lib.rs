//! The lab on the web: pages, rendered by the server, that work without scripts; and each prototype on an origin of its own.
//!
//! A request first goes to whom its host belongs to ([`door`]): the lab ([`routes`]) or a prototype ([`origin`]).
//!
//! A page is a file under `pages/`: a handler that fetches, a pure function that makes a plain context, and a template. To add
//! one: its file, its template, its texts in both `texts/*.ftl`, and its line in [`routes`].

mod accounts;
mod api;
mod assets;
mod compare;
mod copying;
mod cross_site;
mod door;
mod error;
mod experiments;
mod granting;
mod guard;
mod house;
mod label;
mod language;
mod look;
mod need_form;
mod needs;
mod neighbours;
mod opened;
mod origin;
mod own_cookie;
mod pages;
mod reacting;
mod register;
mod routes;
mod services;
mod sessions;
mod sharing;
mod site;
mod speaker;
mod support_over_time;
mod texts;
mod visitor;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use fieldlab_domain::capability::GrantBook;
use fieldlab_domain::date::Date;
use fieldlab_domain::deployment::{Deployer, DeploymentBook};
use fieldlab_domain::identity::IdentityProvider;
use fieldlab_domain::member::MemberBook;
use fieldlab_domain::need_book::NeedBook;
use fieldlab_domain::persona::Cast;
use fieldlab_domain::processing::ProcessingRecords;
use fieldlab_domain::reaction::ReactionBook;
use fieldlab_domain::register::Register;
use fieldlab_domain::share::ShareBook;
use fieldlab_domain::sign_off::SignOffBook;
use fieldlab_domain::store::Store;
use fieldlab_domain::tour::TourBook;
use fieldlab_experiment::census::Census;
use fieldlab_experiment::runner::Runner;
use tower_http::trace::TraceLayer;

pub use accounts::{Accounts, Tries};
pub use api::deploying::{MOST_BYTES, PACKAGE, SIGNATURE, pack};
pub use house::{House, Room, Setup};
pub use look::Look;
pub use neighbours::Street;
pub use opened::OpenedEvidence;
pub use pages::tokens::TOKEN_MARK;
pub use register::Access;
pub use services::Services;
pub use sessions::{SessionLimits, Sessions};
pub use site::{BadBase, Site};

/// What the pages, the register and the origins of prototypes need.
#[derive(Clone)]
pub struct Lab {
    /// What the lab keeps.
    pub store: Arc<dyn Store>,
    /// The needs, and what the team makes of them.
    pub needs: Arc<dyn NeedBook>,
    /// The tours of prototypes.
    pub tours: Arc<dyn TourBook>,
    /// What counts how many people something holds for.
    pub census: Arc<dyn Census>,
    /// The names of the population models with the most persons of each, to read declarations.
    pub models: Arc<BTreeMap<String, u64>>,
    /// The synthetic register, when the lab has one.
    pub register: Option<Arc<dyn Register>>,
    /// The web services of prototypes.
    pub services: Services,
    /// Who can be played in them.
    pub cast: Cast,
    /// The demo sessions of visitors.
    pub sessions: Sessions,
    /// The names that the lab answers to.
    pub site: Site,
    /// The day that a demo begins on.
    pub today: Date,
    /// What owners granted.
    pub grants: Arc<dyn GrantBook>,
    /// What deploys prototypes into it.
    pub deployer: Arc<dyn Deployer>,
    /// The tokens of programs.
    pub tokens: Arc<dyn DeploymentBook>,
    /// How it is set up and fares.
    pub house: Arc<dyn House>,
    /// Who was looked at.
    pub log: Arc<dyn ProcessingRecords>,
    /// Whether it has members, or is for the user of its machine.
    pub accounts: Accounts,
    /// Its members.
    pub members: Arc<dyn MemberBook>,
    /// Who says who somebody is, when members log in there too.
    pub identities: Option<Arc<dyn IdentityProvider>>,
    /// What people say of demos and evidence.
    pub reactions: Arc<dyn ReactionBook>,
    /// What owners decided.
    pub sign_offs: Arc<dyn SignOffBook>,
    /// With whom something is shared.
    pub shares: Arc<dyn ShareBook>,
    /// What runs experiments.
    pub runner: Arc<dyn Runner>,
    /// How it looks.
    pub look: Arc<Look>,
    /// Evidence that was read before.
    pub opened: OpenedEvidence,
    /// Who failed to log in.
    pub tries: Tries,
    /// The time, in seconds since 1970-01-01T00:00Z.
    pub now: fn() -> i64,
}

/// The lab may not be served at this address.
#[derive(Debug, thiserror::Error)]
#[error(
    "the lab may not listen on {address}: it is for the user of this machine, and others could reach it\n  \
     hint: listen on 127.0.0.1 or [::1], or serve it to its members with --members"
)]
pub struct ExposedAddress {
    address: SocketAddr,
}

/// Refuses addresses that others can reach, unless the lab has accounts: without, it is for the user of this machine.
///
/// # Errors
/// When it has none and the address is not a loopback address.
pub fn check_address(address: SocketAddr, accounts: Accounts) -> Result<(), ExposedAddress> {
    if accounts == Accounts::Members || address.ip().is_loopback() { Ok(()) } else { Err(ExposedAddress { address }) }
}

/// All routes, with headers and checks around them.
pub fn router(lab: Lab) -> Router {
    let uploads = api::routes().merge(routes::uploads().router);
    let uploads = guard::around_uploads(uploads.with_state(lab.clone()));
    let pages = guard::around(routes::routes().with_state(lab.clone())).merge(uploads);
    let building = Arc::new(door::Building { lab, pages });
    Router::new().fallback(door::enter).with_state(building).layer(TraceLayer::new_for_http())
}

/// Serves until `stop` is ready; requests that are going on are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve<L>(listener: L, lab: Lab, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()>
where
    L: axum::serve::Listener,
    L::Addr: std::fmt::Debug,
{
    let sessions = lab.sessions.clone();
    let stop = async move {
        stop.await;
        // Pages that are told what happens would keep their connections for ever.
        sessions.end();
    };
    // Beside serving: who comes first need not wait until people are made and counted.
    let ahead = tokio::spawn(needs::count_ahead(lab.clone()));
    let served = axum::serve(listener, router(lab)).with_graceful_shutdown(stop).await;
    ahead.abort();
    served
}

#[cfg(test)]
mod tests;
