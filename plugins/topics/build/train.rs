//! Works out a model from labelled rows: multinomial logistic regression, trained twice.
//!
//! The first time with every feature that occurs often enough, the second with those alone that turned out to matter, so that the table
//! stays small. Everything is in a fixed order and with plain arithmetic, so that the same rows give the same bytes.

use std::collections::BTreeMap;

use crate::features::{Feature, features};
use crate::number::shares;
use crate::table::{RARITY_STEP, Weighed, weigh};
use crate::words::words;

/// A text with what it is about.
#[derive(Clone, Debug)]
pub struct Row {
    /// The text.
    pub words: String,
    /// The classes it belongs to and how much, adding up to one.
    pub classes: Vec<(usize, f32)>,
    /// How much it counts beside other rows.
    pub weight: f32,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many classes there are.
    pub classes: usize,
    /// The most features to keep.
    pub most_features: usize,
    /// How often all rows are gone through.
    pub rounds: usize,
    /// How far each row moves the weights.
    pub rate: f32,
    /// What part of the weights is given up after each round, so that rare features do not say too much.
    pub decay: f32,
    /// What all scores are multiplied by at the end, so that shares are as often right as they say.
    pub sharpness: f32,
}

/// The features that a model knows, in order, with how rare each is.
type Vocabulary = BTreeMap<u32, u8>;

struct Trained {
    starts: Vec<f32>,
    weights: Vec<f32>,
}

/// Trains on `rows` and gives the table.
pub fn train(rows: &[Row], settings: &Settings) -> Vec<u8> {
    let featured: Vec<Vec<Feature>> = rows.iter().map(|row| features(&words(&row.words))).collect();
    let all = vocabulary(&featured);
    let first = fit(rows, &featured, &all, settings);
    let kept = most_telling(&all, &featured, &first, settings);
    let second = fit(rows, &featured, &kept, settings);
    encode(&kept, &second, settings)
}

/// The features of at least two rows. Rarity is the fourth root of how few rows a feature is in: between no difference and the usual
/// logarithm, and exact on every machine.
fn vocabulary(featured: &[Vec<Feature>]) -> Vocabulary {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for features in featured {
        let mut keys: Vec<u32> = features.iter().map(|feature| feature.key).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    let rarity = |count: usize| (featured.len() as f32 / count as f32).sqrt().sqrt();
    let in_steps = |count| (rarity(count) / RARITY_STEP).round().clamp(1.0, 255.0) as u8;
    counts.into_iter().filter(|(_, count)| *count >= 2).map(|(key, count)| (key, in_steps(count))).collect()
}

/// The rows as the model sees them with this vocabulary.
fn weighed(featured: &[Vec<Feature>], vocabulary: &Vocabulary) -> Vec<Weighed> {
    let places: std::collections::HashMap<u32, (usize, f32)> = vocabulary
        .iter()
        .enumerate()
        .map(|(index, (key, rarity))| (*key, (index, f32::from(*rarity) * RARITY_STEP)))
        .collect();
    featured.iter().map(|features| weigh(features, |key| places.get(&key).copied())).collect()
}

/// Stochastic gradient descent; each feature is moved less the more it was moved before (Adagrad).
fn fit(rows: &[Row], featured: &[Vec<Feature>], vocabulary: &Vocabulary, settings: &Settings) -> Trained {
    let classes = settings.classes;
    let weighed = weighed(featured, vocabulary);
    let mut trained = Trained { starts: vec![0.0; classes], weights: vec![0.0; classes * vocabulary.len()] };
    let mut moved = vec![0.0_f32; vocabulary.len()];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for _ in 0..settings.rounds {
        chance.shuffle(&mut order);
        for at in &order {
            learn(&rows[*at], &weighed[*at], &mut trained, &mut moved, settings);
        }
        for weight in &mut trained.weights {
            *weight *= 1.0 - settings.decay;
        }
    }
    trained
}

/// Moves the weights toward the classes of one row.
fn learn(row: &Row, weighed: &Weighed, trained: &mut Trained, moved: &mut [f32], settings: &Settings) {
    let classes = settings.classes;
    let mut wrong = trained.starts.clone();
    for known in &weighed.known {
        let weights = &trained.weights[known.index * classes..(known.index + 1) * classes];
        for (score, weight) in wrong.iter_mut().zip(weights) {
            *score += known.value * weight;
        }
    }
    shares(&mut wrong);
    for (class, share) in &row.classes {
        wrong[*class] -= share;
    }
    let size: f32 = wrong.iter().map(|wrong| wrong * wrong).sum::<f32>() * row.weight;
    for known in &weighed.known {
        moved[known.index] += size * known.value * known.value;
        let rate = settings.rate * row.weight * known.value / (0.01 + moved[known.index]).sqrt();
        let weights = &mut trained.weights[known.index * classes..(known.index + 1) * classes];
        for (weight, wrong) in weights.iter_mut().zip(&wrong) {
            *weight -= rate * wrong;
        }
    }
    for (start, wrong) in trained.starts.iter_mut().zip(&wrong) {
        *start -= 0.01 * settings.rate * row.weight * wrong;
    }
}

/// The features that move scores most, over all rows.
fn most_telling(all: &Vocabulary, featured: &[Vec<Feature>], trained: &Trained, settings: &Settings) -> Vocabulary {
    let mut told = vec![0.0_f32; all.len()];
    for known in weighed(featured, all).iter().flat_map(|weighed| &weighed.known) {
        told[known.index] += known.value * known.value;
    }
    let mut ranked: Vec<(f32, u32, u8)> = Vec::with_capacity(all.len());
    for (index, (key, rarity)) in all.iter().enumerate() {
        let weights = &trained.weights[index * settings.classes..(index + 1) * settings.classes];
        let size: f32 = weights.iter().map(|weight| weight * weight).sum();
        ranked.push((size * told[index], *key, *rarity));
    }
    ranked.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
    ranked.into_iter().take(settings.most_features).map(|(_, key, rarity)| (key, rarity)).collect()
}

/// The bytes of `table::Table`.
fn encode(vocabulary: &Vocabulary, trained: &Trained, settings: &Settings) -> Vec<u8> {
    let largest = trained.weights.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
    let step = largest / 127.0;
    let mut bytes = Vec::new();
    bytes.extend((settings.classes as u32).to_le_bytes());
    bytes.extend((vocabulary.len() as u32).to_le_bytes());
    bytes.extend((step * settings.sharpness).to_le_bytes());
    bytes.extend(trained.starts.iter().flat_map(|start| (start * settings.sharpness).to_le_bytes()));
    bytes.extend(vocabulary.keys().flat_map(|key| key.to_le_bytes()));
    bytes.extend(vocabulary.values());
    bytes.extend(trained.weights.iter().map(|weight| (weight / step).round() as i8 as u8));
    bytes
}

/// A plain generator (xorshift) for the order of rows.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            let other = (self.next() % (last as u64 + 1)) as usize;
            order.swap(last, other);
        }
    }
}
