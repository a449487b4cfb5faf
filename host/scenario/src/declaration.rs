//! A scenario's declaration: who walks, what they do at each step, and what they expect.

use fieldlab_domain::column::{Kind, Value};
use fieldlab_domain::date::Date;
use fieldlab_domain::fault::Faults;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::name::{Name, nearest_hint};
use fieldlab_domain::persona::{bundled, bundled_persona};
use fieldlab_domain::reader::{Section, read_document};
use fieldlab_domain::text::Language;

/// A walk through a prototype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What happens, in a few words.
    pub title: String,
    /// The file, for messages.
    pub file: String,
    /// Whom the visitor plays; nobody when they only look.
    pub persona: Option<Name>,
    /// The day of the demo.
    pub today: Date,
    /// The language that the visitor reads.
    pub language: Language,
    /// What they do, in order; none for a rule.
    pub steps: Vec<Step>,
    /// What a rule decides about the persona: the names of decisions, each with its value as a declaration writes it.
    pub decision: Vec<(String, String)>,
    /// Fields that the prototype may be refused; any other refusal fails the walk.
    pub may_be_refused: Vec<String>,
}

/// One thing that a visitor does, and what they expect then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its line in the file.
    pub line: usize,
    /// The path to go to.
    pub go: Option<String>,
    /// What to fill in first.
    pub fill: Vec<Fill>,
    /// The words on the button or link to press.
    pub press: Option<String>,
    /// What is expected then.
    pub expected: Expected,
}

/// A question on the page, and the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The question, as its label or legend says; or the field's name.
    pub question: String,
    /// The answer: what to type, or the words of a choice.
    pub answer: String,
}

/// What is expected of a page and of what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The status.
    pub status: Option<u16>,
    /// The path of the page.
    pub path: Option<String>,
    /// The heading of the first rank.
    pub heading: Option<String>,
    /// Texts that are on the page.
    pub see: Vec<String>,
    /// Texts that are not.
    pub not_see: Vec<String>,
    /// What the prototype said that it decided, in this walk so far.
    pub decided: Vec<String>,
    /// Fields that it looked at, in this walk so far.
    pub looked_at: Vec<String>,
}

impl Scenario {
    /// Reads a scenario; `file` is for messages.
    ///
    /// # Errors
    /// All its faults at once.
    pub fn parse(file: &str, source: &str) -> Result<Scenario, Faults> {
        let read = |section: &Section<'_>| read_scenario(file, section);
        read_document(file, source, "scenario", read)
    }
}

/// The day on which personas' stories are told.
const TODAY: (i32, i32, i32) = (2026, 1, 1);

fn read_scenario(file: &str, section: &Section<'_>) -> Option<Scenario> {
    let title = section.string("title", "\"Sanne sees what there is\"");
    let persona = section.optional_string("persona", "\"sanne\"").and_then(|name| {
        let found = bundled_persona(name);
        if found.is_none() {
            let hint = nearest_hint(name, bundled().iter().map(|persona| persona.name.as_str()));
            section.fault("persona", format!("there is no persona `{name}`"), hint);
        }
        found.map(|persona| persona.name.clone())
    });
    let today = match section.optional_value("today", Kind::Date) {
        Some(Value::Date(day)) => Date(day),
        _ => Date::new(TODAY.0, TODAY.1, TODAY.2),
    };
    let language = match section.optional_string("language", "\"nl\"") {
        None => Language::Nl,
        Some(code) => Language::from_code(code).unwrap_or_else(|| {
            section.fault("language", format!("unknown language `{code}`"), "write nl or en");
            Language::Nl
        }),
    };
    let steps: Vec<Step> = section.sections("steps", "step").iter().map(read_step).collect();
    let decision = section.optional_section("decision", "decision");
    let decision = decision.map(|decision| decision.plain_values()).unwrap_or_default();
    if steps.is_empty() && decision.is_empty() {
        let hint =
            "add a [[steps]] with go = \"/\" and see = [\"...\"], or, for a rule, a [decision] with what it decides";
        section.fault("steps", "nothing happens in this scenario", hint);
    }
    if !decision.is_empty() && persona.is_none() {
        section.fault("persona", "a decision is about somebody", "add: persona = \"sanne\"");
    }
    let may_be_refused = read_fields(section, "may_be_refused");
    Some(Scenario {
        title: title?.to_owned(),
        file: file.to_owned(),
        persona,
        today,
        language,
        steps,
        decision,
        may_be_refused,
    })
}

fn read_step(section: &Section<'_>) -> Step {
    let texts = |key| section.strings(key).into_iter().map(str::to_owned).collect::<Vec<String>>();
    let one = |key: &'static str| section.optional_string(key, "\"...\"").map(str::to_owned);
    let fill = section.optional_section("fill", "fill").map(|fill| fill.plain_values()).unwrap_or_default();
    let status = section.optional_integer("status", 100, 599).and_then(|status| u16::try_from(status).ok());
    let step = Step {
        line: section.place().0,
        go: one("go"),
        fill: fill.into_iter().map(|(question, answer)| Fill { question, answer }).collect(),
        press: one("press"),
        expected: Expected {
            status,
            path: one("path"),
            heading: one("heading"),
            see: texts("see"),
            not_see: texts("not_see"),
            decided: texts("decided"),
            looked_at: read_fields(section, "looked_at"),
        },
    };
    if let Some(path) = step.go.as_deref().filter(|path| !path.starts_with('/')) {
        section.fault("go", format!("`{path}` is not the path of a page"), "it begins with a slash: go = \"/\"");
    }
    if step.go.is_none() && step.press.is_none() && step.expected == Expected::default() {
        section.fault("go", "this step does nothing and expects nothing", "add: go = \"/\", or press = \"...\"");
    }
    section.finish();
    step
}

fn read_fields(section: &Section<'_>, key: &'static str) -> Vec<String> {
    let mut fields = Vec::new();
    for name in section.strings(key) {
        match catalogue().find(name) {
            Ok(field) => fields.push(field.name.to_string()),
            Err((what, hint)) => section.fault(key, what, hint),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_is_read() {
        let scenario = Scenario::parse(
            "a.toml",
            r#"
            title = "Sanne"
            persona = "sanne"
            today = 2026-03-01
            may_be_refused = ["person.age"]
            [[steps]]
            go = "/"
            see = ["Uw WW stopt"]
            [[steps]]
            fill = { "Hoeveel kinderen?" = 2, "Wanneer?" = 2026-03-31, "Huurt u?" = "Ja" }
            press = "Verder"
            status = 200
            "#,
        );
        let scenario = scenario.unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!((scenario.steps.len(), scenario.today), (2, Date::new(2026, 3, 1)));
        let answers: Vec<&str> = scenario.steps[1].fill.iter().map(|fill| fill.answer.as_str()).collect();
        assert_eq!(answers, ["2", "Ja", "2026-03-31"], "in the order of the questions");
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let faults = Scenario::parse(
            "a.toml",
            "persona = \"sane\"\nlanguage = \"de\"\n[[steps]]\ngo = \"start\"\nsees = []\n[[steps]]\n",
        );
        let told = faults.expect_err("there are faults").to_string();
        for fault in [
            "scenario has no `title`",
            "there is no persona `sane`",
            "unknown language `de`",
            "`start` is not the path of a page",
            "unknown key `sees`",
            "does nothing and expects nothing",
        ] {
            assert!(told.contains(fault), "{fault} in {told}");
        }
    }
}
