//! What a run found, with its receipt.
//!
//! Evidence is plain data: the same run gives the same bytes. Times and identifiers of runs stand outside it.

use serde::{Deserialize, Serialize};

use crate::assessment::Explanation;
use crate::column::{Kind, Value};
use crate::digest::Digest;
use crate::field::FieldName;
use crate::metric::MetricKind;
use crate::name::Name;
use crate::owner::Owner;
use crate::parameter::Parameter;
use crate::population::PopulationIdentity;
use crate::text::Text;

/// The fewest persons in a group that is shown.
pub const SMALLEST_GROUP: u64 = 10;

/// The version of the evidence format.
///
/// Version 2 leaves out what fewer than [`SMALLEST_GROUP`] persons would show through; evidence of version 1 can still be read.
pub const SCHEMA: &str = "fieldlab-evidence/2";

/// What a run found. Sealed: written once, never edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was asked, and by whom.
    pub experiment: ExperimentSummary,
    /// Who it is about.
    pub cohort: CohortSummary,
    /// What was compared, the baseline first.
    pub variants: Vec<VariantSummary>,
    /// What was measured, in the order of the declaration.
    pub metrics: Vec<MetricResult>,
    /// Who gains and who loses under each variant that is not the baseline.
    pub changes: Vec<ChangeResult>,
    /// Whether the guardrails hold, for each variant that is not the baseline.
    pub guardrails: Vec<GuardrailResult>,
    /// Some citizens explained.
    pub citizens: Vec<ExplainedCitizen>,
    /// What is assumed.
    pub assumptions: Vec<Text>,
    /// What the result can't tell.
    pub limits: Vec<Text>,
    /// From which anyone can replay it.
    pub receipt: Receipt,
}

/// What was asked, and by whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExperimentSummary {
    /// The experiment's name.
    pub name: Name,
    /// What people call it.
    pub title: Text,
    /// The need's name.
    pub need: Name,
    /// The need, in people's words.
    pub need_question: Text,
    /// What the experiment asks.
    pub question: Text,
    /// What its makers expect.
    pub hypothesis: Text,
    /// Who owns it.
    pub owners: Vec<Owner>,
}

/// Who it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CohortSummary {
    /// The condition, as declared.
    pub condition: Option<String>,
    /// How many persons of the population it takes.
    pub persons: u64,
    /// How many real persons one synthetic person stands for.
    pub weight: f64,
    /// How many populations were drawn.
    pub replicates: u32,
}

/// What was compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VariantSummary {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub title: Text,
    /// Whether it is the baseline.
    pub baseline: bool,
    /// The prototype.
    pub prototype: Name,
    /// What people call the prototype.
    pub prototype_title: Text,
    /// The prototype's version.
    pub version: String,
    /// The parameters, with the values that were used in place of the defaults.
    pub parameters: Vec<Parameter>,
}

/// A number with its uncertainty.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The mean over the replicates: for the country, in the unit of the metric.
    pub value: f64,
    /// The lower bound of the 95% interval over replicates; absent with one replicate.
    pub low: Option<f64>,
    /// The upper bound.
    pub high: Option<f64>,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricResult {
    /// The metric's name.
    pub name: String,
    /// What people read.
    pub title: Text,
    /// The decision column.
    pub of: String,
    /// How the column becomes a number.
    pub kind: MetricKind,
    /// For a quantile: which, in millionths.
    pub quantile: Option<i32>,
    /// The unit of the values: amounts are in euro here, shares and Gini are fractions.
    pub unit: Unit,
    /// The overall value of each variant, in the order of [`Evidence::variants`].
    pub overall: Vec<VariantValue>,
    /// The values by group, one for each field of the metric.
    pub by: Vec<Breakdown>,
}

/// The unit of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Persons.
    Persons,
    /// Euro.
    Euro,
    /// A fraction: 0.25 is a quarter.
    Share,
    /// A number without a unit.
    Number,
}

/// The value of one variant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct VariantValue {
    /// The value.
    pub value: Estimate,
    /// The difference to the baseline, paired by replicate; absent for the baseline.
    pub difference: Option<Estimate>,
}

/// Values by the groups of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Breakdown {
    /// The field.
    pub field: FieldName,
    /// What people call it.
    pub title: Text,
    /// The groups, in the order of the field's codes or bands; groups that are too small stand together at the end.
    pub groups: Vec<GroupResult>,
    /// Why there are no groups, when small ones would show whatever stands together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<Text>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupResult {
    /// Which group.
    pub group: Group,
    /// How many persons of the cohort it has, for the country: the mean over the replicates.
    pub persons: f64,
    /// The value of each variant, in the order of [`Evidence::variants`].
    pub values: Vec<VariantValue>,
}

/// Which group of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The code or the lower bound of the band; absent when small groups stand together.
    pub key: Option<i64>,
    /// What people read.
    pub title: Text,
}

/// Who gains and who loses under a variant, against the baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeResult {
    /// The variant.
    pub variant: Name,
    /// The decision column.
    pub outcome: String,
    /// The unit of the amounts.
    pub unit: Unit,
    /// All of the cohort.
    pub overall: Change,
    /// By group, for each field by which the experiment groups.
    pub by: Vec<ChangeBreakdown>,
    /// How many persons (for the country) change by how much: bands of the change, rising; none when too few persons gain or
    /// lose to show them.
    pub histogram: Vec<ChangeBand>,
}

