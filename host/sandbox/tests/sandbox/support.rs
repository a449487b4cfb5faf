//! What the tests share: one sandbox, and prototypes to load in it.

use std::fs;
use std::sync::{Arc, LazyLock};

use fieldlab_build::workspace_guests;
use fieldlab_domain::assessment::{Assessment, LoadError};
use fieldlab_domain::column::{Batch, Column, Values};
use fieldlab_domain::manifest::Manifest;
use fieldlab_sandbox::{Sandbox, SandboxConfig};

/// 1 January 2026, in days since 1970-01-01.
pub(crate) const TODAY: i32 = 20_454;

/// The sandbox of all tests that do not need one of their own: what one test does may not harm another.
pub(crate) static SANDBOX: LazyLock<Sandbox> =
    LazyLock::new(|| Sandbox::new(SandboxConfig::new(TODAY)).expect("the machine has address space for it"));

/// Reads a manifest that must be right.
pub(crate) fn parse(source: &str) -> Manifest {
    Manifest::parse("prototype.toml", source).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The manifest of the rule in `rule.wat`, which reads an age and decides a flag and an amount.
pub(crate) fn small_manifest() -> Manifest {
    parse(
        r#"
        name = "small"
        version = "0.1.0"
        contract = "0.1"
        title = { nl = "Klein", en = "Small" }
        summary = { nl = "Een kleine regel.", en = "A small rule." }
        needs = ["a-need"]
        owner = { organisation = "Voorbeeldgemeente", sector = "government" }
        limits = { memory_mb = 4, deadline_ms = 50 }

        [[grants]]
        fields = ["person.age"]
        purpose = { nl = "Proberen.", en = "To try." }
        legal_basis = "none: made up"

        [[decisions]]
        name = "adult"
        kind = "flag"
        title = { nl = "Volwassen", en = "Adult" }

        [[decisions]]
        name = "seen"
        kind = "amount"
        title = { nl = "Gezien", en = "Seen" }
        "#,
    )
}

/// What a rule does that is otherwise as it should be, in WebAssembly text; see `rule.wat`.
#[derive(Clone, Copy)]
pub(crate) struct Guest<'a> {
    /// What `assess` does first.
    pub(crate) assess: &'a str,
    /// What `$decide` does first; it has `$age` and `$row`.
    pub(crate) decide: &'a str,
    /// How many flags the answer has.
    pub(crate) flags: &'a str,
    /// Whether the explanation says that somebody is an adult.
    pub(crate) explained: &'a str,
}

/// A rule that does everything right.
pub(crate) const GOOD: Guest<'_> =
    Guest { assess: "", decide: "", flags: "(local.get $rows)", explained: "(i32.const 1)" };

impl Guest<'_> {
    /// The component.
    pub(crate) fn component(self) -> Vec<u8> {
        let text = include_str!("rule.wat")
            .replace("{ASSESS}", self.assess)
            .replace("{DECIDE}", self.decide)
            .replace("{FLAGS}", self.flags)
            .replace("{EXPLAINED}", self.explained);
        wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Loads it.
    pub(crate) fn load(self) -> Arc<dyn Assessment> {
        SANDBOX.load(small_manifest(), &self.component()).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// A batch of people of these ages.
pub(crate) fn ages(ages: Vec<i32>) -> Batch {
    Batch { rows: ages.len(), columns: vec![Column::full(Values::Wholes(ages))] }
}

/// Loads bytes that must be refused.
pub(crate) fn refused(component: &[u8]) -> LoadError {
    match SANDBOX.load(small_manifest(), component) {
        Ok(_) => panic!("it was loaded"),
        Err(error) => error,
    }
}

/// Loads a component, written as text, that must be refused.
pub(crate) fn refused_text(component: &str) -> LoadError {
    refused(&wat::parse_str(component).unwrap_or_else(|error| panic!("{error}")))
}

/// The manifest and the component of a bundled prototype or a test guest.
pub(crate) fn bundled(package: &str) -> (Manifest, Vec<u8>) {
    let built = workspace_guests().get(package).unwrap_or_else(|| panic!("no guest makes `{package}`"));
    let folder = built.manifest_path.parent().expect("a manifest is in a folder");
    let source = fs::read_to_string(folder.join("prototype.toml")).expect("a prototype has a manifest");
    (parse(&source), fs::read(&built.component_path).expect("it was just built"))
}

/// Loads a bundled prototype or a test guest.
pub(crate) fn load(sandbox: &Sandbox, package: &str) -> Arc<dyn Assessment> {
    let (manifest, component) = bundled(package);
    sandbox.load(manifest, &component).unwrap_or_else(|error| panic!("{error}"))
}
