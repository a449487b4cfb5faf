//! What a column holds: the types that a field, a parameter or a decision may have.

use crate::bindings::fieldlab::lab::types::{Column, Kind, Value, Values};
use crate::number::{Amount, Date, Share, Whole};

/// A type that one value of a column can have.
///
/// Implemented for `bool`, [`Whole`], [`Amount`], [`Share`], [`Date`], `u32` (a code), enums that derive [`Code`](crate::Code),
/// and `Option` of these where a value may be absent.
pub trait Typed: Copy {
    /// The kind of the column.
    const KIND: Kind;
    /// Whether a value may be absent.
    const OPTIONAL: bool = false;
    /// What stands in the column.
    type Raw: Copy + Default;

    /// The values of a column; `None` when it is of another kind.
    fn raw(values: &Values) -> Option<&[Self::Raw]>;
    /// Makes a column.
    fn values(raw: Vec<Self::Raw>) -> Values;
    /// Whether a raw value means something; others are refused before the rule sees them.
    #[inline]
    fn fits(_raw: Self::Raw) -> bool {
        true
    }
    /// The value; `raw` fits.
    fn from_raw(raw: Self::Raw) -> Self;
    /// What stands in the column for this value; for an absent one anything.
    fn into_raw(self) -> Self::Raw;
    /// Whether this is a value, not an absent one.
    #[inline]
    fn is_present(self) -> bool {
        true
    }
    /// The value at a row where there is one, or the absent one.
    #[inline]
    fn at(raw: Self::Raw, present: bool) -> Self {
        let _ = present;
        Self::from_raw(raw)
    }
    /// The value by itself.
    fn into_value(self) -> Value;
    /// A value by itself; `None` when it is of another kind, means nothing, or is absent where it may not be.
    fn from_value(value: Value) -> Option<Self>;
}

macro_rules! typed {
    ($type:ty, $raw:ty, $kind:ident, $column:ident, $value:ident, $from:expr, $into:expr, $fits:expr) => {
        impl Typed for $type {
            const KIND: Kind = Kind::$kind;
            type Raw = $raw;
            #[inline]
            fn raw(values: &Values) -> Option<&[$raw]> {
                match values {
                    Values::$column(raw) => Some(raw),
                    _ => None,
                }
            }
            #[inline]
            fn values(raw: Vec<$raw>) -> Values {
                Values::$column(raw)
            }
            #[inline]
            fn fits(raw: $raw) -> bool {
                ($fits)(raw)
            }
            #[inline]
            fn from_raw(raw: $raw) -> Self {
                ($from)(raw)
            }
            #[inline]
            fn into_raw(self) -> $raw {
                ($into)(self)
            }
            #[inline]
            fn into_value(self) -> Value {
                Value::$value(self.into())
            }
            #[inline]
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::$value(value) => Some(value.into()),
                    _ => None,
                }
            }
        }
    };
}

typed!(bool, u8, Flag, Flags, Flag, |raw| raw != 0, u8::from, |raw| raw < 2);
typed!(Whole, i32, Whole, Wholes, Whole, |raw| raw, |value| value, |_| true);
typed!(u32, u32, Code, Codes, Code, |raw| raw, |value| value, |_| true);
typed!(Amount, i64, Amount, Amounts, Amount, Amount::cents, Amount::in_cents, |_| true);
typed!(Share, i32, Share, Shares, Share, Share::millionths, Share::in_millionths, |_| true);
typed!(Date, i32, Date, Dates, Date, Date::days, Date::in_days, |_| true);

macro_rules! convert {
    ($type:ty, $raw:ty, $from:expr, $into:expr) => {
        impl From<$raw> for $type {
            fn from(raw: $raw) -> $type {
                $from(raw)
            }
        }
        impl From<$type> for $raw {
            fn from(value: $type) -> $raw {
                $into(value)
            }
        }
    };
}

convert!(Amount, i64, Amount::cents, Amount::in_cents);
convert!(Share, i32, Share::millionths, Share::in_millionths);
convert!(Date, i32, Date::days, Date::in_days);

impl<T: Typed> Typed for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;
    type Raw = T::Raw;
    #[inline]
    fn raw(values: &Values) -> Option<&[T::Raw]> {
        T::raw(values)
    }
    #[inline]
    fn values(raw: Vec<T::Raw>) -> Values {
        T::values(raw)
    }
    #[inline]
    fn fits(raw: T::Raw) -> bool {
        T::fits(raw)
    }
    #[inline]
    fn from_raw(raw: T::Raw) -> Self {
        Some(T::from_raw(raw))
    }
    #[inline]
    fn into_raw(self) -> T::Raw {
        self.map(T::into_raw).unwrap_or_default()
    }
    #[inline]
    fn is_present(self) -> bool {
        self.is_some()
    }
    #[inline]
    fn at(raw: T::Raw, present: bool) -> Self {
        present.then(|| T::from_raw(raw))
    }
    #[inline]
    fn into_value(self) -> Value {
        self.map_or(Value::Absent, T::into_value)
    }
    #[inline]
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Absent => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// The values of one field, checked, ready to be read row by row.
#[derive(Clone, Copy)]
pub struct View<'a, T: Typed> {
    raw: &'a [T::Raw],
    present: &'a [u8],
}

