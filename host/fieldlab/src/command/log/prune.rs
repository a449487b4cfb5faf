//! `fieldlab log prune`: deleting old entries, which the log says itself.

use fieldlab_store::{Prunable, SqliteLog};
use serde::Serialize;

use crate::cli::PruneArguments;
use crate::failure::usage;
use crate::{output, runs};

const DAY_MS: i64 = 86_400_000;

/// Who did it, as the log keeps it.
const BY: &str = "fieldlab log prune";

#[derive(Serialize)]
struct Told {
    before_ms: i64,
    first_ms: Option<i64>,
    looks: u64,
    runs: u64,
    /// By the address of a collector, how many of these it does not have yet.
    unsent: Vec<(String, u64)>,
    done: bool,
}

pub(super) async fn run(log: &SqliteLog, arguments: &PruneArguments) -> anyhow::Result<()> {
    let before_ms = i64::from(arguments.before.0) * DAY_MS;
    if before_ms > runs::now_ms() {
        return Err(usage(format!("{} is still to come", arguments.before), "name today or a day before it"));
    }
    let prunable = log.prunable(before_ms).await?;
    let missing = prunable.unsent.iter().find(|(_, count)| *count > 0);
    if let Some((collector, count)) = missing.filter(|_| arguments.yes && !arguments.unsent) {
        let what = format!("the collector at {collector} does not have {count} of these entries yet");
        return Err(usage(what, "serve the lab until it has them, or add --unsent when it never will"));
    }
    if arguments.yes {
        log.prune(before_ms, BY).await?;
    }
    let Prunable { looks, runs, first_ms, unsent } = prunable;
    if arguments.json {
        return output::json(&Told { before_ms, first_ms, looks, runs, unsent, done: arguments.yes });
    }
    let Some(first_ms) = first_ms else {
        println!("the log has nothing of before {}", arguments.before);
        return Ok(());
    };
    let verb = if arguments.yes { "deleted" } else { "would be deleted" };
    println!(
        "{looks} looks and {runs} runs of before {} {verb}, the first of {}",
        arguments.before,
        output::time(first_ms / 1_000)
    );
    for (collector, count) in unsent.into_iter().filter(|(_, count)| *count > 0) {
        println!("the collector at {collector} does not have {count} of them");
    }
    println!(
        "{}",
        if arguments.yes {
            "the log says that they are gone: fieldlab log"
        } else {
            "nothing was changed: add --yes to do it"
        }
    );
    Ok(())
}
