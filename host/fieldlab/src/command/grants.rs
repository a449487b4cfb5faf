//! `fieldlab grants`: what a prototype asks for, and what was decided. Deciding goes through the lab's page, since a lab that runs
//! keeps in memory what was granted.

use fieldlab_domain::capability::{Asked, GrantBook as _, GrantDecision};
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::nearest_hint;
use serde::Serialize;

use crate::cli::{GrantsArguments, Places};
use crate::failure::usage;
use crate::lab::Lab;
use crate::output;

/// A request, and the latest decision about it.
#[derive(Serialize)]
struct Listed {
    /// `field`, `use` or `call`.
    kind: &'static str,
    what: String,
    /// `open`, `granted` or `refused`.
    state: &'static str,
    purpose: Option<String>,
    legal_basis: Option<String>,
    by: Option<String>,
    /// Seconds since 1970-01-01T00:00Z.
    at: Option<i64>,
    key: String,
}

pub(crate) async fn run(places: &Places, arguments: GrantsArguments) -> anyhow::Result<()> {
    let lab = Lab::open(places).await?;
    let records = lab.store.prototypes().await?;
    // Of several versions the latest that the lab knows, as on the page.
    let Some(record) = records.iter().rev().find(|record| record.name.as_str() == arguments.prototype) else {
        let hint = nearest_hint(&arguments.prototype, records.iter().map(|record| record.name.as_str()));
        return Err(usage(format!("the lab knows no prototype `{}`", arguments.prototype), hint));
    };
    let manifest = Manifest::from_json(&record.manifest).map_err(|_| {
        usage(format!("the manifest of `{}` is of another version", record.name), "run fieldlab demo again")
    })?;
    let decisions = lab.grants.decisions(&manifest.name).await?;
    let listed: Vec<Listed> =
        Asked::all_of(&manifest).iter().map(|asked| listed(asked, &manifest, &decisions)).collect();
    if arguments.json {
        return output::json(&listed);
    }
    if listed.is_empty() {
        println!("{} asks for nothing", manifest.name);
        return Ok(());
    }
    let mut table = output::table(&["what", "decision", "when (UTC)", "by", "why", "legal basis"]);
    for one in listed {
        table.add_row([
            format!("{} {}", one.kind, one.what),
            one.state.to_owned(),
            one.at.map(output::time).unwrap_or_default(),
            one.by.unwrap_or_default(),
            one.purpose.unwrap_or_default(),
            one.legal_basis.unwrap_or_default(),
        ]);
    }
    println!("{table}");
    println!("decide on the lab's page /prototypes/{}/grants: fieldlab serve", manifest.name);
    Ok(())
}

fn listed(asked: &Asked, manifest: &Manifest, decisions: &[GrantDecision]) -> Listed {
    let key = asked.key(manifest);
    let latest = decisions.iter().rev().find(|decision| decision.key == key);
    let (kind, what, grant) = match asked {
        Asked::Field(field, nth) => ("field", field.to_string(), manifest.grants.get(*nth)),
        Asked::Capability(capability) => ("use", capability.name().to_owned(), None),
        Asked::Call(name) => ("call", name.to_string(), None),
    };
    Listed {
        kind,
        what,
        state: match latest.map(|decision| decision.granted) {
            None => "open",
            Some(true) => "granted",
            Some(false) => "refused",
        },
        purpose: grant.map(|grant| grant.purpose.en.clone()),
        legal_basis: grant.map(|grant| grant.legal_basis.clone()),
        by: latest.map(|decision| decision.by.clone()),
        at: latest.map(|decision| decision.at),
        key,
    }
}
