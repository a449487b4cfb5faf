//! Solves the levels of a model on the whole country; run by `examples/solve.rs`, when figures or shares change.

use fieldlab_domain::population::{Population as _, PopulationError, PopulationRequest};

use crate::archetype::Kind;
use crate::describe::{Comparison, Row, Table, describe};
use crate::fit::fit;
use crate::generate::Fitted;
use crate::gross::{BOUNDS, Gross};
use crate::levels::{IncomeLevels, Levels, REGIONS};
use crate::margins;
use crate::memory::Memory;
use crate::model::{self, BANDS};
use crate::source::identity_of;

/// What is made in each round, after which the levels are mended: samples of so many persons at first, then the country, and how
/// many of them, to tell the last bit from chance.
const ROUNDS: [(Option<u64>, u64); 9] =
    [(Some(1_000_000), 1), (None, 1), (None, 1), (None, 1), (None, 1), (None, 1), (None, 2), (None, 3), (None, 10)];

/// By how much each of the means of standardised and of disposable income gives way to the spread by type of household.
const GIVES_WAY: f64 = 1.008;

/// Solves the levels of a model; returns them as TOML, and tells `progress` the figure with the largest error after each round.
///
/// # Errors
/// When there is no such model.
pub fn solve(name: &str, progress: &mut dyn FnMut(usize, &Comparison)) -> Result<String, PopulationError> {
    let model = model::read(name)?;
    let mut levels = model.levels();
    levels.fit = fit(model, &[]).multipliers;
    let mut fitted = Fitted::new(model, levels.clone());
    for (round, (persons, seeds)) in ROUNDS.into_iter().enumerate() {
        let mut sum: Vec<Comparison> = Vec::new();
        let mut last = None;
        let mut tables = Vec::new();
        for seed in 0..seeds {
            let identity =
                identity_of(fitted.model, &PopulationRequest::new(name, persons, 1_000 * round as u64 + seed))?;
            let population = Memory::generate(&fitted, identity);
            let summary = describe(&population)?;
            add(&mut sum, summary.comparisons);
            tables = summary.tables;
            last = Some(population);
        }
        let found = mean(sum, seeds);
        let held = found.iter().filter(|one| one.held);
        if let Some(worst) = held.max_by(|left, right| left.error.abs().total_cmp(&right.error.abs())) {
            progress(round, worst);
        }
        let last = last.as_ref().expect("a round has a seed");
        let (ages, married) = (levels.bijstand, levels.married);
        mend(&mut levels, &found, last);
        // Who is married by age and part of the country, and by number of children, take turns: they are levels of the same chance.
        if round % 2 == 1 {
            levels.married = married;
            solve_civil_status(&mut levels, last);
            solve_married_parts(&mut levels, &tables);
        }
        if round + 2 >= ROUNDS.len() {
            // The sexes are solved for the ages as they are.
            levels.bijstand[2..].copy_from_slice(&ages[2..]);
        }
        if round + 1 < ROUNDS.len() {
            // In the last round all else is solved for the incomes as they are.
            solve_income(&mut levels.income, &found, &tables, last);
        }
        fitted.set_levels(levels.clone());
    }
    Ok(toml::to_string(&levels).expect("plain numbers"))
}

fn add(sum: &mut Vec<Comparison>, comparisons: Vec<Comparison>) {
    if sum.is_empty() {
        *sum = comparisons;
        return;
    }
    sum.iter_mut().zip(comparisons).for_each(|(sum, one)| sum.found += one.found);
}

fn mean(sum: Vec<Comparison>, seeds: u64) -> Vec<Comparison> {
    let one = |comparison: Comparison| {
        let found = comparison.found / seeds as f64;
        Comparison { found, error: found / comparison.published - 1.0, ..comparison }
    };
    sum.into_iter().map(one).collect()
}

