//! A worker: one instance that decides batch after batch, for one thread.

use std::sync::Arc;

use fieldlab_domain::assessment::{AssessmentWorker, Blame, Failure};
use fieldlab_domain::column::{Batch, Column};

use crate::check;
use crate::contract_v0_1::WireValue;
use crate::instance::Live;
use crate::limits::deadline;
use crate::prototype::{Rule, refused};
use crate::search::find_row;

/// An instance with its parameters. It is replaced after each failure, since a guest that failed may be in any state.
pub(crate) struct Worker {
    rule: Arc<Rule>,
    parameters: Vec<WireValue>,
    live: Option<Live>,
}

impl Worker {
    /// A worker with a fresh instance.
    pub(crate) fn new(rule: Arc<Rule>, parameters: Vec<WireValue>) -> Result<Worker, Failure> {
        let live = Some(rule.live()?);
        Ok(Worker { rule, parameters, live })
    }
}

impl AssessmentWorker for Worker {
    /// Decides about a batch.
    ///
    /// When the guest traps, the row that it traps on is looked for with [`find_row`], which takes at most about three times
    /// the deadline. A guest that says that it can't decide names the row itself, and an impossible value is in a row.
    fn assess(&mut self, batch: &Batch) -> Result<Vec<Column>, Failure> {
        let rule = &*self.rule;
        check::batch(&rule.fields, batch).map_err(|what| rule.host_failure(what))?;
        let mut live = match self.live.take() {
            Some(live) => live,
            None => rule.live()?,
        };
        let mut instance = rule.instance(&mut live);
        let time = deadline(&rule.manifest.limits);
        let answer = match instance.assess(time, batch, rule.width, &self.parameters) {
            Ok(answer) => answer,
            Err(fault) => {
                drop(live);
                let guilty = fault.blame == Blame::Guest;
                let row = guilty.then(|| find_row(rule, batch, &self.parameters)).flatten();
                return Err(rule.failure(row, fault));
            }
        };
        let columns = answer.map_err(|refusal| refused(refusal, batch.rows));
        let checked = columns.and_then(|columns| check::answer(&rule.decisions, batch.rows, columns));
        match checked {
            Ok(columns) => {
                self.live = Some(live);
                Ok(columns)
            }
            Err(wrong) => Err(rule.wrong_answer(wrong, instance.output())),
        }
    }
}
