//! The declaration of an experiment, `experiment.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::column::{Kind, Value};
use crate::condition::Condition;
use crate::date::Date;
use crate::fault::Faults;
use crate::field::FieldName;
use crate::manifest::{DecisionColumn, Manifest};
use crate::metric::{Guardrail, Metric, check_column, read_guardrail, read_metric};
use crate::name::{Name, nearest_hint};
use crate::need::read_condition;
use crate::owner::{Owner, read_owner};
use crate::place::Place;
use crate::population::PopulationRequest;
use crate::reader::{Section, read_document};
use crate::text::Text;

/// The citizens that an experiment is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The population: model, size and seed.
    pub population: PopulationRequest,
    /// Who of them.
    pub condition: Option<Condition>,
    /// How many populations are drawn, each with a seed of its own, to see how much chance matters.
    pub replicates: u32,
}

/// A prototype version with parameter values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub title: Text,
    /// Whether the others are compared to it.
    pub baseline: bool,
    /// The prototype.
    pub prototype: Name,
    /// The set of parameter values, by name.
    pub set: Option<String>,
    /// Parameter values that differ from the set and the defaults.
    pub changes: Vec<(String, Value)>,
    /// The values of all parameters, in the order of the manifest.
    pub parameters: Vec<Value>,
}

/// The declaration of an experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experiment {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: Text,
    /// The need that it serves.
    pub need: Name,
    /// What it asks.
    pub question: Text,
    /// What its makers expect.
    pub hypothesis: Text,
    /// Who owns it.
    pub owners: Vec<Owner>,
    /// The decision column by which a citizen gains or loses.
    pub outcome: String,
    /// The citizens that it is about.
    pub cohort: Cohort,
    /// What is compared; one is the baseline.
    pub variants: Vec<Variant>,
    /// What is measured; the first is the main one.
    pub metrics: Vec<Metric>,
    /// What must not get worse.
    pub guardrails: Vec<Guardrail>,
    /// What is assumed.
    pub assumptions: Vec<Text>,
    /// What the result can't tell.
    pub limits: Vec<Text>,
    /// The decision columns of the prototypes, in the order of the baseline's manifest.
    pub decisions: Vec<DecisionColumn>,
}

/// What the lab has, to check a declaration against.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The manifests of all prototypes.
    pub manifests: BTreeMap<Name, Manifest>,
    /// The names of all needs.
    pub needs: Vec<Name>,
    /// The names of all population models, each with the most persons that it can make.
    pub models: BTreeMap<String, u64>,
}

/// The most replicates of a run.
pub const MOST_REPLICATES: i64 = 100;

impl Experiment {
    /// Reads a declaration; `file` is for messages.
    ///
    /// # Errors
    /// All its faults at once, those against what the lab has included.
    pub fn parse(file: &str, source: &str, known: &Known) -> Result<Experiment, Faults> {
        read_document(file, source, "experiment", |section| read_experiment(section, known))
    }

    /// The variant that the others are compared to.
    pub fn baseline(&self) -> &Variant {
        self.variants.iter().find(|variant| variant.baseline).expect("a declaration has one baseline")
    }

    /// The fields by which results are grouped, each once.
    pub fn group_fields(&self) -> Vec<FieldName> {
        let mut fields: Vec<FieldName> = Vec::new();
        for field in self.metrics.iter().flat_map(|metric| &metric.by) {
            if !fields.contains(field) {
                fields.push(field.clone());
            }
        }
        fields
    }

    /// The position of a decision column of the baseline's manifest.
    pub fn decision(&self, name: &str) -> (usize, &DecisionColumn) {
        let found = self.decisions.iter().enumerate().find(|(_, column)| column.name == name);
        found.expect("a declaration's columns were checked")
    }
}

