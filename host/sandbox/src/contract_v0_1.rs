//! Version 0.1 of the contract: the types of `plugins/wit/fieldlab-lab-0.1.wit` and its three calls.
//!
//! Everything outside this file speaks the domain's types, so that a next version of the contract is a file beside this one.
//! Columns are lent to a guest from where they are: each is one copy of memory into the guest, and one back.

use fieldlab_domain::assessment::{Explanation, Fact, Step};
use fieldlab_domain::column::{Batch, Column, Kind, Value, Values};
use fieldlab_domain::text::Text;
use wasmtime::component::{Component, ComponentExportIndex, ComponentType, Instance, Lift, Lower};
use wasmtime::{AsContextMut, Result, Store};

/// The version, as manifests write it.
pub(crate) const VERSION: &str = "0.1";

/// The interface that a rule exports, without its version.
pub(crate) const ASSESSMENT: &str = "fieldlab:lab/assessment";

/// The interface whose types both sides use; a component imports it for its types only.
pub(crate) const TYPES: &str = "fieldlab:lab/types";

/// What the component says that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Description {
    /// The prototype's name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// The fields that it reads: name, kind, and whether it takes an absent one.
    pub(crate) fields: Vec<(String, Kind, bool)>,
    /// The columns that it decides.
    pub(crate) decisions: Vec<(String, Kind)>,
    /// The parameters that it takes.
    pub(crate) parameters: Vec<(String, Kind)>,
}

/// The guest says that it can't decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The row that it is about.
    pub(crate) row: Option<u32>,
    /// Why.
    pub(crate) message: String,
}

/// Where a component has its three functions.
#[derive(Clone)]
pub(crate) struct Functions {
    describe: ComponentExportIndex,
    assess: ComponentExportIndex,
    explain: ComponentExportIndex,
}

type AssessResult = (std::result::Result<Vec<WireColumn>, WireFailure>,);
type ExplainResult = (std::result::Result<WireExplanation, WireFailure>,);
type ExplainParameters<'a> = (&'a [WireValue], &'a [WireValue]);
type AssessParameters<'a> = (u32, &'a [LentColumn<'a>], &'a [WireValue]);

impl Functions {
    /// Finds the functions in the component's export `interface`; or says which one it lacks.
    pub(crate) fn find(component: &Component, interface: &str) -> std::result::Result<Functions, &'static str> {
        let parent = component.get_export_index(None, interface).ok_or("assessment")?;
        let find = |name: &'static str| component.get_export_index(Some(&parent), name).ok_or(name);
        Ok(Functions { describe: find("describe")?, assess: find("assess")?, explain: find("explain")? })
    }

    /// Checks that the functions take and give what the contract says.
    pub(crate) fn check_types<T>(&self, store: &mut Store<T>, instance: &Instance) -> Result<()> {
        instance.get_typed_func::<(), (WireDescription,)>(&mut *store, self.describe)?;
        instance.get_typed_func::<AssessParameters<'_>, AssessResult>(&mut *store, self.assess)?;
        instance.get_typed_func::<ExplainParameters<'_>, ExplainResult>(&mut *store, self.explain)?;
        Ok(())
    }

    /// Asks the component what it is.
    pub(crate) fn describe<T>(&self, store: &mut Store<T>, instance: &Instance) -> Result<Description> {
        let function = instance.get_typed_func::<(), (WireDescription,)>(&mut *store, self.describe)?;
        let (description,) = function.call(store.as_context_mut(), ())?;
        Ok(description.into())
    }

    /// Decides about a batch.
    pub(crate) fn assess<T>(
        &self,
        store: &mut Store<T>,
        instance: &Instance,
        batch: &Batch,
        parameters: &[WireValue],
    ) -> Result<std::result::Result<Vec<Column>, Refusal>> {
        let function = instance.get_typed_func::<AssessParameters<'_>, AssessResult>(&mut *store, self.assess)?;
        let columns: Vec<LentColumn<'_>> = batch.columns.iter().map(LentColumn::of).collect();
        let rows = u32::try_from(batch.rows)?;
        let (answer,) = function.call(store.as_context_mut(), (rows, &columns, parameters))?;
        Ok(answer.map(|columns| columns.into_iter().map(Column::from).collect()).map_err(Refusal::from))
    }

    /// Decides about one citizen and tells how.
    pub(crate) fn explain<T>(
        &self,
        store: &mut Store<T>,
        instance: &Instance,
        citizen: &[Value],
        parameters: &[WireValue],
    ) -> Result<std::result::Result<Explanation, Refusal>> {
        let function = instance.get_typed_func::<ExplainParameters<'_>, ExplainResult>(&mut *store, self.explain)?;
        let citizen: Vec<WireValue> = citizen.iter().copied().map(WireValue::from).collect();
        let (answer,) = function.call(store.as_context_mut(), (&citizen, parameters))?;
        Ok(answer.map(Explanation::from).map_err(Refusal::from))
    }
}

