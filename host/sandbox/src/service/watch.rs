//! The wall clock of requests, kept by the thread of the deadlines' clock: outside of the store and of the guests' threads.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use async_task::Task;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::limits::GRACE;

/// All requests under way.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    deadlines: Mutex<Vec<Weak<Deadline>>>,
}

impl Watch {
    /// Begins to watch a deadline; it ends when the deadline is dropped.
    pub(crate) fn over(&self, deadline: &Arc<Deadline>) {
        self.lock().push(Arc::downgrade(deadline));
    }

    /// Ends what is over its time. Called every few ticks.
    pub(crate) fn tick(&self) {
        let now = Instant::now();
        let keep = |deadline: &Weak<Deadline>| match deadline.upgrade() {
            None => false,
            Some(deadline) => !deadline.end_when_over(now),
        };
        self.lock().retain(keep);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Weak<Deadline>>> {
        self.deadlines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When a request must have ended.
#[derive(Debug)]
pub(crate) struct Deadline {
    begin: Instant,
    ends_ms: AtomicU64,
    /// The time that it had for what it is doing, of which `ends_ms` is the end.
    time_ms: AtomicU64,
    late: AtomicBool,
    told: Notify,
    guest: Mutex<Guest>,
}

/// The task that a guest runs in: on the quick threads, or on others.
#[derive(Debug)]
pub(crate) enum Running {
    Quick(Task<()>),
    Slow(AbortHandle),
}

impl Running {
    fn end(self) {
        match self {
            Running::Quick(task) => drop(task),
            Running::Slow(task) => task.abort(),
        }
    }

    /// It ends by itself.
    fn let_go(self) {
        if let Running::Quick(task) = self {
            task.detach();
        }
    }
}

#[derive(Debug)]
enum Guest {
    /// None yet.
    Comes,
    Runs(Running),
    /// It was ended, or must be as soon as it is known.
    Ended,
}

impl Deadline {
    /// A deadline after `time` from now.
    pub(crate) fn new(time: Duration) -> Deadline {
        Deadline {
            begin: Instant::now(),
            ends_ms: AtomicU64::new(milliseconds(time)),
            time_ms: AtomicU64::new(milliseconds(time)),
            late: AtomicBool::new(false),
            told: Notify::new(),
            guest: Mutex::new(Guest::Comes),
        }
    }

    /// Moves it to `time` from now.
    pub(crate) fn extend(&self, time: Duration) {
        self.time_ms.store(milliseconds(time), Ordering::Relaxed);
        self.ends_ms.store(milliseconds(self.begin.elapsed() + time), Ordering::Relaxed);
    }

    /// The time that it allows.
    pub(crate) fn time(&self) -> Duration {
        Duration::from_millis(self.time_ms.load(Ordering::Relaxed))
    }

    /// Says which task to end. A guest that moves to another task says so anew.
    pub(crate) fn ends(&self, task: Running) {
        let mut guest = self.lock();
        match (&*guest, &task) {
            (Guest::Ended, _) => return task.end(),
            // It moved on before it was said that it began.
            (Guest::Runs(Running::Slow(_)), Running::Quick(_)) => return task.let_go(),
            (Guest::Comes | Guest::Runs(_), _) => {}
        }
        if let Guest::Runs(before) = std::mem::replace(&mut *guest, Guest::Runs(task)) {
            before.let_go();
        }
    }

    /// The guest is done, so that it can't be late any more.
    pub(crate) fn done(&self) {
        if let Guest::Runs(task) = std::mem::replace(&mut *self.lock(), Guest::Ended) {
            task.let_go();
        }
    }

    /// Ends the guest, when it did not end by itself.
    pub(crate) fn end(&self) {
        if let Guest::Runs(task) = std::mem::replace(&mut *self.lock(), Guest::Ended) {
            task.end();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Guest> {
        self.guest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the time is over.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over_at(Instant::now(), Duration::ZERO)
    }

    /// Whether the guest was ended from here.
    pub(crate) fn is_late(&self) -> bool {
        self.late.load(Ordering::Acquire)
    }

    /// Waits until the guest was ended from here. One at a time may wait.
    pub(crate) async fn late(self: Arc<Deadline>) {
        while !self.is_late() {
            self.told.notified().await;
        }
    }

    fn is_over_at(&self, now: Instant, grace: Duration) -> bool {
        let ends = Duration::from_millis(self.ends_ms.load(Ordering::Relaxed));
        now.duration_since(self.begin) >= ends + grace
    }

    fn end_when_over(&self, now: Instant) -> bool {
        if !self.is_over_at(now, GRACE) {
            return false;
        }
        if matches!(*self.lock(), Guest::Ended) {
            return true;
        }
        self.late.store(true, Ordering::Release);
        self.told.notify_one();
        self.end();
        true
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_over_its_time_is_ended_from_outside() {
        let watch = Watch::default();
        let (soon, later) = (Arc::new(Deadline::new(Duration::ZERO)), Arc::new(Deadline::new(Duration::from_secs(60))));
        soon.ends(Running::Slow(tokio::spawn(std::future::pending::<()>()).abort_handle()));
        watch.over(&soon);
        watch.over(&later);
        while !soon.is_late() {
            watch.tick();
        }
        Arc::clone(&soon).late().await;
        assert!(soon.is_over() && !later.is_over() && !later.is_late());
        assert_eq!(watch.lock().len(), 1);
        drop(later);
        watch.tick();
        assert_eq!(watch.lock().len(), 0);
    }

    #[tokio::test]
    async fn a_guest_that_moved_before_it_was_said_that_it_began_is_still_ended() {
        let deadline = Deadline::new(Duration::from_secs(60));
        let (_first, quick) = async_task::spawn(std::future::pending::<()>(), |_| ());
        let slow = tokio::spawn(std::future::pending::<()>());
        deadline.ends(Running::Slow(slow.abort_handle()));
        deadline.ends(Running::Quick(quick));
        deadline.end();
        assert!(slow.await.is_err_and(|error| error.is_cancelled()));
    }
}
