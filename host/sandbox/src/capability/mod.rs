//! What a rule may import: a file each. A rule answers from its columns, so this is only what a language's standard library
//! asks for before it starts, and each of it is deterministic.
//!
//! To add a capability: write its file with the host's side, link it in [`link`], and name its interfaces in [`OFFERED`].

pub(crate) mod clocks;
pub(crate) mod environment;
pub(crate) mod files;
pub(crate) mod output;
pub(crate) mod random;
pub(crate) mod streams;

use wasmtime::Result;
use wasmtime::component::{HasData, Linker};

use crate::contract_v0_1;
use crate::state::GuestState;

/// The interfaces that a rule may import, without their versions.
pub(crate) const OFFERED: [&str; 21] = [
    contract_v0_1::TYPES,
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
];

/// Reaches the host's side of a capability in the state of an instance.
pub(crate) struct Lab;

impl HasData for Lab {
    type Data<'a> = &'a mut GuestState;
}

/// Links all capabilities.
pub(crate) fn link(linker: &mut Linker<GuestState>) -> Result<()> {
    clocks::link(linker)?;
    environment::link(linker)?;
    files::link(linker)?;
    output::link(linker)?;
    random::link(linker)?;
    streams::link(linker)
}
