//! The health care allowance of `plugins/zorgtoeslag` as a plain loop over columns, without a sandbox.

use divan::black_box;
use fieldlab_domain::column::{Batch, Column, Value, Values};

const PARTNER: u32 = 3;
const HEADS: [u32; 3] = [2, PARTNER, 4];
const MILLIONTHS: i64 = 1_000_000;
const EURO: i64 = 100 * MILLIONTHS;

/// The columns that the rule reads, in its order.
struct Columns<'a> {
    age: &'a [i32],
    position: &'a [u32],
    insured: &'a [u8],
    own_income: &'a [i64],
    household_income: &'a [i64],
    household_assets: &'a [i64],
}

fn columns(batch: &Batch) -> Columns<'_> {
    let values: Vec<&Values> = batch.columns.iter().map(|column| &column.values).collect();
    let [
        Values::Wholes(age),
        Values::Codes(position),
        Values::Flags(insured),
        Values::Amounts(own_income),
        Values::Amounts(household_income),
        Values::Amounts(household_assets),
    ] = values[..]
    else {
        panic!("the rule reads other fields than this loop");
    };
    Columns { age, position, insured, own_income, household_income, household_assets }
}

/// Decides about all batches.
pub(crate) fn decide_all(batches: &[Batch], parameters: &[Value]) {
    for batch in batches {
        black_box(decide(batch, parameters));
    }
}

/// Decides about a batch: entitled, cents a year, reason.
pub(crate) fn decide(batch: &Batch, parameters: &[Value]) -> Vec<Column> {
    let parameters: Vec<i64> = parameters.iter().filter_map(|value| value.number()).collect();
    let [premium, threshold, share_single, share_partners, taper, limit_single, limit_partners, minimum] =
        parameters[..]
    else {
        panic!("the rule has other parameters than this loop");
    };
    let input = columns(batch);
    let rows = batch.rows;
    let (mut entitled, mut amount, mut reason) = (vec![0_u8; rows], vec![0_i64; rows], vec![0_u32; rows]);
    for row in 0..rows {
        let partners = input.position[row] == PARTNER;
        let head = HEADS.contains(&input.position[row]);
        let income = if head { input.household_income[row] } else { input.own_income[row] };
        let assets = if head { input.household_assets[row] } else { 0 };
        let limit = if partners { limit_partners } else { limit_single };
        let (premium, share) = if partners { (2 * premium, share_partners) } else { (premium, share_single) };
        let norm_premium = threshold * share + (income - threshold).max(0) * taper;
        let joint = ((premium * MILLIONTHS - norm_premium + EURO / 2).div_euclid(EURO) * 100).max(0);
        reason[row] = if input.age[row] < 18 {
            1
        } else if input.insured[row] == 0 {
            2
        } else if assets > limit {
            3
        } else if joint < minimum {
            4
        } else {
            0
        };
        entitled[row] = u8::from(reason[row] == 0);
        let part = if partners { joint / 2 } else { joint };
        amount[row] = if reason[row] == 0 { part } else { 0 };
    }
    vec![
        Column::full(Values::Flags(entitled)),
        Column::full(Values::Amounts(amount)),
        Column::full(Values::Codes(reason)),
    ]
}
