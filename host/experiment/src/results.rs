//! Turns tallies into evidence.

mod change;
mod guardrail;
mod metric;
mod shown;

use fieldlab_domain::column::{Kind, Value};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{CohortSummary, Evidence, ExperimentSummary, Receipt, SCHEMA, Unit, VariantSummary};
use fieldlab_domain::manifest::DecisionColumn;
use fieldlab_domain::parameter::Parameter;
use fieldlab_domain::population::{PopulationIdentity, PopulationSource};

use crate::explain::explain_citizens;
use crate::fold::FoldPlan;
use crate::plan::{Plan, PlannedVariant, parameters_digest};
use crate::run::{Outcome, Progress, RunError, fold_plan, run};

/// Runs a plan and makes its evidence.
///
/// # Errors
/// As [`run`].
pub fn make_evidence(
    plan: &Plan,
    populations: &dyn PopulationSource,
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Evidence, RunError> {
    let span = tracing::info_span!("run", experiment = %plan.experiment.name, plan = plan.digest().short());
    let _entered = span.enter();
    let fold = fold_plan(plan);
    let outcome = run(plan, &fold, populations, threads, progress)?;
    evidence_of(plan, &fold, &outcome)
}

fn evidence_of(plan: &Plan, fold: &FoldPlan, outcome: &Outcome) -> Result<Evidence, RunError> {
    let experiment = &plan.experiment;
    let weights: Vec<f64> = plan.populations.iter().map(PopulationIdentity::weight).collect();
    let replicates = Replicates { outcome, weights: &weights, fold };
    let metrics = metric::results(plan, &replicates);
    let guardrails = guardrail::results(plan, &metrics);
    Ok(Evidence {
        schema: SCHEMA.to_owned(),
        experiment: ExperimentSummary {
            name: experiment.name.clone(),
            title: experiment.title.clone(),
            need: experiment.need.clone(),
            need_question: plan.need_question.clone(),
            question: experiment.question.clone(),
            hypothesis: experiment.hypothesis.clone(),
            owners: experiment.owners.clone(),
        },
        cohort: CohortSummary {
            condition: experiment.cohort.condition.as_ref().map(ToString::to_string),
            persons: outcome.tallies[0].persons,
            weight: weights[0],
            replicates: outcome.tallies.len() as u32,
        },
        variants: plan.variants.iter().map(variant_summary).collect(),
        changes: change::results(plan, &replicates),
        metrics,
        guardrails,
        citizens: explain_citizens(plan, outcome.first_population.as_ref(), &outcome.tallies[0].candidates)?,
        assumptions: experiment.assumptions.clone(),
        limits: experiment.limits.clone(),
        receipt: receipt(plan),
    })
}

/// What all replicates found, and what one synthetic person of each stands for.
struct Replicates<'a> {
    outcome: &'a Outcome,
    weights: &'a [f64],
    fold: &'a FoldPlan,
}

impl Replicates<'_> {
    /// A number of each replicate.
    fn each<T>(&self, number: impl Fn(usize) -> T) -> Vec<T> {
        (0..self.weights.len()).map(number).collect()
    }
}

/// The unit of a decision column in results, and how many of the column's units it takes: 100 cents a euro.
fn unit_of(column: &DecisionColumn) -> (Unit, f64) {
    match column.kind {
        Kind::Amount => (Unit::Euro, 100.0),
        Kind::Share => (Unit::Share, 1_000_000.0),
        Kind::Flag => (Unit::Persons, 1.0),
        Kind::Whole | Kind::Code | Kind::Date => (Unit::Number, 1.0),
    }
}

fn variant_summary(planned: &PlannedVariant) -> VariantSummary {
    let manifest = planned.assessment.manifest();
    let in_set = planned.variant.set.as_ref().and_then(|set| manifest.set(set));
    let used = |(parameter, value): (&Parameter, &Value)| {
        let set = in_set.filter(|set| set.values.iter().any(|(name, _)| *name == parameter.name));
        let changed = planned.variant.changes.iter().any(|(name, _)| *name == parameter.name);
        let mut used = Parameter { default: *value, ..parameter.clone() };
        if let Some(set) = set {
            (used.source, used.status) = (set.source.clone(), set.status);
        }
        if changed {
            used.source = planned.variant.title.en.clone();
            used.status = fieldlab_domain::parameter::Status::Proposed;
        }
        used
    };
    VariantSummary {
        name: planned.variant.name.clone(),
        title: planned.variant.title.clone(),
        baseline: planned.variant.baseline,
        prototype: planned.variant.prototype.clone(),
        prototype_title: manifest.title.clone(),
        version: manifest.version.clone(),
        parameters: manifest.parameters.iter().zip(&planned.variant.parameters).map(used).collect(),
    }
}

fn receipt(plan: &Plan) -> Receipt {
    Receipt {
        declaration: Digest::of(plan.source.as_bytes()),
        declaration_source: plan.source.clone(),
        components: plan.variants.iter().map(|planned| planned.assessment.digest().clone()).collect(),
        manifests: plan.variants.iter().map(|planned| planned.assessment.manifest().digest()).collect(),
        parameters: plan.variants.iter().map(|planned| parameters_digest(&planned.variant.parameters)).collect(),
        populations: plan.populations.clone(),
        host_version: plan.host_version.clone(),
    }
}
