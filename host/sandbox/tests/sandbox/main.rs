//! The sandbox with real components: small ones written here as text, and those of `plugins/` and `fixtures/guests/`.

mod allowance;
mod caching;
mod determinism;
mod failing;
mod hostile;
mod lent;
mod lent_async;
mod lent_badly;
mod lent_draft2;
mod lent_lab;
mod linked;
mod loading;
mod plaza;
mod service;
mod serving;
mod support;
