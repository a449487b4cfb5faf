//! Folds decisions into tallies: whole numbers that add up in any order, so that any number of threads gives the same result.

use fieldlab_domain::column::{Column, Values};

use crate::distribution::Distribution;
use crate::group::Grouping;
use crate::sink::Sink;

/// What a metric needs of the decisions. Positions are those of the experiment's decision columns.
#[derive(Clone, Debug)]
pub struct MetricFold {
    /// The column that is measured.
    pub of: usize,
    /// A flag column: only persons for whom it holds count.
    pub among: Option<usize>,
    /// Whether the distribution of the values is needed, not just their sum.
    pub distribution: bool,
    /// The groupings by which it is broken down, as positions in [`FoldPlan::groupings`].
    pub by: Vec<usize>,
}

/// What a run folds.
#[derive(Clone, Debug)]
pub struct FoldPlan {
    /// The metrics.
    pub metrics: Vec<MetricFold>,
    /// All groupings.
    pub groupings: Vec<Grouping>,
    /// The decision column by which a citizen gains or loses.
    pub outcome: usize,
    /// How many variants there are, the baseline first.
    pub variants: usize,
    /// Whether to look for citizens to explain.
    pub choose_citizens: bool,
}

/// Persons and values of one group or of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// How many persons count.
    pub persons: u64,
    /// The sum of their values.
    pub sum: i128,
    /// How often each value occurs, when it is needed.
    pub distribution: Option<Distribution>,
}

impl Cell {
    /// Adds `other`.
    pub fn merge(&mut self, other: &Cell) {
        self.persons += other.persons;
        self.sum += other.sum;
        if let Some(theirs) = &other.distribution {
            self.distribution.get_or_insert_default().merge(theirs);
        }
    }
}

/// The tally of one metric under one variant.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricTally {
    /// All persons.
    pub overall: Cell,
    /// For each grouping of the metric, each group.
    pub by: Vec<Vec<Cell>>,
}

/// How many gain and lose against the baseline, and how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeCell {
    /// How many persons have more.
    pub gain: u64,
    /// How many persons have less.
    pub lose: u64,
    /// What they have more, together.
    pub gained: i128,
    /// What they have less, together.
    pub lost: i128,
}

impl ChangeCell {
    /// Adds `other`.
    pub fn merge(&mut self, other: &ChangeCell) {
        self.gain += other.gain;
        self.lose += other.lose;
        self.gained += other.gained;
        self.lost += other.lost;
    }
}

/// The change of one variant against the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeTally {
    /// All persons.
    pub overall: ChangeCell,
    /// For each grouping, each group.
    pub by: Vec<Vec<ChangeCell>>,
    /// How often each change that is not zero occurs.
    pub distribution: Distribution,
}

/// A citizen that may be explained: the one of the batch with the lowest lot is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// A number that looks random and depends on where the batch starts only.
    pub lot: u64,
    /// The place in the population.
    pub position: u64,
}

/// All that one replicate found.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// How many persons are in the cohort.
    pub persons: u64,
    /// For each grouping, how many persons each group has.
    pub group_persons: Vec<Vec<u64>>,
    /// For each variant, for each metric.
    pub metrics: Vec<Vec<MetricTally>>,
    /// For each variant but the baseline.
    pub changes: Vec<ChangeTally>,
    /// Citizens who gain, lose and stay the same under the first variant that is not the baseline.
    pub candidates: [Option<Candidate>; 3],
}

/// Folds the batches of one thread.
pub struct Folder<'a> {
    plan: &'a FoldPlan,
    tally: Tally,
    /// What is folded for the metrics: those of the same column share it.
    measures: Vec<MetricFold>,
    /// For each variant, for each measure.
    measured: Vec<Vec<MetricTally>>,
    batch: BatchGroups,
    lanes: Vec<i64>,
    included: Vec<u8>,
    chosen: Vec<i64>,
    change: Vec<i64>,
}

/// The groups of the batch at hand, for each grouping.
#[derive(Default)]
struct BatchGroups {
    /// The group of each row.
    rows: Vec<Vec<u16>>,
    /// How many rows each group has.
    persons: Vec<Vec<u64>>,
}

/// Sums of neighbouring rows go to different lanes, so that a row does not wait for the sum of the one before.
const LANES: usize = 4;

