//! The shares by age, income, household and education from which everybody's properties are drawn, as thresholds.
//!
//! Where no source is named a figure is the model's own: its level is solved or it says so in the catalogue. Everything is worked
//! out when the model is fitted; making a citizen takes look-ups and comparisons of whole numbers only.

use crate::gross::Gross;
use crate::levels::{Levels, REGIONS};
use crate::math::{exp, normal_quantile};
use crate::model::{BANDS, Model};
use crate::regions::PARTS;

/// A chance that is multiplied before it is compared with 32 random bits, so that it may be above 1.
pub(crate) type Chance = u64;

/// A chance in 2^-32.
pub(crate) fn chance(share: f64) -> Chance {
    (share.max(0.0) * 4_294_967_296.0) as u64
}

/// A factor in 1/256.
pub(crate) type Factor = u64;

fn factor(of: f64) -> Factor {
    (of * 256.0) as u64
}

/// Multiplies a chance with a factor.
#[inline]
pub(crate) fn times(chance: Chance, by: Factor) -> Chance {
    (chance * by) >> 8
}

/// Whether 32 random bits hit a chance.
#[inline]
pub(crate) fn hits(draw: u32, chance: Chance) -> bool {
    u64::from(draw) < chance
}

/// Shares that a draw chooses between, as rising thresholds; beyond the last is the one after it.
pub(crate) type Choice<const N: usize> = [u32; N];

pub(crate) fn choice<const N: usize>(shares: &[f64]) -> Choice<N> {
    let mut sum = 0.0;
    std::array::from_fn(|at| {
        sum += shares[at];
        (sum * 4_294_967_295.0).clamp(0.0, 4_294_967_295.0) as u32
    })
}

/// Which of the shares a draw falls in, from 0.
#[inline]
pub(crate) fn choose<const N: usize>(draw: u32, choice: &Choice<N>) -> usize {
    choice.iter().filter(|threshold| draw >= **threshold).count()
}

/// Age groups of education and skills: 15-19, 20-24, 25-34, ... 65-74, 75 and over.
pub(crate) const GROUPS: usize = 8;

/// The age group of a person of 15 and over.
#[inline]
pub(crate) fn group(age: u8) -> usize {
    match age {
        0..=19 => 0,
        20..=24 => 1,
        25..=34 => 2,
        35..=44 => 3,
        45..=54 => 4,
        55..=64 => 5,
        65..=74 => 6,
        _ => 7,
    }
}

/// Age groups of social assistance: under 27, to 44, 45 and over.
#[inline]
pub(crate) fn assistance_group(age: u8) -> usize {
    usize::from(age >= 27) + usize::from(age >= 45)
}

/// Highest education by age group and sex: primary, vmbo or mbo 1, havo, vwo or mbo 2 to 4, bachelor; the rest is master or
/// higher. From 25 to 64 these are the shares of OCW in cijfers, 2020 (low, middle and high, split by the model); those of the others
/// are the model's. Solved for the national shares of CBS 85525NED, 2022.
const EDUCATION: [[[f64; 5]; 2]; GROUPS] = [
    [[0.22, 0.46, 0.32, 0.00, 0.00], [0.20, 0.42, 0.38, 0.00, 0.00]],
    [[0.05, 0.15, 0.66, 0.12, 0.02], [0.04, 0.10, 0.61, 0.21, 0.04]],
    [[0.0479, 0.0861, 0.3949, 0.2907, 0.1804], [0.0370, 0.0555, 0.3377, 0.3398, 0.2299]],
    [[0.0595, 0.1091, 0.3851, 0.2579, 0.1885], [0.0500, 0.0801, 0.3555, 0.3066, 0.2077]],
    [[0.0602, 0.1406, 0.4006, 0.2391, 0.1594], [0.0609, 0.1420, 0.4302, 0.2380, 0.1289]],
    [[0.0780, 0.1853, 0.3847, 0.2112, 0.1408], [0.1010, 0.2323, 0.3853, 0.1909, 0.0904]],
    [[0.11, 0.22, 0.34, 0.20, 0.13], [0.15, 0.31, 0.31, 0.17, 0.06]],
    [[0.17, 0.26, 0.30, 0.17, 0.10], [0.28, 0.34, 0.24, 0.11, 0.03]],
];

/// How far the shares of an age group give way where the sources disagree: those that were published hardly do. The published
/// shares of 2020 and of 2022 do not go together with shares by age that are likely for those under 25 and over 65.
const GIVES_WAY: [f64; GROUPS] = [1.0, 1.0, 0.05, 0.05, 0.05, 0.05, 1.0, 0.3];

