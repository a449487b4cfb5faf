//! The chances by which lives are played on, of a month.

use std::collections::BTreeMap;

use fieldlab_domain::population::PopulationError;
use serde::Deserialize;

use crate::life::event::EventKind;
use crate::math::{exp, ln};
use crate::model::{BANDS, Model, rows};
use crate::stream::chance;

/// A monthly chance in 2^-32.
pub(super) type Monthly = u64;

/// The chance of a month at which the chance of a year is `year`.
fn monthly(year: f64) -> Monthly {
    if year <= 0.0 {
        return 0;
    }
    chance(1.0 - exp(ln(1.0 - year.min(0.999_999)) / 12.0))
}

/// What `hazards.toml` says.
#[derive(Debug, Deserialize)]
struct File {
    birth: Birth,
    birth_without_partner: Factor,
    separation: Separation,
    separation_without_children: SeparationWithoutChildren,
    marriage: Chance,
    together: Together,
    leaving_home: Chances,
    moving: Moving,
    institution: ByBand,
    work: Work,
    unemployment_benefit: UnemploymentBenefit,
    assistance: Assistance,
    problem_debt: ProblemDebt,
    immigration: Immigration,
    emigration: Emigration,
    emigration_of_newcomers: EmigrationOfNewcomers,
}

#[derive(Debug, Deserialize)]
struct Birth {
    level: f64,
    by_age: Vec<f64>,
    boys: f64,
}

#[derive(Debug, Deserialize)]
struct Factor {
    factor: f64,
}

#[derive(Debug, Deserialize)]
struct Separation {
    married: f64,
    unmarried_with_children: f64,
}

#[derive(Debug, Deserialize)]
struct SeparationWithoutChildren {
    unmarried: f64,
    children_with_mother: f64,
}

#[derive(Debug, Deserialize)]
struct Chance {
    chance: f64,
}

#[derive(Debug, Deserialize)]
struct Chances {
    chance: Vec<f64>,
}

#[derive(Debug, Deserialize)]
struct Together {
    chance: Vec<f64>,
    same_sex: f64,
}

#[derive(Debug, Deserialize)]
struct Moving {
    by_band: Vec<f64>,
    to_other_municipality: f64,
    within_province: f64,
}

#[derive(Debug, Deserialize)]
struct ByBand {
    by_band: Vec<f64>,
}

#[derive(Debug, Deserialize)]
struct Work {
    monthly_lose: f64,
    monthly_find: f64,
    monthly_enter: f64,
    monthly_leave: f64,
}

#[derive(Debug, Deserialize)]
struct UnemploymentBenefit {
    of_job_loss: f64,
    monthly_expiry: f64,
    to_assistance: f64,
}

#[derive(Debug, Deserialize)]
struct Assistance {
    monthly_in_per_adult: f64,
    monthly_out: f64,
}

#[derive(Debug, Deserialize)]
struct ProblemDebt {
    monthly_in_per_household: f64,
    monthly_out: f64,
}

#[derive(Debug, Deserialize)]
struct Immigration {
    per_person: f64,
}

#[derive(Debug, Deserialize)]
struct Emigration {
    born_here: f64,
    born_abroad: f64,
}

#[derive(Debug, Deserialize)]
struct EmigrationOfNewcomers {
    recent: f64,
    settled: f64,
}

/// How many of an event are published for a year, in the whole country.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedEvents {
    /// The event.
    pub kind: EventKind,
    /// How many there were.
    pub value: f64,
    /// The share by which a model year may differ from it: figures are of other years, and hazards of others again.
    pub within: f64,
    /// Where it was published.
    pub source: String,
}

#[derive(Deserialize)]
struct PublishedFile {
    published: BTreeMap<String, PublishedValue>,
}

#[derive(Deserialize)]
struct PublishedValue {
    value: f64,
    within: f64,
    source: String,
}

