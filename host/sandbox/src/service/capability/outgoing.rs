//! Calling others by name over wasi:http: `http://NAME.lab/` is another prototype, `http://register.lab/` the synthetic register.
//! Every other address is refused before anything is looked up or connected to.

use std::sync::Arc;

use fieldlab_domain::capability::Capability;
use fieldlab_domain::name::Name;
use fieldlab_domain::service::{Body, BodyError, Service, ServiceFailure};
use fieldlab_domain::trail::Event;
use http::uri::Scheme;
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::BodyExt as _;
use wasmtime_wasi_http::{
    DEFAULT_FORBIDDEN_HEADERS, Error, ForbiddenHeaderFilter, RequestOptions, WasiBody, WasiHttpHooks,
};

use super::asker::{Asker, words};
use crate::service::limits::{CHUNK_BYTES, MOST_DEPTH};

/// The domain of everything that can be called.
const DOMAIN: &str = ".lab";

/// The name of the synthetic register.
const REGISTER: &str = "register";

/// What becomes of a request: a response, and how its sending ended.
type Sent = (Response<WasiBody>, Box<dyn Future<Output = Result<(), Error>> + Send>);

/// Sends the requests of one service to others, as far as it may.
pub(crate) struct Outgoing(pub(crate) Arc<Asker>);

impl WasiHttpHooks for Outgoing {
    fn forbidden_header_filter(&mut self) -> ForbiddenHeaderFilter {
        Arc::new(|name| DEFAULT_FORBIDDEN_HEADERS.contains(name))
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _sending: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Result<Sent, Error>> + Send> {
        let asker = Arc::clone(&self.0);
        let time = options.and_then(|options| options.first_byte_timeout);
        Box::new(async move {
            let sending = send(&asker, request);
            let answered = match time {
                Some(time) => tokio::time::timeout(time, sending).await.unwrap_or(Err(Error::HttpResponseTimeout)),
                None => sending.await,
            }?;
            let sent: Box<dyn Future<Output = Result<(), Error>> + Send> = Box::new(async { Ok(()) });
            Ok((answered, sent))
        })
    }

    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        CHUNK_BYTES
    }

    fn p3_outgoing_body_chunk_size(&mut self) -> usize {
        CHUNK_BYTES
    }
}

/// Whom an address names; why nobody.
fn named(uri: &Uri) -> Result<Name, &'static str> {
    let authority = uri.authority().ok_or("an address without a name")?;
    if uri.scheme() != Some(&Scheme::HTTP) {
        return Err("another scheme than http");
    }
    if authority.as_str() != authority.host() {
        return Err("an address with a port or a user");
    }
    let name = authority.host().strip_suffix(DOMAIN).ok_or("an address outside of the lab")?;
    Name::parse(name).map_err(|_| "an address outside of the lab")
}

async fn send(asker: &Arc<Asker>, request: Request<WasiBody>) -> Result<Response<WasiBody>, Error> {
    let refuse = |what: String| {
        asker.refuse(format!("call: {what}"));
        Error::HttpRequestDenied
    };
    let name = named(request.uri()).map_err(|what| refuse(format!("{what} ({})", short(request.uri()))))?;
    if asker.visit().depth >= MOST_DEPTH {
        return Err(refuse(format!("{MOST_DEPTH} prototypes call each other already")));
    }
    if name.as_str() == REGISTER {
        return register(asker, request).await;
    }
    let calls = asker.manifest().service.as_ref().map(|service| service.calls.as_slice()).unwrap_or_default();
    if !calls.contains(&name) {
        return Err(refuse(format!("the manifest does not ask for it; add: [service] calls = [\"{name}\"]")));
    }
    if !asker.granted().calls.contains(&name) {
        return Err(refuse(format!("calling `{name}` was not granted")));
    }
    let Some(service) = asker.lent().neighbours.prototype(&name) else {
        return Err(refuse(format!("the lab has no prototype `{name}` with pages")));
    };
    call(asker, &name, service.as_ref(), request).await
}

