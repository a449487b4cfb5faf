//! A store in memory, with samples of everything.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use fieldlab_domain::capability::{GrantBook, GrantDecision, Granted, Grants};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::evidence::SealedEvidence;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::processing::{LogEntry, LogFilter, ProcessingRecords, Pruning, RunEntry};
use fieldlab_domain::store::{
    ExperimentRecord, NewRun, PopulationRecord, Processes, PrototypeRecord, RunRecord, RunState, RunsPage, Store,
    StoreError, WantedRuns,
};
use fieldlab_domain::text::Text;
use fieldlab_experiment::report;

#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) needs: Vec<Need>,
    pub(crate) prototypes: Vec<PrototypeRecord>,
    pub(crate) experiments: Vec<ExperimentRecord>,
    pub(crate) runs: Vec<RunRecord>,
    pub(crate) evidence: Vec<SealedEvidence>,
    /// Experiments that pages made.
    pub(crate) made: Mutex<Vec<ExperimentRecord>>,
}

pub(crate) const SCRIPT: &str = "<script>alert('x')</script>";

pub(crate) fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

pub(super) fn read(path: &str) -> String {
    let path = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

impl Memory {
    /// The bundled need, prototype and experiments, a run in each state, and a need with scripts in its texts.
    pub(crate) fn samples() -> Memory {
        let manifest = Manifest::parse("prototype.toml", &read("plugins/zorgtoeslag/prototype.toml"));
        let manifest = manifest.unwrap_or_else(|faults| panic!("{faults}"));
        let need = Need::parse("need.toml", &read("experiments/needs/zorgkosten-betalen.toml"));
        let script = Text::same(SCRIPT);
        let hostile = Need {
            name: name("script"),
            question: script.clone(),
            story: script.clone(),
            who: script,
            who_where: None,
        };
        let mut evidence = report::sample();
        evidence.experiment.name = name("zorgtoeslag-2026");
        let sealed = evidence.seal();
        let run = |id: i64, state: RunState| RunRecord {
            id,
            experiment: name("zorgtoeslag-2026"),
            state,
            started_at: 1_767_225_600,
            ended_at: None,
            plan: Digest::of(b"plan"),
            declaration: Some(Digest::of(b"declaration")),
            overridden: false,
            evidence: (state == RunState::Done).then(|| sealed.digest.clone()),
            failure: (state == RunState::Failed).then(|| format!("prototype `zorgtoeslag` failed: {SCRIPT}")),
        };
        let states = [RunState::Done, RunState::Running, RunState::Failed, RunState::BrokenOff];
        Memory {
            needs: vec![need.unwrap_or_else(|faults| panic!("{faults}")), hostile],
            prototypes: vec![PrototypeRecord {
                name: manifest.name.clone(),
                version: manifest.version.clone(),
                digest: Digest::of(b"component"),
                manifest: manifest.to_json(),
            }],
            experiments: vec![ExperimentRecord {
                name: name("zorgtoeslag-2026"),
                need: name("zorgkosten-betalen"),
                title: Text { nl: "Van 2025 naar 2026".into(), en: "From 2025 to 2026".into() },
                question: Text { nl: "Wie krijgt meer?".into(), en: "Who gets more?".into() },
                digest: Digest::of(b"declaration"),
                declaration: read("experiments/zorgtoeslag-2026/experiment.toml"),
            }],
            runs: states.into_iter().zip(1..).map(|(state, id)| run(id, state)).collect(),
            evidence: vec![sealed],
            made: Mutex::default(),
        }
    }
}

const READ_ONLY: &str = "pages only read";

#[async_trait]
impl Store for Memory {
    async fn needs(&self) -> Result<Vec<Need>, StoreError> {
        Ok(self.needs.clone())
    }
    async fn prototypes(&self) -> Result<Vec<PrototypeRecord>, StoreError> {
        Ok(self.prototypes.clone())
    }
    async fn experiments(&self) -> Result<Vec<ExperimentRecord>, StoreError> {
        let made = self.made.lock().expect("nobody panics");
        Ok(self.experiments.iter().chain(made.iter()).cloned().collect())
    }
    async fn experiment(&self, name: &str) -> Result<Option<ExperimentRecord>, StoreError> {
        Ok(self.experiments().await?.into_iter().find(|one| one.name.as_str() == name))
    }
    async fn run_with(&self, evidence: &Digest) -> Result<Option<RunRecord>, StoreError> {
        Ok(self.runs.iter().find(|run| run.evidence.as_ref() == Some(evidence)).cloned())
    }
    async fn populations(&self) -> Result<Vec<PopulationRecord>, StoreError> {
        Ok(Vec::new())
    }
    async fn runs(&self, experiment: Option<&Name>) -> Result<Vec<RunRecord>, StoreError> {
        let of = |run: &&RunRecord| experiment.is_none_or(|name| run.experiment == *name);
        Ok(self.runs.iter().filter(of).cloned().collect())
    }
    async fn runs_page(&self, wanted: &WantedRuns<'_>) -> Result<RunsPage, StoreError> {
        let mut all = Store::runs(self, wanted.experiment).await?;
        all.retain(|run| wanted.state.is_none_or(|state| run.state == state));
        let total = all.len() as u64;
        let runs = all.into_iter().skip(wanted.skip as usize).take(wanted.most as usize).collect();
        Ok(RunsPage { runs, total })
    }
    async fn run(&self, id: i64) -> Result<RunRecord, StoreError> {
        let found = self.runs.iter().find(|run| run.id == id).cloned();
        found.ok_or(StoreError::NotFound { what: "run", name: id.to_string() })
    }
    async fn evidence(&self, digest: &Digest) -> Result<SealedEvidence, StoreError> {
        let found = self.evidence.iter().find(|evidence| evidence.digest == *digest).cloned();
        found.ok_or(StoreError::NotFound { what: "evidence", name: digest.to_string() })
    }
    async fn put_need(&self, _: &Need) -> Result<(), StoreError> {
        panic!("{READ_ONLY}")
    }
    async fn put_prototype(&self, _: &PrototypeRecord) -> Result<(), StoreError> {
        panic!("{READ_ONLY}")
    }
    async fn put_experiment(&self, experiment: &ExperimentRecord) -> Result<(), StoreError> {
        self.made.lock().expect("nobody panics").push(experiment.clone());
        Ok(())
    }
    async fn put_population(&self, _: &PopulationRecord) -> Result<(), StoreError> {
        panic!("{READ_ONLY}")
    }
    async fn start_run(&self, _: &NewRun<'_>, _: i64) -> Result<RunRecord, StoreError> {
        panic!("{READ_ONLY}")
    }
    async fn finish_run(&self, _: i64, _: &SealedEvidence, _: i64) -> Result<RunRecord, StoreError> {
        panic!("{READ_ONLY}")
    }
    async fn fail_run(&self, _: i64, _: &str, _: i64) -> Result<RunRecord, StoreError> {
        panic!("{READ_ONLY}")
    }
    async fn break_off_runs(&self, _: &dyn Processes, _: i64) -> Result<Vec<RunRecord>, StoreError> {
        panic!("{READ_ONLY}")
    }
}

/// Grants and looks in memory.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) decisions: Mutex<Vec<GrantDecision>>,
    pub(crate) looks: Vec<LogEntry>,
    pub(crate) runs: Vec<RunEntry>,
    pub(crate) prunings: Vec<Pruning>,
    /// Whether they can't be read.
    pub(crate) is_broken: bool,
}

