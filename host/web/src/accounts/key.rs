//! The keys of log-ins and the secrets of invitations.

use std::fmt;

use axum::http::{HeaderMap, HeaderValue};
use fieldlab_domain::digest::Digest;

use crate::origin::cookies;
use crate::site::Here;

/// 256 random bits, written as 64 hexadecimal digits. The lab keeps their digest only.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct LoginKey(String);

impl LoginKey {
    /// A new one, from the system's random numbers.
    pub(crate) fn random() -> LoginKey {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system has random numbers once it has started");
        LoginKey(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// One as somebody gives it.
    pub(crate) fn parse(text: &str) -> Option<LoginKey> {
        let fits = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| LoginKey(text.to_owned()))
    }

    /// What it is kept under.
    pub(crate) fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// The keys in the cookies of a request; more than one only when somebody has meddled.
    pub(crate) fn in_cookies(here: &Here, headers: &HeaderMap) -> Vec<LoginKey> {
        cookies::named(headers, name(here)).filter_map(|value| LoginKey::parse(&value)).collect()
    }

    /// The cookie that keeps it, until the browser closes or the log-in ends.
    pub(crate) fn cookie(&self, here: &Here) -> HeaderValue {
        self::cookie(here, &self.0, "")
    }
}

/// The secret itself, for the one who is to have it.
impl fmt::Display for LoginKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for LoginKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("LoginKey(..)")
    }
}

/// Has the browser forget its log-in.
pub(crate) fn forgotten(here: &Here) -> HeaderValue {
    cookie(here, "", "; Max-Age=0")
}

fn cookie(here: &Here, value: &str, more: &str) -> HeaderValue {
    let secure = if here.is_public() { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", name(here));
    HeaderValue::try_from(cookie).expect("it is plain text")
}

/// As with the visitor's cookie, the prefix keeps neighbours under a domain from setting it.
fn name(here: &Here) -> &'static str {
    if here.is_public() { "__Host-fieldlab-login" } else { "fieldlab-login" }
}
