//! `fieldlab serve`: the lab on the web.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use fieldlab_domain::member::{MemberBook as _, Role};
use fieldlab_web::{Accounts, Site, Tries};
use tokio::net::TcpListener;

use crate::cli::{Places, ServeArguments};
use crate::deployer::LabDeployer;
use crate::failure::usage;
use crate::lab::Lab;
use crate::runner::LabRunner;
use crate::signal::stop;

/// Where the lab listens when nobody says otherwise.
const DEFAULT_PORT: u16 = 8780;

pub(crate) async fn run(places: &Places, arguments: ServeArguments) -> anyhow::Result<()> {
    let open = self::open(&arguments)?;
    let lab = Lab::open(places).await?;
    if open.accounts == Accounts::Members {
        somebody_can_let_others_in(&lab).await?;
    }
    let listener = listen(&arguments, open.accounts).await?;
    serve(&lab, open, listener, |_| {}).await
}

/// Listens on the address that was asked for; without one on the default port, or a free one when that is taken.
pub(crate) async fn listen(arguments: &ServeArguments, accounts: Accounts) -> anyhow::Result<TcpListener> {
    if let Some(address) = arguments.listen {
        fieldlab_web::check_address(address, accounts)?;
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

/// To whom the lab is open.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    /// The names that it answers to.
    pub(crate) site: Site,
    /// Whether it has members.
    pub(crate) accounts: Accounts,
}

/// To whom the lab is to be open. Under a domain others can reach it, so it is for members then.
pub(crate) fn open(arguments: &ServeArguments) -> anyhow::Result<Open> {
    let base = arguments.base_domain.as_deref();
    let site = Site::new(base).map_err(|error| usage(error.to_string(), "name a domain: --base-domain lab.example"))?;
    let accounts = if arguments.members || site.is_public() { Accounts::Members } else { Accounts::Single };
    Ok(Open { site, accounts })
}

/// A lab that nobody can get into would be served to nobody.
pub(crate) async fn somebody_can_let_others_in(lab: &Lab) -> anyhow::Result<()> {
    let (members, invitations) = (lab.members.members().await?, lab.members.invitations().await?);
    let is_there = members.iter().any(|one| one.removed_at.is_none() && one.roles.has(Role::Admin));
    let now = crate::runs::now();
    if is_there || invitations.iter().any(|one| one.is_open(now) && one.roles.has(Role::Admin)) {
        return Ok(());
    }
    let hint =
        "invite the first: fieldlab member invite --name NAME --organisation ORGANISATION --sector SECTOR --role admin";
    Err(usage("this lab is for its members, and has no admin yet", hint))
}

/// Serves until the process is asked to stop; `ready` is told the address.
pub(crate) async fn serve(
    lab: &Lab,
    open: Open,
    listener: TcpListener,
    ready: impl FnOnce(&str),
) -> anyhow::Result<()> {
    let services = lab.services().await?;
    let address = format!("http://{}", listener.local_addr()?);
    println!("the lab is at {address}  (stop it with Ctrl-C)");
    ready(&address);
    serve_with(lab, open, listener, services).await
}

/// Serves a lab with these services.
pub(crate) async fn serve_with(
    lab: &Lab,
    open: Open,
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
        site: open.site,
        accounts: open.accounts,
        members: lab.members.clone(),
        reactions: lab.support.clone(),
        sign_offs: lab.support.clone(),
        shares: lab.support.clone(),
        runner: Arc::new(LabRunner::new(lab)),
        tries: Tries::default(),
        today: lab.today(),
        grants: lab.grants.clone(),
        log: lab.log.clone(),
        now: crate::runs::now,
    };
    fieldlab_web::serve(listener, web, stop()).await.context("the web server stopped")
}
