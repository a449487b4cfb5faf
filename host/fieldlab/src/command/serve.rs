//! `fieldlab serve`: the lab on the web.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use fieldlab_domain::member::{MemberBook as _, Role};
use fieldlab_web::{Accounts, Look, OpenedEvidence, Setup, Site, Tries};
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinSet;

use crate::census::LabCensus;
use crate::cli::{Places, ServeArguments};
use crate::deployer::LabDeployer;
use crate::failure::usage;
use crate::house::LabHouse;
use crate::lab::{self, Lab};
use crate::look;
use crate::openid::{self, OpenId};
use crate::otlp::{self, Collector};
use crate::retention;
use crate::runner::LabRunner;
use crate::served::Serving;
use crate::signal::stop;
use crate::tls::{Tls, TlsListener};
use crate::trust::Trust;

/// Where the lab listens when nobody says otherwise.
const DEFAULT_PORT: u16 = 8780;

/// How a lab is served: everything of the command line but where it listens.
#[derive(Debug)]
pub(crate) struct Terms {
    /// The names that the lab answers to.
    site: Site,
    /// Whether it has members. Under a domain others can reach it, so it is for members then.
    pub(crate) accounts: Accounts,
    /// The address that others know the lab by.
    public: Option<String>,
    /// Where members log in too.
    openid: Option<OpenId>,
    /// How it looks.
    look: Look,
    /// What the lab speaks https with, when no proxy does that.
    tls: Option<Tls>,
    /// Whose signatures it asks for.
    trust: Trust,
    /// Where the processing log is sent.
    collector: Option<Collector>,
    /// For how many days the processing log is kept.
    keep_log_days: Option<u32>,
}

impl Terms {
    /// Reads them, before anything is opened or changed.
    ///
    /// # Errors
    /// When one can't be used.
    pub(crate) fn new(arguments: &ServeArguments) -> anyhow::Result<Terms> {
        let base = arguments.base_domain.as_deref();
        let site =
            Site::new(base).map_err(|error| usage(error.to_string(), "name a domain: --base-domain lab.example"))?;
        let accounts = if arguments.members || site.is_public() { Accounts::Members } else { Accounts::Single };
        if accounts == Accounts::Single && arguments.openid_issuer.is_some() {
            let what =
                "nobody logs in to a lab that is for the user of this machine, so --openid-issuer would do nothing";
            return Err(usage(what, "serve it to its members: --members, or --base-domain lab.example"));
        }
        Ok(Terms {
            site,
            accounts,
            public: base.map(|base| format!("https://{base}")),
            openid: openid::find(arguments)?,
            look: arguments.look.as_deref().map(look::read).transpose()?.unwrap_or_default(),
            tls: arguments
                .tls_cert
                .as_ref()
                .zip(arguments.tls_key.as_ref())
                .map(|(certificate, key)| Tls::read(certificate, key))
                .transpose()?,
            trust: Trust::new(arguments.require_signature, &arguments.trust)?,
            collector: Collector::find(arguments.otlp.as_deref())?,
            keep_log_days: arguments.keep_log_days,
        })
    }
}

pub(crate) async fn run(places: &Places, arguments: ServeArguments) -> anyhow::Result<()> {
    let terms = Terms::new(&arguments)?;
    let serving = Serving::begin(&lab::data_folder(places)?)?;
    let lab = Lab::open(places).await?;
    if terms.accounts == Accounts::Members {
        somebody_can_let_others_in(&lab).await?;
    }
    let listener = listen(&arguments, terms.accounts).await?;
    serve(&lab, terms, listener, serving, |_| {}).await
}

/// Listens on the address that was asked for; without one on the default port, or a free one when that is taken.
pub(crate) async fn listen(arguments: &ServeArguments, accounts: Accounts) -> anyhow::Result<TcpListener> {
    if let Some(address) = arguments.listen {
        fieldlab_web::check_address(address, accounts)?;
        return bind(address).map_err(|error| {
            usage(format!("can't listen on {address}: {error}"), "choose another with --listen ADDRESS")
        });
    }
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    match bind(at(DEFAULT_PORT)) {
        Ok(listener) => Ok(listener),
        Err(_) => bind(at(0)).context("can't listen on a free port of this machine"),
    }
}

/// How many visitors may wait to be taken in. A room full of people follows a link at the same moment, and who finds no place tries
/// again after a second.
const QUEUE: u32 = 4096;

fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // So that a lab can be started again at once.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
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
    terms: Terms,
    listener: TcpListener,
    mut serving: Serving,
    ready: impl FnOnce(&str),
) -> anyhow::Result<()> {
    let services = lab.services().await?;
    let scheme = if terms.tls.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}", listener.local_addr()?);
    serving.at(&address);
    println!("the lab is at {address}  (stop it with Ctrl-C)");
    ready(&address);
    serve_with(lab, terms, listener, services).await
}

/// Serves a lab with these services.
pub(crate) async fn serve_with(
    lab: &Lab,
    terms: Terms,
    listener: TcpListener,
    services: fieldlab_web::Services,
) -> anyhow::Result<()> {
    let Terms { site, accounts, openid, look, public, tls, trust, collector, keep_log_days } = terms;
    let address = match public {
        Some(public) => public,
        None => format!("http://localhost:{}", listener.local_addr()?.port()),
    };
    let setup = Setup {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: crate::runs::now(),
        https: tls.is_some(),
        collector: collector.as_ref().map(|collector| collector.address.clone()),
        keep_log_days,
    };
    // What goes on beside the server ends with it.
    let mut beside = JoinSet::new();
    if let Some(days) = keep_log_days {
        let collector = collector.as_ref().map(|collector| collector.address.clone());
        beside.spawn(retention::keep(lab.log.clone(), days, collector));
    }
    if let Some(collector) = collector {
        beside.spawn(otlp::export(lab.log.clone(), collector, address));
    }
    let web = fieldlab_web::Lab {
        store: lab.store.clone(),
        needs: lab.needs.clone(),
        tours: lab.tours.clone(),
        census: Arc::new(LabCensus::new(lab.populations.clone())),
        models: Arc::new(crate::workspace::models()),
        register: Some(lab.register()),
        tokens: lab.deployments.clone(),
        house: Arc::new(LabHouse::new(lab, setup)),
        deployer: Arc::new(LabDeployer::new(lab, services.clone(), trust)),
        services,
        cast: lab.cast.clone(),
        sessions: fieldlab_web::Sessions::default(),
        site,
        accounts,
        members: lab.members.clone(),
        identities: openid.map(|openid| Arc::new(openid) as _),
        reactions: lab.support.clone(),
        sign_offs: lab.support.clone(),
        shares: lab.support.clone(),
        runner: Arc::new(LabRunner::new(lab)),
        look: Arc::new(look),
        opened: OpenedEvidence::default(),
        tries: Tries::default(),
        today: lab.today(),
        grants: lab.grants.clone(),
        log: lab.log.clone(),
        now: crate::runs::now,
    };
    let served = match tls {
        Some(tls) => fieldlab_web::serve(TlsListener::new(listener, &tls)?, web, stop()).await,
        None => fieldlab_web::serve(listener, web, stop()).await,
    };
    served.context("the web server stopped")
}
