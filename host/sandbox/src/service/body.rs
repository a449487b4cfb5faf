//! Bodies on their way in and out.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use fieldlab_domain::service::{Body, BodyError, ServiceFailure};
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use wasmtime_wasi_http::{Error, WasiBody};

use super::run::{Guard, Run};
use crate::limits::MEBIBYTE;

/// A request's body as the guest reads it, of at most `most` bytes.
pub(crate) fn incoming(body: Body, most: usize) -> WasiBody {
    let words = move |error: Box<dyn std::error::Error + Send + Sync>| match error.downcast_ref::<LengthLimitError>() {
        Some(_) => Error::HttpRequestBodySize(u64::try_from(most).ok()),
        None => Error::InternalError(Some("the visitor went away".to_owned())),
    };
    Limited::new(body, most).map_err(words).boxed_unsync()
}

/// The body of a response as its guest made it: the parts that came while the guest ran, and what may follow.
pub(crate) struct Made {
    frames: VecDeque<Frame<Bytes>>,
    /// How it ended, when that is known.
    end: Option<Result<(), Error>>,
    /// What still comes from a guest that runs.
    rest: Option<WasiBody>,
}

impl Made {
    pub(crate) fn new(frames: VecDeque<Frame<Bytes>>, end: Option<Result<(), Error>>, rest: Option<WasiBody>) -> Made {
        Made { frames, end, rest }
    }

    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Some(frame) = self.frames.pop_front() {
            return Poll::Ready(Some(Ok(frame)));
        }
        match (&mut self.rest, self.end.take()) {
            (_, Some(Err(error))) => Poll::Ready(Some(Err(error))),
            (Some(rest), None) => Pin::new(rest).poll_frame(context),
            (_, Some(Ok(()))) | (None, None) => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        let is_rest_over = self.rest.as_ref().is_none_or(http_body::Body::is_end_stream);
        self.frames.is_empty() && !matches!(self.end, Some(Err(_))) && is_rest_over
    }

    fn size_hint(&self) -> SizeHint {
        let bytes: usize = self.frames.iter().filter_map(Frame::data_ref).map(Bytes::len).sum();
        let rest = self.rest.as_ref().map_or_else(|| SizeHint::with_exact(0), http_body::Body::size_hint);
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower() + bytes as u64);
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper + bytes as u64);
        }
        hint
    }
}

/// A response's body as it leaves the sandbox. Its guest ends with it: when it is read to its end, when it is dropped, and when
/// its time is over. A guest that fails in the middle breaks it off, so that nobody takes a part for the whole.
pub(crate) struct Outgoing {
    body: Made,
    run: Arc<Run>,
    _guest: Guard,
    /// Ready when its time is over; nothing when the guest is done.
    late: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// Bytes that it may still have.
    left: usize,
    /// Bytes that its headers announced and that did not come yet.
    owed: u64,
    ended: bool,
}

impl Outgoing {
    /// A body of which the headers announced so many bytes; 0 when they say nothing, or it is about a body that is not sent.
    pub(crate) fn new(body: Made, run: Arc<Run>, guest: Guard, owed: u64) -> Outgoing {
        let late = body.rest.is_some().then(|| Box::pin(Arc::clone(&run.deadline).late()) as _);
        let left = run.service.manifest.limits.service.response_mb as usize * MEBIBYTE;
        Outgoing { body, run, _guest: guest, late, left, owed, ended: false }
    }

    fn end(&mut self) {
        if !std::mem::replace(&mut self.ended, true) {
            self.run.ended_well();
            self.run.service.health.answered();
        }
    }

    fn break_off(&mut self, failure: ServiceFailure) -> BodyError {
        self.ended = true;
        let words = match &failure {
            ServiceFailure::Late { .. } => "the prototype took too long".to_owned(),
            ServiceFailure::Guest { .. } => "the prototype failed".to_owned(),
            _ => "the lab failed".to_owned(),
        };
        self.run.service.failed(&failure);
        BodyError(words)
    }

    fn poll_guest(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, ServiceFailure>>> {
        if self.late.as_mut().is_some_and(|late| late.as_mut().poll(context).is_ready()) {
            return Poll::Ready(Some(Err(self.run.late(self.run.output()))));
        }
        let frame = match self.body.poll_frame(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(frame) => frame,
        };
        match frame {
            Some(Ok(frame)) => {
                let length = frame.data_ref().map_or(0, Bytes::len);
                let Some(left) = self.left.checked_sub(length) else {
                    let most = self.run.service.manifest.limits.service.response_mb;
                    let failure = self.run.guest_failure(format!("its response has more than {most} MiB"));
                    return Poll::Ready(Some(Err(failure)));
                };
                self.left = left;
                self.owed = self.owed.saturating_sub(length as u64);
                Poll::Ready(Some(Ok(frame)))
            }
            // A body whose guest is gone ends as one that is whole.
            None => {
                let short = || (self.owed > 0).then(|| self.run.guest_failure(SHORT.to_owned()));
                Poll::Ready(self.run.failure().or_else(short).map(Err))
            }
            Some(Err(error)) => {
                let failure = self.run.failure();
                let failure = failure.unwrap_or_else(|| self.run.guest_failure(broken(&error)));
                Poll::Ready(Some(Err(failure)))
            }
        }
    }
}

const SHORT: &str = "its response has another length than its headers say";

fn broken(error: &Error) -> String {
    match error {
        Error::HttpResponseBodySize(_) => SHORT.to_owned(),
        _ => "did not finish its response's body".to_owned(),
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        match self.poll_guest(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => {
                self.end();
                Poll::Ready(None)
            }
            Poll::Ready(Some(Ok(frame))) => Poll::Ready(Some(Ok(frame))),
            Poll::Ready(Some(Err(failure))) => Poll::Ready(Some(Err(self.break_off(failure)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ended || (self.owed == 0 && self.body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Outgoing {
    /// Who reads it need not ask for the end of a body that says itself that it has ended.
    fn drop(&mut self) {
        if self.owed == 0 && self.body.is_end_stream() && self.run.failure().is_none() {
            self.end();
        }
    }
}