/// Multiplies each level with what its figure should be, divided by what it is.
fn mend(levels: &mut Levels, comparisons: &[Comparison], population: &Memory) {
    let by = |key: &str| {
        let found = comparisons.iter().find(|comparison| comparison.key == key);
        let factor = found.map_or(1.0, |comparison| comparison.published / comparison.found);
        if factor.is_finite() { factor.clamp(0.2, 5.0) } else { 1.0 }
    };
    let regions = ["europe", "turkey", "morocco", "suriname", "dutch_caribbean", "indonesia", "other"];
    for (at, region) in regions.iter().enumerate().take(REGIONS) {
        levels.born_abroad[at] *= by(&format!("abroad_{region}"));
        levels.parent_abroad[at] *= by(&format!("parent_{region}"));
    }
    levels.married[0] *= by("married_without_children");
    levels.married[1] *= by("married_1_child");
    levels.married[2] *= by("married_2_children");
    levels.married[3] *= by("married_3_children");
    levels.ww *= by("ww");
    levels.disability *= by("disability");
    // Those under 27 are few: the level of the sexes moves with all of them.
    levels.bijstand[0] *= by("bijstand_men");
    levels.bijstand[1] *= by("bijstand_women");
    levels.bijstand[2] *= by("bijstand_under_27") / by("bijstand");
    levels.bijstand[3] *= by("bijstand_45_plus");
    let published = |key: &str| comparisons.iter().find(|one| one.key == key).map_or(0.0, |one| one.published);
    let found = |key: &str| comparisons.iter().find(|one| one.key == key).map_or(0.0, |one| one.found);
    // Who lives alone, and who gets social assistance, are much the same people: each level goes half of the way.
    let half = |key: &str| by(key).sqrt();
    levels.premium_arrears[0] *= half("premium_arrears_alone");
    levels.premium_arrears[1] *= half("premium_arrears_single_parent");
    levels.premium_arrears[2] *= half("premium_arrears_married");
    // What the others have is what is left of all.
    let others = share_of(population, "premium_arrears_others");
    let rest = others.1 + (published("premium_arrears") - found("premium_arrears"));
    levels.premium_arrears[3] *= (rest / others.1).clamp(0.5, 2.0).sqrt();
    levels.premium_arrears[4] *= half("premium_arrears_bijstand");
    levels.wmo *= by("wmo");
    levels.youth_care *= by("youth_care");
    levels.low_literacy[0] *= by("low_literacy_16_65");
    levels.low_literacy[1] *= by("low_literacy_66_75");
    let old = share_of(population, "low_literacy_76_plus").1;
    levels.low_literacy[2] *= ((old + published("low_literacy") - found("low_literacy")) / old).clamp(0.5, 2.0);
    levels.digital[0] *= by("digital_basic");
    levels.digital[1] *= by("digital_above_low");
    let middle = share_of(population, "digital_above_middle");
    let all = share_of(population, "digital_above");
    let rest = middle.1 + (published("digital_above") - found("digital_above")) * all.0;
    levels.digital[2] *= (rest / middle.1).clamp(0.8, 1.25);
    levels.digital[3] *= by("digital_above_high");
    levels.asylum_recent *= by("asylum_recent");
    levels.foreign *= by("not_dutch");
    for (at, ages) in ["15_24", "25_34", "35_44", "45_54", "55_64", "65_74"].iter().enumerate() {
        levels.employed[at] *= by(&format!("employed_{ages}"));
    }
    levels.self_employed *= by("self_employed");
    solve_gross(levels, comparisons, population);
    levels.energy_cost *= by("energy_cost");
    // Half of the households have less than the median: it moves more slowly than the homes.
    levels.home *= 1.0 + (by("wealth") - 1.0) * 1.5;
    levels.energy_poor *= by("energy_poor");
    levels.problem_debt *= by("problem_debt");
    levels.problem_debt_rotterdam *= by("problem_debt_rotterdam") / by("problem_debt");
    for (at, what) in ["rent", "energy", "water"].iter().enumerate() {
        levels.arrears[at] *= by(&format!("arrears_{what}"));
    }
}

