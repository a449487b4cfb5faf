//! A need: a question that people in society have, in their words.

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::fault::Faults;
use crate::name::Name;
use crate::reader::{Section, read_document};
use crate::text::Text;

/// A question in society, with who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Its name.
    pub name: Name,
    /// The question, in people's words.
    pub question: Text,
    /// What it is like to have it; a few sentences.
    pub story: Text,
    /// Who has it, in words.
    pub who: Text,
    /// Who has it, as a condition over fields, to count them in a population.
    pub who_where: Option<String>,
}

impl Need {
    /// Reads a need, `need.toml`; `file` is for messages.
    ///
    /// # Errors
    /// All its faults at once.
    pub fn parse(file: &str, source: &str) -> Result<Need, Faults> {
        read_document(file, source, "need", |section| {
            let name = section.name("name", "\"paying-for-care\"");
            let (question, story, who) = (section.text("question"), section.text("story"), section.text("who"));
            let who_where = read_condition(section, "where").map(|condition| condition.to_string());
            Some(Need { name: name?, question: question?, story: story?, who: who?, who_where })
        })
    }
}

/// Reads a condition at `key`, which may be left out.
pub(crate) fn read_condition(section: &Section<'_>, key: &'static str) -> Option<Condition> {
    let source = section.optional_string(key, "\"person.age >= 18\"")?;
    match Condition::parse(source) {
        Ok(condition) => Some(condition),
        Err(error) => {
            let what = format!("`{key}` does not parse: {}", error.what);
            section.fault_within(key, error.offset, what, error.hint);
            None
        }
    }
}
