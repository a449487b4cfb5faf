//! Web services of prototypes: components that export `handler` of WASI 0.3 or `incoming-handler` of WASI 0.2.
//!
//! Every request gets an instance of its own (`run.rs`) on the guests' own threads (`guests.rs`), between which it moves
//! (`course.rs`), in turns with those of other prototypes (`turns.rs`), within the manifest's limits and those of `limits.rs`. Its answer is gathered there (`reply.rs`). How many at the same time is in `places.rs`, what keeps failing is set aside by `health.rs`, and
//! time is kept outside of all of them by `watch.rs`. Questions that are put to a prototype take the same way (`asked.rs`). What a service sees of WASI is in `state.rs`, and what it may do
//! beside that in `capability/`.

mod asked;
mod body;
mod capability;
mod clock;
mod component;
mod course;
mod guests;
mod health;
mod limits;
mod linked;
mod load;
mod log;
mod meter;
mod places;
mod random;
mod reply;
mod run;
mod state;
mod turns;
mod watch;
mod weight;

pub use capability::Lent;
pub(crate) use component::capability_of;
pub(crate) use guests::{Guests, default_threads};
pub(crate) use state::{ServiceState, link};
pub(crate) use watch::Watch;