impl<'a> Folder<'a> {
    /// A folder that has seen nobody.
    pub fn new(plan: &'a FoldPlan) -> Folder<'a> {
        let sizes: Vec<usize> = plan.groupings.iter().map(Grouping::len).collect();
        let cell = |metric: &MetricFold| Cell {
            distribution: metric.distribution.then(Distribution::default),
            ..Cell::default()
        };
        let metric = |metric: &MetricFold| MetricTally {
            overall: cell(metric),
            by: metric.by.iter().map(|&grouping| vec![cell(metric); sizes[grouping]]).collect(),
        };
        let change = ChangeTally {
            overall: ChangeCell::default(),
            by: sizes.iter().map(|&size| vec![ChangeCell::default(); size]).collect(),
            distribution: Distribution::default(),
        };
        let tally = Tally {
            persons: 0,
            group_persons: sizes.iter().map(|&size| vec![0; size]).collect(),
            metrics: Vec::new(),
            changes: vec![change; plan.variants - 1],
            candidates: [None; 3],
        };
        let batch = BatchGroups { rows: vec![Vec::new(); sizes.len()], persons: tally.group_persons.clone() };
        let measures = measures(&plan.metrics);
        let measured = vec![measures.iter().map(metric).collect(); plan.variants];
        Folder {
            plan,
            tally,
            measures,
            measured,
            batch,
            lanes: vec![],
            included: vec![],
            chosen: vec![],
            change: vec![],
        }
    }

    /// Draws lots for who is explained: one who gains, one who loses, and one with the same outcome, not zero. The lot falls on a
    /// batch; of each, the first one after a row that is drawn takes part.
    fn choose_citizens(&mut self, other: &Column, positions: impl Fn(usize) -> u64) {
        let rows = self.change.len();
        let lot = lot(positions(0));
        let start = lot as usize % rows;
        let is_one: [&dyn Fn(usize) -> bool; 3] = [&|row| self.change[row] > 0, &|row| self.change[row] < 0, &|row| {
            self.change[row] == 0 && other.values.number(row) != 0
        }];
        for (best, is_one) in self.tally.candidates.iter_mut().zip(is_one) {
            // Most batches can't win, and are not looked through.
            if best.is_none_or(|best| lot < best.lot)
                && let Some(row) = (start..rows).chain(0..start).find(|&row| is_one(row))
            {
                *best = Some(Candidate { lot, position: positions(row) });
            }
        }
    }

    /// What was found.
    pub fn finish(mut self) -> Tally {
        for tally in self.tally.changes.iter_mut().filter(|tally| !tally.by.is_empty()) {
            // Everybody is in one group of each grouping.
            tally.by[0].iter().for_each(|cell| tally.overall.merge(cell));
        }
        let metric = |metric: &MetricFold, tallies: &[MetricTally]| {
            let at =
                self.measures.iter().position(|measure| measure.covers(metric)).expect("each metric has a measure");
            let by = metric.by.iter().map(|grouping| {
                let at_grouping = self.measures[at].by.iter().position(|known| known == grouping);
                tallies[at].by[at_grouping.expect("a measure has the groupings of its metrics")].clone()
            });
            MetricTally { overall: tallies[at].overall.clone(), by: by.collect() }
        };
        let variant = |tallies: &Vec<MetricTally>| self.plan.metrics.iter().map(|fold| metric(fold, tallies)).collect();
        self.tally.metrics = self.measured.iter().map(variant).collect();
        self.tally
    }
}

impl Sink for Folder<'_> {
    fn start(&mut self, rows: usize, columns: &[&Column]) {
        self.tally.persons += rows as u64;
        for (at, (grouping, column)) in self.plan.groupings.iter().zip(columns).enumerate() {
            grouping.assign(column, &mut self.batch.rows[at]);
            let persons = &mut self.batch.persons[at];
            persons.fill(0);
            self.batch.rows[at].iter().for_each(|&group| persons[group as usize] += 1);
            let totals = self.tally.group_persons[at].iter_mut();
            totals.zip(persons.iter()).for_each(|(total, persons)| *total += persons);
        }
    }

    fn metrics(&mut self, variant: usize, decisions: &[&Column]) {
        for (metric, tally) in self.measures.iter().zip(&mut self.measured[variant]) {
            let column = decisions[metric.of];
            let among = metric.among.map(|among| decisions[among]);
            if among.is_none() && column.present.is_empty() {
                fold_all(metric, column, &self.batch, tally, &mut self.lanes);
            } else {
                choose(column, among, &mut self.included, &mut self.chosen);
                fold_chosen(metric, &self.included, &self.chosen, &self.batch, tally, &mut self.lanes);
            }
        }
    }

    fn change(&mut self, variant: usize, baseline: &Column, other: &Column, positions: &dyn Fn(usize) -> u64) {
        difference(baseline, other, &mut self.change);
        let tally = &mut self.tally.changes[variant - 1];
        for (groups, cells) in self.batch.rows.iter().zip(&mut tally.by) {
            fold_change(&self.change, |row| groups[row], cells, &mut self.lanes);
        }
        if tally.by.is_empty() {
            fold_change(&self.change, |_| 0, std::slice::from_mut(&mut tally.overall), &mut self.lanes);
        }
        tally.distribution.add_all(self.change.iter().copied().filter(|change| *change != 0));
        if variant == 1 && self.plan.choose_citizens {
            self.choose_citizens(other, positions);
        }
    }
}