/// Share with paid work by age group and sex, after CBS 82807NED (2022) and 85264NED.
const EMPLOYED: [[f64; 2]; GROUPS] =
    [[0.62, 0.64], [0.80, 0.81], [0.91, 0.85], [0.92, 0.83], [0.90, 0.82], [0.81, 0.69], [0.21, 0.11], [0.02, 0.01]];
/// Of those with work, how many are self-employed; CBS 85386NED has 16% in all.
const SELF_EMPLOYED: [f64; GROUPS] = [0.02, 0.06, 0.12, 0.17, 0.19, 0.21, 0.45, 0.6];
/// Work by income decile, in proportion.
const WORK_BY_DECILE: [f64; 10] = [0.55, 0.72, 0.88, 0.97, 1.02, 1.05, 1.06, 1.07, 1.08, 1.08];

/// Disability benefit by age group.
const DISABILITY: [f64; GROUPS] = [0.010, 0.022, 0.039, 0.059, 0.078, 0.125, 0.155, 0.0];
const DISABILITY_BY_DECILE: [f64; 10] = [1.7, 1.7, 1.5, 1.2, 1.0, 0.85, 0.7, 0.55, 0.45, 0.35];
const WW_BY_DECILE: [f64; 10] = [1.2, 1.3, 1.3, 1.2, 1.1, 1.0, 0.9, 0.8, 0.6, 0.4];
const BIJSTAND_BY_DECILE: [f64; 10] = [1.0, 0.5, 0.12, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];

/// Support under the Wmo by five-year band.
const WMO: [f64; BANDS] = [
    0.008, 0.008, 0.008, 0.015, 0.022, 0.024, 0.024, 0.024, 0.028, 0.036, 0.044, 0.054, 0.066, 0.09, 0.14, 0.23, 0.37,
    0.53, 0.62, 0.65,
];
/// Persons in youth care by year of age, 0 to 22: CBS 85095NED, 31 December 2023, provisional; of 19 and over the table has 10,140
/// together, which the model shares out. Over the persons of these ages of the model they are chances.
const YOUTH_CARE: [f64; 23] = [
    1_455.0, 2_075.0, 3_500.0, 6_065.0, 8_480.0, 9_355.0, 11_315.0, 14_630.0, 20_980.0, 26_025.0, 25_510.0, 24_260.0,
    21_265.0, 21_470.0, 22_810.0, 23_920.0, 23_255.0, 22_480.0, 8_800.0, 3_060.0, 2_670.0, 2_380.0, 2_030.0,
];
/// Informal carers by five-year band from 20 on: Gezondheidsmonitor GGD/CBS 2022; below as from 20 to 24.
const CARER: [f64; BANDS] = [
    0.0, 0.0, 0.0, 0.037, 0.037, 0.048, 0.059, 0.082, 0.110, 0.146, 0.201, 0.235, 0.217, 0.178, 0.149, 0.136, 0.120,
    0.108, 0.087, 0.073,
];
/// Men and women among carers, in proportion, so that the shares by sex (CBS Gezondheidsenquete, 2022) and by age, which come from two
/// surveys, both nearly hold.
const CARER_BY_SEX: [f64; 2] = [0.857, 1.17];
/// Low literacy by education, in proportion, after PIAAC; the first is who has none yet.
const LOW_LITERACY: [f64; 6] = [0.20, 0.42, 0.30, 0.13, 0.04, 0.03];
/// Above basic and at least basic digital skill by age group, after CBS ICT use 2023.
const DIGITAL_ABOVE: [f64; GROUPS] = [0.56, 0.60, 0.67, 0.66, 0.56, 0.44, 0.31, 0.165];
const DIGITAL_BASIC: [f64; GROUPS] = [0.86, 0.90, 0.93, 0.92, 0.87, 0.80, 0.67, 0.37];

