//! `fieldlab fields`: what there is to know of a citizen.

mod markdown;

use fieldlab_domain::field::{Field, Sensitivity, catalogue};

use crate::cli::FieldsArguments;
use crate::failure::usage;
use crate::output;

/// Longer code lists are not printed.
const MOST_CODES: usize = 12;

pub(crate) fn run(arguments: &FieldsArguments) -> anyhow::Result<()> {
    let fields = match &arguments.name {
        Some(name) => vec![catalogue().find(name).map_err(|(what, hint)| usage(what, hint))?],
        None => catalogue().fields().iter().collect(),
    };
    if arguments.json {
        return match (&arguments.name, fields.as_slice()) {
            (Some(_), [field]) => output::json(field),
            (_, fields) => output::json(&fields),
        };
    }
    if arguments.markdown {
        print!("{}", markdown::page());
        return Ok(());
    }
    if arguments.name.is_some() {
        fields.into_iter().for_each(print);
        return Ok(());
    }
    let mut table = output::table(&["field", "type", "what it is", "sensitivity", "absent"]);
    for field in fields {
        let absent = if field.optional { "for some" } else { "" };
        table.add_row([field.name.as_str(), field.kind.name(), &field.title.en, sensitivity(field), absent]);
    }
    println!("{table}");
    println!("more about one: fieldlab fields person.education");
    Ok(())
}

/// All that is known of one field.
fn print(field: &Field) {
    println!("{}: {} ({})", field.name, field.title.en, field.title.nl);
    lines(field).into_iter().for_each(|(what, words)| println!("  {what:<12} {words}"));
    let shown = if field.codes.len() > MOST_CODES { 0 } else { field.codes.len() };
    for code in &field.codes[..shown] {
        println!("  {:>12} {}: {} ({})", written(field, code.code), code.name, code.title.en, code.title.nl);
    }
}

/// What there is to say of a field besides its name, title and codes.
fn lines(field: &Field) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    lines.extend(field.meaning.as_ref().map(|meaning| ("meaning", meaning.en.clone())));
    lines.push(("type", kind(field)));
    if let Some(absent) = &field.absent {
        lines.push(("absent for", absent.en.clone()));
    }
    if !field.bands.is_empty() {
        lines.push(("grouped from", field.bands.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")));
    }
    lines.push(("sensitivity", sensitivity(field).to_owned()));
    lines.push(("source", field.source.clone()));
    if !field.codes.is_empty() {
        lines.push(("codes", field.codes.len().to_string()));
    }
    lines
}

/// The type with its unit.
fn kind(field: &Field) -> String {
    match &field.unit {
        Some(unit) => format!("{}, {unit}", field.kind.name()),
        None => field.kind.name().to_owned(),
    }
}

/// A code as registers write it, leading zeros and all.
fn written(field: &Field, code: u32) -> String {
    format!("{code:0width$}", width = field.digits)
}

fn sensitivity(field: &Field) -> &'static str {
    match field.sensitivity {
        Sensitivity::Ordinary => "ordinary",
        Sensitivity::Sensitive => "sensitive",
        Sensitivity::Special => "special",
    }
}
