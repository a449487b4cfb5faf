//! `fieldlab log`: who looked at whom, at what and why.

mod prune;

use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::field::FieldName;
use fieldlab_domain::listed_log::ListedLog;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::{bundled, bundled_persona};
use fieldlab_domain::processing::{LogEntry, LogFilter, LookStatus, ProcessingRecords as _, Pruning, RunEntry};

use crate::cli::{LogArguments, LogCommand, Places};
use crate::failure::usage;
use crate::lab::Lab;
use crate::output;

pub(crate) async fn run(places: &Places, arguments: LogArguments) -> anyhow::Result<()> {
    if let Some(LogCommand::Prune(arguments)) = &arguments.command {
        return prune::run(Lab::open(places).await?.log.as_ref(), arguments).await;
    }
    let filter = filter(&arguments)?;
    let lab = Lab::open(places).await?;
    // One more than is shown tells whether there are older ones.
    let mut looks = lab.log.looks(&LogFilter { most: arguments.most + 1, ..filter.clone() }).await?;
    // Runs are about many citizens, in no session.
    let runs = match filter.subject.is_none() && filter.session.is_none() {
        true => lab.log.runs(filter.prototype.as_ref(), arguments.most).await?,
        false => Vec::new(),
    };
    let prunings = lab.log.prunings().await?;
    if arguments.json {
        return output::json(&ListedLog::new(looks, runs, prunings, arguments.most));
    }
    let more = looks.len() > arguments.most as usize;
    looks.truncate(arguments.most as usize);
    print(&looks, &runs);
    if more {
        println!("there are older looks: --most {}", u64::from(arguments.most) * 10);
    }
    if let Some(citizen) = filter.subject {
        println!("a collector has them under dpl.core.data_subject_id {}", lab.log.code(citizen));
    }
    for Pruning { at_ms, before_ms, looks, runs, by } in prunings {
        let [at, before] = [at_ms, before_ms].map(|ms| output::time(ms.div_euclid(1_000)));
        println!("{looks} looks and {runs} runs of before {before} were deleted at {at} by {by}");
    }
    Ok(())
}

fn filter(arguments: &LogArguments) -> anyhow::Result<LogFilter> {
    let name = |name: &str| Name::parse(name).map_err(|what| usage(what, "name a prototype, such as zorgtoeslag"));
    Ok(LogFilter {
        prototype: arguments.prototype.as_deref().map(name).transpose()?,
        session: arguments.session.clone(),
        subject: arguments.citizen.as_deref().map(citizen).transpose()?,
        before: None,
        most: arguments.most,
    })
}

/// The citizen with this number, or whom this persona plays.
fn citizen(words: &str) -> anyhow::Result<Bsn> {
    let number = |number: i64| u32::try_from(number).ok().and_then(Bsn::new);
    let persona = bundled_persona(words).and_then(|persona| persona.value(persona.main, "person.bsn").number());
    persona.and_then(number).or_else(|| Bsn::parse(words)).ok_or_else(|| {
        let names: Vec<&str> = bundled().iter().map(|persona| persona.name.as_str()).collect();
        let hint = format!("give a citizen service number of nine digits, or a persona: {}", names.join(", "));
        usage(format!("`{words}` is no citizen"), hint)
    })
}

fn print(looks: &[LogEntry], runs: &[RunEntry]) {
    if looks.is_empty() && runs.is_empty() {
        println!("nobody was looked at");
        return;
    }
    if !looks.is_empty() {
        let mut table =
            output::table(&["when (UTC)", "prototype", "citizen", "fields", "why", "legal basis", "", "session"]);
        for LogEntry { at_ms, look, .. } in looks {
            table.add_row([
                output::time(at_ms.div_euclid(1_000)),
                format!("{} {}", look.prototype, look.version),
                look.subject.map(|bsn| bsn.to_string()).unwrap_or_default(),
                words(&look.fields),
                look.purpose.en.clone(),
                look.legal_basis.clone(),
                status(look.status).to_owned(),
                look.session.clone(),
            ]);
        }
        println!("{table}");
    }
    if !runs.is_empty() {
        let mut table = output::table(&["when (UTC)", "prototype", "run", "citizens", "fields"]);
        for RunEntry { at_ms, look, .. } in runs {
            table.add_row([
                output::time(at_ms.div_euclid(1_000)),
                format!("{} {}", look.prototype, look.version),
                look.run.to_string(),
                look.citizens.to_string(),
                words(&look.fields),
            ]);
        }
        output::right(&mut table, &[2, 3]);
        println!("{table}");
    }
}

/// Field names, a line each.
fn words(fields: &[FieldName]) -> String {
    fields.iter().map(FieldName::as_str).collect::<Vec<_>>().join("\n")
}

fn status(status: LookStatus) -> &'static str {
    match status {
        LookStatus::Given => "given",
        LookStatus::NotFound => "not found",
        LookStatus::Refused => "refused",
    }
}
