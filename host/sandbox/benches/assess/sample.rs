//! Made-up citizens: each column by itself, in ranges that make every branch of the rule matter.

use fieldlab_domain::assessment::FieldUse;
use fieldlab_domain::column::{Batch, Kind, Value};
use fieldlab_domain::field::catalogue;

/// A row of numbers from a seed (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 33) * most) >> 31) as i64
    }
}

/// `rows` citizens with a value for each of `fields`.
pub(crate) fn batch(fields: &[FieldUse], rows: usize, seed: u64) -> Batch {
    let mut random = Random(seed);
    let mut batch = Batch::new(fields.iter().map(|field| field.kind));
    batch.rows = rows;
    for (field, column) in fields.iter().zip(&mut batch.columns) {
        for _ in 0..rows {
            assert!(column.push(value(field, &mut random)), "{} has its kind", field.name);
        }
    }
    batch
}

fn value(field: &FieldUse, random: &mut Random) -> Value {
    match field.kind {
        // 19 of 20.
        Kind::Flag => Value::Flag(random.below(20) != 0),
        Kind::Whole => Value::Whole(random.below(100) as i32),
        // Up to 80,000 euro, and up to 250,000 for what people own.
        Kind::Amount if field.name.as_str().contains("assets") => Value::Amount(random.below(25_000_000)),
        Kind::Amount => Value::Amount(random.below(8_000_000)),
        Kind::Code => {
            let codes = &catalogue().field(&field.name).codes;
            Value::Code(codes[random.below(codes.len() as u64) as usize].code)
        }
        Kind::Date => Value::Date(random.below(20_000) as i32),
        Kind::Share => Value::Share(random.below(1_000_000) as i32),
    }
}
