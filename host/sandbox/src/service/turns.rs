//! The turns of one prototype on the quick threads: it goes on with so many of its requests at the same time, and one step each
//! time. However many requests a prototype has, those of another wait for a few steps of it at most.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use async_task::{Runnable, Task};
use tokio::runtime::Handle;

/// The steps of a prototype's requests that can be taken, in order.
pub(crate) struct Turns {
    threads: Handle,
    /// How many of its requests go on at the same time, at most.
    most: usize,
    row: Mutex<Row>,
}

#[derive(Default)]
struct Row {
    steps: VecDeque<Runnable>,
    /// How many lanes take steps.
    lanes: usize,
}

impl Turns {
    /// On these threads, which are so many.
    pub(crate) fn new(threads: Handle, most: usize) -> Turns {
        Turns { threads, most: most.max(1), row: Mutex::default() }
    }

    /// Begins a request. It ends when what this returns is dropped, unless that is detached.
    pub(crate) fn begin(self: &Arc<Turns>, guest: impl Future<Output = ()> + Send + 'static) -> Task<()> {
        let turns = Arc::clone(self);
        let (first, task) = async_task::spawn(guest, move |step| turns.stands_in(step));
        first.schedule();
        task
    }

    /// A step stands at the end of the row. It is taken by a lane that is there, or by a new one.
    fn stands_in(self: &Arc<Turns>, step: Runnable) {
        let mut row = self.row();
        row.steps.push_back(step);
        if row.lanes < self.most {
            row.lanes += 1;
            drop(row);
            self.open();
        }
    }

    /// Opens a lane that is counted already.
    fn open(self: &Arc<Turns>) {
        self.threads.spawn(Lane { turns: Arc::clone(self), is_over: false });
    }

    fn row(&self) -> MutexGuard<'_, Row> {
        self.row.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes one step after the other, and lets others go first in between.
struct Lane {
    turns: Arc<Turns>,
    is_over: bool,
}

impl Future for Lane {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let step = self.turns.row().steps.pop_front();
        if let Some(step) = step {
            step.run();
        }
        let mut row = self.turns.row();
        if row.steps.is_empty() {
            row.lanes -= 1;
            drop(row);
            self.is_over = true;
            return Poll::Ready(());
        }
        drop(row);
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Lane {
    /// When a guest's step panicked, others go on in a lane of their own. When the threads end, nobody goes on.
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        if std::thread::panicking() {
            return self.turns.open();
        }
        let steps = {
            let mut row = self.turns.row();
            row.lanes -= 1;
            std::mem::take(&mut row.steps)
        };
        drop(steps);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use tokio::runtime::{Builder, Runtime};

    fn one_thread() -> Runtime {
        Builder::new_multi_thread().worker_threads(1).global_queue_interval(1).build().expect("a thread can be started")
    }

    #[test]
    fn many_requests_of_one_prototype_do_not_keep_another_waiting() {
        let threads = one_thread();
        let [busy, other] = [(); 2].map(|()| Arc::new(Turns::new(threads.handle().clone(), 2)));
        let ((begin, begins), (tell, told)) = (mpsc::channel::<()>(), mpsc::channel());
        threads.spawn(async move { begins.recv().expect("it is sent below") });
        let step = |who: &'static str| {
            let tell = tell.clone();
            async move { tell.send(who).expect("it is read below") }
        };
        let mut tasks: Vec<_> = (0..100).map(|_| busy.begin(step("busy"))).collect();
        tasks.push(other.begin(step("other")));
        begin.send(()).expect("it is awaited");
        let order: Vec<&str> = told.iter().take(101).collect();
        let place = order.iter().position(|who| *who == "other").expect("it had its turn");
        assert!(place <= 2, "it was number {place}");
    }

    #[test]
    fn what_is_dropped_ends_and_a_panic_stops_nobody_else() {
        let threads = one_thread();
        let turns = Arc::new(Turns::new(threads.handle().clone(), 1));
        let (tell, told) = mpsc::channel();
        let (kept, end) = (tell.clone(), tell);
        let never = turns.begin(async move {
            let _kept = kept;
            std::future::pending::<()>().await;
        });
        let panics = turns.begin(async { panic!("a step of a guest") });
        drop((never, panics));
        let last = turns.begin(async move { end.send("last").expect("it is read below") });
        assert_eq!(told.recv(), Ok("last"));
        threads.block_on(last);
        assert!(told.recv().is_err(), "nothing of what ended is kept");
    }
}
