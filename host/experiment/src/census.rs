//! How many people something holds for, counted in a population.

use async_trait::async_trait;
use fieldlab_domain::column::Batch;
use fieldlab_domain::condition::Condition;
use fieldlab_domain::evidence::SMALLEST_GROUP;
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::population::{Population, PopulationError};

use crate::runner::RunnerError;

/// How many people a condition holds for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headcount {
    /// How many persons, for the country; absent when the population has fewer than [`SMALLEST_GROUP`] of them.
    pub persons: Option<f64>,
    /// How many persons live in the country.
    pub of: f64,
    /// How many synthetic persons were counted.
    pub counted: u64,
}

/// Counts people, for pages.
#[async_trait]
pub trait Census: Send + Sync {
    /// How many people each condition holds for, in the order of the conditions.
    ///
    /// # Errors
    /// When the population can't be made, or lacks a field of a condition.
    async fn count(&self, conditions: &[Condition]) -> Result<Vec<Headcount>, RunnerError>;
}

/// Counts the persons of a population for whom each condition holds, in one walk past all.
///
/// # Errors
/// When the population lacks a field of a condition.
pub fn count(population: &dyn Population, conditions: &[Condition]) -> Result<Vec<Headcount>, PopulationError> {
    let mut fields: Vec<FieldName> = Vec::new();
    let mut places: Vec<Vec<usize>> = Vec::new();
    for condition in conditions {
        let place = |field: &FieldName| {
            fields.iter().position(|known| known == field).unwrap_or_else(|| {
                fields.push(field.clone());
                fields.len() - 1
            })
        };
        places.push(condition.fields().iter().map(place).collect());
    }
    let mut reader = population.reader(&fields)?;
    let mut batch = Batch::new(fields.iter().map(|field| catalogue().field(field).kind));
    let mut counts = vec![0_u64; conditions.len()];
    for block in 0..population.blocks() {
        reader.read(block, &mut batch);
        for ((condition, places), count) in conditions.iter().zip(&places).zip(&mut counts) {
            *count += condition.holds(&batch, places).iter().filter(|holds| **holds).count() as u64;
        }
    }
    let (persons, identity) = (population.persons(), population.identity());
    let weight = identity.represents as f64 / persons as f64;
    let headcount = |count: u64| Headcount {
        persons: (count >= SMALLEST_GROUP).then_some(count as f64 * weight),
        of: identity.represents as f64,
        counted: persons,
    };
    Ok(counts.into_iter().map(headcount).collect())
}
