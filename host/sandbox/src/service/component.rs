//! Whether a component is a web service: what it must export, and what it may import.

use fieldlab_domain::capability::Capability;
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::nearest_hint;
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::component::{Unfit, is_of_others, is_version, split_version};

/// The service of WASI 0.2.
const INCOMING_HANDLER: &str = "wasi:http/incoming-handler";

/// The service of WASI 0.3.
const HANDLER: &str = "wasi:http/handler";

/// Which handler a service has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `incoming-handler` of WASI 0.2.
    P2,
    /// `handler` of WASI 0.3.
    P3,
}

/// The interfaces that a service may import, with the versions of each. Of the network there is only the refusal.
const OFFERED: [(&str, &[&str]); 47] = [
    ("fieldlab:lab/citizens", &["0.1"]),
    ("fieldlab:lab/desks", &["0.1"]),
    ("fieldlab:lab/explanations", &["0.1"]),
    ("fieldlab:lab/own-data", &["0.1"]),
    ("fieldlab:lab/questions", &["0.1"]),
    ("fieldlab:lab/types", &["0.1"]),
    ("fieldlab:lab/vault", &["0.1"]),
    ("fieldlab:lab/visit", &["0.1"]),
    ("wasi:cli/environment", BOTH),
    ("wasi:cli/exit", BOTH),
    ("wasi:cli/stderr", BOTH),
    ("wasi:cli/stdin", BOTH),
    ("wasi:cli/stdout", BOTH),
    ("wasi:cli/terminal-input", BOTH),
    ("wasi:cli/terminal-output", BOTH),
    ("wasi:cli/terminal-stderr", BOTH),
    ("wasi:cli/terminal-stdin", BOTH),
    ("wasi:cli/terminal-stdout", BOTH),
    ("wasi:cli/types", &["0.3"]),
    ("wasi:clocks/monotonic-clock", BOTH),
    ("wasi:clocks/system-clock", &["0.3"]),
    ("wasi:clocks/types", &["0.3"]),
    ("wasi:clocks/wall-clock", &["0.2"]),
    ("wasi:config/store", &["0.2.0-rc.1"]),
    ("wasi:filesystem/preopens", BOTH),
    ("wasi:filesystem/types", BOTH),
    ("wasi:http/client", &["0.3"]),
    ("wasi:http/outgoing-handler", &["0.2"]),
    ("wasi:http/types", BOTH),
    ("wasi:io/error", &["0.2"]),
    ("wasi:io/poll", &["0.2"]),
    ("wasi:io/streams", &["0.2"]),
    ("wasi:keyvalue/atomics", KEYVALUE),
    ("wasi:keyvalue/batch", KEYVALUE),
    ("wasi:keyvalue/store", KEYVALUE),
    ("wasi:logging/logging", &["0.1.0-draft"]),
    ("wasi:random/insecure", BOTH),
    ("wasi:random/insecure-seed", BOTH),
    ("wasi:random/random", BOTH),
    ("wasi:sockets/instance-network", &["0.2"]),
    ("wasi:sockets/ip-name-lookup", BOTH),
    ("wasi:sockets/network", &["0.2"]),
    ("wasi:sockets/tcp", &["0.2"]),
    ("wasi:sockets/tcp-create-socket", &["0.2"]),
    ("wasi:sockets/types", &["0.3"]),
    ("wasi:sockets/udp", &["0.2"]),
    ("wasi:sockets/udp-create-socket", &["0.2"]),
];

/// The capability that an interface belongs to, which the manifest must ask for.
pub(crate) fn capability_of(interface: &str) -> Option<Capability> {
    match interface {
        "fieldlab:lab/citizens" => Some(Capability::Citizens),
        "fieldlab:lab/desks" => Some(Capability::Desks),
        "fieldlab:lab/own-data" => Some(Capability::OwnData),
        "fieldlab:lab/vault" => Some(Capability::Vault),
        "wasi:config/store" => Some(Capability::Config),
        "wasi:keyvalue/atomics" | "wasi:keyvalue/batch" | "wasi:keyvalue/store" => Some(Capability::Keyvalue),
        "wasi:logging/logging" => Some(Capability::Logging),
        _ => None,
    }
}

const BOTH: &[&str] = &["0.2", "0.3"];

