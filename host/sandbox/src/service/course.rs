//! The course of one request over the guests' threads: it begins on a quick one, and moves to a slow one when it computes for long.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::limits::QUICK;
use super::run::Run;
use super::watch::Running;

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

    /// It goes on on a slow thread.
    fn moves(&self, guest: Pin<Box<F>>) {
        Course { guest: Some(guest), run: Arc::clone(&self.run), is_slow: true }.spawn();
    }

    fn spawn(self) {
        let run = Arc::clone(&self.run);
        run.deadline.ends(match self.is_slow {
            true => Running::Slow(run.service.host.guests().slow().spawn(self).abort_handle()),
            false => Running::Quick(run.service.turns.begin(self)),
        });
    }
}

impl<F: Future<Output = ()> + Send + 'static> Future for Course<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(mut guest) = self.guest.take() else { return Poll::Ready(()) };
        // Another request to its prototype computed for long since this one began.
        if !self.is_slow && self.run.service.weight.is_heavy() {
            self.moves(guest);
            return Poll::Ready(());
        }
        self.run.meter.begin();
        let polled = guest.as_mut().poll(context);
        self.run.meter.pause();
        if polled.is_ready() {
            self.run.service.weight.note(self.run.meter.used());
            return Poll::Ready(());
        }
        if !self.is_slow && self.run.meter.used() >= QUICK {
            self.run.service.weight.note(self.run.meter.used());
            self.moves(guest);
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
