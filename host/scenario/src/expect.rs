//! Whether a page, and what happened, is as expected; and how to show it when it is not.

use fieldlab_domain::assessment::Fact;
use fieldlab_domain::processing::LookStatus;
use fieldlab_domain::service::Visit;
use fieldlab_domain::text::Language;
use fieldlab_domain::trail::Event;

use crate::declaration::{Scenario, Step};
use crate::page::Page;
use crate::visitor::Visitor;
use crate::walk::Failed;

/// How many lines of a page are shown.
const SHOWN: usize = 12;

pub(crate) fn check(scenario: &Scenario, step: &Step, visitor: &Visitor<'_>, visit: &Visit) -> Result<(), Box<Failed>> {
    let expected = &step.expected;
    let fail = |what: String, shown: Vec<String>| {
        Box::new(Failed { file: scenario.file.clone(), line: step.line, what, hint: String::new(), shown })
    };
    let differs = |wanted: &str, found: &str| vec![format!("- {wanted}"), format!("+ {found}")];
    let status = expected.status.unwrap_or(200);
    if visitor.status.as_u16() != status && (expected.status.is_some() || visitor.status.is_server_error()) {
        let found = visitor.status.as_u16().to_string();
        let what = format!("{} answered with another status", visitor.path);
        return Err(fail(what, [differs(&status.to_string(), &found), beginning(&visitor.page)].concat()));
    }
    if let Some(path) = expected.path.as_deref().filter(|path| visitor.path.split('?').next() != Some(*path)) {
        return Err(fail("it led to another page".to_owned(), differs(path, &visitor.path)));
    }
    let heading = visitor.page.heading().unwrap_or_default();
    if let Some(wanted) = expected.heading.as_deref().filter(|wanted| *wanted != heading) {
        return Err(fail(format!("{} has another heading", visitor.path), differs(wanted, heading)));
    }
    let text = visitor.page.text();
    if let Some(missing) = expected.see.iter().find(|wanted| !has(&text, wanted)) {
        let what = format!("{} does not show `{missing}`", visitor.path);
        return Err(fail(what, around(&visitor.page, missing)));
    }
    if let Some(there) = expected.not_see.iter().find(|unwanted| has(&text, unwanted)) {
        let lines = visitor.page.lines.iter().filter(|line| has(line, there)).map(|line| format!("+ {line}"));
        return Err(fail(format!("{} shows `{there}`", visitor.path), lines.collect()));
    }
    let decided = decisions(visit);
    if let Some(missing) = expected.decided.iter().find(|wanted| !decided.iter().any(|one| one.contains(*wanted))) {
        let shown = [vec![format!("- {missing}")], decided.iter().map(|one| format!("+ {one}")).collect()].concat();
        return Err(fail("it did not say that it decided this".to_owned(), shown));
    }
    let looked = looks(visit, LookStatus::Given);
    if let Some(missing) = expected.looked_at.iter().find(|field| !looked.contains(field)) {
        let shown = [vec![format!("- {missing}")], looked.iter().map(|one| format!("+ {one}")).collect()].concat();
        return Err(fail(format!("it did not look at `{missing}`"), shown));
    }
    Ok(())
}

/// Fails a walk in which something was refused that the scenario does not speak of.
pub(crate) fn no_refusals(scenario: &Scenario, visit: &Visit) -> Result<(), Box<Failed>> {
    let refused = |(_, event)| match event {
        Event::Refused { what, .. } => Some(what),
        _ => None,
    };
    let expected = |what: &String| scenario.may_be_refused.iter().any(|field| what.contains(field.as_str()));
    let refused: Vec<String> =
        visit.state.trail(0).into_iter().filter_map(refused).filter(|what| !expected(what)).collect();
    if refused.is_empty() {
        return Ok(());
    }
    Err(Box::new(Failed {
        file: scenario.file.clone(),
        line: 1,
        what: "it asked for what it may not".to_owned(),
        hint: "ask for it in the manifest, or say so: may_be_refused = [\"...\"]".to_owned(),
        shown: refused.into_iter().map(|what| format!("+ {what}")).collect(),
    }))
}

fn looks(visit: &Visit, wanted: LookStatus) -> Vec<String> {
    let mut fields = Vec::new();
    for (_, event) in visit.state.trail(0) {
        if let Event::Looked(look) = event
            && look.status == wanted
        {
            fields.extend(look.fields.iter().map(ToString::to_string));
        }
    }
    fields.sort();
    fields.dedup();
    fields
}

/// What was decided, a line each, in the visitor's language.
fn decisions(visit: &Visit) -> Vec<String> {
    let language: Language = visit.language;
    let fact = |fact: &Fact| format!("{}: {}", fact.title.get(language), fact.value.plain());
    let line = |(_, event)| match event {
        Event::Decided(decision) => {
            let outcome: Vec<String> = decision.outcome.iter().map(fact).collect();
            Some(format!("{}: {}", decision.title.get(language), outcome.join(", ")))
        }
        _ => None,
    };
    visit.state.trail(0).into_iter().filter_map(line).collect()
}

/// Whether words are there, however they are spaced: also with the spaces that do not break.
fn has(text: &str, wanted: &str) -> bool {
    let plain = |words: &str| words.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    plain(text).contains(&plain(wanted))
}

/// The first lines of a page.
pub(crate) fn beginning(page: &Page) -> Vec<String> {
    page.lines.iter().take(SHOWN).map(|line| format!("  {line}")).collect()
}

/// The lines of a page that come nearest to what was expected.
fn around(page: &Page, wanted: &str) -> Vec<String> {
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let shared = |line: &String| words.iter().filter(|word| line.contains(**word)).count();
    let best = page.lines.iter().enumerate().max_by_key(|(at, line)| (shared(line), usize::MAX - at));
    let at = best.filter(|(_, line)| shared(line) > 0).map_or(0, |(at, _)| at);
    let from = at.saturating_sub(SHOWN / 3);
    let lines = page.lines.iter().enumerate().skip(from).take(SHOWN);
    let shown = lines.map(|(nth, line)| if nth == at { format!("+ {line}") } else { format!("  {line}") });
    std::iter::once(format!("- {wanted}")).chain(shown).collect()
}
