//! What pages are made of, as HTML. Text that goes in is escaped.
//!
//! The forms follow the patterns of the NL Design System: a summary of what is wrong on top that leads to the fields, each fault
//! next to its field, groups of choices with a legend, and hints that are read out with the field.

use maud::html;

use crate::answer::{Ask, Control};
use crate::encoding::Pairs;
use crate::form::Problem;
use crate::register::marks;
use crate::request::value_of;
use crate::words::{Language, Text};
use crate::{Html, explanation};
use fieldlab_sdk::Steps;

pub use crate::explanation::value;

/// Where the stylesheet stands.
pub(crate) const STYLE_PATH: &str = "/fieldlab.css";

/// Where the icon of the browser's tab stands.
pub(crate) const ICON_PATH: &str = "/fieldlab.svg";

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// It worked, or the answer is yes.
    Good,
    /// Look out.
    Warning,
    /// It went wrong.
    Error,
}

fn say(language: Language, nl: &'static str, en: &'static str) -> &'static str {
    if language == Language::Nl { nl } else { en }
}

/// A message that stands out, by colour and by a word.
pub fn alert(tone: Tone, title: &str, words: &str, language: Language) -> Html {
    let (class, kind) = match tone {
        Tone::Info => ("info", say(language, "Let op", "Note")),
        Tone::Good => ("good", say(language, "Goed nieuws", "Good news")),
        Tone::Warning => ("warning", say(language, "Waarschuwing", "Warning")),
        Tone::Error => ("error", say(language, "Fout", "Error")),
    };
    html! { div.alert.(class) { h2 { span.hidden { (kind) ": " } (title) } p { (words) } } }
}

/// Facts: a name and a value each, and a link to change them.
pub fn summary(title: &str, rows: &[(String, String)], change: Option<&str>, language: Language) -> Html {
    html! {
        section.summary {
            div.summary-head {
                h2 { (title) }
                @if let Some(change) = change {
                    a href=(change) { (say(language, "Wijzig", "Change")) span.hidden { ": " (title) } }
                }
            }
            dl { @for (name, value) in rows { div { dt { (name) } dd { (value) } } } }
        }
    }
}

/// Steps that a visitor goes through.
pub fn steps(steps: &[&str], done: usize, language: Language) -> Html {
    html! {
        ol.steps {
            @for (place, step) in steps.iter().enumerate() {
                li class=[(place < done).then_some("done")] aria-current=[(place == done).then_some("step")] {
                    (step) @if place < done { span.hidden { " (" (say(language, "klaar", "done")) ")" } }
                }
            }
        }
    }
}

