//! Typed columns: how citizens and decisions travel, many at a time.

use serde::{Deserialize, Serialize};

use crate::number::format_decimal;

/// What a value is, and its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Yes or no.
    Flag,
    /// A whole number.
    Whole,
    /// Money: euro cents in columns, euro in declarations.
    Amount,
    /// A code of a code list.
    Code,
    /// A day, counted from 1970-01-01.
    Date,
    /// A fraction: millionths in columns.
    Share,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 6] = [Kind::Flag, Kind::Whole, Kind::Amount, Kind::Code, Kind::Date, Kind::Share];

    /// The word for it in declarations.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Flag => "flag",
            Kind::Whole => "whole",
            Kind::Amount => "amount",
            Kind::Code => "code",
            Kind::Date => "date",
            Kind::Share => "share",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One value by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// There is none.
    Absent,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(i32),
    /// Euro cents.
    Amount(i64),
    /// A code.
    Code(u32),
    /// Days since 1970-01-01.
    Date(i32),
    /// Millionths.
    Share(i32),
}

impl Value {
    /// The kind, unless absent.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Value::Absent => None,
            Value::Flag(_) => Some(Kind::Flag),
            Value::Whole(_) => Some(Kind::Whole),
            Value::Amount(_) => Some(Kind::Amount),
            Value::Code(_) => Some(Kind::Code),
            Value::Date(_) => Some(Kind::Date),
            Value::Share(_) => Some(Kind::Share),
        }
    }

    /// The number behind it, in the unit of its column; a flag is 0 or 1, absent is `None`.
    pub fn number(self) -> Option<i64> {
        match self {
            Value::Absent => None,
            Value::Flag(value) => Some(i64::from(value)),
            Value::Whole(value) | Value::Date(value) | Value::Share(value) => Some(i64::from(value)),
            Value::Amount(value) => Some(value),
            Value::Code(value) => Some(i64::from(value)),
        }
    }

    /// The value as a declaration writes it: euro, fractions, ISO dates; absent is empty.
    pub fn plain(self) -> String {
        match self {
            Value::Absent => String::new(),
            Value::Flag(value) => value.to_string(),
            Value::Whole(value) => value.to_string(),
            Value::Amount(value) => format_decimal(value, 2, 2),
            Value::Code(value) => value.to_string(),
            Value::Date(value) => crate::date::format_date(value),
            Value::Share(value) => format_decimal(i64::from(value), 6, 0),
        }
    }
}

/// One value a row, all of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// 0 or 1.
    Flags(Vec<u8>),
    /// Whole numbers.
    Wholes(Vec<i32>),
    /// Euro cents.
    Amounts(Vec<i64>),
    /// Codes.
    Codes(Vec<u32>),
    /// Days since 1970-01-01.
    Dates(Vec<i32>),
    /// Millionths.
    Shares(Vec<i32>),
}

/// Runs the same expression on the vector of any kind.
macro_rules! with_vec {
    ($values:expr, $vec:ident => $body:expr) => {
        match $values {
            Values::Flags($vec) => $body,
            Values::Wholes($vec) | Values::Dates($vec) | Values::Shares($vec) => $body,
            Values::Amounts($vec) => $body,
            Values::Codes($vec) => $body,
        }
    };
}

impl Values {
    /// No values of `kind`.
    pub fn new(kind: Kind) -> Values {
        match kind {
            Kind::Flag => Values::Flags(Vec::new()),
            Kind::Whole => Values::Wholes(Vec::new()),
            Kind::Amount => Values::Amounts(Vec::new()),
            Kind::Code => Values::Codes(Vec::new()),
            Kind::Date => Values::Dates(Vec::new()),
            Kind::Share => Values::Shares(Vec::new()),
        }
    }

