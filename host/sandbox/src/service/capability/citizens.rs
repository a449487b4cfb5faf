//! `fieldlab:lab/citizens`: looking up and searching citizens. The granted fields only, and never before it is in the processing log.

use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::capability::Capability;
use fieldlab_domain::citizens::{Citizens, CitizensFailure, Relation};
use fieldlab_domain::column::Value;
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::processing::LookStatus;
use wasmtime::Result;
use wasmtime::component::Linker;

use super::Lab;
use super::asker::{Asker, Refused, words};
use super::bindings::fieldlab::lab::citizens::{self, Condition, Refusal};
use super::bindings::fieldlab::lab::types;
use super::explanations::{lower, value};
use crate::service::state::ServiceState;

/// Who lives with whom is seen in this field.
const POSITION: &str = "person.household_position";
const BSN: &str = "person.bsn";

type Answer<T> = Result<std::result::Result<T, Refusal>>;
type Outcome<T> = std::result::Result<T, Refusal>;

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Refusal {
        match refused {
            Refused::Undeclared(line) => Refusal::Undeclared(line),
            Refused::NotGranted(what) => Refusal::NotGranted(what),
        }
    }
}

/// The lab's fault, told to the lab; the guest hears that it can't be now.
fn unavailable(error: &CitizensFailure) -> Refusal {
    tracing::error!(%error, "a prototype could not look at citizens");
    Refusal::Unavailable
}

impl Asker {
    fn citizens(&self) -> &dyn Citizens {
        self.lent().citizens.as_ref()
    }

    fn citizen(&self, handle: u64) -> Outcome<Bsn> {
        let found = self.handles().citizen(handle);
        found.ok_or_else(|| Refusal::Unknown("nobody is called that in this session".to_owned()))
    }

    fn handle_all(&self, found: Vec<Bsn>) -> Vec<u64> {
        let handles = self.handles();
        found.into_iter().map(|bsn| handles.handle(bsn)).collect()
    }

    /// Refuses fields that may not be seen; that it was tried is on record, for each of `subjects`.
    async fn allow(&self, fields: &[FieldName], subjects: &[Bsn]) -> Outcome<()> {
        let Err(refused) = self.may_see(fields) else { return Ok(()) };
        let subjects: Vec<_> = match subjects {
            [] => vec![(None, LookStatus::Refused)],
            some => some.iter().map(|bsn| (Some(*bsn), LookStatus::Refused)).collect(),
        };
        self.refuse(format!("citizens: {}", words(&refused)));
        self.write(&subjects, fields).await?;
        Err(refused.into())
    }

    async fn write(&self, subjects: &[(Option<Bsn>, LookStatus)], fields: &[FieldName]) -> Outcome<()> {
        self.looked(subjects, fields).await.map_err(|error| {
            tracing::error!(%error, "no log, no data");
            Refusal::Unavailable
        })
    }

    /// Counted before it is looked whether fields may be seen: what is refused is written too, and has the same bound.
    fn count(&self, citizens: usize) -> Outcome<()> {
        self.count_looks(citizens).map_err(|most| {
            self.refuse(format!("citizens: a request may look at {most}"));
            Refusal::TooMany(most)
        })
    }

    fn me(&self) -> Outcome<Option<u64>> {
        self.may(Capability::Citizens)?;
        let persona = self.visit().persona.as_ref();
        Ok(persona.and_then(|persona| self.citizens().persona(persona)).map(|bsn| self.handles().handle(bsn)))
    }

    async fn look_up(&self, handles: &[u64], names: &[String]) -> Outcome<Vec<Vec<Value>>> {
        self.may(Capability::Citizens)?;
        self.count(handles.len().max(1))?;
        let numbers = handles.iter().map(|handle| self.citizen(*handle)).collect::<Outcome<Vec<Bsn>>>()?;
        let fields = fields(names)?;
        self.allow(&fields, &numbers).await?;
        let found = self.citizens().look_up(&numbers, &fields).await.map_err(|error| unavailable(&error))?;
        let status = |found: &Option<_>| if found.is_some() { LookStatus::Given } else { LookStatus::NotFound };
        let subjects: Vec<_> = numbers.iter().zip(&found).map(|(bsn, found)| (Some(*bsn), status(found))).collect();
        self.write(&subjects, &fields).await?;
        let gone = || Refusal::Unknown("this citizen is not there any more".to_owned());
        found.into_iter().map(|citizen| citizen.map(|citizen| citizen.values).ok_or_else(gone)).collect()
    }

