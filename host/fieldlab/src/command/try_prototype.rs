//! `fieldlab try`: a prototype on citizens from a file.

use std::io::Write as _;
use std::path::Path;

use fieldlab_domain::assessment::{Assessment, Blame, Fact, Failure, Step};
use fieldlab_domain::column::{Batch, Kind, Value};
use fieldlab_domain::fault::Faults;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::nearest_hint;
use fieldlab_domain::population::BLOCK_ROWS;
use fieldlab_domain::text::{Language, Text};
use serde::Serialize;
use serde_json::{Map, json};

use crate::cli::{Places, TryArguments};
use crate::command::check::read_manifest;
use crate::failure::{PrototypeFailed, usage};
use crate::prototypes::{self, Package};
use crate::workspace::Workspace;
use crate::{citizens, lab};

/// One line of output. Amounts are in euro, shares are fractions.
#[derive(Serialize)]
struct Line {
    row: usize,
    decisions: Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<StepLine>>,
}

/// One step, its values written as the decisions are.
#[derive(Serialize)]
struct StepLine {
    rule: String,
    title: Text,
    inputs: Vec<FactLine>,
    outcome: FactLine,
    article: String,
}

#[derive(Serialize)]
struct FactLine {
    title: Text,
    value: serde_json::Value,
}

pub(crate) fn run(places: &Places, arguments: &TryArguments) -> anyhow::Result<()> {
    let package = find(places, &arguments.prototype)?;
    let parameters = parameters(&package.manifest, arguments)?;
    let data = lab::data_folder(places)?;
    let assessment = lab::sandbox(Some(&data))?.load(package.manifest, &package.component)?;
    let citizens = citizens::read(&arguments.citizens, assessment.fields())?;
    let mut out = std::io::stdout().lock();
    let mut write = |line: Line| -> anyhow::Result<()> {
        serde_json::to_writer(&mut out, &line)?;
        Ok(writeln!(out)?)
    };
    if arguments.explain {
        for (at, citizen) in citizens.iter().enumerate() {
            let explanation = assessment.explain(citizen, &parameters).map_err(|failure| failed(failure, Some(at)))?;
            let decisions = named(assessment.manifest(), &explanation.decisions);
            let steps = explanation.steps.into_iter().map(|step| step_line(assessment.manifest(), step));
            write(Line { row: at + 1, decisions, steps: Some(steps.collect()) })?;
        }
        return Ok(());
    }
    let mut worker = assessment.worker(&parameters)?;
    for (nth, some) in citizens.chunks(BLOCK_ROWS).enumerate() {
        let decided = worker.assess(&batch(assessment.as_ref(), some)).map_err(|failure| {
            let at = failure.row.map(|row| nth * BLOCK_ROWS + row as usize);
            failed(failure, at)
        })?;
        for at in 0..some.len() {
            let values: Vec<Value> = decided.iter().map(|column| column.get(at)).collect();
            write(Line {
                row: nth * BLOCK_ROWS + at + 1,
                decisions: named(assessment.manifest(), &values),
                steps: None,
            })?;
        }
    }
    Ok(())
}

/// A failure as the file's reader knows it: rows are counted from 1, as everywhere in the output.
fn failed(failure: Failure, at: Option<usize>) -> PrototypeFailed {
    let hint = match (failure.blame, at) {
        (Blame::Host, _) => "run it again with --verbose and report what it says",
        (Blame::Guest, Some(_)) => "rows are counted from 1, under the headings: mend the rule for that one",
        (Blame::Guest, None) => "with --explain each row is tried by itself, so that the one at fault is found",
    };
    let row = at.and_then(|at| u32::try_from(at + 1).ok());
    PrototypeFailed { failure: Failure { row, ..failure }, hint }
}

/// The prototype in a folder, or the one of the workspace with this name; built.
fn find(places: &Places, named: &str) -> anyhow::Result<Package> {
    let path = Path::new(named);
    let (folder, manifest) = if path.join("prototype.toml").is_file() {
        (path.to_owned(), read_manifest(&path.join("prototype.toml"))?)
    } else if path.is_dir() && named.contains(['/', '.']) {
        return Err(usage(
            format!("there is no prototype.toml in {named}"),
            "name the folder of a prototype, or its name",
        ));
    } else {
        let declared = Workspace::find(places, None)?.declared()?;
        match declared.prototype(named) {
            Ok(found) => found.clone(),
            Err(_) if !declared.faults.is_empty() => return Err(declared.faults.into()),
            Err(error) => return Err(error),
        }
    };
    let packages = prototypes::build(&folder, [(folder.clone(), manifest)])?;
    Ok(packages.into_iter().next().expect("one manifest makes one package"))
}

