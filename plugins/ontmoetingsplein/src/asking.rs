//! Asking everybody, and what they said, as it is kept in the demo session.

use fieldlab_service::lab::{DeskAnswer, NotAsked};
use fieldlab_service::plaza::Question;
use fieldlab_service::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cards::{Card, Desk};
use crate::explain;
use crate::inquiry::Inquiry;
use crate::keeping;
use crate::order::{Column, columns};

/// What it is kept under.
const KEY: &str = "offers";

/// The request of the manifest by which the person shares their words.
pub(crate) const WORDS: &str = "words";

/// What everybody said to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answers {
    /// The three columns.
    pub(crate) columns: Vec<Column>,
    /// How many were asked.
    pub(crate) asked: usize,
    /// Whether they had the person's own words.
    pub(crate) with_words: bool,
    /// The path of the page where the person can share these; none when there is nobody to ask.
    pub(crate) share: Option<String>,
    /// The language in which they were asked.
    pub(crate) language: String,
}

impl Answers {
    /// What is kept, for a page in this language.
    pub(crate) fn kept(language: Language) -> Option<Answers> {
        keeping::kept(KEY).filter(|answers: &Answers| answers.language == language.code())
    }

    /// Asks everybody, and keeps what they say.
    pub(crate) fn of_everybody(request: &Request, inquiry: &Inquiry) -> Result<Answers, NotAsked> {
        let language = request.language();
        let question = inquiry.question(language);
        let (answered, share) = with_words_if_shared(|share| lab::ask_all(&question, share))?;
        explain::asked(&question, &answered, share.is_none());
        let mut answers = Answers {
            asked: answered.len(),
            columns: columns(answered.into_iter().map(Desk::of).collect(), lab::visit().today),
            with_words: share.is_none(),
            share: share.filter(|_| lab::visit().persona.is_some()),
            language: language.code().to_owned(),
        };
        if keeping::keep(request, KEY, &answers).is_err() {
            // There is too much of it: what is shown is what can be kept.
            answers.columns.iter_mut().for_each(Column::shorten);
            let _ = keeping::keep(request, KEY, &answers);
        }
        Ok(answers)
    }

    /// Forgets what is kept.
    pub(crate) fn forget() {
        keeping::forget(KEY);
    }

    /// All cards.
    pub(crate) fn cards(&self) -> impl Iterator<Item = &Card> {
        self.columns.iter().flat_map(|column| column.cards.iter().chain(&column.more))
    }

    /// Whether anybody said anything, if only that they have nothing.
    pub(crate) fn is_answered(&self) -> bool {
        self.columns.iter().any(|column| !column.cards.is_empty() || !column.without.is_empty())
    }
}

/// The card with this name, of what was said to the question that is kept; in whatever language that was.
pub(crate) fn card(id: &str) -> Option<Card> {
    let answers: Answers = keeping::kept(KEY)?;
    answers.cards().find(|card| card.id == id).cloned()
}

/// Asks with the person's words when they share them, else without; and where they can share them then.
pub(crate) fn with_words_if_shared<T>(
    mut ask: impl FnMut(Option<&str>) -> Result<T, NotAsked>,
) -> Result<(T, Option<String>), NotAsked> {
    match ask(Some(WORDS)) {
        Ok(answered) => Ok((answered, None)),
        Err(NotAsked::NotShared(path)) => Ok((ask(None)?, Some(path))),
        Err(refused) => Err(refused),
    }
}

/// How many desks of a list offered something; for the glass box.
pub(crate) fn with_offers(answered: &[DeskAnswer]) -> usize {
    answered.iter().filter(|answer| answer.offers.as_ref().is_ok_and(|offers| !offers.is_empty())).count()
}

/// The titles of a question's topics.
pub(crate) fn titles(question: &Question) -> Vec<Text> {
    question.topics.iter().filter_map(|topic| crate::understanding::title(topic)).collect()
}