/// Of adults who live without a partner, by five-year band: never married, divorced; the rest is widowed. Men, women. After CBS
/// 7461bev, 2020, less those who live with a partner.
const SINGLE_STATUS: [[[f64; 2]; 2]; BANDS] = {
    [
        [[1.0, 0.0], [1.0, 0.0]],
        [[1.0, 0.0], [1.0, 0.0]],
        [[1.0, 0.0], [1.0, 0.0]],
        [[1.0, 0.0], [1.0, 0.0]],
        [[0.995, 0.005], [0.99, 0.01]],
        [[0.97, 0.03], [0.94, 0.06]],
        [[0.90, 0.10], [0.83, 0.165]],
        [[0.80, 0.195], [0.68, 0.31]],
        [[0.70, 0.29], [0.56, 0.42]],
        [[0.60, 0.38], [0.46, 0.50]],
        [[0.52, 0.45], [0.39, 0.55]],
        [[0.45, 0.50], [0.33, 0.56]],
        [[0.38, 0.53], [0.25, 0.53]],
        [[0.30, 0.53], [0.17, 0.47]],
        [[0.22, 0.48], [0.11, 0.35]],
        [[0.15, 0.36], [0.075, 0.23]],
        [[0.10, 0.22], [0.065, 0.13]],
        [[0.07, 0.13], [0.06, 0.08]],
        [[0.06, 0.08], [0.06, 0.05]],
        [[0.06, 0.06], [0.07, 0.04]],
    ]
};
/// Of couples, how many are married, by five-year band of the eldest: without and with children.
const MARRIED: [[f64; 2]; BANDS] = [
    [0.0, 0.0],
    [0.0, 0.0],
    [0.0, 0.0],
    [0.02, 0.2],
    [0.06, 0.4],
    [0.20, 0.52],
    [0.36, 0.62],
    [0.46, 0.68],
    [0.52, 0.74],
    [0.58, 0.78],
    [0.68, 0.82],
    [0.76, 0.84],
    [0.82, 0.86],
    [0.87, 0.88],
    [0.90, 0.9],
    [0.92, 0.9],
    [0.94, 0.9],
    [0.95, 0.9],
    [0.95, 0.9],
    [0.95, 0.9],
];

/// Of adults, who was born abroad, by region and age group; solved.
const BORN_ABROAD: [[f64; GROUPS]; REGIONS] = [
    [0.03, 0.08, 0.13, 0.10, 0.07, 0.05, 0.04, 0.03],
    [0.004, 0.008, 0.013, 0.021, 0.024, 0.018, 0.012, 0.006],
    [0.002, 0.004, 0.008, 0.018, 0.022, 0.018, 0.014, 0.007],
    [0.002, 0.004, 0.008, 0.013, 0.018, 0.022, 0.018, 0.010],
    [0.006, 0.016, 0.013, 0.010, 0.010, 0.009, 0.006, 0.003],
    [0.002, 0.003, 0.004, 0.005, 0.006, 0.006, 0.010, 0.028],
    [0.030, 0.060, 0.085, 0.075, 0.058, 0.042, 0.024, 0.012],
];
/// Of adults, who was born here to a parent born abroad, by region and age group; solved.
const PARENT_ABROAD: [[f64; GROUPS]; REGIONS] = [
    [0.03, 0.03, 0.03, 0.03, 0.04, 0.04, 0.035, 0.03],
    [0.03, 0.03, 0.03, 0.018, 0.004, 0.001, 0.0, 0.0],
    [0.04, 0.04, 0.032, 0.015, 0.003, 0.001, 0.0, 0.0],
    [0.015, 0.018, 0.02, 0.018, 0.010, 0.003, 0.001, 0.0],
    [0.008, 0.009, 0.008, 0.006, 0.004, 0.002, 0.001, 0.0],
    [0.003, 0.005, 0.010, 0.018, 0.028, 0.035, 0.030, 0.010],
    [0.035, 0.030, 0.022, 0.012, 0.007, 0.004, 0.002, 0.001],
];
/// Origin abroad by the size of the municipality, in proportion: over 200,000, 100,000, 50,000 persons, and smaller.
const ABROAD_BY_SIZE: [f64; 4] = [1.75, 1.15, 0.85, 0.6];

/// Energy labels by tenure: A to F; the rest is G. How many are E, F or G together: Natuur & Milieu, from CBS and Kadaster, 2022; how
/// they and the better ones are shared out: after Aedes 2023 and Calcasa 2022.
const LABELS: [[f64; 7]; 3] = [
    [0.305, 0.145, 0.225, 0.135, 0.090, 0.055, 0.045],
    [0.401, 0.166, 0.215, 0.118, 0.062, 0.025, 0.013],
    [0.292, 0.137, 0.215, 0.136, 0.099, 0.066, 0.055],
];
const POOR_BY_DECILE: [f64; 10] = [0.30, 0.20, 0.10, 0.045, 0.015, 0.004, 0.0, 0.0, 0.0, 0.0];
const POOR_BY_LABEL: [f64; 7] = [0.35, 0.7, 0.95, 1.3, 1.7, 2.1, 2.4];
pub(crate) const DEBT_BY_DECILE: [f64; 10] = [0.19, 0.14, 0.11, 0.09, 0.075, 0.06, 0.045, 0.032, 0.02, 0.012];
const DEBT_BY_KIND: [f64; 6] = [1.15, 0.55, 0.95, 1.9, 1.2, 0.4];
const DEBT_BY_TENURE: [f64; 4] = [0.5, 1.5, 1.3, 1.0];
/// Arrears at a moment: of renters on the rent, of households on energy and on water. Assumed.
pub(crate) const ARREARS: [f64; 3] = [0.045, 0.045, 0.04];

