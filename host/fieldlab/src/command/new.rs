//! `fieldlab new`: a prototype to start from.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use fieldlab_domain::name::Name;
use include_dir::{Dir, DirEntry, include_dir};

use crate::cli::{NewArguments, Places, ProgrammingLanguage, Template};
use crate::failure::usage;
use crate::workspace::Workspace;

static ASSESSMENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/templates/assessment");
static SERVICE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/templates/service");
static SERVICE_JS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/templates/service-js");
static SERVICE_PYTHON: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/templates/service-python");
static BOTH: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/templates/both");
static SDK_RUST: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/sdk-rust");
static SDK_JS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/sdk-js");
static SDK_PYTHON: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/sdk-python");
static PAGE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/page");
static WIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../plugins/wit");

/// What builds and tests leave behind in a folder.
const LEFT_BEHIND: [&str; 3] = ["target", "node_modules", "__pycache__"];

/// What an author does not need of an SDK: its own tests, and the pages that they compare.
const OF_THE_SDK: [&str; 2] = ["tests", "samples"];

/// A prototype that is to be made.
struct Made<'a> {
    name: &'a Name,
    language: ProgrammingLanguage,
    template: Template,
    /// Where it is made.
    parent: &'a Path,
    /// Its own folder.
    folder: &'a Path,
    /// Whether the SDK of its language stands beside it.
    in_workspace: bool,
}

pub(crate) fn run(places: &Places, arguments: &NewArguments) -> anyhow::Result<()> {
    let name = Name::parse(&arguments.name).map_err(|what| usage(what, "such as: fieldlab new my-prototype"))?;
    if name.as_str().starts_with(|first: char| first.is_ascii_digit()) {
        return Err(usage(format!("`{name}` begins with a digit"), "a prototype's name begins with a letter"));
    }
    let template = template(arguments)?;
    let parent = match &arguments.path {
        Some(path) => path.clone(),
        None => default_parent(places)?,
    };
    let folder = parent.join(name.as_str());
    if folder.exists() {
        return Err(usage(format!("{} is there already", folder.display()), "choose another name, or another --path"));
    }
    let language = arguments.lang;
    let in_workspace = parent.join(sdk_name(language)).is_dir();
    let made = Made { name: &name, language, template, parent: &parent, folder: &folder, in_workspace };
    let done = make(&made);
    if done.is_err() {
        // Half a prototype is worse than none.
        let _ = std::fs::remove_dir_all(&folder);
    }
    done?;
    tell(&made);
    Ok(())
}

/// The template that was asked for, when there is one in the language.
fn template(arguments: &NewArguments) -> anyhow::Result<Template> {
    match (arguments.lang, arguments.template) {
        (ProgrammingLanguage::Rust, template) => Ok(template.unwrap_or(Template::Assessment)),
        (_, None | Some(Template::Service)) => Ok(Template::Service),
        (_, Some(_)) => {
            Err(usage("rules are written in Rust", "leave out --lang, or make pages with --template service"))
        }
    }
}

/// What to do next, in the tools of its language.
fn tell(made: &Made<'_>) {
    let folder = made.folder.display();
    println!("made {folder}");
    let test = match made.language {
        ProgrammingLanguage::Rust => {
            format!("cargo test --manifest-path {}", made.folder.join("Cargo.toml").display())
        }
        ProgrammingLanguage::Js => {
            println!("  first     cd {folder} && npm install");
            format!("cd {folder} && npm test")
        }
        ProgrammingLanguage::Python => {
            let sdk = made.sdk();
            println!("  first     cd {folder} && python3 -m venv .venv && .venv/bin/pip install -e {sdk}");
            format!("cd {folder} && .venv/bin/python -m unittest")
        }
    };
    if made.template.has_pages() {
        println!("  see it    fieldlab dev {folder}");
    }
    println!("  test it   {test}");
    println!("  check it  fieldlab check {folder}");
    if made.template.has_rule() {
        println!(
            "  try it    fieldlab try {0} --citizens {1} --explain",
            slashed(made.folder),
            made.folder.join("citizens.csv").display()
        );
    }
}

impl Made<'_> {
    /// Where its SDK is, from its own folder.
    fn sdk(&self) -> String {
        format!("{}/{}", if self.in_workspace { ".." } else { "vendor" }, sdk_name(self.language))
    }
}

fn sdk_name(language: ProgrammingLanguage) -> &'static str {
    match language {
        ProgrammingLanguage::Rust => "sdk-rust",
        ProgrammingLanguage::Js => "sdk-js",
        ProgrammingLanguage::Python => "sdk-python",
    }
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

fn make(made: &Made<'_>) -> anyhow::Result<()> {
    let template = match (made.language, made.template) {
        (ProgrammingLanguage::Js, _) => &SERVICE_JS,
        (ProgrammingLanguage::Python, _) => &SERVICE_PYTHON,
        (ProgrammingLanguage::Rust, Template::Assessment) => &ASSESSMENT,
        (ProgrammingLanguage::Rust, Template::Service) => &SERVICE,
        (ProgrammingLanguage::Rust, Template::Both) => &BOTH,
    };
    let sdk = made.sdk();
    write(template, made.folder, &LEFT_BEHIND, &|text| {
        text.replace("{{name}}", made.name.as_str())
            .replace("{{crate_name}}", &made.name.as_str().replace('-', "_"))
            .replace("{{sdk_path}}", &sdk)
    })?;
    let is_rust = made.language == ProgrammingLanguage::Rust;
    if made.in_workspace {
        return if is_rust { join_workspace(made.parent, made.name) } else { Ok(()) };
    }
    // By itself: the SDK comes along, with what all of them share.
    let files = match made.language {
        ProgrammingLanguage::Rust => &SDK_RUST,
        ProgrammingLanguage::Js => &SDK_JS,
        ProgrammingLanguage::Python => &SDK_PYTHON,
    };
    let (vendor, keep) = (made.folder.join("vendor"), |text: &str| text.to_owned());
    let left = [&LEFT_BEHIND[..], &OF_THE_SDK].concat();
    write(files, &vendor.join(sdk_name(made.language)), &left, &keep)?;
    write(&PAGE, &vendor.join("page"), &left, &keep)?;
    write(&WIT, &vendor.join("wit"), &left, &keep)?;
    if !is_rust {
        return Ok(());
    }
    // An empty table keeps cargo from looking for a workspace further up.
    let cargo = made.folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&cargo)?;
    Ok(std::fs::write(&cargo, format!("{text}\n[workspace]\n\n{}", profile()))?)
}

/// How prototypes are built for citizens in their millions: the end of `plugins/Cargo.toml`.
fn profile() -> &'static str {
    let plugins = include_str!("../../../../plugins/Cargo.toml");
    plugins.find("[profile.release]").map_or("", |at| &plugins[at..])
}

/// Writes a folder of files, each through `change`; `.template` at the end of a name is left out, and folders called as one of `left` are too.
fn write(dir: &Dir<'_>, folder: &Path, left: &[&str], change: &dyn Fn(&str) -> String) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| {
        usage(
            format!("can't make {}: {error}", folder.display()),
            "choose a folder that can be written with --path DIR",
        )
    })?;
    for entry in dir.entries() {
        let name = entry.path().file_name().and_then(|name| name.to_str()).context("bundled names are UTF-8")?;
        match entry {
            DirEntry::Dir(_) if left.contains(&name) => {}
            DirEntry::Dir(inner) => write(inner, &folder.join(name), left, change)?,
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
