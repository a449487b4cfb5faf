//! Tables of a population beside the published ones, each with its error.

use fieldlab_domain::field::catalogue;
use fieldlab_domain::text::Text;
use serde::{Deserialize, Serialize};

use super::cells::Counted;
use super::counts::Counts;
use super::structure;
use crate::margins::{Margin, Theme};
use crate::model::{self, BANDS, Model};
use crate::person::YEAR;

/// What the model knows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Known {
    /// The model is held to it: households are fitted to it, or its total is solved.
    Held,
    /// The model's own shares were made after it, or its totals are held.
    Used,
    /// The model has never seen it.
    Free,
}

impl Known {
    /// The error that is aimed at in the whole country.
    pub fn bar(self) -> f64 {
        match self {
            Known::Held => 0.0005,
            Known::Used | Known::Free => 0.02,
        }
    }
}

/// One row of a table, for the whole country.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What it is.
    pub title: Text,
    /// As published, brought to the size of the population: one a column.
    pub published: Vec<f64>,
    /// In the population: one a column.
    pub found: Vec<f64>,
}

/// A table of the population beside a published one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// Its key.
    pub key: String,
    /// What it is about.
    pub theme: Theme,
    /// What it is.
    pub title: Text,
    /// Where it was published.
    pub source: String,
    /// The year of its figures.
    pub year: u16,
    /// Whether it counts households.
    pub of_households: bool,
    /// What the model knows of it.
    pub known: Known,
    /// How many cells it has.
    pub cells: usize,
    /// Standardised absolute error: the differences of all cells, added up, as a share of the total.
    pub error: f64,
    /// The error that drawing as many at random from the published table would have on average.
    pub chance: f64,
    /// Of a table of an earlier year: the error that is left when it is brought to the totals by row and by column of the population.
    pub structure: Option<f64>,
    /// The error that is aimed at: [`Known::bar`], in a sample at least that of chance.
    pub bar: f64,
    /// What to know about a difference.
    pub remark: Option<Text>,
    /// What the columns are.
    pub columns: Vec<Text>,
    /// The cells; empty when there are too many to show.
    pub rows: Vec<Row>,
}

impl Table {
    /// Whether the error is below what is aimed at.
    pub fn holds(&self) -> bool {
        self.error <= self.bar
    }
}

/// How the cells of a population are compared with published ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Compared {
    /// As shares of the whole table.
    Whole,
    /// As shares within each row.
    Row,
    /// As the share of a row that has something.
    Rate,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Of {
    Persons,
    Households,
}

/// Words that may be the same in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Words {
    Same(String),
    Both(Text),
}

