//! Compares what a component says of itself with its manifest and the catalogue.

use std::fmt::Write as _;

use fieldlab_domain::assessment::FieldUse;
use fieldlab_domain::column::Kind;
use fieldlab_domain::field::catalogue;
use fieldlab_domain::manifest::Manifest;

use crate::contract_v0_1::Description;
use crate::limits::MOST_NAMES;
use crate::words::a_kind;

/// Everything that is wrong, and what to do about it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Disagreements {
    what: Vec<String>,
    hints: Vec<String>,
}

impl Disagreements {
    fn add(&mut self, what: impl Into<String>, hint: impl Into<String>) {
        self.what.push(what.into());
        let hint = hint.into();
        if !hint.is_empty() && !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
    }

    /// All of it in one line.
    pub(crate) fn what(&self) -> String {
        self.what.join("; ")
    }

    /// The hints, one after another.
    pub(crate) fn hint(&self) -> String {
        self.hints.join("\n")
    }
}

/// The fields that the component reads, when it says the same as its manifest and reads nothing but what it may.
pub(crate) fn compare(description: &Description, manifest: &Manifest) -> Result<Vec<FieldUse>, Disagreements> {
    let mut found = Disagreements::default();
    for (key, count) in [
        ("fields", description.fields.len()),
        ("decisions", description.decisions.len()),
        ("parameters", description.parameters.len()),
    ] {
        if count > MOST_NAMES {
            found.add(format!("the component has {count} {key}; at most {MOST_NAMES} are allowed"), "");
            return Err(found);
        }
    }
    let same_name = description.name == manifest.name.as_str();
    for (key, said, written, same) in [
        ("name", &description.name, manifest.name.as_str(), same_name),
        ("version", &description.version, manifest.version.as_str(), description.version == manifest.version),
    ] {
        if !same {
            let what = format!("the component says that its {key} is `{said}`, and its manifest `{written}`");
            found.add(what, "build the prototype again, or load it with its own prototype.toml");
        }
    }
    let decisions: Vec<(&str, Kind)> = manifest.decisions.iter().map(|one| (one.name.as_str(), one.kind)).collect();
    compare_lists("decisions", "decides", &description.decisions, &decisions, &mut found);
    let parameters: Vec<(&str, Kind)> = manifest.parameters.iter().map(|one| (one.name.as_str(), one.kind)).collect();
    compare_lists("parameters", "takes", &description.parameters, &parameters, &mut found);
    let fields = compare_fields(&description.fields, manifest, &mut found);
    if found.what.is_empty() { Ok(fields) } else { Err(found) }
}

/// Decisions and parameters travel in the order of the manifest, so names, kinds and order must be the same.
fn compare_lists(key: &str, verb: &str, said: &[(String, Kind)], written: &[(&str, Kind)], found: &mut Disagreements) {
    let before = found.what.len();
    for (name, kind) in said {
        match written.iter().find(|(other, _)| other == name) {
            None => {
                let hint =
                    format!("add to prototype.toml: [[{key}]] with name = \"{name}\" and kind = \"{}\"", kind.name());
                found.add(format!("the component {verb} `{name}`, which is not in the {key} of its manifest"), hint);
            }
            Some((_, other)) if other != kind => {
                let (here, there) = (a_kind(*kind), a_kind(*other));
                let what = format!("`{name}` is {here} in the component and {there} in the {key} of its manifest");
                found.add(what, format!("write in prototype.toml: kind = \"{}\"", kind.name()));
            }
            Some(_) => {}
        }
    }
    for (name, _) in written {
        if !said.iter().any(|(other, _)| other == name) {
            let what = format!("its manifest has `{name}` in its {key}, and the component does not");
            found.add(what, format!("take `{name}` out of prototype.toml, or add it to the component"));
        }
    }
    let same_order = said.len() == written.len() && said.iter().zip(written).all(|(said, written)| said.0 == written.0);
    if found.what.len() == before && !same_order {
        let order: Vec<&str> = said.iter().map(|(name, _)| name.as_str()).collect();
        let what = format!("the {key} of the component and of its manifest are not in the same order");
        found.add(what, format!("put the {key} in prototype.toml in this order: {}", order.join(", ")));
    }
}

/// The fields that are in the catalogue, granted, and of the right kind.
fn compare_fields(said: &[(String, Kind, bool)], manifest: &Manifest, found: &mut Disagreements) -> Vec<FieldUse> {
    let mut fields: Vec<FieldUse> = Vec::with_capacity(said.len());
    let mut ungranted = Vec::new();
    for (name, kind, optional) in said {
        let field = match catalogue().find(name) {
            Ok(field) => field,
            Err((what, hint)) => {
                found.add(what, hint);
                continue;
            }
        };
        if field.kind != *kind {
            let (kind, other) = (a_kind(*kind), a_kind(field.kind));
            let what = format!("the component reads `{name}` as {kind}, and it is {other}");
            found.add(what, format!("read `{name}` as {other}"));
        }
        if field.optional && !optional {
            let what = format!("somebody may have no `{name}`, and the component does not take an absent one");
            found.add(what, format!("make `{name}` optional in the component, in Rust with Option<...>"));
        }
        if fields.iter().any(|other| other.name == field.name) {
            found.add(format!("the component reads `{name}` twice"), format!("read `{name}` once"));
        }
        if !manifest.grants_field(name) {
            ungranted.push(name.as_str());
        }
        fields.push(FieldUse { name: field.name.clone(), kind: *kind, optional: *optional });
    }
    if !ungranted.is_empty() {
        let names: Vec<String> = ungranted.iter().map(|name| format!("`{name}`")).collect();
        let what = format!("the component reads {} without a grant", names.join(", "));
        found.add(what, grant_lines(&ungranted));
    }
    fields
}

