//! Conditions over fields, such as `person.age >= 18 and household.type = single_parent`.
//!
//! A condition joins comparisons with `and`, `or`, `not` and brackets. A comparison is a field, one of `=`, `!=`, `<`, `<=`,
//! `>`, `>=`, and a value; or `field in (value, value)`; or `field is absent`. Amounts are in euro, shares are fractions,
//! dates are `2026-01-01`, codes are numbers (`0363`) or names (`single_parent`). An absent value fits no comparison.

mod parse;

use std::fmt;

use crate::column::{Batch, Column};
use crate::field::FieldName;

/// A condition that was read and checked against the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    source: String,
    fields: Vec<FieldName>,
    root: Node,
}

/// What is wrong with a condition, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    /// The byte in the condition where it goes wrong.
    pub offset: usize,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub hint: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Fields are positions in `Condition::fields`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Compare { field: usize, comparison: Comparison, number: i64 },
    In { field: usize, numbers: Vec<i64> },
    Absent { field: usize },
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// When it does not parse, or names a field, code or value that does not exist; with the place.
    pub fn parse(source: &str) -> Result<Condition, ConditionError> {
        let (fields, root) = parse::parse(source)?;
        Ok(Condition { source: source.to_owned(), fields, root })
    }

    /// The fields that it reads, each once.
    pub fn fields(&self) -> &[FieldName] {
        &self.fields
    }

    /// The field and the numbers, when the condition is that one field has one of some values, and nothing else.
    pub fn single_choice(&self) -> Option<(&FieldName, &[i64])> {
        match &self.root {
            Node::Compare { field, comparison: Comparison::Equal, number } => {
                Some((&self.fields[*field], std::slice::from_ref(number)))
            }
            Node::In { field, numbers } => Some((&self.fields[*field], numbers)),
            _ => None,
        }
    }

    /// For each row of `batch` whether the condition holds.
    ///
    /// `columns[i]` is the position in the batch of field `i` of [`Condition::fields`].
    pub fn holds(&self, batch: &Batch, columns: &[usize]) -> Vec<bool> {
        self.root.holds(batch, columns)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.source)
    }
}

impl Node {
    fn holds(&self, batch: &Batch, columns: &[usize]) -> Vec<bool> {
        let column = |field: &usize| &batch.columns[columns[*field]];
        match self {
            Node::Compare { field, comparison, number } => compare(column(field), *comparison, *number),
            Node::In { field, numbers } => test(column(field), |value| numbers.contains(&value)),
            Node::Absent { field } => (0..batch.rows).map(|row| !column(field).is_present(row)).collect(),
            Node::Not(inner) => inner.holds(batch, columns).into_iter().map(|held| !held).collect(),
            Node::And(parts) => combine(parts, batch, columns, |left, right| left & right),
            Node::Or(parts) => combine(parts, batch, columns, |left, right| left | right),
        }
    }
}

fn combine(parts: &[Node], batch: &Batch, columns: &[usize], join: impl Fn(bool, bool) -> bool) -> Vec<bool> {
    let mut held = parts[0].holds(batch, columns);
    for part in &parts[1..] {
        for (left, right) in held.iter_mut().zip(part.holds(batch, columns)) {
            *left = join(*left, right);
        }
    }
    held
}

fn compare(column: &Column, comparison: Comparison, number: i64) -> Vec<bool> {
    match comparison {
        Comparison::Equal => test(column, |value| value == number),
        Comparison::NotEqual => test(column, |value| value != number),
        Comparison::Less => test(column, |value| value < number),
        Comparison::LessOrEqual => test(column, |value| value <= number),
        Comparison::Greater => test(column, |value| value > number),
        Comparison::GreaterOrEqual => test(column, |value| value >= number),
    }
}

