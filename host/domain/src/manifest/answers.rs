//! What a manifest says of answering people's questions, and of what it asks of the person.

use serde::{Deserialize, Serialize};

use crate::field::{FieldName, catalogue};
use crate::name::{Name, nearest_hint};
use crate::reader::Section;
use crate::text::Text;
use crate::topic;

/// That the prototype answers questions of people, at the plaza.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswersDeclaration {
    /// On which topics, each once.
    pub topics: Vec<Name>,
    /// The languages that it answers in, as codes such as `nl` or `ar`.
    pub languages: Vec<String>,
    /// The codes of the municipalities in which it answers; empty when in the whole country.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<u32>,
    /// When it is open, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<Text>,
    /// How long the plaza waits for it, in milliseconds.
    pub patience_ms: u32,
}

impl AnswersDeclaration {
    /// How long the plaza waits when the manifest says nothing.
    const PATIENCE_MS: u32 = 300;
    /// The longest that a manifest may ask for.
    const MOST_PATIENCE_MS: i64 = 2_000;

    /// Whether it answers on one of these topics, in this place; in any when none is said.
    pub fn fits(&self, topics: &[Name], place: Option<u32>) -> bool {
        let is_here = self.places.is_empty() || place.is_some_and(|place| self.places.contains(&place));
        is_here && self.topics.iter().any(|topic| topics.contains(topic))
    }
}

/// Something of the person that only they can share, and the prototype asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Its name in the manifest, such as `rent`.
    pub name: Name,
    /// What it asks to see of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldName>,
    /// Whether it asks to pass on their own words to others: for the plaza.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub words: bool,
    /// What for.
    pub purpose: Text,
    /// For how many days at most.
    pub days: u32,
}

impl Ask {
    const DAYS: u32 = 30;
    const MOST_DAYS: i64 = 365;
}

/// Reads `[answers]`.
pub(super) fn read_answers(section: &Section<'_>) -> Option<AnswersDeclaration> {
    let mut topics = Vec::new();
    for name in section.strings("topics") {
        match topic::find(name) {
            Ok(topic) => topics.push(topic.name.clone()),
            Err((what, hint)) => section.fault("topics", what, hint),
        }
    }
    if section.strings("topics").is_empty() {
        section.fault("topics", "answers has no `topics`", "add: topics = [\"debts\"]");
    }
    super::refuse_twins(section, "topics", topics.iter().map(Name::as_str));
    let mut languages: Vec<String> = section.strings("languages").into_iter().map(str::to_owned).collect();
    for code in &languages {
        if !is_language(code) {
            section.fault(
                "languages",
                format!("`{code}` is not the code of a language"),
                "write: languages = [\"nl\", \"en\"]",
            );
        }
    }
    super::refuse_twins(section, "languages", languages.iter().map(String::as_str));
    if languages.is_empty() {
        languages = ["nl", "en"].map(str::to_owned).into();
    }
    let places = read_places(section);
    let opening = section.optional_text("opening");
    let patience = section.optional_integer("patience_ms", 10, AnswersDeclaration::MOST_PATIENCE_MS);
    let patience_ms = patience.map_or(AnswersDeclaration::PATIENCE_MS, |patience| patience as u32);
    section.finish();
    Some(AnswersDeclaration { topics, languages, places, opening, patience_ms })
}

/// Municipalities by the names of the catalogue's codes, such as `enschede`.
fn read_places(section: &Section<'_>) -> Vec<u32> {
    let field = catalogue().get("household.municipality").expect("the catalogue has it");
    let mut places = Vec::new();
    for name in section.strings("places") {
        match field.codes.iter().find(|code| code.name == name) {
            Some(code) => places.push(code.code),
            None => {
                let hint = nearest_hint(name, field.codes.iter().map(|code| code.name.as_str()));
                section.fault("places", format!("there is no municipality `{name}`"), hint);
            }
        }
    }
    places
}