/// Civil status by age after the published table: as many are married as couples are (which is solved by itself), with the
/// table's differences between ages; of the others as many were never married, are divorced or widowed as in the table.
fn solve_civil_status(levels: &mut Levels, population: &Memory) {
    let table = crate::describe::published_values(&population.identity().model, "civil_status_age");
    let mut found = [[0.0_f64; 4]; BANDS - 3];
    for block in population.blocks_in_memory() {
        for (age, role) in block.persons.age.iter().zip(&block.persons.role) {
            let status = usize::from(role.civil_status()).clamp(1, 4) - 1;
            if let Some(band) = usize::from(*age / 5).min(BANDS - 1).checked_sub(3) {
                found[band][status] += 1.0;
            }
        }
    }
    // Never married, married, divorced, widowed: as the codes of the catalogue.
    let row = |band: usize| -> [f64; 4] { std::array::from_fn(|at| table[band * 4 + at]) };
    let share = |band: usize, at: usize| row(band)[at] / row(band).iter().sum::<f64>();
    let persons = |band: usize| found[band].iter().sum::<f64>();
    let as_then: f64 = (0..BANDS - 3).map(|band| share(band, 1) * persons(band)).sum();
    let fewer = found.iter().map(|of| of[1]).sum::<f64>() / as_then;
    for (band, levels) in levels.civil_status.iter_mut().enumerate() {
        let factor = |wanted: f64, found: f64| if found > 0.0 { (wanted / found).clamp(0.5, 2.0) } else { 1.0 };
        for (level, at) in levels.iter_mut().zip([0, 2, 3]) {
            let others = persons(band) - found[band][1];
            *level *= factor(share(band, at) / (1.0 - share(band, 1)) * others, found[band][at]);
        }
        levels[3] *= factor(share(band, 1) * persons(band) * fewer, found[band][1]);
        // Together they say nothing: only their proportions do.
        let most = levels[..3].iter().copied().fold(0.0, f64::max);
        levels[..3].iter_mut().for_each(|level| *level = (*level / most).max(1e-6));
    }
}

/// Of couples with children, how many are married by part of the country: as in the published table, whose sum is solved by itself.
fn solve_married_parts(levels: &mut Levels, tables: &[Table]) {
    let Some(table) = tables.iter().find(|table| table.key == "children_type_region") else { return };
    // Of each part three rows: couples who are not married, couples who are, and single parents.
    for (level, rows) in levels.married_parts.iter_mut().zip(table.rows.chunks(3)) {
        let married = |of: fn(&Row) -> &Vec<f64>| {
            let sum = |row: usize| of(&rows[row]).iter().sum::<f64>();
            sum(1) / (sum(0) + sum(1))
        };
        *level *= married(|row| &row.published) / married(|row| &row.found);
    }
}