/// The values of all parameters; all faults of `--from` and `--set` at once.
fn parameters(manifest: &Manifest, arguments: &TryArguments) -> anyhow::Result<Vec<Value>> {
    let mut faults = Faults::default();
    let set = arguments.from.as_ref().and_then(|name| {
        let set = manifest.set(name);
        if set.is_none() {
            let hint = nearest_hint(name, manifest.sets.iter().map(|set| set.name.as_str()));
            faults.add("--from", format!("prototype `{}` has no set `{name}`", manifest.name), hint);
        }
        set
    });
    let mut changes = Vec::new();
    for given in &arguments.set {
        let Some((name, text)) = given.split_once('=') else {
            faults.add("--set", format!("`{given}` has no `=`"), "write: --set PARAMETER=VALUE");
            continue;
        };
        match manifest.parameter(name.trim()).map(|parameter| parameter.parse(text)) {
            Some(Ok(value)) => changes.push((name.trim().to_owned(), value)),
            Some(Err((what, hint))) => faults.add("--set", what, hint),
            None => {
                let names = manifest.parameters.iter().map(|parameter| parameter.name.as_str());
                let what = format!("prototype `{}` has no parameter `{name}`", manifest.name);
                faults.add("--set", what, nearest_hint(name, names));
            }
        }
    }
    Ok(faults.or(Some(manifest.parameter_values(set, &changes)))?)
}

fn batch(assessment: &dyn Assessment, citizens: &[Vec<Value>]) -> Batch {
    let mut batch = Batch::new(assessment.fields().iter().map(|field| field.kind));
    batch.rows = citizens.len();
    for citizen in citizens {
        for (column, value) in batch.columns.iter_mut().zip(citizen) {
            assert!(column.push(*value), "citizens were read by the fields of this prototype");
        }
    }
    batch
}

fn named(manifest: &Manifest, values: &[Value]) -> Map<String, serde_json::Value> {
    let decisions = manifest.decisions.iter().zip(values);
    decisions
        .map(|(column, value)| {
            let names = column.codes.iter().map(|code| (code.code, code.name.as_str())).collect::<Vec<_>>();
            (column.name.clone(), shown(*value, &names))
        })
        .collect()
}

fn step_line(manifest: &Manifest, step: Step) -> StepLine {
    let line =
        |fact: Fact| FactLine { value: shown(fact.value, &code_names(manifest, &fact.title)), title: fact.title };
    StepLine {
        rule: step.rule,
        title: step.title,
        inputs: step.inputs.into_iter().map(line).collect(),
        outcome: line(step.outcome),
        article: step.article,
    }
}

/// The codes of the decision or the field that has this title: a fact does not say what its code is of.
fn code_names<'a>(manifest: &'a Manifest, title: &Text) -> Vec<(u32, &'a str)> {
    let same = |other: &Text| {
        [Language::Nl, Language::En].iter().any(|&in_| other.get(in_).eq_ignore_ascii_case(title.get(in_)))
    };
    if let Some(column) = manifest.decisions.iter().find(|column| column.kind == Kind::Code && same(&column.title)) {
        return column.codes.iter().map(|code| (code.code, code.name.as_str())).collect();
    }
    let field = catalogue().fields().iter().find(|field| field.kind == Kind::Code && same(&field.title));
    field.map_or(Vec::new(), |field| field.codes.iter().map(|code| (code.code, code.name.as_str())).collect())
}

/// A value in the units of the output: amounts in euro, shares as fractions, codes by name where it is known.
fn shown(value: Value, codes: &[(u32, &str)]) -> serde_json::Value {
    match value {
        Value::Absent => serde_json::Value::Null,
        Value::Flag(flag) => json!(flag),
        Value::Date(_) => json!(value.plain()),
        Value::Amount(_) | Value::Share(_) => serde_json::from_str(&value.plain()).unwrap_or(json!(value.plain())),
        Value::Code(code) => {
            codes.iter().find(|(known, _)| *known == code).map_or_else(|| json!(code), |(_, name)| json!(name))
        }
        Value::Whole(number) => json!(number),
    }
}
