//! Looks for the row on which a guest fails.

use std::ops::Range;
use std::time::Duration;

use fieldlab_domain::column::{Batch, Kind};

use crate::contract_v0_1::WireValue;
use crate::limits::deadline;
use crate::prototype::Rule;

/// By how much the deadline is shortened for a part of a batch. A batch of 2^32 rows is in at most 32 parts.
const SHORTENED: u32 = 32;

/// What it is not shortened below, so that a machine that is busy does not make a part look as if it failed: 20 ms.
const SHORTEST: Duration = Duration::from_millis(20);

/// The row on which the guest fails when it gets that row alone; `None` when it fails on no row alone.
///
/// The batch is halved again and again, each part in a fresh instance, and the half that fails is looked into. A guest gives
/// the same answer to the same rows, so when the first half goes well it must be the second. Each part gets a 32nd of the
/// deadline (at least 20 ms), and the last row, alone, all of it: together at most about twice the deadline.
///
/// What it does not find: a failure that comes from many rows together, or from an earlier batch.
pub(crate) fn find_row(rule: &Rule, batch: &Batch, parameters: &[WireValue]) -> Option<u32> {
    let whole = deadline(&rule.manifest.limits);
    let part = (whole / SHORTENED).max(SHORTEST).min(whole);
    let mut rows = 0..u32::try_from(batch.rows).ok()?;
    while rows.len() > 1 {
        let middle = rows.start + (rows.end - rows.start) / 2;
        if fails(rule, batch, rows.start..middle, parameters, part) {
            rows.end = middle;
        } else {
            rows.start = middle;
        }
    }
    let row = rows.next()?;
    fails(rule, batch, row..row + 1, parameters, whole).then_some(row)
}

/// Whether the guest fails on these rows in a fresh instance.
fn fails(rule: &Rule, batch: &Batch, rows: Range<u32>, parameters: &[WireValue], time: Duration) -> bool {
    let Ok(mut live) = rule.live() else { return false };
    let part = part_of(batch, rows);
    rule.instance(&mut live).assess(time, &part, rule.width, parameters).is_err()
}

fn part_of(batch: &Batch, rows: Range<u32>) -> Batch {
    let rows: Vec<u32> = rows.collect();
    let kinds: Vec<Kind> = batch.columns.iter().map(|column| column.values.kind()).collect();
    let mut part = Batch::new(kinds);
    part.rows = rows.len();
    for (from, into) in batch.columns.iter().zip(&mut part.columns) {
        from.gather(&rows, into);
    }
    part
}
