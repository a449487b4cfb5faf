//! `fieldlab experiment`: check, run, list, report and replay.

mod replay;

use std::io::Write as _;
use std::path::Path;

use fieldlab_domain::evidence::{Evidence, SealedEvidence, VariantValue};
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::store::{RunRecord, RunState, Store, StoreError};
use fieldlab_domain::text::{Language, Text};
use fieldlab_experiment::plan::Overrides;
use fieldlab_experiment::report::{self, Format};
use fieldlab_experiment::run::check_cohort;
use serde::Serialize;

use crate::cli::{
    ExperimentCheckArguments, ExperimentCommand, ListArguments, Places, ReportArguments, ReportFormat, RunArguments,
};
use crate::experiments::{self, Declaration};
use crate::failure::usage;
use crate::lab::Lab;
use crate::output;
use crate::populations;
use crate::prototypes::{self, Packages};
use crate::runs;
use crate::workspace::{Declared, Workspace};

pub(crate) async fn run(places: &Places, command: ExperimentCommand) -> anyhow::Result<()> {
    match command {
        ExperimentCommand::Check(arguments) => check(places, &arguments),
        ExperimentCommand::Run(arguments) => run_experiment(places, &arguments).await,
        ExperimentCommand::List(arguments) => list(places, &arguments).await,
        ExperimentCommand::Report(arguments) => write_report(places, &arguments).await,
        ExperimentCommand::Replay(arguments) => replay::run(places, &arguments).await,
    }
}

#[derive(Serialize)]
struct Checked<'a> {
    name: &'a str,
    variants: Vec<&'a str>,
    metrics: Vec<&'a str>,
    guardrails: usize,
    persons: Option<u64>,
    replicates: u32,
}

fn check(places: &Places, arguments: &ExperimentCheckArguments) -> anyhow::Result<()> {
    let (workspace, folder) = experiments::find(places, &arguments.experiment)?;
    let Declaration { experiment, .. } = Declaration::read(&workspace, &workspace.declared()?, &folder)?;
    let checked = Checked {
        name: experiment.name.as_str(),
        variants: experiment.variants.iter().map(|variant| variant.name.as_str()).collect(),
        metrics: experiment.metrics.iter().map(|metric| metric.name.as_str()).collect(),
        guardrails: experiment.guardrails.len(),
        persons: experiment.cohort.population.persons,
        replicates: experiment.cohort.replicates,
    };
    if arguments.json {
        return output::json(&checked);
    }
    println!("{} is right", checked.name);
    println!("  variants    {}", checked.variants.join(", "));
    println!("  metrics     {}", checked.metrics.join(", "));
    println!("  guardrails  {}", checked.guardrails);
    let persons = checked.persons.map_or("the whole country".to_owned(), |persons| format!("{persons} persons"));
    println!("  cohort      {} populations of {persons}", checked.replicates);
    println!("run it with: fieldlab experiment run {}", checked.name);
    Ok(())
}

async fn run_experiment(places: &Places, arguments: &RunArguments) -> anyhow::Result<()> {
    let (workspace, folder) = experiments::find(places, &arguments.experiment)?;
    let declared = workspace.declared()?;
    let declaration = Declaration::read(&workspace, &declared, &folder)?;
    let packages = build_used(&workspace, &declared, &declaration)?;
    let lab = Lab::open(places).await?;
    let packages = Packages::new(&lab.sandbox, packages);
    let overrides = Overrides { persons: arguments.persons, seed: arguments.seed, replicates: arguments.replicates };
    let plan = declaration.plan(&declared, overrides, &packages, lab.populations.as_ref())?;
    populations::give(&arguments.population, &plan, &lab.populations)?;
    check_cohort(&plan, lab.populations.as_ref())?;
    register(&lab, &declared.needs[&declaration.experiment.need], &declaration, &packages).await?;
    let (run, evidence) = runs::run(&lab, &packages, plan, runs::threads(arguments.threads)).await?;
    if arguments.json {
        print!("{}", report::json(&evidence.seal()));
        return Ok(());
    }
    print_summary(&run, &evidence);
    Ok(())
}

/// Builds the prototypes of an experiment.
fn build_used(
    workspace: &Workspace,
    declared: &Declared,
    declaration: &Declaration,
) -> anyhow::Result<Vec<prototypes::Package>> {
    let used = |name: &Name| declaration.experiment.variants.iter().any(|variant| variant.prototype == *name);
    let wanted = declared.prototypes.iter().filter(|(name, _)| used(name)).map(|(_, found)| found.clone());
    prototypes::build(&workspace.plugins(), wanted)
}

/// Notes in the store what an experiment hangs on.
pub(crate) async fn register(
    lab: &Lab,
    need: &Need,
    declaration: &Declaration,
    packages: &Packages<'_>,
) -> anyhow::Result<()> {
    lab.store.put_need(need).await?;
    runs::note_prototypes(lab, packages).await?;
    lab.store.put_experiment(&declaration.record()).await?;
    Ok(())
}

