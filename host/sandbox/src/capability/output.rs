//! What a guest writes: kept for its author, up to a limit. What it reads: nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use wasmtime::Result;
use wasmtime::component::{Linker, Resource};
use wasmtime_wasi::p2::bindings::cli::{
    stderr, stdin, stdout, terminal_input, terminal_output, terminal_stderr, terminal_stdin, terminal_stdout,
};
use wasmtime_wasi::p2::pipe::ClosedInputStream;
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, OutputStream, Pollable, StreamResult};

use super::Lab;
use crate::limits::MOST_OUTPUT_BYTES;
use crate::state::GuestState;
use crate::words::printable;

/// What a guest wrote in this call, to its error output and its output alike.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    /// Shared with the streams that the guest holds.
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Output {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets it.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// All of it as text, without what would change how a terminal shows the rest.
    pub(crate) fn text(&self) -> String {
        printable(&self.lock())
    }
}

#[async_trait]
impl Pollable for Output {
    async fn ready(&mut self) {}
}

/// Takes everything, keeps the beginning: a guest does not fail because it says a lot.
#[async_trait]
impl OutputStream for Output {
    fn write(&mut self, written: Bytes) -> StreamResult<()> {
        let mut bytes = self.lock();
        let room = MOST_OUTPUT_BYTES.saturating_sub(bytes.len());
        bytes.extend_from_slice(&written[..written.len().min(room)]);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(MOST_OUTPUT_BYTES)
    }
}

impl stdin::Host for GuestState {
    fn get_stdin(&mut self) -> Result<Resource<DynInputStream>> {
        let nothing: DynInputStream = Box::new(ClosedInputStream);
        Ok(self.table.push(nothing)?)
    }
}

impl GuestState {
    fn push_output(&mut self) -> Result<Resource<DynOutputStream>> {
        let stream: DynOutputStream = Box::new(self.output.clone());
        Ok(self.table.push(stream)?)
    }
}

impl stdout::Host for GuestState {
    fn get_stdout(&mut self) -> Result<Resource<DynOutputStream>> {
        self.push_output()
    }
}

impl stderr::Host for GuestState {
    fn get_stderr(&mut self) -> Result<Resource<DynOutputStream>> {
        self.push_output()
    }
}

impl terminal_input::Host for GuestState {}
impl terminal_input::HostTerminalInput for GuestState {
    fn drop(&mut self, terminal: Resource<terminal_input::TerminalInput>) -> Result<()> {
        self.table.delete(terminal)?;
        Ok(())
    }
}

impl terminal_output::Host for GuestState {}
impl terminal_output::HostTerminalOutput for GuestState {
    fn drop(&mut self, terminal: Resource<terminal_output::TerminalOutput>) -> Result<()> {
        self.table.delete(terminal)?;
        Ok(())
    }
}

impl terminal_stdin::Host for GuestState {
    fn get_terminal_stdin(&mut self) -> Result<Option<Resource<terminal_stdin::TerminalInput>>> {
        Ok(None)
    }
}

impl terminal_stdout::Host for GuestState {
    fn get_terminal_stdout(&mut self) -> Result<Option<Resource<terminal_stdout::TerminalOutput>>> {
        Ok(None)
    }
}

impl terminal_stderr::Host for GuestState {
    fn get_terminal_stderr(&mut self) -> Result<Option<Resource<terminal_stderr::TerminalOutput>>> {
        Ok(None)
    }
}

/// Links the outputs, the empty input, and the terminals that there are none of.
pub(crate) fn link(linker: &mut Linker<GuestState>) -> Result<()> {
    stdin::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    stdout::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    stderr::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    terminal_input::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    terminal_output::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    terminal_stdin::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    terminal_stdout::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    terminal_stderr::add_to_linker::<GuestState, Lab>(linker, |state| state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_is_kept_and_the_rest_is_taken_too() {
        let mut output = Output::default();
        output.write(Bytes::from_static(b"first ")).expect("it takes everything");
        for _ in 0..3 {
            output.write(Bytes::from(vec![b'x'; MOST_OUTPUT_BYTES])).expect("it takes everything");
        }
        assert!(output.text().starts_with("first xxx"));
        assert_eq!(output.text().len(), MOST_OUTPUT_BYTES);
        output.clear();
        assert_eq!(output.text(), "");
    }
}
