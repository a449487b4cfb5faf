//! What kind of WebAssembly a file is: a component of the contract's world, and nothing else.

use wasmtime::Engine;
use wasmtime::component::Component;

use fieldlab_domain::assessment::Blame;
use fieldlab_domain::name::nearest_hint;

use crate::capability::OFFERED;
use crate::contract_v0_1::{ASSESSMENT, TYPES, VERSION};
use crate::limits::{MEBIBYTE, MOST_COMPONENT_BYTES, MOST_LINE};
use crate::service::capability_of;
use crate::words::one_line;

/// What is wrong with a component, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unfit {
    /// Whose fault it is: the component's, but for what the lab can't do.
    pub(crate) blame: Blame,
    pub(crate) what: String,
    pub(crate) hint: String,
}

impl Unfit {
    pub(crate) fn new(what: impl Into<String>, hint: impl Into<String>) -> Unfit {
        Unfit { blame: Blame::Guest, what: what.into(), hint: hint.into() }
    }

    /// Something that the lab can't do.
    pub(crate) fn of_host(what: impl Into<String>, hint: impl Into<String>) -> Unfit {
        Unfit { blame: Blame::Host, ..Unfit::new(what, hint) }
    }
}

const BUILD_HINT: &str = "build it with: fieldlab build";

/// Refuses what is not a component, before it is compiled.
pub(crate) fn check_bytes(bytes: &[u8]) -> Result<(), Unfit> {
    if bytes.len() > MOST_COMPONENT_BYTES {
        let (size, most) = (bytes.len().div_ceil(MEBIBYTE), MOST_COMPONENT_BYTES / MEBIBYTE);
        let hint = "build it for release, without debug information";
        return Err(Unfit::new(format!("it is {size} MiB, and a component may be {most} MiB"), hint));
    }
    if bytes.is_empty() {
        return Err(Unfit::new("it is empty", BUILD_HINT));
    }
    let Some(header) = bytes.get(..8) else {
        return Err(Unfit::new("it is not WebAssembly", BUILD_HINT));
    };
    match header {
        // A version and a layer: layer 0 is a core module, layer 1 a component.
        [0, b'a', b's', b'm', _, _, 1, 0] => Ok(()),
        [0, b'a', b's', b'm', ..] => {
            let hint = "build it for the target wasm32-wasip2, as `fieldlab build` does";
            Err(Unfit::new("it is a WebAssembly module, not a component", hint))
        }
        _ => Err(Unfit::new("it is not WebAssembly", BUILD_HINT)),
    }
}

/// What to say when a component does not compile.
pub(crate) fn uncompilable(error: &wasmtime::Error) -> Unfit {
    let cause = one_line(&error.root_cause().to_string(), MOST_LINE);
    if cause.contains("unexpected end") || cause.contains("section range") {
        return Unfit::new("it is cut off in the middle", BUILD_HINT);
    }
    Unfit::new(format!("it is not a component that can be compiled: {cause}"), BUILD_HINT)
}

/// An interface name and its version, such as `wasi:cli/run` and `0.2.6`.
pub(crate) fn split_version(name: &str) -> (&str, Option<&str>) {
    match name.split_once('@') {
        Some((interface, version)) => (interface, Some(version)),
        None => (name, None),
    }
}

/// Whether `version` is `wanted` (such as `0.1`) or a later patch of it.
pub(crate) fn is_version(version: Option<&str>, wanted: &str) -> bool {
    version.and_then(|version| version.strip_prefix(wanted)).is_some_and(|patch| patch.starts_with('.'))
}

/// The name of the export that has the rule.
pub(crate) fn find_assessment(engine: &Engine, component: &Component) -> Result<String, Unfit> {
    let types = component.component_type();
    let exports: Vec<&str> = types.exports(engine).map(|(name, _)| name).collect();
    choose_assessment(&exports)
}

fn choose_assessment(exports: &[&str]) -> Result<String, Unfit> {
    let mut other_versions = Vec::new();
    for export in exports {
        match split_version(export) {
            (ASSESSMENT, version) if is_version(version, VERSION) => return Ok((*export).to_owned()),
            (ASSESSMENT, version) => other_versions.push(contract_version(version.unwrap_or("no version"))),
            _ => {}
        }
    }
    if let Some(version) = other_versions.first() {
        let hint = format!("update the lab, or build the prototype for contract {VERSION}");
        return Err(Unfit::new(format!("it speaks contract {version}; this lab speaks {VERSION}"), hint));
    }
    let what = match exports {
        [] => "it exports nothing".to_owned(),
        [export] => format!("it is no rule: it exports `{export}`"),
        [export, rest @ ..] => format!("it is no rule: it exports `{export}` and {} more", rest.len()),
    };
    Err(Unfit::new(
        what,
        format!("export `{ASSESSMENT}@{VERSION}.0`, as the world `rule` in fieldlab-lab-{VERSION}.wit says"),
    ))
}