fn read_experiment(section: &Section<'_>, known: &Known) -> Option<Experiment> {
    let name = section.name("name", "\"my-experiment\"");
    let title = section.text("title");
    let need = read_known_need(section, known);
    let (question, hypothesis) = (section.text("question"), section.text("hypothesis"));
    let owners: Vec<Owner> = section.sections("owners", "owner").iter().filter_map(read_owner).collect();
    if owners.is_empty() && section.sections("owners", "owner").is_empty() {
        let hint = "add: [[owners]] with organisation and sector (government, society or market)";
        section.fault("owners", "experiment has no owner", hint);
    }
    let cohort = section.section("cohort", "cohort").and_then(|cohort| read_cohort(&cohort, known));
    let variant_sections = section.sections("variants", "variant");
    let variants: Vec<Variant> = variant_sections.iter().filter_map(|variant| read_variant(variant, known)).collect();
    check_variants(section, &variant_sections, &variants);
    let decisions = shared_decisions(section, &variants, known);
    let outcome = section.string("outcome", "\"amount_year\"");
    if let Some(outcome) = outcome {
        // A code or a date has no more or less.
        check_column(section, "outcome", outcome, &decisions, |column| {
            matches!(column.kind, Kind::Whole | Kind::Amount | Kind::Share | Kind::Flag)
        });
    }
    let metric_sections = section.sections("metrics", "metric");
    let metrics: Vec<Metric> = metric_sections.iter().filter_map(|metric| read_metric(metric, &decisions)).collect();
    if metric_sections.is_empty() {
        section.fault("metrics", "experiment has no metric", "add: [[metrics]] with name, title, of and kind");
    }
    for (index, metric) in metrics.iter().enumerate() {
        if metrics[..index].iter().any(|earlier| earlier.name == metric.name) {
            section.fault("metrics", format!("there are two metrics `{}`", metric.name), "give each a name of its own");
        }
    }
    let guardrail_sections = section.sections("guardrails", "guardrail");
    let names: Vec<&str> = metric_sections.iter().filter_map(|metric| metric.peek_string("name")).collect();
    let read = |guardrail: &Section<'_>| read_guardrail(guardrail, &metrics, &names);
    let guardrails = guardrail_sections.iter().filter_map(read).collect();
    Some(Experiment {
        name: name?,
        title: title?,
        need: need?,
        question: question?,
        hypothesis: hypothesis?,
        owners,
        outcome: outcome?.to_owned(),
        cohort: cohort?,
        variants,
        metrics,
        guardrails,
        assumptions: read_texts(section, "assumptions"),
        limits: read_texts(section, "limits"),
        decisions,
    })
}

fn read_known_need(section: &Section<'_>, known: &Known) -> Option<Name> {
    if !section.has("need") {
        let what = "experiment has no `need`: everything hangs on a question that people have";
        section.fault("need", what, "add: need = \"...\", the name of a need in experiments/needs/");
        return None;
    }
    let need = section.name("need", "\"paying-for-care\"")?;
    if !known.needs.contains(&need) {
        let hint = nearest_hint(need.as_str(), known.needs.iter().map(Name::as_str));
        section.fault("need", format!("there is no need `{need}`"), hint);
    }
    Some(need)
}

fn read_cohort(section: &Section<'_>, known: &Known) -> Option<Cohort> {
    let model = section.string("population", "\"nl-2025\"");
    if let Some(model) = model
        && !known.models.contains_key(model)
    {
        let hint = nearest_hint(model, known.models.keys().map(String::as_str));
        section.fault("population", format!("there is no population model `{model}`"), hint);
    }
    let persons = section.optional_integer("persons", 1, 1_000_000_000);
    if let Some((model, persons)) = model.zip(persons)
        && let Some(most) = known.models.get(model).filter(|most| persons as u64 > **most)
    {
        let what = format!("model `{model}` can't make {persons} persons");
        section.fault("persons", what, format!("use a number from 1 to {most}, or leave it out for the whole country"));
    }
    let seed = section.optional_integer("seed", 0, i64::MAX).unwrap_or(1);
    let place = section.optional_string("place", "\"household.municipality = 0363\"").and_then(|text| {
        text.parse::<Place>()
            .map_err(|error| {
                let (what, hint) =
                    error.split_once("\n  hint: ").unwrap_or((&error, "leave it out for the whole country"));
                section.fault("place", what.to_owned(), hint);
            })
            .ok()
    });
    let date = match section.optional_value("date", Kind::Date) {
        Some(Value::Date(day)) => Some(Date(day)),
        _ => None,
    };
    let replicates = section.optional_integer("replicates", 1, MOST_REPLICATES).unwrap_or(5);
    let condition = read_condition(section, "where");
    section.finish();
    let population =
        PopulationRequest { place, date, ..PopulationRequest::new(model?, persons.map(|n| n as u64), seed as u64) };
    Some(Cohort { population, condition, replicates: replicates as u32 })
}

