//! What a service may do beside answering: a file each. Each checks whether the manifest asks for it and the lab granted it, acts,
//! and leaves in the session's trail what it did or refused.
//!
//! To add one: name it in [`fieldlab_domain::capability::Capability`], its interfaces in `component.rs` with the capability that
//! they belong to, and link its file in [`link`].

mod asker;
mod citizens;
mod config;
mod desks;
mod explanations;
mod handles;
mod keyvalue;
mod lent;
mod logging;
mod outgoing;
mod own_data;
pub(crate) mod questions;
mod vault;
mod visit;

use wasmtime::Result;
use wasmtime::component::{HasData, Linker};

pub(crate) use asker::Asker;
pub(crate) use keyvalue::Undo;
pub use lent::Lent;
pub(crate) use outgoing::Outgoing;

use super::state::ServiceState;

/// The bindings of the lab's own interfaces, and of the small ones of WASI.
#[allow(missing_docs, clippy::all, clippy::pedantic)]
pub(crate) mod bindings {
    wasmtime::component::bindgen!({
        path: "../../plugins/wit",
        world: "fieldlab:lab/capabilities",
        imports: {
            // They write the processing log before they tell anything, so they may have to wait.
            "fieldlab:lab/citizens": async | trappable,
            "fieldlab:lab/desks": async | trappable,
            "fieldlab:lab/own-data": async | trappable,
            "fieldlab:lab/vault": async | trappable,
            default: trappable,
        },
        with: {
            "wasi:keyvalue/store.bucket": super::keyvalue::Bucket,
        },
    });
}

/// Reaches the host's side of a capability in the state of a request.
pub(crate) struct Lab;

impl HasData for Lab {
    type Data<'a> = &'a mut ServiceState;
}

/// Links all capabilities. Which of them a component may import is checked when it is loaded, and each call again.
pub(crate) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    bindings::fieldlab::lab::types::add_to_linker::<_, Lab>(linker, |state| state)?;
    citizens::link(linker)?;
    config::link(linker)?;
    desks::link(linker)?;
    explanations::link(linker)?;
    keyvalue::link(linker)?;
    logging::link(linker)?;
    own_data::link(linker)?;
    vault::link(linker)?;
    visit::link(linker)
}

impl bindings::fieldlab::lab::types::Host for ServiceState {}
