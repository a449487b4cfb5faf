//! Experiments that are made of others: a declaration with a name and a title of its own.

use fieldlab_domain::digest::Digest;
use fieldlab_domain::experiment::Experiment;
use fieldlab_domain::fault::Faults;
use fieldlab_domain::name::Name;
use fieldlab_domain::store::{ExperimentRecord, StoreError};
use fieldlab_domain::text::Text;
use tokio::sync::{Mutex, MutexGuard};

use crate::Lab;
use crate::accounts::{Who, note};
use crate::experiments::Found;

/// The most bytes of a declaration.
const MOST: usize = 64 << 10;

/// What came of making a copy.
pub(crate) enum Copied {
    /// It is there under this name: made now, or before in the same words, as when a button is pressed twice.
    There(Name),
    /// The declaration is not right; nothing is kept.
    Faulty(Faults),
    /// All numbers behind its name are taken.
    NoName,
}

/// Makes an experiment of another: with this title, and what is declared in `rest` but for its name and title.
///
/// # Errors
/// When the store can't be read or written.
pub(crate) async fn make(lab: &Lab, found: &Found, title: &Text, rest: &str, who: &Who) -> Result<Copied, StoreError> {
    let rest = rest.replace("\r\n", "\n");
    if rest.len() > MOST {
        let mut faults = Faults::default();
        faults.add("experiment.toml", format!("the declaration is longer than {MOST} bytes"), "make it shorter");
        return Ok(Copied::Faulty(faults));
    }
    let _turn = turn().await;
    let experiments = lab.store.experiments().await?;
    if let Some(same) = experiments.iter().find(|one| one.declaration == with_name(&rest, &one.name, title)) {
        return Ok(Copied::There(same.name.clone()));
    }
    let Some(copy) = free_name(&found.record.name, &experiments) else { return Ok(Copied::NoName) };
    let declaration = with_name(&rest, &copy, title);
    let experiment = match Experiment::parse("experiment.toml", &declaration, &found.known) {
        Ok(experiment) => experiment,
        Err(faults) => return Ok(Copied::Faulty(faults)),
    };
    let record = record(&experiment, declaration);
    lab.store.put_experiment(&record).await?;
    note(lab, who.by(), "made-experiment", record.name.as_str()).await;
    Ok(Copied::There(record.name))
}

/// Waits until nobody else of this process looks for a free name: who has the turn looks and takes one.
pub(crate) async fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    TURN.lock().await
}

/// The first name behind this one with a number that no experiment has.
pub(crate) fn free_name(name: &Name, experiments: &[ExperimentRecord]) -> Option<Name> {
    let is_free = |name: &Name| experiments.iter().all(|one| one.name != *name);
    // A copy of a copy is numbered on.
    let is_copy = |(base, number): &(&str, &str)| {
        number.bytes().all(|byte| byte.is_ascii_digit()) && experiments.iter().any(|one| one.name.as_str() == *base)
    };
    let base = name.as_str().rsplit_once('-').filter(is_copy).map_or(name.as_str(), |(base, _)| base);
    (2..10_000).filter_map(|number| Name::parse(&format!("{base}-{number}")).ok()).find(is_free)
}

/// What the store keeps of an experiment.
pub(crate) fn record(experiment: &Experiment, declaration: String) -> ExperimentRecord {
    ExperimentRecord {
        name: experiment.name.clone(),
        need: experiment.need.clone(),
        title: experiment.title.clone(),
        question: experiment.question.clone(),
        digest: Digest::of(declaration.as_bytes()),
        declaration,
    }
}

/// What stands above the tables of a declaration, and the tables.
pub(crate) fn parts(declaration: &str) -> (&str, &str) {
    declaration.split_at(declaration.find("\n[").unwrap_or(declaration.len()))
}

/// The declaration without its name and its title, which a copy has its own of.
pub(crate) fn without_name(declaration: &str) -> String {
    let (head, tables) = parts(declaration);
    let is_own = |line: &&str| {
        let key = line.split('=').next().unwrap_or_default().trim();
        key != "name" && key != "title"
    };
    let head: Vec<&str> = head.split('\n').filter(is_own).collect();
    format!("{}{}", head.join("\n").trim_start(), tables)
}

/// How many lines [`with_name`] puts before a declaration.
const LINES_BEFORE: usize = 2;

/// The line of what was given that a fault of the whole declaration is in, when it is in that.
pub(crate) fn given_line(line: Option<usize>) -> Option<usize> {
    line.and_then(|line| line.checked_sub(LINES_BEFORE)).filter(|line| *line > 0)
}

/// The declaration with a name and a title.
pub(crate) fn with_name(rest: &str, name: &Name, title: &Text) -> String {
    // What JSON escapes in a text, TOML reads as the same.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    format!("name = \"{name}\"\ntitle = {{ nl = {}, en = {} }}\n{rest}", quoted(&title.nl), quoted(&title.en))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: &str =
        "# Why.\nname = \"a\"\ntitle = { nl = \"A\", en = \"A\" }\nneed = \"n\"\n\n[[owners]]\nname = \"x\"\n";

    #[test]
    fn a_copy_differs_in_name_and_title_alone() {
        let rest = without_name(DECLARED);
        assert_eq!(rest, "# Why.\nneed = \"n\"\n\n[[owners]]\nname = \"x\"\n");
        let title = Text { nl: "Een \"B\"\\\n".into(), en: "B".into() };
        let copy = with_name(&rest, &Name::parse("b").expect("a name"), &title);
        assert_eq!(copy.lines().next(), Some("name = \"b\""));
        assert_eq!(copy.lines().nth(1), Some(r#"title = { nl = "Een \"B\"\\\n", en = "B" }"#));
        assert_eq!(without_name(&copy), rest, "copying again gives the same");
    }

    #[test]
    fn a_copy_of_a_copy_is_numbered_on() {
        let record = |name: &str| {
            let text = Text::same("?");
            let name = Name::parse(name).expect("a name");
            let digest = Digest::of(b"");
            ExperimentRecord {
                need: name.clone(),
                name,
                title: text.clone(),
                question: text,
                digest,
                declaration: String::new(),
            }
        };
        let all = [record("a"), record("a-2"), record("b-2026")];
        let check = |name: &str, expected: &str| {
            let free = free_name(&Name::parse(name).expect("a name"), &all);
            assert_eq!(free.map(|name| name.to_string()).as_deref(), Some(expected), "{name}");
        };
        check("a", "a-3");
        check("a-2", "a-3");
        check("b-2026", "b-2026-2");
    }
}
