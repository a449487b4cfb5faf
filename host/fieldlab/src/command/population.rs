//! `fieldlab population`: make, describe and advance.

mod advance;

use std::path::Path;
use std::sync::Arc;

use fieldlab_domain::population::{PopulationRequest, PopulationSource as _};
use fieldlab_population::{Proof, Source, Target};
use indicatif::ProgressBar;
use serde::Serialize;
use tokio::sync::oneshot;

use crate::cli::{Citizens, DescribeArguments, MakeArguments, PopulationCommand};
use crate::failure::usage;
use crate::population_report::{self, Described};
use crate::signal::stop;
use crate::{output, progress};

pub(crate) async fn run(command: PopulationCommand) -> anyhow::Result<()> {
    match command {
        PopulationCommand::Make(arguments) => make(&arguments).await,
        PopulationCommand::Describe(arguments) => describe(&arguments),
        PopulationCommand::Advance(arguments) => advance::run(&arguments).await,
    }
}

fn request(citizens: &Citizens) -> PopulationRequest {
    PopulationRequest {
        place: citizens.place.clone(),
        date: citizens.date,
        ..PopulationRequest::new(&citizens.model, citizens.persons, citizens.seed)
    }
}

#[derive(Serialize)]
struct Made {
    file: String,
    digest: String,
    persons: u64,
    /// Rows of personas and who live with them.
    personas: u64,
    weight: f64,
    bytes: u64,
    proof: Proof,
}

async fn make(arguments: &MakeArguments) -> anyhow::Result<()> {
    let request = request(&arguments.citizens);
    let source = Source::new();
    let identity = source.identity(&request)?;
    let target = Target::new(&arguments.out, identity.persons)?;
    let target = Arc::new(if arguments.personas { target.with_personas() } else { target });
    let bar = progress::persons("writing");
    bar.set_length(identity.persons);
    let proof = write_or_stop(source, request, &target, &bar).await?;
    bar.finish_and_clear();
    let made = Made {
        file: arguments.out.display().to_string(),
        digest: identity.digest().to_string(),
        persons: proof.numbers - target.persona_rows(),
        personas: target.persona_rows(),
        weight: identity.weight(),
        bytes: target.files().iter().map(|file| size(file)).sum(),
        proof,
    };
    if arguments.json {
        return output::json(&made);
    }
    println!("wrote {} persons to {} ({} kB)", made.persons, made.file, made.bytes.div_ceil(1024));
    println!("  model {}, seed {}, weight {:.3}, {}", identity.model, identity.seed, made.weight, made.digest);
    if made.personas > 0 {
        println!("  and {} rows of personas and who live with them, at the end: they are in no count", made.personas);
    }
    print!("{}", made.proof);
    Ok(())
}

/// Makes a population and writes it, unless the process is asked to stop: then nothing of it is left.
async fn write_or_stop(
    source: Source,
    request: PopulationRequest,
    target: &Arc<Target>,
    bar: &ProgressBar,
) -> anyhow::Result<Proof> {
    let (to, shown) = (target.clone(), bar.clone());
    let work = move || -> anyhow::Result<Proof> {
        let population = source.make(&request)?;
        Ok(fieldlab_population::write(&population, &to, &mut |done| shown.set_position(done))?)
    };
    or_stop(work, std::slice::from_ref(target), bar).await
}

/// Does the work on a thread of its own, unless the process is asked to stop: then nothing is left of the targets.
async fn or_stop<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    targets: &[Arc<Target>],
    bar: &ProgressBar,
) -> anyhow::Result<T> {
    let (tell, mut done) = oneshot::channel();
    // The end of the process does not wait for it.
    std::thread::spawn(move || tell.send(work()));
    let abandon = || targets.iter().filter(|target| target.abandon()).count();
    let done = tokio::select! {
        done = &mut done => done,
        () = stop() => {
            if abandon() > 0 {
                bar.finish_and_clear();
                anyhow::bail!("interrupted: nothing was written");
            }
            done.await
        }
    };
    let done = done.unwrap_or_else(|_| Err(anyhow::anyhow!("writing broke inside fieldlab (blame: host)")));
    if done.is_err() {
        // The thread may still hold on to the targets when the process ends.
        abandon();
    }
    done
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

fn describe(arguments: &DescribeArguments) -> anyhow::Result<()> {
    let summary = match &arguments.file {
        Some(file) => fieldlab_population::describe(&fieldlab_population::read(file)?)?,
        None => {
            let population = Source::new().make(&request(&arguments.citizens))?;
            fieldlab_population::describe(population.as_ref())?
        }
    };
    if !arguments.json && arguments.html.is_none() {
        print!("{summary}");
        return Ok(());
    }
    if arguments.html.is_some() && summary.identity.place.is_some() {
        let hint = "leave --html out, or describe a population of the whole country";
        return Err(usage(
            "a quality report holds the whole country against what is published, not a place".to_owned(),
            hint,
        ));
    }
    let made_again = population_report::make_again(&summary.identity, &summary.content)?;
    let file = arguments.file.as_ref().map(|file| file.display().to_string());
    let described = Described { summary, made_again, file };
    if let Some(path) = &arguments.html {
        let page = population_report::html(&described, arguments.lang.language());
        output::write_file(path, page.as_bytes())?;
        eprintln!("wrote {} ({} kB)", path.display(), page.len().div_ceil(1024));
    }
    if arguments.json {
        output::json(&described)?;
    }
    Ok(())
}
