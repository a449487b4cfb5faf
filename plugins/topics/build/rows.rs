//! The rows that the models are worked out from: labelled questions, the lexicon, the topics' own words, and what is about no topic.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::train::Row;

/// Where each file stands.
pub struct Files {
    /// The topics.
    pub topics: PathBuf,
    /// The labelled questions.
    pub questions: PathBuf,
    /// More of them, by others.
    pub more: PathBuf,
    /// Words and phrases of each topic.
    pub lexicon: PathBuf,
    /// How people say it, in Dutch and in English.
    pub sayings: Both<PathBuf>,
    /// What is about none of the topics.
    pub others: PathBuf,
}

impl Files {
    /// Those of the crate in `folder`.
    pub fn of(folder: &Path) -> Files {
        let fixtures = folder.join("../../fixtures");
        Files {
            topics: fixtures.join("topics.toml"),
            questions: fixtures.join("questions/build.toml"),
            more: fixtures.join("questions/build-more.toml"),
            lexicon: folder.join("lexicon.toml"),
            sayings: Both { nl: folder.join("sayings-nl.toml"), en: folder.join("sayings-en.toml") },
            others: folder.join("others.toml"),
        }
    }
}

/// A topic as it is declared.
#[derive(Clone, Debug, Deserialize)]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Both,
    /// What it takes in.
    pub about: Both,
}

/// The same in Dutch and in English.
#[derive(Clone, Debug, Deserialize)]
pub struct Both<T = String> {
    /// In Dutch.
    pub nl: T,
    /// In English.
    pub en: T,
}

/// A labelled question.
#[derive(Clone, Debug, Deserialize)]
pub struct Question {
    /// As somebody asked it.
    pub words: String,
    /// Its language: `nl` or `en`.
    pub language: String,
    /// In what style it is written.
    #[serde(default)]
    pub style: String,
    /// What it is about, the main topic first.
    pub topics: Vec<String>,
}

/// Everything that a model is worked out from.
pub struct Material {
    /// The topics in their order.
    pub topics: Vec<Topic>,
    /// The labelled questions.
    pub questions: Vec<Question>,
    lexicon: BTreeMap<String, Both<Vec<String>>>,
    sayings: Both<BTreeMap<String, Vec<String>>>,
    others: Others,
}

#[derive(Deserialize)]
struct Others {
    talk: Both<Vec<String>>,
    foreign: Foreign,
}

#[derive(Deserialize)]
struct Foreign {
    texts: Vec<String>,
}

#[derive(Deserialize)]
struct Topics {
    topics: Vec<Topic>,
}

#[derive(Default, Deserialize)]
struct Questions {
    questions: Vec<Question>,
}

/// How much a term of the lexicon counts beside a question.
const TERM: f32 = 0.4;
/// How much a saying counts beside a question.
const SAYING: f32 = 1.0;
/// How much of a question with several topics is taken to be about the main one.
const MAIN: f32 = 0.8;

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

impl Material {
    /// Reads all files.
    pub fn read(files: &Files) -> Result<Material, String> {
        let topics = read::<Topics>(&files.topics)?.topics;
        let mut questions = read::<Questions>(&files.questions)?.questions;
        questions.extend(read::<Questions>(&files.more)?.questions);
        let sayings = Both { nl: read(&files.sayings.nl)?, en: read(&files.sayings.en)? };
        let (lexicon, others) = (read(&files.lexicon)?, read(&files.others)?);
        let material = Material { topics, questions, lexicon, sayings, others };
        let used = material.questions.iter().flat_map(|question| &question.topics).chain(material.lexicon.keys());
        for name in used {
            material.place(name)?;
        }
        Ok(material)
    }

    fn place(&self, name: &str) -> Result<usize, String> {
        let place = self.topics.iter().position(|topic| topic.name == name);
        place.ok_or_else(|| format!("topic `{name}` is not in topics.toml"))
    }

    /// The class of what is about no topic: after all topics.
    pub fn none(&self) -> usize {
        self.topics.len()
    }

    /// The row of a labelled question.
    pub fn question_row(&self, question: &Question) -> Row {
        let places: Vec<usize> = question.topics.iter().filter_map(|name| self.place(name).ok()).collect();
        let others = places.len().saturating_sub(1);
        let main = if others == 0 { 1.0 } else { MAIN };
        let share = |at| if at == 0 { main } else { (1.0 - main) / others as f32 };
        let classes = places.iter().enumerate().map(|(at, place)| (*place, share(at))).collect();
        Row { words: question.words.clone(), classes, weight: 1.0 }
    }

    /// The rows beside the questions, for the topics.
    pub fn topic_rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut add = |words: &str, class, weight| {
            rows.push(Row { words: words.to_owned(), classes: vec![(class, 1.0)], weight });
        };
        for (class, topic) in self.topics.iter().enumerate() {
            for words in [&topic.title.nl, &topic.title.en, &topic.about.nl, &topic.about.en] {
                add(words, class, TERM);
            }
            let terms = self.lexicon.get(&topic.name).into_iter().flat_map(|terms| terms.nl.iter().chain(&terms.en));
            for words in terms {
                add(words, class, TERM);
            }
        }
        for (name, words) in [&self.sayings.nl, &self.sayings.en].into_iter().flatten() {
            if let Ok(class) = self.place(name) {
                for words in words {
                    add(words, class, SAYING);
                }
            }
        }
        let Others { talk, foreign } = &self.others;
        for words in talk.nl.iter().chain(&talk.en).chain(&foreign.texts) {
            add(words, self.none(), 1.0);
        }
        rows
    }

    /// The rows for the languages: 0 Dutch, 1 English, 2 another. `questions` are those that may be learnt from.
    pub fn language_rows<'a>(&self, questions: impl IntoIterator<Item = &'a Question>) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut add = |words: &str, class, weight| {
            rows.push(Row { words: words.to_owned(), classes: vec![(class, 1.0)], weight });
        };
        for question in questions {
            add(&question.words, usize::from(question.language != "nl"), 1.0);
        }
        for terms in self.lexicon.values().chain([&self.others.talk]) {
            terms.nl.iter().for_each(|words| add(words, 0, TERM));
            terms.en.iter().for_each(|words| add(words, 1, TERM));
        }
        self.sayings.nl.values().flatten().for_each(|words| add(words, 0, 1.0));
        self.sayings.en.values().flatten().for_each(|words| add(words, 1, 1.0));
        self.others.foreign.texts.iter().for_each(|words| add(words, 2, 1.0));
        rows
    }
}
