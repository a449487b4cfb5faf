//! What people's questions are about: the list that prototypes that answer questions, and the plaza that asks them, go by.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::name::{Name, nearest_hint};
use crate::text::Text;

/// Something that questions are about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Topic {
    /// Its name, such as `debts`.
    pub name: Name,
    /// What people call it.
    pub title: Text,
    /// What belongs to it, in a few words.
    pub about: Text,
}

#[derive(Deserialize)]
struct File {
    topics: Vec<Topic>,
}

static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("../../../fixtures/topics.toml")).expect("a test holds that the list is right");
    file.topics
});

/// All topics, in the order of the list.
pub fn topics() -> &'static [Topic] {
    &TOPICS
}

/// The topic with this name.
///
/// # Errors
/// What is wrong, and the nearest that there is.
pub fn find(name: &str) -> Result<&'static Topic, (String, String)> {
    let found = topics().iter().find(|topic| topic.name.as_str() == name);
    found.ok_or_else(|| {
        let hint = nearest_hint(name, topics().iter().map(|topic| topic.name.as_str()));
        (format!("there is no topic `{name}`"), hint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_a_name_of_its_own_and_words() {
        let mut names: Vec<&Name> = topics().iter().map(|topic| &topic.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), topics().len());
        assert!(topics().iter().all(|topic| !topic.title.nl.is_empty() && !topic.about.en.is_empty()));
        assert_eq!(find("debts").map(|topic| topic.title.en.as_str()), Ok("Debts and arrears"));
        assert_eq!(find("debt"), Err(("there is no topic `debt`".to_owned(), "did you mean `debts`?".to_owned())));
    }
}
