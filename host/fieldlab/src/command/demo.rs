//! `fieldlab demo`: from a fresh checkout to evidence that can be read.

use fieldlab_domain::capability::{Asked, GrantBook as _, GrantDecision};
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::RunState;
use fieldlab_experiment::plan::Overrides;
use fieldlab_experiment::run::check_cohort;
use fieldlab_web::Accounts;

use crate::cli::{DemoArguments, Places};
use crate::command::experiment::register;
use crate::command::serve::{Terms, listen, serve, somebody_can_let_others_in};
use crate::experiments::Declaration;
use crate::lab::{self, Lab};
use crate::prototypes::{self, Packages};
use crate::served::Serving;
use crate::workspace::Workspace;
use crate::{progress, runs};

/// The prototype of which the tour is shown first.
const FIRST: &str = "ontmoetingsplein";

pub(crate) async fn run(places: &Places, arguments: DemoArguments) -> anyhow::Result<()> {
    let terms = Terms::new(&arguments.serve)?;
    let workspace = Workspace::find(places, None)?;
    // It grants, which a lab that is served already would not hear of.
    let serving = Serving::begin(&lab::data_folder(places)?)?;
    prepare(places, &workspace).await?;
    if arguments.no_serve {
        return Ok(());
    }
    let lab = Lab::open(places).await?;
    if terms.accounts == Accounts::Members {
        somebody_can_let_others_in(&lab).await?;
    }
    let listener = listen(&arguments.serve, terms.accounts).await?;
    let open = arguments.open;
    let first = Name::parse(FIRST).expect("it is a name");
    let page = if lab.tours.tour(&first).await?.is_some() { format!("/tours/{first}") } else { String::new() };
    serve(&lab, terms, listener, serving, |address| {
        let address = format!("{}{page}", address.trim_end_matches('/'));
        if !page.is_empty() {
            println!("begin with the tour at {address}");
        }
        if open && opener::open_browser(&address).is_err() {
            eprintln!("no browser could be opened: go to {address} yourself");
        }
    })
    .await
}

/// Grants what a prototype of the workspace asks for and nobody decided about yet, and says so in the book of grants: whoever
/// starts a demo runs their own prototypes on made-up people. What was refused stays refused.
pub(crate) async fn grant_what_is_new(lab: &Lab, manifest: &Manifest, by: &str) -> anyhow::Result<()> {
    let decided = lab.grants.decisions(&manifest.name).await?;
    let keys = Asked::all_of(manifest).into_iter().map(|asked| asked.key(manifest));
    let decision = |key| GrantDecision {
        prototype: manifest.name.clone(),
        key,
        granted: true,
        by: by.to_owned(),
        at: runs::now(),
    };
    let open = keys.filter(|key| !decided.iter().any(|one| one.key == *key)).map(decision);
    Ok(lab.grants.decide(&open.collect::<Vec<_>>()).await?)
}

/// Builds the prototypes, registers everything that the workspace declares, and runs each experiment that has no evidence of
/// the same plan yet.
async fn prepare(places: &Places, workspace: &Workspace) -> anyhow::Result<()> {
    let declared = workspace.declared()?;
    if !declared.faults.is_empty() {
        return Err(declared.faults.into());
    }
    let manifests = declared.prototypes.values().cloned();
    let (packages, left_out) = prototypes::build_what_can_be(&workspace.plugins(), manifests)?;
    progress::done("prototypes", &format!("{} built", packages.len()));
    for (name, error) in left_out {
        progress::done(name.as_str(), &format!("left out: {error:#}"));
    }
    let lab = Lab::open(places).await?;
    let packages = Packages::new(&lab.sandbox, packages);
    runs::note_prototypes(&lab, &packages).await?;
    // Those with pages are served from what is kept, as after a restart.
    for package in packages.iter().filter(|package| package.manifest.service.is_some()) {
        lab.kept.keep(package)?;
        grant_what_is_new(&lab, &package.manifest, "fieldlab demo").await?;
    }
    for need in declared.needs.values() {
        lab.store.put_need(need).await?;
    }
    // One that was written in the page of a prototype without a file stays.
    for (name, tour) in &declared.tours {
        lab.tours.put_tour(name, Some(tour)).await?;
    }
    for folder in workspace.experiments()? {
        let declaration = Declaration::read(workspace, &declared, &folder)?;
        let plan = declaration.plan(&declared, Overrides::default(), &packages, lab.populations.as_ref())?;
        let name = declaration.experiment.name.clone();
        let digest = plan.digest();
        let earlier = lab.store.runs(Some(&name)).await?;
        let earlier = earlier.iter().find(|run| run.state == RunState::Done && run.plan == digest);
        if earlier.is_none() {
            check_cohort(&plan, lab.populations.as_ref())?;
        }
        register(&lab, &declared.needs[&declaration.experiment.need], &declaration, &packages).await?;
        match earlier {
            Some(run) => progress::done(name.as_str(), &format!("run {} is still right", run.id)),
            None => {
                let (run, _) = runs::run(&lab, &packages, plan, runs::threads(None)).await?;
                progress::done(name.as_str(), &format!("run {} is done", run.id));
            }
        }
    }
    Ok(())
}
