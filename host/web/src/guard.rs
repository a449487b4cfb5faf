//! Around the pages of the lab: security headers, compression and a deadline.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// Nothing from elsewhere, no scripts, no inline styles; nobody may frame the lab.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("origin-agent-cluster"), "?1"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// The policy of a page that shows a prototype in a frame: it may come from `host`, by way of the lab's own entrance.
pub(crate) fn policy_with_frame(host: &str) -> HeaderValue {
    HeaderValue::try_from(format!("{POLICY}; frame-src 'self' {host}")).expect("a host has letters, digits and hyphens")
}

/// The policy of a page that shows prototypes in a frame, from these hosts, and has a script of the lab's, which may ask the lab.
pub(crate) fn policy_with_frames_and_script(hosts: &[&str]) -> HeaderValue {
    let policy = format!("{POLICY}; script-src 'self'; connect-src 'self'; frame-src 'self' {}", hosts.join(" "));
    HeaderValue::try_from(policy).expect("a host has letters, digits and hyphens")
}

/// The policy of a page that the lab shows in a frame of its own, where a script of the lab's looks whether there is more to show.
pub(crate) fn policy_in_own_frame() -> HeaderValue {
    let policy = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'");
    HeaderValue::try_from(format!("{policy}; script-src 'self'; connect-src 'self'")).expect("it is plain text")
}

/// The policy of a page of the lab's that stands in a prototype's frame on one of the lab's hosts (`labs`), of which a form leads back to
/// the prototype at `host`.
pub(crate) fn policy_on_the_way_back(labs: &str, host: &str) -> HeaderValue {
    let policy = POLICY.replace("frame-ancestors 'none'", &format!("frame-ancestors 'self' {labs}"));
    let policy = policy.replace("form-action 'self'", &format!("form-action 'self' {host}"));
    HeaderValue::try_from(policy).expect("a host has letters, digits and hyphens")
}

/// Lets a page have a script of the lab's, which may ask the lab.
pub(crate) fn with_own_script(mut response: Response) -> Response {
    let policy =
        HeaderValue::try_from(format!("{POLICY}; script-src 'self'; connect-src 'self'")).expect("it is plain text");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// Has browsers come by https only from now on (RFC 6797), to the lab and to the prototypes under it.
pub(crate) fn keep_to_https(headers: &mut HeaderMap) {
    let value = HeaderValue::from_static("max-age=31536000; includeSubDomains");
    headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
}

/// No page takes this long.
const DEADLINE: Duration = Duration::from_secs(30);

pub(crate) fn around(routes: Router) -> Router {
    routes
        .layer(middleware::from_fn(set_headers))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, DEADLINE))
}

/// A package may come over a slow line, and is compiled then.
const UPLOAD_DEADLINE: Duration = Duration::from_secs(600);

pub(crate) fn around_uploads(routes: Router) -> Router {
    routes
        .layer(middleware::from_fn(set_headers))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, UPLOAD_DEADLINE))
}

/// Sets what the page itself did not.
async fn set_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
