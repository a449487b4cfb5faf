//! `fieldlab new`: a prototype to start from.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use fieldlab_domain::name::Name;
use include_dir::{Dir, DirEntry, include_dir};

use crate::cli::{NewArguments, Places, Template};
use crate::failure::usage;
use crate::workspace::Workspace;

static ASSESSMENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/templates/assessment");
static SERVICE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/templates/service");
static BOTH: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/templates/both");
static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/sdk-rust");
static WIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/wit");

pub(crate) fn run(places: &Places, arguments: &NewArguments) -> anyhow::Result<()> {
    let name = Name::parse(&arguments.name).map_err(|what| usage(what, "such as: fieldlab new my-prototype"))?;
    if name.as_str().starts_with(|first: char| first.is_ascii_digit()) {
        return Err(usage(format!("`{name}` begins with a digit"), "a prototype's name begins with a letter"));
    }
    let parent = match &arguments.path {
        Some(path) => path.clone(),
        None => default_parent(places)?,
    };
    let folder = parent.join(name.as_str());
    if folder.exists() {
        return Err(usage(format!("{} is there already", folder.display()), "choose another name, or another --path"));
    }
    let template = match arguments.template {
        Template::Assessment => &ASSESSMENT,
        Template::Service => &SERVICE,
        Template::Both => &BOTH,
    };
    let in_workspace = parent.join("sdk-rust").is_dir();
    let made = make(template, &name, &parent, &folder, in_workspace);
    if made.is_err() {
        // Half a prototype is worse than none.
        let _ = std::fs::remove_dir_all(&folder);
    }
    made?;
    println!("made {}", folder.display());
    if arguments.template.has_pages() {
        println!("  see it    fieldlab dev {}", folder.display());
    }
    println!("  test it   cargo test --manifest-path {}", folder.join("Cargo.toml").display());
    println!("  check it  fieldlab check {}", folder.display());
    if arguments.template.has_rule() {
        println!(
            "  try it    fieldlab try {0} --citizens {1} --explain",
            slashed(&folder),
            folder.join("citizens.csv").display()
        );
    }
    Ok(())
}

/// A folder as an argument that is not taken for a name.
fn slashed(folder: &Path) -> String {
    let text = folder.display().to_string();
    if text.contains('/') { text } else { format!("./{text}") }
}

/// `plugins/` of the workspace that the user stands in, or here.
fn default_parent(places: &Places) -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir().context("there is no current folder")?;
    let workspace = Workspace::find(places, None).ok().map(|workspace| workspace.plugins());
    let inside = |plugins: &PathBuf| {
        places.workspace.is_some() || plugins.parent().is_some_and(|folder| here.starts_with(folder))
    };
    Ok(workspace.filter(inside).unwrap_or(here))
}

fn make(template: &Dir<'_>, name: &Name, parent: &Path, folder: &Path, in_workspace: bool) -> anyhow::Result<()> {
    let sdk = if in_workspace { "../sdk-rust" } else { "vendor/sdk-rust" };
    write(template, folder, &|text| {
        text.replace("{{name}}", name.as_str())
            .replace("{{crate_name}}", &name.as_str().replace('-', "_"))
            .replace("{{sdk_path}}", sdk)
    })?;
    if in_workspace {
        return join_workspace(parent, name);
    }
    // By itself: the SDK comes along, and an empty table keeps cargo from looking for a workspace further up.
    let keep = |text: &str| text.to_owned();
    write(&SDK, &folder.join("vendor/sdk-rust"), &keep)?;
    write(&WIT, &folder.join("vendor/wit"), &keep)?;
    let cargo = folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&cargo)?;
    Ok(std::fs::write(&cargo, format!("{text}\n[workspace]\n\n{}", profile()))?)
}

/// How prototypes are built for citizens in their millions: the end of `plugins/Cargo.toml`.
fn profile() -> &'static str {
    let plugins = include_str!("../../../../plugins/Cargo.toml");
    plugins.find("[profile.release]").map_or("", |at| &plugins[at..])
}

/// Writes a folder of files, each through `change`; `.template` at the end of a name is left out.
fn write(dir: &Dir<'_>, folder: &Path, change: &dyn Fn(&str) -> String) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| {
        usage(
            format!("can't make {}: {error}", folder.display()),
            "choose a folder that can be written with --path DIR",
        )
    })?;
    for entry in dir.entries() {
        let name = entry.path().file_name().and_then(|name| name.to_str()).context("bundled names are UTF-8")?;
        match entry {
            DirEntry::Dir(inner) if name != "target" => write(inner, &folder.join(name), change)?,
            DirEntry::Dir(_) => {}
            DirEntry::File(file) => {
                let text = file.contents_utf8().context("bundled files are UTF-8")?;
                let path = folder.join(name.strip_suffix(".template").unwrap_or(name));
                std::fs::write(&path, change(text)).with_context(|| format!("can't write {}", path.display()))?;
            }
        }
    }
    Ok(())
}

/// Adds the prototype to the members of `plugins/Cargo.toml`, unless a pattern takes it in already.
fn join_workspace(parent: &Path, name: &Name) -> anyhow::Result<()> {
    let path = parent.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))?;
    let Some(at) = text.find("members = [") else {
        eprintln!("add \"{name}\" to the members of {}", path.display());
        return Ok(());
    };
    let at = at + "members = [".len();
    let joined = format!("{}\"{name}\", {}", &text[..at], &text[at..]);
    std::fs::write(&path, joined).with_context(|| format!("can't write {}", path.display()))
}
