//! Checks of what goes into a guest and of what comes out.

use fieldlab_domain::assessment::{Explanation, Fact, FieldUse};
use fieldlab_domain::column::{Batch, Column, Value, Values};
use fieldlab_domain::manifest::{DecisionColumn, Manifest};
use fieldlab_domain::text::Text;

use crate::limits::{MOST_CENTS, MOST_CHARACTERS, MOST_INPUTS, MOST_STEPS};
use crate::words::a_kind;

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

    fn value(&self, value: Value) -> Result<(), Impossible> {
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

fn possible_amount(cents: i64) -> bool {
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

/// Whether an explanation has a possible value for each decision, and is of a size that a person can read.
pub(crate) fn explanation(decisions: &[DecisionCheck], explanation: &Explanation) -> Result<(), Impossible> {
    let given = explanation.decisions.len();
    if given != decisions.len() {
        return Err(impossible(format!("explained {given} decisions instead of {}", decisions.len())));
    }
    for (decision, value) in decisions.iter().zip(&explanation.decisions) {
        decision.value(*value)?;
    }
    if explanation.steps.len() > MOST_STEPS {
        let steps = explanation.steps.len();
        return Err(impossible(format!("explained in {steps} steps; at most {MOST_STEPS} can be read")));
    }
    for step in &explanation.steps {
        if step.inputs.len() > MOST_INPUTS {
            let inputs = step.inputs.len();
            return Err(impossible(format!(
                "explained a step with {inputs} inputs; at most {MOST_INPUTS} can be read"
            )));
        }
        for text in [&step.rule, &step.article] {
            check_length(text)?;
        }
        check_text(&step.title)?;
        for fact in step.inputs.iter().chain(std::iter::once(&step.outcome)) {
            check_fact(fact)?;
        }
    }
    Ok(())
}

fn check_fact(fact: &Fact) -> Result<(), Impossible> {
    check_text(&fact.title)?;
    match fact.value {
        Value::Amount(cents) if !possible_amount(cents) => {
            Err(impossible(format!("explained with an impossible amount: {}", fact.value.plain())))
        }
        _ => Ok(()),
    }
}

fn check_text(text: &Text) -> Result<(), Impossible> {
    check_length(&text.nl)?;
    check_length(&text.en)
}

fn check_length(text: &str) -> Result<(), Impossible> {
    // A text has no more characters than bytes, so most are not counted.
    if text.len() > MOST_CHARACTERS && text.chars().count() > MOST_CHARACTERS {
        return Err(impossible(format!("explained with a text of more than {MOST_CHARACTERS} characters")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use fieldlab_domain::assessment::Step;

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

    #[test]
    fn an_explanation_is_of_a_size_that_a_person_can_read() {
        let decisions = DecisionCheck::all(&manifest());
        let fact = |value: Value| Fact { title: Text::same("income"), value };
        let step = Step {
            rule: "threshold".to_owned(),
            title: Text::same("compare"),
            inputs: vec![fact(Value::Amount(5))],
            outcome: fact(Value::Flag(true)),
            article: "article 1".to_owned(),
        };
        let good = Explanation {
            decisions: vec![Value::Flag(true), Value::Amount(100), Value::Code(0)],
            steps: vec![step.clone()],
        };
        assert_eq!(explanation(&decisions, &good), Ok(()));
        let check = |change: &dyn Fn(&mut Explanation), expected: &str| {
            let mut changed = good.clone();
            change(&mut changed);
            assert_eq!(explanation(&decisions, &changed), Err(impossible(expected.to_owned())));
        };
        check(&|one| one.decisions.truncate(2), "explained 2 decisions instead of 3");
        check(
            &|one| one.decisions[0] = Value::Whole(1),
            "`entitled` is not a flag in its explanation, as it is in its manifest",
        );
        check(&|one| one.decisions[2] = Value::Code(7), "impossible value in `reason`: 7 (not in its code list)");
        check(&|one| one.steps = vec![step.clone(); 201], "explained in 201 steps; at most 200 can be read");
        let inputs = |one: &mut Explanation| one.steps[0].inputs = vec![fact(Value::Absent); 51];
        check(&inputs, "explained a step with 51 inputs; at most 50 can be read");
        let long = |one: &mut Explanation| one.steps[0].title.nl = "é".repeat(1_001);
        check(&long, "explained with a text of more than 1000 characters");
        let amount = |one: &mut Explanation| one.steps[0].outcome = fact(Value::Amount(i64::MAX));
        check(&amount, "explained with an impossible amount: 92233720368547758.07");
    }
}
