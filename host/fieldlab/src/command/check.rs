//! `fieldlab check`: does a prototype do what its manifest says?

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fieldlab_domain::assessment::Assessment;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::{Manifest, ServiceDeclaration};
use serde::Serialize;

use crate::cli::{CheckArguments, Places};
use crate::exports;
use crate::failure::usage;
use crate::lab;
use crate::output;
use crate::prototypes::{self, Package};
use crate::workspace::read_text;

#[derive(Serialize)]
struct Checked<'a> {
    name: &'a str,
    version: &'a str,
    contract: &'a str,
    digest: String,
    bytes: usize,
    fields: Vec<&'a str>,
    parameters: Vec<&'a str>,
    decisions: Vec<&'a str>,
    memory_mb: u32,
    deadline_ms: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<&'a ServiceDeclaration>,
}

pub(crate) fn run(places: &Places, arguments: &CheckArguments) -> anyhow::Result<()> {
    let package = package(arguments)?;
    let assessment = check(places, &package)?;
    let checked = checked(assessment.as_deref(), &package);
    if arguments.json {
        return output::json(&checked);
    }
    println!("{} {} is right", checked.name, checked.version);
    if assessment.is_some() {
        println!("  reads      {}", checked.fields.join(", "));
        println!("  takes      {}", checked.parameters.join(", "));
        println!("  decides    {}", checked.decisions.join(", "));
    }
    if let Some(service) = checked.service {
        let languages: Vec<&str> = service.languages.iter().map(|language| language.code()).collect();
        println!("  has pages  from {}, in {}", service.start, languages.join(", "));
    }
    println!("  may use    {} MiB and {} ms a call", checked.memory_mb, checked.deadline_ms);
    println!("  component  {} kB, {}", checked.bytes.div_ceil(1024), checked.digest);
    Ok(())
}

/// Checks a package; gives its rule, when it is one.
fn check(places: &Places, package: &Package) -> anyhow::Result<Option<Arc<dyn Assessment>>> {
    if package.manifest.service.is_some() {
        exports::check_service(package)?;
    }
    match package.manifest.has_assessment() {
        true => {
            let data = lab::data_folder(places)?;
            Ok(Some(lab::sandbox(Some(&data))?.load(package.manifest.clone(), &package.component)?))
        }
        false => Ok(None),
    }
}

/// The package at the path, checked.
pub(crate) fn checked_package(places: &Places, arguments: &CheckArguments) -> anyhow::Result<Package> {
    let package = package(arguments)?;
    check(places, &package)?;
    Ok(package)
}

fn checked<'a>(assessment: Option<&'a dyn Assessment>, package: &'a Package) -> Checked<'a> {
    let manifest = &package.manifest;
    let fields = assessment.map(Assessment::fields).unwrap_or_default();
    Checked {
        name: manifest.name.as_str(),
        version: &manifest.version,
        contract: &manifest.contract,
        digest: Digest::of(&package.component).as_str().to_owned(),
        bytes: package.component.len(),
        fields: fields.iter().map(|field| field.name.as_str()).collect(),
        parameters: manifest.parameters.iter().map(|parameter| parameter.name.as_str()).collect(),
        decisions: manifest.decisions.iter().map(|decision| decision.name.as_str()).collect(),
        memory_mb: manifest.limits.memory_mb,
        deadline_ms: manifest.limits.deadline_ms,
        service: manifest.service.as_ref(),
    }
}

/// The package at the path: a folder is built, a component is read with the manifest beside it.
fn package(arguments: &CheckArguments) -> anyhow::Result<Package> {
    let path = &arguments.path;
    if path.is_dir() {
        let manifest = read_manifest(&manifest_path(arguments)?)?;
        let packages = prototypes::build(path, [(path.clone(), manifest)])?;
        return Ok(packages.into_iter().next().expect("one manifest makes one package"));
    }
    if !path.is_file() {
        return Err(usage(format!("there is no {}", path.display()), "name a prototype's folder or a component"));
    }
    Package::read(read_manifest(&manifest_path(arguments)?)?, path)
}

/// Where the manifest of a folder or a component is.
pub(crate) fn manifest_path(arguments: &CheckArguments) -> anyhow::Result<PathBuf> {
    match &arguments.manifest {
        Some(manifest) => Ok(manifest.clone()),
        None if arguments.path.is_dir() => Ok(arguments.path.join("prototype.toml")),
        None => manifest_beside(&arguments.path),
    }
}

fn manifest_beside(component: &Path) -> anyhow::Result<PathBuf> {
    let manifest = component.with_file_name("prototype.toml");
    if manifest.is_file() {
        return Ok(manifest);
    }
    let what = format!("there is no prototype.toml beside {}", component.display());
    Err(usage(what, "name the manifest with --manifest FILE"))
}

/// Reads a manifest.
pub(crate) fn read_manifest(path: &Path) -> anyhow::Result<Manifest> {
    Ok(Manifest::parse(&path.display().to_string(), &read_text(path)?)?)
}
