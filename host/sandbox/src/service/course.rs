//! The course of one request over the guests' threads: it begins on a quick one, and moves to a slow one when it computes for long.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::limits::QUICK;
use super::run::Run;

/// A guest under way. It notes how long it computed when it is gone.
pub(crate) struct Course<F> {
    /// There until it moves or ends.
    guest: Option<Pin<Box<F>>>,
    run: Arc<Run>,
    is_slow: bool,
}

impl<F: Future<Output = ()> + Send + 'static> Course<F> {
    /// Sets a guest going, on a slow thread when requests to its prototype usually compute for long.
    pub(crate) fn begin(guest: F, run: Arc<Run>) {
        let is_slow = run.service.weight.is_heavy();
        Course { guest: Some(Box::pin(guest)), run, is_slow }.spawn();
    }

    fn spawn(self) {
        let run = Arc::clone(&self.run);
        let guests = run.service.host.guests();
        let threads = if self.is_slow { guests.slow() } else { guests.quick() };
        run.deadline.ends(threads.spawn(self).abort_handle());
    }
}

impl<F: Future<Output = ()> + Send + 'static> Future for Course<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(mut guest) = self.guest.take() else { return Poll::Ready(()) };
        self.run.meter.begin();
        let polled = guest.as_mut().poll(context);
        self.run.meter.pause();
        if polled.is_ready() {
            self.run.service.weight.note(self.run.meter.used());
            return Poll::Ready(());
        }
        if !self.is_slow && self.run.meter.used() >= QUICK {
            self.run.service.weight.note(self.run.meter.used());
            Course { guest: Some(guest), run: Arc::clone(&self.run), is_slow: true }.spawn();
            return Poll::Ready(());
        }
        self.guest = Some(guest);
        Poll::Pending
    }
}

impl<F> Drop for Course<F> {
    fn drop(&mut self) {
        // It was ended in the middle. One that moved ends elsewhere.
        if self.guest.is_some() {
            self.run.service.weight.note(self.run.meter.used());
        }
    }
}
