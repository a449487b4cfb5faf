//! Citizens from a CSV file whose columns are field names.

use std::path::Path;

use fieldlab_domain::assessment::FieldUse;
use fieldlab_domain::column::{Kind, Value};
use fieldlab_domain::fault::{Fault, Faults};
use fieldlab_domain::field::{Field, catalogue};
use fieldlab_domain::name::nearest_hint;
use fieldlab_domain::reader::{parse_value, value_words};

use crate::workspace::read_text;

/// Reads citizens: for each row the values of `fields`, in their order. Columns that the prototype does not read are left out.
///
/// # Errors
/// All faults at once: columns that are missing or unknown, and values that don't parse, each with its line and column.
pub(crate) fn read(path: &Path, fields: &[FieldUse]) -> anyhow::Result<Vec<Vec<Value>>> {
    let text = read_text(path)?;
    Ok(parse(&path.display().to_string(), &text, fields)?)
}

fn parse(file: &str, text: &str, fields: &[FieldUse]) -> Result<Vec<Vec<Value>>, Faults> {
    let mut faults = Faults::default();
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headings = reader.headers().cloned().unwrap_or_default();
    let columns = find_columns(file, &headings, fields, &mut faults);
    let mut citizens = Vec::new();
    for (row, record) in (1..).zip(reader.into_records()) {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |position| position.line() as usize);
                let place = |column: usize| Place { file, line, row, heading: &headings[column] };
                let values = fields.iter().zip(&columns).filter_map(|(field, column)| {
                    let column = (*column)?;
                    read_value(catalogue().field(&field.name), &record[column], field.optional, &place(column))
                        .map_err(|fault| faults.0.push(fault))
                        .ok()
                });
                citizens.push(values.collect());
            }
            Err(error) => {
                let line = error.position().map(|position| position.line() as usize);
                let what = match error.kind() {
                    csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                        format!("row {row}: it has {len} values, there are {expected_len} columns")
                    }
                    _ => format!("the row can't be read: {error}"),
                };
                let hint = Some("write one value for each column, with commas between them".to_owned());
                faults.0.push(Fault { file: file.to_owned(), line, column: None, what, hint });
            }
        }
    }
    if citizens.is_empty() && faults.is_empty() {
        faults.add(file, "the file has no citizens", "add a row under the headings");
    }
    faults.or(Some(citizens))
}

/// For each field its column; a fault for each that is missing, and for each column that is no field.
fn find_columns(
    file: &str,
    headings: &csv::StringRecord,
    fields: &[FieldUse],
    faults: &mut Faults,
) -> Vec<Option<usize>> {
    let mut at_line_one = |what: String, hint: String| {
        faults.0.push(Fault { file: file.to_owned(), line: Some(1), column: None, what, hint: Some(hint) });
    };
    for heading in headings.iter().filter(|heading| catalogue().get(heading).is_none()) {
        let hint = nearest_hint(heading, catalogue().fields().iter().map(|field| field.name.as_str()));
        at_line_one(format!("column `{heading}` is no field"), hint);
    }
    for (at, heading) in headings.iter().enumerate() {
        if headings.iter().take(at).any(|earlier| earlier == heading) {
            at_line_one(format!("column `{heading}` is there twice"), "keep one of the two".to_owned());
        }
    }
    let mut find = |field: &FieldUse| {
        let found = headings.iter().position(|heading| heading == field.name.as_str());
        if found.is_none() {
            let what = format!("there is no column `{}`, which the prototype reads", field.name);
            at_line_one(what, format!("add a column with the heading {}", field.name));
        }
        found
    };
    fields.iter().map(&mut find).collect()
}

struct Place<'a> {
    file: &'a str,
    line: usize,
    row: usize,
    heading: &'a str,
}

impl Place<'_> {
    fn fault(&self, what: String, hint: String) -> Fault {
        let what = format!("row {}, column `{}`: {what}", self.row, self.heading);
        Fault { file: self.file.to_owned(), line: Some(self.line), column: None, what, hint: Some(hint) }
    }
}

fn read_value(field: &Field, text: &str, optional: bool, place: &Place<'_>) -> Result<Value, Fault> {
    let (words, example) = value_words(field.kind);
    if text.is_empty() {
        return match optional {
            true => Ok(Value::Absent),
            false => Err(place.fault("the value is missing".to_owned(), format!("write {words}, such as {example}"))),
        };
    }
    if field.kind == Kind::Code {
        let by_number = text.parse().ok().and_then(|code| field.code(code));
        let code = by_number.or_else(|| field.codes.iter().find(|code| code.name == text));
        let hint = || nearest_hint(text, field.codes.iter().map(|code| code.name.as_str()));
        return code
            .map(|code| Value::Code(code.code))
            .ok_or_else(|| place.fault(format!("there is no code `{text}`"), hint()));
    }
    parse_value(text, field.kind)
        .ok_or_else(|| place.fault(format!("`{text}` is not {words}"), format!("write {words}, such as {example}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_domain::column::Batch;
    use fieldlab_domain::field::FieldName;
    use fieldlab_domain::population::{Population as _, PopulationRequest};
    use fieldlab_population::{Source, Target};

    fn fields() -> Vec<FieldUse> {
        ["person.age", "household.type", "household.rent_month"]
            .map(|name| {
                let field = catalogue().get(name).expect("it exists");
                FieldUse { name: field.name.clone(), kind: field.kind, optional: field.optional }
            })
            .to_vec()
    }

    #[test]
    fn citizens_that_were_made_are_read_back() {
        let request = PopulationRequest::new("nl-2025", Some(2_000), 1);
        let population = Source::new().make(&request).expect("it can be made");
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join("citizens.csv");
        let target = Target::new(&path, 2_000).expect("it can be written there");
        fieldlab_population::write(&population, &target, &mut |_| {}).expect("it is written");
        let uses = |field: &Field| FieldUse { name: field.name.clone(), kind: field.kind, optional: field.optional };
        let fields: Vec<FieldUse> = catalogue().fields().iter().map(uses).collect();
        let back = read(&path, &fields).expect("it is read");
        let names: Vec<FieldName> = fields.iter().map(|field| field.name.clone()).collect();
        let mut batch = Batch::new(fields.iter().map(|field| field.kind));
        population.reader(&names).expect("it has all fields").read(0, &mut batch);
        assert_eq!((back.len(), batch.rows), (2_000, 2_000));
        for (row, citizen) in back.iter().enumerate() {
            assert_eq!(*citizen, batch.row(row), "row {row}");
        }
    }

    #[test]
    fn citizens_are_read_by_heading() {
        let text = "household.type,person.age,household.rent_month\nsingle_parent,34,650.50\n1, 80 ,\n";
        let citizens = parse("a.csv", text, &fields()).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(
            citizens,
            [
                [Value::Whole(34), Value::Code(4), Value::Amount(65_050)],
                [Value::Whole(80), Value::Code(1), Value::Absent],
            ]
        );
    }
}
