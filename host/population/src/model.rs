//! The published figures that a population is held to.

use std::sync::OnceLock;

use fieldlab_domain::digest::Digest;
use fieldlab_domain::name::nearest_hint;
use fieldlab_domain::population::PopulationError;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::archetype::Positions;
use crate::levels::Levels;
use crate::regions::RegionFigures;

/// Five-year age bands; the last is 95 and over.
pub(crate) const BANDS: usize = 20;

/// Raised when the code makes other citizens from the same figures.
const CODE_VERSION: &[u8] = b"4";

/// One source of figures.
#[derive(Debug)]
pub(crate) struct Files {
    name: &'static str,
    model: &'static str,
    municipalities: &'static str,
    ages: &'static str,
    positions: &'static str,
    regions: &'static str,
    solved: &'static str,
    pub(crate) hazards: &'static str,
    pub(crate) mortality: &'static str,
    pub(crate) margins: &'static str,
    pub(crate) first_names: &'static str,
    pub(crate) surnames: &'static str,
    pub(crate) postcodes: &'static str,
}

static MODELS: [Files; 1] = [Files {
    name: "nl-2025",
    model: include_str!("../../../fixtures/populations/nl-2025/model.toml"),
    municipalities: include_str!("../../../fixtures/populations/nl-2025/municipalities.csv"),
    ages: include_str!("../../../fixtures/populations/nl-2025/ages.csv"),
    positions: include_str!("../../../fixtures/populations/nl-2025/positions.csv"),
    regions: include_str!("../../../fixtures/populations/nl-2025/regions.toml"),
    solved: include_str!("../../../fixtures/populations/nl-2025/solved.toml"),
    hazards: include_str!("../../../fixtures/populations/nl-2025/hazards.toml"),
    mortality: include_str!("../../../fixtures/populations/nl-2025/mortality.csv"),
    margins: include_str!("../../../fixtures/populations/nl-2025/margins.toml"),
    first_names: include_str!("../../../fixtures/populations/nl-2025/first_names.csv"),
    surnames: include_str!("../../../fixtures/populations/nl-2025/surnames.csv"),
    postcodes: include_str!("../../../fixtures/populations/nl-2025/postcodes.csv"),
}];

/// The names of all models.
pub fn models() -> Vec<&'static str> {
    MODELS.iter().map(|files| files.name).collect()
}

