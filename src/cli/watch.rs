//! What is said of a run while it trains: its verdict each time that it changes, and a report at the end.

use crate::data::{self, Table};
use crate::diagnosis::{Diagnosis, Thresholds, Verdict, Watched, diagnose};
use crate::experiment::Experiment;
use crate::network::parameters::Shape;
use crate::record::Record;
use crate::training::Divergence;
use crate::vitals::Vitals;

/// A run that is watched, and the verdict that was said of it last.
pub struct Watch {
    run: Watched,
    said: Verdict,
    changes: usize,
}

impl Watch {
    /// Of a new network that trains on these rows.
    pub fn new(experiment: Experiment, train: &Table) -> Self {
        let Table { features, classes, .. } = *train;
        let Experiment { depth, width, batch_norm, .. } = experiment;
        let parameters = Shape { depth, width, features, classes, batch_norm }.parameters();
        let record = Record::new(experiment, data::summary(train), parameters, Vec::new());
        Self { run: Watched::new(record), said: Verdict::Measuring, changes: 0 }
    }

    /// The units of each layer begin alike.
    pub fn alike(&mut self, alike: bool) {
        self.run.record_mut().alike |= alike;
    }

    /// A step was trained; the diagnosis, where it has another verdict than was said last.
    pub fn measured(&mut self, vitals: Vitals) -> Option<Diagnosis> {
        self.run.measured(vitals);
        self.news()
    }

    /// From this step on the settings are these.
    pub fn changed(&mut self, step: u64, experiment: Experiment) {
        self.run.changed(step, experiment);
    }

    /// The loss is no longer a number.
    pub fn diverged(&mut self, divergence: &Divergence) -> Option<Diagnosis> {
        self.run.diverged(divergence.step, divergence.layer, divergence.vitals.layers.clone());
        self.news()
    }

    /// These are the steps that one can go back to.
    pub fn keep(&mut self, steps: Vec<u64>) {
        self.run.record_mut().checkpoints = steps;
    }

    pub fn record(&self) -> &Record {
        self.run.record()
    }

    /// How the run is now.
    pub fn diagnosis(&self) -> Diagnosis {
        diagnose(&self.run, &Thresholds::default())
    }

    /// How often the verdict has changed, to exploding and diverged aside.
    pub fn changes(&self) -> usize {
        self.changes
    }

    fn news(&mut self) -> Option<Diagnosis> {
        let verdict = self.run.verdict();
        let changed = verdict != std::mem::replace(&mut self.said, verdict);
        self.changes += usize::from(changed && !verdict.is_urgent());
        changed.then(|| self.diagnosis())
    }
}
