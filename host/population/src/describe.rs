//! How a population compares to the published figures, and whether anything in it can't be.

use std::fmt;

use fieldlab_domain::field::catalogue;
use fieldlab_domain::population::{Population as _, PopulationError, PopulationIdentity};
use rayon::prelude::*;
use serde::Serialize;

use crate::archetype::Kind;
use crate::block::Block;
use crate::impossible::{self, RULES};
use crate::margins::{self, Count, Counter, Margin, MarginKind};
use crate::memory::Memory;
use crate::model::{self, BANDS, Model};

/// One figure of the population beside the published one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Its key in the model's `margins.toml`.
    pub key: String,
    /// What it is.
    pub what: String,
    /// In the population, for the whole country.
    pub found: f64,
    /// As published.
    pub published: f64,
    /// The difference as a share of the published figure.
    pub error: f64,
    /// Whether the model is solved for it; the others come out by themselves.
    pub held: bool,
    /// Where it was published.
    pub source: String,
}

/// A table of the population beside the one that it is held to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fitted {
    /// What it is.
    pub what: String,
    /// How many cells it has.
    pub cells: usize,
    /// Standardised absolute error: the differences of all cells, added up, as a share of the total.
    pub error: f64,
}

/// What a population is like.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Which population it is.
    pub identity: PopulationIdentity,
    /// The digest of its contents.
    pub content: String,
    /// How many real persons one stands for.
    pub weight: f64,
    /// How many persons it has.
    pub persons: u64,
    /// How many households it has.
    pub households: u64,
    /// Figures beside the published ones.
    pub comparisons: Vec<Comparison>,
    /// Tables beside those that the model is held to.
    pub tables: Vec<Fitted>,
    /// Persons by five-year age band: band, men, women; as they are in the file.
    pub ages: Vec<(String, u64, u64)>,
    /// Persons by province, as they are in the file.
    pub provinces: Vec<(String, u64)>,
    /// Households by type, as they are in the file.
    pub types: Vec<(String, u64)>,
    /// Share of the persons in each income decile.
    pub deciles: Vec<f64>,
    /// How often something is that can't be, by rule.
    pub impossible: Vec<(String, u64)>,
}

impl Summary {
    /// How many things there are that can't be.
    pub fn impossible_in_all(&self) -> u64 {
        self.impossible.iter().map(|(_, count)| count).sum()
    }
}

/// Compares a population to the published figures of its model.
///
/// # Errors
/// When this version does not have its model.
pub fn describe(population: &Memory) -> Result<Summary, PopulationError> {
    let identity = population.identity();
    let model = model::read(&identity.model)?;
    let margins = margins::read(model.files.margins);
    let counters: Vec<Option<Counter>> = margins.iter().map(|margin| margins::counter(&margin.key)).collect();
    let counts = Counts::of(population, &counters.into_iter().flatten().collect::<Vec<_>>());
    let weight = identity.weight();
    let mut counted = counts.margins.iter();
    let comparisons = margins.iter().map(|margin| {
        let count = margins::counter(&margin.key).and_then(|_| counted.next().copied());
        comparison(margin, count, &counts, weight)
    });
    let comparisons = comparisons.collect();
    let field = |name: &str| catalogue().get(name).map(|field| field.codes.as_slice()).unwrap_or_default();
    let named = |name: &str, counts: &[u64]| -> Vec<(String, u64)> {
        let codes = field(name).iter().filter(|code| (code.code as usize) < counts.len());
        codes.map(|code| (code.title.en.clone(), counts[code.code as usize])).collect()
    };
    Ok(Summary {
        identity: identity.clone(),
        content: population.content_digest().to_string(),
        weight,
        persons: population.persons(),
        households: counts.households,
        comparisons,
        tables: tables(model, &counts, weight),
        ages: (0..BANDS).map(|band| (band_name(band), counts.ages[band][0], counts.ages[band][1])).collect(),
        provinces: named("household.province", &counts.provinces),
        types: named("household.type", &counts.types),
        deciles: counts.deciles.iter().map(|count| *count as f64 / counts.persons.max(1) as f64).collect(),
        impossible: RULES.iter().map(|rule| (*rule).to_owned()).zip(counts.impossible).collect(),
    })
}

fn comparison(margin: &Margin, count: Option<Count>, counts: &Counts, weight: f64) -> Comparison {
    let private = counts.private_households.max(1) as f64;
    let found = match (count, margin.key.as_str(), margin.kind) {
        (Some(count), _, MarginKind::Persons) => count.found as f64 * weight,
        (Some(count), ..) => count.found as f64 / count.all.max(1) as f64,
        (_, "mean_size", _) => counts.private_persons as f64 / private,
        (_, "disposable", _) => counts.disposable as f64 / private,
        (_, "standardised", _) => counts.standardised as f64 / private,
        (_, "gini", _) => counts.gini(),
        (_, "wealth", _) => counts.median_wealth(),
        (_, "energy_cost", _) => counts.energy_cost as f64 / private,
        _ => f64::NAN,
    };
    Comparison {
        key: margin.key.clone(),
        what: margin.title.clone(),
        found,
        published: margin.value,
        error: found / margin.value - 1.0,
        held: margin.held,
        source: margin.source.clone(),
    }
}

