//! Who takes what a population's way through the variants gives: the [`crate::fold::Folder`] of a run, or who looks for citizens.

use fieldlab_domain::column::Column;

/// Takes what comes out of batches, one after the other.
pub trait Sink {
    /// Starts a batch of `rows` persons; `columns` are the fields of the groupings, in their order.
    fn start(&mut self, rows: usize, columns: &[&Column]);

    /// Takes what a variant decided; `decisions` are its columns in the order of the experiment.
    fn metrics(&mut self, variant: usize, decisions: &[&Column]);

    /// Takes the change of a variant against the baseline; `positions` gives the place in the population of a row.
    fn change(&mut self, variant: usize, baseline: &Column, other: &Column, positions: &dyn Fn(usize) -> u64);
}
