//! How a population compares to the published figures.

use std::fmt;

use fieldlab_domain::field::catalogue;
use fieldlab_domain::population::{Population as _, PopulationError, PopulationIdentity};
use serde::Serialize;

use crate::archetype::{Kind, position};
use crate::block::Block;
use crate::generate::{ASSOCIATION, OWNER, PRIVATE_RENT};
use crate::memory::Memory;
use crate::model;
use crate::parquet_file::content_digest;

/// One figure of the population beside the published one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What it is.
    pub what: String,
    /// In the population, for the whole country.
    pub found: f64,
    /// As published.
    pub published: f64,
    /// The difference as a share of the published figure.
    pub error: f64,
    /// Where it was published.
    pub source: String,
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
    /// How many households it has.
    pub households: u64,
    /// Figures beside the published ones.
    pub comparisons: Vec<Comparison>,
    /// Persons by five-year age band: band, men, women; as they are in the file.
    pub ages: Vec<(String, u64, u64)>,
    /// Persons by province, as they are in the file.
    pub provinces: Vec<(String, u64)>,
    /// Share of the persons in each income decile.
    pub deciles: Vec<f64>,
    /// How many things can't be: children older than they can be, minors alone, incomes that do not add up.
    pub impossible: u64,
}

/// Compares a population to the published figures of its model.
///
/// # Errors
/// When this version does not have its model.
pub fn describe(population: &Memory) -> Result<Summary, PopulationError> {
    let identity = population.identity();
    let model = model::read(&identity.model)?;
    let counts = count(population);
    let weight = identity.weight();
    let figures = &model.figures;
    let mut comparisons = Vec::new();
    let mut compare = |what: &str, found: f64, published: f64, source: &str| {
        let error = found / published - 1.0;
        comparisons.push(Comparison { what: what.to_owned(), found, published, error, source: source.to_owned() });
    };
    let persons = &figures.persons;
    let at = |position: u8| counts.positions[usize::from(position)] as f64 * weight;
    for (what, position, published) in [
        ("children at home", position::CHILD, persons.children_at_home),
        ("persons living alone", position::ALONE, persons.alone),
        ("persons with a partner", position::PARTNER, persons.with_partner),
        ("single parents", position::SINGLE_PARENT, persons.single_parents),
        ("other members", position::OTHER, persons.other_members),
        ("residents of institutions", position::INSTITUTIONAL, persons.institutional),
    ] {
        compare(what, at(position), published, &persons.source);
    }
    let band = |band: usize| counts.ages[band].iter().sum::<u64>() as f64 * weight;
    compare("persons of 0 to 4", band(0), figures.age.age_0_4, &figures.age.source);
    compare("persons of 5 to 9", band(1), figures.age.age_5_9, &figures.age.source);
    let scale = persons.total as f64 / figures.provinces.persons.iter().sum::<f64>();
    for (code, published) in figures.provinces.codes.iter().zip(&figures.provinces.persons) {
        let found = counts.provinces[usize::from(*code)] as f64 * weight;
        compare(&format!("persons in {}", province(*code)), found, published * scale, &figures.provinces.source);
    }
    let private = counts.private_households.max(1) as f64;
    let sizes = [counts.sizes[3], counts.sizes[4], counts.sizes[5]].map(|count| count as f64);
    let published = [figures.households.size_3, figures.households.size_4, figures.households.size_5_plus];
    for (at, what) in
        ["households of 3, of those of 3 and more", "households of 4", "households of 5 and more"].iter().enumerate()
    {
        let share = |of: &[f64; 3]| of[at] / of.iter().sum::<f64>().max(1.0);
        compare(what, share(&sizes), share(&published), &figures.households.source);
    }
    let income = &figures.income;
    compare("mean disposable income", counts.disposable as f64 / private, income.mean_disposable, &income.source);
    compare("mean standardised income", counts.standardised as f64 / private, income.mean_standardised, &income.source);
    compare("Gini of standardised income", counts.gini(), income.gini_standardised, &income.source);
    compare("median wealth", counts.median_wealth(), figures.wealth.median, &figures.wealth.source);
    let tenure = |tenure: u8| counts.tenures[usize::from(tenure)] as f64 / private;
    compare("owner-occupied", tenure(OWNER), figures.tenure.owner, &figures.tenure.source);
    compare(
        "rented from a housing association",
        tenure(ASSOCIATION),
        figures.tenure.housing_association,
        &figures.tenure.source,
    );
    compare("rented from others", tenure(PRIVATE_RENT), figures.tenure.other_rent, &figures.tenure.source);
    let insured = counts.insured as f64 / counts.persons.max(1) as f64;
    compare("insured for care", insured, figures.insured.share, &figures.insured.source);
    let provinces = figures.provinces.codes.iter();
    Ok(Summary {
        identity: identity.clone(),
        content: content_digest(population).to_string(),
        weight,
        households: counts.households,
        comparisons,
        ages: (0..20).map(|band| (band_name(band), counts.ages[band][0], counts.ages[band][1])).collect(),
        provinces: provinces.map(|code| (province(*code), counts.provinces[usize::from(*code)])).collect(),
        deciles: counts.deciles.iter().map(|count| *count as f64 / counts.persons.max(1) as f64).collect(),
        impossible: counts.impossible,
    })
}