fn test(column: &Column, fits: impl Fn(i64) -> bool) -> Vec<bool> {
    use crate::column::Values;
    let mut held: Vec<bool> = match &column.values {
        Values::Flags(values) => values.iter().map(|&value| fits(i64::from(value))).collect(),
        Values::Wholes(values) | Values::Dates(values) | Values::Shares(values) => {
            values.iter().map(|&value| fits(i64::from(value))).collect()
        }
        Values::Amounts(values) => values.iter().map(|&value| fits(value)).collect(),
        Values::Codes(values) => values.iter().map(|&value| fits(i64::from(value))).collect(),
    };
    if !column.present.is_empty() {
        for (row, held) in held.iter_mut().enumerate() {
            *held &= column.is_present(row);
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::{Kind, Value};
    use crate::field::catalogue;

    #[test]
    fn conditions_choose_rows() {
        let rows = [
            [Value::Whole(17), Value::Code(3), Value::Absent],
            [Value::Whole(18), Value::Code(4), Value::Amount(50_000)],
            [Value::Whole(70), Value::Code(4), Value::Amount(90_050)],
        ];
        let names = ["person.age", "household.type", "household.rent_month"];
        let kinds = names.map(|name| catalogue().get(name).expect("it exists").kind);
        assert_eq!(kinds, [Kind::Whole, Kind::Code, Kind::Amount]);
        let mut batch = Batch::new(kinds);
        for row in rows {
            for (column, value) in batch.columns.iter_mut().zip(row) {
                assert!(column.push(value));
            }
            batch.rows += 1;
        }
        let check = |source: &str, expected: [bool; 3]| {
            let condition = Condition::parse(source).unwrap_or_else(|error| panic!("{source}: {error:?}"));
            let position =
                |field: &FieldName| names.iter().position(|name| *name == field.as_str()).expect("in the batch");
            let columns: Vec<usize> = condition.fields().iter().map(position).collect();
            assert_eq!(condition.holds(&batch, &columns), expected, "{source}");
        };
        check("person.age >= 18", [false, true, true]);
        check("person.age >= 18 and person.age < 67", [false, true, false]);
        check("not (person.age = 18) or household.type = single_parent", [true, true, true]);
        check("household.type in (single_parent, 6)", [false, true, true]);
        check("household.rent_month > 900.50", [false, false, false]);
        check("household.rent_month >= 900.50", [false, false, true]);
        check("household.rent_month is absent", [true, false, false]);
        check("household.rent_month is not absent and not person.age = 70", [false, true, false]);
        check("household.rent_month != 500", [false, false, true]);
    }

    #[test]
    fn a_condition_that_does_not_parse_says_where() {
        let check = |source: &str, offset: usize, what: &str, hint: &str| {
            let error = Condition::parse(source).expect_err(source);
            assert_eq!((error.offset, error.what.as_str(), error.hint.as_str()), (offset, what, hint), "{source}");
        };
        check("", 0, "expected a field, found the end", "write a field of the catalogue, such as `person.age`");
        check("person.aeg > 3", 0, "there is no field `person.aeg`", "did you mean `person.age`?");
        check("person.age > ", 13, "expected a value, found the end", "write a whole number, such as 3");
        check("person.age >> 3", 12, "expected a value, found `>`", "write a whole number, such as 3");
        check("person.age = x", 13, "`x` is not a value of `person.age`", "write a whole number, such as 3");
        check(
            "household.type = singel_parent",
            17,
            "`household.type` has no code `singel_parent`",
            "did you mean `single_parent`?",
        );
        check(
            "person.age 3",
            11,
            "expected a comparison, found `3`",
            "use one of: = != < <= > >=, `in (...)` or `is absent`",
        );
        check("(person.age = 3", 15, "expected `)`, found the end", "close the bracket");
        check(
            "person.age = 3 person.age = 4",
            15,
            "expected the end, found `person.age`",
            "join comparisons with `and` or `or`",
        );
        check("person.age = #", 13, "unexpected character `#`", "");
        check("person.age ≥ 18", 11, "unexpected character `≥`", "write: >=");
        check("person.age ≤ 18", 11, "unexpected character `≤`", "write: <=");
        check("person.age > 1 && person.age < 3", 15, "unexpected character `&`", "write: and");
        let hint = "write codes and values without quotes, as: household.type = single_parent";
        check("household.type = \"single_parent\"", 17, "unexpected character `\"`", hint);
        check("household.type = 'single_parent'", 17, "unexpected character `'`", hint);
    }
}
