//! A loaded prototype: what it is, fresh instances of it, and its explanations.

use std::sync::Arc;

use fieldlab_domain::assessment::{Assessment, AssessmentWorker, Blame, Explanation, Failure, FieldUse};
use fieldlab_domain::column::{Batch, Column, Value};
use fieldlab_domain::digest::Digest;
use fieldlab_domain::manifest::Manifest;

use crate::check::{self, DecisionCheck, Impossible};
use crate::contract_v0_1::{Refusal, WireValue};
use crate::failure::Fault;
use crate::instance::{Compiled, GuestInstance, Live};
use crate::limits::{MOST_LINE, deadline};
use crate::sandbox::Host;
use crate::words::{a_kind, a_value, one_line};
use crate::worker::Worker;

/// What all instances of a prototype share.
pub(crate) struct Rule {
    pub(crate) host: Arc<Host>,
    pub(crate) manifest: Manifest,
    pub(crate) digest: Digest,
    pub(crate) fields: Vec<FieldUse>,
    pub(crate) decisions: Vec<DecisionCheck>,
    pub(crate) compiled: Arc<Compiled>,
    /// Bytes of an answer a row, with room for its bits of presence.
    pub(crate) width: usize,
}

/// A prototype that passed all checks.
pub(crate) struct Prototype {
    rule: Arc<Rule>,
}

impl Rule {
    /// A fresh instance.
    pub(crate) fn live(&self) -> Result<Live, Failure> {
        let live = Live::new(&self.host, &self.compiled, &self.manifest.limits);
        live.map_err(|fault| self.failure(None, fault.during("can't start")))
    }

    /// An instance with what it needs to be called.
    pub(crate) fn instance<'a>(&'a self, live: &'a mut Live) -> GuestInstance<'a> {
        GuestInstance { host: &self.host, functions: &self.compiled.functions, limits: &self.manifest.limits, live }
    }

    /// Parameters as the guest gets them, when they are those of the manifest.
    pub(crate) fn parameters(&self, values: &[Value]) -> Result<Vec<WireValue>, Failure> {
        check::parameters(&self.manifest, values).map_err(|what| self.host_failure(what))?;
        Ok(values.iter().copied().map(WireValue::from).collect())
    }

    /// The failure that a fault leads to.
    pub(crate) fn failure(&self, row: Option<u32>, fault: Fault) -> Failure {
        let failure = Failure {
            blame: fault.blame,
            prototype: self.manifest.name.clone(),
            row,
            output: fault.output(),
            what: fault.what,
        };
        tracing::debug!(prototype = %failure.prototype, blame = %failure.blame, row, what = failure.what, "a prototype failed");
        failure
    }

    /// The lab did something wrong.
    pub(crate) fn host_failure(&self, what: String) -> Failure {
        self.failure(None, Fault::plain(Blame::Host, what, String::new()))
    }

    /// The guest answered something that may not be, or said that it can't decide. `rows` is the size of the batch.
    pub(crate) fn wrong_answer(&self, wrong: Impossible, output: String) -> Failure {
        self.failure(wrong.row, Fault::plain(Blame::Guest, wrong.what, output))
    }
}

/// A refusal in our words; a row that is not in the batch is left out.
pub(crate) fn refused(refusal: Refusal, rows: usize) -> Impossible {
    let row = refusal.row.filter(|row| (*row as usize) < rows);
    let words = one_line(&refusal.message, MOST_LINE);
    let what = if words.is_empty() { "says that it can't decide, but not why".to_owned() } else { words };
    Impossible { row, what }
}

impl Prototype {
    pub(crate) fn new(
        host: Arc<Host>,
        manifest: Manifest,
        digest: Digest,
        fields: Vec<FieldUse>,
        compiled: Arc<Compiled>,
    ) -> Prototype {
        let decisions = DecisionCheck::all(&manifest);
        let width = decisions.iter().map(|decision| decision.width() + 1).sum();
        Prototype { rule: Arc::new(Rule { host, manifest, digest, fields, decisions, compiled, width }) }
    }

