//! The cookies of the lab's own pages, which no prototype gets to see.

use axum::http::{HeaderMap, HeaderValue};

use crate::origin::cookies;
use crate::site::Here;

/// A cookie of the lab's own pages, by the last part of its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnCookie(pub(crate) &'static str);

impl OwnCookie {
    /// Under a domain the name's prefix keeps neighbours from setting it; on this machine names have no domain in common that
    /// takes cookies, and a secure cookie would be lost in Safari.
    fn name(self, here: &Here) -> String {
        let prefix = if here.is_public() { "__Host-" } else { "" };
        format!("{prefix}fieldlab-{}", self.0)
    }

    /// The values of it that a request has; more than one only when somebody has meddled.
    pub(crate) fn values(self, here: &Here, headers: &HeaderMap) -> Vec<String> {
        cookies::named(headers, &self.name(here)).collect()
    }

    /// Has a browser keep it until it closes.
    pub(crate) fn set(self, here: &Here, value: &dyn std::fmt::Display) -> HeaderValue {
        self.line(here, value, "")
    }

    /// Has a browser forget it.
    pub(crate) fn forget(self, here: &Here) -> HeaderValue {
        self.line(here, &"", "; Max-Age=0")
    }

    fn line(self, here: &Here, value: &dyn std::fmt::Display, more: &str) -> HeaderValue {
        let secure = if here.is_public() { "; Secure" } else { "" };
        let line = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", self.name(here));
        HeaderValue::try_from(line).expect("names and keys are plain text")
    }
}
