//! How a population compares to the published figures, and whether anything in it can't be.
//!
//! [`describe()`] counts everything in one pass ([`counts`]): single figures ([`figures`]), tables ([`tables`]), what can't be, and
//! citizen service numbers ([`numbers`]). To compare with one more figure, see `margins.toml`; with one more table, see [`cells`].

mod card;
mod cells;
mod counts;
mod figures;
mod numbers;
mod plain;
mod rules;
mod structure;
mod tables;

use fieldlab_domain::field::catalogue;
use fieldlab_domain::population::{Population as _, PopulationError, PopulationIdentity};
use fieldlab_domain::text::Text;
use serde::Serialize;

pub use self::card::Card;
use self::cells::Cells;
use self::counts::{Counts, Wanted};
pub use self::figures::{Comparison, Overview};
pub use self::numbers::Numbers;
pub use self::tables::{Known, Row, Table};
use crate::archetype::Kind;
use crate::impossible::RULES;
use crate::margins::{self, Counter};
use crate::memory::Memory;
use crate::model::{self, BANDS};

/// Men and women of an age band.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgeBand {
    /// Such as `20-24`; the last is `95+`.
    pub band: String,
    /// Men in the population, for the whole country.
    pub men: f64,
    /// Women in the population, for the whole country.
    pub women: f64,
    /// Men as published.
    pub published_men: f64,
    /// Women as published.
    pub published_women: f64,
}

/// One bar of a chart, for the whole country.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// What it is.
    pub title: Text,
    /// In the population.
    pub found: f64,
    /// As published; none when nobody did.
    pub published: Option<f64>,
}

/// A tenth of the persons, by the standardised income of their household.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decile {
    /// The share of the persons in it.
    pub share: f64,
    /// The highest standardised income in the same tenth of households, in euro a year; none for the last.
    pub bound: Option<f64>,
    /// The same as published, in euro of the year of [`Summary::bounds_source`].
    pub published_bound: Option<f64>,
}

/// A rule that says what can't be, and how often it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Impossible {
    /// What can't be.
    pub rule: Text,
    /// How often it is: 0.
    pub found: u64,
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
    /// All figures in a few numbers.
    pub overview: Overview,
    /// What is wrong with citizen service numbers.
    pub numbers: Numbers,
    /// How often something is that can't be, by rule.
    pub impossible: Vec<Impossible>,
    /// What it can be used to claim.
    pub card: Card,
    /// Figures beside the published ones.
    pub comparisons: Vec<Comparison>,
    /// Tables beside the published ones: first those that the model is held to.
    pub tables: Vec<Table>,
    /// Persons by five-year age band and sex.
    pub ages: Vec<AgeBand>,
    /// Persons by province.
    pub provinces: Vec<Group>,
    /// Private households by type.
    pub types: Vec<Group>,
    /// Private households by size.
    pub sizes: Vec<Group>,
    /// Income by tenths, lowest first.
    pub deciles: Vec<Decile>,
    /// Where the published bounds of tenths are from.
    pub bounds_source: &'static str,
}

impl Summary {
    /// How many things there are that can't be.
    pub fn impossible_in_all(&self) -> u64 {
        self.impossible.iter().map(|one| one.found).sum()
    }

    /// The table with this key.
    pub fn table(&self, key: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.key == key)
    }
}

/// Upper bounds of tenths of private households by standardised income, in euro.
const BOUNDS: [f64; 9] = [15_700.0, 19_600.0, 22_800.0, 26_300.0, 29_800.0, 33_600.0, 37_700.0, 43_100.0, 52_000.0];
const BOUNDS_SOURCE: &str = "CBS, income distribution of households 2021 (standardised, classes of 2,000 euro); bounds worked out by interpolation";

