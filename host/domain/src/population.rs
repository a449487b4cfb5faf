//! Synthetic citizens as an experiment meets them: columns by field name, a block at a time.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::column::Batch;
use crate::date::Date;
use crate::digest::Digest;
use crate::field::FieldName;
use crate::place::Place;

/// The most persons that a block holds. A block holds whole households.
pub const BLOCK_ROWS: usize = 16_384;

/// Which population it is: with these and the same host version, anyone can make it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PopulationIdentity {
    /// The name of the model, such as `nl-2025`.
    pub model: String,
    /// The digest of the model: its figures and the version of the code that uses them.
    pub model_digest: Digest,
    /// The seed.
    pub seed: u64,
    /// How many persons there are.
    pub persons: u64,
    /// How many persons they stand for: those of the country or of the place, on the day of the model.
    pub represents: u64,
    /// The place that they live in; `None` is the whole country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The day to which their lives were played on; `None` is the day of the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

impl PopulationIdentity {
    /// How many real persons one synthetic person stands for.
    pub fn weight(&self) -> f64 {
        self.represents as f64 / self.persons as f64
    }

    /// The digest of the identity, by which the population is known.
    pub fn digest(&self) -> Digest {
        let numbers = [self.seed, self.persons, self.represents].map(u64::to_le_bytes);
        let parts = [self.model.as_bytes(), self.model_digest.as_str().as_bytes()];
        let place = self.place.as_ref().map(|place| format!("place {place}"));
        let date = self.date.map(|date| format!("date {date}"));
        let more = place.iter().chain(&date).map(String::as_bytes);
        Digest::of_parts(parts.into_iter().chain(numbers.iter().map(<[u8; 8]>::as_slice)).chain(more))
    }

    /// The request by which it is made again.
    pub fn request(&self) -> PopulationRequest {
        PopulationRequest {
            model: self.model.clone(),
            persons: Some(self.persons),
            seed: self.seed,
            place: self.place.clone(),
            date: self.date,
        }
    }
}

/// What is asked for: a model, a size and a seed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PopulationRequest {
    /// The name of the model.
    pub model: String,
    /// How many persons; `None` is everybody of the country or of the place. Before their lives are played on: births, deaths and
    /// moves change it.
    pub persons: Option<u64>,
    /// The seed.
    pub seed: u64,
    /// The place that they live in; `None` is the whole country.
    pub place: Option<Place>,
    /// The day to which their lives are played on; `None` is the day of the model.
    pub date: Option<Date>,
}

impl PopulationRequest {
    /// Persons of the whole country on the day of the model; `None` is everybody.
    pub fn new(model: &str, persons: Option<u64>, seed: u64) -> PopulationRequest {
        PopulationRequest { model: model.to_owned(), persons, seed, place: None, date: None }
    }
}

/// Why a population could not be made or read.
#[derive(Debug, Error)]
pub enum PopulationError {
    /// There is no such model.
    #[error("there is no population model `{name}`\n  hint: {hint}")]
    UnknownModel {
        /// The name that was asked for.
        name: String,
        /// The nearest, or which there are.
        hint: String,
    },
    /// The size can't be made.
    #[error("a population of {persons} persons can't be made\n  hint: use a number from 1 to {most}")]
    Size {
        /// The size that was asked for.
        persons: u64,
        /// The largest there is.
        most: u64,
    },
    /// The model has nobody in the place.
    #[error(
        "the model has nobody where {place}\n  hint: use the code of a municipality or province of the model's year"
    )]
    Place {
        /// The place that was asked for.
        place: Place,
    },
    /// Lives can't be played on to a day.
    #[error("{what}\n  hint: {hint}")]
    Date {
        /// What is wrong.
        what: String,
        /// What to do.
        hint: String,
    },
    /// The population lacks a field.
    #[error("population `{population}` has no field `{field}`\n  hint: {hint}")]
    MissingField {
        /// The population.
        population: String,
        /// The field.
        field: FieldName,
        /// What to do.
        hint: String,
    },
    /// A file is not what it should be.
    #[error("{file}: {what}\n  hint: {hint}")]
    File {
        /// The file as the user named it.
        file: String,
        /// What is wrong with it.
        what: String,
        /// What to do.
        hint: String,
    },
}

/// A population in memory or made as it is read.
///
/// Blocks are read in any order, by many threads at once, and hold the same citizens every time.
pub trait Population: Send + Sync {
    /// Which population it is.
    fn identity(&self) -> &PopulationIdentity;

    /// How many blocks there are.
    fn blocks(&self) -> usize;

    /// The place in the population, counted from 0, of the first person of a block; for [`Population::blocks`] it is the number
    /// of persons.
    fn block_start(&self, block: usize) -> u64;

    /// How many persons there are. After lives were played on it is another number than [`PopulationIdentity::persons`].
    fn persons(&self) -> u64 {
        self.block_start(self.blocks())
    }

    /// A reader of these fields.
    ///
    /// # Errors
    /// When the population lacks one of them.
    fn reader<'a>(&'a self, fields: &[FieldName]) -> Result<Box<dyn BlockReader + 'a>, PopulationError>;
}

/// Reads the blocks of a population: some fields, in the order in which they were asked for.
pub trait BlockReader: Send {
    /// Replaces the contents of `batch` by block `block`: at most [`BLOCK_ROWS`] persons, one column a field.
    ///
    /// Panics when there is no such block.
    fn read(&mut self, block: usize, batch: &mut Batch);
}

/// Makes populations. Implemented by the `population` floor.
pub trait PopulationSource: Send + Sync {
    /// Which population it would be, without making it. Quick: it does not make one citizen.
    ///
    /// # Errors
    /// When there is no such model or the size can't be made.
    fn identity(&self, request: &PopulationRequest) -> Result<PopulationIdentity, PopulationError>;

    /// Makes a population, or gives one that was made before.
    ///
    /// # Errors
    /// When there is no such model or the size can't be made.
    fn population(&self, request: &PopulationRequest) -> Result<std::sync::Arc<dyn Population>, PopulationError>;
}
