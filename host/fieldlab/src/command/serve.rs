//! `fieldlab serve`: the lab on the web.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use fieldlab_web::Site;
use tokio::net::TcpListener;

use crate::cli::{Places, ServeArguments};
use crate::deployer::LabDeployer;
use crate::failure::usage;
use crate::lab::Lab;
use crate::signal::stop;

/// Where the lab listens when nobody says otherwise.
const DEFAULT_PORT: u16 = 8780;

pub(crate) async fn run(places: &Places, arguments: ServeArguments) -> anyhow::Result<()> {
    let site = self::site(&arguments)?;
    let lab = Lab::open(places).await?;
    let listener = listen(&arguments).await?;
    serve(&lab, site, listener, |_| {}).await
}

/// Listens on the address that was asked for; without one on the default port, or a free one when that is taken.
pub(crate) async fn listen(arguments: &ServeArguments) -> anyhow::Result<TcpListener> {
    if let Some(address) = arguments.listen {
        fieldlab_web::check_address(address)?;
        return TcpListener::bind(address).await.map_err(|error| {
            usage(format!("can't listen on {address}: {error}"), "choose another with --listen ADDRESS")
        });
    }
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    match TcpListener::bind(at(DEFAULT_PORT)).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind(at(0)).await.context("can't listen on a free port of this machine"),
    }
}

/// The names that the lab answers to.
pub(crate) fn site(arguments: &ServeArguments) -> anyhow::Result<Site> {
    let base = arguments.base_domain.as_deref();
    Site::new(base).map_err(|error| usage(error.to_string(), "name a domain: --base-domain lab.example"))
}

/// Serves until the process is asked to stop; `ready` is told the address.
pub(crate) async fn serve(
    lab: &Lab,
    site: Site,
    listener: TcpListener,
    ready: impl FnOnce(&str),
) -> anyhow::Result<()> {
    let services = lab.services().await?;
    let address = format!("http://{}", listener.local_addr()?);
    println!("the lab is at {address}  (stop it with Ctrl-C)");
    ready(&address);
    serve_with(lab, site, listener, services).await
}

/// Serves a lab with these services.
pub(crate) async fn serve_with(
    lab: &Lab,
    site: Site,
    listener: TcpListener,
    services: fieldlab_web::Services,
) -> anyhow::Result<()> {
    let web = fieldlab_web::Lab {
        store: lab.store.clone(),
        models: crate::workspace::models(),
        register: Some(lab.register()),
        deployer: Arc::new(LabDeployer::new(lab, services.clone())),
        services,
        sessions: fieldlab_web::Sessions::default(),
        site,
        today: lab.today(),
        grants: lab.grants.clone(),
        log: lab.log.clone(),
        now: crate::runs::now,
    };
    fieldlab_web::serve(listener, web, stop()).await.context("the web server stopped")
}
