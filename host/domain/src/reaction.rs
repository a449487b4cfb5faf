//! Support (draagvlak): what people say of a demo or of evidence, what the team answers, and how the balance stands.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use async_trait::async_trait;

use crate::digest::Digest;
use crate::name::Name;
use crate::owner::Sector;
use crate::store::StoreError;

/// The most characters of a reaction or a reply.
pub const MOST_WORDS: usize = 2_000;

/// What a reaction is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The demo of a prototype.
    Demo(Name),
    /// Evidence, by its digest.
    Evidence(Digest),
}

impl Subject {
    /// Reads what [`Subject::kind`] and [`Subject::key`] give.
    pub fn parse(kind: &str, key: &str) -> Option<Subject> {
        match kind {
            "demo" => Name::parse(key).ok().map(Subject::Demo),
            "evidence" => Digest::parse(key).map(Subject::Evidence),
            _ => None,
        }
    }

    /// `demo` or `evidence`.
    pub fn kind(&self) -> &'static str {
        match self {
            Subject::Demo(_) => "demo",
            Subject::Evidence(_) => "evidence",
        }
    }

    /// The name of the prototype, or the digest.
    pub fn key(&self) -> &str {
        match self {
            Subject::Demo(name) => name.as_str(),
            Subject::Evidence(digest) => digest.as_str(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.kind(), self.key())
    }
}

/// What somebody thinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// They support it.
    Support,
    /// They support it if something is done.
    SupportIf,
    /// They object, for a reason.
    Object,
    /// They ask something; it changes no stance.
    Question,
}

impl Stance {
    /// All stances.
    pub const ALL: [Stance; 4] = [Stance::Support, Stance::SupportIf, Stance::Object, Stance::Question];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Stance::Support => "support",
            Stance::SupportIf => "support-if",
            Stance::Object => "object",
            Stance::Question => "question",
        }
    }

    /// The stance that this word is for.
    pub fn parse(word: &str) -> Option<Stance> {
        Stance::ALL.into_iter().find(|stance| stance.name() == word)
    }

    /// Whether it says nothing without words.
    pub fn needs_words(self) -> bool {
        self != Stance::Support
    }
}

/// Who speaks: a person of an organisation in a sector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// By which the lab knows that it is the same one: of a member, of the visit of a guest, or of the user of its machine.
    pub key: String,
    /// Their name.
    pub name: String,
    /// The organisation that they speak for.
    pub organisation: String,
    /// Its sector.
    pub sector: Sector,
}

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// Its number, counted from 1 over all subjects.
    pub id: i64,
    /// What it is about.
    pub subject: Subject,
    /// Who said it.
    pub speaker: Speaker,
    /// What they think.
    pub stance: Stance,
    /// In their words.
    pub words: String,
    /// When, in seconds since 1970-01-01T00:00Z.
    pub at: i64,
}

/// What the team answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The number of the reaction.
    pub reaction: i64,
    /// Who answered.
    pub by: String,
    /// In their words.
    pub words: String,
    /// Whether a condition is met by it.
    pub settles: bool,
    /// When, in seconds since 1970-01-01T00:00Z.
    pub at: i64,
}

/// How many think what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Support without more.
    pub support: u32,
    /// Support under a condition.
    pub support_if: u32,
    /// Objections.
    pub object: u32,
}

impl Count {
    fn add(&mut self, stance: Stance) {
        match stance {
            Stance::Support => self.support += 1,
            Stance::SupportIf => self.support_if += 1,
            Stance::Object => self.object += 1,
            Stance::Question => {}
        }
    }

    /// All who took a stance.
    pub fn all(self) -> u32 {
        self.support + self.support_if + self.object
    }
}

/// How support stands: of each speaker the latest stance counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// All together.
    pub overall: Count,
    /// By sector, each of them.
    pub by_sector: Vec<(Sector, Count)>,
    /// By organisation, in the order of the alphabet.
    pub by_organisation: Vec<(String, Sector, Count)>,
    /// The numbers of the reactions that count, in order: latest stances.
    pub standing: Vec<i64>,
    /// The numbers of conditions that stand and are not met, in order.
    pub open_conditions: Vec<i64>,
    /// The numbers of questions that nobody answered, in order.
    pub open_questions: Vec<i64>,
}