/// Both drafts that guests are built with; they differ, and each has its own interfaces.
const KEYVALUE: &[&str] = &["0.2.0-draft", "0.2.0-draft2"];

/// The handler of a component.
pub(crate) fn find_handler(engine: &Engine, component: &Component) -> Result<Version, Unfit> {
    let types = component.component_type();
    let exports: Vec<&str> = types.exports(engine).map(|(name, _)| name).collect();
    choose_handler(&exports)
}

/// The newer one when it has both, so that it is the same one each time.
fn choose_handler(exports: &[&str]) -> Result<Version, Unfit> {
    let has = |wanted: &str, version: &str| {
        exports.iter().map(|export| split_version(export)).any(|(name, of)| name == wanted && is_version(of, version))
    };
    if has(HANDLER, "0.3") {
        return Ok(Version::P3);
    }
    if has(INCOMING_HANDLER, "0.2") {
        return Ok(Version::P2);
    }
    let other = exports.iter().find(|export| [HANDLER, INCOMING_HANDLER].contains(&split_version(export).0));
    let what = match (other, exports) {
        (Some(other), _) => format!("it exports `{other}`, and the lab runs version 0.2 and 0.3 of wasi:http"),
        (None, []) => "it exports nothing".to_owned(),
        (None, [export]) => format!("it is no web service: it exports `{export}`"),
        (None, [export, rest @ ..]) => {
            format!("it is no web service: it exports `{export}` and {} more", rest.len())
        }
    };
    Err(Unfit::new(what, format!("export `{INCOMING_HANDLER}@0.2.0` or `{HANDLER}@0.3.0`")))
}

/// Refuses a component that imports something that a service can't have, or that its manifest does not ask for.
pub(crate) fn check_imports(engine: &Engine, component: &Component, manifest: &Manifest) -> Result<(), Unfit> {
    let types = component.component_type();
    let service = manifest.service.as_ref();
    let links = service.map(|service| service.links.as_slice()).unwrap_or_default();
    let is_linked = |name: &&str| links.iter().any(|link| link.interface == *name);
    let imports: Vec<&str> = types.imports(engine).map(|(name, _)| name).filter(|name| !is_linked(name)).collect();
    refuse_imports(&imports)?;
    let uses = service.map(|service| service.uses.as_slice()).unwrap_or_default();
    refuse_undeclared(&imports, uses)
}

fn refuse_undeclared(imports: &[&str], uses: &[Capability]) -> Result<(), Unfit> {
    let needs = |import: &&str| capability_of(split_version(import).0).filter(|needed| !uses.contains(needed));
    let undeclared: Vec<(&str, Capability)> =
        imports.iter().filter_map(|import| Some((*import, needs(import)?))).collect();
    if undeclared.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = undeclared.iter().map(|(import, _)| format!("`{import}`")).collect();
    let mut wanted: Vec<Capability> = uses.iter().copied().chain(undeclared.iter().map(|(_, of)| *of)).collect();
    wanted.sort();
    wanted.dedup();
    let wanted: Vec<String> = wanted.iter().map(|capability| format!("\"{}\"", capability.name())).collect();
    Err(Unfit::new(
        format!("it imports {}, which its manifest does not ask for", names.join(", ")),
        format!("write in the manifest, under [service]: uses = [{}]", wanted.join(", ")),
    ))
}

fn refuse_imports(imports: &[&str]) -> Result<(), Unfit> {
    let refused: Vec<&str> = imports.iter().copied().filter(|import| !is_offered(import)).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = refused.iter().map(|import| format!("`{import}`")).collect();
    let hints: Vec<String> = refused.iter().map(|import| import_hint(import)).collect();
    Err(Unfit::new(format!("it imports {}, which a web service can't have", names.join(", ")), hints.join("\n")))
}

fn versions(interface: &str) -> Option<&'static [&'static str]> {
    OFFERED.iter().find(|(name, _)| *name == interface).map(|(_, versions)| *versions)
}

fn is_offered(import: &str) -> bool {
    let (interface, version) = split_version(import);
    versions(interface).is_some_and(|versions| versions.iter().any(|offered| fits(version, offered)))
}

/// A draft fits itself only; a version that was released fits its later patches.
fn fits(version: Option<&str>, offered: &str) -> bool {
    if offered.contains('-') { version == Some(offered) } else { is_version(version, offered) }
}

