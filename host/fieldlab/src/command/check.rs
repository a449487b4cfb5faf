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
    let package = package(&arguments.path, arguments.manifest.as_deref())?;
    let assessment = fits(places, &package)?;
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

/// Checks that manifest and component fit, and gives the assessment if there is one.
///
/// # Errors
/// When they do not.
pub(crate) fn fits(places: &Places, package: &Package) -> anyhow::Result<Option<Arc<dyn Assessment>>> {
    if package.manifest.service.is_some() {
        exports::check_service(package)?;
    }
    if !package.manifest.has_assessment() {
        return Ok(None);
    }
    let sandbox = lab::sandbox(Some(&lab::data_folder(places)?))?;
    Ok(Some(sandbox.load(package.manifest.clone(), &package.component)?))
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

/// The package at the path: a folder is built, a component is read with the manifest beside it, unless another is given.
pub(crate) fn package(path: &Path, manifest: Option<&Path>) -> anyhow::Result<Package> {
    let manifest = read_manifest(&manifest_path(path, manifest)?)?;
    if path.is_dir() {
        let packages = prototypes::build(path, [(path.to_owned(), manifest)])?;
        return Ok(packages.into_iter().next().expect("one manifest makes one package"));
    }
    Package::read(manifest, path)
}

/// Where the manifest of the folder or component at the path is.
pub(crate) fn manifest_path(path: &Path, given: Option<&Path>) -> anyhow::Result<PathBuf> {
    if !path.is_dir() && !path.is_file() {
        return Err(usage(format!("there is no {}", path.display()), "name a prototype's folder or a component"));
    }
    match given {
        Some(manifest) => Ok(manifest.to_owned()),
        None if path.is_dir() => Ok(path.join("prototype.toml")),
        None => manifest_beside(path),
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
