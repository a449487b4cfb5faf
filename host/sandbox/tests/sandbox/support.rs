//! What the tests share: one sandbox, and prototypes to load in it.

use std::sync::LazyLock;

use fieldlab_domain::assessment::LoadError;
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

/// The manifest of a rule that reads an age and decides a flag.
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
        "#,
    )
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