/// How many gain and lose, and how much; persons and sums are for the country, means over the replicates.
///
/// What is absent is about fewer than [`SMALLEST_GROUP`] persons.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// How many persons there are.
    pub persons: f64,
    /// How many have more.
    pub gain: Option<f64>,
    /// How many have less.
    pub lose: Option<f64>,
    /// What those who gain get more, together.
    pub gained: Option<f64>,
    /// What those who lose get less, together; not negative.
    pub lost: Option<f64>,
}

impl Change {
    /// How many have the same.
    pub fn same(&self) -> Option<f64> {
        Some(self.persons - self.gain? - self.lose?)
    }

    /// What all get more, together; negative when it is less.
    pub fn net(&self) -> Option<f64> {
        Some(self.gained? - self.lost?)
    }
}

/// Changes by the groups of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeBreakdown {
    /// The field.
    pub field: FieldName,
    /// What people call it.
    pub title: Text,
    /// The groups.
    pub groups: Vec<ChangeGroup>,
    /// Why there are no groups, when small ones would show whatever stands together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<Text>,
}

/// The change of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeGroup {
    /// Which group.
    pub group: Group,
    /// Its change.
    pub change: Change,
}

/// How many persons change by an amount in a band. When both bounds are 0, it holds those who do not change.
///
/// The bound that is nearer to 0 is not in the band, the other is: those who get 25 euro more are in the band from 0 to 25.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeBand {
    /// The lower bound; absent for the first.
    pub from: Option<f64>,
    /// The upper bound; absent for the last.
    pub to: Option<f64>,
    /// How many persons, for the country.
    pub persons: f64,
}

/// Whether a guardrail holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GuardrailResult {
    /// What people read.
    pub title: Text,
    /// The variant.
    pub variant: Name,
    /// The metric.
    pub metric: String,
    /// The group where it comes nearest to its bound or goes furthest beyond, when it is about groups.
    pub group: Option<Group>,
    /// The change against the baseline there, as a fraction of the baseline's value; absent when that value is 0 and the
    /// variant's is not.
    pub change: Option<f64>,
    /// The most that it may rise, as a fraction.
    pub largest_increase: Option<f64>,
    /// The most that it may fall, as a fraction.
    pub largest_decrease: Option<f64>,
    /// Whether it holds.
    pub holds: bool,
}

/// Why a citizen was chosen to be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChosenFor {
    /// Has more under the variant.
    Gains,
    /// Has less under the variant.
    Loses,
    /// Has the same under both.
    Same,
}

/// A citizen with the explanation of each variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplainedCitizen {
    /// Why this one.
    pub chosen_for: ChosenFor,
    /// The place in the first population, counted from 0.
    pub position: u64,
    /// What the prototypes saw: field and value.
    pub fields: Vec<CitizenField>,
    /// The explanation under the baseline and under the variant.
    pub explanations: Vec<VariantExplanation>,
}

/// One field of a citizen, in people's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CitizenField {
    /// The field.
    pub field: FieldName,
    /// What people call it.
    pub title: Text,
    /// The value.
    pub value: Value,
    /// The value in words.
    pub words: Text,
}

/// The explanation of one variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VariantExplanation {
    /// The variant.
    pub variant: Name,
    /// The decisions and the steps.
    pub explanation: Explanation,
    /// The decision columns, in the order of the decisions.
    pub decisions: Vec<DecisionWords>,
}

/// One decision in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionWords {
    /// The column.
    pub name: String,
    /// What people call it.
    pub title: Text,
    /// The kind of the value.
    pub kind: Kind,
    /// The value in words; amounts, flags and numbers are left to the reader's language and empty here.
    pub words: Option<Text>,
}

/// From which anyone can replay the evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The digest of the declaration's text.
    pub declaration: Digest,
    /// The declaration's text.
    pub declaration_source: String,
    /// The digest of each component, in the order of the variants.
    pub components: Vec<Digest>,
    /// The digest of each prototype's manifest, in the order of the variants.
    pub manifests: Vec<Digest>,
    /// The digest of each set of parameter values, in the order of the variants.
    pub parameters: Vec<Digest>,
    /// The populations, one a replicate.
    pub populations: Vec<PopulationIdentity>,
    /// The version of the host that ran it.
    pub host_version: String,
}

/// Evidence as bytes, with the digest that seals it.
#[derive(Clone, Debug, PartialEq)]
pub struct SealedEvidence {
    /// The evidence as JSON.
    pub json: String,
    /// The digest of [`SealedEvidence::json`].
    pub digest: Digest,
}

/// Why sealed evidence can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The bytes are not those that were sealed.
    #[error("the evidence was changed: its digest is {found}, the seal says {sealed}")]
    Broken {
        /// The digest of the bytes.
        found: Digest,
        /// The digest of the seal.
        sealed: Digest,
    },
    /// The bytes are not evidence of this version.
    #[error("the evidence can't be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

impl Evidence {
    /// Writes the evidence as JSON and seals it. The same evidence gives the same bytes.
    pub fn seal(&self) -> SealedEvidence {
        let json = serde_json::to_string(self).expect("evidence is plain data");
        let digest = Digest::of(json.as_bytes());
        SealedEvidence { json, digest }
    }
}

impl SealedEvidence {
    /// Checks the seal and reads the evidence.
    ///
    /// # Errors
    /// When the bytes were changed, or are not evidence of this version.
    pub fn open(&self) -> Result<Evidence, SealError> {
        let found = Digest::of(self.json.as_bytes());
        if found != self.digest {
            return Err(SealError::Broken { found, sealed: self.digest.clone() });
        }
        Ok(serde_json::from_str(&self.json)?)
    }
}