fn province(code: u8) -> String {
    let field = catalogue().get("household.province");
    let known = field.and_then(|field| field.code(u32::from(code)));
    known.map_or_else(|| code.to_string(), |code| code.title.en.clone())
}

fn band_name(band: usize) -> String {
    if band == 19 { "95+".to_owned() } else { format!("{}-{}", band * 5, band * 5 + 4) }
}

#[derive(Default)]
struct Counts {
    persons: u64,
    households: u64,
    private_households: u64,
    positions: [u64; 8],
    ages: [[u64; 2]; 20],
    provinces: [u64; 32],
    sizes: [u64; 6],
    deciles: [u64; 10],
    tenures: [u64; 8],
    insured: u64,
    disposable: i64,
    standardised: i64,
    /// Standardised income and how many persons have it.
    incomes: Vec<(i32, u64)>,
    wealth: Vec<i32>,
    impossible: u64,
}

fn count(population: &Memory) -> Counts {
    let mut counts = Counts::default();
    for block in population.blocks_in_memory() {
        counts.add_households(block);
        counts.add_persons(block);
        counts.impossible += impossible(block);
    }
    counts.incomes.sort_unstable();
    counts.wealth.sort_unstable();
    counts
}

impl Counts {
    fn add_households(&mut self, block: &Block) {
        let households = &block.households;
        for (home, kind) in households.kind.iter().enumerate() {
            self.households += 1;
            let size = u64::from(households.size[home]);
            self.incomes.push((households.standardised[home], size));
            if *kind == Kind::Institutional as u8 {
                continue;
            }
            self.private_households += 1;
            self.sizes[(size as usize).min(5)] += 1;
            self.tenures[usize::from(households.tenure[home] & 7)] += 1;
            self.disposable += i64::from(households.disposable[home]);
            self.standardised += i64::from(households.standardised[home]);
            self.wealth.push(households.wealth[home]);
        }
    }

    fn add_persons(&mut self, block: &Block) {
        let persons = &block.persons;
        for (row, home) in persons.home.iter().enumerate() {
            let home = usize::from(*home);
            self.persons += 1;
            self.positions[usize::from(persons.position[row] & 7)] += 1;
            self.ages[usize::from(persons.age[row] / 5).min(19)][usize::from(persons.sex[row] == 2)] += 1;
            self.provinces[usize::from(block.households.province[home] & 31)] += 1;
            self.deciles[usize::from(block.households.decile[home].clamp(1, 10)) - 1] += 1;
            self.insured += u64::from(persons.insured[row]);
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
}

/// How many things in a block can't be.
fn impossible(block: &Block) -> u64 {
    let persons = &block.persons;
    let households = &block.households;
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); households.kind.len()];
    persons.home.iter().enumerate().for_each(|(row, home)| members[usize::from(*home)].push(row));
    let mut count = 0;
    for (home, rows) in members.iter().enumerate() {
        let of = |wanted: u8| rows.iter().filter(move |row| persons.position[**row] == wanted);
        let children = of(position::CHILD).count();
        let eldest_child = of(position::CHILD).map(|row| persons.age[*row]).max();
        let adults = || rows.iter().filter(|row| persons.position[**row] != position::CHILD);
        let youngest_adult = adults().map(|row| persons.age[*row]).min().unwrap_or(0);
        let income: i64 = adults().map(|row| i64::from(persons.gross[*row])).sum();
        let other = households.kind[home] == Kind::Other as u8;
        let wrong = [
            rows.len() != usize::from(households.size[home]),
            children != usize::from(households.children[home]),
            youngest_adult < 18,
            eldest_child.is_some_and(|child| youngest_adult < child + 12),
            adults().count() == 0,
            !other && income != i64::from(households.assessment[home]),
            (households.tenure[home] == OWNER) != (households.rent[home] == 0)
                && households.kind[home] != Kind::Institutional as u8,
        ];
        count += wrong.iter().filter(|wrong| **wrong).count() as u64;
    }
    count
}

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = &self.identity;
        writeln!(
            out,
            "{} persons in {} households, model {}, seed {}",
            identity.persons, self.households, identity.model, identity.seed
        )?;
        writeln!(out, "one stands for {:.3} persons; {}", self.weight, identity.digest())?;
        writeln!(out, "contents {}", self.content)?;
        writeln!(out, "synthetic: no row is a real person; impossible combinations: {}", self.impossible)?;
        writeln!(out, "\n{:<44} {:>14} {:>14} {:>8}", "for the whole country", "here", "published", "error")?;
        for comparison in &self.comparisons {
            let Comparison { what, found, published, error, .. } = comparison;
            let decimals = if *published < 10.0 { 4 } else { 0 };
            writeln!(out, "{what:<44} {found:>14.decimals$} {published:>14.decimals$} {:>7.2}%", error * 100.0)?;
        }
        writeln!(out, "\n{:<8} {:>10} {:>10}", "age", "men", "women")?;
        for (band, men, women) in &self.ages {
            writeln!(out, "{band:<8} {men:>10} {women:>10}")?;
        }
        let deciles: Vec<String> = self.deciles.iter().map(|share| format!("{:.1}%", share * 100.0)).collect();
        writeln!(out, "\npersons by income decile: {}", deciles.join(" "))
    }
}
