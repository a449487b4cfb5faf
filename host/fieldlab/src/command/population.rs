//! `fieldlab population`: make and describe.

use std::path::Path;

use fieldlab_domain::population::{Population as _, PopulationRequest};
use serde::Serialize;

use crate::cli::{DescribeArguments, MakeArguments, PopulationCommand};
use crate::failure::usage;
use crate::population_report::{self, Described};
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
    let population = fieldlab_population::Source::new().make(&request)?;
    let bar = progress::persons("writing");
    bar.set_length(population.identity().persons);
    let mut progress = |done| bar.set_position(done);
    match arguments.out.extension().and_then(|ending| ending.to_str()) {
        Some("parquet") => fieldlab_population::write_parquet(population.as_ref(), &arguments.out, &mut progress)?,
        Some(ending) if !arguments.out.is_dir() => {
            let hint = "name a file that ends in .parquet, or a folder";
            return Err(usage(format!("citizens can't be written as .{ending}"), hint));
        }
        _ => fieldlab_population::write_folder(population.as_ref(), &arguments.out, &mut progress)?,
    }
    bar.finish_and_clear();
    let identity = population.identity();
    let made = Made {
        file: arguments.out.display().to_string(),
        digest: identity.digest().to_string(),
        persons: identity.persons,
        weight: identity.weight(),
        bytes: size(&arguments.out),
    };
    if arguments.json {
        return output::json(&made);
    }
    println!("wrote {} persons to {} ({} kB)", made.persons, made.file, made.bytes.div_ceil(1024));
    println!("  model {}, seed {}, weight {:.3}, {}", identity.model, identity.seed, made.weight, made.digest);
    println!("  synthetic: no row is a real person");
    Ok(())
}

/// The bytes of a file, or of the files of a folder.
fn size(path: &Path) -> u64 {
    let file = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
    match path.is_dir() {
        true => ["persons.parquet", "households.parquet"].iter().map(|name| file(&path.join(name))).sum(),
        false => file(path),
    }
}

fn describe(arguments: &DescribeArguments) -> anyhow::Result<()> {
    let summary = match &arguments.file {
        Some(file) => fieldlab_population::describe(&fieldlab_population::read_parquet(file)?)?,
        None => {
            let request =
                PopulationRequest { model: arguments.model.clone(), persons: arguments.persons, seed: arguments.seed };
            fieldlab_population::describe(fieldlab_population::Source::new().make(&request)?.as_ref())?
        }
    };
    if !arguments.json && arguments.html.is_none() {
        print!("{summary}");
        return Ok(());
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
