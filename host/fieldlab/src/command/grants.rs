//! `fieldlab grants`: what a prototype asks for, and what was decided. Deciding goes to the lab that is served, by its interface, since a
//! lab that runs keeps in memory what was granted.

use fieldlab_domain::capability::GrantBook as _;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::{Name, nearest_hint};
use fieldlab_domain::request::{Decision, Decisions, Request, Requests};

use crate::cli::{GrantsArguments, Places};
use crate::failure::usage;
use crate::lab::Lab;
use crate::output;
use crate::remote::Remote;

/// The word for everything that is asked for.
const ALL: &str = "all";

pub(crate) async fn run(places: &Places, arguments: GrantsArguments) -> anyhow::Result<()> {
    let asked = match &arguments.lab {
        Some(address) => remote(address, &arguments).await?,
        None => local(places, &arguments.prototype).await?,
    };
    if arguments.json {
        return output::json(&asked.requests);
    }
    print(&asked);
    if arguments.lab.is_none() && !asked.requests.is_empty() {
        println!(
            "decide on the lab's page /prototypes/{}/grants, or with --grant or --refuse and --lab URL",
            asked.prototype
        );
    }
    Ok(())
}

/// What is asked for and decided in the lab that is served at an address, after the decisions that were given.
async fn remote(address: &str, arguments: &GrantsArguments) -> anyhow::Result<Requests> {
    let no_token =
        || usage("this needs a token of the lab", "give it with --token or FIELDLAB_TOKEN: fieldlab token new");
    let token = arguments.token.as_deref().ok_or_else(no_token)?;
    let name =
        Name::parse(&arguments.prototype).map_err(|what| usage(what, "name a prototype, such as zorgtoeslag"))?;
    let lab = Remote::new(address, token, arguments.ca.as_deref())?;
    let (grant, refuse) = (arguments.grant.clone(), arguments.refuse.clone());
    let work = move || -> anyhow::Result<Requests> {
        let asked = lab.grants(&name)?;
        let mut decisions = decisions(&asked, &grant, true)?;
        decisions.extend(self::decisions(&asked, &refuse, false)?);
        match decisions.is_empty() {
            true => Ok(asked),
            false => lab.decide(&name, &Decisions { version: asked.version, decisions }),
        }
    };
    tokio::task::spawn_blocking(work).await?
}

/// The decisions that words stand for.
fn decisions(asked: &Requests, words: &[String], granted: bool) -> anyhow::Result<Vec<Decision>> {
    let mut decisions = Vec::new();
    for word in words {
        let fits = |request: &&Request| word == ALL || request.what == *word;
        let found: Vec<&Request> = asked.requests.iter().filter(fits).collect();
        if found.is_empty() {
            let hint = nearest_hint(word, asked.requests.iter().map(|request| request.what.as_str()));
            return Err(usage(format!("{} does not ask for `{word}`", asked.prototype), hint));
        }
        decisions.extend(found.into_iter().map(|request| Decision { key: request.key.clone(), granted }));
    }
    Ok(decisions)
}

/// What is asked for and decided in the lab in the data folder.
async fn local(places: &Places, prototype: &str) -> anyhow::Result<Requests> {
    let lab = Lab::open(places).await?;
    let records = lab.store.prototypes().await?;
    // Of several versions the latest that the lab knows, as on the page.
    let Some(record) = records.iter().rev().find(|record| record.name.as_str() == prototype) else {
        let hint = nearest_hint(prototype, records.iter().map(|record| record.name.as_str()));
        return Err(usage(format!("the lab knows no prototype `{prototype}`"), hint));
    };
    let manifest = Manifest::from_json(&record.manifest).map_err(|_| {
        usage(format!("the manifest of `{}` is of another version", record.name), "run fieldlab demo again")
    })?;
    let decisions = lab.grants.decisions(&manifest.name).await?;
    Ok(Requests {
        prototype: manifest.name.to_string(),
        version: manifest.version.clone(),
        requests: Request::all_of(&manifest, &decisions),
    })
}

fn print(asked: &Requests) {
    if asked.requests.is_empty() {
        println!("{} asks for nothing", asked.prototype);
        return;
    }
    let mut table = output::table(&["what", "decision", "when (UTC)", "by", "why", "legal basis"]);
    for one in &asked.requests {
        table.add_row([
            format!("{} {}", one.kind, one.what),
            one.state.name().to_owned(),
            one.at.map(output::time).unwrap_or_default(),
            one.by.clone().unwrap_or_default(),
            one.purpose.as_ref().map(|purpose| purpose.en.clone()).unwrap_or_default(),
            one.legal_basis.clone().unwrap_or_default(),
        ]);
    }
    println!("{table}");
}
