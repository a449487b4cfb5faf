//! The citizens of a demo, as prototypes look them up: by number or by what is known of them.

use async_trait::async_trait;
use thiserror::Error;

use crate::bsn::Bsn;
use crate::column::Value;
use crate::field::FieldName;
use crate::name::Name;

/// One citizen: who it is, and the values of the fields that were asked for, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citizen {
    /// Their number.
    pub bsn: Bsn,
    /// The values.
    pub values: Vec<Value>,
}

/// How somebody is related to somebody in the same household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Husband, wife or partner.
    Partner,
    /// Children of any age.
    Children,
    /// Parents.
    Parents,
    /// Everybody in the household, themselves included.
    Household,
}

/// Why citizens could not be looked up.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("citizens can't be looked up: {0}")]
pub struct CitizensFailure(
    /// What is wrong.
    pub String,
);

/// Looks citizens up. What somebody may see is checked before.
#[async_trait]
pub trait Citizens: Send + Sync {
    /// The number of a persona.
    fn persona(&self, persona: &Name) -> Option<Bsn>;

    /// The citizens with these numbers, in their order; none where there is nobody.
    ///
    /// # Errors
    /// When they can't be read.
    async fn look_up(&self, numbers: &[Bsn], fields: &[FieldName]) -> Result<Vec<Option<Citizen>>, CitizensFailure>;

    /// Who is related to somebody,.
    ///
    /// # Errors
    /// When they can't be read.
    async fn related(&self, number: Bsn, relation: Relation) -> Result<Vec<Bsn>, CitizensFailure>;

    /// The numbers of citizens for whom all these fields have these values, at most `most`, in a fixed order.
    ///
    /// # Errors
    /// When they can't be read.
    async fn search(&self, wanted: &[(FieldName, Value)], most: usize) -> Result<Vec<Bsn>, CitizensFailure>;
}
