//! The manifest of a prototype, `prototype.toml`: who owns it, what it asks for, what can be set and what it decides.

mod answers;
mod links;

use serde::{Deserialize, Serialize};

use crate::capability::Capability;
use crate::column::{Kind, Value};
use crate::digest::Digest;
use crate::fault::Faults;
use crate::field::{Code, FieldName, catalogue, read_codes, read_kind};
use crate::name::{Name, nearest_hint};
use crate::owner::{Owner, read_owner};
use crate::parameter::{Parameter, ParameterSet, read_parameter, read_set};
use crate::reader::{Section, read_document};
use crate::text::{Language, Text};

pub use answers::{AnswersDeclaration, Ask};
pub use links::Link;

/// A request to read some fields, for a purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The fields.
    pub fields: Vec<FieldName>,
    /// What they are for.
    pub purpose: Text,
    /// The law or agreement that allows it.
    pub legal_basis: String,
}

/// A column that the prototype decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionColumn {
    /// Its name: lower-case letters, digits and underscores.
    pub name: String,
    /// The kind of its values.
    pub kind: Kind,
    /// What people read.
    pub title: Text,
    /// The unit in words.
    pub unit: Option<String>,
    /// The codes that it may hold, for a code.
    pub codes: Vec<Code>,
}

/// What a prototype may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Memory of one instance, in mebibytes.
    pub memory_mb: u32,
    /// Time for one call, in milliseconds; of a web service until its answer begins.
    pub deadline_ms: u32,
    /// What a web service may use besides.
    #[serde(default, skip_serializing_if = "ServiceLimits::is_default")]
    pub service: ServiceLimits,
}

impl Limits {
    /// What a prototype gets when its manifest says nothing.
    pub const DEFAULT: Limits = Limits { memory_mb: 16, deadline_ms: 1_000, service: ServiceLimits::DEFAULT };
    /// The most that a manifest may ask for.
    pub const MOST: Limits = Limits { memory_mb: 256, deadline_ms: 30_000, service: ServiceLimits::MOST };
}

/// What a web service may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceLimits {
    /// Requests that it answers at the same time, each with the memory of an instance.
    pub requests: u32,
    /// The body of a request, in mebibytes.
    pub request_mb: u32,
    /// The body of a response, in mebibytes.
    pub response_mb: u32,
    /// Time for the body of a response after its headers, in seconds.
    pub response_seconds: u32,
    /// Citizens that one request may look at.
    pub looks: u32,
    /// What it may keep for a session, in kibibytes of keys and values.
    pub keyvalue_kb: u32,
}

impl ServiceLimits {
    /// What a service gets when its manifest says nothing.
    pub const DEFAULT: ServiceLimits = ServiceLimits {
        requests: 16,
        request_mb: 10,
        response_mb: 10,
        response_seconds: 30,
        looks: 200,
        keyvalue_kb: 64,
    };
    /// The most that a manifest may ask for.
    pub const MOST: ServiceLimits = ServiceLimits {
        requests: 64,
        request_mb: 100,
        response_mb: 100,
        response_seconds: 600,
        looks: 1_000,
        keyvalue_kb: 1_024,
    };

    fn is_default(&self) -> bool {
        *self == ServiceLimits::DEFAULT
    }
}

impl Default for ServiceLimits {
    fn default() -> ServiceLimits {
        ServiceLimits::DEFAULT
    }
}

/// That the prototype has a web service: pages that people click through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceDeclaration {
    /// The path of the page where visitors begin, such as `/`.
    pub start: String,
    /// The languages that its pages speak, each once.
    pub languages: Vec<Language>,
    /// What it asks to do beside answering, each once. The digests of services that ask for nothing stay what they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Capability>,
    /// The prototypes that it asks to call, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Name>,
    /// The interfaces that it imports of others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

/// The contract that a manifest with nothing but a service may leave out.
const CONTRACT_OF_SERVICES: &str = "0.1";

/// A prototype's manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The prototype's name.
    pub name: Name,
    /// Its version, such as `0.1.0`.
    pub version: String,
    /// The version of the contract that it speaks, such as `0.1`; one with nothing but a service need not say it.
    pub contract: String,
    /// What people call it.
    pub title: Text,
    /// What it does, in a sentence or two.
    pub summary: Text,
    /// Who owns it.
    pub owner: Owner,
    /// The needs that it serves.
    pub needs: Vec<Name>,
    /// What it asks to read.
    pub grants: Vec<Grant>,
    /// What can be set.
    pub parameters: Vec<Parameter>,
    /// Sets of values that belong together.
    pub sets: Vec<ParameterSet>,
    /// What it decides; empty for one with nothing but a service.
    pub decisions: Vec<DecisionColumn>,
    /// What it may use.
    pub limits: Limits,
    /// Its web service, when it has one. Left out of the JSON otherwise, so that the digests of rules stay what they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceDeclaration>,
    /// On what it answers questions of people, when it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<AnswersDeclaration>,
    /// What it asks of the person, who decides about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<Ask>,
}

