//! Runs prototypes as WebAssembly components that can harm no one.
//!
//! A [`Sandbox`] loads a component with its manifest and gives it as an [`Assessment`](fieldlab_domain::assessment::Assessment),
//! checked. What a guest may use is in `limits.rs`, how the engine is set in `engine.rs`, and what it may import in
//! `capability/`, a file each. A version of the contract is a file, `contract_v0_1.rs`, that speaks the domain's types to the
//! rest: to add one, write its file beside it and choose between them in `component.rs`.
//!
//! A component that answers web requests is loaded as a [`Service`](fieldlab_domain::service::Service); `service/` has all of it.
//!
//! Whatever a guest does, the host stays whole: each failure says whose it is.

mod capability;
mod check;
mod compile;
mod component;
mod contract_v0_1;
mod describe;
mod engine;
mod failure;
mod instance;
mod limits;
mod machine;
mod priority;
mod prototype;
#[cfg(test)]
mod samples;
mod sandbox;
mod search;
mod service;
mod state;
mod words;
mod worker;

pub use priority::go_first;
pub use sandbox::{LoadCounts, Sandbox, SandboxConfig, SandboxError};
pub use service::Lent;
