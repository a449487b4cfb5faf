//! Evidence for machines.

use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{Change, Estimate, Evidence, Group, SealedEvidence, Unit, VariantValue};
use fieldlab_domain::text::Text;

/// The sealed evidence as one JSON object: `digest`, and `evidence` byte for byte as it was sealed.
pub fn json(sealed: &SealedEvidence) -> String {
    format!("{{\"digest\":\"{}\",\"evidence\":{}}}\n", sealed.digest, sealed.json)
}

/// The sealed evidence of what [`json`] wrote, byte for byte; its seal is not checked. `None` when the text is something else.
pub fn read_json(text: &str) -> Option<SealedEvidence> {
    let (digest, rest) = text.trim().strip_prefix("{\"digest\":\"")?.split_once("\",\"evidence\":")?;
    Some(SealedEvidence { json: rest.strip_suffix('}')?.to_owned(), digest: Digest::parse(digest)? })
}

const HEADER: [&str; 13] = [
    "metric",
    "unit",
    "field",
    "group_key",
    "group",
    "persons",
    "variant",
    "value",
    "value_low",
    "value_high",
    "difference",
    "difference_low",
    "difference_high",
];

/// One row of the table, without the values.
struct Row<'a> {
    metric: &'a str,
    unit: Unit,
    field: &'a str,
    group: Option<&'a Group>,
    persons: Option<f64>,
    variant: &'a str,
}

/// All results as one table of RFC 4180, a row for each metric, group and variant. Without a field, it is about the whole
/// cohort; amounts are in euro, shares are fractions, `low` and `high` bound the 95% interval over replicates. Who gains and who
/// loses is in rows of `change.gain` and `change.lose` (persons), `change.gained` and `change.lost` (amounts); without a value,
/// they are about fewer than ten persons. A breakdown that is left out is one row, whose group says why.
pub fn csv(evidence: &Evidence) -> String {
    let mut table = Table(csv::Writer::from_writer(Vec::new()));
    table.0.write_record(HEADER).expect("writing to memory does not fail");
    for metric in &evidence.metrics {
        let variants = || evidence.variants.iter().map(|variant| variant.name.as_str());
        let row = Row { metric: &metric.name, unit: metric.unit, field: "", group: None, persons: None, variant: "" };
        variants().zip(&metric.overall).for_each(|(variant, value)| table.value(&Row { variant, ..row }, value));
        for breakdown in &metric.by {
            table.left_out(&row, breakdown.field.as_str(), breakdown.left_out.as_ref());
            for group in &breakdown.groups {
                let (field, persons) = (breakdown.field.as_str(), Some(group.persons));
                let row = Row { field, group: Some(&group.group), persons, ..row };
                variants().zip(&group.values).for_each(|(variant, value)| table.value(&Row { variant, ..row }, value));
            }
        }
    }
    for change in &evidence.changes {
        let variant = change.variant.as_str();
        let row = Row { metric: "", unit: change.unit, field: "", group: None, persons: None, variant };
        table.change(&row, &change.overall);
        for breakdown in &change.by {
            table.left_out(&Row { metric: "change", ..row }, breakdown.field.as_str(), breakdown.left_out.as_ref());
            for group in &breakdown.groups {
                table.change(&Row { field: breakdown.field.as_str(), group: Some(&group.group), ..row }, &group.change);
            }
        }
    }
    String::from_utf8(table.0.into_inner().expect("writing to memory does not fail")).expect("all parts are UTF-8")
}

struct Table(csv::Writer<Vec<u8>>);

impl Table {
    fn value(&mut self, row: &Row<'_>, value: &VariantValue) {
        let numbers = |estimate: Option<&Estimate>| {
            [
                estimate.map(|found| found.value),
                estimate.and_then(|found| found.low),
                estimate.and_then(|found| found.high),
            ]
        };
        self.write(row, [numbers(Some(&value.value)), numbers(value.difference.as_ref())].concat());
    }

    fn change(&mut self, row: &Row<'_>, change: &Change) {
        let persons = Some(change.persons);
        let rows = [
            ("change.gain", Unit::Persons, change.gain),
            ("change.lose", Unit::Persons, change.lose),
            ("change.gained", row.unit, change.gained),
            ("change.lost", row.unit, change.lost),
        ];
        for (metric, unit, value) in rows {
            self.write(&Row { metric, unit, persons, ..*row }, vec![value, None, None, None, None, None]);
        }
    }

    fn left_out(&mut self, row: &Row<'_>, field: &str, why: Option<&Text>) {
        if let Some(why) = why {
            let group = Group { key: None, title: why.clone() };
            self.write(&Row { field, group: Some(&group), ..*row }, vec![None; 6]);
        }
    }

    fn write(&mut self, row: &Row<'_>, numbers: Vec<Option<f64>>) {
        let unit = match row.unit {
            Unit::Persons => "persons",
            Unit::Euro => "euro",
            Unit::Share => "share",
            Unit::Number => "number",
        };
        let key = row.group.and_then(|group| group.key).map(|key| key.to_string()).unwrap_or_default();
        let group = row.group.map_or("", |group| &group.title.en).to_owned();
        let written = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
        let texts = [row.metric, unit, row.field].map(str::to_owned).into_iter();
        let texts = texts.chain([key, group, written(row.persons), row.variant.to_owned()]);
        let record = texts.chain(numbers.into_iter().map(written));
        self.0.write_record(record).expect("writing to memory does not fail");
    }
}
