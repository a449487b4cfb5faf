//! `fieldlab publish`: a prototype to an OCI registry.

use fieldlab_registry::{Client, Credentials, Prototype, Reference, Version, push, sign};
use serde::Serialize;

use crate::cli::{Places, PublishArguments};
use crate::command::{check, sign as signing};
use crate::failure::usage;
use crate::remote::authorities;
use crate::workspace::read_text;
use crate::{docker, exports, lab, output};

#[derive(Serialize)]
struct Published<'a> {
    name: &'a str,
    version: &'a str,
    place: String,
    digest: &'a str,
    signed: bool,
}

pub(crate) fn run(places: &Places, arguments: &PublishArguments) -> anyhow::Result<()> {
    // Everything that can be wrong here is looked at before the registry hears of it.
    let key = arguments.sign.as_deref().map(signing::read_key).transpose()?;
    let credentials = credentials(arguments.user.as_deref(), &arguments.place)?;
    let authorities = arguments.ca.as_deref().map(authorities).transpose()?;
    let declaration = read_text(&check::manifest_path(&arguments.path, None)?)?;
    let package = check::package(&arguments.path, None)?;
    check::load(&lab::sandbox(Some(&lab::data_folder(places)?))?, &package)?;
    let manifest = &package.manifest;
    let place = place(&arguments.place, &manifest.version)?;
    let interfaces = exports::interfaces(&package)?;
    let prototype = Prototype {
        component: &package.component,
        declaration: &declaration,
        version: &manifest.version,
        exports: &interfaces.exports,
        imports: &interfaces.imports,
    };
    let client = Client::trusting(&place, credentials, authorities.as_ref());
    let digest = push(&client, &place, &prototype)?;
    if let Some(key) = &key {
        sign(&client, &place, &digest, key)?;
    }
    let published = Published {
        name: manifest.name.as_str(),
        version: &manifest.version,
        place: place.to_string(),
        digest: digest.as_str(),
        signed: key.is_some(),
    };
    if arguments.json {
        return output::json(&published);
    }
    println!("{} {} is at {place}", published.name, published.version);
    println!("  digest     {digest}");
    println!("  signed     {}", if published.signed { "yes" } else { "no" });
    Ok(())
}

/// The place with its tag, which is the version when nothing else is said.
fn place(place: &Reference, version: &str) -> anyhow::Result<Reference> {
    match &place.version {
        Some(Version::Tag(_)) => Ok(place.clone()),
        Some(Version::Digest(_)) => {
            Err(usage(format!("{place} has a digest"), "publish under a tag; the digest follows from the prototype"))
        }
        None => Ok(place.with_tag(version)?),
    }
}

/// Name and password at a registry: those that are given, else those that `docker login` left. A password on the command line could be
/// seen by everybody on this machine.
pub(crate) fn credentials(user: Option<&str>, place: &Reference) -> anyhow::Result<Option<Credentials>> {
    let Some(user) = user else { return docker::credentials(&place.registry) };
    let password = std::env::var("FIELDLAB_REGISTRY_PASSWORD").map_err(|_| {
        usage(
            format!("there is no password for the user `{user}`"),
            "put it in FIELDLAB_REGISTRY_PASSWORD in the environment",
        )
    })?;
    Ok(Some(Credentials { user: user.to_owned(), password }))
}