/// What is published of a year, to hold the events of a population against.
///
/// # Errors
/// When there is no such model.
pub fn published_events(model: &str) -> Result<Vec<PublishedEvents>, PopulationError> {
    let model = crate::model::read(model)?;
    let file: PublishedFile = toml::from_str(model.files.hazards).expect("a test holds that bundled models are right");
    let of = |kind: EventKind| {
        let found = file.published.get(kind.name())?;
        Some(PublishedEvents { kind, value: found.value, within: found.within, source: found.source.clone() })
    };
    Ok(EventKind::ALL.into_iter().filter_map(of).collect())
}

/// The ages at which children are born.
const FERTILE: usize = 35;
const FIRST_FERTILE: i32 = 15;

/// Monthly chances, by what they are of.
#[derive(Debug)]
pub(super) struct Hazards {
    /// Men and women, by year of age up to 99.
    death: [Vec<Monthly>; 2],
    /// Of women with a partner and without.
    birth: [[Monthly; FERTILE]; 2],
    pub(super) boys: Monthly,
    /// Of couples: married, unmarried with children, unmarried without.
    pub(super) separation: [Monthly; 3],
    pub(super) children_with_mother: Monthly,
    pub(super) marriage: Monthly,
    together: Vec<Monthly>,
    pub(super) same_sex: Monthly,
    leaving_home: Vec<Monthly>,
    moving: Vec<Monthly>,
    pub(super) to_other_municipality: Monthly,
    pub(super) within_province: Monthly,
    institution: Vec<Monthly>,
    pub(super) lose_work: Monthly,
    pub(super) find_work: Monthly,
    pub(super) enter_work: Monthly,
    pub(super) leave_work: Monthly,
    pub(super) benefit_on_loss: Monthly,
    pub(super) benefit_expires: Monthly,
    pub(super) expired_to_assistance: Monthly,
    /// Persons who come to need social assistance in a month, of each adult under the pension age.
    pub(super) assistance_in: f64,
    pub(super) assistance_out: Monthly,
    /// Households that come into problem debt in a month, of each household.
    pub(super) debt_in: f64,
    pub(super) debt_out: Monthly,
    /// Persons who arrive in a month, of each person.
    pub(super) immigration: f64,
    /// Born here; born abroad and here for five years at least; born abroad and here for less.
    pub(super) emigration: [Monthly; 3],
}

impl Hazards {
    pub(super) fn new(model: &Model) -> Hazards {
        let file: File = toml::from_str(model.files.hazards).expect("a test holds that bundled models are right");
        let mut death = [Vec::new(), Vec::new()];
        for row in rows(model.files.mortality) {
            death.iter_mut().zip(&row[1..]).for_each(|(of, year)| of.push(monthly(*year)));
        }
        let all = |chances: &[f64]| chances.iter().map(|year| monthly(*year)).collect::<Vec<_>>();
        let leave = &file.emigration_of_newcomers;
        Hazards {
            death,
            birth: births(model, &file),
            boys: chance(file.birth.boys),
            separation: [
                monthly(file.separation.married),
                monthly(file.separation.unmarried_with_children),
                monthly(file.separation_without_children.unmarried),
            ],
            children_with_mother: chance(file.separation_without_children.children_with_mother),
            marriage: monthly(file.marriage.chance),
            together: all(&file.together.chance),
            same_sex: chance(file.together.same_sex),
            leaving_home: all(&file.leaving_home.chance),
            moving: all(&file.moving.by_band),
            to_other_municipality: chance(file.moving.to_other_municipality),
            within_province: chance(file.moving.within_province),
            institution: all(&file.institution.by_band),
            lose_work: chance(file.work.monthly_lose),
            find_work: chance(file.work.monthly_find),
            enter_work: chance(file.work.monthly_enter),
            leave_work: chance(file.work.monthly_leave),
            benefit_on_loss: chance(file.unemployment_benefit.of_job_loss),
            benefit_expires: chance(file.unemployment_benefit.monthly_expiry),
            expired_to_assistance: chance(file.unemployment_benefit.to_assistance),
            assistance_in: file.assistance.monthly_in_per_adult,
            assistance_out: chance(file.assistance.monthly_out),
            debt_in: file.problem_debt.monthly_in_per_household,
            debt_out: chance(file.problem_debt.monthly_out),
            immigration: file.immigration.per_person / 12.0,
            emigration: [
                monthly(file.emigration.born_here),
                monthly(file.emigration.born_abroad * leave.settled),
                monthly(file.emigration.born_abroad * leave.recent),
            ],
        }
    }

