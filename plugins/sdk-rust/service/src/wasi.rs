//! The service as a component: between wasi:http 0.2 and the router.

use std::io::{self, Write};

pub use wasip2;
use wasip2::http::types::{
    Fields, IncomingRequest, Method as WasiMethod, OutgoingBody, OutgoingResponse, ResponseOutparam,
};
use wasip2::io::streams::{OutputStream, StreamError};

use crate::request::MOST_BODY_BYTES;
use crate::words::text;
use crate::{Body, Method, Page, Request, Response, Router};

/// The most that one write may be, in bytes.
const MOST_WRITE: usize = 4096;

/// Answers one request.
pub fn answer(router: &Router, incoming: IncomingRequest, out: ResponseOutparam) {
    let (request, body) = read(incoming);
    let response = match body {
        Ok(body) => router.answer(Request { body, ..request }),
        Err(TooLarge) => {
            let title = text("Dit is te veel om te versturen", "This is too much to send");
            Page::new(&request, title).status(413).into()
        }
    };
    send(response, out);
}

struct TooLarge;

fn read(incoming: IncomingRequest) -> (Request, Result<Vec<u8>, TooLarge>) {
    let method = match incoming.method() {
        WasiMethod::Get => Method::Get,
        WasiMethod::Head => Method::Head,
        WasiMethod::Post => Method::Post,
        WasiMethod::Put => Method::Put,
        WasiMethod::Patch => Method::Patch,
        WasiMethod::Delete => Method::Delete,
        WasiMethod::Options => Method::Options,
        _ => Method::Other,
    };
    let mut request = Request::new(method, &incoming.path_with_query().unwrap_or_else(|| "/".to_owned()));
    let headers = incoming.headers().entries().into_iter();
    request.headers = headers
        .map(|(name, value)| (name.to_ascii_lowercase(), String::from_utf8_lossy(&value).into_owned()))
        .collect();
    let body = if matches!(method, Method::Get | Method::Head) { Ok(Vec::new()) } else { read_body(&incoming) };
    (request, body)
}

/// The body; what came before it broke off when it did.
fn read_body(incoming: &IncomingRequest) -> Result<Vec<u8>, TooLarge> {
    let body = incoming.consume().expect("the body is taken once");
    let stream = body.stream().expect("the stream is taken once");
    let mut bytes = Vec::new();
    while let Ok(part) = stream.blocking_read(64 * 1024) {
        if bytes.len() + part.len() > MOST_BODY_BYTES {
            return Err(TooLarge);
        }
        bytes.extend(part);
    }
    Ok(bytes)
}

fn send(response: Response, out: ResponseOutparam) {
    let response = response.with_length();
    let headers = Fields::new();
    for (name, value) in &response.headers {
        if let Err(error) = headers.append(name, value.as_bytes()) {
            eprintln!("the header `{name}` is not taken: {error:?}");
        }
    }
    let outgoing = OutgoingResponse::new(headers);
    if outgoing.set_status_code(response.status).is_err() {
        eprintln!("{} is not a status", response.status);
    }
    let body = outgoing.body().expect("the body is taken once");
    if matches!(&response.body, Body::Whole(bytes) if bytes.is_empty()) {
        // Whoever gets a redirect goes on without reading its body. It ends before it is out, so that the lab can't take the request for
        // one that was broken off, and take back what it kept.
        drop(OutgoingBody::finish(body, None));
        return ResponseOutparam::set(out, Ok(outgoing));
    }
    ResponseOutparam::set(out, Ok(outgoing));
    let stream = body.write().expect("the stream is taken once");
    let mut writer = Writer(&stream);
    let written = match response.body {
        Body::Whole(bytes) => writer.write_all(&bytes),
        Body::Stream(write) => write(&mut writer),
    };
    drop(stream);
    match written {
        Ok(()) => drop(OutgoingBody::finish(body, None)),
        // Without `finish` the visitor sees that the body broke off.
        Err(error) => eprintln!("the body broke off: {error}"),
    }
}

struct Writer<'s>(&'s OutputStream);

impl Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let part = &bytes[..bytes.len().min(MOST_WRITE)];
        match self.0.blocking_write_and_flush(part) {
            Ok(()) => Ok(part.len()),
            Err(StreamError::Closed) => Err(io::Error::new(io::ErrorKind::BrokenPipe, "nobody reads on")),
            Err(StreamError::LastOperationFailed(error)) => Err(io::Error::other(error.to_debug_string())),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