impl Books {
    fn check(&self) -> Result<(), StoreError> {
        let broken = || StoreError::Broken { path: "lab.db".to_owned(), what: "disk I/O error".to_owned() };
        if self.is_broken { Err(broken()) } else { Ok(()) }
    }
}

impl Grants for Books {
    fn granted(&self, _manifest: &Manifest) -> Arc<Granted> {
        Arc::default()
    }
}

#[async_trait]
impl GrantBook for Books {
    async fn decisions(&self, prototype: &Name) -> Result<Vec<GrantDecision>, StoreError> {
        self.check()?;
        let decisions = self.decisions.lock().expect("nobody panics");
        Ok(decisions.iter().filter(|decision| decision.prototype == *prototype).cloned().collect())
    }

    async fn decide(&self, decisions: &[GrantDecision]) -> Result<(), StoreError> {
        self.decisions.lock().expect("nobody panics").extend_from_slice(decisions);
        Ok(())
    }
}

#[async_trait]
impl ProcessingRecords for Books {
    async fn looks(&self, filter: &LogFilter) -> Result<Vec<LogEntry>, StoreError> {
        self.check()?;
        let fits = |entry: &&LogEntry| {
            filter.before.is_none_or(|before| entry.id < before)
                && filter.subject.is_none_or(|subject| entry.look.subject == Some(subject))
                && filter.prototype.as_ref().is_none_or(|prototype| entry.look.prototype == *prototype)
        };
        Ok(self.looks.iter().filter(fits).take(filter.most as usize).cloned().collect())
    }

    async fn runs(&self, _prototype: Option<&Name>, _most: u32) -> Result<Vec<RunEntry>, StoreError> {
        Ok(self.runs.clone())
    }

    async fn prunings(&self) -> Result<Vec<Pruning>, StoreError> {
        Ok(self.prunings.clone())
    }
}
