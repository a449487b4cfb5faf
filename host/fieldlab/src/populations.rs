//! Citizens of a run from files, in place of making them.

use std::path::{Path, PathBuf};

use fieldlab_domain::population::PopulationIdentity;
use fieldlab_experiment::plan::Plan;
use fieldlab_population::Source;
use serde_json::Value;

use crate::failure::usage;
use crate::progress;

/// Gives the populations of files to the source from which a plan will take its own.
///
/// # Errors
/// When a file can't be read, or is not one of the populations that the plan asks for.
pub(crate) fn give(files: &[PathBuf], plan: &Plan, source: &Source) -> anyhow::Result<()> {
    for file in files {
        let population = fieldlab_population::open(file)?;
        if !plan.populations.contains(population.identity()) {
            return Err(another(file, population.identity(), &plan.populations));
        }
        source.give(population);
    }
    let made = plan.populations.len().saturating_sub(files.len());
    if !files.is_empty() && made > 0 {
        progress::done(
            "population",
            &format!("{} of {} from a file, the rest is made", files.len(), files.len() + made),
        );
    }
    Ok(())
}

/// What differs between the population of a file and the nearest one that was asked for.
fn another(file: &Path, found: &PopulationIdentity, asked: &[PopulationIdentity]) -> anyhow::Error {
    let nearest = asked.iter().min_by_key(|asked| differences(found, asked).len());
    let nearest = nearest.expect("a plan has a population at least");
    let mut what = format!(
        "{}: it is another population than the experiment asks for: {}",
        file.display(),
        differences(found, nearest).join(", ")
    );
    if asked.len() > 1 {
        what += &format!(" (or the next {} seeds)", asked.len() - 1);
    }
    let (model, persons, seed) = (&nearest.model, nearest.persons, nearest.seed);
    let mut hint = format!(
        "make it with: fieldlab population make --model {model} --persons {persons} --seed {seed} --out {}",
        file.display()
    );
    if found.model_digest == nearest.model_digest {
        hint += &format!("; or run it with --persons {} --seed {}", found.persons, found.seed);
    }
    usage(what, hint)
}

/// Each thing that is not the same, in words.
fn differences(found: &PopulationIdentity, asked: &PopulationIdentity) -> Vec<String> {
    let [found, asked] = [found, asked].map(|identity| serde_json::to_value(identity).expect("plain data"));
    let keys = asked.as_object().into_iter().flatten();
    let differ = keys.filter(|(key, asked)| found[key.as_str()] != **asked);
    differ
        .map(|(key, asked)| format!("{} is {}, not {}", key.replace('_', " "), plain(&found[key]), plain(asked)))
        .collect()
}

/// A value without quotes, and of a digest the start.
fn plain(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.strip_prefix("sha256:").and_then(|digits| digits.get(..12)).map_or(text.clone(), str::to_owned)
}