impl Words {
    fn text(&self) -> Text {
        match self {
            Words::Same(words) => Text::same(words),
            Words::Both(text) => text.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PublishedRow {
    title: Words,
    values: Vec<f64>,
}

/// A table of `published.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Published {
    pub(super) key: String,
    theme: Theme,
    title: Text,
    source: String,
    year: u16,
    of: Of,
    compared: Compared,
    known: Known,
    remark: Option<Text>,
    columns: Vec<Words>,
    rows: Vec<PublishedRow>,
}

/// The published tables of a model, by its name.
pub(super) fn published(model: &str) -> Vec<Published> {
    const FILES: [(&str, &str); 1] =
        [("nl-2025", include_str!("../../../../fixtures/populations/nl-2025/published.toml"))];
    #[derive(Deserialize)]
    struct File {
        tables: Vec<Published>,
    }
    let file = FILES.iter().find(|(name, _)| *name == model);
    let read = |source: &str| -> File { toml::from_str(source).expect("a test holds that bundled models are right") };
    file.map(|(_, source)| read(source).tables).unwrap_or_default()
}

impl Published {
    /// The published figures by column of this row title and the like, for charts: one list a row.
    pub(super) fn values(&self) -> impl Iterator<Item = &[f64]> {
        self.rows.iter().map(|row| row.values.as_slice())
    }

    /// Compares what was counted, one standing for `weight`.
    pub(super) fn compare(&self, counted: &Counted, weight: f64) -> Table {
        let found = |row: &[u64]| -> Vec<f64> { row.iter().map(|count| *count as f64 * weight).collect() };
        let all: f64 = self.values().flatten().sum();
        let here = counted.rows.iter().sum::<u64>() as f64 * weight;
        let rows = self.rows.iter().zip(&counted.found).zip(&counted.rows).map(|((row, cells), persons)| {
            let persons = *persons as f64 * weight;
            let sum: f64 = row.values.iter().sum();
            let expected = |value: &f64| match self.compared {
                Compared::Whole => value / all * here,
                Compared::Row => value / sum * persons,
                Compared::Rate => value * persons,
            };
            Row { title: row.title.text(), published: row.values.iter().map(expected).collect(), found: found(cells) }
        });
        let table = Table {
            key: self.key.clone(),
            theme: self.theme,
            title: self.title.clone(),
            source: self.source.clone(),
            year: self.year,
            of_households: matches!(self.of, Of::Households),
            known: self.known,
            cells: 0,
            error: 0.0,
            chance: 0.0,
            structure: None,
            bar: 0.0,
            remark: self.remark.clone(),
            columns: self.columns.iter().map(Words::text).collect(),
            rows: rows.collect(),
        };
        let structure = if i32::from(self.year) < YEAR { structure::error(&table.rows) } else { None };
        Table { structure, ..table.with_errors(weight) }
    }
}

impl Table {
    /// Works out the errors from the rows.
    fn with_errors(mut self, weight: f64) -> Table {
        let cells = || self.rows.iter().flat_map(|row| row.published.iter().copied().zip(row.found.iter().copied()));
        let errors = errors(cells(), weight);
        self.cells = cells().count();
        self.judged(errors, weight)
    }

    fn judged(mut self, (error, chance): (f64, f64), weight: f64) -> Table {
        (self.error, self.chance) = (error, chance);
        let bar = self.known.bar();
        self.bar = if weight > 1.0 { bar.max(chance) } else { bar };
        self
    }
}

/// The standardised absolute error of cells (as published, found), and what drawing at random would have on average: the mean
/// deviation of a binomial count, sqrt(2 / pi * n * p * (1 - p)).
fn errors(cells: impl Iterator<Item = (f64, f64)> + Clone, weight: f64) -> (f64, f64) {
    let all: f64 = cells.clone().map(|(published, _)| published).sum();
    if all <= 0.0 {
        return (0.0, 0.0);
    }
    let off: f64 = cells.clone().map(|(published, found)| (found - published).abs()).sum();
    let of_chance = |published: f64| {
        let share = (published / all).min(1.0);
        (std::f64::consts::FRAC_2_PI * published / weight * (1.0 - share)).sqrt() * weight
    };
    (off / all, cells.map(|(published, _)| of_chance(published)).sum::<f64>() / all)
}

/// Titles of the codes of a field, in the order of the codes from 1.
fn titles(field: &str, codes: std::ops::RangeInclusive<u32>) -> Vec<Text> {
    let field = catalogue().get(field);
    codes
        .map(|code| field.and_then(|field| field.code(code)).map(|code| code.title.clone()).unwrap_or_default())
        .collect()
}

fn text(nl: &str, en: &str) -> Text {
    Text { nl: nl.to_owned(), en: en.to_owned() }
}

/// The tables that the model is held to: those that households are fitted to, which hold to the cell, and those whose totals are
/// solved and then drawn one by one.
pub(super) fn held(model: &Model, margins: &[Margin], counts: &Counts, found: &[f64], weight: f64) -> Vec<Table> {
    let table = |key: &str, theme: Theme, title: Text, year: u16, source: &str, lines: Vec<(Text, f64, f64)>| {
        let rows = lines.into_iter().map(|(title, published, found)| Row {
            title,
            published: vec![published],
            found: vec![found],
        });
        let table = Table {
            key: key.to_owned(),
            theme,
            title,
            source: source.to_owned(),
            year,
            of_households: matches!(key, "sizes" | "tenure"),
            known: Known::Held,
            cells: 0,
            error: 0.0,
            chance: 0.0,
            structure: None,
            bar: 0.0,
            remark: None,
            columns: vec![if matches!(key, "sizes" | "tenure") {
                text("huishoudens", "households")
            } else {
                text("personen", "persons")
            }],
            rows: rows.collect(),
        };
        table.with_errors(weight)
    };
    let lines = |titles: Vec<Text>, published: &[f64], found: &[f64]| -> Vec<(Text, f64, f64)> {
        titles.into_iter().zip(published.iter().zip(found)).map(|(title, (one, other))| (title, *one, *other)).collect()
    };
    let times = |counts: &[u64]| -> Vec<f64> { counts.iter().map(|count| *count as f64 * weight).collect() };
    let persons = &model.figures.persons;
    let positions = [
        persons.children_at_home,
        persons.alone,
        persons.with_partner,
        persons.single_parents,
        persons.other_members,
        persons.institutional,
    ];
    let sizes = ["1", "2", "3", "4", "5+"].map(Text::same).to_vec();
    let provinces = &model.figures.provinces;
    let scale = persons.total as f64 / provinces.persons.iter().sum::<f64>();
    let of_provinces: Vec<f64> = provinces.persons.iter().map(|persons| persons * scale).collect();
    let codes = provinces.codes.iter().map(|code| u32::from(*code));
    let names: Vec<Text> = codes.flat_map(|code| titles("household.province", code..=code)).collect();
    let in_provinces: Vec<u64> = provinces.codes.iter().map(|code| counts.provinces[usize::from(*code)]).collect();
    // Of margins: the published figure and the one here.
    let solved = |keys: &[&str], scale: f64| -> Vec<(Text, f64, f64)> {
        let of = margins.iter().zip(found).filter(|(margin, _)| keys.contains(&margin.key.as_str()));
        of.map(|(margin, found)| (margin.title.clone(), margin.value * scale, found * scale)).collect()
    };
    let drawn = text(
        "Het totaal is opgelost; daarna krijgt elk huishouden en elke persoon zijn eigen trekking.",
        "The total is solved; then each household and each person has a draw of its own.",
    );
    let tenures = &model.figures.tenure;
    let tenures = [tenures.owner, tenures.housing_association, tenures.other_rent];
    let homes = counts.private_households as f64 * weight / tenures.iter().sum::<f64>();
    let origin =
        ["dutch_origin"].into_iter().map(str::to_owned).chain(["abroad", "parent"].into_iter().flat_map(|prefix| {
            ["europe", "turkey", "morocco", "suriname", "dutch_caribbean", "indonesia", "other"]
                .map(|region| format!("{prefix}_{region}"))
        }));
    let origin: Vec<String> = origin.collect();
    let origin: Vec<&str> = origin.iter().map(String::as_str).collect();
    vec![
        municipalities(model, counts, weight),
        table(
            "sizes",
            Theme::Households,
            text("huishoudens naar grootte", "households by size"),
            2025,
            "CBS 71486ned and 37975, 2024, set to the persons living alone and with others of 71488ned, 2025",
            lines(sizes, &model.figures.sizes(), &times(&counts.sizes[1..=5])),
        ),
        table(
            "positions",
            Theme::Households,
            text("personen naar plaats in het huishouden", "persons by household position"),
            2025,
            "CBS 71488ned, 1 January 2025",
            lines(titles("person.household_position", 1..=6), &positions, &times(&counts.positions[1..=6])),
        ),
        table(
            "provinces",
            Theme::Persons,
            text("personen naar provincie", "persons by province"),
            2024,
            "CBS 70072ned, 1 January 2024, set to the total of 2025",
            lines(names, &of_provinces, &times(&in_provinces)),
        ),
        Table {
            remark: Some(drawn.clone()),
            ..table(
                "benefits",
                Theme::Work,
                text("personen naar uitkering", "persons by benefit"),
                2024,
                "CBS 85692NED, December 2024",
                solved(&["disability", "ww", "bijstand_women", "bijstand_men"], 1.0),
            )
        },
        Table {
            remark: Some(drawn.clone()),
            ..table(
                "tenure",
                Theme::Housing,
                text("huishoudens naar eigendom van de woning", "households by tenure"),
                2023,
                "CBS 82900NED, 2023: shares of dwellings",
                lines(
                    titles("household.tenure", 1..=3),
                    &tenures.map(|share| share * homes),
                    &times(&counts.tenures[1..=3]),
                ),
            )
        },
        Table {
            remark: Some(drawn),
            ..table(
                "origin",
                Theme::Newcomers,
                text("personen naar herkomst en geboorteland", "persons by origin and country of birth"),
                2025,
                "CBS 85384NED, 1 January 2025; Turkey 2022",
                solved(&origin, 1.0),
            )
        },
    ]
}

/// Too many cells to show, so that it has no rows.
fn without_rows(key: &str, theme: Theme, title: Text, year: u16, source: &str) -> Table {
    Table {
        key: key.to_owned(),
        theme,
        title,
        source: source.to_owned(),
        year,
        of_households: false,
        known: Known::Held,
        cells: 0,
        error: 0.0,
        chance: 0.0,
        structure: None,
        bar: 0.0,
        remark: None,
        columns: Vec::new(),
        rows: Vec::new(),
    }
}

fn municipalities(model: &Model, counts: &Counts, weight: f64) -> Table {
    let cells = model.municipalities.iter().zip(&counts.municipalities).flat_map(|(municipality, found)| {
        municipality.persons.iter().copied().zip(found.iter().map(move |count| *count as f64 * weight))
    });
    let errors = errors(cells, weight);
    let cells = model.municipalities.len() * 2 * BANDS;
    let title = text("personen naar leeftijd, geslacht en gemeente", "persons by age band, sex and municipality");
    let source = "CBS, population by four-digit postcode, 1 January 2021, in the municipalities of 2025 and set to the totals of 2025";
    let table = without_rows("age_sex_municipality", Theme::Persons, title, 2021, source);
    Table { cells, ..table }.judged(errors, weight)
}

/// Persons by postcode, within their municipality.
pub(super) fn postcodes(model: &Model, counts: &Counts, weight: f64) -> Table {
    let mut published: Vec<(usize, usize, f64)> = Vec::new();
    for row in model::rows(model.files.postcodes) {
        let place = model.municipalities.binary_search_by_key(&(row[0] as u16), |municipality| municipality.code);
        if let Ok(place) = place {
            published.push((place, row[1] as usize, row[2]));
        }
    }
    let mut shares = vec![0.0; model.municipalities.len()];
    published.iter().for_each(|(place, _, share)| shares[*place] += share);
    let persons: Vec<f64> = counts.municipalities.iter().map(|of| of.iter().sum::<u64>() as f64 * weight).collect();
    let mut cells = vec![(0.0, 0.0); 10_000];
    for (place, postcode, share) in published {
        // A postcode may lie in two municipalities.
        cells[postcode].0 += share / shares[place] * persons[place];
    }
    cells.iter_mut().zip(&counts.postcodes).for_each(|(cell, count)| cell.1 = *count as f64 * weight);
    let errors = errors(cells.iter().copied(), weight);
    let title = text("personen naar postcode van vier cijfers", "persons by four-digit postcode");
    let source =
        "CBS, population by four-digit postcode, 1 January 2021: how a municipality spreads over its postcodes";
    let cells = cells.iter().filter(|(published, _)| *published > 0.0).count();
    let table = without_rows("postcodes", Theme::Persons, title, 2021, source);
    Table { cells, known: Known::Used, ..table }.judged(errors, weight)
}

#[cfg(test)]
mod tests;
