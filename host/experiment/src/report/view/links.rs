//! Where the citizens behind a number are.

use fieldlab_domain::field::FieldName;
use fieldlab_domain::name::Name;

/// The number of the run whose citizens can be asked for; nobody's when the report stands elsewhere.
#[derive(Clone, Copy)]
pub(super) struct Links(pub(super) Option<i64>);

impl Links {
    /// Those for whom a variant makes this difference: `gains`, `loses` or `same`; in a group of a field, or all of them.
    pub(super) fn people(self, variant: &Name, who: &str, group: Option<(&FieldName, i64)>) -> Option<String> {
        let group = group.map(|(field, key)| format!("&field={field}&group={key}")).unwrap_or_default();
        Some(format!("/runs/{}/people?variant={variant}&who={who}{group}", self.0?))
    }
}