/// Reads one of `[[asks]]`.
pub(super) fn read_ask(section: &Section<'_>) -> Option<Ask> {
    let name = section.name("name", "\"rent\"");
    let mut fields = Vec::new();
    for name in section.strings("fields") {
        match catalogue().find(name) {
            Ok(field) => fields.push(field.name.clone()),
            Err((what, hint)) => section.fault("fields", what, hint),
        }
    }
    super::refuse_twins(section, "fields", fields.iter().map(FieldName::as_str));
    let words = section.optional_flag("words").unwrap_or(false);
    if section.strings("fields").is_empty() && !words {
        section.fault("fields", "ask has no `fields`", "add: fields = [\"household.rent_month\"]");
    }
    let purpose = section.text("purpose");
    let days = section.optional_integer("days", 1, Ask::MOST_DAYS).map_or(Ask::DAYS, |days| days as u32);
    Some(Ask { name: name?, fields, words, purpose: purpose?, days })
}

/// Whether this is a code of a language: two or three lower-case letters.
fn is_language(code: &str) -> bool {
    (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::Manifest;
    use super::*;

    fn parse(more: &str) -> Result<Manifest, String> {
        let manifest = format!(
            r#"
            name = "buurthulp"
            version = "0.1.0"
            title = {{ nl = "Buurthulp", en = "Help from neighbours" }}
            summary = {{ nl = "Buren helpen.", en = "Neighbours help." }}
            needs = []
            owner = {{ organisation = "Buurthuis", sector = "society" }}
            {more}
            "#
        );
        Manifest::parse("prototype.toml", &manifest).map_err(|faults| faults.to_string())
    }

    #[test]
    fn who_answers_says_on_what_and_where() {
        let manifest = parse(
            "[service]\nuses = [\"vault\"]\n[answers]\ntopics = [\"loneliness\", \"neighbourhood\"]\nplaces = [\"enschede\"]\n\
             opening = { nl = \"Elke dag\", en = \"Every day\" }\n[[asks]]\nname = \"where\"\nfields = [\"household.postcode4\"]\n\
             purpose = { nl = \"Zoeken wie dichtbij woont.\", en = \"To find who lives near.\" }",
        );
        let manifest = manifest.unwrap_or_else(|faults| panic!("{faults}"));
        let answers = manifest.answers.as_ref().expect("it answers");
        let name = |name: &str| Name::parse(name).expect("it is a name");
        assert_eq!((answers.languages.len(), answers.patience_ms, answers.places.as_slice()), (2, 300, &[153][..]));
        assert!(answers.fits(&[name("debts"), name("loneliness")], Some(153)));
        assert!(!answers.fits(&[name("debts")], Some(153)), "another topic");
        assert!(
            !answers.fits(&[name("loneliness")], Some(363)) && !answers.fits(&[name("loneliness")], None),
            "another place"
        );
        assert_eq!((manifest.asks[0].name.as_str(), manifest.asks[0].days), ("where", 30));
        assert_eq!(Manifest::from_json(&manifest.to_json()).expect("it is written as it is read"), manifest);
    }

    #[test]
    fn faults_come_all_at_once_with_the_nearest() {
        let faults = parse(
            "[service]\n[answers]\ntopics = [\"loneliness\", \"debt\"]\nplaces = [\"enschedee\"]\nlanguages = [\"Dutch\"]\n[[asks]]\n\
             name = \"x\"\nfields = [\"person.agee\"]\npurpose = { nl = \"a\", en = \"b\" }\ndays = 0",
        );
        let faults = faults.expect_err("it has faults");
        for fault in ["no topic `debt`", "did you mean `enschede`", "`Dutch` is not", "person.agee", "`days`"] {
            assert!(faults.contains(fault), "{fault}: {faults}");
        }
        let faults = parse(
            "[answers]\ntopics = [\"debts\"]\n[[decisions]]\nname = \"x\"\nkind = \"flag\"\ntitle = { nl = \"a\", en = \"b\" }",
        );
        assert!(faults.expect_err("it has no service").contains("[service]"));
    }
}
