//! `fieldlab log`: who looked at whom, at what and why.

use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::field::FieldName;
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::{bundled, bundled_persona};
use fieldlab_domain::processing::{LogEntry, LogFilter, LookStatus, ProcessingRecords as _, RunEntry};
use fieldlab_domain::text::Text;
use serde::Serialize;

use crate::cli::{LogArguments, Places};
use crate::failure::usage;
use crate::lab::Lab;
use crate::output;

/// Looks and runs as JSON, the newest first.
#[derive(Serialize)]
struct Listed<'l> {
    looks: Vec<ListedLook<'l>>,
    /// Whether there are older looks.
    more: bool,
    runs: Vec<ListedRun<'l>>,
}

#[derive(Serialize)]
struct ListedLook<'l> {
    id: i64,
    at_ms: i64,
    trace_id: String,
    span_id: String,
    parent_id: Option<String>,
    prototype: &'l Name,
    version: &'l str,
    digest: &'l str,
    session: &'l str,
    persona: Option<&'l Name>,
    activity: &'l str,
    purpose: &'l Text,
    legal_basis: &'l str,
    fields: &'l [FieldName],
    citizen: Option<String>,
    status: LookStatus,
}

#[derive(Serialize)]
struct ListedRun<'l> {
    id: i64,
    at_ms: i64,
    run: i64,
    prototype: &'l Name,
    version: &'l str,
    digest: &'l str,
    population: &'l str,
    citizens: u64,
    fields: &'l [FieldName],
}

pub(crate) async fn run(places: &Places, arguments: LogArguments) -> anyhow::Result<()> {
    let filter = filter(&arguments)?;
    let lab = Lab::open(places).await?;
    // One more than is shown tells whether there are older ones.
    let mut looks = lab.log.looks(&LogFilter { most: arguments.most + 1, ..filter.clone() }).await?;
    let more = looks.len() > arguments.most as usize;
    looks.truncate(arguments.most as usize);
    // Runs are about many citizens, in no session.
    let runs = match filter.subject.is_none() && filter.session.is_none() {
        true => lab.log.runs(filter.prototype.as_ref(), arguments.most).await?,
        false => Vec::new(),
    };
    if arguments.json {
        return output::json(&Listed {
            looks: looks.iter().map(listed_look).collect(),
            more,
            runs: runs.iter().map(listed_run).collect(),
        });
    }
    print(&looks, &runs);
    if more {
        println!("there are older looks: --most {}", u64::from(arguments.most) * 10);
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn listed_look(LogEntry { id, at_ms, look }: &LogEntry) -> ListedLook<'_> {
    ListedLook {
        id: *id,
        at_ms: *at_ms,
        trace_id: hex(&look.trace.trace_id),
        span_id: hex(&look.trace.span_id),
        parent_id: look.trace.parent_id.as_ref().map(|parent| hex(parent)),
        prototype: &look.prototype,
        version: &look.version,
        digest: look.digest.as_str(),
        session: &look.session,
        persona: look.persona.as_ref(),
        activity: &look.activity,
        purpose: &look.purpose,
        legal_basis: &look.legal_basis,
        fields: &look.fields,
        citizen: look.subject.map(|bsn| bsn.to_string()),
        status: look.status,
    }
}

fn listed_run(RunEntry { id, at_ms, look }: &RunEntry) -> ListedRun<'_> {
    ListedRun {
        id: *id,
        at_ms: *at_ms,
        run: look.run,
        prototype: &look.prototype,
        version: &look.version,
        digest: look.digest.as_str(),
        population: look.population.as_str(),
        citizens: look.citizens,
        fields: &look.fields,
    }
}
