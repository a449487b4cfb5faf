//! Between the contract and the author's structs.

use crate::bindings::exports::fieldlab::lab::assessment::{
    Description, Explanation, Failure, FieldUse, Kind, NamedKind,
};
use crate::bindings::fieldlab::lab::types::{Column, Value};
use crate::explain::{Explain, Silent, Steps};
use crate::value::{Filling, Typed, View};

/// The fields that a rule reads; derived with `#[derive(Citizen)]`.
pub trait Citizen: Sized {
    /// Name, kind and whether it may be absent, of each field.
    const FIELDS: &'static [(&'static str, Kind, bool)];
    /// The checked columns.
    type Views<'a>;
    /// Checks the columns of a batch.
    fn views(columns: &[Column], rows: usize) -> Result<Self::Views<'_>, Failure>;
    /// The first `rows` rows, which are all there are.
    fn trim<'a>(views: &Self::Views<'a>, rows: usize) -> Self::Views<'a>;
    /// The citizen at a row.
    fn at(views: &Self::Views<'_>, row: usize) -> Self;
    /// A citizen by its values.
    fn from_values(values: &[Value]) -> Result<Self, Failure>;
}

/// The parameters that a rule takes; derived with `#[derive(Parameters)]`.
pub trait Parameters: Sized {
    /// Name and kind of each parameter, in the order of the manifest.
    const PARAMETERS: &'static [(&'static str, Kind)];
    /// The parameters by their values, in the order of the manifest.
    fn from_values(values: &[Value]) -> Result<Self, Failure>;
}

/// What a rule decides; derived with `#[derive(Decision)]`.
pub trait Decision: Sized {
    /// Name and kind of each decision, in the order of the manifest.
    const DECISIONS: &'static [(&'static str, Kind)];
    /// The columns that are being filled.
    type Filling;
    /// Room for `rows` decisions.
    fn filling(rows: usize) -> Self::Filling;
    /// Sets the decision about a row.
    fn set(self, filling: &mut Self::Filling, row: usize);
    /// The columns, in the order of the manifest.
    fn columns(filling: Self::Filling) -> Vec<Column>;
    /// The decision's values, in the order of the manifest.
    fn into_values(self) -> Vec<Value>;
}

/// A rule: what `#[assessment]` makes of a `decide` function.
pub trait Rule {
    /// The fields.
    type Citizen: Citizen;
    /// The parameters.
    type Parameters: Parameters;
    /// The decision.
    type Decision: Decision;
    /// The prototype's name, from the manifest.
    const NAME: &'static str;
    /// The prototype's version, from the manifest.
    const VERSION: &'static str;
    /// Decides about one citizen.
    fn decide(citizen: &Self::Citizen, parameters: &Self::Parameters, explain: &mut impl Explain) -> Self::Decision;
}

/// What the rule says of itself.
pub fn describe<R: Rule>() -> Description {
    let named = |(name, kind): &(&str, Kind)| NamedKind { name: (*name).to_owned(), kind: *kind };
    let field = |(name, kind, optional): &(&str, Kind, bool)| FieldUse {
        name: (*name).to_owned(),
        kind: *kind,
        optional: *optional,
    };
    Description {
        name: R::NAME.to_owned(),
        version: R::VERSION.to_owned(),
        fields: R::Citizen::FIELDS.iter().map(field).collect(),
        decisions: R::Decision::DECISIONS.iter().map(named).collect(),
        parameters: R::Parameters::PARAMETERS.iter().map(named).collect(),
    }
}

/// Decides about a batch.
pub fn assess<R: Rule>(rows: u32, columns: &[Column], parameters: &[Value]) -> Result<Vec<Column>, Failure> {
    let rows = rows as usize;
    let parameters = R::Parameters::from_values(parameters)?;
    let views = R::Citizen::trim(&R::Citizen::views(columns, rows)?, rows);
    let mut filling = R::Decision::filling(rows);
    for row in 0..rows {
        let citizen = R::Citizen::at(&views, row);
        R::decide(&citizen, &parameters, &mut Silent).set(&mut filling, row);
    }
    Ok(R::Decision::columns(filling))
}

/// Decides about one citizen and tells how.
pub fn explain<R: Rule>(citizen: &[Value], parameters: &[Value]) -> Result<Explanation, Failure> {
    let parameters = R::Parameters::from_values(parameters)?;
    let citizen = R::Citizen::from_values(citizen)?;
    let mut steps = Steps::default();
    let decision = R::decide(&citizen, &parameters, &mut steps);
    Ok(Explanation { decisions: decision.into_values(), steps: steps.0.into_iter().map(|step| step.0).collect() })
}

/// A failure that is not about one citizen, or about the one at `row`.
pub fn failure(row: Option<u32>, message: String) -> Failure {
    Failure { row, message }
}

/// The number of values or columns must be that of the rule.
pub fn check_count(what: &str, found: usize, wanted: usize) -> Result<(), Failure> {
    if found == wanted {
        return Ok(());
    }
    Err(failure(None, format!("the rule takes {wanted} {what}, not {found}")))
}

/// The checked column of a field.
pub fn view<'a, T: Typed>(name: &str, column: &'a Column, rows: usize) -> Result<View<'a, T>, Failure> {
    View::new(column, rows).map_err(|(row, what)| failure(row, format!("field `{name}` {what}")))
}

/// A value of a field or a parameter.
pub fn value<T: Typed>(what: &str, name: &str, value: Value) -> Result<T, Failure> {
    T::from_value(value)
        .ok_or_else(|| failure(None, format!("{what} `{name}` has a value that the rule does not take")))
}

/// Room for a decision column.
#[inline(always)]
pub fn filling<T: Typed>(rows: usize) -> Filling<T> {
    Filling::new(rows)
}

/// A decision column that was filled.
pub fn finish<T: Typed>(filling: Filling<T>) -> Column {
    filling.finish()
}