impl MetricFold {
    /// Whether this measures what `other` does, apart from its groupings. Distributions are kept apart: they take long.
    fn covers(&self, other: &MetricFold) -> bool {
        let key = |fold: &MetricFold| (fold.of, fold.among, fold.distribution);
        key(self) == key(other) && (!self.distribution || self.by == other.by)
    }
}

/// The metrics without those that differ in their groupings only; the groupings of these are joined.
fn measures(metrics: &[MetricFold]) -> Vec<MetricFold> {
    let mut measures: Vec<MetricFold> = Vec::new();
    for metric in metrics {
        match measures.iter_mut().find(|measure| measure.covers(metric)) {
            Some(measure) => {
                let known = measure.by.clone();
                measure.by.extend(metric.by.iter().filter(|grouping| !known.contains(grouping)));
            }
            None => measures.push(metric.clone()),
        }
    }
    measures
}

impl Tally {
    /// Adds what another thread found.
    pub fn merge(&mut self, other: &Tally) {
        self.persons += other.persons;
        for (mine, theirs) in self.group_persons.iter_mut().flatten().zip(other.group_persons.iter().flatten()) {
            *mine += theirs;
        }
        for (mine, theirs) in self.metrics.iter_mut().flatten().zip(other.metrics.iter().flatten()) {
            mine.overall.merge(&theirs.overall);
            for (mine, theirs) in mine.by.iter_mut().flatten().zip(theirs.by.iter().flatten()) {
                mine.merge(theirs);
            }
        }
        for (mine, theirs) in self.changes.iter_mut().zip(&other.changes) {
            mine.overall.merge(&theirs.overall);
            mine.distribution.merge(&theirs.distribution);
            for (mine, theirs) in mine.by.iter_mut().flatten().zip(theirs.by.iter().flatten()) {
                mine.merge(theirs);
            }
        }
        for (mine, theirs) in self.candidates.iter_mut().zip(other.candidates) {
            *mine = [*mine, theirs].into_iter().flatten().min();
        }
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
fn lot(position: u64) -> u64 {
    let mut mixed = position.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Calls `with` with the numbers of a column.
macro_rules! with_numbers {
    ($column:expr, $numbers:ident => $body:expr) => {
        match &$column.values {
            Values::Flags($numbers) => $body,
            Values::Wholes($numbers) | Values::Dates($numbers) | Values::Shares($numbers) => $body,
            Values::Amounts($numbers) => $body,
            Values::Codes($numbers) => $body,
        }
    };
}

/// Folds a column in which each row counts.
#[allow(clippy::useless_conversion, reason = "the macro makes it for every width of number")]
fn fold_all(metric: &MetricFold, column: &Column, batch: &BatchGroups, tally: &mut MetricTally, lanes: &mut Vec<i64>) {
    with_numbers!(column, numbers => {
        tally.overall.persons += numbers.len() as u64;
        tally.overall.sum += total(numbers);
        for (&grouping, cells) in metric.by.iter().zip(&mut tally.by) {
            add_up(numbers, &batch.rows[grouping], cells.len(), lanes);
            for ((cell, sums), persons) in cells.iter_mut().zip(lanes.chunks_exact(LANES)).zip(&batch.persons[grouping]) {
                cell.sum += sums.iter().map(|&sum| i128::from(sum)).sum::<i128>();
                cell.persons += persons;
            }
        }
        if metric.distribution {
            numbers.iter().enumerate().for_each(|(row, &number)| spread(metric, i64::from(number), row, batch, tally));
        }
    });
}

/// Folds the rows for which `included` is 1; `chosen` has their numbers, and 0 for the others.
fn fold_chosen(
    metric: &MetricFold,
    included: &[u8],
    chosen: &[i64],
    batch: &BatchGroups,
    tally: &mut MetricTally,
    lanes: &mut Vec<i64>,
) {
    tally.overall.persons += total(included) as u64;
    tally.overall.sum += total(chosen);
    for (&grouping, cells) in metric.by.iter().zip(&mut tally.by) {
        add_up(chosen, &batch.rows[grouping], cells.len(), lanes);
        for (cell, sums) in cells.iter_mut().zip(lanes.chunks_exact(LANES)) {
            cell.sum += sums.iter().map(|&sum| i128::from(sum)).sum::<i128>();
        }
        add_up(included, &batch.rows[grouping], cells.len(), lanes);
        for (cell, counts) in cells.iter_mut().zip(lanes.chunks_exact(LANES)) {
            cell.persons += counts.iter().sum::<i64>() as u64;
        }
    }
    if metric.distribution {
        for (row, (&number, _)) in chosen.iter().zip(included).enumerate().filter(|(_, (_, included))| **included == 1)
        {
            spread(metric, number, row, batch, tally);
        }
    }
}

/// Counts one value in the distributions.
fn spread(metric: &MetricFold, number: i64, row: usize, batch: &BatchGroups, tally: &mut MetricTally) {
    tally.overall.distribution.get_or_insert_default().add(number);
    for (&grouping, cells) in metric.by.iter().zip(&mut tally.by) {
        cells[batch.rows[grouping][row] as usize].distribution.get_or_insert_default().add(number);
    }
}

/// The sum of at most a batch of checked values: it fits 64 bits in each lane.
fn total<T: Copy>(numbers: &[T]) -> i128
where
    i64: From<T>,
{
    let mut lanes = [0_i64; LANES];
    let chunks = numbers.chunks_exact(LANES);
    let rest: i128 = chunks.remainder().iter().map(|&number| i128::from(i64::from(number))).sum();
    for chunk in chunks {
        for (lane, &number) in lanes.iter_mut().zip(chunk) {
            *lane += i64::from(number);
        }
    }
    lanes.iter().map(|&lane| i128::from(lane)).sum::<i128>() + rest
}

/// Adds up the numbers by group: [`LANES`] sums a group.
///
/// Decisions are at most `assessment::LARGEST_DECISION` in magnitude, so the rows of a batch stay within 64 bits.
fn add_up<T: Copy>(numbers: &[T], groups: &[u16], size: usize, lanes: &mut Vec<i64>)
where
    i64: From<T>,
{
    lanes.clear();
    lanes.resize(size * LANES, 0);
    for (row, (&number, &group)) in numbers.iter().zip(groups).enumerate() {
        lanes[group as usize * LANES + row % LANES] += i64::from(number);
    }
}

/// Sets `included` to 1 for the rows that have a value and fit `among`, and `chosen` to their numbers, else 0.
#[allow(clippy::useless_conversion, reason = "the macro makes it for every width of number")]
fn choose(column: &Column, among: Option<&Column>, included: &mut Vec<u8>, chosen: &mut Vec<i64>) {
    let rows = column.len();
    included.clear();
    match among.map(|among| (&among.values, &among.present)) {
        Some((Values::Flags(flags), present)) if present.is_empty() => included.extend_from_slice(flags),
        Some(_) => {
            let among = among.expect("this arm has one");
            included.extend((0..rows).map(|row| u8::from(among.is_present(row) && among.values.number(row) == 1)));
        }
        None => included.resize(rows, 1),
    }
    if !column.present.is_empty() {
        included.iter_mut().enumerate().for_each(|(row, included)| *included &= u8::from(column.is_present(row)));
    }
    chosen.clear();
    with_numbers!(column, numbers => {
        chosen.extend(numbers.iter().zip(included.iter()).map(|(&number, &keep)| i64::from(number) * i64::from(keep)));
    });
}

/// What each row has more than the baseline; a row that lacks either has no change.
pub(crate) fn difference(baseline: &Column, other: &Column, change: &mut Vec<i64>) {
    change.clear();
    match (&baseline.values, &other.values) {
        (Values::Amounts(before), Values::Amounts(after)) => {
            change.extend(before.iter().zip(after).map(|(before, after)| after - before));
        }
        (before, after) => change.extend((0..before.len()).map(|row| after.number(row) - before.number(row))),
    }
    if !baseline.present.is_empty() || !other.present.is_empty() {
        for (row, change) in change.iter_mut().enumerate() {
            if !(baseline.is_present(row) && other.is_present(row)) {
                *change = 0;
            }
        }
    }
}

/// Folds changes by group. Sums of a batch fit 64 bits as in [`add_up`]; the two counts share one number.
fn fold_change(changes: &[i64], group: impl Fn(usize) -> u16, cells: &mut [ChangeCell], lanes: &mut Vec<i64>) {
    const PARTS: usize = 4;
    const LOW: i64 = (1 << 32) - 1;
    lanes.clear();
    lanes.resize(cells.len() * PARTS * LANES, 0);
    for (row, &change) in changes.iter().enumerate() {
        let at = (group(row) as usize * LANES + row % LANES) * PARTS;
        let lane = &mut lanes[at..at + PARTS];
        lane[0] += i64::from(change > 0) | i64::from(change < 0) << 32;
        lane[1] += change.max(0);
        lane[2] += change;
    }
    for (cell, sides) in cells.iter_mut().zip(lanes.chunks_exact(PARTS * LANES)) {
        for lane in sides.chunks_exact(PARTS) {
            cell.gain += (lane[0] & LOW) as u64;
            cell.lose += (lane[0] >> 32) as u64;
            cell.gained += i128::from(lane[1]);
            cell.lost += i128::from(lane[1] - lane[2]);
        }
    }
}
