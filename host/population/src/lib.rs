//! Synthetic citizens: model, fit, settle, sample, generate, columns, files, and how they compare to published figures.
//!
//! A model ([`model`]) is a set of published figures under `fixtures/populations/`. Archetypes of households ([`archetype`]) are
//! fitted to them for each municipality ([`fit`]) and made whole ([`settle`]), so that everybody has a place; a sample of any size
//! takes every so many household ([`sample`]). Each household is made by itself ([`household`], [`person`]) from streams of random
//! numbers that are keyed by seed, purpose, household and member ([`stream`]), so that blocks are made in any order and a new column
//! changes no other. Shares are in [`tables`]; their levels are solved on the whole country ([`solve`]). [`describe`] holds a
//! population against the published figures and against what can't be ([`impossible`]).
//!
//! To add a column: its field in `fixtures/catalogue.toml`, its purpose in [`stream`], its share in [`tables`] and its place in
//! [`block`], its line in [`fields`] and in [`files`]; when it has a published figure, that in `margins.toml`, how it is counted
//! in [`margins`], and its level in [`levels`]. Then solve again: `examples/solve.rs`.

mod ages;
mod archetype;
mod block;
mod bsn;
mod citizens;
mod city;
mod country;
mod describe;
mod drawn;
mod even;
mod fields;
mod files;
mod fit;
mod generate;
mod gross;
mod household;
mod impossible;
mod income;
mod levels;
mod life;
mod margins;
mod math;
mod memory;
mod model;
mod names;
mod origin;
mod person;
mod proof;
mod regions;
mod register;
mod sample;
mod settle;
mod solve;
mod source;
mod stream;
mod tables;
mod wide;

pub use citizens::PopulationCitizens;
pub use describe::{
    AgeBand, Card, Comparison, Decile, Group, Impossible, Known, Numbers, Overview, Row, Summary, Table, describe,
};
pub use files::{Mapped, Target, WriteError, open, read, write, write_events};
pub use life::{Advanced, Event, EventKind, PublishedEvents, advance, first_day, published_events};
pub use margins::{MarginKind, Theme};
pub use memory::Memory;
pub use model::models;
pub use proof::Proof;
pub use register::PopulationRegister;
pub use solve::solve;
pub use source::{Source, make_again};
