//! Which headers pass between a visitor and a prototype: tables with a reason a line.
//!
//! To change what passes, change a line. A name that ends with `*` stands for all that begin so.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use fieldlab_domain::processing::Trace;

use super::cookies;
use crate::site::Here;

/// A header's name, and why it is as it is.
type Line = (&'static str, &'static str);

/// About the connection between two neighbours, not about the message (RFC 9110, 7.6.1). Those that `Connection` names go too.
#[rustfmt::skip] // A table.
const OF_THE_CONNECTION: &[Line] = &[
    ("connection", "about the connection"),
    ("http2-settings", "about the connection"),
    ("keep-alive", "about the connection"),
    ("proxy-*", "between the visitor and a proxy, passwords among them"),
    ("te", "about the connection"),
    ("transfer-encoding", "bodies are handed over without their wrapping"),
    ("upgrade", "upgrades are refused"),
];

/// What a prototype does not see of a request.
#[rustfmt::skip] // A table.
const NOT_TO_THE_PROTOTYPE: &[Line] = &[
    ("b3", "traces are the lab's"),
    ("baggage", "traces are the lab's"),
    ("cookie", "without the lab's: see cookies.rs"),
    ("expect", "the lab has answered it"),
    ("fieldlab-*", "what the lab says can't be said by a visitor"),
    ("forwarded", "an address on the net is personal data"),
    ("host", "the lab sets it as it understood it"),
    ("traceparent", "traces are the lab's"),
    ("tracestate", "traces are the lab's"),
    ("true-client-ip", "an address on the net is personal data"),
    ("via", "names the proxies of a visitor"),
    ("x-b3-*", "traces are the lab's"),
    ("x-client-ip", "an address on the net is personal data"),
    ("x-forwarded-*", "the lab sets those that it stands for; an address on the net is personal data"),
    ("x-real-ip", "an address on the net is personal data"),
];

/// What a visitor does not get of a response.
#[rustfmt::skip] // A table.
const NOT_TO_THE_VISITOR: &[Line] = &[
    ("accept-ch", "asks the browser for marks by which to know it again"),
    ("access-control-*", "pages of others may not read a prototype"),
    ("activate-storage-access", "would give the frame the cookies of the tab"),
    ("alt-svc", "would send the browser to another server"),
    ("clear-site-data", "would throw away the lab's cookies under one domain"),
    ("content-security-policy-report-only", "reports would go to elsewhere"),
    ("critical-ch", "asks the browser for marks by which to know it again"),
    ("cross-origin-*", "the lab's"),
    ("document-policy*", "reports would go to elsewhere"),
    ("expect-ct", "reports would go to elsewhere"),
    ("feature-policy", "the old name of permissions-policy, which is the lab's"),
    ("fieldlab-*", "what the lab says can't be said by a prototype"),
    ("nel", "reports would go to elsewhere"),
    ("origin-agent-cluster", "the lab's"),
    ("permissions-policy*", "the lab's"),
    ("public-key-pins*", "would hold for every name under this one, long after"),
    ("referrer-policy", "the lab's"),
    ("report-to", "reports would go to elsewhere"),
    ("reporting-endpoints", "reports would go to elsewhere"),
    ("server", "what runs here is nobody's business"),
    ("service-worker-allowed", "there are no service workers: one would outlive the version that it came from"),
    ("set-cookie", "for this host alone: see cookies.rs"),
    ("set-cookie2", "an old kind of cookies, with domains"),
    ("set-login", "the browser's sign that somebody has logged in; nobody does here"),
    ("speculation-rules", "would have the browser fetch from elsewhere"),
    ("strict-transport-security", "would close plain http for every name of this machine"),
    ("supports-loading-mode", "allows loading for pages of others"),
    ("timing-allow-origin", "pages of others may not measure a prototype"),
    ("x-content-type-options", "the lab's"),
    ("x-dns-prefetch-control", "the lab's"),
    ("x-frame-options", "the lab says who may frame: frame-ancestors"),
    ("x-permitted-cross-domain-policies", "pages of others may not read a prototype"),
];

/// What every response from a prototype's origin has, whatever the prototype says.
#[rustfmt::skip] // A table.
const OF_THE_LAB: &[(&str, &str, &str)] = &[
    ("cross-origin-opener-policy", "same-origin", "a page that opened it, or that it opens, is cut off"),
    ("cross-origin-resource-policy", "same-origin", "pages of others may not embed its files"),
    ("origin-agent-cluster", "?1", "scripts can't widen their origin to the domain above"),
    ("permissions-policy", "browsing-topics=(), camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), payment=(), \
                            publickey-credentials-get=(), serial=(), usb=()", "a demo needs no devices and no passkeys"),
    ("referrer-policy", "same-origin", "others don't learn which page somebody came from; forms of its own have an origin"),
    ("x-content-type-options", "nosniff", "a file is what it says it is"),
    ("x-dns-prefetch-control", "off", "a name that is looked up tells something to elsewhere"),
];