/// The spread of the latent vulnerability between households: hardships come together. Assumed.
const VULNERABILITY: f64 = 0.9;

/// All tables of a model.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) levels: Levels,
    pub(crate) vulnerability: [Factor; 256],
    pub(crate) education: [[Choice<4>; 2]; GROUPS],
    pub(crate) employed: [[[Chance; 10]; 2]; GROUPS],
    pub(crate) self_employed: [Chance; GROUPS],
    pub(crate) disability: [[Chance; 10]; GROUPS],
    pub(crate) ww: [Chance; 10],
    /// By sex and by [`assistance_group`].
    pub(crate) bijstand: [[[Chance; 10]; 3]; 2],
    pub(crate) premium_arrears: [Chance; 4],
    pub(crate) premium_arrears_bijstand: Factor,
    pub(crate) wmo: [Chance; BANDS],
    pub(crate) youth_care: [Chance; 23],
    pub(crate) carer: [[Chance; BANDS]; 2],
    pub(crate) low_literacy: [[Chance; 6]; 3],
    pub(crate) digital_above: [[Chance; 3]; GROUPS],
    pub(crate) digital_basic: [[Chance; 3]; GROUPS],
    pub(crate) single_status: [[Choice<2>; 2]; BANDS],
    /// By part of the country, by band of the eldest, and by the number of children at home up to three.
    pub(crate) married: [[[Chance; 4]; BANDS]; PARTS],
    /// By size of the municipality and age group: born abroad by region, then a parent born abroad by region.
    pub(crate) origin: [[Choice<{ 2 * REGIONS }>; GROUPS]; 4],
    pub(crate) asylum_recent: Chance,
    /// In 2^-16.
    pub(crate) foreign: u64,
    pub(crate) gross: Gross,
    pub(crate) labels: [Choice<6>; 3],
    pub(crate) energy_poor: [[Chance; 7]; 10],
    pub(crate) problem_debt: [[[Chance; 4]; 6]; 10],
    pub(crate) problem_debt_rotterdam: Factor,
    pub(crate) arrears: [Chance; 3],
}