/// A table; the first cell of each row is its heading.
pub fn table(caption: &str, headings: &[&str], rows: &[Vec<String>]) -> Html {
    html! {
        div.scroll {
            // On small screens each row becomes a block, with the headings before its cells. The roles keep it a table for readers.
            table role="table" {
                caption { (caption) }
                thead role="rowgroup" {
                    tr role="row" { @for heading in headings { th scope="col" role="columnheader" { (heading) } } }
                }
                tbody role="rowgroup" {
                    @for row in rows {
                        tr role="row" {
                            @for (place, cell) in row.iter().enumerate() {
                                @if place == 0 { th scope="row" role="rowheader" { (cell) } }
                                @else { td role="cell" data-label=(headings.get(place).copied().unwrap_or_default()) { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The steps that led to a decision, folded away under `title` until somebody opens them.
pub fn folded(title: &str, steps: &Steps, language: Language) -> Html {
    html! { details { summary { (title) } (explanation::show(steps, language)) } }
}

/// The id of the field that a link to a question leads to.
fn first_id(ask: &Ask, control: Control) -> String {
    match control {
        Control::Date => format!("{}-day", ask.name),
        Control::Choice(choices) => {
            choices.first().map_or(ask.name.to_owned(), |(value, _)| format!("{}-{value}", ask.name))
        }
        _ => ask.name.to_owned(),
    }
}

/// What is wrong, on top of a page: each leads to its field.
pub fn error_summary(asks: &[(Ask, Control, bool)], problems: &[Problem], language: Language) -> Html {
    html! {
        div.alert.error role="alert" tabindex="-1" id="problems" {
            h2 { (say(language, "Er is iets niet goed ingevuld", "Something is not filled in right")) }
            ul {
                @for (name, what) in problems {
                    @match asks.iter().find(|(ask, ..)| ask.name == *name) {
                        Some((ask, control, _)) => li { a href={ "#" (first_id(ask, *control)) } { (ask.label.get(language).trim_end_matches('?')) ": " (what.get(language)) } },
                        None => li { (what.get(language)) },
                    }
                }
            }
        }
    }
}

/// That some answers were taken from the register, and what for.
pub fn taken(purposes: &[Text], language: Language) -> Html {
    let mut whys: Vec<&str> = purposes.iter().map(|purpose| purpose.get(language)).collect();
    whys.dedup();
    html! {
        div.alert.info {
            h2 { (say(language, "Wij hebben al iets voor u ingevuld", "We filled in something for you already")) }
            p { (say(language, "Dit staat over u in het register. Klopt het niet? Verander het dan hier.", "The register says this of you. Is it not right? Then change it here.")) }
            p { (say(language, "Waarom wij dit bekijken:", "Why we look at this:")) @for why in whys { " " (why) } }
        }
    }
}

/// A form with a button to go on.
pub fn form(
    action: &str,
    asks: &[(Ask, Control, bool)],
    values: &Pairs,
    problems: &[Problem],
    language: Language,
) -> Html {
    html! {
        form method="post" action=(action) novalidate {
            @for (ask, control, optional) in asks {
                @let problem = problems.iter().find(|(name, _)| *name == ask.name).map(|(_, what)| what.get(language));
                (field(ask, *control, *optional, values, problem, language))
            }
            p { button.button { (say(language, "Verder", "Continue")) } }
        }
    }
}

/// One field: its question, hint, what is wrong with it, and what was filled in.
fn field(
    ask: &Ask,
    control: Control,
    optional: bool,
    values: &Pairs,
    problem: Option<&str>,
    language: Language,
) -> Html {
    let hint_id = format!("{}-hint", ask.name);
    let problem_id = format!("{}-problem", ask.name);
    let taken_id = format!("{}-taken", ask.name);
    let mark = marks(values, ask.name);
    let described: Vec<&str> = [
        ask.hint.is_some().then_some(hint_id.as_str()),
        mark.is_some().then_some(taken_id.as_str()),
        problem.map(|_| problem_id.as_str()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let invalid = problem.map(|_| "true");
    let help = html! {
        @if let Some(hint) = &ask.hint { p.hint id=(hint_id) { (hint.get(language)) } }
        @if let Some((name, taken)) = &mark {
            p.taken id=(taken_id) { (say(language, "Overgenomen uit het register", "Taken from the register")) }
            input type="hidden" name=(name) value=(taken);
        }
        @if let Some(problem) = problem { p.problem id=(problem_id) { span.hidden { (say(language, "Fout: ", "Error: ")) } (problem) } }
    };
    let label = html! { (ask.label.get(language)) @if optional { " " span.optional { (say(language, "(niet verplicht)", "(optional)")) } } };
    let value = |name: &str| value_of(values, name).unwrap_or_default().to_owned();
    html! {
        div.field.invalid[problem.is_some()] {
            @match control {
                Control::Choice(choices) => fieldset role="radiogroup" aria-describedby=[described] aria-invalid=[invalid] {
                    legend { (label) }
                    (help)
                    @for (choice, words) in choices {
                        @let id = format!("{}-{choice}", ask.name);
                        div.choice {
                            input type="radio" id=(id) name=(ask.name) value=(choice) checked[value(ask.name) == *choice];
                            label for=(id) { (words.get(language)) }
                        }
                    }
                },
                Control::Date => fieldset role="group" aria-describedby=[described] {
                    legend { (label) }
                    (help)
                    div.date {
                        @for (part, nl, en, width) in [("day", "Dag", "Day", "short"), ("month", "Maand", "Month", "short"), ("year", "Jaar", "Year", "year")] {
                            @let id = format!("{}-{part}", ask.name);
                            div {
                                label for=(id) { (say(language, nl, en)) }
                                input.(width) id=(id) name=(id) value=(value(&id)) inputmode="numeric" autocomplete="off" aria-invalid=[invalid];
                            }
                        }
                    }
                },
                Control::Amount => {
                    label for=(ask.name) { (label) }
                    (help)
                    div.amount { span aria-hidden="true" { "€" } input.number id=(ask.name) name=(ask.name) value=(value(ask.name)) inputmode="decimal" autocomplete="off" aria-describedby=[described] aria-invalid=[invalid]; }
                },
                Control::Number => {
                    label for=(ask.name) { (label) }
                    (help)
                    input.number id=(ask.name) name=(ask.name) value=(value(ask.name)) inputmode="numeric" autocomplete="off" aria-describedby=[described] aria-invalid=[invalid];
                },
                Control::Text => {
                    label for=(ask.name) { (label) }
                    (help)
                    input id=(ask.name) name=(ask.name) value=(value(ask.name)) autocomplete=(ask.autocomplete.unwrap_or("off")) aria-describedby=[described] aria-invalid=[invalid];
                },
            }
        }
    }
}
