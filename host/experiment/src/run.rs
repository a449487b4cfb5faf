//! Streams a population through every variant.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use fieldlab_domain::assessment::{AssessmentWorker, Failure};
use fieldlab_domain::column::{Batch, Column};
use fieldlab_domain::condition::Condition;
use fieldlab_domain::evidence::SMALLEST_GROUP;
use fieldlab_domain::field::{FieldName, catalogue};
use fieldlab_domain::metric::MetricKind;
use fieldlab_domain::name::Name;
use fieldlab_domain::population::{BlockReader, Population, PopulationError, PopulationSource};

use crate::fold::{FoldPlan, Folder, MetricFold, Tally};
use crate::group::Grouping;
use crate::plan::Plan;
use crate::sink::Sink;

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many persons went through all variants, over all replicates.
    pub done: u64,
    /// How many there are.
    pub total: u64,
}

/// Why a run stopped.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A prototype failed.
    #[error("variant `{variant}`: {failure}{}", position_words(*position))]
    Prototype {
        /// The variant.
        variant: Name,
        /// What happened.
        failure: Box<Failure>,
        /// The citizen's place in the population, when it is about one.
        position: Option<u64>,
    },
    /// A population can't be made.
    #[error(transparent)]
    Population(#[from] PopulationError),
    /// Nobody is in the cohort.
    #[error(
        "the cohort is empty: nobody in population `{population}` fits `{condition}`\n  hint: widen `where` in the cohort, or take more persons"
    )]
    EmptyCohort {
        /// The population model.
        population: String,
        /// The condition.
        condition: String,
    },
    /// Too few persons are in the cohort to show anything about them.
    #[error(
        "the cohort is too small: {persons} persons of population `{population}` are in it, and nothing may be shown about fewer than {SMALLEST_GROUP}\n  hint: widen `where` in the cohort, or take more persons"
    )]
    SmallCohort {
        /// The population model.
        population: String,
        /// How many persons there are.
        persons: u64,
    },
}

fn position_words(position: Option<u64>) -> String {
    position.map(|position| format!(", citizen {position} of the population")).unwrap_or_default()
}

/// What all replicates found.
pub struct Outcome {
    /// One tally a replicate.
    pub tallies: Vec<Tally>,
    /// The population of the first replicate.
    pub first_population: Arc<dyn Population>,
}

