//! The keys of log-ins and visits, and the secrets of invitations and links.

use std::fmt;

use fieldlab_domain::digest::Digest;

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
