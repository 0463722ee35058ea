//! The records of all runs of a page, made from what the trainer reports.

use std::collections::BTreeMap;

use crate::record::Record;
use crate::session::{Event, RunId};

/// One record a run.
#[derive(Clone, Debug, Default)]
pub struct Records {
    records: BTreeMap<RunId, Record>,
}

impl Records {
    pub fn of(&self, run: RunId) -> Option<&Record> {
        self.records.get(&run)
    }

    /// Takes what an event reports of a run; false where it reports nothing, or of a run that is not known.
    pub fn receive(&mut self, event: Event) -> bool {
        match event {
            Event::Started { run, experiment, features, classes, parameters, points } => {
                self.records.insert(run, Record::new(experiment, features, classes, parameters, points));
                true
            }
            Event::Copied { from, to, step, experiment } => {
                let Some(copy) = self.of(from).map(|record| record.copied(step, experiment)) else { return false };
                self.records.insert(to, copy);
                true
            }
            Event::Changed { run, step, experiment } => self.with(run, |record| record.changed(step, experiment)),
            Event::Measured { run, vitals } => {
                self.with(run, |record| vitals.into_iter().for_each(|vitals| record.measured(vitals)))
            }
            Event::Seen { run, step, view } => self.with(run, |record| record.view = Some((step, view))),
            Event::Distribution { run, step, distribution } => {
                self.with(run, |record| record.distribution = Some((step, distribution)))
            }
            Event::Diverged { run, step, layer, vitals } => {
                self.with(run, |record| record.diverged(step, layer, vitals))
            }
            Event::Checkpoints { run, steps } => self.with(run, |record| record.checkpoints = steps),
            Event::Rewound { run, step } => self.with(run, |record| record.rewound(step)),
            Event::Ready { .. }
            | Event::Progress { .. }
            | Event::Running(_)
            | Event::Refused { .. }
            | Event::Failed { .. } => false,
        }
    }

    fn with(&mut self, run: RunId, change: impl FnOnce(&mut Record)) -> bool {
        self.records.get_mut(&run).map(change).is_some()
    }
}
