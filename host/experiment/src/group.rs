//! Which group a person is in: the groups of a field, and the number of the group of each row.

use fieldlab_domain::column::{Column, Kind, Values};
use fieldlab_domain::evidence::Group;
use fieldlab_domain::field::{Field, FieldName};
use fieldlab_domain::text::Text;

/// The most numbers for which the band is looked up.
const LONGEST_LOOKUP: i64 = 4096;

/// The groups of a field: its codes or bands in their order, then those who lack it.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// The field.
    pub field: FieldName,
    /// What people call the field.
    pub title: Text,
    kind: Kind,
    /// The codes, or the lower bounds of the bands, rising.
    keys: Vec<i64>,
    titles: Vec<Text>,
    /// For codes: from code to group; the last group stands for codes that the list lacks. For bands: from a number less the
    /// lowest bound to the group, up to the highest bound; empty when that would be long.
    lookup: Vec<u16>,
}

impl Grouping {
    /// The groups of `field`, for which `metric::can_group_by` holds.
    pub fn of(field: &Field) -> Grouping {
        let (keys, titles): (Vec<i64>, Vec<Text>) = match field.kind {
            Kind::Code => field.codes.iter().map(|code| (i64::from(code.code), code.title.clone())).unzip(),
            Kind::Flag => {
                [(0, Text { nl: "Nee".into(), en: "No".into() }), (1, Text { nl: "Ja".into(), en: "Yes".into() })]
                    .into_iter()
                    .unzip()
            }
            _ => field.bands.iter().enumerate().map(|(at, from)| (*from, band_title(field, at))).unzip(),
        };
        let mut lookup = Vec::new();
        if field.kind == Kind::Code {
            let highest = keys.iter().copied().max().unwrap_or(0) as usize;
            lookup = vec![keys.len() as u16; highest + 1];
            for (group, key) in keys.iter().enumerate() {
                lookup[*key as usize] = group as u16;
            }
        }
        if let (Some(&first), Some(&last), true) = (keys.first(), keys.last(), !field.bands.is_empty())
            && last - first < LONGEST_LOOKUP
        {
            lookup = (first..=last).map(|number| keys.partition_point(|from| *from <= number) as u16 - 1).collect();
        }
        Grouping { field: field.name.clone(), title: field.title.clone(), kind: field.kind, keys, titles, lookup }
    }

    /// How many groups there are, the one of those who lack the field included; it is the last.
    pub fn len(&self) -> usize {
        self.keys.len() + 1
    }

    /// Whether there are no groups; never so.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// What a group is called.
    pub fn group(&self, group: usize) -> Group {
        match self.keys.get(group) {
            Some(key) => Group { key: Some(*key), title: self.titles[group].clone() },
            None => Group {
                key: None,
                title: Text { nl: "Onbekend of niet van toepassing".into(), en: "Not known or not applicable".into() },
            },
        }
    }

    /// Replaces the contents of `groups` by the group of each row.
    pub fn assign(&self, column: &Column, groups: &mut Vec<u16>) {
        groups.clear();
        let unknown = self.keys.len() as u16;
        match (&column.values, self.kind) {
            (Values::Codes(values), Kind::Code) => {
                groups.extend(values.iter().map(|&code| self.lookup.get(code as usize).copied().unwrap_or(unknown)));
            }
            (Values::Flags(values), Kind::Flag) => groups.extend(values.iter().map(|&flag| u16::from(flag.min(2)))),
            (Values::Wholes(values), _) if !self.lookup.is_empty() => {
                let (first, last) = (self.keys[0] as i32, self.lookup.len() - 1);
                let group = |number: i32| match number.checked_sub(first) {
                    Some(above) if above >= 0 => self.lookup[(above as usize).min(last)],
                    _ => unknown,
                };
                groups.extend(values.iter().map(|&number| group(number)));
            }
            (values, _) => groups.extend((0..values.len()).map(|row| self.band(values.number(row)))),
        }
        if !column.present.is_empty() {
            for (row, group) in groups.iter_mut().enumerate() {
                if !column.is_present(row) {
                    *group = unknown;
                }
            }
        }
    }

    /// The band of a number; below the first band is unknown.
    fn band(&self, number: i64) -> u16 {
        let above = self.keys.iter().take_while(|from| **from <= number).count();
        if above == 0 { self.keys.len() as u16 } else { above as u16 - 1 }
    }
}

fn band_title(field: &Field, at: usize) -> Text {
    let from = field.bands[at];
    match field.bands.get(at + 1).copied().or(field.highest.map(|highest| highest + 1)) {
        Some(next) if next == from + 1 => Text::same(&from.to_string()),
        Some(next) => Text { nl: format!("{from} tot {next}"), en: format!("{from} to {}", next - 1) },
        None => Text { nl: format!("{from} of meer"), en: format!("{from} or more") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fieldlab_domain::column::Value;
    use fieldlab_domain::field::catalogue;

    #[test]
    fn rows_fall_into_codes_and_bands() {
        let check = |field: &str, values: &[Value], expected: &[&str]| {
            let field = catalogue().get(field).expect("it exists");
            let grouping = Grouping::of(field);
            let mut column = Column::new(field.kind);
            for value in values {
                assert!(column.push(*value));
            }
            let mut groups = Vec::new();
            grouping.assign(&column, &mut groups);
            let titles: Vec<String> = groups.iter().map(|&at| grouping.group(at as usize).title.en).collect();
            assert_eq!(titles, expected, "{}", field.name);
        };
        let wholes = |numbers: &[i32]| numbers.iter().map(|&number| Value::Whole(number)).collect::<Vec<_>>();
        check(
            "person.age",
            &wholes(&[0, 17, 18, 74, 75, 110, -1]),
            &["0 to 17", "0 to 17", "18 to 24", "65 to 74", "75 or more", "75 or more", "Not known or not applicable"],
        );
        check("household.income_decile", &wholes(&[1, 10]), &["1", "10"]);
        check(
            "household.type",
            &[Value::Code(1), Value::Code(99), Value::Absent],
            &["Living alone", "Not known or not applicable", "Not known or not applicable"],
        );
        check("person.insured", &[Value::Flag(true), Value::Flag(false)], &["Yes", "No"]);
    }
}
