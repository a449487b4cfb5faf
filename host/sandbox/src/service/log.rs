//! What a service writes to its output and error output: the beginning is kept for its author.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

use crate::limits::MOST_OUTPUT_BYTES;
use crate::words::printable;

/// The log of one request. It takes everything, and keeps the beginning.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// What is kept, without what would change how a terminal shows the rest.
    pub(crate) fn text(&self) -> String {
        printable(&self.lock())
    }

    /// Adds a line.
    pub(crate) fn line(&self, line: &str) {
        self.take(line.as_bytes());
        self.take(b"\n");
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, written: &[u8]) {
        let mut kept = self.lock();
        let room = MOST_OUTPUT_BYTES.saturating_sub(kept.len());
        kept.extend_from_slice(&written[..written.len().min(room)]);
    }
}

impl IsTerminal for Log {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Log {
    /// For WASI 0.3.
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    /// For WASI 0.2. The one that comes of itself would have a task for each stream.
    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl AsyncWrite for Log {
    fn poll_write(self: Pin<&mut Self>, _context: &mut Context<'_>, written: &[u8]) -> Poll<io::Result<usize>> {
        self.take(written);
        Poll::Ready(Ok(written.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[async_trait]
impl Pollable for Log {
    async fn ready(&mut self) {}
}

#[async_trait]
impl OutputStream for Log {
    fn write(&mut self, written: Bytes) -> StreamResult<()> {
        self.take(&written);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(MOST_OUTPUT_BYTES)
    }
}
