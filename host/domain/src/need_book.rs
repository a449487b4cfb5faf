//! Needs as the lab keeps them: those of files and those that the team wrote, each with its history, and which were merged.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::name::Name;
use crate::need::Need;
use crate::store::StoreError;

/// The most characters of a question.
pub const MOST_QUESTION: usize = 300;
/// The most characters of a story.
pub const MOST_STORY: usize = 4_000;
/// The most characters of who has a need.
pub const MOST_WHO: usize = 200;
/// The most characters of a condition.
pub const MOST_CONDITION: usize = 1_000;

/// A need, with where it comes from and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptNeed {
    /// The need.
    pub need: Need,
    /// How often the team wrote it; 0 for a need of a file, which is changed in its file.
    pub edition: i64,
    /// The need that it was merged with: who looks for this one finds that one.
    pub merged_into: Option<Name>,
}

/// A need as the team once wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedEdition {
    /// Counted from 1.
    pub edition: i64,
    /// What it said.
    pub need: Need,
    /// Who wrote it.
    pub by: String,
    /// When, in seconds since 1970-01-01T00:00Z.
    pub at: i64,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is kept as this edition.
    Kept(i64),
    /// Somebody else wrote this edition meanwhile; nothing was changed.
    Meanwhile(i64),
    /// The team has no such need: it is gone, or it is one of a file.
    NotTheirs,
}

/// What became of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merged {
    /// From now on the one leads to the other.
    Done,
    /// The other leads to the one already, so they would lead to each other; or they are the same.
    InCircles,
    /// One of them is not there.
    NotFound,
}

/// Keeps needs.
#[async_trait]
pub trait NeedBook: Send + Sync {
    /// All needs, by name.
    async fn kept(&self) -> Result<Vec<KeptNeed>, StoreError>;

    /// Keeps a new need of the team. When its name is taken it gets a number behind it; when the team has the same need in the same
    /// words already, as when a button is pressed twice, that is returned.
    async fn add(&self, need: &Need, by: &str, at: i64) -> Result<Need, StoreError>;

    /// Keeps what a need of the team says now, when who wrote it had `edition` before them.
    async fn change(&self, need: &Need, edition: i64, by: &str, at: i64) -> Result<Changed, StoreError>;

    /// What a need said before, the latest first.
    async fn editions(&self, name: &Name) -> Result<Vec<NeedEdition>, StoreError>;

    /// Has one need lead to another.
    async fn merge(&self, name: &Name, into: &Name, by: &str, at: i64) -> Result<Merged, StoreError>;

    /// Undoes the merge of a need; whether it was merged.
    async fn part(&self, name: &Name, by: &str, at: i64) -> Result<bool, StoreError>;
}

/// For each need that was merged, the need that it leads to in the end.
pub fn leads(kept: &[KeptNeed]) -> BTreeMap<Name, Name> {
    let next: BTreeMap<&Name, &Name> =
        kept.iter().filter_map(|one| Some((&one.need.name, one.merged_into.as_ref()?))).collect();
    let end = |start: &Name| {
        // The book keeps none that go in circles; with as many steps as there are merges it ends whatever it holds.
        let last = (0..next.len()).try_fold(start, |at, _| next.get(at).copied().ok_or(at));
        last.unwrap_or_else(|end| end).clone()
    };
    next.keys().map(|name| ((*name).clone(), end(name))).collect()
}

/// The name that a need gets from its question: its first words, in letters that names have. `need` when there are none.
pub fn name_of(question: &str) -> Name {
    const MOST: usize = 48;
    let plain = question.chars().flat_map(char::to_lowercase).map(without_marks);
    let spaced: String = plain.map(|letter| if letter.is_ascii_alphanumeric() { letter } else { ' ' }).collect();
    let mut name = String::new();
    for word in spaced.split_whitespace() {
        let length = name.len() + usize::from(!name.is_empty()) + word.len();
        if length > MOST {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    Name::parse(&name).unwrap_or_else(|_| Name::parse("need").expect("it is a name"))
}

/// A letter without its mark, for those of Dutch; others stay.
fn without_marks(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn a_name_is_made_of_the_first_words() {
        let check = |question: &str, expected: &str| assert_eq!(name_of(question).as_str(), expected, "{question}");
        check("Kan ik één keer vragen?", "kan-ik-een-keer-vragen");
        check("  <script>alert('x')</script>", "script-alert-x-script");
        check("我需要帮助", "need");
        check(&"woord ".repeat(40), "woord-woord-woord-woord-woord-woord-woord-woord");
        check(&"x".repeat(300), "need");
    }

    #[test]
    fn a_merged_need_leads_to_the_last_of_a_row() {
        let name = |text: &str| Name::parse(text).expect("a name");
        let kept = |own: &str, into: Option<&str>| {
            let text = Text::same("?");
            let need =
                Need { name: name(own), question: text.clone(), story: text.clone(), who: text, who_where: None };
            KeptNeed { need, edition: 1, merged_into: into.map(name) }
        };
        let all = [kept("a", Some("b")), kept("b", Some("c")), kept("c", None)];
        assert_eq!(leads(&all), BTreeMap::from([(name("a"), name("c")), (name("b"), name("c"))]));
    }
}
