//! Bodies on their way in and out.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use fieldlab_domain::service::{Body, BodyError, ServiceFailure};
use http_body::{Body as _, Frame};
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

/// A response's body as it leaves the sandbox. Its guest ends with it: when it is read to its end, when it is dropped, and when
/// its time is over. A guest that fails in the middle breaks it off, so that nobody takes a part for the whole.
pub(crate) struct Outgoing {
    body: WasiBody,
    run: Arc<Run>,
    _guest: Guard,
    late: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// Bytes that it may still have.
    left: usize,
    /// Bytes that its headers announced and that did not come yet.
    owed: u64,
    ended: bool,
}

impl Outgoing {
    /// A body of which the headers announced so many bytes; 0 when they say nothing, or it is about a body that is not sent.
    pub(crate) fn new(body: WasiBody, run: Arc<Run>, guest: Guard, owed: u64) -> Outgoing {
        let late = Box::pin(Arc::clone(&run.deadline).late());
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
        if self.late.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(self.run.late(self.run.output()))));
        }
        let frame = match Pin::new(&mut self.body).poll_frame(context) {
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

    fn size_hint(&self) -> http_body::SizeHint {
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
