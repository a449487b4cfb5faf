//! `fieldlab population advance`: plays lives on.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fieldlab_domain::date::Date;
use fieldlab_domain::population::{Population as _, PopulationIdentity};
use fieldlab_population::{Advanced, EventKind, Proof, Target, published_events};
use serde::Serialize;

use super::or_stop;
use crate::cli::AdvanceArguments;
use crate::{output, progress};

#[derive(Serialize)]
struct Report {
    file: String,
    events_file: String,
    from: Date,
    to: Date,
    digest: String,
    persons_before: u64,
    persons: u64,
    events: Vec<Counted>,
    proof: Proof,
}

/// How often something happened.
#[derive(Serialize)]
struct Counted {
    event: &'static str,
    count: u64,
    /// In the whole country in a year, at this pace.
    a_year: f64,
    /// As published for a year, when it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

pub(crate) async fn run(arguments: &AdvanceArguments) -> anyhow::Result<()> {
    let population = fieldlab_population::read(&arguments.file)?;
    let out = arguments.out.clone().unwrap_or_else(|| beside(&arguments.file, &format!("-{}", arguments.to), None));
    let events_out = arguments.events.clone().unwrap_or_else(|| beside(&out, "-events", Some("parquet")));
    let from = population.identity().date;
    let before = population.persons();
    // Births and newcomers are more than deaths and who leaves, by less than this in the years that can be played.
    let target = Arc::new(Target::new(&out, before + before / 10)?);
    let events_target = Arc::new(Target::new(&events_out, 0)?);
    let bar = progress::months("playing");
    let (to, targets, shown) = (arguments.to, [target.clone(), events_target.clone()], bar.clone());
    let work = move || -> anyhow::Result<(Advanced, Proof)> {
        let advanced = fieldlab_population::advance(&population, to, &mut |done, all| {
            shown.set_length(all);
            shown.set_position(done);
        })?;
        // First what happened: the citizens are what is looked for, and come when all is there.
        fieldlab_population::write_events(&advanced.events, advanced.population.identity(), &events_target)?;
        let proof = fieldlab_population::write(&advanced.population, &target, &mut |_| {})?;
        Ok((advanced, proof))
    };
    let (advanced, proof) = or_stop(work, &targets, &bar).await?;
    bar.finish_and_clear();
    let identity = advanced.population.identity();
    let from = from.unwrap_or_else(fieldlab_population::first_day);
    let report = Report {
        file: out.display().to_string(),
        events_file: events_out.display().to_string(),
        from,
        to,
        digest: identity.digest().to_string(),
        persons_before: before,
        persons: advanced.population.persons(),
        events: counted(&advanced, from, identity)?,
        proof,
    };
    if arguments.json {
        return output::json(&report);
    }
    print(&report);
    Ok(())
}

/// A file beside another, with something added to its name.
fn beside(file: &Path, add: &str, ending: Option<&str>) -> PathBuf {
    let mut name: OsString = file.file_stem().unwrap_or_default().to_owned();
    name.push(add);
    if let Some(ending) = ending.map(OsString::from).or_else(|| file.extension().map(OsString::from)) {
        name.push(".");
        name.push(ending);
    }
    file.with_file_name(name)
}

fn counted(advanced: &Advanced, from: Date, identity: &PopulationIdentity) -> anyhow::Result<Vec<Counted>> {
    let published = published_events(&identity.model)?;
    let to = identity.date.unwrap_or(from);
    let years = f64::from(to.0 - from.0) / 365.25;
    let count = |kind: EventKind| {
        let count = advanced.events.iter().filter(|event| event.kind == kind).count() as u64;
        let known = published.iter().find(|known| known.kind == kind && identity.place.is_none());
        Counted {
            event: kind.name(),
            count,
            a_year: count as f64 * identity.weight() / years,
            published: known.map(|known| known.value),
            source: known.map(|known| known.source.clone()),
        }
    };
    Ok(EventKind::ALL.into_iter().map(count).collect())
}

fn print(report: &Report) {
    let Report { from, to, persons_before, persons, .. } = report;
    println!("played {persons_before} persons from {from} to {to}: {persons} now");
    println!("  citizens in {}, what happened in {}", report.file, report.events_file);
    println!("  {}", report.digest);
    print!("{}", report.proof);
    println!("\n{:<30} {:>10} {:>14} {:>14}", "what happened", "here", "a year in all", "published");
    for one in &report.events {
        let published = one.published.map(|value| format!("{value:.0}")).unwrap_or_default();
        println!("{:<30} {:>10} {:>14.0} {:>14}", one.event.replace('_', " "), one.count, one.a_year, published);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_beside_each_other() {
        let check = |file: &str, add: &str, ending: Option<&str>, expected: &str| {
            assert_eq!(beside(Path::new(file), add, ending), Path::new(expected));
        };
        check("a/citizens.arrow", "-2026-07-01", None, "a/citizens-2026-07-01.arrow");
        check("a/citizens-2026-07-01.arrow", "-events", Some("parquet"), "a/citizens-2026-07-01-events.parquet");
        check("folder", "-events", Some("parquet"), "folder-events.parquet");
    }
}
