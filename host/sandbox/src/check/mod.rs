//! Checks of what goes into a guest and of what comes out.

mod answer;
mod explanation;
mod input;

use fieldlab_domain::column::Column;

pub(crate) use answer::{DecisionCheck, answer};
pub(crate) use explanation::explanation;
pub(crate) use input::{batch, parameters};

/// An answer that may not be, and the row that it is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Impossible {
    /// The row in the batch.
    pub(crate) row: Option<u32>,
    /// What is wrong with it.
    pub(crate) what: String,
}

fn impossible(what: String) -> Impossible {
    Impossible { row: None, what }
}

/// Whether a column has `rows` values and a bit for each of them.
fn check_size(column: &Column, rows: usize) -> Result<(), String> {
    if column.len() != rows {
        return Err(format!("{} values instead of {rows}", column.len()));
    }
    let bytes = rows.div_ceil(8);
    if !column.present.is_empty() && column.present.len() != bytes {
        return Err(format!("{} bytes of presence instead of {bytes}", column.present.len()));
    }
    Ok(())
}