    /// The batch of one citizen, when each value is of its field's kind.
    fn batch_of(&self, citizen: &[Value]) -> Result<Batch, Failure> {
        let rule = &self.rule;
        if citizen.len() != rule.fields.len() {
            let (given, read) = (citizen.len(), rule.fields.len());
            return Err(rule.host_failure(format!("the citizen has {given} values, and the rule reads {read} fields")));
        }
        let mut batch = Batch::new(rule.fields.iter().map(|field| field.kind));
        batch.rows = 1;
        for ((field, column), value) in rule.fields.iter().zip(&mut batch.columns).zip(citizen) {
            if !column.push(*value) {
                let (name, kind) = (&field.name, a_kind(field.kind));
                return Err(rule.host_failure(format!("the citizen's `{name}` must be {kind}")));
            }
        }
        check::batch(&rule.fields, &batch).map_err(|what| rule.host_failure(what))?;
        Ok(batch)
    }
}

impl Assessment for Prototype {
    fn manifest(&self) -> &Manifest {
        &self.rule.manifest
    }

    fn digest(&self) -> &Digest {
        &self.rule.digest
    }

    fn fields(&self) -> &[FieldUse] {
        &self.rule.fields
    }

    fn worker(&self, parameters: &[Value]) -> Result<Box<dyn AssessmentWorker>, Failure> {
        let parameters = self.rule.parameters(parameters)?;
        Ok(Box::new(Worker::new(Arc::clone(&self.rule), parameters)?))
    }

    /// Explains in a fresh instance, then decides in the same one, and refuses an explanation of another decision.
    fn explain(&self, citizen: &[Value], parameters: &[Value]) -> Result<Explanation, Failure> {
        let rule = &self.rule;
        let parameters = rule.parameters(parameters)?;
        let batch = self.batch_of(citizen)?;
        let mut live = rule.live()?;
        let mut instance = rule.instance(&mut live);
        let answer = instance.explain(citizen, &parameters).map_err(|fault| rule.failure(None, fault))?;
        let explained = answer.map_err(|refusal| refused(refusal, 1)).and_then(|explanation| {
            check::explanation(&rule.decisions, &explanation)?;
            Ok(explanation)
        });
        let explanation = explained.map_err(|wrong| about_citizen(rule, wrong, &instance))?;

        let time = deadline(&rule.manifest.limits);
        let answer =
            instance.assess(time, &batch, rule.width, &parameters).map_err(|fault| rule.failure(None, fault))?;
        let decided = answer
            .map_err(|refusal| refused(refusal, 1))
            .and_then(|columns| check::answer(&rule.decisions, 1, columns))
            .and_then(|columns| check_same(rule, &explanation, &columns));
        decided.map_err(|wrong| about_citizen(rule, wrong, &instance))?;
        Ok(explanation)
    }
}

/// A wrong answer about the one citizen that was asked about: its row says nothing.
fn about_citizen(rule: &Rule, wrong: Impossible, instance: &GuestInstance<'_>) -> Failure {
    rule.wrong_answer(Impossible { row: None, ..wrong }, instance.output())
}

/// Whether the decisions that were explained are those that are made.
fn check_same(rule: &Rule, explanation: &Explanation, columns: &[Column]) -> Result<(), Impossible> {
    let decided = columns.iter().map(|column| column.get(0));
    for ((decision, explained), decided) in rule.manifest.decisions.iter().zip(&explanation.decisions).zip(decided) {
        if *explained != decided {
            let (name, explained, decided) = (&decision.name, a_value(*explained), a_value(decided));
            let what = format!(
                "explains something else than it decides: `{name}` is {explained} in its explanation and {decided} in its decision"
            );
            return Err(Impossible { row: None, what });
        }
    }
    Ok(())
}