/// Compares a population to the published figures of its model. They are of the whole country: of a place there are no comparisons
/// and tables.
///
/// # Errors
/// When this version does not have its model.
pub fn describe(population: &Memory) -> Result<Summary, PopulationError> {
    let identity = population.identity();
    let model = model::read(&identity.model)?;
    let margins = margins::read(model.files.margins);
    let published = tables::published(model.name);
    let fifths = cells::fifths(population);
    let counters: Vec<Option<Counter>> = margins.iter().map(|margin| margins::counter(&margin.key)).collect();
    let is_counted: Vec<bool> = counters.iter().map(Option::is_some).collect();
    let cells: Vec<Cells> = published
        .iter()
        .map(|table| cells::cells(&table.key, fifths).expect("a test holds that each table can be counted"))
        .collect();
    let counters: Vec<Counter> = counters.into_iter().flatten().collect();
    let counts = Counts::of(population, model, &Wanted { counters: &counters, cells: &cells });
    let weight = identity.weight();
    let mut counted = counts.margins.iter().copied();
    let comparisons = margins.iter().zip(is_counted).map(|(margin, is_counted)| {
        let count = if is_counted { counted.next() } else { None };
        Comparison::of(margin, count, &counts, weight)
    });
    let mut comparisons: Vec<Comparison> = comparisons.collect();
    let found: Vec<f64> = comparisons.iter().map(|comparison| comparison.found).collect();
    let mut tables = tables::held(model, &margins, &counts, &found, weight);
    tables.extend(published.iter().zip(&counts.tables).map(|(table, counted)| table.compare(counted, weight)));
    tables.push(tables::postcodes(model, &counts, weight));
    if identity.place.is_some() {
        comparisons.clear();
        tables.clear();
    }
    Ok(Summary {
        identity: identity.clone(),
        content: population.content_digest().to_string(),
        weight,
        persons: population.persons(),
        households: counts.households,
        card: Card::of(model.name),
        overview: Overview::of(&comparisons),
        numbers: Numbers::of(population),
        impossible: RULES
            .iter()
            .zip(counts.impossible)
            .map(|(rule, found)| Impossible { rule: rules::text(rule), found })
            .collect(),
        comparisons,
        ages: ages(&published, &counts, weight),
        provinces: groups(tables.iter().find(|table| table.key == "provinces")),
        types: types(&published, &counts, weight),
        sizes: groups(tables.iter().find(|table| table.key == "size")),
        deciles: deciles(&counts),
        bounds_source: BOUNDS_SOURCE,
        tables,
    })
}

/// The figures of a published table, one row after the other.
pub(crate) fn published_values(model: &str, key: &str) -> Vec<f64> {
    let tables = tables::published(model);
    let table = tables.iter().find(|table| table.key == key);
    table.map(|table| table.values().flatten().copied().collect()).unwrap_or_default()
}

/// The rows of a table with one column, as bars.
fn groups(table: Option<&Table>) -> Vec<Group> {
    let rows = table.map(|table| table.rows.as_slice()).unwrap_or_default();
    let group = |row: &Row| Group {
        title: row.title.clone(),
        found: row.found.iter().sum(),
        published: Some(row.published.iter().sum()),
    };
    rows.iter().map(group).collect()
}

fn ages(published: &[tables::Published], counts: &Counts, weight: f64) -> Vec<AgeBand> {
    let table = published.iter().find(|table| table.key == "age_band_sex");
    let published: Vec<&[f64]> = table.map(|table| table.values().collect()).unwrap_or_default();
    let of = |band: usize, sex: usize| published.get(band).and_then(|of| of.get(sex)).copied().unwrap_or(0.0);
    let band = |band: usize| AgeBand {
        band: band_name(band),
        men: counts.ages[band][0] as f64 * weight,
        women: counts.ages[band][1] as f64 * weight,
        published_men: of(band, 0),
        published_women: of(band, 1),
    };
    (0..BANDS).map(band).collect()
}

/// Households by type beside the published composition, whose couples are married or not.
fn types(published: &[tables::Published], counts: &Counts, weight: f64) -> Vec<Group> {
    let table = published.iter().find(|table| table.key == "composition");
    let published: Vec<f64> = table.map(|table| table.values().flatten().copied().collect()).unwrap_or_default();
    let of = |places: &[usize]| places.iter().map(|place| published.get(*place).copied()).sum::<Option<f64>>();
    let places: [(Kind, &[usize]); 5] = [
        (Kind::Alone, &[0]),
        (Kind::Couple, &[1, 2]),
        (Kind::CoupleWithChildren, &[3, 4]),
        (Kind::SingleParent, &[5]),
        (Kind::Other, &[6]),
    ];
    let field = catalogue().get("household.type");
    let group = |(kind, places): (Kind, &[usize])| Group {
        title: field.and_then(|field| field.code(kind as u32)).map(|code| code.title.clone()).unwrap_or_default(),
        found: counts.types[kind as usize] as f64 * weight,
        published: of(places),
    };
    places.into_iter().map(group).collect()
}

fn deciles(counts: &Counts) -> Vec<Decile> {
    let private = counts.incomes.iter().filter(|income| income.private);
    let private: Vec<f64> = private.map(|income| f64::from(income.standardised)).collect();
    let decile = |at: usize| Decile {
        share: counts.deciles[at] as f64 / counts.persons.max(1) as f64,
        bound: (at < 9).then(|| private.get(private.len() * (at + 1) / 10).copied().unwrap_or(0.0)),
        published_bound: BOUNDS.get(at).copied(),
    };
    (0..10).map(decile).collect()
}

fn band_name(band: usize) -> String {
    if band == BANDS - 1 { "95+".to_owned() } else { format!("{}-{}", band * 5, band * 5 + 4) }
}
