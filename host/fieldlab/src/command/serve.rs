//! `fieldlab serve`: the lab on the web.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use fieldlab_web::Site;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::cli::{Places, ServeArguments};
use crate::deployer::LabDeployer;
use crate::failure::usage;
use crate::lab::{self, Lab};
use crate::otlp::{self, Collector};
use crate::retention;
use crate::served::Serving;
use crate::signal::stop;
use crate::trust::Trust;

/// Where the lab listens when nobody says otherwise.
const DEFAULT_PORT: u16 = 8780;

/// How a lab is served: everything of the command line but where it listens.
#[derive(Debug)]
pub(crate) struct Terms {
    /// The names that the lab answers to.
    site: Site,
    /// The address that the lab has behind a proxy.
    public: Option<String>,
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
        Ok(Terms {
            site,
            public: base.map(|base| format!("https://{base}")),
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
    let listener = listen(&arguments).await?;
    serve(&lab, terms, listener, serving, |_| {}).await
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

/// Serves until the process is asked to stop; `ready` is told the address.
pub(crate) async fn serve(
    lab: &Lab,
    terms: Terms,
    listener: TcpListener,
    mut serving: Serving,
    ready: impl FnOnce(&str),
) -> anyhow::Result<()> {
    let services = lab.services().await?;
    let address = format!("http://{}", listener.local_addr()?);
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
    let Terms { site, public, trust, collector, keep_log_days } = terms;
    let address = match public {
        Some(public) => public,
        None => format!("http://localhost:{}", listener.local_addr()?.port()),
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
        models: crate::workspace::models(),
        register: Some(lab.register()),
        deployer: Arc::new(LabDeployer::new(lab, services.clone(), trust)),
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
