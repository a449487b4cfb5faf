//! The needs of a lab as pages show them: those that were merged stand under the need that they lead to.

use std::collections::BTreeMap;

use fieldlab_domain::condition::Condition;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::need_book::{KeptNeed, leads};
use fieldlab_experiment::census::Headcount;
use fieldlab_experiment::text;

use crate::Lab;
use crate::error::PageError;
use crate::language::Reader;
use crate::texts::{Words, texts};

/// All needs, and which lead to which.
pub(crate) struct Needs {
    pub(crate) kept: Vec<KeptNeed>,
    leads: BTreeMap<Name, Name>,
}

impl Needs {
    pub(crate) async fn of(lab: &Lab, reader: &Reader) -> Result<Needs, PageError> {
        let kept = lab.needs.kept().await.map_err(PageError::store(reader))?;
        Ok(Needs { leads: leads(&kept), kept })
    }

    pub(crate) fn find(&self, name: &str) -> Option<&KeptNeed> {
        self.kept.iter().find(|one| one.need.name.as_str() == name)
    }

    /// Where a need leads to in the end: mostly itself.
    pub(crate) fn end<'a>(&'a self, name: &'a Name) -> &'a Name {
        self.leads.get(name).unwrap_or(name)
    }

    /// Those that lead to no other.
    pub(crate) fn standing(&self) -> impl Iterator<Item = &KeptNeed> {
        self.kept.iter().filter(|one| one.merged_into.is_none())
    }

    /// Those that lead to a need, in one step or in more.
    pub(crate) fn under<'a>(&'a self, name: &'a Name) -> impl Iterator<Item = &'a KeptNeed> {
        self.kept.iter().filter(move |one| self.leads.get(&one.need.name) == Some(name))
    }
}

/// How many people have each need, in words; nothing when that can't be told.
pub(crate) async fn counts(lab: &Lab, needs: &[&Need], words: Words) -> Vec<Option<String>> {
    let conditions: Vec<Option<Condition>> =
        needs.iter().map(|need| Condition::parse(need.who_where.as_deref()?).ok()).collect();
    let asked: Vec<Condition> = conditions.iter().flatten().cloned().collect();
    let counted = match lab.census.count(&asked).await {
        Ok(counted) => counted.into_iter().map(Some).collect(),
        Err(_) => one_by_one(lab, &asked).await,
    };
    let mut counted = counted.into_iter();
    let mut next = || counted.next().flatten();
    conditions.into_iter().map(|one| one.and_then(|_| next()).map(|count| in_words(count, words))).collect()
}

/// How many people each condition holds for, when that can't be told of some: a page without a number is better than no page.
async fn one_by_one(lab: &Lab, conditions: &[Condition]) -> Vec<Option<Headcount>> {
    let mut counted = Vec::new();
    for condition in conditions {
        let asked = lab.census.count(std::slice::from_ref(condition)).await;
        counted.push(match asked {
            Ok(counts) => counts.first().copied(),
            Err(error) => {
                tracing::warn!(%condition, %error, "people could not be counted");
                None
            }
        });
    }
    counted
}

/// A number of people, in a sentence.
pub(crate) fn in_words(count: Headcount, words: Words) -> String {
    let number = |value| text::large_number(words.0, value);
    let counted = number(count.counted as f64);
    match count.persons {
        None => words.with("need-too-few", "counted", &counted),
        Some(persons) => {
            let (persons, of) = (number(persons), number(count.of));
            texts().get(words.0, "need-count", &[("persons", &persons), ("of", &of), ("counted", &counted)])
        }
    }
}

/// Whether all words that somebody looks for are in one of these texts, whatever their capitals and accents.
pub(crate) fn matches<'a>(wanted: &str, texts: impl IntoIterator<Item = &'a str>) -> bool {
    let all = texts.into_iter().map(plain).collect::<Vec<_>>().join(" ");
    plain(wanted).split_whitespace().all(|word| all.contains(word))
}

/// Text in lower case without accents.
fn plain(text: &str) -> String {
    let bare = |letter: char| match letter {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        letter => letter,
    };
    text.chars().flat_map(char::to_lowercase).map(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_is_found_whatever_its_capitals_and_accents() {
        let texts = ["Kan ik één keer mijn HUUR betalen?", "Reünie"];
        for (wanted, expected) in
            [("huur", true), ("Een keer", true), ("betalen huur", true), ("reunie", true), ("zorg", false), ("", true)]
        {
            assert_eq!(matches(wanted, texts), expected, "{wanted}");
        }
    }
}
