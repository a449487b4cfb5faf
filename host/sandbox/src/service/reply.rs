//! A guest's answer, gathered on the guest's own thread: a short response leaves it whole, and only a longer one streams.

use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use fieldlab_domain::service::ServiceFailure;
use http::Response;
use http_body::{Body as _, Frame};
use tokio::sync::oneshot::{self, Receiver, Sender};
use wasmtime_wasi_http::{Error, WasiBody};

use super::body::Made;
use super::limits::{KEPT_BYTES, KEPT_PARTS};

/// What a guest says: a response, or in words that there is none.
pub(crate) type Said = Result<Response<WasiBody>, String>;

/// What the visitor's side gets: a response, or why there is none.
pub(crate) type Reply = Result<Response<Made>, ServiceFailure>;

/// What there is of an answer so far.
pub(crate) struct Gathered {
    said: Receiver<Said>,
    /// There until the answer is handed over.
    reply: Option<Sender<Reply>>,
    response: Option<Response<WasiBody>>,
    frames: VecDeque<Frame<Bytes>>,
    bytes: usize,
    /// How the body ended, when it did.
    end: Option<Result<(), Error>>,
    /// The guest's own words for not answering.
    words: Option<String>,
}

impl Gathered {
    /// Nothing yet; and where the guest says its answer.
    pub(crate) fn new(reply: Sender<Reply>) -> (Sender<Said>, Gathered) {
        let (say, said) = oneshot::channel();
        let frames = VecDeque::new();
        (say, Gathered { said, reply: Some(reply), response: None, frames, bytes: 0, end: None, words: None })
    }

    /// Runs a guest to its end, gathering what it answers. When it waits, or its response is long, the visitor gets what there
    /// is, and the rest as it comes.
    pub(crate) async fn from<T>(&mut self, guest: impl Future<Output = T>) -> T {
        let mut guest = std::pin::pin!(guest);
        std::future::poll_fn(|context| {
            loop {
                let polled = guest.as_mut().poll(context);
                let has_more = self.take();
                if polled.is_ready() {
                    return polled;
                }
                // It may have waited for room for the next part.
                if !(has_more && self.has_room()) {
                    self.hand_over();
                    return Poll::Pending;
                }
            }
        })
        .await
    }

    /// Takes what the guest said and sent until now, and says whether that is anything.
    pub(crate) fn take(&mut self) -> bool {
        match self.said.try_recv() {
            Ok(Ok(response)) => self.response = Some(response),
            Ok(Err(words)) => self.words = Some(words),
            Err(_) => {}
        }
        let before = self.frames.len();
        let Some(response) = &mut self.response else { return false };
        // Whoever reads the rest, when there is a rest, asks to be woken for it.
        let mut context = Context::from_waker(Waker::noop());
        while self.end.is_none() && self.bytes < KEPT_BYTES && self.frames.len() < KEPT_PARTS {
            match std::pin::Pin::new(response.body_mut()).poll_frame(&mut context) {
                Poll::Pending => break,
                Poll::Ready(None) => self.end = Some(Ok(())),
                Poll::Ready(Some(Err(error))) => self.end = Some(Err(error)),
                Poll::Ready(Some(Ok(frame))) => {
                    self.bytes += frame.data_ref().map_or(0, Bytes::len);
                    self.frames.push_back(frame);
                }
            }
        }
        self.frames.len() > before
    }

    fn has_room(&self) -> bool {
        self.bytes < KEPT_BYTES && self.frames.len() < KEPT_PARTS
    }

    /// Gives the visitor what there is of a response, and the rest of it to read; nothing while there is no response.
    fn hand_over(&mut self) {
        let Some(response) = self.response.take() else { return };
        let Some(reply) = self.reply.take() else { return };
        let (parts, body) = response.into_parts();
        let rest = self.end.is_none().then_some(body);
        let made = Made::new(std::mem::take(&mut self.frames), self.end.take(), rest);
        // Nobody may be waiting for it any more.
        let _ = reply.send(Ok(Response::from_parts(parts, made)));
    }

    /// The guest is gone: gives the visitor what it made, or else why it did not answer.
    pub(crate) fn finish(mut self, why: impl FnOnce(Option<String>) -> ServiceFailure) {
        self.take();
        if self.response.is_some() {
            return self.hand_over();
        }
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(Err(why(self.words)));
        }
    }
}