/// The tables that are held to exactly: they say how well the fit holds in small cells.
fn tables(model: &Model, counts: &Counts, weight: f64) -> Vec<Fitted> {
    let mut off = 0.0;
    for (municipality, found) in model.municipalities.iter().zip(&counts.municipalities) {
        let cells = municipality.persons.iter().zip(found);
        off += cells.map(|(wanted, found)| (wanted - *found as f64 * weight).abs()).sum::<f64>();
    }
    let total = model.figures.persons.total as f64;
    let mut tables = vec![Fitted {
        what: "persons by age band, sex and municipality".to_owned(),
        cells: model.municipalities.len() * 2 * BANDS,
        error: off / total,
    }];
    let mut table = |what: &str, found: &[f64], wanted: &[f64]| {
        let off: f64 = found.iter().zip(wanted).map(|(found, wanted)| (found - wanted).abs()).sum();
        tables.push(Fitted { what: what.to_owned(), cells: found.len(), error: off / wanted.iter().sum::<f64>() });
    };
    let sizes: Vec<f64> = (1..=5).map(|size| counts.sizes[size] as f64 * weight).collect();
    table("households by size", &sizes, &model.figures.sizes());
    let persons = &model.figures.persons;
    let positions: Vec<f64> = (1..=6).map(|position| counts.positions[position] as f64 * weight).collect();
    let wanted = [
        persons.children_at_home,
        persons.alone,
        persons.with_partner,
        persons.single_parents,
        persons.other_members,
        persons.institutional,
    ];
    table("persons by household position", &positions, &wanted);
    let provinces = &model.figures.provinces;
    let scale = total / provinces.persons.iter().sum::<f64>();
    let found: Vec<f64> =
        provinces.codes.iter().map(|code| counts.provinces[usize::from(*code)] as f64 * weight).collect();
    table("persons by province", &found, &provinces.persons.iter().map(|persons| persons * scale).collect::<Vec<_>>());
    tables
}

fn band_name(band: usize) -> String {
    if band == BANDS - 1 { "95+".to_owned() } else { format!("{}-{}", band * 5, band * 5 + 4) }
}

#[derive(Default)]
struct Counts {
    margins: Vec<Count>,
    persons: u64,
    households: u64,
    private_households: u64,
    private_persons: u64,
    positions: [u64; 8],
    ages: [[u64; 2]; BANDS],
    /// By place in the model, men by band and then women.
    municipalities: Vec<[u64; 2 * BANDS]>,
    provinces: [u64; 32],
    types: [u64; 7],
    sizes: [u64; 6],
    deciles: [u64; 10],
    disposable: i64,
    standardised: i64,
    energy_cost: i64,
    /// Standardised income and how many persons have it.
    incomes: Vec<(i32, u64)>,
    wealth: Vec<i32>,
    impossible: [u64; RULES.len()],
}

impl Counts {
    fn of(population: &Memory, counters: &[Counter]) -> Counts {
        let model = model::read(&population.identity().model);
        let codes: Vec<u16> =
            model.map(|model| model.municipalities.iter().map(|one| one.code).collect()).unwrap_or_default();
        let empty = || Counts {
            margins: vec![Count::default(); counters.len()],
            municipalities: vec![[0; 2 * BANDS]; codes.len()],
            ..Counts::default()
        };
        let place = |code: u16| codes.binary_search(&code).unwrap_or(0);
        let parts = population.blocks_in_memory().par_iter().fold(empty, |mut counts, block| {
            counts.add_households(block);
            counts.add_persons(block, &place);
            let found = margins::count(block, counters);
            counts.margins.iter_mut().zip(found).for_each(|(sum, one)| {
                sum.all += one.all;
                sum.found += one.found;
            });
            counts.impossible.iter_mut().zip(impossible::count(block)).for_each(|(sum, broken)| *sum += broken);
            counts
        });
        // All but the incomes are sums, and those are sorted: the order of the parts does not matter.
        let mut counts = parts.reduce(empty, Counts::add);
        counts.incomes.sort_unstable();
        counts.wealth.sort_unstable();
        counts
    }

