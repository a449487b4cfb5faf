//! Reacting to a demo or to evidence, and answering that, for pages and programs.

use fieldlab_domain::digest::Digest;
use fieldlab_domain::reaction::{MOST_WORDS, Reaction, Reply, Stance, Subject};
use fieldlab_domain::store::{RunRecord, StoreError};
use fieldlab_domain::text::Text;

use crate::Lab;
use crate::accounts::{Who, note};
use crate::speaker::{SaidOfOneself, lines};

/// A subject that the lab has, with its address and its title.
pub(crate) struct Found {
    pub(crate) subject: Subject,
    pub(crate) address: String,
    pub(crate) title: Text,
}

/// Looks a subject up; `None` when the lab does not have it.
///
/// # Errors
/// When the store can't be read.
pub(crate) async fn find(lab: &Lab, subject: Subject) -> Result<Option<Found>, StoreError> {
    let found = match &subject {
        Subject::Demo(name) => lab
            .services
            .get(name.as_str())
            .map(|service| (format!("/prototypes/{name}/try"), service.manifest().title.clone())),
        Subject::Evidence(digest) => {
            run_with(lab, digest).await?.map(|(run, title)| (format!("/runs/{}", run.id), title))
        }
    };
    Ok(found.map(|(address, title)| Found { subject, address, title }))
}

/// The latest run that found this evidence, and what its experiment is called; `None` when the lab has no such run.
///
/// # Errors
/// When the store can't be read.
pub(crate) async fn run_with(lab: &Lab, digest: &Digest) -> Result<Option<(RunRecord, Text)>, StoreError> {
    let Some(run) = lab.store.run_with(digest).await? else { return Ok(None) };
    let title = lab.store.experiment(run.experiment.as_str()).await?.map(|one| one.title);
    let title = title.unwrap_or_else(|| Text::same(run.experiment.as_str()));
    Ok(Some((run, title)))
}

/// What is wrong with a reaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReactionFault {
    /// It has no stance that there is.
    Stance,
    /// It is too long, or holds what is no text.
    Long,
    /// It says nothing, and its stance needs words.
    Words,
    /// It does not say who speaks.
    Who,
}

/// The reaction that somebody sends at `at` (seconds since 1970-01-01T00:00Z).
///
/// # Errors
/// The first thing that is wrong with it.
pub(crate) fn read(
    subject: &Subject,
    stance: &str,
    words: &str,
    said: &SaidOfOneself,
    who: &Who,
    at: i64,
) -> Result<Reaction, ReactionFault> {
    let stance = Stance::parse(stance).ok_or(ReactionFault::Stance)?;
    let words = lines(words, MOST_WORDS).ok_or(ReactionFault::Long)?;
    if words.is_empty() && stance.needs_words() {
        return Err(ReactionFault::Words);
    }
    let speaker = said.speaker(who).ok_or(ReactionFault::Who)?;
    Ok(Reaction { id: 0, subject: subject.clone(), speaker, stance, words, at })
}

/// The words of a reply; `None` when there are none, when they are too long, or hold what is no text.
pub(crate) fn reply_words(words: &str) -> Option<String> {
    lines(words, MOST_WORDS).filter(|words| !words.is_empty())
}

/// Keeps what the team answers to a reaction. It settles conditions only: an objection or a question has nothing to be met.
///
/// # Errors
/// When the store can't be written.
pub(crate) async fn answer(
    lab: &Lab,
    about: &Reaction,
    words: String,
    settles: bool,
    who: &Who,
) -> Result<Reply, StoreError> {
    let by = who.member().map_or_else(|| who.by().to_owned(), |member| member.name.clone());
    let settles = settles && about.stance == Stance::SupportIf;
    let reply = Reply { reaction: about.id, by, words, settles, at: (lab.now)() };
    lab.reactions.reply(&reply).await?;
    note(lab, who.by(), "replied", &about.id.to_string()).await;
    Ok(reply)
}