async fn call(
    asker: &Asker,
    name: &Name,
    service: &dyn Service,
    request: Request<WasiBody>,
) -> Result<Response<WasiBody>, Error> {
    let caller = asker.caller(asker.step());
    let path = request.uri().path().to_owned();
    let answered = service.answer(prepared(request, &caller.visit.trace.to_string()), &caller.visit).await;
    let status = answered.as_ref().ok().map(|response| response.status().as_u16());
    let from = asker.manifest().name.clone();
    asker.visit().state.happened(Event::Called { from, to: name.clone(), path, status });
    answered.map(|response| response.map(returned)).map_err(|failure| match failure {
        ServiceFailure::Busy { .. } | ServiceFailure::SetAside { .. } => Error::ConnectionLimitReached,
        ServiceFailure::Late { .. } => Error::HttpResponseTimeout,
        ServiceFailure::TooLarge { most, .. } => Error::HttpRequestBodySize(Some(most)),
        ServiceFailure::Guest { .. } | ServiceFailure::Host(_) => Error::HttpResponseIncomplete,
    })
}

async fn register(asker: &Asker, request: Request<WasiBody>) -> Result<Response<WasiBody>, Error> {
    if let Err(refused) = asker.may(Capability::Register) {
        tracing::debug!(prototype = %asker.manifest().name, refused = words(&refused), "no register");
        return Err(Error::HttpRequestDenied);
    }
    let Some(register) = asker.lent().neighbours.register() else {
        asker.refuse("register: the lab has none".to_owned());
        return Err(Error::HttpRequestDenied);
    };
    let caller = asker.caller(asker.step());
    let request = prepared(request, &caller.visit.trace.to_string());
    Ok(register.answer(request, &caller).await.map(returned))
}

/// A request as the called gets it: with the trace of the click, and without what the caller says of itself.
fn prepared(request: Request<WasiBody>, trace: &str) -> Request<Body> {
    let mut request = request
        .map(|body| body.map_err(|_| BodyError("the caller did not finish its request".to_owned())).boxed_unsync());
    let headers = request.headers_mut();
    for name in ["tracestate", "baggage", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"] {
        headers.remove(name);
    }
    headers.remove(header::COOKIE);
    if let Ok(trace) = HeaderValue::try_from(trace) {
        headers.insert("traceparent", trace);
    }
    request
}

fn returned(body: Body) -> WasiBody {
    body.map_err(|error| Error::InternalError(Some(error.to_string()))).boxed_unsync()
}

/// The beginning of an address, without its query.
fn short(uri: &Uri) -> String {
    let authority = uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
    format!("{}{}", authority, uri.path()).chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_lab_are_called() {
        let check = |uri: &str, expected: Result<&str, &str>| {
            let uri: Uri = uri.parse().unwrap_or_else(|error| panic!("{uri}: {error}"));
            assert_eq!(named(&uri).as_ref().map(Name::as_str).map_err(|what| *what), expected, "{uri}");
        };
        check("http://zorgtoeslag.lab/", Ok("zorgtoeslag"));
        check("http://register.lab/haalcentraal/api/brp/personen", Ok("register"));
        check("https://zorgtoeslag.lab/", Err("another scheme than http"));
        check("ftp://zorgtoeslag.lab/", Err("another scheme than http"));
        check("http://zorgtoeslag.lab:80/", Err("an address with a port or a user"));
        check("http://user@zorgtoeslag.lab/", Err("an address with a port or a user"));
        check("http://zorgtoeslag.lab@169.254.169.254/", Err("an address with a port or a user"));
        for outside in [
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://localhost/",
            "http://169.254.169.254/latest/meta-data",
            "http://example.org/",
            "http://lab/",
            "http://.lab/",
            "http://a.b.lab/",
            "http://zorgtoeslag.lab.example.org/",
            "http://zorgtoeslag.lab./",
            "http://UPPER.LAB/",
        ] {
            check(outside, Err("an address outside of the lab"));
        }
    }
}