fn read_variant(section: &Section<'_>, known: &Known) -> Option<Variant> {
    let name = section.name("name", "\"year-2026\"");
    let title = section.text("title");
    let baseline = section.optional_flag("baseline").unwrap_or(false);
    let prototype = section.name("prototype", "\"zorgtoeslag\"");
    let manifest = prototype.as_ref().and_then(|prototype| {
        let manifest = known.manifests.get(prototype);
        if manifest.is_none() {
            let hint = nearest_hint(prototype.as_str(), known.manifests.keys().map(Name::as_str));
            section.fault("prototype", format!("there is no prototype `{prototype}`"), hint);
        }
        manifest
    });
    let set_name = section.optional_string("set", "\"2026\"");
    let changes_section = section.optional_section("parameters", "parameters of a variant");
    let (set, changes) = match manifest {
        Some(manifest) => (read_set_choice(section, set_name, manifest), read_changes(changes_section, manifest)),
        None => (None, Vec::new()),
    };
    section.finish();
    let set = set.and_then(|set| manifest?.set(&set));
    Some(Variant {
        name: name?,
        title: title?,
        baseline,
        prototype: prototype?,
        set: set.map(|set| set.name.clone()),
        parameters: manifest?.parameter_values(set, &changes),
        changes,
    })
}

fn read_set_choice(section: &Section<'_>, name: Option<&str>, manifest: &Manifest) -> Option<String> {
    let name = name?;
    if manifest.set(name).is_none() {
        let hint = nearest_hint(name, manifest.sets.iter().map(|set| set.name.as_str()));
        section.fault("set", format!("prototype `{}` has no set `{name}`", manifest.name), hint);
    }
    Some(name.to_owned())
}

fn read_changes(section: Option<Section<'_>>, manifest: &Manifest) -> Vec<(String, Value)> {
    let Some(section) = section else { return Vec::new() };
    let values = section.values(|values, key| {
        let parameter = manifest.parameter(key);
        if parameter.is_none() {
            let names = manifest.parameters.iter().map(|parameter| parameter.name.as_str());
            let what = format!("prototype `{}` has no parameter `{key}`", manifest.name);
            values.fault(key, what, nearest_hint(key, names));
        }
        parameter.map(|parameter| parameter.kind)
    });
    for (name, value) in &values {
        if let Some(Err((what, hint))) = manifest.parameter(name).map(|parameter| parameter.check(*value)) {
            section.fault(name, what, hint);
        }
    }
    values
}

fn check_variants(section: &Section<'_>, sections: &[Section<'_>], variants: &[Variant]) {
    if sections.len() < 2 {
        let hint = "add: [[variants]] with name, title and prototype; two at least, one with baseline = true";
        section.fault(
            "variants",
            format!("experiment has {} variants: there is nothing to compare", sections.len()),
            hint,
        );
        return;
    }
    for (index, variant) in variants.iter().enumerate() {
        if variants[..index].iter().any(|earlier| earlier.name == variant.name) {
            section.fault(
                "variants",
                format!("there are two variants `{}`", variant.name),
                "give each a name of its own",
            );
        }
    }
    let baselines: Vec<&Section<'_>> =
        sections.iter().filter(|variant| variant.optional_flag("baseline") == Some(true)).collect();
    match baselines.as_slice() {
        [] => {
            let hint = "add to one of the variants: baseline = true";
            section.fault("variants", "no variant is the baseline", hint);
        }
        [_] => {}
        [_, extra, ..] => {
            let hint = "keep `baseline = true` at one variant";
            extra.fault("baseline", format!("{} variants are the baseline", baselines.len()), hint);
        }
    }
}

/// The decision columns of the baseline that all prototypes of the experiment have, of the same kind.
fn shared_decisions(section: &Section<'_>, variants: &[Variant], known: &Known) -> Vec<DecisionColumn> {
    let manifests: Vec<&Manifest> =
        variants.iter().filter_map(|variant| known.manifests.get(&variant.prototype)).collect();
    let Some(first) = variants.iter().find(|variant| variant.baseline).and_then(|v| known.manifests.get(&v.prototype))
    else {
        return manifests.first().map(|manifest| manifest.decisions.clone()).unwrap_or_default();
    };
    for manifest in manifests {
        for column in &first.decisions {
            let same = manifest.decision(&column.name).is_some_and(|(_, other)| other.kind == column.kind);
            if !same {
                let what = format!(
                    "prototype `{}` has no decision `{}` of kind {}",
                    manifest.name,
                    column.name,
                    column.kind.name()
                );
                section.fault("variants", what, "compare prototypes that decide the same things");
            }
        }
    }
    first.decisions.clone()
}

fn read_texts(section: &Section<'_>, key: &'static str) -> Vec<Text> {
    let read = |item: &Section<'_>| {
        let (nl, en) = (item.string("nl", "\"...\""), item.string("en", "\"...\""));
        item.finish();
        Some(Text { nl: nl?.to_owned(), en: en?.to_owned() })
    };
    section.sections(key, "text").iter().filter_map(read).collect()
}
