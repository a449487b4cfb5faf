//! Streams and waiting for them. Nothing that a rule has can keep it waiting, so the host never waits either.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use wasmtime::component::{Linker, Resource};
use wasmtime::{Result, bail};
use wasmtime_wasi::p2::bindings::io::{error, poll as waiting_poll, streams as waiting_streams};
use wasmtime_wasi::p2::bindings::sync::io::{poll, streams};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, DynPollable, StreamError, StreamResult};

use super::Lab;
use crate::state::GuestState;

/// The outcome of something that is ready at once.
fn at_once<T>(future: impl Future<Output = T>) -> Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Ok(outcome),
        Poll::Pending => bail!("waits for something that never comes"),
    }
}

/// As [`at_once`], for operations on streams.
fn stream_at_once<T>(future: impl Future<Output = StreamResult<T>>) -> StreamResult<T> {
    at_once(future).map_err(StreamError::Trap)?
}

impl poll::Host for GuestState {
    fn poll(&mut self, pollables: Vec<Resource<DynPollable>>) -> Result<Vec<u32>> {
        at_once(waiting_poll::Host::poll(&mut self.table, pollables))?
    }
}

impl poll::HostPollable for GuestState {
    fn ready(&mut self, pollable: Resource<DynPollable>) -> Result<bool> {
        at_once(waiting_poll::HostPollable::ready(&mut self.table, pollable))?
    }

    fn block(&mut self, pollable: Resource<DynPollable>) -> Result<()> {
        at_once(waiting_poll::HostPollable::block(&mut self.table, pollable))?
    }

    fn drop(&mut self, pollable: Resource<DynPollable>) -> Result<()> {
        waiting_poll::HostPollable::drop(&mut self.table, pollable)
    }
}

impl error::Host for GuestState {}

impl error::HostError for GuestState {
    fn drop(&mut self, error: Resource<error::Error>) -> Result<()> {
        error::HostError::drop(&mut self.table, error)
    }

    /// No stream of ours fails; should one ever do, its guest learns no more than that.
    fn to_debug_string(&mut self, _error: Resource<error::Error>) -> Result<String> {
        Ok("the stream failed".to_owned())
    }
}

impl streams::Host for GuestState {
    fn convert_stream_error(&mut self, error: StreamError) -> Result<streams::StreamError> {
        streams::Host::convert_stream_error(&mut self.table, error)
    }
}

impl streams::HostInputStream for GuestState {
    fn read(&mut self, stream: Resource<DynInputStream>, length: u64) -> StreamResult<Vec<u8>> {
        waiting_streams::HostInputStream::read(&mut self.table, stream, length)
    }

    fn blocking_read(&mut self, stream: Resource<DynInputStream>, length: u64) -> StreamResult<Vec<u8>> {
        stream_at_once(waiting_streams::HostInputStream::blocking_read(&mut self.table, stream, length))
    }

    fn skip(&mut self, stream: Resource<DynInputStream>, length: u64) -> StreamResult<u64> {
        waiting_streams::HostInputStream::skip(&mut self.table, stream, length)
    }

    fn blocking_skip(&mut self, stream: Resource<DynInputStream>, length: u64) -> StreamResult<u64> {
        stream_at_once(waiting_streams::HostInputStream::blocking_skip(&mut self.table, stream, length))
    }

    fn subscribe(&mut self, stream: Resource<DynInputStream>) -> Result<Resource<DynPollable>> {
        waiting_streams::HostInputStream::subscribe(&mut self.table, stream)
    }

    fn drop(&mut self, stream: Resource<DynInputStream>) -> Result<()> {
        at_once(waiting_streams::HostInputStream::drop(&mut self.table, stream))?
    }
}

impl streams::HostOutputStream for GuestState {
    fn check_write(&mut self, stream: Resource<DynOutputStream>) -> StreamResult<u64> {
        waiting_streams::HostOutputStream::check_write(&mut self.table, stream)
    }

    fn write(&mut self, stream: Resource<DynOutputStream>, bytes: Vec<u8>) -> StreamResult<()> {
        waiting_streams::HostOutputStream::write(&mut self.table, stream, bytes)
    }

    fn blocking_write_and_flush(&mut self, stream: Resource<DynOutputStream>, bytes: Vec<u8>) -> StreamResult<()> {
        stream_at_once(waiting_streams::HostOutputStream::blocking_write_and_flush(&mut self.table, stream, bytes))
    }

    fn flush(&mut self, stream: Resource<DynOutputStream>) -> StreamResult<()> {
        waiting_streams::HostOutputStream::flush(&mut self.table, stream)
    }

    fn blocking_flush(&mut self, stream: Resource<DynOutputStream>) -> StreamResult<()> {
        stream_at_once(waiting_streams::HostOutputStream::blocking_flush(&mut self.table, stream))
    }

    fn subscribe(&mut self, stream: Resource<DynOutputStream>) -> Result<Resource<DynPollable>> {
        waiting_streams::HostOutputStream::subscribe(&mut self.table, stream)
    }

    fn write_zeroes(&mut self, stream: Resource<DynOutputStream>, length: u64) -> StreamResult<()> {
        waiting_streams::HostOutputStream::write_zeroes(&mut self.table, stream, length)
    }

    fn blocking_write_zeroes_and_flush(&mut self, stream: Resource<DynOutputStream>, length: u64) -> StreamResult<()> {
        let writing =
            waiting_streams::HostOutputStream::blocking_write_zeroes_and_flush(&mut self.table, stream, length);
        stream_at_once(writing)
    }

    fn splice(
        &mut self,
        stream: Resource<DynOutputStream>,
        source: Resource<DynInputStream>,
        length: u64,
    ) -> StreamResult<u64> {
        waiting_streams::HostOutputStream::splice(&mut self.table, stream, source, length)
    }

    fn blocking_splice(
        &mut self,
        stream: Resource<DynOutputStream>,
        source: Resource<DynInputStream>,
        length: u64,
    ) -> StreamResult<u64> {
        stream_at_once(waiting_streams::HostOutputStream::blocking_splice(&mut self.table, stream, source, length))
    }

    fn drop(&mut self, stream: Resource<DynOutputStream>) -> Result<()> {
        at_once(waiting_streams::HostOutputStream::drop(&mut self.table, stream))?
    }
}

/// Links streams, errors and waiting.
pub(crate) fn link(linker: &mut Linker<GuestState>) -> Result<()> {
    error::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    poll::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    streams::add_to_linker::<GuestState, Lab>(linker, |state| state)
}
