//! Around all routes: security headers, compression, a check of the host, and a span a request.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// Nothing from elsewhere, no scripts, no inline styles; nobody may frame the lab.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// No page takes this long.
const DEADLINE: Duration = Duration::from_secs(30);

pub(crate) fn around(routes: Router) -> Router {
    routes
        .layer(middleware::from_fn(set_headers))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, DEADLINE))
        .layer(middleware::from_fn(check_host))
        .layer(TraceLayer::new_for_http())
}

/// Sets what the page itself did not.
async fn set_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Answers only to the names of this machine, so that a page elsewhere can't reach the lab by a name of its own that points here
/// (DNS rebinding).
async fn check_host(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().host()).unwrap_or_default();
    if is_local(host) {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, "this lab answers to localhost only\n").into_response()
}

fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost", "localhost:8780", "127.0.0.1:8780", "[::1]:8780", "[::1]", "LOCALHOST"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["", "example.nl", "localhost.example.nl:8780", "10.0.0.1", "127.0.0.1.example.nl", "[::2]:80"] {
            assert!(!is_local(host), "{host}");
        }
    }
}
