//! Web services of prototypes: components that export `handler` of WASI 0.3 or `incoming-handler` of WASI 0.2.
//!
//! Every request gets an instance of its own (`run.rs`) on the guests' own threads (`guests.rs`), within the manifest's limits
//! and those of `limits.rs`. How many at the same time is in `places.rs`, what keeps failing is set aside by `health.rs`, and
//! time is kept outside of all of them by `watch.rs`. What a service sees of the world is in `state.rs`; to give it one more
//! capability, link it in `link` there and name its interfaces in `component.rs`.

mod body;
mod clock;
mod component;
mod guests;
mod health;
mod limits;
mod load;
mod log;
mod places;
mod random;
mod run;
mod state;
mod watch;

pub(crate) use guests::{Guests, Pace, default_threads};
pub(crate) use watch::Watch;
