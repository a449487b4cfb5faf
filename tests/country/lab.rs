//! The floors put together, as the command line does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fieldlab_build::workspace_guests;
use fieldlab_domain::assessment::{Assessment, LoadError, PrototypeSource};
use fieldlab_domain::column::{Batch, Column, Value};
use fieldlab_domain::evidence::Evidence;
use fieldlab_domain::experiment::{Experiment, Known};
use fieldlab_domain::field::catalogue;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::population::PopulationRequest;
use fieldlab_domain::text::Text;
use fieldlab_experiment::plan::{Overrides, Plan};
use fieldlab_experiment::results::make_evidence;
use fieldlab_population::{Memory, Source};
use fieldlab_sandbox::{Sandbox, SandboxConfig};

/// Residents of the Netherlands in the model.
pub(crate) const COUNTRY: u64 = 18_044_027;

/// 1 January 2026, in days since 1970-01-01.
const TODAY: i32 = 20_454;

/// Both years, with the mean, the share and the sum by decile.
pub(crate) const BY_DECILE: &str = r#"
name = "by-decile"
title = { nl = "x", en = "x" }
need = "zorgkosten-betalen"
question = { nl = "x", en = "x" }
hypothesis = { nl = "x", en = "x" }
outcome = "amount_year"
owners = [{ organisation = "x", sector = "government" }]
cohort = { population = "nl-2025", seed = 1, replicates = 1 }
variants = [
  { name = "now", title = { nl = "x", en = "x" }, prototype = "zorgtoeslag", set = "2025", baseline = true },
  { name = "next", title = { nl = "x", en = "x" }, prototype = "zorgtoeslag", set = "2026" },
]
metrics = [
  { name = "mean", title = { nl = "x", en = "x" }, of = "amount_year", kind = "mean", by = ["household.income_decile"] },
  { name = "share", title = { nl = "x", en = "x" }, of = "entitled", kind = "share", by = ["household.income_decile"] },
  { name = "sum", title = { nl = "x", en = "x" }, of = "amount_year", kind = "sum", by = ["household.income_decile"] },
]
"#;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The declaration of a bundled experiment, drawn once.
pub(crate) fn bundled(name: &str) -> String {
    let path = repository().join("experiments").join(name).join("experiment.toml");
    fs::read_to_string(path).expect("it is bundled").replace("replicates = 5", "replicates = 1")
}

pub(crate) struct Lab {
    rule: Arc<dyn Assessment>,
    populations: Source,
}

struct Only<'a>(&'a Arc<dyn Assessment>);

impl PrototypeSource for Only<'_> {
    fn assessment(&self, _: &Name) -> Result<Arc<dyn Assessment>, LoadError> {
        Ok(self.0.clone())
    }
}

impl Lab {
    pub(crate) fn new() -> Lab {
        let built = &workspace_guests()["zorgtoeslag"];
        let source = fs::read_to_string(repository().join("plugins/zorgtoeslag/prototype.toml")).expect("it is there");
        let manifest = Manifest::parse("prototype.toml", &source).unwrap_or_else(|faults| panic!("{faults}"));
        let component = fs::read(&built.component_path).expect("it was just built");
        let sandbox = Sandbox::new(SandboxConfig::new(TODAY)).expect("the machine has address space for it");
        let rule = sandbox.load(manifest, &component).unwrap_or_else(|error| panic!("{error}"));
        Lab { rule, populations: Source::new() }
    }

    /// The population, which is kept for the next who asks.
    pub(crate) fn population(&self, persons: u64, seed: u64) -> Arc<Memory> {
        let request = PopulationRequest::new("nl-2025", Some(persons), seed);
        self.populations.make(&request).expect("it can be made")
    }

    pub(crate) fn plan(&self, declaration: &str, persons: u64) -> Plan {
        let name = |name: &str| Name::parse(name).expect("it is a name");
        let known = Known {
            manifests: BTreeMap::from([(name("zorgtoeslag"), self.rule.manifest().clone())]),
            needs: vec![name("zorgkosten-betalen")],
            models: BTreeMap::from([("nl-2025".to_owned(), 18_000_000)]),
        };
        let experiment =
            Experiment::parse("experiment.toml", declaration, &known).unwrap_or_else(|faults| panic!("{faults}"));
        let overrides = Overrides { persons: Some(persons), ..Overrides::default() };
        let (prototypes, need) = (Only(&self.rule), Text::same("x"));
        Plan::make(experiment, declaration.to_owned(), need, overrides, &prototypes, &self.populations, "bench")
            .expect("it can be planned")
    }

    pub(crate) fn evidence(&self, plan: &Plan, threads: usize) -> Evidence {
        make_evidence(plan, &self.populations, threads, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The cents that all persons of the sample get under both variants.
    pub(crate) fn total(&self, plan: &Plan) -> [i64; 2] {
        let evidence = self.evidence(plan, 1);
        let sum = &evidence.metrics[2].overall;
        [0, 1].map(|at| (sum[at].value.value / evidence.cohort.weight * 100.0).round() as i64)
    }

    /// A fresh instance that decides about one person.
    pub(crate) fn one_call(&self) {
        let parameters = self.rule.manifest().parameter_values(None, &[]);
        let mut worker = self.rule.worker(&parameters).unwrap_or_else(|failure| panic!("{failure}"));
        let person = [
            Value::Whole(40),
            Value::Code(2),
            Value::Flag(true),
            Value::Amount(2_000_000),
            Value::Amount(2_000_000),
            Value::Amount(0),
        ];
        let mut batch = Batch::new(self.rule.fields().iter().map(|field| catalogue().field(&field.name).kind));
        batch.rows = 1;
        batch.columns.iter_mut().zip(person).for_each(|(column, value)| assert!(column.push(value)));
        let decided: Vec<Column> = worker.assess(&batch).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(decided.len(), 3);
    }
}
