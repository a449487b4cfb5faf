//! The citizens of a population and the personas, one at a time, as prototypes with pages look them up.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use async_trait::async_trait;
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::citizens::{Citizen, Citizens, CitizensFailure, Relation};
use fieldlab_domain::column::{Column, Value};
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::name::Name;
use fieldlab_domain::persona::{Cast, Persona};
use fieldlab_domain::population::PopulationRequest;

use crate::archetype::position;
use crate::block::Block;
use crate::fields::fill;
use crate::memory::Memory;
use crate::source::Source;

/// Citizens of a population that is made when it is first asked for, and who can be played.
pub struct PopulationCitizens {
    source: Arc<Source>,
    cast: Cast,
    request: PopulationRequest,
    made: OnceLock<Made>,
}

/// A population in memory, with what makes it quick to find somebody in.
struct Made {
    population: Arc<Memory>,
    /// Block and row of each number.
    places: HashMap<u32, (u32, u32)>,
    /// Columns of fields that were asked for, by block: 100,000 citizens take 0.4 to 0.8 MB a field.
    columns: RwLock<HashMap<FieldName, Arc<Vec<Column>>>>,
}

impl fmt::Debug for PopulationCitizens {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PopulationCitizens").field("request", &self.request).finish_non_exhaustive()
    }
}

/// Somebody's place: in the population, or among the members of a persona's household.
#[derive(Clone)]
enum Place {
    Row(usize, usize),
    Member(Arc<Persona>, usize),
}

impl PopulationCitizens {
    /// The citizens of the population of a request, and those of a cast.
    pub fn new(source: Arc<Source>, request: PopulationRequest, cast: Cast) -> PopulationCitizens {
        PopulationCitizens { source, cast, request, made: OnceLock::new() }
    }

    /// Makes the population, so that the first who asks need not wait for it.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn prepare(&self) -> Result<(), CitizensFailure> {
        self.made().map(|_| ())
    }

    fn place(&self, made: &Made, bsn: Bsn) -> Option<Place> {
        match made.places.get(&bsn.number()) {
            Some((block, row)) => Some(Place::Row(*block as usize, *row as usize)),
            None => self.cast.find(bsn).map(|(persona, member)| Place::Member(persona, member)),
        }
    }

    fn made(&self) -> Result<&Made, CitizensFailure> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let population = self.source.make(&self.request).map_err(|error| CitizensFailure(error.to_string()))?;
        let blocks = population.blocks_in_memory().iter().enumerate();
        let rows =
            blocks.flat_map(|(at, block)| (0..block.len()).map(move |row| (block.bsn(row), (at as u32, row as u32))));
        let places = rows.collect();
        Ok(self.made.get_or_init(|| Made { population, places, columns: RwLock::default() }))
    }
}

impl Made {
    fn block(&self, at: usize) -> &Block {
        &self.population.blocks_in_memory()[at]
    }

    fn columns(&self, field: &FieldName) -> Result<Arc<Vec<Column>>, CitizensFailure> {
        if let Some(columns) = self.columns.read().unwrap_or_else(PoisonError::into_inner).get(field) {
            return Ok(Arc::clone(columns));
        }
        let fill = fill(field).ok_or_else(|| CitizensFailure(format!("the population has no `{field}`")))?;
        let made = self.population.blocks_in_memory().iter().map(|block| {
            let mut column = Column::new(catalogue().field(field).kind);
            fill(block, &mut column);
            column
        });
        let made = Arc::new(made.collect::<Vec<_>>());
        let mut columns = self.columns.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(columns.entry(field.clone()).or_insert(made)))
    }

    fn values(&self, place: Place, fields: &[FieldName]) -> Result<Vec<Value>, CitizensFailure> {
        match place {
            Place::Member(persona, member) => Ok(persona.row(member, fields)),
            Place::Row(block, row) => fields.iter().map(|field| Ok(self.columns(field)?[block].get(row))).collect(),
        }
    }

    fn related_in_block(&self, block: usize, row: usize, relation: Relation) -> Vec<Bsn> {
        let persons = &self.block(block).persons;
        let position = |row: usize| persons.role[row].position();
        let is_parent = |row: usize| [position::PARTNER, position::SINGLE_PARENT].contains(&position(row));
        let is_child = |row: usize| position(row) == position::CHILD;
        let fits = |other: usize| match relation {
            Relation::Household => true,
            Relation::Partner => {
                other != row && position(row) == position::PARTNER && position(other) == position::PARTNER
            }
            Relation::Children => is_parent(row) && is_child(other),
            Relation::Parents => is_child(row) && is_parent(other),
        };
        let others = self.block(block).household(row).filter(|other| fits(*other));
        others.filter_map(|other| Bsn::new(self.block(block).bsn(other))).collect()
    }
}

fn related_members(persona: &Persona, member: usize, relation: Relation) -> Vec<Bsn> {
    let of = &persona.members[member];
    let members: Vec<usize> = match relation {
        Relation::Partner => of.partner.into_iter().collect(),
        Relation::Children => of.children.clone(),
        Relation::Parents => of.parents.clone(),
        Relation::Household => (0..persona.members.len()).collect(),
    };
    members.into_iter().filter_map(|member| persona.number(member)).collect()
}