impl Manifest {
    /// Reads a manifest; `file` is for messages.
    ///
    /// # Errors
    /// All its faults at once.
    pub fn parse(file: &str, source: &str) -> Result<Manifest, Faults> {
        read_document(file, source, "manifest", read_manifest)
    }

    /// The digest of what the manifest says; comments and layout do not count.
    pub fn digest(&self) -> Digest {
        Digest::of(self.to_json().as_bytes())
    }

    /// The manifest as JSON, from which [`Manifest::from_json`] makes it again.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a manifest is plain data")
    }

    /// Reads what [`Manifest::to_json`] wrote.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_json(json: &str) -> Result<Manifest, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// Whether the prototype is a rule: it decides something.
    pub fn has_assessment(&self) -> bool {
        !self.decisions.is_empty()
    }

    /// Whether the manifest asks for this field.
    pub fn grants_field(&self, field: &str) -> bool {
        self.grants.iter().any(|grant| grant.fields.iter().any(|granted| granted.as_str() == field))
    }

    /// The request to the person with this name.
    pub fn ask(&self, name: &str) -> Option<&Ask> {
        self.asks.iter().find(|ask| ask.name.as_str() == name)
    }

    /// The parameter with this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The set with this name.
    pub fn set(&self, name: &str) -> Option<&ParameterSet> {
        self.sets.iter().find(|set| set.name == name)
    }

    /// The position and the decision column with this name.
    pub fn decision(&self, name: &str) -> Option<(usize, &DecisionColumn)> {
        self.decisions.iter().enumerate().find(|(_, decision)| decision.name == name)
    }

    /// The values of all parameters in the manifest's order: the defaults, then those of `set`, then `changes`.
    ///
    /// The changes must have been checked with [`Parameter::check`].
    pub fn parameter_values(&self, set: Option<&ParameterSet>, changes: &[(String, Value)]) -> Vec<Value> {
        let in_set = set.map(|set| set.values.as_slice()).unwrap_or_default();
        let value_of = |parameter: &Parameter| {
            let given = in_set.iter().chain(changes).rev().find(|(name, _)| *name == parameter.name);
            given.map_or(parameter.default, |(_, value)| *value)
        };
        self.parameters.iter().map(value_of).collect()
    }
}

fn read_manifest(section: &Section<'_>) -> Option<Manifest> {
    let name = section.name("name", "\"my-prototype\"");
    let version = section.string("version", "\"0.1.0\"");
    if let Some(version) = version
        && !is_version(version)
    {
        section.fault("version", format!("`{version}` is not a version"), "write: version = \"0.1.0\"");
    }
    // Everything about citizens in columns is for rules: a prototype with nothing but a service may do without.
    let only_service = section.has("service") && !section.has("decisions");
    let contract = match only_service && !section.has("contract") {
        true => Some(CONTRACT_OF_SERVICES),
        false => section.string("contract", "\"0.1\""),
    };
    let (title, summary) = (section.text("title"), section.text("summary"));
    let owner = section.section("owner", "owner").and_then(|owner| read_owner(&owner));
    let needs = read_names(section, "needs");
    let grants = section.sections("grants", "grant").iter().filter_map(read_grant).collect();
    let parameter_sections = section.sections("parameters", "parameter");
    let parameters: Vec<Parameter> = finish_each(&parameter_sections, read_parameter);
    refuse_twins(section, "parameters", parameters.iter().map(|parameter| parameter.name.as_str()));
    let sets = finish_each(&section.sections("sets", "set"), |set| read_set(set, &parameters));
    let decisions = finish_each(&section.sections("decisions", "decision"), read_decision);
    refuse_twins(section, "decisions", decisions.iter().map(|decision| decision.name.as_str()));
    if decisions.is_empty() && !only_service {
        let hint = "add: [[decisions]] with name, kind and title; or, when it has pages instead: [service]";
        section.fault("decisions", "manifest has no `decisions`: the prototype decides nothing", hint);
    }
    let limits = section.optional_section("limits", "limits").map_or(Limits::DEFAULT, |limits| read_limits(&limits));
    let service = section.optional_section("service", "service").and_then(|service| read_service(&service));
    let answers = section.optional_section("answers", "answers").and_then(|answers| answers::read_answers(&answers));
    let asks: Vec<Ask> = finish_each(&section.sections("asks", "ask"), answers::read_ask);
    refuse_twins(section, "asks", asks.iter().map(|ask| ask.name.as_str()));
    for (key, is_there) in [("answers", answers.is_some()), ("asks", !asks.is_empty())] {
        if is_there && !section.has("service") {
            section.fault(key, format!("a prototype without pages has `{key}`"), "add: [service]");
        }
    }
    Some(Manifest {
        name: name?,
        version: version?.to_owned(),
        contract: contract?.to_owned(),
        title: title?,
        summary: summary?,
        owner: owner?,
        needs,
        grants,
        parameters,
        sets,
        decisions,
        limits,
        service,
        answers,
        asks,
    })
}