#[derive(Debug, Deserialize)]
pub(crate) struct Figures {
    pub(crate) persons: Persons,
    pub(crate) provinces: Provinces,
    pub(crate) households: Households,
    pub(crate) tenure: Tenure,
    pub(crate) insured: Insured,
    pub(crate) education: Education,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Persons {
    pub(crate) total: u64,
    pub(crate) children_at_home: f64,
    pub(crate) alone: f64,
    pub(crate) with_partner: f64,
    pub(crate) single_parents: f64,
    pub(crate) other_members: f64,
    pub(crate) institutional: f64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Provinces {
    pub(crate) codes: Vec<u8>,
    pub(crate) persons: Vec<f64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Households {
    /// Households of more than one person that are neither couples nor families.
    pub(crate) other_households: f64,
    pub(crate) size_2: f64,
    pub(crate) size_3: f64,
    pub(crate) size_4: f64,
    pub(crate) size_5_plus: f64,
}

impl Figures {
    /// Households of one, two, three, four, and five or more persons: those of one are the persons who live alone, the others
    /// are in the published shares.
    pub(crate) fn sizes(&self) -> [f64; 5] {
        let (persons, households) = (&self.persons, &self.households);
        let more = persons.with_partner / 2.0 + persons.single_parents + households.other_households;
        let published = [households.size_2, households.size_3, households.size_4, households.size_5_plus];
        let all: f64 = published.iter().sum();
        let [two, three, four, five] = published.map(|size| size / all * more);
        [persons.alone, two, three, four, five]
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Tenure {
    pub(crate) owner: f64,
    pub(crate) housing_association: f64,
    pub(crate) other_rent: f64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Education {
    primary: f64,
    vmbo_mbo1: f64,
    havo_vwo_mbo: f64,
    bachelor: f64,
    master_plus: f64,
}

impl Education {
    /// The shares of those from 15 to 74, lowest first.
    pub(crate) fn shares(&self) -> [f64; 5] {
        [self.primary, self.vmbo_mbo1, self.havo_vwo_mbo, self.bachelor, self.master_plus]
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Insured {
    pub(crate) share: f64,
}

/// A municipality and its persons: 20 bands of men, then 20 of women.
#[derive(Debug)]
pub(crate) struct Municipality {
    pub(crate) code: u16,
    pub(crate) province: u8,
    size_class: usize,
    pub(crate) persons: [f64; 2 * BANDS],
}

impl Municipality {
    /// 0 for over 200,000 persons, 1 for 100,000, 2 for 50,000, 3 for smaller ones.
    pub(crate) fn size_class(&self) -> usize {
        self.size_class
    }
}

/// Persons of the country by sex and year of age; the last is 105 and over.
pub(crate) type Ages = [[f64; 106]; 2];

/// A model: its figures, raked to 2025.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) name: &'static str,
    pub(crate) digest: Digest,
    pub(crate) figures: Figures,
    pub(crate) municipalities: Vec<Municipality>,
    pub(crate) ages: Ages,
    pub(crate) positions: Positions,
    pub(crate) regions: RegionFigures,
    levels: Levels,
    pub(crate) files: &'static Files,
}

impl Model {
    /// The levels that were solved for it.
    pub(crate) fn levels(&self) -> Levels {
        self.levels.clone()
    }
}

/// A model by name, which is read when it is first asked for.
pub(crate) fn read(name: &str) -> Result<&'static Model, PopulationError> {
    static READ: [OnceLock<Model>; MODELS.len()] = [const { OnceLock::new() }; MODELS.len()];
    let at = MODELS.iter().position(|files| files.name == name).ok_or_else(|| PopulationError::UnknownModel {
        name: name.to_owned(),
        hint: nearest_hint(name, MODELS.iter().map(|files| files.name)),
    })?;
    Ok(READ[at].get_or_init(|| read_files(&MODELS[at])))
}

fn read_files(files: &'static Files) -> Model {
    let (digest, ((regions, levels), (figures, municipalities, ages))) = rayon::join(
        || digest(files),
        || rayon::join(|| (parse(files.regions), parse(files.solved)), || persons(files)),
    );
    let positions = positions(files.positions);
    Model { name: files.name, digest, figures, municipalities, ages, positions, regions, levels, files }
}

fn parse<T: DeserializeOwned>(file: &str) -> T {
    toml::from_str(file).expect("a test holds that bundled models are right")
}

/// The digest of all that a model's citizens follow from.
fn digest(files: &Files) -> Digest {
    let tables = [files.ages, files.hazards, files.mortality, files.first_names, files.surnames, files.postcodes];
    let own = [files.model, files.municipalities, files.positions, files.regions, files.solved];
    let parts = own.into_iter().chain(tables).map(str::as_bytes);
    Digest::of_parts(std::iter::once(CODE_VERSION).chain(parts))
}

/// The figures of the country, and the persons of its municipalities and of each year of age, which add up to them.
fn persons(files: &Files) -> (Figures, Vec<Municipality>, Ages) {
    let figures: Figures = parse(files.model);
    let mut municipalities: Vec<Municipality> = files
        .municipalities
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(municipality)
        .collect();
    let ages = ages(files.ages);
    rake_to_totals(&mut municipalities, &figures, &ages);
    (figures, municipalities, ages)
}

fn municipality(line: &str) -> Municipality {
    let mut numbers =
        line.split(',').map(|number| number.parse::<f64>().expect("a test holds that bundled models are right"));
    let mut next = || numbers.next().expect("a line has 42 numbers");
    let (code, province) = (next() as u16, next() as u8);
    let persons: [f64; 2 * BANDS] = std::array::from_fn(|_| next());
    let all: f64 = persons.iter().sum();
    let size_class = [200_000.0, 100_000.0, 50_000.0].iter().filter(|size| all < **size).count();
    Municipality { code, province, size_class, persons }
}

/// The numbers of each line of a table, below its headings.
pub(crate) fn rows(table: &str) -> impl Iterator<Item = Vec<f64>> {
    let lines = table.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    lines.map(|line| {
        line.split(',').map(|number| number.parse().expect("a test holds that bundled models are right")).collect()
    })
}

fn positions(table: &str) -> Positions {
    let mut tables = [[[0.0; BANDS]; 2]; 6];
    for row in rows(table) {
        let (sex, band) = (row[0] as usize - 1, row[1] as usize);
        tables.iter_mut().zip(&row[2..]).for_each(|(table, persons)| table[sex][band] = *persons);
    }
    let [child, alone, partner, single_parent, other, institutional] = tables;
    Positions { child, alone, partner, single_parent, other, institutional }
}

fn ages(table: &str) -> Ages {
    let mut ages = [[0.0; 106]; 2];
    for row in rows(table) {
        (0..2).for_each(|sex| ages[sex][row[0] as usize] = row[1 + sex]);
    }
    ages
}

/// Rakes the persons of 2021 to the totals of 2025: by province, and by sex and age band.
fn rake_to_totals(municipalities: &mut [Municipality], figures: &Figures, ages: &Ages) {
    let total = figures.persons.total as f64;
    let provinces: f64 = figures.provinces.persons.iter().sum();
    let mut bands = [0.0; 2 * BANDS];
    for (sex, ages) in ages.iter().enumerate() {
        ages.iter().enumerate().for_each(|(age, persons)| bands[sex * BANDS + (age / 5).min(BANDS - 1)] += persons);
    }
    for _ in 0..12 {
        for (code, persons) in figures.provinces.codes.iter().zip(&figures.provinces.persons) {
            let of = |municipality: &&mut Municipality| municipality.province == *code;
            let sum: f64 = municipalities.iter_mut().filter(of).map(|m| m.persons.iter().sum::<f64>()).sum();
            let factor = persons * total / provinces / sum;
            municipalities.iter_mut().filter(of).flat_map(|m| &mut m.persons).for_each(|persons| *persons *= factor);
        }
        let mut sums = [0.0; 2 * BANDS];
        for municipality in municipalities.iter() {
            sums.iter_mut().zip(&municipality.persons).for_each(|(sum, persons)| *sum += persons);
        }
        let factors: [f64; 2 * BANDS] = std::array::from_fn(|cell| bands[cell] / sums[cell]);
        for municipality in municipalities.iter_mut() {
            municipality.persons.iter_mut().zip(&factors).for_each(|(persons, factor)| *persons *= factor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_models_are_right() {
        for name in models() {
            let model = read(name).expect("it is bundled");
            assert_eq!(model.municipalities.len(), 342);
            let total: f64 = model.municipalities.iter().flat_map(|municipality| municipality.persons).sum();
            assert!((total - model.figures.persons.total as f64).abs() < 1.0, "{total}");
        }
        let error = read("nl-2052").expect_err("there is none").to_string();
        assert_eq!(error, "there is no population model `nl-2052`\n  hint: did you mean `nl-2025`?");
    }
}
