//! `fieldlab deploy` and `fieldlab rollback`: which version of a prototype a lab serves.

use fieldlab_domain::deployment::Deployment;
use fieldlab_registry::sign_package;
use fieldlab_web::{MOST_BYTES, pack};
use serde_json::json;

use crate::cli::{CheckArguments, DeployArguments, LabArguments, Places, RollbackArguments};
use crate::command::{check, sign};
use crate::failure::usage;
use crate::output;
use crate::remote::Remote;
use crate::tours;
use crate::workspace::read_text;

pub(crate) async fn deploy(places: &Places, arguments: DeployArguments) -> anyhow::Result<()> {
    let lab = remote(&arguments.lab)?;
    let key = arguments.sign.as_deref().map(sign::read_key).transpose()?;
    let checked = CheckArguments { path: arguments.path, manifest: arguments.manifest, json: false };
    let package = check::checked_package(places, &checked).await?;
    let text = read_text(&check::manifest_path(&checked.path, checked.manifest.as_deref())?)?;
    let bytes = pack(&text, &package.component);
    if bytes.len() > MOST_BYTES {
        let what = format!("`{}` has {} bytes, and a lab takes {MOST_BYTES}", package.manifest.name, bytes.len());
        return Err(usage(what, "build it for release, without debugging information"));
    }
    let signature = key.map(|key| sign_package(&text, &package.component, &key));
    // Before anything is sent: a tour that can't be read leaves all as it was.
    let tour = match checked.path.is_dir() {
        true => tours::beside(&checked.path, &package.manifest.name)?,
        false => None,
    };
    let name = package.manifest.name.clone();
    let send = move || -> anyhow::Result<_> {
        let done = lab.deploy(&bytes, signature)?;
        let scenes = tour.map(|(source, _)| lab.put_tour(&name, &source)).transpose()?;
        Ok((done, scenes))
    };
    let (done, scenes) = tokio::task::spawn_blocking(send).await??;
    told(&arguments.lab, &done)?;
    if let Some(scenes) = scenes.filter(|_| !arguments.lab.json) {
        println!(
            "  tour       {scenes} scenes, at {}/tours/{}",
            arguments.lab.lab.trim_end_matches('/'),
            done.prototype
        );
    }
    Ok(())
}

pub(crate) async fn rollback(arguments: RollbackArguments) -> anyhow::Result<()> {
    let lab = remote(&arguments.lab)?;
    let (name, wanted) = (arguments.name, json!({ "version": arguments.version }).to_string());
    let done = tokio::task::spawn_blocking(move || lab.make_current(&name, &wanted)).await??;
    told(&arguments.lab, &done)
}

fn remote(arguments: &LabArguments) -> anyhow::Result<Remote> {
    Remote::new(&arguments.lab, &arguments.token, arguments.ca.as_deref())
}

fn told(arguments: &LabArguments, done: &Deployment) -> anyhow::Result<()> {
    if arguments.json {
        return output::json(done);
    }
    println!("{} {} is what {} serves now", done.prototype, done.version, arguments.lab);
    println!("  component  {}", done.digest);
    println!("  of         {}", done.organisation);
    Ok(())
}
