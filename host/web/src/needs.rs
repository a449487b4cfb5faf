//! The needs of a lab as pages and programs see them: those that were merged stand under the need that they lead to.

use std::collections::BTreeMap;
use std::time::Duration;

use fieldlab_domain::condition::Condition;
use fieldlab_domain::name::Name;
use fieldlab_domain::need::Need;
use fieldlab_domain::need_book::{Changed, KeptNeed, Merged, leads};
use fieldlab_domain::store::{ExperimentRecord, StoreError};
use fieldlab_experiment::census::Headcount;
use fieldlab_experiment::text;

use crate::Lab;
use crate::accounts::note;
use crate::texts::{Words, texts};

/// The most characters that are looked for.
pub(crate) const MOST_WANTED: usize = 200;

/// All needs, and which lead to which.
pub(crate) struct Needs {
    pub(crate) kept: Vec<KeptNeed>,
    leads: BTreeMap<Name, Name>,
}

/// Experiments, by the need that they are tried for in the end.
#[derive(Default)]
pub(crate) struct Tried<'a>(BTreeMap<&'a Name, Vec<&'a ExperimentRecord>>);

impl<'a> Tried<'a> {
    /// Those of a need that leads to no other.
    pub(crate) fn of(&self, need: &Name) -> &[&'a ExperimentRecord] {
        self.0.get(need).map_or(&[], Vec::as_slice)
    }
}

impl Needs {
    pub(crate) async fn of(lab: &Lab) -> Result<Needs, StoreError> {
        let kept = lab.needs.kept().await?;
        Ok(Needs { leads: leads(&kept), kept })
    }

    /// Those that somebody looks for, of those that lead to no other; all of them when nothing is looked for.
    pub(crate) fn found<'a>(&'a self, wanted: &str, tried: &Tried<'_>) -> impl Iterator<Item = &'a KeptNeed> {
        self.standing().filter(move |one| wanted.is_empty() || self.fits(wanted, &one.need, tried))
    }

    /// Whether a need is what somebody looks for: in what it says, in what merged needs said, or in what is tried for it.
    fn fits(&self, wanted: &str, need: &Need, tried: &Tried<'_>) -> bool {
        let said = std::iter::once(need).chain(self.under(&need.name).map(|one| &one.need));
        let said = said.flat_map(|need| [&need.question, &need.story, &need.who]);
        let tried = tried.of(&need.name).iter().flat_map(|experiment| [&experiment.title, &experiment.question]);
        matches(wanted, said.chain(tried).flat_map(|text| [text.nl.as_str(), text.en.as_str()]))
    }

    /// What is tried for each need, or for one that leads to it.
    pub(crate) fn tried<'a>(&'a self, experiments: &'a [ExperimentRecord]) -> Tried<'a> {
        let mut tried = Tried::default();
        experiments.iter().for_each(|one| tried.0.entry(self.end(&one.need)).or_default().push(one));
        tried
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

/// Keeps a new need.
pub(crate) async fn add(lab: &Lab, need: &Need, by: &str) -> Result<Need, StoreError> {
    let kept = lab.needs.add(need, by, (lab.now)()).await?;
    note(lab, by, "need-added", kept.name.as_str()).await;
    Ok(kept)
}

/// Keeps what a need says now, when who wrote it had `edition` before them.
pub(crate) async fn change(lab: &Lab, need: &Need, edition: i64, by: &str) -> Result<Changed, StoreError> {
    let changed = lab.needs.change(need, edition, by, (lab.now)()).await?;
    if let Changed::Kept(_) = changed {
        note(lab, by, "need-changed", need.name.as_str()).await;
    }
    Ok(changed)
}

/// Has one need lead to another from now on.
pub(crate) async fn merge(lab: &Lab, name: &Name, into: &Name, by: &str) -> Result<Merged, StoreError> {
    let merged = lab.needs.merge(name, into, by, (lab.now)()).await?;
    if merged == Merged::Done {
        note(lab, by, "need-merged", &format!("{name} → {into}")).await;
    }
    Ok(merged)
}

/// Undoes the merge of a need, which stands by itself again; whether it was merged.
pub(crate) async fn part(lab: &Lab, name: &Name, by: &str) -> Result<bool, StoreError> {
    let was_merged = lab.needs.part(name, by, (lab.now)()).await?;
    if was_merged {
        note(lab, by, "need-parted", name.as_str()).await;
    }
    Ok(was_merged)
}

/// How long a list of needs waits for people to be counted. When the lab has just begun that takes longer, and goes on beside it.
const PATIENCE: Duration = Duration::from_millis(25);

/// How many people have each need, in words; nothing when that can't be told.
pub(crate) async fn counts(lab: &Lab, needs: &[&Need], words: Words) -> Vec<Option<String>> {
    let counted = headcounts(lab, needs).await;
    counted.into_iter().map(|count| count.map(|count| in_words(count, words))).collect()
}

/// The same for a list, which is there at once: nothing for what is not counted yet.
pub(crate) async fn counts_soon(lab: &Lab, needs: &[&Need], words: Words) -> Vec<Option<String>> {
    let counted = tokio::time::timeout(PATIENCE, counts(lab, needs, words)).await;
    counted.unwrap_or_else(|_| needs.iter().map(|_| None).collect())
}

/// Counts for all needs before anybody asks, so that it is known then. What can't be counted is told when somebody asks.
pub(crate) async fn count_ahead(lab: Lab) {
    if let Ok(all) = Needs::of(&lab).await {
        let needs: Vec<&Need> = all.standing().map(|one| &one.need).collect();
        headcounts(&lab, &needs).await;
    }
}

/// How many people have each need; nothing when that can't be told.
pub(crate) async fn headcounts(lab: &Lab, needs: &[&Need]) -> Vec<Option<Headcount>> {
    let conditions: Vec<Option<Condition>> =
        needs.iter().map(|need| Condition::parse(need.who_where.as_deref()?).ok()).collect();
    let asked: Vec<Condition> = conditions.iter().flatten().cloned().collect();
    let counted = match lab.census.count(&asked).await {
        Ok(counted) => counted.into_iter().map(Some).collect(),
        Err(_) => one_by_one(lab, &asked).await,
    };
    let mut counted = counted.into_iter();
    let mut next = || counted.next().flatten();
    conditions.into_iter().map(|one| one.and_then(|_| next())).collect()
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
fn matches<'a>(wanted: &str, texts: impl IntoIterator<Item = &'a str>) -> bool {
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