/// `0.2` of `0.2.0`.
fn contract_version(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

/// Whether a component has pages beside its rule, which import what a rule can't have. As a rule it never gets to them.
pub(crate) fn has_pages(engine: &Engine, component: &Component) -> bool {
    let is_handler = |name: &str| matches!(split_version(name).0, "wasi:http/incoming-handler" | "wasi:http/handler");
    component.component_type().exports(engine).any(|(name, _)| is_handler(name))
}

/// Whether an import is for pages: wasi:http, or a capability that services have and rules do not.
pub(crate) fn is_for_pages(import: &str) -> bool {
    let (interface, _) = split_version(import);
    import.starts_with("wasi:http/")
        || capability_of(interface).is_some()
        || ["fieldlab:lab/visit", "fieldlab:lab/explanations", "fieldlab:lab/questions"].contains(&interface)
        || is_of_others(interface)
}

/// Whether an interface is neither the lab's nor the standard's: another prototype may export it.
pub(crate) fn is_of_others(interface: &str) -> bool {
    !interface.starts_with("wasi:") && !interface.starts_with("fieldlab:") && interface.contains('/')
}

/// Refuses a component that imports something that a rule can't have; `has_pages` says whether wasi:http is for its pages.
pub(crate) fn check_imports(engine: &Engine, component: &Component, has_pages: bool) -> Result<(), Unfit> {
    let types = component.component_type();
    let imports: Vec<&str> = types.imports(engine).map(|(name, _)| name).collect();
    refuse_imports(&imports, has_pages)
}

fn refuse_imports(imports: &[&str], has_pages: bool) -> Result<(), Unfit> {
    let for_pages = |import: &str| has_pages && is_for_pages(import);
    let refused: Vec<&str> =
        imports.iter().copied().filter(|import| !is_offered(import) && !for_pages(import)).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = refused.iter().map(|import| format!("`{import}`")).collect();
    let hints: Vec<String> = refused.iter().map(|import| import_hint(import)).collect();
    Err(Unfit::new(format!("it imports {}, which a rule can't have", names.join(", ")), hints.join("\n")))
}

fn is_offered(import: &str) -> bool {
    let (interface, version) = split_version(import);
    OFFERED.contains(&interface) && is_version(version, offered_version(interface))
}

fn offered_version(interface: &str) -> &'static str {
    if interface == TYPES { VERSION } else { "0.2" }
}

fn import_hint(import: &str) -> String {
    let (interface, _) = split_version(import);
    if OFFERED.contains(&interface) {
        return format!("`{import}`: the lab offers version {}", offered_version(interface));
    }
    let reason = match interface.split('/').next().unwrap_or_default() {
        "wasi:sockets" | "wasi:http" => "a rule has no network; what it needs to know comes in its columns",
        "wasi:keyvalue" | "wasi:blobstore" => "a rule keeps nothing between calls",
        "wasi:config" => "what can be set comes in its parameters",
        "wasi:logging" => "a rule can write to its error output",
        _ => return format!("`{import}`: {}", nearest_hint(interface, OFFERED)),
    };
    format!("`{import}`: {reason}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what_of<T: std::fmt::Debug>(outcome: Result<T, Unfit>) -> String {
        outcome.expect_err("it is unfit").what
    }

    #[test]
    fn only_components_get_through() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(what_of(check_bytes(bytes)), expected, "{bytes:?}");
        check(b"", "it is empty");
        check(b"\0asm", "it is not WebAssembly");
        check(b"#!/bin/sh\nexit 0\n", "it is not WebAssembly");
        check(b"\0asm\x01\0\0\0", "it is a WebAssembly module, not a component");
        check(&vec![0; MOST_COMPONENT_BYTES + 1], "it is 33 MiB, and a component may be 32 MiB");
        assert_eq!(check_bytes(b"\0asm\x0d\0\x01\0"), Ok(()));
    }

    #[test]
    fn the_rule_is_found_among_exports() {
        let found = choose_assessment(&["wasi:cli/run@0.2.6", "fieldlab:lab/assessment@0.1.0"]);
        assert_eq!(found.as_deref(), Ok("fieldlab:lab/assessment@0.1.0"));
        assert!(choose_assessment(&["fieldlab:lab/assessment@0.1.7"]).is_ok(), "a patch changes no types");
        let check = |exports: &[&str], expected: &str| assert_eq!(what_of(choose_assessment(exports)), expected);
        check(&[], "it exports nothing");
        check(&["wasi:cli/run@0.2.6"], "it is no rule: it exports `wasi:cli/run@0.2.6`");
        check(&["a", "b", "c"], "it is no rule: it exports `a` and 2 more");
        check(&["fieldlab:lab/assessment@0.2.0"], "it speaks contract 0.2; this lab speaks 0.1");
        check(&["fieldlab:lab/assessment@0.10.0"], "it speaks contract 0.10; this lab speaks 0.1");
    }

    #[test]
    fn imports_are_named_with_a_reason_and_the_nearest() {
        assert_eq!(refuse_imports(&["wasi:io/streams@0.2.6", "fieldlab:lab/types@0.1.0"], false), Ok(()));
        let refused =
            refuse_imports(&["wasi:io/streams@0.2.6", "wasi:sockets/tcp@0.2.6", "wasi:random/randm@0.2.0"], false);
        let refused = refused.expect_err("two are not offered");
        assert_eq!(
            refused.what,
            "it imports `wasi:sockets/tcp@0.2.6`, `wasi:random/randm@0.2.0`, which a rule can't have"
        );
        let hints: Vec<&str> = refused.hint.lines().collect();
        assert!(hints[0].starts_with("`wasi:sockets/tcp@0.2.6`: a rule has no network"), "{hints:?}");
        assert_eq!(hints[1], "`wasi:random/randm@0.2.0`: did you mean `wasi:random/random`?");
        assert_eq!(refuse_imports(&["wasi:http/types@0.2.12"], true), Ok(()), "it is for the pages");
        assert!(refuse_imports(&["wasi:http/types@0.2.12"], false).is_err(), "there are no pages");
        let newer = refuse_imports(&["wasi:io/streams@0.3.0"], false).expect_err("another version");
        assert_eq!(newer.hint, "`wasi:io/streams@0.3.0`: the lab offers version 0.2");
    }
}
