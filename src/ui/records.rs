//! The records of all runs of a page, made from what the trainer reports.

use crate::diagnosis::Watched;
use crate::record::Record;
use crate::session::{Event, RunId};

/// One record a run; none of a run of which the trainer has not reported yet.
#[derive(Clone, Debug, Default)]
pub struct Records {
    records: Vec<(RunId, Option<Box<Watched>>)>,
}

impl Records {
    /// What is reported of that run is taken from now on.
    pub fn expect(&mut self, run: RunId) {
        self.records.push((run, None));
    }

    /// Lets the record go, and what is still reported of the run with it.
    pub fn forget(&mut self, run: RunId) {
        self.records.retain(|(other, _)| *other != run);
    }

    pub fn of(&self, run: RunId) -> Option<&Record> {
        self.watched(run).map(Watched::record)
    }

    /// The record with the verdict on it.
    pub fn watched(&self, run: RunId) -> Option<&Watched> {
        self.records.iter().find(|(other, _)| *other == run)?.1.as_deref()
    }

    /// Takes what an event reports of a run; false where it reports nothing, or of a run that is not known.
    pub fn receive(&mut self, event: Event) -> bool {
        match event {
            Event::Started { run, experiment, rows, parameters, points } => {
                self.begin(run, Watched::new(Record::new(experiment, rows, parameters, points)))
            }
            Event::Copied { from, to, step, experiment } => {
                let Some(copy) = self.watched(from).map(|run| run.copied(step, experiment)) else { return false };
                self.begin(to, copy)
            }
            Event::Changed { run, step, experiment } => self.with(run, |watched| watched.changed(step, experiment)),
            Event::Measured { run, vitals } => {
                self.with(run, |watched| vitals.into_iter().for_each(|vitals| watched.measured(vitals)))
            }
            Event::Seen { run, step, view } => self.with(run, |watched| watched.record_mut().view = Some((step, view))),
            Event::Distribution { run, step, distribution } => {
                self.with(run, |watched| watched.record_mut().distribution = Some((step, distribution)))
            }
            Event::Plates { run, step, plates } => {
                self.with(run, |watched| watched.record_mut().plates = Some((step, plates)))
            }
            Event::Diverged { run, step, layer, vitals } => {
                self.with(run, |watched| watched.diverged(step, layer, vitals))
            }
            Event::Checkpoints { run, steps } => self.with(run, |watched| watched.record_mut().checkpoints = steps),
            Event::Rewound { run, step } => self.with(run, |watched| watched.rewound(step)),
            Event::Restored { run, step, experiment } => self.with(run, |watched| watched.restored(step, experiment)),
            // Jobs are the pool's.
            Event::SlowPath { .. }
            | Event::Snapshot { .. }
            | Event::State { .. }
            | Event::JobProgress { .. }
            | Event::JobDone { .. }
            | Event::JobFailed { .. }
            | Event::Ready { .. }
            | Event::Progress { .. }
            | Event::Running(_)
            | Event::Refused { .. }
            | Event::Outgrown
            | Event::Failed { .. } => false,
        }
    }

    /// Takes all that is known of the run away; it is as if nothing had been reported yet.
    pub fn take(&mut self, run: RunId) -> Option<Box<Watched>> {
        self.place(run)?.take()
    }

    /// Makes that what is known of the run.
    pub fn put(&mut self, run: RunId, watched: Box<Watched>) {
        if let Some(place) = self.place(run) {
            *place = Some(watched);
        }
    }

    fn begin(&mut self, run: RunId, record: Watched) -> bool {
        self.place(run).map(|kept| *kept = Some(Box::new(record))).is_some()
    }

    fn with(&mut self, run: RunId, change: impl FnOnce(&mut Watched)) -> bool {
        self.place(run).and_then(Option::as_deref_mut).map(change).is_some()
    }

    fn place(&mut self, run: RunId) -> Option<&mut Option<Box<Watched>>> {
        self.records.iter_mut().find(|(other, _)| *other == run).map(|(_, record)| record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::vitals::RowsSummary;

    fn started(run: RunId) -> Event {
        Event::Started {
            run,
            experiment: Experiment::default(),
            rows: RowsSummary::balanced(2, 2, 500),
            parameters: 9,
            points: Vec::new(),
        }
    }

    #[test]
    fn what_is_still_reported_of_a_run_that_is_gone_is_not_taken() {
        let (kept, gone) = (RunId(0), RunId(1));
        let mut records = Records::default();
        records.expect(kept);
        records.expect(gone);
        assert!(records.receive(started(kept)) && records.receive(started(gone)));
        records.forget(gone);
        let late = Event::Copied { from: kept, to: gone, step: 0, experiment: Experiment::default() };
        assert!(!records.receive(started(gone)) && !records.receive(late));
        assert!(records.of(gone).is_none() && records.of(kept).is_some());
    }
}