    pub(super) fn death(&self, sex: u8, age: i32) -> Monthly {
        let of = &self.death[usize::from(sex - 1)];
        of[(age.max(0) as usize).min(of.len() - 1)]
    }

    pub(super) fn birth(&self, age: i32, partner: bool) -> Monthly {
        let at = usize::try_from(age - FIRST_FERTILE).unwrap_or(FERTILE);
        self.birth[usize::from(!partner)].get(at).copied().unwrap_or(0)
    }

    pub(super) fn together(&self, age: i32) -> Monthly {
        let at = match age {
            ..25 => 0,
            25..35 => 1,
            35..45 => 2,
            45..55 => 3,
            55..65 => 4,
            _ => 5,
        };
        self.together[at]
    }

    /// Women leave sooner than men: 1.25 and 0.85 times as likely (CBS, ages at leaving home in 2017: 22.7 and 24.2).
    pub(super) fn leaving_home(&self, sex: u8, age: i32) -> Monthly {
        let at = match age {
            ..18 => return 0,
            18..=20 => (age - 18) as usize,
            21..=23 => 3,
            24..=26 => 4,
            27..=29 => 5,
            _ => 6,
        };
        self.leaving_home[at] * if sex == 2 { 125 } else { 85 } / 100
    }

    pub(super) fn moving(&self, age: i32) -> Monthly {
        self.moving[(age.max(0) as usize / 5).min(self.moving.len() - 1)]
    }

    pub(super) fn institution(&self, age: i32) -> Monthly {
        match usize::try_from(age / 5 - 15) {
            Ok(at) => self.institution[at.min(self.institution.len() - 1)],
            Err(_) => 0,
        }
    }
}

/// Chances of women with and without a partner, such that those of all women of a band are the published ones.
fn births(model: &Model, file: &File) -> [[Monthly; FERTILE]; 2] {
    let positions = &model.positions;
    let with_partner: Vec<f64> = (0..BANDS)
        .map(|band| {
            let partner = positions.partner[1][band];
            let others = [&positions.child, &positions.alone, &positions.single_parent, &positions.other];
            partner / (partner + others.iter().map(|table| table[1][band]).sum::<f64>()).max(1.0)
        })
        .collect();
    let factor = file.birth_without_partner.factor;
    let of = |partner: bool| {
        std::array::from_fn(|at| {
            let share = with_partner[(at + FIRST_FERTILE as usize) / 5];
            let scale = 1.0 / (share + (1.0 - share) * factor);
            monthly(file.birth.by_age[at] * file.birth.level * scale * if partner { 1.0 } else { factor })
        })
    };
    [of(true), of(false)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;

    #[test]
    fn twelve_months_make_a_year() {
        for year in [0.000_04, 0.01, 0.3, 0.9] {
            let month = monthly(year) as f64 / 4_294_967_296.0;
            let again = 1.0 - (1.0 - month).powi(12);
            assert!((again / year - 1.0).abs() < 1e-4, "{year} {again}");
        }
        assert_eq!(monthly(0.0), 0);
    }

    #[test]
    fn the_bundled_hazards_are_right() {
        let hazards = Hazards::new(model::read("nl-2025").expect("it is bundled"));
        assert!(hazards.death(1, 80) > hazards.death(2, 80) && hazards.death(1, 120) > hazards.death(1, 90));
        assert!(hazards.birth(31, true) > hazards.birth(31, false) && hazards.birth(60, true) == 0);
        assert_eq!((hazards.leaving_home(1, 17), hazards.institution(74)), (0, 0));
        assert!(hazards.leaving_home(2, 20) > hazards.leaving_home(1, 20) && hazards.institution(99) > 0);
    }
}