fn print_summary(run: &RunRecord, evidence: &Evidence) {
    println!("{}", evidence.experiment.title.en);
    let mut table = output::table(&[]);
    let mut headings = vec!["metric".to_owned()];
    for variant in &evidence.variants {
        headings.push(variant.title.en.clone());
        headings.extend((!variant.baseline).then(|| "difference".to_owned()));
    }
    let columns: Vec<usize> = (1..headings.len()).collect();
    table.set_header(headings);
    for metric in &evidence.metrics {
        let shown = |value: f64| Format::single(Language::En, metric.unit, value);
        let mut row = vec![metric.title.en.clone()];
        for VariantValue { value, difference } in &metric.overall {
            row.push(shown(value.value).show(value.value));
            row.extend(difference.map(|difference| shown(difference.value).difference(difference.value)));
        }
        table.add_row(row);
    }
    output::right(&mut table, &columns);
    println!("{table}");
    for guardrail in &evidence.guardrails {
        println!("  {} {}", if guardrail.holds { "holds:" } else { "BROKEN:" }, guardrail.title.en);
    }
    println!(
        "a model outcome for synthetic citizens, weight {:.3}; not a measurement of reality",
        evidence.cohort.weight
    );
    println!("run {}, evidence {}", run.id, run.evidence.as_ref().map_or("", |digest| digest.short()));
    println!("report: fieldlab experiment report {} --out report.html", run.id);
}

#[derive(Serialize)]
struct Listed {
    name: Name,
    title: Text,
    need: Name,
    runs: Vec<ListedRun>,
}

#[derive(Serialize)]
struct ListedRun {
    #[serde(flatten)]
    run: RunRecord,
    /// Whether it is a run of another declaration, or with other sizes or seeds than declared.
    trial: bool,
}

async fn list(places: &Places, arguments: &ListArguments) -> anyhow::Result<()> {
    let lab = Lab::open(places).await?;
    let mut listed = Vec::new();
    for experiment in lab.store.experiments().await? {
        let runs = lab.store.runs(Some(&experiment.name)).await?.into_iter();
        let runs = runs.map(|run| ListedRun { trial: run.is_trial(&experiment), run }).collect();
        listed.push(Listed { name: experiment.name, title: experiment.title, need: experiment.need, runs });
    }
    if arguments.json {
        return output::json(&listed);
    }
    if listed.is_empty() {
        println!("there are no experiments yet; run one with: fieldlab experiment run NAME");
        return Ok(());
    }
    let mut table = output::table(&["experiment", "run", "state", "started (UTC)", "evidence, or why not"]);
    for experiment in &listed {
        if experiment.runs.is_empty() {
            table.add_row([experiment.name.as_str(), "", "not run yet", "", ""]);
        }
        for ListedRun { run, trial } in &experiment.runs {
            let state = if *trial { format!("{}, trial", state(run)) } else { state(run).to_owned() };
            // A run that failed has a reason in place of evidence.
            let why = run.failure.as_deref().and_then(|failure| failure.lines().next());
            let found = run.evidence.as_ref().map_or(why.unwrap_or_default(), |digest| digest.short());
            let row = [experiment.name.to_string(), run.id.to_string(), state, output::time(run.started_at)];
            table.add_row(row.into_iter().chain([found.to_owned()]));
        }
    }
    output::right(&mut table, &[1]);
    println!("{table}");
    Ok(())
}

fn state(run: &RunRecord) -> &'static str {
    match run.state {
        RunState::Running => "running",
        RunState::Done => "done",
        RunState::Failed => "failed",
        RunState::BrokenOff => "broken off",
    }
}

/// The sealed evidence of a run, or why it has none.
async fn evidence_of(store: &dyn Store, id: i64) -> anyhow::Result<(RunRecord, SealedEvidence)> {
    let run = store.run(id).await.map_err(|error| match error {
        StoreError::NotFound { .. } => usage(error.to_string(), "the runs there are: fieldlab experiment list"),
        error => error.into(),
    })?;
    match &run.evidence {
        Some(digest) => {
            let sealed = store.evidence(digest).await?;
            Ok((run, sealed))
        }
        None => {
            let hint = format!("run it again with: fieldlab experiment run {}", run.experiment);
            Err(usage(format!("run {id} has no evidence: it is {}", state(&run)), hint))
        }
    }
}

async fn write_report(places: &Places, arguments: &ReportArguments) -> anyhow::Result<()> {
    let lab = Lab::open(places).await?;
    let (run, sealed) = evidence_of(lab.store.as_ref(), arguments.run).await?;
    let evidence = sealed.open()?;
    let language = arguments.lang.language();
    let written = match arguments.format {
        ReportFormat::Html => {
            let context = report::Context { language, run: Some(run.id), at_home: false };
            report::html(&evidence, &sealed.digest, &context)
        }
        ReportFormat::Json => report::json(&sealed),
        ReportFormat::Csv => report::csv(&evidence),
    };
    if arguments.out == Path::new("-") {
        return Ok(std::io::stdout().write_all(written.as_bytes())?);
    }
    output::write_file(&arguments.out, written.as_bytes())?;
    eprintln!("wrote {} ({} kB)", arguments.out.display(), written.len().div_ceil(1024));
    Ok(())
}
