//! Walks through a prototype's pages as a visitor would, without a browser or a server, and looks at them with an eye for who can
//! use them.
//!
//! A scenario is declared in a file ([`Scenario`]) and walked by [`walk`]: each step goes somewhere, fills in, presses, and says what is
//! expected. A page is read once into plain data ([`page::Page`]); [`accessibility`] and [`reading`] judge it. To add an expectation,
//! add it to [`Expected`] and to `expect.rs`.

pub mod accessibility;
mod declaration;
mod expect;
pub mod page;
pub mod reading;
mod visitor;
mod walk;

pub use declaration::{Expected, Fill, Scenario, Step};
pub use visitor::Lost;
pub use walk::{Failed, Walked, decide, walk};
