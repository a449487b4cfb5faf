//! `fieldlab population`: make and describe.

use std::path::Path;

use fieldlab_domain::population::{Population as _, PopulationRequest};
use fieldlab_population::{Source, Target};
use serde::Serialize;

use crate::cli::{DescribeArguments, MakeArguments, PopulationCommand};
use crate::{output, progress};

pub(crate) fn run(command: PopulationCommand) -> anyhow::Result<()> {
    match command {
        PopulationCommand::Make(arguments) => make(&arguments),
        PopulationCommand::Describe(arguments) => describe(&arguments),
    }
}

#[derive(Serialize)]
struct Made {
    file: String,
    digest: String,
    persons: u64,
    weight: f64,
    bytes: u64,
}

fn make(arguments: &MakeArguments) -> anyhow::Result<()> {
    let request =
        PopulationRequest { model: arguments.model.clone(), persons: arguments.persons, seed: arguments.seed };
    let target = Target::new(&arguments.out)?;
    let population = Source::new().make(&request)?;
    let bar = progress::persons("writing");
    bar.set_length(population.identity().persons);
    fieldlab_population::write(population.as_ref(), &target, &mut |done| bar.set_position(done))?;
    bar.finish_and_clear();
    let identity = population.identity();
    let made = Made {
        file: arguments.out.display().to_string(),
        digest: identity.digest().to_string(),
        persons: identity.persons,
        weight: identity.weight(),
        bytes: target.files().iter().map(|file| size(file)).sum(),
    };
    if arguments.json {
        return output::json(&made);
    }
    println!("wrote {} persons to {} ({} kB)", made.persons, made.file, made.bytes.div_ceil(1024));
    println!("  model {}, seed {}, weight {:.3}, {}", identity.model, identity.seed, made.weight, made.digest);
    println!("  synthetic: no row is a real person");
    Ok(())
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

fn describe(arguments: &DescribeArguments) -> anyhow::Result<()> {
    let summary = match &arguments.file {
        Some(file) => fieldlab_population::describe(&fieldlab_population::read(file)?)?,
        None => {
            let request =
                PopulationRequest { model: arguments.model.clone(), persons: arguments.persons, seed: arguments.seed };
            fieldlab_population::describe(Source::new().make(&request)?.as_ref())?
        }
    };
    if arguments.json {
        return output::json(&summary);
    }
    print!("{summary}");
    Ok(())
}
