//! The sandbox with real components: small ones written here as text, and those of `plugins/` and `fixtures/guests/`.

mod allowance;
mod caching;
mod determinism;
mod failing;
mod hostile;
mod lent;
mod lent_badly;
mod loading;
mod service;
mod serving;
mod support;
