//! How it was made: cohort, parameters, receipt.

use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::{Evidence, SMALLEST_GROUP};
use fieldlab_domain::parameter::{Parameter, Status};
use fieldlab_domain::population::PopulationIdentity;

use super::Words;
use crate::report::Context;
use crate::text;

/// The receipt.
pub(crate) struct Origin {
    /// What can be done where the run is known, and how.
    pub(crate) here_lead: String,
    pub(crate) here: Vec<String>,
    /// What, and the digest or version; the first is the evidence itself.
    pub(crate) rows: Vec<(String, String)>,
    pub(crate) populations: Vec<PopulationView>,
    pub(crate) declaration: String,
}

/// One population.
pub(crate) struct PopulationView {
    pub(crate) model: String,
    pub(crate) seed: String,
    pub(crate) persons: String,
    pub(crate) represents: String,
    pub(crate) digest: String,
}

/// The parameters of one prototype.
pub(crate) struct ParameterTable {
    pub(crate) prototype: String,
    /// The titles of the variants that use it.
    pub(crate) variants: Vec<String>,
    pub(crate) rows: Vec<ParameterRow>,
}

/// One parameter.
pub(crate) struct ParameterRow {
    pub(crate) title: String,
    pub(crate) values: Vec<ParameterValue>,
}

/// The value under one variant.
pub(crate) struct ParameterValue {
    pub(crate) value: String,
    pub(crate) source: String,
    pub(crate) status: &'static str,
    pub(crate) status_words: String,
    pub(crate) differs: bool,
}

pub(super) fn of(evidence: &Evidence, digest: &Digest, context: &Context) -> Origin {
    let words = Words(context.language);
    let receipt = &evidence.receipt;
    let first = receipt.populations.first();
    let name = &evidence.experiment.name;
    let (here_lead, here) = match (context.run, first) {
        (Some(run), _) => (
            words.get("receipt-here"),
            vec![
                format!("fieldlab experiment report {run} --format json --out evidence.json"),
                format!("fieldlab experiment replay {run}"),
            ],
        ),
        (None, Some(first)) => {
            let (persons, seed, replicates) = (first.persons, first.seed, receipt.populations.len());
            let sizes = format!("--persons {persons} --seed {seed} --replicates {replicates}");
            (words.get("receipt-run"), vec![format!("fieldlab experiment run {name} {sizes}")])
        }
        (None, None) => (words.get("receipt-run"), vec![format!("fieldlab experiment run {name}")]),
    };
    let mut rows = vec![
        (words.get("receipt-evidence"), digest.to_string()),
        (words.get("receipt-declaration"), receipt.declaration.to_string()),
    ];
    for (at, variant) in evidence.variants.iter().enumerate() {
        let title = variant.title.get(words.0);
        let row = |key: &str, digest: Option<&Digest>| {
            let version = format!("{} {}", variant.prototype, variant.version);
            let what = words.with(key, &[("variant", title), ("prototype", &version)]);
            (what, digest.map(ToString::to_string).unwrap_or_default())
        };
        rows.push(row("receipt-component", receipt.components.get(at)));
        rows.push(row("receipt-manifest", receipt.manifests.get(at)));
        rows.push(row("receipt-parameters", receipt.parameters.get(at)));
    }
    rows.push((words.get("receipt-host"), receipt.host_version.clone()));
    let population = |population: &PopulationIdentity| PopulationView {
        model: population.model.clone(),
        seed: population.seed.to_string(),
        persons: text::number(words.0, population.persons as f64, 0),
        represents: text::number(words.0, population.represents as f64, 0),
        digest: population.digest().to_string(),
    };
    Origin {
        here_lead,
        here,
        rows,
        populations: receipt.populations.iter().map(population).collect(),
        declaration: receipt.declaration_source.clone(),
    }
}

pub(super) fn cohort(evidence: &Evidence, words: Words) -> Vec<String> {
    let cohort = &evidence.cohort;
    let number = |value: f64| text::number(words.0, value, 0);
    let persons = number(cohort.persons as f64);
    let country = text::large_number(words.0, cohort.persons as f64 * cohort.weight);
    let mut sentences = vec![match &cohort.condition {
        Some(condition) => {
            words.with("cohort-part", &[("persons", &persons), ("country", &country), ("condition", condition)])
        }
        None => words.with("cohort-all", &[("persons", &persons), ("country", &country)]),
    }];
    let weight = text::number(words.0, cohort.weight, if cohort.weight == cohort.weight.round() { 0 } else { 2 });
    sentences.push(words.with("cohort-weight", &[("weight", &weight)]));
    let replicates = cohort.replicates.to_string();
    sentences.push(match cohort.replicates {
        1 => words.get("cohort-one-replicate"),
        _ => words.with("cohort-replicates", &[("replicates", &replicates)]),
    });
    sentences.push(words.with("cohort-small-groups", &[("least", &SMALLEST_GROUP.to_string())]));
    sentences
}

pub(super) fn parameters(evidence: &Evidence, words: Words) -> Vec<ParameterTable> {
    let mut prototypes: Vec<(&fieldlab_domain::name::Name, &str)> = Vec::new();
    for variant in &evidence.variants {
        let prototype = (&variant.prototype, variant.version.as_str());
        if !prototypes.contains(&prototype) {
            prototypes.push(prototype);
        }
    }
    let table = |prototype: (&fieldlab_domain::name::Name, &str)| {
        let variants: Vec<_> = evidence
            .variants
            .iter()
            .filter(|variant| (&variant.prototype, variant.version.as_str()) == prototype)
            .collect();
        let first = &variants[0].parameters;
        let rows = first.iter().enumerate().map(|(at, parameter)| ParameterRow {
            title: parameter.title.get(words.0).to_owned(),
            values: variants
                .iter()
                .filter_map(|variant| variant.parameters.get(at))
                .map(|used| parameter_value(used, parameter, words))
                .collect(),
        });
        ParameterTable {
            prototype: format!("{} {}", variants[0].prototype_title.get(words.0), prototype.1),
            variants: variants.iter().map(|variant| variant.title.get(words.0).to_owned()).collect(),
            rows: rows.collect(),
        }
    };
    prototypes.into_iter().map(table).collect()
}

fn parameter_value(used: &Parameter, baseline: &Parameter, words: Words) -> ParameterValue {
    let status = match used.status {
        Status::Adopted => "adopted",
        Status::Proposed => "proposed",
        Status::Unverified => "unverified",
        Status::Assumed => "assumed",
    };
    ParameterValue {
        value: text::setting(words.0, used, used.default),
        source: used.source.clone(),
        status,
        status_words: words.get(&format!("status-{status}")),
        differs: used.default != baseline.default,
    }
}
