//! Environment variables and arguments: there are none. And leaving: it ends the call.

use std::fmt;

use wasmtime::Result;
use wasmtime::component::Linker;
use wasmtime_wasi::p2::bindings::cli::{environment, exit};

use super::Lab;
use crate::state::GuestState;

/// The guest ended itself in the middle of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exited {
    /// The status that it gave.
    pub(crate) status: u8,
}

impl fmt::Display for Exited {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "exited with status {}", self.status)
    }
}

impl std::error::Error for Exited {}

impl environment::Host for GuestState {
    fn get_environment(&mut self) -> Result<Vec<(String, String)>> {
        Ok(Vec::new())
    }

    fn get_arguments(&mut self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn initial_cwd(&mut self) -> Result<Option<String>> {
        Ok(None)
    }
}

impl exit::Host for GuestState {
    fn exit(&mut self, status: std::result::Result<(), ()>) -> Result<()> {
        Err(Exited { status: u8::from(status.is_err()) }.into())
    }

    fn exit_with_code(&mut self, status: u8) -> Result<()> {
        Err(Exited { status }.into())
    }
}

/// Links the environment.
pub(crate) fn link(linker: &mut Linker<GuestState>) -> Result<()> {
    environment::add_to_linker::<GuestState, Lab>(linker, |state| state)?;
    exit::add_to_linker::<GuestState, Lab>(linker, |state| state)
}
