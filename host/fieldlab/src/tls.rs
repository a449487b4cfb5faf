//! The lab over https by itself, when no proxy before it does that.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{ServerConfig, crypto};
use tokio_rustls::server::TlsStream;

use crate::failure::usage;

/// No visitor takes longer to agree on keys.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How many visitors agree on keys at once; others wait in the queue of the system.
const AT_ONCE: usize = 256;
/// How often the files are looked at for a renewed certificate.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// A certificate and its key, from two files in PEM.
#[derive(Clone, Debug)]
pub(crate) struct Tls(Arc<ServerConfig>);

impl Tls {
    /// Reads them.
    ///
    /// # Errors
    /// When a file can't be read, or the key is not that of the certificate.
    pub(crate) fn read(certificate: &Path, key: &Path) -> anyhow::Result<Tls> {
        let files = Files { certificate: certificate.to_owned(), key: key.to_owned() };
        let pair = files.read()?;
        let now = Held { pair: Arc::new(pair), written: files.written(), looked: Instant::now() };
        let mut config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Renewing { files, held: Mutex::new(now) }));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls(Arc::new(config)))
    }
}

#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn read(&self) -> anyhow::Result<CertifiedKey> {
        let bad =
            |path: &Path, what: &dyn std::fmt::Display, hint: &str| usage(format!("{}: {what}", path.display()), hint);
        let chain: Result<Vec<_>, _> =
            CertificateDer::pem_file_iter(&self.certificate).and_then(|all| all.collect::<Result<_, _>>());
        let chain = chain.map_err(|error| {
            bad(&self.certificate, &error, "name the certificate with those that lead to it, in PEM: --tls-cert FILE")
        })?;
        if chain.is_empty() {
            let hint = "name the certificate with those that lead to it, in PEM: --tls-cert FILE";
            return Err(bad(&self.certificate, &"there is no certificate in it", hint));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| bad(&self.key, &error, "name the private key in PEM: --tls-key FILE"))?;
        CertifiedKey::from_der(chain, key, &crypto::ring::default_provider()).map_err(|error| {
            bad(&self.key, &error, "name the key that belongs to the certificate of --tls-cert: --tls-key FILE")
        })
    }

    /// When they were written last.
    fn written(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|path| path.metadata().and_then(|about| about.modified()).ok())
    }
}

/// A certificate that is read again when it was renewed.
#[derive(Debug)]
struct Renewing {
    files: Files,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    pair: Arc<CertifiedKey>,
    written: [Option<SystemTime>; 2],
    looked: Instant,
}

impl ResolvesServerCert for Renewing {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.looked.elapsed() >= LOOK_AGAIN {
            held.looked = Instant::now();
            let written = self.files.written();
            if written != held.written {
                match self.files.read() {
                    Ok(pair) => {
                        (held.pair, held.written) = (Arc::new(pair), written);
                        tracing::info!("the certificate was read again");
                    }
                    // Half of a renewal may be written: the old one serves until both fit.
                    Err(error) => tracing::warn!(%error, "the certificate can't be read again"),
                }
            }
        }
        Some(held.pair.clone())
    }
}

/// Connections on which visitors agreed on keys.
pub(crate) struct TlsListener {
    address: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    /// Ends with the listener.
    _accepting: JoinSet<()>,
}

impl TlsListener {
    pub(crate) fn new(listener: TcpListener, tls: &Tls) -> io::Result<TlsListener> {
        let address = listener.local_addr()?;
        let (sender, ready) = mpsc::channel(AT_ONCE);
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, TlsAcceptor::from(tls.0.clone()), sender));
        Ok(TlsListener { address, ready, _accepting: accepting })
    }
}

/// Takes visitors; who is slow to agree on keys keeps nobody else waiting.
async fn accept(
    mut listener: TcpListener,
    acceptor: TlsAcceptor,
    sender: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let mut agreeing = JoinSet::new();
    loop {
        let (stream, from) = axum::serve::Listener::accept(&mut listener).await;
        while agreeing.try_join_next().is_some() || agreeing.len() >= AT_ONCE && agreeing.join_next().await.is_some() {}
        let (acceptor, sender) = (acceptor.clone(), sender.clone());
        agreeing.spawn(async move {
            match timeout(HANDSHAKE, acceptor.accept(stream)).await {
                // Nobody takes it any more when the lab stops.
                Ok(Ok(stream)) => drop(sender.send((stream, from)).await),
                Ok(Err(error)) => tracing::debug!(%error, "a visitor did not agree on keys"),
                Err(_) => tracing::debug!("a visitor took too long to agree on keys"),
            }
        });
    }
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(next) => next,
            // Accepting goes on as long as this does.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}
