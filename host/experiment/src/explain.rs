//! Citizens explained: what the prototypes saw of them, and how each variant decided.

use fieldlab_domain::column::{Batch, Kind, Value};
use fieldlab_domain::evidence::{ChosenFor, CitizenField, DecisionWords, ExplainedCitizen, VariantExplanation};
use fieldlab_domain::field::{Field, FieldName, catalogue};
use fieldlab_domain::manifest::DecisionColumn;
use fieldlab_domain::population::Population;
use fieldlab_domain::text::{Language, Text};

use crate::fold::Candidate;
use crate::plan::{Plan, PlannedVariant};
use crate::run::RunError;

const CHOSEN_FOR: [ChosenFor; 3] = [ChosenFor::Gains, ChosenFor::Loses, ChosenFor::Same];

/// Explains the candidates that were found, under the baseline and the first other variant.
pub(crate) fn explain_citizens(
    plan: &Plan,
    population: &dyn Population,
    candidates: &[Option<Candidate>; 3],
) -> Result<Vec<ExplainedCitizen>, RunError> {
    let chosen = CHOSEN_FOR.into_iter().zip(candidates);
    chosen
        .filter_map(|(chosen_for, candidate)| candidate.map(|candidate| (chosen_for, candidate.position)))
        .map(|(chosen_for, position)| explain_citizen(plan, population, chosen_for, position))
        .collect()
}

pub(crate) fn explain_citizen(
    plan: &Plan,
    population: &dyn Population,
    chosen_for: ChosenFor,
    position: u64,
) -> Result<ExplainedCitizen, RunError> {
    let mut fields: Vec<CitizenField> = Vec::new();
    let mut explanations = Vec::new();
    for planned in plan.variants.iter().take(2) {
        let names: Vec<FieldName> = planned.assessment.fields().iter().map(|field| field.name.clone()).collect();
        let citizen = read_citizen(population, &names, position)?;
        for (name, value) in names.iter().zip(&citizen) {
            if !fields.iter().any(|known| known.field == *name) {
                fields.push(citizen_field(catalogue().field(name), *value));
            }
        }
        explanations.push(explain_variant(planned, &citizen, position)?);
    }
    Ok(ExplainedCitizen { chosen_for, position, fields, explanations })
}

fn explain_variant(planned: &PlannedVariant, citizen: &[Value], position: u64) -> Result<VariantExplanation, RunError> {
    let variant = &planned.variant;
    let explanation = planned.assessment.explain(citizen, &variant.parameters).map_err(|failure| {
        RunError::Prototype { variant: variant.name.clone(), failure: Box::new(failure), position: Some(position) }
    })?;
    let columns = &planned.assessment.manifest().decisions;
    let decisions = columns.iter().zip(&explanation.decisions).map(|(column, value)| decision_words(column, *value));
    Ok(VariantExplanation { variant: variant.name.clone(), decisions: decisions.collect(), explanation })
}

/// The values of some fields of the citizen at `position`.
fn read_citizen(population: &dyn Population, fields: &[FieldName], position: u64) -> Result<Vec<Value>, RunError> {
    let (mut low, mut high) = (0, population.blocks());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if population.block_start(middle) <= position { low = middle } else { high = middle }
    }
    let mut batch = Batch::new(fields.iter().map(|field| catalogue().field(field).kind));
    population.reader(fields)?.read(low, &mut batch);
    Ok(batch.row((position - population.block_start(low)) as usize))
}

fn citizen_field(field: &Field, value: Value) -> CitizenField {
    let words = Text { nl: field.words(value, Language::Nl), en: field.words(value, Language::En) };
    CitizenField { field: field.name.clone(), title: field.title.clone(), value, words }
}

fn decision_words(column: &DecisionColumn, value: Value) -> DecisionWords {
    let words = match (column.kind, value) {
        (Kind::Code, Value::Code(code)) => {
            column.codes.iter().find(|known| known.code == code).map(|known| known.title.clone())
        }
        _ => None,
    };
    DecisionWords { name: column.name.clone(), title: column.title.clone(), kind: column.kind, words }
}