fn read_service(section: &Section<'_>) -> Option<ServiceDeclaration> {
    let start = section.optional_string("start", "\"/\"").unwrap_or("/");
    if !is_path(start) {
        section.fault("start", format!("`{start}` is not the path of a page"), "write: start = \"/\"");
    }
    let mut languages = Vec::new();
    for code in section.strings("languages") {
        match Language::ALL.into_iter().find(|language| language.code() == code) {
            Some(language) if languages.contains(&language) => {
                section.fault("languages", format!("`{code}` is there twice in `languages`"), "leave one out");
            }
            Some(language) => languages.push(language),
            None => {
                let hint = nearest_hint(code, Language::ALL.map(Language::code));
                section.fault("languages", format!("unknown language `{code}`"), hint);
            }
        }
    }
    if languages.is_empty() {
        languages = Language::ALL.to_vec();
    }
    let uses = read_uses(section);
    let calls = read_names(section, "calls");
    refuse_twins(section, "calls", calls.iter().map(Name::as_str));
    let links = links::read_links(section, &calls);
    section.finish();
    Some(ServiceDeclaration { start: start.to_owned(), languages, uses, calls, links })
}

fn read_uses(section: &Section<'_>) -> Vec<Capability> {
    let mut uses = Vec::new();
    for name in section.strings("uses") {
        match Capability::ALL.into_iter().find(|capability| capability.name() == name) {
            Some(capability) => uses.push(capability),
            None => {
                let hint = nearest_hint(name, Capability::ALL.map(Capability::name));
                section.fault("uses", format!("unknown capability `{name}`"), hint);
            }
        }
    }
    refuse_twins(section, "uses", uses.iter().map(|capability| capability.name()));
    uses
}

/// Whether this is the path of a page: it begins with one slash, and has no spaces, query or fragment.
fn is_path(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"?#\\\"<>".contains(&byte);
    text.starts_with('/') && !text.starts_with("//") && text.bytes().all(fits)
}

fn finish_each<T>(sections: &[Section<'_>], read: impl Fn(&Section<'_>) -> Option<T>) -> Vec<T> {
    let read_one = |section: &Section<'_>| {
        let made = read(section);
        section.finish();
        made
    };
    sections.iter().filter_map(read_one).collect()
}

fn refuse_twins<'n>(section: &Section<'_>, key: &'static str, names: impl Iterator<Item = &'n str>) {
    let mut seen = Vec::new();
    for name in names {
        if seen.contains(&name) {
            section.fault(key, format!("`{name}` is there twice in `{key}`"), "give each a name of its own");
        }
        seen.push(name);
    }
}

fn is_version(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.len() < 10 && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split('.').count() == 3 && text.split('.').all(number)
}

/// Reads a list of names at `key`.
pub(crate) fn read_names(section: &Section<'_>, key: &'static str) -> Vec<Name> {
    let mut names = Vec::new();
    for text in section.strings(key) {
        match Name::parse(text) {
            Ok(name) => names.push(name),
            Err(what) => section.fault(key, what, ""),
        }
    }
    names
}

fn read_grant(section: &Section<'_>) -> Option<Grant> {
    let mut fields = Vec::new();
    for name in section.strings("fields") {
        match catalogue().find(name) {
            Ok(field) => fields.push(field.name.clone()),
            Err((what, hint)) => section.fault("fields", what, hint),
        }
    }
    if section.strings("fields").is_empty() {
        section.fault("fields", "grant has no `fields`", "add: fields = [\"person.age\"]");
    }
    let purpose = section.text("purpose");
    let legal_basis = section.string("legal_basis", "\"...\"");
    section.finish();
    Some(Grant { fields, purpose: purpose?, legal_basis: legal_basis?.to_owned() })
}