#[async_trait]
impl Citizens for PopulationCitizens {
    fn persona(&self, persona: &Name) -> Option<Bsn> {
        let persona = self.cast.get(persona.as_str())?;
        persona.number(persona.main)
    }

    async fn look_up(&self, numbers: &[Bsn], fields: &[FieldName]) -> Result<Vec<Option<Citizen>>, CitizensFailure> {
        let made = self.made()?;
        let look_up = |bsn: &Bsn| {
            let values = self.place(made, *bsn).map(|place| made.values(place, fields)).transpose()?;
            Ok(values.map(|values| Citizen { bsn: *bsn, values }))
        };
        numbers.iter().map(look_up).collect()
    }

    async fn related(&self, bsn: Bsn, relation: Relation) -> Result<Vec<Bsn>, CitizensFailure> {
        let made = self.made()?;
        Ok(match self.place(made, bsn) {
            None => Vec::new(),
            Some(Place::Member(persona, member)) => related_members(&persona, member, relation),
            Some(Place::Row(block, row)) => made.related_in_block(block, row, relation),
        })
    }

    /// Personas first, then the population in its order.
    async fn search(&self, wanted: &[(FieldName, Value)], most: usize) -> Result<Vec<Bsn>, CitizensFailure> {
        let made = self.made()?;
        let columns: Vec<_> = wanted.iter().map(|(field, _)| made.columns(field)).collect::<Result<_, _>>()?;
        let everybody = self.cast.all();
        let personas = everybody.iter().flat_map(|persona| {
            let fits =
                |member: &usize| wanted.iter().all(|(field, value)| persona.value(*member, field.as_str()) == *value);
            (0..persona.members.len()).filter(fits).filter_map(|member| persona.number(member))
        });
        let blocks = made.population.blocks_in_memory().iter().enumerate();
        let rows = blocks.flat_map(|(at, block)| (0..block.len()).map(move |row| (at, block, row)));
        let fits = |(at, _, row): &(usize, &Block, usize)| {
            wanted.iter().zip(&columns).all(|((_, value), columns)| columns[*at].get(*row) == *value)
        };
        let citizens = rows.filter(fits).filter_map(|(_, block, row)| Bsn::new(block.bsn(row)));
        Ok(personas.chain(citizens).take(most).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citizens() -> PopulationCitizens {
        let request = PopulationRequest::new("nl-2025", Some(20_000), 1);
        PopulationCitizens::new(Arc::new(Source::new()), request, Cast::default())
    }

    fn fields(names: &[&str]) -> Vec<FieldName> {
        names.iter().map(|name| catalogue().get(name).expect("it is a field").name.clone()).collect()
    }

    /// Nothing here waits.
    fn now<T>(answer: impl Future<Output = T>) -> T {
        let mut answer = std::pin::pin!(answer);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match answer.as_mut().poll(&mut context) {
            std::task::Poll::Ready(answer) => answer,
            std::task::Poll::Pending => panic!("it waits"),
        }
    }

    #[test]
    fn children_find_their_parents_and_parents_their_children() {
        let citizens = citizens();
        let position = fields(&["person.household_position"]);
        let child = Value::Code(u32::from(position::CHILD));
        let children = now(citizens.search(&[(position[0].clone(), child)], 500)).expect("it can be read");
        assert_eq!(children.len(), 500);
        for child in children {
            let parents = now(citizens.related(child, Relation::Parents)).expect("it can be read");
            for parent in parents {
                let of_parent = now(citizens.related(parent, Relation::Children)).expect("it can be read");
                assert!(of_parent.contains(&child));
                let household = now(citizens.related(parent, Relation::Household)).expect("it can be read");
                assert!(household.contains(&child) && household.contains(&parent));
            }
        }
    }

    #[test]
    fn a_persona_is_looked_up_as_anybody() {
        let citizens = citizens();
        let persona = &citizens.cast.all()[0];
        let bsn = citizens.persona(&persona.name).expect("it has a number");
        let asked = fields(&["person.age", "household.income_disposable"]);
        let found = now(citizens.look_up(&[bsn], &asked)).expect("it can be read");
        let expected = Citizen { bsn, values: persona.row(persona.main, &asked) };
        assert_eq!(found, [Some(expected)]);
        let nobody = Bsn::new(1).expect("it has nine digits");
        assert_eq!(now(citizens.look_up(&[nobody], &asked)).expect("it can be read"), [None]);
    }

    #[test]
    fn all_fields_can_be_looked_up() {
        let citizens = citizens();
        let all: Vec<FieldName> = catalogue().fields().iter().map(|field| field.name.clone()).collect();
        let municipality = fields(&["household.municipality"]);
        let found = now(citizens.search(&[(municipality[0].clone(), Value::Code(363))], 3)).expect("it can be read");
        let found = now(citizens.look_up(&found, &all)).expect("it can be read");
        assert!(found.iter().flatten().all(|citizen| citizen.values.len() == all.len()));
        assert_eq!(found.len(), 3);
    }
}