    fn add_households(&mut self, block: &Block) {
        let households = &block.households;
        for (home, kind) in households.kind.iter().enumerate() {
            self.households += 1;
            self.types[usize::from(*kind).min(6)] += 1;
            let size = u64::from(households.size[home]);
            self.incomes.push((households.standardised[home], size));
            if *kind == Kind::Institutional as u8 {
                continue;
            }
            self.private_households += 1;
            self.private_persons += size;
            self.sizes[(size as usize).min(5)] += 1;
            self.disposable += i64::from(households.disposable[home]);
            self.standardised += i64::from(households.standardised[home]);
            self.energy_cost += i64::from(households.energy_cost[home]);
            self.wealth.push(households.wealth[home]);
        }
    }

    fn add_persons(&mut self, block: &Block, place: &impl Fn(u16) -> usize) {
        let persons = &block.persons;
        for (row, home) in persons.home.iter().enumerate() {
            let home = usize::from(*home);
            let role = persons.role[row];
            let (band, woman) = (usize::from(persons.age[row] / 5).min(BANDS - 1), usize::from(role.sex() == 2));
            self.persons += 1;
            self.positions[usize::from(role.position())] += 1;
            self.ages[band][woman] += 1;
            self.municipalities[place(block.households.municipality[home])][woman * BANDS + band] += 1;
            self.provinces[usize::from(block.households.province[home] & 31)] += 1;
            self.deciles[usize::from(block.households.decile[home].clamp(1, 10)) - 1] += 1;
        }
    }

    /// Over persons: 1 less twice the area under the Lorenz curve.
    fn gini(&self) -> f64 {
        let (mut income, mut area, mut persons) = (0.0, 0.0, 0.0);
        for (value, count) in &self.incomes {
            let (value, count) = (f64::from(*value), *count as f64);
            area += count * (2.0 * income + value * count);
            income += value * count;
            persons += count;
        }
        1.0 - area / (income * persons)
    }

    fn median_wealth(&self) -> f64 {
        self.wealth.get(self.wealth.len() / 2).copied().map_or(0.0, f64::from)
    }

    fn add(mut self, other: Counts) -> Counts {
        self.margins.iter_mut().zip(&other.margins).for_each(|(sum, one)| {
            sum.all += one.all;
            sum.found += one.found;
        });
        self.persons += other.persons;
        self.households += other.households;
        self.private_households += other.private_households;
        self.private_persons += other.private_persons;
        let add = |sums: &mut [u64], counts: &[u64]| sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        add(&mut self.positions, &other.positions);
        add(self.ages.as_flattened_mut(), other.ages.as_flattened());
        add(self.municipalities.as_flattened_mut(), other.municipalities.as_flattened());
        add(&mut self.provinces, &other.provinces);
        add(&mut self.types, &other.types);
        add(&mut self.sizes, &other.sizes);
        add(&mut self.deciles, &other.deciles);
        add(&mut self.impossible, &other.impossible);
        self.disposable += other.disposable;
        self.standardised += other.standardised;
        self.energy_cost += other.energy_cost;
        self.incomes.extend(other.incomes);
        self.wealth.extend(other.wealth);
        self
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = &self.identity;
        let (persons, households) = (self.persons, self.households);
        writeln!(
            out,
            "{persons} persons in {households} households, model {}, seed {}",
            identity.model, identity.seed
        )?;
        writeln!(out, "one stands for {:.3} persons; {}", self.weight, identity.digest())?;
        writeln!(out, "contents {}", self.content)?;
        writeln!(out, "synthetic: no row is a real person; impossible combinations: {}", self.impossible_in_all())?;
        for (rule, count) in self.impossible.iter().filter(|(_, count)| *count > 0) {
            writeln!(out, "  {count} times: {rule}")?;
        }
        writeln!(out, "\n{:<58} {:>14} {:>14} {:>8}", "for the whole country", "here", "published", "error")?;
        for comparison in &self.comparisons {
            let Comparison { what, found, published, error, held, .. } = comparison;
            let decimals = if *published < 10.0 { 4 } else { 0 };
            let free = if *held { "" } else { " (free)" };
            writeln!(out, "{what:<58} {found:>14.decimals$} {published:>14.decimals$} {:>7.2}%{free}", error * 100.0)?;
        }
        writeln!(out, "\n{:<58} {:>14} {:>14}", "tables", "cells", "error (SAE)")?;
        for table in &self.tables {
            writeln!(out, "{:<58} {:>14} {:>14.5}", table.what, table.cells, table.error)?;
        }
        writeln!(out, "\n{:<8} {:>10} {:>10}", "age", "men", "women")?;
        for (band, men, women) in &self.ages {
            writeln!(out, "{band:<8} {men:>10} {women:>10}")?;
        }
        let deciles: Vec<String> = self.deciles.iter().map(|share| format!("{:.1}%", share * 100.0)).collect();
        writeln!(out, "\npersons by income decile: {}", deciles.join(" "))
    }
}
