//! Runs experiments: plan, run, metrics, statistics, evidence, report.
//!
//! A run is a straight line: a declaration and loaded prototypes make a [`plan::Plan`]; [`run::run`] streams the population
//! through every variant and [`fold`]s the decisions into tallies; [`results`] turns the tallies into evidence; [`report`]
//! shows evidence to people. To add a kind of metric, add it to `domain::metric::MetricKind`, to [`fold`] when it needs more
//! than sums or a distribution, and to [`results`].

pub mod census;
pub mod distribution;
mod explain;
pub mod fold;
pub mod group;
pub mod people;
pub mod plan;
pub mod report;
pub mod results;
pub mod run;
pub mod runner;
pub mod sink;
pub mod statistics;
pub mod text;
