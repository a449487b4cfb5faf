//! What a rule answers about a batch.

use fieldlab_domain::column::{Column, Value, Values};
use fieldlab_domain::manifest::{DecisionColumn, Manifest};

use super::{Impossible, check_size, impossible};
use crate::limits::MOST_CENTS;
use crate::words::a_kind;

/// What the answers of one decision may be.
#[derive(Clone, Debug)]
pub(crate) struct DecisionCheck {
    column: DecisionColumn,
    codes: Codes,
}

/// A code list, for looking up fast.
#[derive(Clone, Debug)]
enum Codes {
    /// All codes from the first to the last.
    Run(u32, u32),
    /// Rising.
    Some(Vec<u32>),
}

impl Codes {
    fn of(column: &DecisionColumn) -> Codes {
        let mut codes: Vec<u32> = column.codes.iter().map(|code| code.code).collect();
        codes.sort_unstable();
        codes.dedup();
        match (codes.first(), codes.last()) {
            (Some(&first), Some(&last)) if (last - first) as usize == codes.len() - 1 => Codes::Run(first, last),
            _ => Codes::Some(codes),
        }
    }
}

impl DecisionCheck {
    /// The checks of all decisions of a manifest.
    pub(crate) fn all(manifest: &Manifest) -> Vec<DecisionCheck> {
        let check = |column: &DecisionColumn| DecisionCheck { column: column.clone(), codes: Codes::of(column) };
        manifest.decisions.iter().map(check).collect()
    }

    /// Bytes of one value of this decision.
    pub(crate) fn width(&self) -> usize {
        match Values::new(self.column.kind) {
            Values::Flags(_) => size_of::<u8>(),
            Values::Amounts(_) => size_of::<i64>(),
            Values::Wholes(_) | Values::Dates(_) | Values::Shares(_) | Values::Codes(_) => size_of::<u32>(),
        }
    }

    fn column(&self, column: &mut Column, rows: usize) -> Result<(), Impossible> {
        let name = &self.column.name;
        if column.values.kind() != self.column.kind {
            let (given, wanted) = (a_kind(column.values.kind()), a_kind(self.column.kind));
            return Err(impossible(format!("`{name}` is {given} in its answer and {wanted} in its manifest")));
        }
        check_size(column, rows).map_err(|what| impossible(format!("`{name}` has {what}")))?;
        if let Some(last) = column.present.last_mut()
            && !rows.is_multiple_of(8)
        {
            *last &= (1 << (rows % 8)) - 1;
        }
        self.values(column)
    }

    fn values(&self, column: &Column) -> Result<(), Impossible> {
        let row = match &column.values {
            Values::Flags(values) => first_bad(column, values, |flag| flag <= 1),
            Values::Amounts(values) => first_bad(column, values, possible_amount),
            Values::Codes(values) => match &self.codes {
                Codes::Run(first, last) => first_bad(column, values, |code| code.wrapping_sub(*first) <= last - first),
                Codes::Some(codes) => first_bad(column, values, |code| codes.binary_search(&code).is_ok()),
            },
            Values::Wholes(_) | Values::Dates(_) | Values::Shares(_) => None,
        };
        let Some(row) = row else { return Ok(()) };
        // A flag that is neither 0 nor 1 has no value of its own to show.
        let number = column.values.number(row);
        let value = match &column.values {
            Values::Flags(_) => number.to_string(),
            values => values.get(row).plain(),
        };
        Err(Impossible { row: u32::try_from(row).ok(), what: self.bad_value(&value) })
    }

    fn bad_value(&self, value: &str) -> String {
        let name = &self.column.name;
        let reason = match Values::new(self.column.kind) {
            Values::Flags(_) => "a flag is 0 or 1",
            Values::Amounts(_) => "more money than there is",
            _ => "not in its code list",
        };
        format!("impossible value in `{name}`: {value} ({reason})")
    }

    /// Whether an explanation may give this value to this decision.
    pub(super) fn value(&self, value: Value) -> Result<(), Impossible> {
        let name = &self.column.name;
        if value == Value::Absent {
            return Ok(());
        }
        let mut column = Column::new(self.column.kind);
        if !column.push(value) {
            let wanted = a_kind(self.column.kind);
            return Err(impossible(format!("`{name}` is not {wanted} in its explanation, as it is in its manifest")));
        }
        self.column(&mut column, 1).map_err(|found| Impossible { row: None, ..found })
    }
}

/// Whether there can be so much money.
pub(super) fn possible_amount(cents: i64) -> bool {
    (-MOST_CENTS..=MOST_CENTS).contains(&cents)
}

