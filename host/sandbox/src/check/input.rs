//! What the lab hands to a guest: a fault here is the lab's own.

use fieldlab_domain::assessment::FieldUse;
use fieldlab_domain::column::{Batch, Column, Value};
use fieldlab_domain::manifest::Manifest;

use super::check_size;
use crate::words::a_kind;

/// Whether `batch` has a column of the right kind and size for each field; otherwise what is wrong.
pub(crate) fn batch(fields: &[FieldUse], batch: &Batch) -> Result<(), String> {
    if u32::try_from(batch.rows).is_err() {
        return Err(format!("the batch has {} rows, which is more than fit in one", batch.rows));
    }
    if batch.columns.len() != fields.len() {
        return Err(format!(
            "the batch has {} columns, and the rule reads {} fields",
            batch.columns.len(),
            fields.len()
        ));
    }
    for (field, column) in fields.iter().zip(&batch.columns) {
        if column.values.kind() != field.kind {
            let (given, wanted) = (a_kind(column.values.kind()), a_kind(field.kind));
            return Err(format!("the batch has {given} for field `{}`, which is {wanted}", field.name));
        }
        check_size(column, batch.rows).map_err(|what| format!("the batch has {what} for field `{}`", field.name))?;
        if !field.optional
            && let Some(row) = first_absent(column)
        {
            return Err(format!(
                "the batch has no `{}` at row {row}, and the rule does not take an absent one",
                field.name
            ));
        }
    }
    Ok(())
}

fn first_absent(column: &Column) -> Option<usize> {
    let whole_bytes = column.len() / 8;
    let all = column.present.iter().take(whole_bytes).all(|bits| *bits == 0xff);
    let start = if all { whole_bytes * 8 } else { 0 };
    (start..column.len()).find(|row| !column.is_present(*row))
}

/// Whether `values` are a value for each parameter of the manifest, of its kind; otherwise what is wrong.
pub(crate) fn parameters(manifest: &Manifest, values: &[Value]) -> Result<(), String> {
    if values.len() != manifest.parameters.len() {
        return Err(format!("{} values were given for {} parameters", values.len(), manifest.parameters.len()));
    }
    for (parameter, value) in manifest.parameters.iter().zip(values) {
        if value.kind() != Some(parameter.kind) {
            return Err(format!("parameter `{}` must be {}", parameter.name, a_kind(parameter.kind)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::column::Values;

    use super::*;

    #[test]
    fn a_batch_must_fit_the_rule() {
        let catalogue = fieldlab_domain::field::catalogue();
        let field = |name: &str, optional: bool| {
            let field = catalogue.get(name).expect("it is in the catalogue");
            FieldUse { name: field.name.clone(), kind: field.kind, optional }
        };
        let fields = [field("person.age", false), field("household.income_assessment", true)];
        let good = Batch {
            rows: 2,
            columns: vec![
                Column::full(Values::Wholes(vec![40, 41])),
                Column { values: Values::Amounts(vec![0, 5]), present: vec![0b10] },
            ],
        };
        assert_eq!(batch(&fields, &good), Ok(()));
        let check = |change: &dyn Fn(&mut Batch), expected: &str| {
            let mut changed = good.clone();
            change(&mut changed);
            assert_eq!(batch(&fields, &changed), Err(expected.to_owned()));
        };
        check(&|batch| drop(batch.columns.pop()), "the batch has 1 columns, and the rule reads 2 fields");
        check(
            &|batch| batch.columns.swap(0, 1),
            "the batch has an amount for field `person.age`, which is a whole number",
        );
        check(&|batch| batch.rows = 3, "the batch has 2 values instead of 3 for field `person.age`");
        let absent = "the batch has no `person.age` at row 1, and the rule does not take an absent one";
        check(&|batch| batch.columns[0].present = vec![0b01], absent);
    }

    #[test]
    fn the_first_absent_row_is_found() {
        let check = |rows: usize, absent: Option<usize>| {
            let mut present = fieldlab_domain::column::present_bits(rows);
            if let Some(row) = absent {
                present[row / 8] &= !(1 << (row % 8));
            }
            let column = Column { values: Values::Flags(vec![0; rows]), present };
            assert_eq!(first_absent(&column), absent, "{rows} rows");
        };
        check(16, None);
        check(17, None);
        check(17, Some(16));
        check(17, Some(3));
        check(0, None);
    }
}
