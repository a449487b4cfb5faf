//! The sandbox with real components: small ones written here as text, and those of `plugins/` and `fixtures/guests/`.

mod caching;
mod loading;
mod support;