/// Everything from the prototype itself and nothing from elsewhere: what it knows of a visitor stays here, as far as a browser can
/// hold it. (It can't keep a page in a tab of its own from leading the visitor to another address.) A component that was written
/// for elsewhere may use scripts and styles in its pages. Who may frame it follows.
const POLICY: &str = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; worker-src 'self' blob:; \
                      object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors ";

/// The headers of a request as the prototype gets them. `trace` is the trace that the lab began for it.
pub(super) fn to_the_prototype(sent: &HeaderMap, here: &Here, trace: &Trace) -> HeaderMap {
    let mut headers = without(sent, NOT_TO_THE_PROTOTYPE);
    let host = here.host.to_string();
    let own = [
        (header::HOST, Some(host.clone())),
        (HeaderName::from_static("x-forwarded-host"), Some(host)),
        (HeaderName::from_static("x-forwarded-proto"), Some(here.scheme().to_owned())),
        (HeaderName::from_static("traceparent"), Some(trace.to_string())),
    ];
    for (name, value) in own {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            headers.insert(name, value);
        }
    }
    if let Some(cookies) = cookies::of_the_prototype(sent) {
        headers.insert(header::COOKIE, cookies);
    }
    headers
}

/// The headers of a response as the visitor gets them.
pub(super) fn to_the_visitor(answered: &HeaderMap, here: &Here) -> HeaderMap {
    let mut headers = without(answered, NOT_TO_THE_VISITOR);
    for cookie in answered.get_all(header::SET_COOKIE).iter().filter_map(cookies::for_the_visitor) {
        headers.append(header::SET_COOKIE, cookie);
    }
    let policies: Vec<_> =
        answered.get_all(header::CONTENT_SECURITY_POLICY).iter().filter_map(without_reports).collect();
    headers.remove(header::CONTENT_SECURITY_POLICY);
    for policy in policies {
        headers.append(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    // The key in the cookie is another after each change of persona, so that pages of the one are not shown to the other.
    headers.append(header::VARY, HeaderValue::from_static("cookie"));
    add_the_labs(&mut headers, here);
    headers
}

/// Adds what every response from a prototype's origin has. Of several policies a browser takes what all of them allow.
pub(super) fn add_the_labs(headers: &mut HeaderMap, here: &Here) {
    static OWN: LazyLock<Vec<(HeaderName, HeaderValue)>> = LazyLock::new(|| {
        let line = |&(name, value, _): &(&'static str, &'static str, _)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        OF_THE_LAB.iter().map(line).collect()
    });
    for (name, value) in OWN.iter() {
        headers.insert(name, value.clone());
    }
    let policy = format!("{POLICY}{}", here.labs());
    let policy = HeaderValue::try_from(policy).expect("a host has letters, digits and hyphens");
    headers.append(header::CONTENT_SECURITY_POLICY, policy);
}

/// How much the headers of a request are, in bytes: names and values.
pub(super) fn size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}

/// A trace that begins with a visitor's click. Its ids are not guessed by who sees those of others, but are no secrets.
pub(super) fn begin_trace() -> Trace {
    static CLICKS: AtomicU64 = AtomicU64::new(0);
    static KEYED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    let click = CLICKS.fetch_add(1, Ordering::Relaxed);
    let [high, low, span] = [0_u8, 1, 2].map(|part| KEYED.hash_one((click, part)));
    let trace_id = (u128::from(high) << 64 | u128::from(low)).max(1);
    // Neither may be zero.
    Trace { trace_id: trace_id.to_be_bytes(), span_id: span.max(1).to_be_bytes(), parent_id: None }
}

fn without(headers: &HeaderMap, table: &[Line]) -> HeaderMap {
    let values = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    let goes = |name: &HeaderName| {
        lists(OF_THE_CONNECTION, name)
            || lists(table, name)
            || named.iter().any(|named| named.eq_ignore_ascii_case(name.as_str()))
    };
    headers.iter().filter(|(name, _)| !goes(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn lists(table: &[Line], name: &HeaderName) -> bool {
    table.iter().any(|(listed, _)| match listed.strip_suffix('*') {
        Some(beginning) => name.as_str().starts_with(beginning),
        None => name == listed,
    })
}

/// A prototype's own policy can only forbid more, but not have reports sent to elsewhere.
fn without_reports(policy: &HeaderValue) -> Option<HeaderValue> {
    let directives = policy.to_str().ok()?.split(';').map(str::trim);
    let kept = directives.filter(|directive| !directive.to_ascii_lowercase().starts_with("report-"));
    let kept = kept.collect::<Vec<_>>().join("; ");
    if kept.is_empty() { None } else { HeaderValue::try_from(kept).ok() }
}

#[cfg(test)]
mod tests;