fn import_hint(import: &str) -> String {
    let (interface, _) = split_version(import);
    match (versions(interface), interface.split('/').next().unwrap_or_default()) {
        (Some(versions), _) => format!("`{import}`: the lab offers version {}", versions.join(" and ")),
        (_, "wasi:blobstore") => format!("`{import}`: the lab keeps values by key (wasi:keyvalue)"),
        (_, "wasi:tls" | "wasi:nn") => format!("`{import}`: the lab does not have it"),
        _ if is_of_others(interface) => {
            format!("`{import}`: when another prototype exports it, write: links = {{ \"{import}\" = \"NAME\" }}")
        }
        _ => format!("`{import}`: {}", nearest_hint(interface, OFFERED.map(|(name, _)| name))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handler_is_found_among_exports() {
        let check = |exports: &[&str], expected: Version| assert_eq!(choose_handler(exports), Ok(expected));
        check(&["wasi:http/incoming-handler@0.2.0"], Version::P2);
        check(&["wasi:cli/run@0.2.6", "wasi:http/incoming-handler@0.2.6"], Version::P2);
        check(&["wasi:http/handler@0.3.0"], Version::P3);
        check(&["wasi:http/incoming-handler@0.2.6", "wasi:http/handler@0.3.1"], Version::P3);
        let refused = |exports: &[&str]| choose_handler(exports).expect_err("it has no handler").what;
        assert_eq!(refused(&[]), "it exports nothing");
        assert_eq!(refused(&["wasi:cli/run@0.2.6"]), "it is no web service: it exports `wasi:cli/run@0.2.6`");
        assert_eq!(refused(&["a", "b", "c"]), "it is no web service: it exports `a` and 2 more");
        assert_eq!(
            refused(&["wasi:http/handler@0.4.0"]),
            "it exports `wasi:http/handler@0.4.0`, and the lab runs version 0.2 and 0.3 of wasi:http"
        );
    }

    #[test]
    fn imports_are_named_with_a_reason_and_the_nearest() {
        let good =
            ["wasi:http/types@0.2.3", "wasi:http/types@0.3.0", "wasi:io/streams@0.2.0", "wasi:sockets/tcp@0.2.6"];
        assert_eq!(refuse_imports(&good), Ok(()));
        let drafts = [
            "wasi:keyvalue/store@0.2.0-draft",
            "wasi:keyvalue/atomics@0.2.0-draft2",
            "wasi:config/store@0.2.0-rc.1",
            "fieldlab:lab/citizens@0.1.0",
        ];
        assert_eq!(refuse_imports(&drafts), Ok(()));
        let bad =
            ["wasi:keyvalue/store@0.2.0", "wasi:http/type@0.2.0", "wasi:io/streams@0.3.0", "wasi:http/types@0.2.0"];
        let refused = refuse_imports(&bad).expect_err("three are not offered");
        assert_eq!(
            refused.what,
            "it imports `wasi:keyvalue/store@0.2.0`, `wasi:http/type@0.2.0`, `wasi:io/streams@0.3.0`, which a web service \
             can't have"
        );
        let hints: Vec<&str> = refused.hint.lines().collect();
        assert_eq!(
            hints,
            [
                "`wasi:keyvalue/store@0.2.0`: the lab offers version 0.2.0-draft and 0.2.0-draft2",
                "`wasi:http/type@0.2.0`: did you mean `wasi:http/types`?",
                "`wasi:io/streams@0.3.0`: the lab offers version 0.2",
            ]
        );
    }

    #[test]
    fn what_the_manifest_does_not_ask_for_is_not_imported() {
        let imports = ["wasi:keyvalue/store@0.2.0-draft", "fieldlab:lab/citizens@0.1.0", "wasi:io/streams@0.2.0"];
        assert_eq!(refuse_undeclared(&imports, &[Capability::Citizens, Capability::Keyvalue]), Ok(()));
        let refused = refuse_undeclared(&imports, &[Capability::Logging, Capability::Citizens]);
        let refused = refused.expect_err("it does not ask for keyvalue");
        assert_eq!(refused.what, "it imports `wasi:keyvalue/store@0.2.0-draft`, which its manifest does not ask for");
        assert_eq!(
            refused.hint,
            "write in the manifest, under [service]: uses = [\"citizens\", \"keyvalue\", \"logging\"]"
        );
    }
}
