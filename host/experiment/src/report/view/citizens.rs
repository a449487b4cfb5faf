//! Citizens explained, step by step.

use fieldlab_domain::assessment::{Fact, Step};
use fieldlab_domain::column::{Kind, Value};
use fieldlab_domain::evidence::{ChosenFor, DecisionWords, Evidence, ExplainedCitizen, Unit, VariantExplanation};

use super::Words;
use crate::report::format::Format;
use crate::text;

/// One citizen.
pub(crate) struct CitizenView {
    pub(crate) title: String,
    /// The outcome under the baseline and under the variant.
    pub(crate) outcomes: Vec<(String, String)>,
    pub(crate) position: String,
    /// Title and value of each field.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) explanations: Vec<ExplanationView>,
}

/// How one variant decided.
pub(crate) struct ExplanationView {
    pub(crate) variant: String,
    /// Title and value of each decision.
    pub(crate) decisions: Vec<(String, String)>,
    pub(crate) steps: Vec<StepView>,
}

/// One step.
pub(crate) struct StepView {
    pub(crate) title: String,
    /// Title and value of what goes in.
    pub(crate) inputs: Vec<(String, String)>,
    pub(crate) outcome: (String, String),
    pub(crate) article: String,
}

pub(super) fn of(evidence: &Evidence, words: Words) -> Vec<CitizenView> {
    evidence.citizens.iter().map(|citizen| citizen_view(evidence, citizen, words)).collect()
}

/// The heading, which counts them.
pub(super) fn title(evidence: &Evidence, words: Words) -> String {
    words.get(match evidence.citizens.len() {
        1 => "part-citizens-1",
        2 => "part-citizens-2",
        // One who gains, one who loses and one for whom nothing changes: there are no more.
        _ => "part-citizens-3",
    })
}

fn citizen_view(evidence: &Evidence, citizen: &ExplainedCitizen, words: Words) -> CitizenView {
    let key = match citizen.chosen_for {
        ChosenFor::Gains => "citizen-gains",
        ChosenFor::Loses => "citizen-loses",
        ChosenFor::Same => "citizen-same",
    };
    let field = |field: &fieldlab_domain::evidence::CitizenField| {
        let value = match field.value {
            Value::Code(_) => field.words.get(words.0).to_owned(),
            other => text::value(words.0, other),
        };
        (field.title.get(words.0).to_owned(), value)
    };
    CitizenView {
        title: words.get(key),
        outcomes: Vec::new(),
        position: text::number(words.0, citizen.position as f64, 0),
        fields: citizen.fields.iter().map(field).collect(),
        explanations: citizen.explanations.iter().map(|found| explanation_view(evidence, found, words)).collect(),
    }
}

/// A citizen among others that were found: known by the number, with what comes out.
pub(super) fn found(evidence: &Evidence, citizen: &ExplainedCitizen, words: Words) -> CitizenView {
    let view = citizen_view(evidence, citizen, words);
    let outcome = evidence.changes.first().map(|change| change.outcome.as_str());
    let outcome = |(explained, view): (&VariantExplanation, &ExplanationView)| {
        let at = explained.decisions.iter().position(|column| Some(column.name.as_str()) == outcome)?;
        Some((view.variant.clone(), view.decisions[at].1.clone()))
    };
    let mut outcomes: Vec<(String, String)> =
        citizen.explanations.iter().zip(&view.explanations).filter_map(outcome).collect();
    outcomes.extend(difference(evidence, citizen, words));
    CitizenView { title: words.with("citizen-number", &[("place", &view.position)]), outcomes, ..view }
}

/// What the variant makes more or less of the outcome.
fn difference(evidence: &Evidence, citizen: &ExplainedCitizen, words: Words) -> Option<(String, String)> {
    let change = evidence.changes.first()?;
    let value = |explained: &VariantExplanation| {
        let at = explained.decisions.iter().position(|column| column.name == change.outcome)?;
        let number = explained.explanation.decisions[at].number().unwrap_or(0) as f64;
        Some(if change.unit == Unit::Euro { number / 100.0 } else { number })
    };
    let difference = value(citizen.explanations.get(1)?)? - value(citizen.explanations.first()?)?;
    let shown = Format::single(words.0, change.unit, difference).difference(difference);
    Some((words.get("column-difference"), shown))
}

fn explanation_view(evidence: &Evidence, found: &VariantExplanation, words: Words) -> ExplanationView {
    let variant = evidence.variants.iter().find(|variant| variant.name == found.variant);
    let decisions = found.decisions.iter().zip(&found.explanation.decisions);
    ExplanationView {
        variant: variant.map_or_else(String::new, |variant| variant.title.get(words.0).to_owned()),
        decisions: decisions.map(|(column, value)| decision(column, *value, words)).collect(),
        steps: found.explanation.steps.iter().map(|step| step_view(step, words)).collect(),
    }
}

fn decision(column: &DecisionWords, value: Value, words: Words) -> (String, String) {
    let value = match (&column.words, column.kind) {
        (Some(found), Kind::Code) => found.get(words.0).to_owned(),
        _ => text::value(words.0, value),
    };
    (column.title.get(words.0).to_owned(), value)
}

fn step_view(step: &Step, words: Words) -> StepView {
    let fact = |fact: &Fact| (fact.title.get(words.0).to_owned(), text::value(words.0, fact.value));
    StepView {
        title: step.title.get(words.0).to_owned(),
        inputs: step.inputs.iter().map(fact).collect(),
        outcome: fact(&step.outcome),
        article: step.article.clone(),
    }
}