#[derive(ComponentType, Lift, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "kinds come from guests and are not made here")]
enum WireKind {
    #[component(name = "flag")]
    Flag,
    #[component(name = "whole")]
    Whole,
    #[component(name = "amount")]
    Amount,
    #[component(name = "code")]
    Code,
    #[component(name = "date")]
    Date,
    #[component(name = "share")]
    Share,
}

impl From<WireKind> for Kind {
    fn from(kind: WireKind) -> Kind {
        match kind {
            WireKind::Flag => Kind::Flag,
            WireKind::Whole => Kind::Whole,
            WireKind::Amount => Kind::Amount,
            WireKind::Code => Kind::Code,
            WireKind::Date => Kind::Date,
            WireKind::Share => Kind::Share,
        }
    }
}

/// Values on their way in: lent, not copied.
#[derive(ComponentType, Lower)]
#[component(variant)]
enum LentValues<'a> {
    #[component(name = "flags")]
    Flags(&'a [u8]),
    #[component(name = "wholes")]
    Wholes(&'a [i32]),
    #[component(name = "amounts")]
    Amounts(&'a [i64]),
    #[component(name = "codes")]
    Codes(&'a [u32]),
    #[component(name = "dates")]
    Dates(&'a [i32]),
    #[component(name = "shares")]
    Shares(&'a [i32]),
}

#[derive(ComponentType, Lower)]
#[component(record)]
struct LentColumn<'a> {
    values: LentValues<'a>,
    present: &'a [u8],
}

impl<'a> LentColumn<'a> {
    fn of(column: &'a Column) -> LentColumn<'a> {
        let values = match &column.values {
            Values::Flags(values) => LentValues::Flags(values),
            Values::Wholes(values) => LentValues::Wholes(values),
            Values::Amounts(values) => LentValues::Amounts(values),
            Values::Codes(values) => LentValues::Codes(values),
            Values::Dates(values) => LentValues::Dates(values),
            Values::Shares(values) => LentValues::Shares(values),
        };
        LentColumn { values, present: &column.present }
    }
}

#[derive(ComponentType, Lift)]
#[component(variant)]
enum WireValues {
    #[component(name = "flags")]
    Flags(Vec<u8>),
    #[component(name = "wholes")]
    Wholes(Vec<i32>),
    #[component(name = "amounts")]
    Amounts(Vec<i64>),
    #[component(name = "codes")]
    Codes(Vec<u32>),
    #[component(name = "dates")]
    Dates(Vec<i32>),
    #[component(name = "shares")]
    Shares(Vec<i32>),
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireColumn {
    values: WireValues,
    present: Vec<u8>,
}

impl From<WireColumn> for Column {
    fn from(column: WireColumn) -> Column {
        let values = match column.values {
            WireValues::Flags(values) => Values::Flags(values),
            WireValues::Wholes(values) => Values::Wholes(values),
            WireValues::Amounts(values) => Values::Amounts(values),
            WireValues::Codes(values) => Values::Codes(values),
            WireValues::Dates(values) => Values::Dates(values),
            WireValues::Shares(values) => Values::Shares(values),
        };
        Column { values, present: column.present }
    }
}

/// One value on its way in or out.
#[derive(ComponentType, Lift, Lower, Clone, Copy)]
#[component(variant)]
pub(crate) enum WireValue {
    #[component(name = "absent")]
    Absent,
    #[component(name = "flag")]
    Flag(bool),
    #[component(name = "whole")]
    Whole(i32),
    #[component(name = "amount")]
    Amount(i64),
    #[component(name = "code")]
    Code(u32),
    #[component(name = "date")]
    Date(i32),
    #[component(name = "share")]
    Share(i32),
}

impl From<Value> for WireValue {
    fn from(value: Value) -> WireValue {
        match value {
            Value::Absent => WireValue::Absent,
            Value::Flag(value) => WireValue::Flag(value),
            Value::Whole(value) => WireValue::Whole(value),
            Value::Amount(value) => WireValue::Amount(value),
            Value::Code(value) => WireValue::Code(value),
            Value::Date(value) => WireValue::Date(value),
            Value::Share(value) => WireValue::Share(value),
        }
    }
}

impl From<WireValue> for Value {
    fn from(value: WireValue) -> Value {
        match value {
            WireValue::Absent => Value::Absent,
            WireValue::Flag(value) => Value::Flag(value),
            WireValue::Whole(value) => Value::Whole(value),
            WireValue::Amount(value) => Value::Amount(value),
            WireValue::Code(value) => Value::Code(value),
            WireValue::Date(value) => Value::Date(value),
            WireValue::Share(value) => Value::Share(value),
        }
    }
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireText {
    nl: String,
    en: String,
}

impl From<WireText> for Text {
    fn from(text: WireText) -> Text {
        Text { nl: text.nl, en: text.en }
    }
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireFieldUse {
    name: String,
    kind: WireKind,
    optional: bool,
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireNamedKind {
    name: String,
    kind: WireKind,
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireDescription {
    name: String,
    version: String,
    fields: Vec<WireFieldUse>,
    decisions: Vec<WireNamedKind>,
    parameters: Vec<WireNamedKind>,
}

impl From<WireDescription> for Description {
    fn from(description: WireDescription) -> Description {
        let named = |item: WireNamedKind| (item.name, item.kind.into());
        Description {
            name: description.name,
            version: description.version,
            fields: description
                .fields
                .into_iter()
                .map(|field| (field.name, field.kind.into(), field.optional))
                .collect(),
            decisions: description.decisions.into_iter().map(named).collect(),
            parameters: description.parameters.into_iter().map(named).collect(),
        }
    }
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireFact {
    title: WireText,
    value: WireValue,
}

impl From<WireFact> for Fact {
    fn from(fact: WireFact) -> Fact {
        Fact { title: fact.title.into(), value: fact.value.into() }
    }
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireStep {
    rule: String,
    title: WireText,
    inputs: Vec<WireFact>,
    outcome: WireFact,
    article: String,
}

impl From<WireStep> for Step {
    fn from(step: WireStep) -> Step {
        Step {
            rule: step.rule,
            title: step.title.into(),
            inputs: step.inputs.into_iter().map(Fact::from).collect(),
            outcome: step.outcome.into(),
            article: step.article,
        }
    }
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireExplanation {
    decisions: Vec<WireValue>,
    steps: Vec<WireStep>,
}

impl From<WireExplanation> for Explanation {
    fn from(explanation: WireExplanation) -> Explanation {
        Explanation {
            decisions: explanation.decisions.into_iter().map(Value::from).collect(),
            steps: explanation.steps.into_iter().map(Step::from).collect(),
        }
    }
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireFailure {
    row: Option<u32>,
    message: String,
}

impl From<WireFailure> for Refusal {
    fn from(failure: WireFailure) -> Refusal {
        Refusal { row: failure.row, message: failure.message }
    }
}