    /// The kind of all the values.
    pub fn kind(&self) -> Kind {
        match self {
            Values::Flags(_) => Kind::Flag,
            Values::Wholes(_) => Kind::Whole,
            Values::Amounts(_) => Kind::Amount,
            Values::Codes(_) => Kind::Code,
            Values::Dates(_) => Kind::Date,
            Values::Shares(_) => Kind::Share,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        with_vec!(self, values => values.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Removes all, keeping the memory.
    pub fn clear(&mut self) {
        with_vec!(self, values => values.clear());
    }

    /// The value at `row`. Panics beyond the end.
    pub fn get(&self, row: usize) -> Value {
        match self {
            Values::Flags(values) => Value::Flag(values[row] != 0),
            Values::Wholes(values) => Value::Whole(values[row]),
            Values::Amounts(values) => Value::Amount(values[row]),
            Values::Codes(values) => Value::Code(values[row]),
            Values::Dates(values) => Value::Date(values[row]),
            Values::Shares(values) => Value::Share(values[row]),
        }
    }

    /// The number at `row`, as [`Value::number`]. Panics beyond the end.
    #[inline]
    pub fn number(&self, row: usize) -> i64 {
        match self {
            Values::Flags(values) => i64::from(values[row]),
            Values::Wholes(values) | Values::Dates(values) | Values::Shares(values) => i64::from(values[row]),
            Values::Amounts(values) => values[row],
            Values::Codes(values) => i64::from(values[row]),
        }
    }

    /// Adds a value at the end; `false` when it is absent or of another kind, and nothing was added.
    pub fn push(&mut self, value: Value) -> bool {
        match (self, value) {
            (Values::Flags(values), Value::Flag(value)) => values.push(u8::from(value)),
            (Values::Wholes(values), Value::Whole(value)) => values.push(value),
            (Values::Amounts(values), Value::Amount(value)) => values.push(value),
            (Values::Codes(values), Value::Code(value)) => values.push(value),
            (Values::Dates(values), Value::Date(value)) => values.push(value),
            (Values::Shares(values), Value::Share(value)) => values.push(value),
            _ => return false,
        }
        true
    }

    /// Adds a zero at the end, to stand at an absent row.
    pub fn push_filler(&mut self) {
        with_vec!(self, values => values.push(Default::default()));
    }

    /// Replaces the contents of `into` by the values at `rows`. Panics when the kinds differ or a row is beyond the end.
    pub fn gather(&self, rows: &[u32], into: &mut Values) {
        fn pick<T: Copy>(from: &[T], rows: &[u32], into: &mut Vec<T>) {
            into.clear();
            into.extend(rows.iter().map(|&row| from[row as usize]));
        }
        match (self, into) {
            (Values::Flags(from), Values::Flags(into)) => pick(from, rows, into),
            (Values::Wholes(from), Values::Wholes(into))
            | (Values::Dates(from), Values::Dates(into))
            | (Values::Shares(from), Values::Shares(into)) => pick(from, rows, into),
            (Values::Amounts(from), Values::Amounts(into)) => pick(from, rows, into),
            (Values::Codes(from), Values::Codes(into)) => pick(from, rows, into),
            _ => panic!("columns of different kinds"),
        }
    }
}

/// A named property of many citizens, or a decision about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The values; what stands at an absent row means nothing.
    pub values: Values,
    /// One bit a row, the least significant bit of a byte first: whether there is a value. Empty when all rows have one.
    pub present: Vec<u8>,
}

impl Column {
    /// An empty column of `kind`.
    pub fn new(kind: Kind) -> Column {
        Column { values: Values::new(kind), present: Vec::new() }
    }

    /// A column in which each row has a value.
    pub fn full(values: Values) -> Column {
        Column { values, present: Vec::new() }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether there is a value at `row`.
    #[inline]
    pub fn is_present(&self, row: usize) -> bool {
        self.present.is_empty() || self.present[row / 8] >> (row % 8) & 1 == 1
    }

    /// The value at `row`. Panics beyond the end.
    pub fn get(&self, row: usize) -> Value {
        if self.is_present(row) { self.values.get(row) } else { Value::Absent }
    }

    /// Removes all rows, keeping the memory.
    pub fn clear(&mut self) {
        self.values.clear();
        self.present.clear();
    }

    /// Adds a value, absent ones too; `false` when it is of another kind, and nothing was added.
    pub fn push(&mut self, value: Value) -> bool {
        let row = self.len();
        if value == Value::Absent {
            if self.present.is_empty() {
                self.present = present_bits(row);
            }
            self.values.push_filler();
        } else if !self.values.push(value) {
            return false;
        }
        if value == Value::Absent || !self.present.is_empty() {
            self.present.resize((row + 1).div_ceil(8), 0);
            let bit = u8::from(value != Value::Absent) << (row % 8);
            self.present[row / 8] = self.present[row / 8] & !(1 << (row % 8)) | bit;
        }
        true
    }

    /// Replaces the contents of `into` by the rows `rows`. Panics when the kinds differ or a row is beyond the end.
    pub fn gather(&self, rows: &[u32], into: &mut Column) {
        self.values.gather(rows, &mut into.values);
        into.present.clear();
        if !self.present.is_empty() {
            into.present.resize(rows.len().div_ceil(8), 0);
            for (to, &from) in rows.iter().enumerate() {
                into.present[to / 8] |= u8::from(self.is_present(from as usize)) << (to % 8);
            }
        }
    }
}

/// The bits for `rows` rows that all have a value; the bits beyond the last row are 0.
pub fn present_bits(rows: usize) -> Vec<u8> {
    let mut bits = vec![0xff; rows.div_ceil(8)];
    if !rows.is_multiple_of(8)
        && let Some(last) = bits.last_mut()
    {
        *last = (1 << (rows % 8)) - 1;
    }
    bits
}

/// Some citizens, in columns: row `i` of each column is the same citizen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The number of citizens.
    pub rows: usize,
    /// The columns in the order in which they were asked for, each of `rows` rows.
    pub columns: Vec<Column>,
}

impl Batch {
    /// An empty batch with a column for each of `kinds`.
    pub fn new(kinds: impl IntoIterator<Item = Kind>) -> Batch {
        Batch { rows: 0, columns: kinds.into_iter().map(Column::new).collect() }
    }

    /// The values of one citizen, in the order of the columns. Panics beyond the end.
    pub fn row(&self, row: usize) -> Vec<Value> {
        self.columns.iter().map(|column| column.get(row)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_remembers_which_rows_are_absent() {
        let mut column = Column::new(Kind::Whole);
        let values: Vec<Value> =
            (0..20).map(|row| if row % 3 == 1 { Value::Absent } else { Value::Whole(row) }).collect();
        for value in &values {
            assert!(column.push(*value));
        }
        assert!(!column.push(Value::Flag(true)), "another kind is refused");
        let back: Vec<Value> = (0..column.len()).map(|row| column.get(row)).collect();
        assert_eq!(back, values);
        let mut picked = Column::new(Kind::Whole);
        column.gather(&[4, 0, 19], &mut picked);
        assert_eq!((0..3).map(|row| picked.get(row)).collect::<Vec<_>>(), [values[4], values[0], values[19]]);
    }
}
