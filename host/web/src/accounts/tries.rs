//! How often somebody may try to log in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures in a row that cost nothing.
const FREE: u32 = 5;

/// The first wait; each further failure doubles it.
const FIRST: Duration = Duration::from_secs(30);

/// The longest wait, after which the count begins anew.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Logins that are kept at once. Beyond them all have to wait: somebody is trying a list.
const MOST: usize = 10_000;

/// Failed log-ins, by what was given as login. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Tries(Arc<Mutex<HashMap<String, Failed>>>);

#[derive(Debug)]
struct Failed {
    count: u32,
    last: Instant,
}

impl Failed {
    fn wait(&self) -> Duration {
        match self.count.checked_sub(FREE) {
            None | Some(0) => Duration::ZERO,
            Some(more) => LONGEST.min(FIRST.saturating_mul(1 << (more - 1).min(10))),
        }
    }
}

impl Tries {
    /// How long this login has to wait before it is tried again.
    pub(crate) fn wait(&self, login: &str, now: Instant) -> Option<Duration> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(failed) = held.get(&key(login)) else {
            return (held.len() >= MOST).then_some(FIRST);
        };
        let wait = failed.wait().saturating_sub(now.duration_since(failed.last));
        (!wait.is_zero()).then_some(wait)
    }

    /// It failed.
    pub(crate) fn failed(&self, login: &str, now: Instant) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, failed| now.duration_since(failed.last) < LONGEST);
        let failed = held.entry(key(login)).or_insert(Failed { count: 0, last: now });
        *failed = Failed { count: failed.count + 1, last: now };
    }

    /// It did not.
    pub(crate) fn passed(&self, login: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(login));
    }
}

fn key(login: &str) -> String {
    login.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_fails_again_and_again_waits_longer_and_longer() {
        let (tries, start) = (Tries::default(), Instant::now());
        for _ in 0..FREE {
            assert_eq!(tries.wait("noor", start), None);
            tries.failed("Noor ", start);
        }
        assert_eq!(tries.wait("noor", start), None, "a typing error more is no crime");
        tries.failed("noor", start);
        assert_eq!(tries.wait("NOOR", start), Some(FIRST));
        assert_eq!(tries.wait("someone else", start), None);
        assert_eq!(tries.wait("noor", start + FIRST), None);
        for _ in 0..40 {
            tries.failed("noor", start);
        }
        assert_eq!(tries.wait("noor", start), Some(LONGEST));
        tries.failed("other", start + LONGEST);
        assert_eq!(tries.wait("noor", start + LONGEST), None, "it is forgotten");
        tries.failed("noor", start);
        tries.passed("noor");
        assert_eq!(tries.wait("noor", start), None);
    }
}
