//! A prototype that keeps failing is set aside for a while, and comes back by itself.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use fieldlab_domain::service::ServiceFailure;

use super::limits::{FIRST_PAUSE, LONGEST_PAUSE, MOST_FAILURES, TRIAL};

/// How a prototype does.
#[derive(Debug)]
pub(crate) struct Health(Mutex<State>);

#[derive(Debug)]
struct State {
    /// Failures without a good answer between them.
    failures: u32,
    /// When it is tried again.
    aside_until: Option<Instant>,
    /// Whether a request tries it after a pause.
    trying: bool,
    /// How long it is set aside next time.
    pause: Duration,
    latest: Option<ServiceFailure>,
}

impl Health {
    /// It did nothing yet.
    pub(crate) fn new() -> Health {
        Health(Mutex::new(State { failures: 0, aside_until: None, trying: false, pause: FIRST_PAUSE, latest: None }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it may be called now; when a pause is over one request tries it first.
    pub(crate) fn admit(&self, now: Instant) -> Result<(), ServiceFailure> {
        let mut state = self.lock();
        match state.aside_until {
            Some(until) if now < until => Err(ServiceFailure::SetAside { after: until - now }),
            Some(_) => {
                state.aside_until = Some(now + TRIAL);
                state.trying = true;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// It answered well, to the end.
    pub(crate) fn answered(&self) {
        let mut state = self.lock();
        (state.failures, state.aside_until, state.trying) = (0, None, false);
        state.pause = FIRST_PAUSE;
    }

    /// It failed. What was under way when it was set aside does not lengthen the pause.
    pub(crate) fn failed(&self, failure: &ServiceFailure, now: Instant) {
        let mut state = self.lock();
        state.latest = Some(failure.clone());
        state.failures = state.failures.saturating_add(1);
        let rests = state.aside_until.is_some() && !state.trying;
        if state.failures >= MOST_FAILURES && !rests {
            state.aside_until = Some(now + state.pause);
            state.trying = false;
            state.pause = (state.pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// The latest failure.
    pub(crate) fn latest(&self) -> Option<ServiceFailure> {
        self.lock().latest.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late() -> ServiceFailure {
        ServiceFailure::Late { time: Duration::ZERO, output: String::new() }
    }

    fn fail(health: &Health, times: u32, now: Instant) {
        for _ in 0..times {
            health.failed(&late(), now);
        }
    }

    #[test]
    fn what_keeps_failing_is_set_aside_and_comes_back() {
        let (health, start) = (Health::new(), Instant::now());
        fail(&health, MOST_FAILURES - 1, start);
        assert_eq!(health.admit(start), Ok(()));
        fail(&health, 1, start);
        assert_eq!(health.admit(start), Err(ServiceFailure::SetAside { after: FIRST_PAUSE }));
        fail(&health, 5, start);
        assert_eq!(health.admit(start), Err(ServiceFailure::SetAside { after: FIRST_PAUSE }), "they were under way");
        let later = start + FIRST_PAUSE;
        assert_eq!(health.admit(later), Ok(()), "one tries it");
        assert_eq!(health.admit(later), Err(ServiceFailure::SetAside { after: TRIAL }), "and no other");
        fail(&health, 1, later);
        assert_eq!(health.admit(later), Err(ServiceFailure::SetAside { after: FIRST_PAUSE * 2 }));
        let later = later + FIRST_PAUSE * 2;
        assert_eq!(health.admit(later), Ok(()));
        health.answered();
        assert_eq!((health.admit(later), health.admit(later)), (Ok(()), Ok(())));
    }

    #[test]
    fn a_good_answer_between_failures_counts() {
        let (health, start) = (Health::new(), Instant::now());
        for _ in 0..5 {
            fail(&health, MOST_FAILURES - 1, start);
            health.answered();
        }
        assert_eq!(health.admit(start), Ok(()));
        assert_eq!(health.latest(), Some(late()));
    }
}