/// Takes the balance of reactions in the order in which they came.
pub fn balance(reactions: &[Reaction], replies: &[Reply]) -> Balance {
    let mut latest: BTreeMap<(&Subject, &str), &Reaction> = BTreeMap::new();
    for reaction in reactions.iter().filter(|reaction| reaction.stance != Stance::Question) {
        latest.insert((&reaction.subject, &reaction.speaker.key), reaction);
    }
    let mut balance = Balance {
        by_sector: Sector::ALL.into_iter().map(|sector| (sector, Count::default())).collect(),
        ..Balance::default()
    };
    let mut organisations: BTreeMap<(&str, &str), (Sector, Count)> = BTreeMap::new();
    let answered: BTreeSet<i64> = replies.iter().map(|reply| reply.reaction).collect();
    let settled: BTreeSet<i64> = replies.iter().filter(|reply| reply.settles).map(|reply| reply.reaction).collect();
    for reaction in latest.values() {
        let Reaction { id, stance, speaker, .. } = reaction;
        balance.overall.add(*stance);
        for (sector, count) in &mut balance.by_sector {
            if *sector == speaker.sector {
                count.add(*stance);
            }
        }
        let key = (speaker.organisation.as_str(), speaker.sector.name());
        organisations.entry(key).or_insert((speaker.sector, Count::default())).1.add(*stance);
        balance.standing.push(*id);
        if *stance == Stance::SupportIf && !settled.contains(id) {
            balance.open_conditions.push(*id);
        }
    }
    let row = |((name, _), (sector, count)): ((&str, &str), (Sector, Count))| (name.to_owned(), sector, count);
    balance.by_organisation = organisations.into_iter().map(row).collect();
    let is_open = |one: &&Reaction| one.stance == Stance::Question && !answered.contains(&one.id);
    balance.open_questions = reactions.iter().filter(is_open).map(|one| one.id).collect();
    balance.standing.sort_unstable();
    balance.open_conditions.sort_unstable();
    balance.open_questions.sort_unstable();
    balance
}

/// Keeps reactions and replies; nothing of it is ever changed.
#[async_trait]
pub trait ReactionBook: Send + Sync {
    /// Keeps a reaction, whose number is given by the book. The same words of the same speaker again, as when a button is pressed
    /// twice, are kept once.
    async fn react(&self, reaction: &Reaction) -> Result<Reaction, StoreError>;
    /// Keeps a reply; `false` when there is no such reaction.
    async fn reply(&self, reply: &Reply) -> Result<bool, StoreError>;
    /// The reaction with this number; `None` when there is none.
    async fn reaction(&self, id: i64) -> Result<Option<Reaction>, StoreError>;
    /// The reactions to a subject in the order in which they came, or all.
    async fn reactions(&self, subject: Option<&Subject>) -> Result<Vec<Reaction>, StoreError>;
    /// The replies to reactions to a subject in the order in which they came, or all.
    async fn replies(&self, subject: Option<&Subject>) -> Result<Vec<Reply>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reaction(id: i64, who: &str, sector: Sector, stance: Stance) -> Reaction {
        Reaction {
            id,
            subject: Subject::Demo(Name::parse("proef").expect("a name")),
            speaker: Speaker { key: who.into(), name: who.into(), organisation: format!("Org {who}"), sector },
            stance,
            words: String::new(),
            at: id,
        }
    }

    #[test]
    fn the_latest_stance_of_each_speaker_counts() {
        let reactions = [
            reaction(1, "a", Sector::Society, Stance::Object),
            reaction(2, "b", Sector::Market, Stance::SupportIf),
            reaction(3, "a", Sector::Society, Stance::Question),
            reaction(4, "a", Sector::Society, Stance::Support),
            reaction(5, "b", Sector::Market, Stance::Question),
            reaction(6, "c", Sector::Market, Stance::SupportIf),
        ];
        let reply = |reaction, settles| Reply { reaction, by: "team".into(), words: "ja".into(), settles, at: 9 };
        let found = balance(&reactions, &[reply(3, false), reply(2, false), reply(6, true)]);
        assert_eq!(found.overall, Count { support: 1, support_if: 2, object: 0 });
        assert_eq!(found.by_sector[1], (Sector::Society, Count { support: 1, ..Count::default() }));
        assert_eq!(found.by_organisation.len(), 3);
        assert_eq!(found.standing, [2, 4, 6]);
        assert_eq!(found.open_conditions, [2], "a reply alone meets no condition");
        assert_eq!(found.open_questions, [5]);
        assert_eq!(balance(&[], &[]).overall.all(), 0);
    }

    #[test]
    fn a_subject_is_read_as_it_is_written() {
        for subject in [Subject::Demo(Name::parse("proef").expect("a name")), Subject::Evidence(Digest::of(b"x"))] {
            assert_eq!(Subject::parse(subject.kind(), subject.key()), Some(subject));
        }
        for (kind, key) in [("demo", "No Name"), ("evidence", "x"), ("need", "proef"), ("", "")] {
            assert_eq!(Subject::parse(kind, key), None);
        }
    }
}