/// Levels of standardised income by type of household, for its mean and that of disposable income; its highest part for the Gini, the
/// deciles as they are then, and the shares of owners and tenants.
fn solve_income(levels: &mut IncomeLevels, comparisons: &[Comparison], tables: &[Table], population: &Memory) {
    let of = |key: &str| {
        let found = comparisons.iter().find(|one| one.key == key);
        found.map_or((1.0, 1.0), |one| (one.published, one.found))
    };
    let ((standardised, _), (disposable, _)) = (of("standardised"), of("disposable"));
    let (mut households, mut one, mut more, mut more_disposable) = (0.0, 0.0, 0.0, 0.0);
    let mut incomes: Vec<(i32, u8)> = Vec::new();
    for all in population.blocks_in_memory().iter().map(|block| &block.households) {
        for (home, kind) in all.kind.iter().enumerate() {
            let income = f64::from(all.standardised[home]);
            incomes.push((all.standardised[home], all.size[home]));
            match *kind {
                kind if kind == Kind::Institutional as u8 => continue,
                kind if kind == Kind::Alone as u8 => one += income,
                _ => {
                    more += income;
                    more_disposable += f64::from(all.disposable[home]);
                }
            }
            households += 1.0;
        }
    }
    // The two means (2022) and the spread by type (2021) do not quite go together: each mean gives way a little.
    let (standardised, disposable) = (standardised * GIVES_WAY, disposable / GIVES_WAY);
    // scale * (one + tilt * more) = households * standardised; scale * (one + tilt * more_disposable) = households * disposable.
    let ratio = disposable / standardised;
    let tilt = ((ratio - 1.0) * one / (more_disposable - ratio * more)).clamp(0.8, 1.25);
    let scale = households * standardised / (one + tilt * more);
    levels.scale *= scale;
    let by_type = tables.iter().find(|table| table.key == "income_type");
    let mean = |fifths: &[f64]| {
        let all: f64 = fifths.iter().sum();
        fifths.iter().zip(1..).map(|(households, fifth)| households / all * f64::from(fifth)).sum::<f64>()
    };
    // Fifths in the middle are about a fifth of an income wide.
    let steps =
        by_type.into_iter().flat_map(|table| &table.rows).map(|row| (mean(&row.published) - mean(&row.found)) * 0.2);
    let steps: Vec<f64> = steps.collect();
    // Those who live alone beside each other, and the others; how far they are from each other is the tilt.
    for (types, tilt) in [(0..2, 1.0), (2..5, tilt)] {
        let all = steps[types.clone()].iter().sum::<f64>() / types.len() as f64;
        types.for_each(|at| levels.types[at] *= tilt * (1.0 + steps[at] - all));
    }
    let (gini, found) = of("gini");
    levels.tail *= (gini / found).powi(6).clamp(0.5, 2.0);
    incomes.sort_unstable();
    let all: f64 = incomes.iter().map(|(_, persons)| f64::from(*persons)).sum();
    let (mut persons, mut bounds) = (0.0, Vec::new());
    for (income, size) in &incomes {
        persons += f64::from(*size);
        if bounds.len() < 9 && persons >= all * (bounds.len() + 1) as f64 / 10.0 {
            bounds.push((f64::from(*income) * scale) as i32);
        }
    }
    levels.decile_bounds = bounds.try_into().expect("there are persons");
    let tenures = ["tenure_owner", "tenure_housing_association", "tenure_other_rent"].map(of);
    let published: f64 = tenures.iter().map(|(published, _)| published).sum();
    levels.owner *= tenures[0].0 / published / tenures[0].1;
    let of_tenants = |what: fn(&(f64, f64)) -> f64| what(&tenures[1]) / (what(&tenures[1]) + what(&tenures[2]));
    levels.association *= of_tenants(|one| one.0) / of_tenants(|one| one.1);
}

/// Puts the bounds of the classes of gross income where the published shares of persons are below them, and stretches the last
/// class so that the mean holds.
fn solve_gross(levels: &mut Levels, comparisons: &[Comparison], population: &Memory) {
    let table = crate::describe::published_values(&population.identity().model, "gross_class");
    let mut incomes: Vec<i32> =
        population.blocks_in_memory().iter().flat_map(|block| &block.persons.gross).copied().collect();
    incomes.retain(|gross| *gross > 0);
    incomes.sort_unstable();
    let (all, mut below) = (table.iter().sum::<f64>(), 0.0);
    let line = Gross::new(&levels.gross);
    for (at, bound) in BOUNDS.iter().enumerate() {
        below += table[at];
        let place = (incomes.len() as f64 * below / all) as usize;
        levels.gross[at] = line.simple_of(incomes[place]) as f64 / f64::from(*bound);
    }
    let last = BOUNDS[BOUNDS.len() - 1];
    let above: f64 = incomes.iter().filter(|gross| **gross > last).map(|gross| f64::from(gross - last)).sum();
    let missing = comparisons.iter().find(|one| one.key == "gross").map_or(0.0, |one| one.published - one.found);
    levels.gross[BOUNDS.len()] *= (1.0 + missing * incomes.len() as f64 / above).clamp(0.5, 2.0);
}

/// How many are counted for a figure in the whole country, and how many of them it is about.
fn share_of(population: &Memory, key: &str) -> (f64, f64) {
    let counter = margins::counter(key).expect("the key is known");
    let counts =
        population.blocks_in_memory().iter().map(|block| margins::count(block, std::slice::from_ref(&counter))[0]);
    let (all, found) = counts.fold((0, 0), |(all, found), count| (all + count.all, found + count.found));
    let weight = population.identity().weight();
    (all as f64 * weight, found as f64 * weight)
}
