//! What a run will do, worked out before it does anything.

use std::sync::Arc;

use fieldlab_domain::assessment::{Assessment, LoadError, PrototypeSource};
use fieldlab_domain::column::Value;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::experiment::{Experiment, Variant};
use fieldlab_domain::population::{PopulationError, PopulationIdentity, PopulationRequest, PopulationSource};
use fieldlab_domain::text::Text;

/// A variant and its prototype, loaded.
pub struct PlannedVariant {
    /// The declaration.
    pub variant: Variant,
    /// The prototype.
    pub assessment: Arc<dyn Assessment>,
    /// For each decision column of the experiment, its position in the prototype's decisions.
    pub decisions: Vec<usize>,
}

/// What a run will do.
pub struct Plan {
    /// The declaration.
    pub experiment: Experiment,
    /// The declaration's text.
    pub source: String,
    /// The need, in people's words.
    pub need_question: Text,
    /// The variants, the baseline first, the others in the order of the declaration.
    pub variants: Vec<PlannedVariant>,
    /// The population of each replicate.
    pub requests: Vec<PopulationRequest>,
    /// Which populations they are.
    pub populations: Vec<PopulationIdentity>,
    /// The version of the host.
    pub host_version: String,
    /// Whether it takes other sizes or seeds than the declaration says.
    pub overridden: bool,
}

/// Sizes and seeds that a user gives in place of the declared ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct Overrides {
    /// How many persons.
    pub persons: Option<u64>,
    /// The first seed.
    pub seed: Option<u64>,
    /// How many replicates.
    pub replicates: Option<u32>,
}

/// Why a run can't be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A prototype can't be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A population can't be made.
    #[error(transparent)]
    Population(#[from] PopulationError),
}

impl Plan {
    /// Loads the prototypes and works out the populations; nothing is run.
    ///
    /// `source` is the declaration's text and `need_question` the need in people's words, both for the evidence.
    ///
    /// # Errors
    /// When a prototype can't be loaded or a population of that model and size can't be made.
    pub fn make(
        mut experiment: Experiment,
        source: String,
        need_question: Text,
        overrides: Overrides,
        prototypes: &dyn PrototypeSource,
        populations: &dyn PopulationSource,
        host_version: &str,
    ) -> Result<Plan, PlanError> {
        let declared = experiment.cohort.clone();
        let cohort = &mut experiment.cohort;
        cohort.population.persons = overrides.persons.or(cohort.population.persons);
        cohort.population.seed = overrides.seed.unwrap_or(cohort.population.seed);
        cohort.replicates = overrides.replicates.unwrap_or(cohort.replicates);
        let first = &cohort.population;
        let requests: Vec<PopulationRequest> = (0..u64::from(cohort.replicates))
            .map(|replicate| PopulationRequest { seed: first.seed.wrapping_add(replicate), ..first.clone() })
            .collect();
        let identities = requests.iter().map(|request| populations.identity(request)).collect::<Result<_, _>>()?;
        let (baseline, others): (Vec<&Variant>, Vec<&Variant>) =
            experiment.variants.iter().partition(|variant| variant.baseline);
        let variants = baseline
            .into_iter()
            .chain(others)
            .map(|variant| plan_variant(variant, &experiment, prototypes))
            .collect::<Result<_, LoadError>>()?;
        Ok(Plan {
            overridden: experiment.cohort != declared,
            experiment,
            source,
            need_question,
            variants,
            requests,
            populations: identities,
            host_version: host_version.to_owned(),
        })
    }

    /// The digest of all that decides the evidence: plans with the same digest give the same bytes.
    pub fn digest(&self) -> Digest {
        let mut parts: Vec<Vec<u8>> = vec![self.source.clone().into(), self.host_version.clone().into()];
        parts.push(serde_json::to_vec(&self.need_question).expect("plain data"));
        for planned in &self.variants {
            parts.push(planned.assessment.digest().as_str().into());
            parts.push(planned.assessment.manifest().digest().as_str().into());
            parts.push(parameters_digest(&planned.variant.parameters).as_str().into());
        }
        parts.extend(self.populations.iter().map(|identity| identity.digest().as_str().into()));
        Digest::of_parts(parts.iter().map(Vec::as_slice))
    }
}

fn plan_variant(
    variant: &Variant,
    experiment: &Experiment,
    prototypes: &dyn PrototypeSource,
) -> Result<PlannedVariant, LoadError> {
    let assessment = prototypes.assessment(&variant.prototype)?;
    let position = |name: &str| assessment.manifest().decision(name).map(|(position, _)| position);
    let decisions = experiment
        .decisions
        .iter()
        .map(|column| position(&column.name).expect("the declaration was checked against this manifest"))
        .collect();
    Ok(PlannedVariant { variant: variant.clone(), assessment, decisions })
}

/// The digest of parameter values, in the order of the manifest.
pub fn parameters_digest(values: &[Value]) -> Digest {
    Digest::of(&serde_json::to_vec(values).expect("plain data"))
}