/// The lines of a manifest that ask for `fields`.
fn grant_lines(fields: &[&str]) -> String {
    let mut lines = "if the rule needs them, add to prototype.toml:\n[[grants]]\nfields = [".to_owned();
    for (index, field) in fields.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(lines, "{comma}\"{field}\"").expect("writing to a string does not fail");
    }
    lines.push_str("]\npurpose = { nl = \"...\", en = \"...\" }\nlegal_basis = \"...\"");
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::manifest;

    /// A description that agrees with the sample.
    fn description() -> Description {
        let named = |name: &str, kind: Kind| (name.to_owned(), kind);
        let field = |name: &str, kind: Kind| (name.to_owned(), kind, false);
        Description {
            name: "sample".to_owned(),
            version: "0.1.0".to_owned(),
            fields: vec![field("person.age", Kind::Whole), field("household.income_assessment", Kind::Amount)],
            decisions: vec![
                named("entitled", Kind::Flag),
                named("amount_year", Kind::Amount),
                named("reason", Kind::Code),
            ],
            parameters: vec![named("threshold", Kind::Amount), named("taper", Kind::Share)],
        }
    }

    /// Changes the description and compares what is said about it.
    fn check(change: impl FnOnce(&mut Description), what: &str, hint: &str) {
        let mut changed = description();
        change(&mut changed);
        let found = compare(&changed, &manifest()).expect_err("they disagree");
        assert_eq!((found.what().as_str(), found.hint().as_str()), (what, hint));
    }

    #[test]
    fn fields_keep_the_order_of_the_component() {
        let fields = compare(&description(), &manifest()).expect("they agree");
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["person.age", "household.income_assessment"]);
    }

    #[test]
    fn a_manifest_of_another_prototype_is_noticed() {
        check(
            |description| description.version = "0.2.0".to_owned(),
            "the component says that its version is `0.2.0`, and its manifest `0.1.0`",
            "build the prototype again, or load it with its own prototype.toml",
        );
        check(
            |description| description.decisions[1].1 = Kind::Whole,
            "`amount_year` is a whole number in the component and an amount in the decisions of its manifest",
            "write in prototype.toml: kind = \"whole\"",
        );
        check(
            |description| description.decisions.swap(0, 1),
            "the decisions of the component and of its manifest are not in the same order",
            "put the decisions in prototype.toml in this order: amount_year, entitled, reason",
        );
        check(
            |description| description.parameters[0].0 = "limit".to_owned(),
            "the component takes `limit`, which is not in the parameters of its manifest; its manifest has `threshold` in its \
             parameters, and the component does not",
            "add to prototype.toml: [[parameters]] with name = \"limit\" and kind = \"amount\"\n\
             take `threshold` out of prototype.toml, or add it to the component",
        );
    }

    #[test]
    fn a_field_must_exist_have_its_kind_and_be_granted() {
        let add = |name: &'static str, kind: Kind| {
            move |description: &mut Description| description.fields.push((name.to_owned(), kind, true))
        };
        check(add("person.aeg", Kind::Whole), "there is no field `person.aeg`", "did you mean `person.age`?");
        check(
            |description| description.fields[0].1 = Kind::Amount,
            "the component reads `person.age` as an amount, and it is a whole number",
            "read `person.age` as a whole number",
        );
        check(
            |description| description.fields.push(description.fields[0].clone()),
            "the component reads `person.age` twice",
            "read `person.age` once",
        );
        check(
            add("household.assets", Kind::Amount),
            "the component reads `household.assets` without a grant",
            "if the rule needs them, add to prototype.toml:\n[[grants]]\nfields = [\"household.assets\"]\n\
             purpose = { nl = \"...\", en = \"...\" }\nlegal_basis = \"...\"",
        );
    }

    #[test]
    fn a_field_that_some_lack_must_be_optional() {
        let field = catalogue().fields().iter().find(|field| field.optional).expect("the catalogue has such a field");
        let mut description = description();
        description.fields.push((field.name.to_string(), field.kind, false));
        let found = compare(&description, &manifest()).expect_err("it does not take an absent one").what();
        assert!(found.starts_with(&format!("somebody may have no `{}`", field.name)), "{found}");
    }

    #[test]
    fn a_component_may_not_read_without_end() {
        let field = description().fields.remove(0);
        let what = "the component has 201 fields; at most 200 are allowed";
        check(|description| description.fields = vec![field; 201], what, "");
    }

    #[test]
    fn everything_comes_at_once() {
        let mut description = description();
        description.name = "other".to_owned();
        description.fields.push(("person.aeg".to_owned(), Kind::Whole, false));
        description.fields.push(("household.assets".to_owned(), Kind::Amount, false));
        let found = compare(&description, &manifest()).expect_err("they disagree");
        assert_eq!(found.what.len(), 3, "{found:?}");
    }
}
