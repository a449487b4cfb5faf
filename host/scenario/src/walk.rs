//! Walking a scenario.

use fieldlab_domain::assessment::Assessment;
use fieldlab_domain::column::Value;
use fieldlab_domain::name::nearest_hint;
use fieldlab_domain::persona::bundled_persona;
use fieldlab_domain::service::{Service, ServiceFailure, Visit};
use serde::Serialize;

use crate::declaration::{Scenario, Step};
use crate::expect;
use crate::page::Page;
use crate::visitor::{Lost, Visitor};

/// A walk that came to its end.
#[derive(Clone, Debug, Default)]
pub struct Walked {
    /// The pages that were seen, each with its path.
    pub pages: Vec<(String, Page)>,
}

/// A walk that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// The file.
    pub file: String,
    /// The line of the step.
    pub line: usize,
    /// What went wrong.
    pub what: String,
    /// What to do; may be empty.
    pub hint: String,
    /// What was there: the page around what was expected, a line each. Lines that differ from what was expected begin with `-` for what
    /// was expected and `+` for what was there.
    pub shown: Vec<String>,
}

/// Walks a scenario through a prototype's pages, on behalf of a visit.
///
/// # Errors
/// At the first step that goes otherwise than expected.
pub async fn walk(service: &dyn Service, scenario: &Scenario, visit: &Visit) -> Result<Walked, Box<Failed>> {
    let mut visitor = Visitor::new(service, visit);
    for step in &scenario.steps {
        if let Err(lost) = take(&mut visitor, step).await {
            return Err(Box::new(failed(scenario, step, lost, &visitor.page)));
        }
        expect::check(scenario, step, &visitor, visit)?;
    }
    expect::no_refusals(scenario, visit)?;
    Ok(Walked { pages: visitor.seen })
}

async fn take(visitor: &mut Visitor<'_>, step: &Step) -> Result<(), Lost> {
    if let Some(path) = &step.go {
        visitor.go(path).await?;
    }
    for fill in &step.fill {
        visitor.fill(&fill.question, &fill.answer)?;
    }
    if let Some(words) = &step.press {
        visitor.press(words).await?;
    }
    Ok(())
}

fn failed(scenario: &Scenario, step: &Step, lost: Lost, page: &Page) -> Failed {
    let (what, hint, shown) = match lost {
        Lost::Failed(failure) => {
            let output = match &failure {
                ServiceFailure::Guest { output, .. } | ServiceFailure::Late { output, .. } => output.clone(),
                _ => String::new(),
            };
            let shown = output.lines().map(|line| format!("  {line}")).collect();
            (failure.to_string(), String::new(), shown)
        }
        Lost::Broken(what) => (format!("the page broke off: {what}"), String::new(), Vec::new()),
        Lost::Round(path) => (format!("the pages lead round and round, last to {path}"), String::new(), Vec::new()),
        Lost::Missing { what, hint } => (what, hint, expect::beginning(page)),
    };
    Failed { file: scenario.file.clone(), line: step.line, what, hint, shown }
}

/// Has a rule decide about the scenario's persona, with its manifest's own parameters.
///
/// # Errors
/// When it decides otherwise than expected, or not at all.
pub fn decide(rule: &dyn Assessment, scenario: &Scenario) -> Result<(), Box<Failed>> {
    let fail = |what: String, hint: String, shown: Vec<String>| {
        Box::new(Failed { file: scenario.file.clone(), line: 1, what, hint, shown })
    };
    let persona = scenario.persona.as_ref().and_then(|name| bundled_persona(name.as_str()));
    let Some(persona) = persona else {
        return Err(fail("a decision is about somebody".to_owned(), "add: persona = \"sanne\"".to_owned(), Vec::new()));
    };
    let manifest = rule.manifest();
    let fields: Vec<_> = rule.fields().iter().map(|field| field.name.clone()).collect();
    let explained = rule.explain(&persona.row(persona.main, &fields), &manifest.parameter_values(None, &[]));
    let explained = explained.map_err(|failure| fail(failure.to_string(), String::new(), Vec::new()))?;
    let mut shown = Vec::new();
    for (name, expected) in &scenario.decision {
        let Some((at, column)) = manifest.decision(name) else {
            let names = manifest.decisions.iter().map(|decision| decision.name.as_str());
            return Err(fail(format!("it decides no `{name}`"), nearest_hint(name, names), Vec::new()));
        };
        let decided = explained.decisions.get(at).copied().unwrap_or(Value::Absent);
        // A code is written by its name or its number.
        let code = |value: Value| column.codes.iter().find(|code| Value::Code(code.code) == value);
        let by_name = column.codes.iter().find(|code| code.name == *expected).map(|code| Value::Code(code.code));
        let wanted = by_name.or_else(|| fieldlab_domain::reader::parse_value(expected, column.kind));
        if wanted != Some(decided) {
            let decided = code(decided).map_or_else(|| decided.plain(), |code| code.name.clone());
            shown.push(format!("- {name} = {expected}"));
            shown.push(format!("+ {name} = {decided}"));
        }
    }
    if shown.is_empty() {
        return Ok(());
    }
    let steps = explained.steps.iter().map(|step| format!("  {}: {}", step.title.nl, step.outcome.value.plain()));
    shown.extend(steps);
    Err(fail("it decides otherwise".to_owned(), String::new(), shown))
}
