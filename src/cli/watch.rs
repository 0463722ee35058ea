//! What is said of a run while it trains: its verdict each time that it changes, and a report at the end.

use crate::data::{self, Table};
use crate::diagnosis::{Diagnosis, Thresholds, Verdict, diagnose};
use crate::experiment::Experiment;
use crate::network::parameters::Shape;
use crate::record::Record;
use crate::training::Divergence;
use crate::vitals::Vitals;

/// The record of a run, and the verdict that was said of it last.
///
/// No checkpoints are kept on the command line, so the record has none, and no remedy says to go back to one.
pub struct Watch {
    record: Record,
    said: Verdict,
}

impl Watch {
    /// Of a new network that trains on these rows.
    pub fn new(experiment: Experiment, train: &Table) -> Self {
        let Table { features, classes, .. } = *train;
        let Experiment { depth, width, batch_norm, .. } = experiment;
        let parameters = Shape { depth, width, features, classes, batch_norm }.parameters();
        Self { record: Record::new(experiment, data::summary(train), parameters, Vec::new()), said: Verdict::Measuring }
    }

    /// A step was trained; the diagnosis, where it has another verdict than was said last.
    pub fn measured(&mut self, vitals: Vitals) -> Option<Diagnosis> {
        self.record.measured(vitals);
        self.news()
    }

    /// From this step on the settings are these.
    pub fn changed(&mut self, step: u64, experiment: Experiment) {
        self.record.changed(step, experiment);
    }

    /// The loss is no longer a number.
    pub fn diverged(&mut self, divergence: &Divergence) -> Option<Diagnosis> {
        self.record.diverged(divergence.step, divergence.layer, divergence.vitals.layers.clone());
        self.news()
    }

    /// How the run is now.
    pub fn diagnosis(&self) -> Diagnosis {
        diagnose(&self.record, &Thresholds::default())
    }

    fn news(&mut self) -> Option<Diagnosis> {
        let diagnosis = self.diagnosis();
        let changed = diagnosis.verdict != std::mem::replace(&mut self.said, diagnosis.verdict);
        changed.then_some(diagnosis)
    }
}