/// The first row that has a value which is not fine.
///
/// All values are looked at without stopping, which compilers turn into vector instructions; rows only when one is not fine.
fn first_bad<T: Copy>(column: &Column, values: &[T], fine: impl Fn(T) -> bool) -> Option<usize> {
    if values.iter().fold(true, |all, value| all & fine(*value)) {
        return None;
    }
    (0..values.len()).find(|row| !fine(values[*row]) && column.is_present(*row))
}

/// The columns of an answer, when they are what the manifest says; bits beyond the last row are cleared.
pub(crate) fn answer(
    decisions: &[DecisionCheck],
    rows: usize,
    mut columns: Vec<Column>,
) -> Result<Vec<Column>, Impossible> {
    if columns.len() != decisions.len() {
        let what = format!("answered with {} columns instead of {}", columns.len(), decisions.len());
        return Err(impossible(what));
    }
    for (decision, column) in decisions.iter().zip(&mut columns) {
        decision.column(column, rows)?;
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::manifest;

    fn columns() -> Vec<Column> {
        vec![
            Column::full(Values::Flags(vec![1, 0, 1])),
            Column::full(Values::Amounts(vec![100, 0, -MOST_CENTS])),
            Column::full(Values::Codes(vec![0, 1, 9])),
        ]
    }

    /// Changes a good answer and compares what is said about it.
    fn check_answer(change: impl FnOnce(&mut Vec<Column>), row: Option<u32>, what: &str) {
        let mut changed = columns();
        change(&mut changed);
        let wrong = answer(&DecisionCheck::all(&manifest()), 3, changed).expect_err("it is impossible");
        assert_eq!((wrong.row, wrong.what.as_str()), (row, what));
    }

    #[test]
    fn a_good_answer_passes_as_it_is() {
        assert_eq!(answer(&DecisionCheck::all(&manifest()), 3, columns()), Ok(columns()));
    }

    #[test]
    fn an_answer_has_the_columns_of_the_manifest() {
        check_answer(|columns| drop(columns.pop()), None, "answered with 2 columns instead of 3");
        let swap = |columns: &mut Vec<Column>| columns.swap(0, 1);
        check_answer(swap, None, "`entitled` is an amount in its answer and a flag in its manifest");
        let shorter = |columns: &mut Vec<Column>| columns[1] = Column::full(Values::Amounts(vec![1, 2]));
        check_answer(shorter, None, "`amount_year` has 2 values instead of 3");
        let bits = |columns: &mut Vec<Column>| columns[0].present = vec![0xff, 0xff];
        check_answer(bits, None, "`entitled` has 2 bytes of presence instead of 1");
    }

    #[test]
    fn an_impossible_value_is_named_with_its_row() {
        let flag = |columns: &mut Vec<Column>| columns[0] = Column::full(Values::Flags(vec![0, 2, 1]));
        check_answer(flag, Some(1), "impossible value in `entitled`: 2 (a flag is 0 or 1)");
        let amount = |columns: &mut Vec<Column>| columns[1] = Column::full(Values::Amounts(vec![0, 0, MOST_CENTS + 1]));
        let what = "impossible value in `amount_year`: 10000000000000.01 (more money than there is)";
        check_answer(amount, Some(2), what);
        let least = |columns: &mut Vec<Column>| columns[1] = Column::full(Values::Amounts(vec![i64::MIN, 0, 0]));
        let what = "impossible value in `amount_year`: -92233720368547758.08 (more money than there is)";
        check_answer(least, Some(0), what);
        let code = |columns: &mut Vec<Column>| columns[2] = Column::full(Values::Codes(vec![0, 2, 9]));
        check_answer(code, Some(1), "impossible value in `reason`: 2 (not in its code list)");
    }

    #[test]
    fn what_stands_at_an_absent_row_means_nothing() {
        let mut absent = columns();
        absent[0] = Column { values: Values::Flags(vec![1, 77, 0]), present: vec![0b1111_1101] };
        let checked = answer(&DecisionCheck::all(&manifest()), 3, absent).expect("row 1 is absent");
        assert_eq!(checked[0].present, [0b101], "bits beyond the last row are cleared");
    }

    #[test]
    fn codes_are_a_run_or_looked_up() {
        let decision = |codes: &[u32]| {
            let mut column = manifest().decisions.remove(2);
            let pattern = column.codes[0].clone();
            column.codes =
                codes.iter().map(|code| fieldlab_domain::field::Code { code: *code, ..pattern.clone() }).collect();
            Codes::of(&column)
        };
        assert!(matches!(decision(&[3, 1, 2]), Codes::Run(1, 3)));
        assert!(matches!(decision(&[3, 1]), Codes::Some(_)));
    }
}