/// What is wrong with a column: the row, when it is about one, and what.
pub(crate) type ColumnFault = (Option<u32>, &'static str);

impl<'a, T: Typed> View<'a, T> {
    /// Checks a column of `rows` rows.
    pub(crate) fn new(column: &'a Column, rows: usize) -> Result<View<'a, T>, ColumnFault> {
        let raw = T::raw(&column.values).ok_or((None, "is of another kind than the rule reads"))?;
        let present = column.present.as_slice();
        if raw.len() != rows {
            return Err((None, "has another number of rows than the batch"));
        }
        if !present.is_empty() && present.len() != rows.div_ceil(8) {
            return Err((None, "has a bitmap of another length than its rows"));
        }
        let is_present = |row: usize| present.is_empty() || present[row / 8] >> (row % 8) & 1 == 1;
        if !T::OPTIONAL
            && !present.is_empty()
            && let Some(row) = (0..rows).find(|&row| !is_present(row))
        {
            return Err((Some(row as u32), "is absent, which the rule does not take"));
        }
        // All are looked at without stopping, which compilers turn into vector instructions.
        let all_fit = raw.iter().fold(true, |all, &raw| all & T::fits(raw));
        if !all_fit && let Some(row) = (0..rows).find(|&row| !T::fits(raw[row]) && is_present(row)) {
            return Err((Some(row as u32), "has a value that means nothing"));
        }
        Ok(View { raw, present: if T::OPTIONAL { present } else { &[] } })
    }

    /// The first `rows` rows, which are all there are: the compiler then knows that no row before that is beyond the end.
    #[inline(always)]
    pub fn trim(&self, rows: usize) -> View<'a, T> {
        View { raw: &self.raw[..rows], present: self.present }
    }

    /// The value at `row`. Panics beyond the end.
    #[inline(always)]
    pub fn at(&self, row: usize) -> T {
        if T::OPTIONAL {
            let present = self.present.is_empty() || self.present[row / 8] >> (row % 8) & 1 == 1;
            return T::at(self.raw[row], present);
        }
        T::from_raw(self.raw[row])
    }
}

/// A decision column that is being filled.
pub struct Filling<T: Typed> {
    raw: Vec<T::Raw>,
    present: Vec<u8>,
}

impl<T: Typed> Filling<T> {
    /// Room for `rows` decisions.
    #[inline(always)]
    pub(crate) fn new(rows: usize) -> Filling<T> {
        let bits = if T::OPTIONAL { rows.div_ceil(8) } else { 0 };
        Filling { raw: vec![T::Raw::default(); rows], present: vec![0; bits] }
    }

    /// Sets the decision at `row`. Panics beyond the end.
    #[inline(always)]
    pub fn set(&mut self, row: usize, value: T) {
        if T::OPTIONAL {
            self.present[row / 8] |= u8::from(value.is_present()) << (row % 8);
        }
        self.raw[row] = value.into_raw();
    }

    /// The column.
    pub(crate) fn finish(self) -> Column {
        Column { values: T::values(self.raw), present: self.present }
    }
}

/// An enum of codes; derived with `#[derive(Code)]`.
pub trait Code: Copy {
    /// The enum's value for a code.
    fn from_code(code: u32) -> Option<Self>;
    /// The code.
    fn code(self) -> u32;
    /// Some code of the enum, to stand where there is none.
    const ANY: Self;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_checked_before_they_are_read() {
        let column = |values: Values, present: &[u8]| Column { values, present: present.to_vec() };
        let flags = column(Values::Flags(vec![1, 0, 1]), &[]);
        let view = View::<bool>::new(&flags, 3).expect("it is right");
        assert_eq!([view.at(0), view.at(1), view.at(2)], [true, false, true]);
        let fault = |column: &Column, rows| View::<bool>::new(column, rows).err();
        assert_eq!(fault(&flags, 2), Some((None, "has another number of rows than the batch")));
        assert_eq!(
            fault(&column(Values::Flags(vec![1, 7]), &[]), 2),
            Some((Some(1), "has a value that means nothing"))
        );
        assert_eq!(
            fault(&column(Values::Wholes(vec![1]), &[]), 1),
            Some((None, "is of another kind than the rule reads"))
        );
        let lying = column(Values::Flags(vec![1]), &[1, 1]);
        assert_eq!(fault(&lying, 1), Some((None, "has a bitmap of another length than its rows")));
        let absent = column(Values::Flags(vec![1, 7, 1]), &[0b101]);
        assert_eq!(fault(&absent, 3), Some((Some(1), "is absent, which the rule does not take")));
        let view = View::<Option<bool>>::new(&absent, 3).expect("absent values are taken");
        assert_eq!([view.at(0), view.at(1), view.at(2)], [Some(true), None, Some(true)]);
    }

    #[test]
    fn decisions_may_be_absent() {
        let mut filling = Filling::<Option<Amount>>::new(10);
        filling.set(0, Some(Amount::euro(1)));
        filling.set(9, Some(Amount::euro(2)));
        let column = filling.finish();
        assert_eq!(column.present, [1, 2]);
    }
}
