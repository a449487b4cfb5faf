//! Solves the levels of a model on the whole country; run by `examples/solve.rs`, when figures or shares change.

use fieldlab_domain::population::{PopulationError, PopulationRequest};

use crate::describe::{Comparison, describe};
use crate::generate::Fitted;
use crate::levels::{Levels, REGIONS};
use crate::margins;
use crate::memory::Memory;
use crate::model;
use crate::source::identity_of;

/// How many countries are made in each round, after which the levels are mended: few at first, more to tell the last bit from
/// chance.
const SEEDS: [u64; 6] = [1, 1, 1, 1, 6, 8];

/// Solves the levels of a model; returns them as TOML, and tells `progress` the figure with the largest error after each round.
///
/// # Errors
/// When there is no such model.
pub fn solve(name: &str, progress: &mut dyn FnMut(usize, &Comparison)) -> Result<String, PopulationError> {
    let model = model::read(name)?;
    let mut levels = model.levels();
    let mut fitted = Fitted::new(model, levels.clone());
    for (round, seeds) in SEEDS.into_iter().enumerate() {
        let mut sum: Vec<Comparison> = Vec::new();
        let mut last = None;
        for seed in 0..seeds {
            let identity = identity_of(fitted.model, &PopulationRequest::new(name, None, 1_000 * round as u64 + seed))?;
            let population = Memory::generate(&fitted, identity);
            add(&mut sum, describe(&population)?.comparisons);
            last = Some(population);
        }
        let found = mean(sum, seeds);
        let held = found.iter().filter(|one| one.held);
        if let Some(worst) = held.max_by(|left, right| left.error.abs().total_cmp(&right.error.abs())) {
            progress(round, worst);
        }
        mend(&mut levels, &found, last.as_ref().expect("a round has a seed"));
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
    levels.married[1] *= by("married_with_children");
    levels.ww *= by("ww");
    levels.disability *= by("disability");
    // Those under 27 are few: the level of the sexes moves with all of them.
    levels.bijstand[0] *= by("bijstand_men");
    levels.bijstand[1] *= by("bijstand_women");
    levels.bijstand[2] *= by("bijstand_under_27") / by("bijstand");
    let published = |key: &str| comparisons.iter().find(|one| one.key == key).map_or(0.0, |one| one.published);
    let found = |key: &str| comparisons.iter().find(|one| one.key == key).map_or(0.0, |one| one.found);
    levels.premium_arrears[0] *= by("premium_arrears_alone");
    levels.premium_arrears[1] *= by("premium_arrears_single_parent");
    levels.premium_arrears[2] *= by("premium_arrears_married");
    // What the others have is what is left of all.
    let others = share_of(population, "premium_arrears_others");
    let rest = others.1 + (published("premium_arrears") - found("premium_arrears"));
    levels.premium_arrears[3] *= (rest / others.1).clamp(0.5, 2.0);
    levels.premium_arrears[4] *= by("premium_arrears_bijstand");
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

/// How many are counted for a figure, and how many of them it is about.
fn share_of(population: &Memory, key: &str) -> (f64, f64) {
    let counter = margins::counter(key).expect("the key is known");
    let counts =
        population.blocks_in_memory().iter().map(|block| margins::count(block, std::slice::from_ref(&counter))[0]);
    let (all, found) = counts.fold((0, 0), |(all, found), count| (all + count.all, found + count.found));
    (all as f64, found as f64)
}
