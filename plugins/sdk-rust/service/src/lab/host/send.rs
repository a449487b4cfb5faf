//! Requests to other prototypes, by wasi:http 0.2.

use wasip2::http::outgoing_handler;
use wasip2::http::types::{
    ErrorCode, Fields, IncomingBody, Method as WasiMethod, OutgoingBody, OutgoingRequest, Scheme,
};
use wasip2::io::streams::{InputStream, StreamError};

use crate::lab::{Answered, Unanswered};
use crate::request::{Method, Request};

/// The most of an answer that is read, in bytes.
const MOST_ANSWER_BYTES: usize = 1 << 20;

/// The most that one write may be, in bytes.
const MOST_WRITE: usize = 4096;

/// Sends a request to a prototype, and reads its whole answer.
pub(in crate::lab) fn send(name: &str, request: Request) -> Result<Answered, Unanswered> {
    let failed = || Unanswered::Failed { name: name.to_owned() };
    let outgoing = prepared(name, &request).ok_or_else(failed)?;
    let body = outgoing.body().map_err(|()| failed())?;
    let answer = outgoing_handler::handle(outgoing, None).map_err(|error| why(name, &error))?;
    if !request.body.is_empty() {
        let stream = body.write().map_err(|()| failed())?;
        for part in request.body.chunks(MOST_WRITE) {
            // Whoever does not read on may answer all the same.
            if stream.blocking_write_and_flush(part).is_err() {
                break;
            }
        }
    }
    let _ = OutgoingBody::finish(body, None);
    answer.subscribe().block();
    let response = match answer.get() {
        Some(Ok(Ok(response))) => response,
        Some(Ok(Err(error))) => return Err(why(name, &error)),
        _ => return Err(failed()),
    };
    let status = response.status();
    let headers = response.headers().entries().into_iter();
    let headers = headers
        .map(|(name, value)| (name.to_ascii_lowercase(), String::from_utf8_lossy(&value).into_owned()))
        .collect();
    let body = response.consume().map_err(|()| failed())?;
    let bytes = read(name, &body)?;
    Ok(Answered { name: name.to_owned(), status, headers, body: bytes })
}

/// The request; nothing when its path or headers are none.
fn prepared(name: &str, request: &Request) -> Option<OutgoingRequest> {
    let headers = Fields::new();
    for (name, value) in &request.headers {
        headers.append(name, value.as_bytes()).ok()?;
    }
    if !request.body.is_empty() {
        headers.append("content-length", request.body.len().to_string().as_bytes()).ok()?;
    }
    let outgoing = OutgoingRequest::new(headers);
    let method = match request.method {
        Method::Get => WasiMethod::Get,
        Method::Head => WasiMethod::Head,
        Method::Post => WasiMethod::Post,
        Method::Put => WasiMethod::Put,
        Method::Patch => WasiMethod::Patch,
        Method::Delete => WasiMethod::Delete,
        Method::Options => WasiMethod::Options,
        Method::Other => return None,
    };
    let path =
        if request.query.is_empty() { request.path.clone() } else { format!("{}?{}", request.path, request.query) };
    outgoing.set_method(&method).ok()?;
    outgoing.set_scheme(Some(&Scheme::Http)).ok()?;
    outgoing.set_authority(Some(&format!("{name}.lab"))).ok()?;
    outgoing.set_path_with_query(Some(&path)).ok()?;
    Some(outgoing)
}

fn read(name: &str, body: &IncomingBody) -> Result<Vec<u8>, Unanswered> {
    let stream: InputStream = body.stream().map_err(|()| Unanswered::Failed { name: name.to_owned() })?;
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(64 * 1024) {
            Ok(part) if bytes.len() + part.len() > MOST_ANSWER_BYTES => {
                return Err(Unanswered::TooLarge { name: name.to_owned() });
            }
            Ok(part) => bytes.extend(part),
            Err(StreamError::Closed) => return Ok(bytes),
            Err(StreamError::LastOperationFailed(_)) => return Err(Unanswered::Failed { name: name.to_owned() }),
        }
    }
}

fn why(name: &str, error: &ErrorCode) -> Unanswered {
    let name = name.to_owned();
    match error {
        ErrorCode::HttpRequestDenied | ErrorCode::HttpRequestUriInvalid => Unanswered::NotAllowed { name },
        ErrorCode::ConnectionLimitReached => Unanswered::Busy { name },
        ErrorCode::HttpResponseTimeout => Unanswered::Late { name },
        ErrorCode::HttpRequestBodySize(_) => Unanswered::TooLarge { name },
        _ => Unanswered::Failed { name },
    }
}
