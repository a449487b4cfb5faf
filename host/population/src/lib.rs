//! Synthetic citizens: model, fit, sample, generate, columns, files, and how they compare to published figures.
//!
//! A model ([`model`]) is a set of published figures under `fixtures/populations/`. Archetypes of households ([`archetype`]) are
//! fitted to them for each municipality ([`fit`]); a sample of any size takes every so many household ([`sample`]); and each
//! household is made by itself from streams of random numbers that are keyed by seed, column, household and member
//! ([`generate`], [`stream`]), so that blocks are made in any order and a new column changes no other. To add a column: its field
//! in `fixtures/catalogue.toml`, its stream and its place in [`block`], and its line in [`fields`].

mod archetype;
mod block;
mod bsn;
mod describe;
mod fields;
mod fit;
mod generate;
mod household;
mod impossible;
mod income;
mod levels;
mod margins;
mod math;
mod memory;
mod model;
mod names;
mod origin;
mod parquet_file;
mod person;
mod register;
mod sample;
mod settle;
mod solve;
mod source;
mod stream;
mod tables;

pub use describe::{Comparison, Fitted, Summary, describe};
pub use memory::Memory;
pub use model::models;
pub use parquet_file::{read_parquet, write_folder, write_parquet};
pub use register::PopulationRegister;
pub use solve::solve;
pub use source::Source;
