//! `fieldlab check`: does a prototype do what its manifest says?

use std::path::{Path, PathBuf};

use fieldlab_domain::assessment::Assessment;
use fieldlab_domain::capability::Capability;
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::{Manifest, ServiceDeclaration};
use fieldlab_domain::text::Language;
use fieldlab_sandbox::Sandbox;
use fieldlab_scenario::accessibility;
use fieldlab_scenario::page::Page;
use fieldlab_scenario::reading::{PLAIN, reading};
use serde::Serialize;

use crate::cli::{CheckArguments, Places};
use crate::exports;
use crate::failure::{Told, usage};
use crate::lab;
use crate::output;
use crate::prototypes::{self, Package};
use crate::scenarios::{self, Loaded};
use crate::tours;
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
    /// Capabilities that are asked for and never used.
    unused: Vec<&'static str>,
    pages: Pages,
}

pub(crate) async fn run(places: &Places, arguments: &CheckArguments) -> anyhow::Result<()> {
    let package = package(&arguments.path, arguments.manifest.as_deref())?;
    let tour = tours::beside(&arguments.path, &package.manifest.name)?;
    let sandbox = lab::sandbox(Some(&lab::data_folder(places)?))?;
    let loaded = load(&sandbox, &package)?;
    let assessment = loaded.rule.clone();
    let seen = pages(&loaded, &arguments.path).await?;
    let checked = Checked { pages: seen, ..checked(assessment.as_deref(), &package) };
    if arguments.json {
        output::json(&checked)?;
        return checked.end();
    }
    if !checked.pages.faults.is_empty() {
        checked.pages.tell();
        return checked.end();
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
    if let Some((_, tour)) = tour {
        println!("  tour       {} scenes", tour.scenes.len());
    }
    for unused in &checked.unused {
        println!("  note       the manifest asks for `{unused}`, and the code never uses it: leave it out of `uses`");
    }
    checked.pages.tell();
    Ok(())
}

/// Loads a prototype when manifest and component fit.
///
/// # Errors
/// When they do not.
pub(crate) fn load(sandbox: &Sandbox, package: &Package) -> anyhow::Result<Loaded> {
    if package.manifest.service.is_some() {
        exports::check_service(package)?;
    }
    Loaded::new(sandbox, package)
}

/// What was seen of the pages of the prototype's scenarios.
#[derive(Default, Serialize)]
struct Pages {
    /// How many pages were seen.
    seen: usize,
    /// What some people can't use: scenario, page and fault; and scenarios that failed.
    faults: Vec<String>,
    /// How hard the text is, by language: 60 and more is plain.
    reading: Vec<(&'static str, i64)>,
    /// Sentences that are long.
    long: Vec<String>,
}

impl Pages {
    fn tell(&self) {
        for fault in &self.faults {
            println!("  fault      {fault}");
        }
        for (language, score) in &self.reading {
            let plain = if *score as f64 >= PLAIN { "plain" } else { "hard to read: use short words and sentences" };
            println!("  reads      {score} in {language}, {plain} (60 and more is plain; an indication)");
        }
        for sentence in self.long.iter().take(5) {
            println!("  note       a long sentence: {sentence}");
        }
        if self.seen > 0 && self.faults.is_empty() {
            println!(
                "  pages      {} seen in scenarios, without a fault of accessibility that a program can find",
                self.seen
            );
        }
    }
}

impl Checked<'_> {
    /// A page that some people can't use is a fault of the prototype.
    fn end(&self) -> anyhow::Result<()> {
        if self.pages.faults.is_empty() { Ok(()) } else { Err(Told("the pages have faults").into()) }
    }
}

/// Walks the prototype's scenarios and looks at each page.
async fn pages(loaded: &Loaded, path: &Path) -> anyhow::Result<Pages> {
    let mut pages = Pages::default();
    if !path.is_dir() {
        return Ok(pages);
    }
    let mut texts: Vec<(Language, Page)> = Vec::new();
    for scenario in scenarios::read(path)? {
        match scenarios::walk(loaded, &scenario).await {
            Err(failed) => pages.faults.push(format!("{}:{}: {}", failed.file, failed.line, failed.what)),
            Ok(seen) => {
                for (address, page) in seen {
                    pages.seen += 1;
                    let faults = accessibility::faults(&page, scenario.language);
                    pages.faults.extend(faults.into_iter().map(|fault| format!("{address}: {fault}")));
                    texts.push((scenario.language, page));
                }
            }
        }
    }
    pages.faults.sort();
    pages.faults.dedup();
    for language in Language::ALL {
        let of = texts.iter().filter(|(of, _)| *of == language).map(|(_, page)| page);
        if let Some(reading) = reading(of, language) {
            pages.reading.push((language.code(), reading.score.round() as i64));
            pages.long.extend(reading.long);
        }
    }
    Ok(pages)
}

/// The package at the path, when nothing is wrong with it or with the pages of its scenarios.
pub(crate) async fn checked_package(places: &Places, arguments: &CheckArguments) -> anyhow::Result<Package> {
    let package = package(&arguments.path, arguments.manifest.as_deref())?;
    if package.manifest.service.is_some() {
        exports::check_service(&package)?;
    }
    let sandbox = lab::sandbox(Some(&lab::data_folder(places)?))?;
    let seen = pages(&Loaded::new(&sandbox, &package)?, &arguments.path).await?;
    if let Some(first) = seen.faults.first() {
        let what =
            format!("the pages of `{}` have {} faults, such as: {first}", package.manifest.name, seen.faults.len());
        return Err(usage(what, "see them all with: fieldlab check"));
    }
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
        unused: exports::unused(package).into_iter().map(Capability::name).collect(),
        pages: Pages::default(),
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
