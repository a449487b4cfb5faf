//! The form in which a team writes a need: what was filled in, what is wrong with it, and the need that it makes.

use fieldlab_domain::condition::{Condition, ConditionError};
use fieldlab_domain::field::catalogue;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::need_book::{MOST_CONDITION, MOST_QUESTION, MOST_STORY, MOST_WHO};
use fieldlab_domain::text::{Language, Text};
use serde::Deserialize;

use crate::speaker::lines;
use crate::texts::Words;

/// What somebody filled in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NeedForm {
    pub(crate) question: String,
    pub(crate) story: String,
    pub(crate) who: String,
    /// Who has it as a condition, so that they are counted; may stay empty.
    #[serde(rename = "where")]
    pub(crate) condition: String,
    pub(crate) other_question: String,
    pub(crate) other_story: String,
    pub(crate) other_who: String,
    /// The edition that they had before them.
    pub(crate) edition: String,
    /// `count` when they only want to know how many it are.
    pub(crate) act: String,
}

/// A condition that can't be read: the fault, what to do, and the text up to where it went wrong.
#[derive(Clone, Debug)]
pub(crate) struct ConditionFault {
    pub(crate) what: String,
    pub(crate) hint: String,
    pub(crate) before: String,
}

/// What is wrong, field by field.
#[derive(Clone, Debug, Default)]
pub(crate) struct NeedFaults {
    pub(crate) question: Option<String>,
    pub(crate) story: Option<String>,
    pub(crate) who: Option<String>,
    pub(crate) condition: Option<ConditionFault>,
    pub(crate) other: Option<String>,
}

impl NeedFaults {
    pub(crate) fn any(&self) -> bool {
        let texts = [&self.question, &self.story, &self.who, &self.other];
        texts.into_iter().any(Option::is_some) || self.condition.is_some()
    }
}

/// The form as a page has it.
#[derive(Clone, Debug)]
pub(crate) struct NeedFormView {
    pub(crate) given: NeedForm,
    pub(crate) faults: NeedFaults,
    /// The code of the other language, for its texts.
    pub(crate) other_language: &'static str,
    /// How many it are, when that was asked.
    pub(crate) counted: Option<String>,
    /// The facts that a condition can be about: their names and what people call them.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) most: (usize, usize, usize, usize),
}

impl NeedFormView {
    pub(crate) fn new(given: NeedForm, faults: NeedFaults, words: Words) -> NeedFormView {
        let field =
            |field: &fieldlab_domain::field::Field| (field.name.to_string(), field.title.get(words.0).to_owned());
        NeedFormView {
            given,
            faults,
            other_language: other(words.0).code(),
            counted: None,
            fields: catalogue().fields().iter().map(field).collect(),
            most: (MOST_QUESTION, MOST_STORY, MOST_WHO, MOST_CONDITION),
        }
    }

    /// Whether the part in the other language is used.
    pub(crate) fn has_other(&self) -> bool {
        let given = &self.given;
        let others = [&given.other_question, &given.other_story, &given.other_who];
        self.faults.other.is_some() || others.into_iter().any(|text| !text.is_empty())
    }
}

fn other(language: Language) -> Language {
    match language {
        Language::Nl => Language::En,
        Language::En => Language::Nl,
    }
}

impl NeedForm {
    /// The form with what a need says now.
    pub(crate) fn of(need: &Need, edition: i64, language: Language) -> NeedForm {
        let own = |text: &Text| text.get(language).to_owned();
        // One text in both languages was written in one.
        let others = |text: &Text| {
            if text.nl == text.en { String::new() } else { text.get(other(language)).to_owned() }
        };
        NeedForm {
            question: own(&need.question),
            story: own(&need.story),
            who: own(&need.who),
            condition: need.who_where.clone().unwrap_or_default(),
            other_question: others(&need.question),
            other_story: others(&need.story),
            other_who: others(&need.who),
            edition: edition.to_string(),
            act: String::new(),
        }
    }

    /// The condition; `None` when it is left empty.
    pub(crate) fn condition(&self) -> Result<Option<Condition>, ConditionError> {
        let source = self.condition.trim();
        if source.is_empty() {
            return Ok(None);
        }
        if source.chars().count() > MOST_CONDITION {
            let (what, hint) = ("the condition is too long".to_owned(), "make it shorter".to_owned());
            return Err(ConditionError { offset: 0, what, hint });
        }
        Condition::parse(source).map(Some)
    }

    /// The need that this makes, under a name, when it is filled in in the language of `words`.
    ///
    /// # Errors
    /// All that is wrong with it at once, in `words`.
    pub(crate) fn read(&self, name: Name, words: Words) -> Result<Need, Box<NeedFaults>> {
        self.read_in(words.0, name, words)
    }

    /// The need that this makes, under a name, when it is filled in in the language `own`.
    ///
    /// # Errors
    /// All that is wrong with it at once, in `words`.
    pub(crate) fn read_in(&self, own: Language, name: Name, words: Words) -> Result<Need, Box<NeedFaults>> {
        let mut faults = NeedFaults::default();
        let must = |text: &str, most: usize, fault: &mut Option<String>, empty: &str| {
            let read = lines(text, most);
            match &read {
                None => *fault = Some(words.with("need-fault-long", "most", &most.to_string())),
                Some(text) if text.is_empty() => *fault = Some(words.get(empty)),
                Some(_) => {}
            }
            read.unwrap_or_default()
        };
        let question = must(&one_line(&self.question), MOST_QUESTION, &mut faults.question, "need-fault-question");
        let story = must(&self.story, MOST_STORY, &mut faults.story, "need-fault-story");
        let who = must(&one_line(&self.who), MOST_WHO, &mut faults.who, "need-fault-who");
        let may = |text: &str, most: usize, fault: &mut Option<String>| {
            let read = lines(text, most);
            if read.is_none() {
                *fault = Some(words.with("need-fault-long", "most", &most.to_string()));
            }
            read.filter(|text| !text.is_empty())
        };
        let other_question = may(&one_line(&self.other_question), MOST_QUESTION, &mut faults.other);
        let other_story = may(&self.other_story, MOST_STORY, &mut faults.other);
        let other_who = may(&one_line(&self.other_who), MOST_WHO, &mut faults.other);
        let condition = self.condition().map_err(|error| {
            let source = self.condition.trim();
            faults.condition = Some(ConditionFault {
                what: error.what,
                hint: error.hint,
                before: source.get(..error.offset).unwrap_or_default().to_owned(),
            });
        });
        if faults.any() {
            return Err(Box::new(faults));
        }
        let both = |text: String, others: Option<String>| {
            let others = others.unwrap_or_else(|| text.clone());
            match own {
                Language::Nl => Text { nl: text, en: others },
                Language::En => Text { nl: others, en: text },
            }
        };
        Ok(Need {
            name,
            question: both(question, other_question),
            story: both(story, other_story),
            who: both(who, other_who),
            who_where: condition.ok().flatten().map(|condition| condition.to_string()),
        })
    }
}

/// Text on one line: lines that somebody pasted are one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