/// Runs a plan on `threads` threads; `progress` is called now and then, from any of them.
///
/// # Errors
/// When a prototype fails, a population can't be made, or the cohort is empty or too small. A failure of the earliest block is the one that
/// is told, whatever the number of threads.
pub fn run(
    plan: &Plan,
    fold: &FoldPlan,
    populations: &dyn PopulationSource,
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Outcome, RunError> {
    let total: u64 = plan.populations.iter().map(|identity| identity.persons).sum();
    let done = AtomicU64::new(0);
    let advance = |persons: u64| {
        let done = done.fetch_add(persons, Ordering::Relaxed) + persons;
        progress(Progress { done, total });
    };
    let mut tallies = Vec::new();
    let mut first_population = None;
    for (replicate, request) in plan.requests.iter().enumerate() {
        let population = populations.population(request)?;
        let fold = FoldPlan { choose_citizens: replicate == 0, ..fold.clone() };
        let tally = run_population(plan, &fold, population.as_ref(), threads, &advance)?;
        check_persons(plan, tally.persons)?;
        tallies.push(tally);
        first_population.get_or_insert(population);
    }
    let first_population = first_population.expect("a declaration has a replicate at least");
    Ok(Outcome { tallies, first_population })
}

/// Looks whether the cohort of a plan has enough persons, before anything is run or noted.
///
/// The first population is made for it, which the run needs too; the others only when that one has few.
///
/// # Errors
/// When a population can't be made, or the cohort is empty or too small.
pub fn check_cohort(plan: &Plan, populations: &dyn PopulationSource) -> Result<(), RunError> {
    // With so many in one population, chance leaves none of the others with fewer than the smallest group.
    const PLENTY: u64 = 20 * SMALLEST_GROUP;
    let Some(condition) = &plan.experiment.cohort.condition else {
        return plan.populations.iter().try_for_each(|identity| check_persons(plan, identity.persons));
    };
    for request in &plan.requests {
        let population = populations.population(request)?;
        let persons = count_up_to(PLENTY, condition, population.as_ref())?;
        check_persons(plan, persons)?;
        if persons >= PLENTY {
            break;
        }
    }
    Ok(())
}

/// How many persons fit a condition; stops counting when there are `enough`.
fn count_up_to(enough: u64, condition: &Condition, population: &dyn Population) -> Result<u64, PopulationError> {
    let fields = condition.fields();
    let columns: Vec<usize> = (0..fields.len()).collect();
    let mut reader = population.reader(fields)?;
    let mut batch = Batch::new(fields.iter().map(|field| catalogue().field(field).kind));
    let mut persons = 0;
    for block in 0..population.blocks() {
        reader.read(block, &mut batch);
        persons += condition.holds(&batch, &columns).into_iter().filter(|held| *held).count() as u64;
        if persons >= enough {
            break;
        }
    }
    Ok(persons)
}

fn check_persons(plan: &Plan, persons: u64) -> Result<(), RunError> {
    let cohort = &plan.experiment.cohort;
    let population = cohort.population.model.clone();
    match persons {
        0 => {
            let condition = cohort.condition.as_ref().map(ToString::to_string).unwrap_or_default();
            Err(RunError::EmptyCohort { population, condition })
        }
        1..SMALLEST_GROUP => Err(RunError::SmallCohort { population, persons }),
        _ => Ok(()),
    }
}

/// What to fold for a plan.
pub fn fold_plan(plan: &Plan) -> FoldPlan {
    let experiment = &plan.experiment;
    let fields = experiment.group_fields();
    let metric = |metric: &fieldlab_domain::metric::Metric| MetricFold {
        of: experiment.decision(&metric.of).0,
        among: metric.among.as_ref().map(|among| experiment.decision(among).0),
        distribution: matches!(metric.kind, MetricKind::Quantile | MetricKind::Gini),
        by: metric.by.iter().filter_map(|field| fields.iter().position(|known| known == field)).collect(),
    };
    FoldPlan {
        metrics: experiment.metrics.iter().map(metric).collect(),
        groupings: fields.iter().map(|field| Grouping::of(catalogue().field(field))).collect(),
        outcome: experiment.decision(&experiment.outcome).0,
        variants: plan.variants.len(),
        choose_citizens: true,
    }
}

fn run_population(
    plan: &Plan,
    fold: &FoldPlan,
    population: &dyn Population,
    threads: usize,
    advance: &(dyn Fn(u64) + Sync),
) -> Result<Tally, RunError> {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Option<(usize, RunError)>> = Mutex::new(None);
    let blocks = population.blocks();
    let work = || -> Option<Tally> {
        let mut folder = Folder::new(fold);
        let mut lane = match Lane::open(plan, fold, population) {
            Ok(lane) => lane,
            Err(error) => {
                note_failure(&failed, 0, error);
                return None;
            }
        };
        loop {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks {
                return Some(folder.finish());
            }
            match lane.block(block, &mut folder) {
                Ok(persons) => advance(persons),
                Err(error) => {
                    // The others finish the blocks that they have, all earlier than those not handed out.
                    next.store(blocks, Ordering::Relaxed);
                    note_failure(&failed, block, error);
                    return None;
                }
            }
        }
    };
    let span = tracing::info_span!("population", blocks, threads);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let handles: Vec<_> =
            (0..threads.clamp(1, blocks.max(1))).map(|_| scope.spawn(|| span.in_scope(work))).collect();
        handles.into_iter().filter_map(|handle| handle.join().expect("a worker does not panic")).collect()
    });
    if let Some((_, error)) = failed.into_inner().expect("no worker panics while it holds the lock") {
        return Err(error);
    }
    let mut tallies = tallies.into_iter();
    let mut tally = tallies.next().expect("there is a thread at least");
    tallies.for_each(|other| tally.merge(&other));
    Ok(tally)
}

fn note_failure(failed: &Mutex<Option<(usize, RunError)>>, block: usize, error: RunError) {
    let mut failed = failed.lock().expect("no worker panics while it holds the lock");
    if failed.as_ref().is_none_or(|(earlier, _)| block < *earlier) {
        *failed = Some((block, error));
    }
}

/// What one thread needs to take blocks through all variants.
pub(crate) struct Lane<'a> {
    population: &'a dyn Population,
    plan: &'a Plan,
    fold: &'a FoldPlan,
    /// The fields of the condition and of the groupings; no prototype sees them.
    own: Source<'a>,
    /// Where in `own` the fields of the condition are.
    condition: Vec<usize>,
    /// Where in `own` the fields of the groupings are.
    groupings: Vec<usize>,
    /// The granted fields, once for each set of fields that prototypes read.
    inputs: Vec<Source<'a>>,
    variants: Vec<LaneVariant>,
    selected: Vec<u32>,
}

struct LaneVariant {
    worker: Box<dyn AssessmentWorker>,
    /// Its place in `Lane::inputs`.
    input: usize,
}

/// A reader with the block that it read and the rows of it that are in the cohort.
struct Source<'a> {
    reader: Box<dyn BlockReader + 'a>,
    block: Batch,
    chosen: Batch,
}

