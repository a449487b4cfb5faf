//! Random keys.

use std::fmt;

/// 128 random bits; written as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 16]);

impl Key {
    /// A new one, from the system's random numbers.
    pub(crate) fn random() -> Key {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system has random numbers once it has started");
        Key(bytes)
    }

    pub(crate) fn parse(text: &str) -> Option<Key> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u128::from_str_radix(text, 16).ok().map(|number| Key(number.to_be_bytes()))
    }

    /// Where random numbers start.
    pub(crate) fn seed(self) -> u64 {
        u128::from_be_bytes(self.0) as u64
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// Keys are secrets: logs show that there is one.
impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Key(..)")
    }
}
