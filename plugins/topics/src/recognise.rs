//! What a question is about.

use crate::features::features;
use crate::language::is_plain;
use crate::number::shares;
use crate::table::Table;
use crate::words::{Word, words};
use crate::{TOPICS, Topic};

static MODEL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/topics.bin"));

/// A topic that a question may be about.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognised {
    /// The topic's name.
    pub topic: &'static str,
    /// How likely it is that this is the main topic, from 0 to 1. Of questions like the labelled ones, about this share is right;
    /// of questions unlike them it promises less. The scores of all topics and of "none of them" add up to 1.
    pub score: f32,
    /// The words of the question that weighed most for it, the heaviest first; at most four, and empty where no word stood out.
    pub why: Vec<String>,
}

/// The most topics that are given.
const MOST_TOPICS: usize = 6;
/// A topic less likely than this is not given.
const LEAST_SCORE: f32 = 0.01;
/// A question of which the model knows less than this share has no meaning to it.
const LEAST_FAMILIAR: f32 = 0.25;
/// The score from which the first topic may be acted upon without asking.
const CONFIDENT: f32 = 0.5;
/// A word that weighs less than this share of the heaviest does not say why.
const LEAST_REASON: f32 = 0.2;
/// The most words that say why.
const MOST_REASONS: usize = 4;

/// The topics that `words` may be about, the likeliest first.
///
/// Empty for a question that is empty, has no words that the model knows, or is rather about none of the topics.
pub fn recognise(words: &str) -> Vec<Recognised> {
    let (Some(table), split) = (Table::read(MODEL), self::words(words)) else { return Vec::new() };
    let weighed = table.weigh(&features(&split));
    if weighed.familiar < LEAST_FAMILIAR {
        return Vec::new();
    }
    let mut scores = table.scores(&weighed);
    shares(&mut scores);
    let mut ranked: Vec<(usize, &Topic, f32)> =
        TOPICS.iter().zip(&scores).enumerate().map(|(class, (topic, score))| (class, topic, *score)).collect();
    ranked.sort_by(|left, right| right.2.total_cmp(&left.2));
    let none = scores.get(TOPICS.len()).copied().unwrap_or_default();
    if ranked.first().is_none_or(|first| first.2 < none) {
        return Vec::new();
    }
    ranked.retain(|(_, _, score)| *score >= LEAST_SCORE);
    ranked.truncate(MOST_TOPICS);
    ranked
        .into_iter()
        .map(|(class, topic, score)| {
            let why = reasons(words, &split, &table.reasons(&weighed, class, split.len()));
            Recognised { topic: topic.name, score, why }
        })
        .collect()
}

/// Whether the first topic is likely enough to go ahead without asking whether it is meant.
pub fn confident(recognised: &[Recognised]) -> bool {
    recognised.first().is_some_and(|first| first.score >= CONFIDENT)
}

/// The words that weighed most, as they were typed. Numbers are left out: they tell little, and may be private.
fn reasons(text: &str, split: &[Word], weights: &[f32]) -> Vec<String> {
    let mut ranked: Vec<(&Word, f32)> = split.iter().zip(weights.iter().copied()).collect();
    ranked.sort_by(|left, right| right.1.total_cmp(&left.1));
    let least = ranked.first().map_or(0.0, |first| first.1 * LEAST_REASON).max(f32::MIN_POSITIVE);
    let mut why: Vec<(&str, String)> = Vec::new();
    for (word, weight) in ranked {
        let number = word.letters.bytes().all(|byte| byte.is_ascii_digit());
        let said = why.iter().any(|(letters, _)| *letters == word.letters);
        if weight < least || why.len() == MOST_REASONS {
            break;
        }
        if !number && !said && !is_plain(&word.letters) {
            why.push((&word.letters, text.get(word.start..word.end).unwrap_or_default().to_owned()));
        }
    }
    why.into_iter().map(|(_, typed)| typed).collect()
}
