//! The same rule and the same metrics as one plain loop over columns, on threads, without a sandbox.

use std::thread;

use fieldlab_domain::column::{Batch, Value, Values};
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::population::Population;

const FIELDS: [&str; 7] = [
    "person.age",
    "person.household_position",
    "person.insured",
    "person.income_gross",
    "household.income_assessment",
    "household.assets",
    "household.income_decile",
];
const PARTNER: u32 = 3;
const HEADS: [u32; 3] = [2, PARTNER, 4];
const MILLIONTHS: i64 = 1_000_000;
const EURO: i64 = 100 * MILLIONTHS;

/// The columns that the rule and the metrics need, in blocks.
pub(crate) fn read(population: &dyn Population) -> Vec<Batch> {
    let fields: Vec<FieldName> =
        FIELDS.iter().map(|name| catalogue().get(name).expect("it exists").name.clone()).collect();
    let mut reader = population.reader(&fields).expect("the population has them");
    let block = |block| {
        let mut batch = Batch::new(fields.iter().map(|field| catalogue().field(field).kind));
        reader.read(block, &mut batch);
        batch
    };
    (0..population.blocks()).map(block).collect()
}

/// What the metrics need of a decile.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally {
    persons: u64,
    entitled: [u64; 2],
    cents: [i64; 2],
    gain: u64,
    lose: u64,
    gained: i64,
    lost: i64,
}

/// The tallies of the deciles; those who have none are in the first.
pub(crate) type Deciles = [Tally; 11];

/// Decides about all persons under both sets of parameters.
pub(crate) fn run(batches: &[Batch], parameters: [&[Value]; 2], threads: usize) -> Vec<Deciles> {
    let parameters = parameters.map(Parameters::of);
    let part = batches.len().div_ceil(threads);
    thread::scope(|scope| {
        let handles: Vec<_> = batches
            .chunks(part)
            .map(|batches| {
                scope.spawn(move || {
                    let mut deciles = Deciles::default();
                    batches.iter().for_each(|batch| fold(batch, &parameters, &mut deciles));
                    deciles
                })
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().expect("it does not panic")).collect()
    })
}

/// The cents that all persons get under both sets of parameters.
pub(crate) fn total(batches: &[Batch], parameters: [&[Value]; 2]) -> [i64; 2] {
    let tallies = run(batches, parameters, 1);
    [0, 1].map(|variant| tallies.iter().flatten().map(|tally| tally.cents[variant]).sum())
}

#[derive(Clone, Copy)]
struct Parameters {
    premium: i64,
    threshold: i64,
    share_single: i64,
    share_partners: i64,
    taper: i64,
    limit_single: i64,
    limit_partners: i64,
    minimum: i64,
}

impl Parameters {
    fn of(values: &[Value]) -> Parameters {
        let numbers: Vec<i64> = values.iter().filter_map(|value| value.number()).collect();
        let [premium, threshold, share_single, share_partners, taper, limit_single, limit_partners, minimum] =
            numbers[..]
        else {
            panic!("the rule has other parameters than this loop");
        };
        Parameters { premium, threshold, share_single, share_partners, taper, limit_single, limit_partners, minimum }
    }
}

fn fold(batch: &Batch, parameters: &[Parameters; 2], deciles: &mut Deciles) {
    let values: Vec<&Values> = batch.columns.iter().map(|column| &column.values).collect();
    let [
        Values::Wholes(age),
        Values::Codes(position),
        Values::Flags(insured),
        Values::Amounts(own_income),
        Values::Amounts(household_income),
        Values::Amounts(household_assets),
        Values::Wholes(decile),
    ] = values[..]
    else {
        panic!("the catalogue has other kinds than this loop");
    };
    for row in 0..batch.rows {
        let partners = position[row] == PARTNER;
        let head = HEADS.contains(&position[row]);
        let income = if head { household_income[row] } else { own_income[row] };
        let assets = if head { household_assets[row] } else { 0 };
        let amounts = [0, 1].map(|variant| {
            let set = &parameters[variant];
            let limit = if partners { set.limit_partners } else { set.limit_single };
            let (premium, share) =
                if partners { (2 * set.premium, set.share_partners) } else { (set.premium, set.share_single) };
            let norm_premium = set.threshold * share + (income - set.threshold).max(0) * set.taper;
            let joint = ((premium * MILLIONTHS - norm_premium + EURO / 2).div_euclid(EURO) * 100).max(0);
            let entitled = age[row] >= 18 && insured[row] != 0 && assets <= limit && joint >= set.minimum;
            let part = if partners { joint / 2 } else { joint };
            if entitled { part } else { 0 }
        });
        let present = batch.columns[6].is_present(row);
        let tally = &mut deciles[if present { decile[row] as usize } else { 0 }];
        tally.persons += 1;
        for (variant, amount) in amounts.into_iter().enumerate() {
            tally.entitled[variant] += u64::from(amount > 0);
            tally.cents[variant] += amount;
        }
        let change = amounts[1] - amounts[0];
        tally.gain += u64::from(change > 0);
        tally.lose += u64::from(change < 0);
        tally.gained += change.max(0);
        tally.lost += (-change).max(0);
    }
}
