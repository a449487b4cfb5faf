//! A population of made-up citizens and a rule written in Rust, to run the engine without a sandbox.

use std::sync::Arc;

use fieldlab_domain::assessment::{
    Assessment, AssessmentWorker, Blame, Explanation, Failure, FieldUse, LoadError, PrototypeSource,
};
use fieldlab_domain::column::{Batch, Column, Value, Values};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::manifest::Manifest;
use fieldlab_domain::name::Name;
use fieldlab_domain::population::{
    BlockReader, Population, PopulationError, PopulationIdentity, PopulationRequest, PopulationSource,
};

pub(crate) const MANIFEST: &str = r#"
name = "grant"
version = "1.0.0"
contract = "0.1"
title = { nl = "Bijdrage", en = "Grant" }
summary = { nl = "Bijdrage", en = "Grant" }
owner = { organisation = "Gemeente", sector = "government" }
needs = ["need"]
grants = [{ fields = ["person.age", "household.income_assessment"], purpose = { nl = "x", en = "x" }, legal_basis = "x" }]
parameters = [
  { name = "amount", kind = "amount", default = 100, minimum = 0, maximum = 1000, title = { nl = "x", en = "x" }, source = "x", status = "assumed" },
  { name = "limit", kind = "amount", default = 20000, minimum = 0, maximum = 100000, title = { nl = "x", en = "x" }, source = "x", status = "assumed" },
]
decisions = [
  { name = "entitled", kind = "flag", title = { nl = "x", en = "x" } },
  { name = "amount_year", kind = "amount", title = { nl = "x", en = "x" } },
]
"#;

/// Citizens whose fields follow from their place: ages 0 to 99, incomes 0 to 39,600 euro, deciles 1 to 10.
pub(crate) struct Citizens {
    pub(crate) identity: PopulationIdentity,
}

const BLOCK: u64 = 1_000;

impl Citizens {
    pub(crate) fn value(&self, field: &str, position: u64) -> Value {
        let mixed = position.wrapping_mul(0x9e37_79b9).wrapping_add(self.identity.seed * 77) % 1_000_003;
        match field {
            "person.age" => Value::Whole((mixed % 100) as i32),
            "household.income_assessment" => Value::Amount((mixed % 100) as i64 * 40_000),
            "household.income_decile" => Value::Whole(1 + (mixed % 10) as i32),
            "household.type" if position < 3 => Value::Code(5),
            "household.type" => Value::Code(1 + (mixed % 4) as u32),
            other => panic!("these citizens have no {other}"),
        }
    }
}

struct Reader<'a> {
    citizens: &'a Citizens,
    fields: Vec<FieldName>,
}

impl BlockReader for Reader<'_> {
    fn read(&mut self, block: usize, batch: &mut Batch) {
        let positions = self.citizens.block_start(block)..self.citizens.block_start(block + 1);
        *batch = Batch::new(self.fields.iter().map(|field| catalogue().field(field).kind));
        batch.rows = (positions.end - positions.start) as usize;
        for (column, field) in batch.columns.iter_mut().zip(&self.fields) {
            positions.clone().for_each(|position| assert!(column.push(self.citizens.value(field.as_str(), position))));
        }
    }
}

impl Population for Citizens {
    fn identity(&self) -> &PopulationIdentity {
        &self.identity
    }
    fn blocks(&self) -> usize {
        self.identity.persons.div_ceil(BLOCK) as usize
    }
    fn block_start(&self, block: usize) -> u64 {
        (block as u64 * BLOCK).min(self.identity.persons)
    }
    fn reader<'a>(&'a self, fields: &[FieldName]) -> Result<Box<dyn BlockReader + 'a>, PopulationError> {
        Ok(Box::new(Reader { citizens: self, fields: fields.to_vec() }))
    }
}

pub(crate) struct Source;

impl PopulationSource for Source {
    fn identity(&self, request: &PopulationRequest) -> Result<PopulationIdentity, PopulationError> {
        Ok(PopulationIdentity {
            place: None,
            date: None,
            model: request.model.clone(),
            model_digest: Digest::of(b"model"),
            seed: request.seed,
            persons: request.persons.unwrap_or(10_000),
            represents: 100_000,
        })
    }
    fn population(&self, request: &PopulationRequest) -> Result<Arc<dyn Population>, PopulationError> {
        Ok(Arc::new(Citizens { identity: self.identity(request)? }))
    }
}

/// Pays `amount` to adults with an income up to `limit`; fails at a citizen whose age is `fails_at`.
pub(crate) struct Rule {
    manifest: Manifest,
    fields: Vec<FieldUse>,
    digest: Digest,
    fails_at: Option<i32>,
}

impl Rule {
    pub(crate) fn new(fails_at: Option<i32>) -> Arc<Rule> {
        let manifest = Manifest::parse("prototype.toml", MANIFEST).expect("it is right");
        let fields = manifest.grants[0].fields.iter().map(|name| FieldUse {
            name: name.clone(),
            kind: catalogue().field(name).kind,
            optional: false,
        });
        Arc::new(Rule { fields: fields.collect(), manifest, digest: Digest::of(b"rule"), fails_at })
    }
}

struct Worker {
    amount: i64,
    limit: i64,
    fails_at: Option<i32>,
}

impl AssessmentWorker for Worker {
    fn assess(&mut self, batch: &Batch) -> Result<Vec<Column>, Failure> {
        let (Values::Wholes(ages), Values::Amounts(incomes)) = (&batch.columns[0].values, &batch.columns[1].values)
        else {
            panic!("the columns are those of the manifest")
        };
        if let Some(row) = ages.iter().position(|age| Some(*age) == self.fails_at) {
            return Err(Failure {
                blame: Blame::Guest,
                prototype: Name::parse("grant").expect("a name"),
                row: Some(row as u32),
                what: "it does not like this age".to_owned(),
                output: String::new(),
            });
        }
        let entitled: Vec<u8> =
            ages.iter().zip(incomes).map(|(age, income)| u8::from(*age >= 18 && *income <= self.limit)).collect();
        let amounts = entitled.iter().map(|entitled| i64::from(*entitled) * self.amount).collect();
        Ok(vec![Column::full(Values::Flags(entitled)), Column::full(Values::Amounts(amounts))])
    }
}

impl Assessment for Rule {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }
    fn digest(&self) -> &Digest {
        &self.digest
    }
    fn fields(&self) -> &[FieldUse] {
        &self.fields
    }
    fn worker(&self, parameters: &[Value]) -> Result<Box<dyn AssessmentWorker>, Failure> {
        let number = |at: usize| parameters[at].number().expect("amounts are numbers");
        Ok(Box::new(Worker { amount: number(0), limit: number(1), fails_at: self.fails_at }))
    }
    fn explain(&self, citizen: &[Value], parameters: &[Value]) -> Result<Explanation, Failure> {
        let mut batch = Batch::new(self.fields.iter().map(|field| field.kind));
        batch.rows = 1;
        for (column, value) in batch.columns.iter_mut().zip(citizen) {
            assert!(column.push(*value));
        }
        let decisions = self.worker(parameters)?.assess(&batch)?;
        Ok(Explanation { decisions: decisions.iter().map(|column| column.get(0)).collect(), steps: Vec::new() })
    }
}

pub(crate) struct Prototypes(pub(crate) Arc<Rule>);

impl PrototypeSource for Prototypes {
    fn assessment(&self, _name: &Name) -> Result<Arc<dyn Assessment>, LoadError> {
        Ok(self.0.clone())
    }
}