fn read_decision(section: &Section<'_>) -> Option<DecisionColumn> {
    let name = section.string("name", "\"entitled\"");
    let kind = read_kind(section, "kind");
    let title = section.text("title");
    let unit = section.optional_string("unit", "\"euro per year\"").map(str::to_owned);
    let codes = read_codes(section);
    if kind == Some(Kind::Code) && codes.is_empty() {
        section.fault(
            "codes",
            "a decision of kind code needs `codes`",
            "add: codes = [ { code = 0, name = ..., title = ... } ]",
        );
    }
    Some(DecisionColumn { name: name?.to_owned(), kind: kind?, title: title?, unit, codes })
}

fn read_limits(section: &Section<'_>) -> Limits {
    let service = section.optional_section("service", "limits of a service");
    let limits = Limits {
        memory_mb: within(section, "memory_mb", Limits::DEFAULT.memory_mb, Limits::MOST.memory_mb),
        deadline_ms: within(section, "deadline_ms", Limits::DEFAULT.deadline_ms, Limits::MOST.deadline_ms),
        service: service.map_or(ServiceLimits::DEFAULT, |service| read_service_limits(&service)),
    };
    section.finish();
    limits
}

fn read_service_limits(section: &Section<'_>) -> ServiceLimits {
    const DEFAULT: ServiceLimits = ServiceLimits::DEFAULT;
    const MOST: ServiceLimits = ServiceLimits::MOST;
    let limits = ServiceLimits {
        requests: within(section, "requests", DEFAULT.requests, MOST.requests),
        request_mb: within(section, "request_mb", DEFAULT.request_mb, MOST.request_mb),
        response_mb: within(section, "response_mb", DEFAULT.response_mb, MOST.response_mb),
        response_seconds: within(section, "response_seconds", DEFAULT.response_seconds, MOST.response_seconds),
        looks: within(section, "looks", DEFAULT.looks, MOST.looks),
        keyvalue_kb: within(section, "keyvalue_kb", DEFAULT.keyvalue_kb, MOST.keyvalue_kb),
    };
    section.finish();
    limits
}

/// The whole number at `key`, from 1 to `most`.
fn within(section: &Section<'_>, key: &'static str, default: u32, most: u32) -> u32 {
    section.optional_integer(key, 1, i64::from(most)).map_or(default, |number| number as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "name = \"proef\"\nversion = \"0.1.0\"\ntitle = { nl = \"Proef\", en = \"Trial\" }\n\
        summary = { nl = \"Proef.\", en = \"Trial.\" }\n[owner]\norganisation = \"Voorbeeld\"\nsector = \"society\"\n";

    #[test]
    fn a_prototype_with_only_a_service_needs_no_contract_and_no_decisions() {
        let check = |service: &str, start: &str, languages: &[Language]| {
            let manifest = Manifest::parse("prototype.toml", &format!("{START}{service}")).expect("it is right");
            let expected = ServiceDeclaration {
                start: start.to_owned(),
                languages: languages.to_vec(),
                uses: Vec::new(),
                calls: Vec::new(),
                links: Vec::new(),
            };
            assert_eq!(manifest.service, Some(expected), "{service}");
            assert_eq!((manifest.has_assessment(), manifest.contract.as_str()), (false, "0.1"));
        };
        check("[service]", "/", &Language::ALL);
        check("[service]\nstart = \"/aanvraag\"\nlanguages = [\"nl\"]", "/aanvraag", &[Language::Nl]);
    }

    #[test]
    fn the_digest_of_a_rule_does_not_depend_on_what_services_have() {
        let decisions = "[[decisions]]\nname = \"a\"\nkind = \"flag\"\ntitle = { nl = \"A\", en = \"A\" }\n";
        let parse = |rest: &str| Manifest::parse("prototype.toml", &format!("contract = \"0.1\"\n{START}{rest}"));
        let rule = parse(decisions).expect("it is right");
        assert!(!rule.to_json().contains("service"));
        let both = parse(&format!("{decisions}[service]\n")).expect("it is right");
        assert!(both.has_assessment() && both.service.is_some());
        assert_eq!(Manifest::from_json(&both.to_json()).expect("it comes back"), both);
    }
}