impl<'a> Source<'a> {
    fn open(population: &'a dyn Population, fields: &[FieldName]) -> Result<Source<'a>, PopulationError> {
        let kinds = || fields.iter().map(|field| catalogue().field(field).kind);
        Ok(Source { reader: population.reader(fields)?, block: Batch::new(kinds()), chosen: Batch::new(kinds()) })
    }

    fn choose(&mut self, rows: &[u32]) {
        for (from, into) in self.block.columns.iter().zip(&mut self.chosen.columns) {
            from.gather(rows, into);
        }
        self.chosen.rows = rows.len();
    }

    fn batch(&self, all: bool) -> &Batch {
        if all { &self.block } else { &self.chosen }
    }
}

impl<'a> Lane<'a> {
    pub(crate) fn open(
        plan: &'a Plan,
        fold: &'a FoldPlan,
        population: &'a dyn Population,
    ) -> Result<Lane<'a>, RunError> {
        let mut own: Vec<FieldName> = Vec::new();
        let mut place = |field: &FieldName| {
            own.iter().position(|known| known == field).unwrap_or_else(|| {
                own.push(field.clone());
                own.len() - 1
            })
        };
        let condition = plan.experiment.cohort.condition.as_ref();
        let condition = condition.map_or(Vec::new(), |condition| condition.fields().iter().map(&mut place).collect());
        let groupings = fold.groupings.iter().map(|grouping| place(&grouping.field)).collect();
        let mut input_fields: Vec<Vec<FieldName>> = Vec::new();
        let mut variants = Vec::new();
        for planned in &plan.variants {
            let fields: Vec<FieldName> = planned.assessment.fields().iter().map(|field| field.name.clone()).collect();
            let known = input_fields.iter().position(|known| *known == fields);
            let input = known.unwrap_or_else(|| {
                input_fields.push(fields);
                input_fields.len() - 1
            });
            let worker =
                planned.assessment.worker(&planned.variant.parameters).map_err(|failure| RunError::Prototype {
                    variant: planned.variant.name.clone(),
                    failure: Box::new(failure),
                    position: None,
                })?;
            variants.push(LaneVariant { worker, input });
        }
        let inputs = input_fields.iter().map(|fields| Source::open(population, fields)).collect::<Result<_, _>>()?;
        let own = Source::open(population, &own)?;
        Ok(Lane { population, plan, fold, own, condition, groupings, inputs, variants, selected: Vec::new() })
    }

    /// Takes one block through all variants; returns how many persons it has.
    pub(crate) fn block(&mut self, block: usize, folder: &mut impl Sink) -> Result<u64, RunError> {
        self.own.reader.read(block, &mut self.own.block);
        let persons = self.own.block.rows;
        let all = self.select();
        let rows = if all { persons } else { self.selected.len() };
        if rows == 0 {
            return Ok(persons as u64);
        }
        for input in &mut self.inputs {
            input.reader.read(block, &mut input.block);
            if !all {
                input.choose(&self.selected);
            }
        }
        let own = self.own.batch(all);
        let group_columns: Vec<&Column> = self.groupings.iter().map(|&at| &own.columns[at]).collect();
        folder.start(rows, &group_columns);
        let first = self.population.block_start(block);
        let selected = &self.selected;
        let position = |row: usize| first + if all { row as u64 } else { u64::from(selected[row]) };
        let mut baseline: Option<Column> = None;
        for (index, variant) in self.variants.iter_mut().enumerate() {
            let planned = &self.plan.variants[index];
            let batch = self.inputs[variant.input].batch(all);
            let span = tracing::debug_span!("batch", block, variant = %planned.variant.name, rows);
            let mut decisions = span.in_scope(|| variant.worker.assess(batch)).map_err(|failure| {
                let position = failure.row.map(|row| position(row as usize));
                RunError::Prototype { variant: planned.variant.name.clone(), failure: Box::new(failure), position }
            })?;
            let ordered: Vec<&Column> = planned.decisions.iter().map(|&at| &decisions[at]).collect();
            folder.metrics(index, &ordered);
            if let Some(baseline) = &baseline {
                folder.change(index, baseline, ordered[self.fold.outcome], &position);
            }
            if baseline.is_none() {
                baseline = Some(decisions.swap_remove(planned.decisions[self.fold.outcome]));
            }
        }
        Ok(persons as u64)
    }

    /// Finds the rows of the cohort; `true` when it is all of them.
    fn select(&mut self) -> bool {
        let Some(condition) = &self.plan.experiment.cohort.condition else { return true };
        let held = condition.holds(&self.own.block, &self.condition);
        self.selected.clear();
        self.selected.extend(held.iter().enumerate().filter(|(_, held)| **held).map(|(row, _)| row as u32));
        self.own.choose(&self.selected);
        false
    }
}