    async fn related(&self, handle: u64, relation: Relation) -> Outcome<Vec<u64>> {
        self.may(Capability::Citizens)?;
        self.count(1)?;
        let (bsn, fields) = (self.citizen(handle)?, fields(&[POSITION])?);
        self.allow(&fields, &[bsn]).await?;
        let found = self.citizens().related(bsn, relation).await.map_err(|error| unavailable(&error))?;
        self.count(found.len().saturating_sub(1))?;
        // Who is looked at is the one whose household it is, and those who are named.
        let subjects: Vec<_> = std::iter::once(bsn)
            .chain(found.iter().copied().filter(|other| *other != bsn))
            .map(|bsn| (Some(bsn), LookStatus::Given))
            .collect();
        self.write(&subjects, &fields).await?;
        Ok(self.handle_all(found))
    }

    async fn search(&self, conditions: &[Condition], most: u32) -> Outcome<Vec<u64>> {
        self.may(Capability::Citizens)?;
        if conditions.is_empty() {
            return Err(Refusal::Unknown("a search needs a condition".to_owned()));
        }
        // Asked for before it is known how many there are, so that a search tells nothing that it may not.
        self.count(most.max(1) as usize)?;
        let names: Vec<&str> = conditions.iter().map(|condition| condition.field.as_str()).collect();
        let fields = fields(&names)?;
        self.allow(&fields, &[]).await?;
        let wanted = fields
            .iter()
            .zip(conditions)
            .map(|(field, condition)| Ok((field.clone(), of_kind(field, condition.equals)?)))
            .collect::<Outcome<Vec<_>>>()?;
        let found = self.citizens().search(&wanted, most as usize).await.map_err(|error| unavailable(&error))?;
        self.write_found(&found, &fields).await?;
        Ok(self.handle_all(found))
    }

    async fn find(&self, number: &str) -> Outcome<Option<u64>> {
        self.may(Capability::Citizens)?;
        self.count(1)?;
        let bsn = Bsn::parse(number)
            .ok_or_else(|| Refusal::Unknown("a citizen service number has nine digits".to_owned()))?;
        let fields = fields(&[BSN])?;
        self.allow(&fields, &[bsn]).await?;
        let found = self.citizens().look_up(&[bsn], &fields).await.map_err(|error| unavailable(&error))?;
        let is_there = found.iter().any(Option::is_some);
        let status = if is_there { LookStatus::Given } else { LookStatus::NotFound };
        self.write(&[(Some(bsn), status)], &fields).await?;
        Ok(is_there.then(|| self.handles().handle(bsn)))
    }

    async fn write_found(&self, found: &[Bsn], fields: &[FieldName]) -> Outcome<()> {
        let subjects: Vec<_> = match found {
            [] => vec![(None, LookStatus::NotFound)],
            some => some.iter().map(|bsn| (Some(*bsn), LookStatus::Given)).collect(),
        };
        self.write(&subjects, fields).await
    }
}

/// The fields with these names.
fn fields(names: &[impl AsRef<str>]) -> Outcome<Vec<FieldName>> {
    let field = |name: &str| match catalogue().find(name) {
        Ok(field) => Ok(field.name.clone()),
        Err((what, hint)) if hint.is_empty() => Err(Refusal::Unknown(what)),
        Err((what, hint)) => Err(Refusal::Unknown(format!("{what}; {hint}"))),
    };
    if names.is_empty() {
        return Err(Refusal::Unknown("name a field".to_owned()));
    }
    names.iter().map(|name| field(name.as_ref())).collect()
}

fn of_kind(field: &FieldName, wanted: types::Value) -> Outcome<Value> {
    let (wanted, kind) = (value(wanted), catalogue().field(field).kind);
    if wanted.kind().is_some_and(|of| of != kind) {
        return Err(Refusal::Unknown(format!("`{field}` holds a {}", kind.name())));
    }
    Ok(wanted)
}

impl citizens::Host for ServiceState {
    async fn me(&mut self) -> Answer<Option<u64>> {
        Ok(self.asker.me())
    }

    async fn look_up(&mut self, citizens: Vec<u64>, fields: Vec<String>) -> Answer<Vec<Vec<types::Value>>> {
        let found = self.asker.look_up(&citizens, &fields).await;
        Ok(found.map(|rows| rows.into_iter().map(|row| row.into_iter().map(lower).collect()).collect()))
    }

    async fn related(&mut self, citizen: u64, relation: citizens::Relation) -> Answer<Vec<u64>> {
        let relation = match relation {
            citizens::Relation::Partner => Relation::Partner,
            citizens::Relation::Children => Relation::Children,
            citizens::Relation::Parents => Relation::Parents,
            citizens::Relation::Household => Relation::Household,
        };
        Ok(self.asker.related(citizen, relation).await)
    }

    async fn search(&mut self, conditions: Vec<Condition>, most: u32) -> Answer<Vec<u64>> {
        Ok(self.asker.search(&conditions, most).await)
    }

    async fn find(&mut self, bsn: String) -> Answer<Option<u64>> {
        Ok(self.asker.find(&bsn).await)
    }
}

pub(super) fn link(linker: &mut Linker<ServiceState>) -> Result<()> {
    citizens::add_to_linker::<_, Lab>(linker, |state| state)
}
