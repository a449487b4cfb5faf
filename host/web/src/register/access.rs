//! What somebody may ask of the register.

use std::collections::BTreeSet;

use super::problem::Refusal;
use super::query::Query;

/// What somebody may ask of the register. Whoever knows who is asking puts it among the extensions of the request; without it,
/// everything may be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Everything.
    #[default]
    Everything,
    /// Searching by some parameters, and seeing some fields.
    Granted {
        /// The names of parameters, such as `postcode`.
        parameters: BTreeSet<String>,
        /// The paths of fields or groups of them, such as `naam` or `geboorte.datum`; a path with `Binnenland` in it goes by
        /// its name without.
        fields: BTreeSet<String>,
    },
    /// Nothing: it is known who asks, and that is nobody who may.
    Nothing,
    /// Nothing: it is not known who asks.
    Unauthenticated,
}

impl Access {
    /// Refuses those of whom it is not known who they are.
    pub(super) fn authenticate(&self) -> Result<(), Refusal> {
        if *self == Access::Unauthenticated { Err(Refusal::Unauthenticated) } else { Ok(()) }
    }

    /// Refuses what may not be asked: the register, then parameters, then fields.
    pub(super) fn authorise(&self, query: &Query) -> Result<(), Refusal> {
        match self {
            Access::Everything => Ok(()),
            Access::Nothing => Err(Refusal::Unauthorized),
            Access::Unauthenticated => Err(Refusal::Unauthenticated),
            Access::Granted { parameters, fields } => {
                let refused = query.searched_by().filter(|name| !parameters.contains(*name));
                refuse(refused.map(str::to_owned).collect(), Refusal::Parameters)?;
                let refused =
                    query.asked.paths.iter().filter(|(_, leaves)| !leaves.iter().all(|leaf| covers(fields, leaf)));
                refuse(refused.map(|(path, _)| path.clone()).collect(), Refusal::Fields)
            }
        }
    }
}

fn refuse(names: BTreeSet<String>, refusal: fn(Vec<String>) -> Refusal) -> Result<(), Refusal> {
    if names.is_empty() { Ok(()) } else { Err(refusal(names.into_iter().collect())) }
}

/// Whether a field, or a group that it is in, is granted.
fn covers(granted: &BTreeSet<String>, field: &str) -> bool {
    let groups = field.match_indices('.').map(|(end, _)| &field[..end]);
    groups.chain([field]).any(|path| granted.contains(path))
}
