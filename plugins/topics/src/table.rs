//! The model as a table of bytes: which features it knows, how rare each is, and what each says for each class.
//!
//! Little-endian: the number of classes and of features (u32), what one step of a weight is worth (f32), what each class starts with
//! (f32), the features in order (u32), how rare each is (u8), and a weight for each feature and class (i8).

use crate::features::{Feature, KINDS, SHARES};

/// One step of rarity.
pub const RARITY_STEP: f32 = 1.0 / 32.0;
/// How much a feature that the model does not know takes away from those it knows.
pub const UNKNOWN: f32 = 0.0;

/// A model that can be asked.
#[derive(Clone, Copy, Debug)]
pub struct Table<'bytes> {
    starts: &'bytes [[u8; 4]],
    keys: &'bytes [[u8; 4]],
    rarities: &'bytes [u8],
    weights: &'bytes [u8],
    step: f32,
}

/// A feature of a question that the model knows.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Which feature of the model it is.
    pub index: usize,
    /// How much it counts in this question.
    pub value: f32,
    /// Which word it is of.
    pub word: usize,
    /// How many words it spans.
    pub span: usize,
    kind: usize,
}

/// What the model knows of a question.
#[derive(Clone, Debug, Default)]
pub struct Weighed {
    /// The features it knows, each once.
    pub known: Vec<Known>,
    /// How much of the words it knows, from 0 to 1.
    pub familiar: f32,
}

/// Keeps the features that `find` knows (its index and how rare it is), and makes each kind count as much as it should.
pub fn weigh(features: &[Feature], find: impl Fn(u32) -> Option<(usize, f32)>) -> Weighed {
    let mut known: Vec<Known> = Vec::with_capacity(features.len());
    let mut squares = [0.0_f32; KINDS];
    let mut counts = [[0_usize; 2]; KINDS];
    for feature in features {
        let found = find(feature.key);
        counts[feature.kind][usize::from(found.is_some())] += usize::from(feature.span == 1);
        let Some((index, value)) = found else {
            squares[feature.kind] += UNKNOWN;
            continue;
        };
        known.push(Known { index, value, word: feature.word, span: feature.span, kind: feature.kind });
    }
    // A word that is said twice counts once; the first time stays.
    known.sort_by_key(|known| known.index);
    known.dedup_by_key(|known| known.index);
    for known in &known {
        squares[known.kind] += known.value * known.value;
    }
    for known in &mut known {
        known.value *= SHARES[known.kind] / squares[known.kind].sqrt();
    }
    let [unknown, familiar] = counts[crate::features::PARTS];
    Weighed { known, familiar: familiar as f32 / (familiar + unknown).max(1) as f32 }
}

impl<'bytes> Table<'bytes> {
    /// Reads a table, or none when the bytes are not one.
    pub fn read(bytes: &'bytes [u8]) -> Option<Table<'bytes>> {
        let (head, rest) = bytes.split_first_chunk::<12>()?;
        let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (classes, count) = (number(0) as usize, number(4) as usize);
        let (starts, rest) = rest.split_at_checked(classes * 4)?;
        let (keys, rest) = rest.split_at_checked(count * 4)?;
        let (rarities, weights) = rest.split_at_checked(count)?;
        (weights.len() == count * classes).then_some(Table {
            starts: starts.as_chunks().0,
            keys: keys.as_chunks().0,
            rarities,
            weights,
            step: f32::from_bits(number(8)),
        })
    }

    /// What it knows of a question with these features.
    pub fn weigh(&self, features: &[Feature]) -> Weighed {
        weigh(features, |key| {
            let index = self.keys.binary_search_by_key(&key, |bytes| u32::from_le_bytes(*bytes)).ok()?;
            Some((index, f32::from(*self.rarities.get(index)?) * RARITY_STEP))
        })
    }

    /// The weights of a feature, one for each class, in steps.
    fn weights_of(&self, index: usize) -> &'bytes [u8] {
        let classes = self.starts.len();
        self.weights.get(index * classes..(index + 1) * classes).unwrap_or_default()
    }

    /// The score of each class: the higher the likelier, not yet a share.
    pub fn scores(&self, weighed: &Weighed) -> Vec<f32> {
        let mut scores = vec![0.0_f32; self.starts.len()];
        for known in &weighed.known {
            for (score, weight) in scores.iter_mut().zip(self.weights_of(known.index)) {
                *score += known.value * f32::from(*weight as i8);
            }
        }
        for (score, start) in scores.iter_mut().zip(self.starts) {
            *score = *score * self.step + f32::from_le_bytes(*start);
        }
        scores
    }

    /// How much more each word (of `words` many) says for `class` than for the classes on average.
    pub fn reasons(&self, weighed: &Weighed, class: usize, words: usize) -> Vec<f32> {
        let mut reasons = vec![0.0_f32; words];
        for known in &weighed.known {
            let weights = self.weights_of(known.index);
            let all: i32 = weights.iter().map(|weight| i32::from(*weight as i8)).sum();
            let Some(own) = weights.get(class) else { continue };
            let above = f32::from(*own as i8) - all as f32 / weights.len() as f32;
            let each = known.value * above * self.step / known.span as f32;
            for reason in reasons.iter_mut().skip(known.word).take(known.span) {
                *reason += each;
            }
        }
        reasons
    }
}