impl Tables {
    pub(crate) fn new(model: &Model, levels: Levels) -> Tables {
        let by_decile = |share: f64, deciles: &[f64; 10]| deciles.map(|of| chance(share * of));
        let level = &levels;
        let bijstand = |sex: usize| {
            let of_ages = [level.bijstand[2], 1.0, level.bijstand[3]];
            of_ages.map(|of_age| by_decile(0.3 * level.bijstand[sex] * of_age, &BIJSTAND_BY_DECILE))
        };
        // Hardly anybody always works: some study, care or are ill.
        let employed = |group: usize, share: f64| {
            let share = share * level.employed[group.saturating_sub(1).min(5)];
            WORK_BY_DECILE.map(|of| chance((share * of).min(0.985)))
        };
        let civil = |band: usize| level.civil_status[band.max(3) - 3];
        let single_status = |band: usize, [never, divorced]: [f64; 2]| {
            let of = [never, divorced, 1.0 - never - divorced];
            let shares: [f64; 3] = std::array::from_fn(|at| of[at].max(0.0) * civil(band)[at]);
            choice(&shares.map(|share| share / shares.iter().sum::<f64>()))
        };
        let married = |part: usize, band: usize, children: usize| {
            let of_part = if children > 0 { level.married_parts[part] } else { 1.0 };
            chance(MARRIED[band][children.min(1)] * level.married[children] * of_part * civil(band)[3])
        };
        let arrears = [0.015, 0.028, 0.002, 0.012];
        let of_age = |age: usize| model.ages[0][age] + model.ages[1][age];
        let education = solve_education(model);
        let digital = |of: &[f64; GROUPS], by: [f64; 3]| of.map(|share| by.map(|by| chance((share * by).min(0.99))));
        let basic = level.digital[0];
        let origin = |size: usize, group: usize| {
            let of = |table: &[[f64; GROUPS]; REGIONS], levels: &[f64; REGIONS]| -> Vec<f64> {
                table.iter().zip(levels).map(|(row, level)| row[group] * level * ABROAD_BY_SIZE[size]).collect()
            };
            let shares = [of(&BORN_ABROAD, &level.born_abroad), of(&PARENT_ABROAD, &level.parent_abroad)].concat();
            choice(&shares)
        };
        Tables {
            vulnerability: vulnerability(),
            education: education.map(|sexes| sexes.map(|shares| choice(&shares))),
            employed: std::array::from_fn(|group| EMPLOYED[group].map(|share| employed(group, share))),
            self_employed: SELF_EMPLOYED.map(|share| chance(share * level.self_employed)),
            disability: DISABILITY.map(|share| by_decile(share * level.disability, &DISABILITY_BY_DECILE)),
            ww: by_decile(0.014 * level.ww, &WW_BY_DECILE),
            bijstand: [0, 1].map(bijstand),
            premium_arrears: std::array::from_fn(|at| chance(arrears[at] * level.premium_arrears[at])),
            premium_arrears_bijstand: factor(2.0 * level.premium_arrears[4]),
            wmo: WMO.map(|share| chance(share * level.wmo)),
            youth_care: std::array::from_fn(|age| chance(YOUTH_CARE[age] / of_age(age) * level.youth_care)),
            carer: CARER_BY_SEX.map(|by| CARER.map(|share| chance(share * by))),
            low_literacy: level.low_literacy.map(|level| LOW_LITERACY.map(|share| chance(share * level))),
            digital_above: digital(&DIGITAL_ABOVE, [1, 2, 3].map(|at| level.digital[at])),
            digital_basic: digital(&DIGITAL_BASIC, [0.9 * basic, basic, 1.06 * basic]),
            single_status: std::array::from_fn(|band| SINGLE_STATUS[band].map(|shares| single_status(band, shares))),
            married: std::array::from_fn(|part| {
                std::array::from_fn(|band| std::array::from_fn(|children| married(part, band, children)))
            }),
            origin: std::array::from_fn(|size| std::array::from_fn(|group| origin(size, group))),
            asylum_recent: chance(0.25 * level.asylum_recent),
            foreign: (level.foreign * 65_536.0) as u64,
            gross: Gross::new(&level.gross),
            labels: LABELS.map(|shares| choice(&shares)),
            energy_poor: POOR_BY_DECILE.map(|share| POOR_BY_LABEL.map(|by| chance(share * by * level.energy_poor))),
            problem_debt: DEBT_BY_DECILE.map(|share| {
                DEBT_BY_KIND.map(|kind| DEBT_BY_TENURE.map(|tenure| chance(share * kind * tenure * level.problem_debt)))
            }),
            problem_debt_rotterdam: factor(2.0 * level.problem_debt_rotterdam),
            arrears: std::array::from_fn(|at| chance(ARREARS[at] * level.arrears[at])),
            levels,
        }
    }
}

/// Lognormal with mean 1, by its quantiles.
fn vulnerability() -> [Factor; 256] {
    let of = |at: usize| exp(VULNERABILITY * normal_quantile((at as f64 + 0.5) / 256.0));
    let mean = (0..256).map(of).sum::<f64>() / 256.0;
    std::array::from_fn(|at| factor(of(at) / mean))
}

/// Shares by age group and sex at which the published ones of those from 15 to 74 hold: scaled in turn until they do.
fn solve_education(model: &Model) -> [[[f64; 5]; 2]; GROUPS] {
    let mut persons = [[0.0; 2]; GROUPS];
    for municipality in &model.municipalities {
        for (cell, count) in municipality.persons.iter().enumerate().filter(|(cell, _)| cell % BANDS >= 3) {
            persons[group((cell % BANDS * 5) as u8)][cell / BANDS] += count;
        }
    }
    let published = model.figures.education.shares();
    let mut shares = EDUCATION;
    for _ in 0..400 {
        let mut found = [0.0; 5];
        for (sexes, persons) in shares.iter().zip(&persons).take(GROUPS - 1) {
            for (levels, persons) in sexes.iter().zip(persons) {
                found.iter_mut().zip(levels).for_each(|(sum, share)| *sum += share * persons);
            }
        }
        let all: f64 = found.iter().sum();
        let factors: [f64; 5] = std::array::from_fn(|level| published[level] / (found[level] / all));
        for (group, levels) in
            shares.iter_mut().enumerate().flat_map(|(group, sexes)| sexes.iter_mut().map(move |of| (group, of)))
        {
            let gives = GIVES_WAY[group];
            levels.iter_mut().zip(factors).for_each(|(share, factor)| *share *= 1.0 + gives * (factor - 1.0));
            let sum: f64 = levels.iter().sum();
            levels.iter_mut().for_each(|share| *share /= sum);
        }
    }
    shares
}
