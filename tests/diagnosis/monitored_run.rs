//! A network in training that is diagnosed at every step, from the same record that the page keeps.

use flatline::data;
use flatline::diagnosis::{Diagnosis, Thresholds, Verdict, Watched, diagnose};
use flatline::experiment::Experiment;
use flatline::record::Record;
use flatline::training::{Run, backend};
use flatline::vitals::Measuring;

use crate::wait::block_on;

/// A run with all that is known of it.
pub struct MonitoredRun {
    run: Run,
    watched: Watched,
}

/// How its settings differ from the default settings.
pub type Settings = fn(&mut Experiment);

/// What holds must hold for more than one draw of weights and data.
pub const SEEDS: std::ops::Range<u64> = 0..3;

/// A new network with the default settings but these, and this seed.
pub fn start(settings: Settings, seed: u64) -> MonitoredRun {
    let mut experiment = Experiment { seed, ..Experiment::default() };
    settings(&mut experiment);
    MonitoredRun::new(experiment)
}

impl MonitoredRun {
    pub fn new(experiment: Experiment) -> Self {
        experiment.validate().expect("settings within their ranges");
        let data = data::build(&experiment).expect("generated data");
        let rows = data::summary(&data.train);
        let run = Run::new(experiment.clone(), data, None, &backend::cpu());
        let record = Record::new(experiment, rows, 0, Vec::new());
        Self { run, watched: Watched::new(record) }
    }

    /// Trains one step, or stays where it diverged, and judges.
    pub fn step(&mut self) -> Diagnosis {
        if self.watched.record().divergence.is_none() {
            // As the page measures.
            let measuring = Measuring::default();
            let advance = block_on(self.run.advance(1, &measuring)).expect("a CPU does not get lost");
            advance.vitals.into_iter().for_each(|vitals| self.watched.measured(vitals));
            if let Some(divergence) = advance.divergence {
                self.watched.diverged(divergence.step, divergence.layer, divergence.vitals.layers);
            }
        }
        self.diagnosis()
    }

    /// Trains so many steps; what was said after each.
    pub fn steps(&mut self, count: usize) -> Vec<Diagnosis> {
        (0..count).map(|_| self.step()).collect()
    }

    /// All that is known of it.
    pub fn record(&self) -> &Record {
        self.watched.record()
    }

    pub fn diagnosis(&self) -> Diagnosis {
        self.diagnosis_with(&Thresholds::default())
    }

    pub fn diagnosis_with(&self, thresholds: &Thresholds) -> Diagnosis {
        diagnose(&self.watched, thresholds)
    }

    /// Changes hot settings.
    pub fn change(&mut self, settings: impl FnOnce(&mut Experiment)) {
        let mut experiment = self.run.experiment().clone();
        settings(&mut experiment);
        assert!(!self.run.experiment().needs_restart(&experiment), "a cold change");
        self.watched.changed(self.run.step(), experiment.clone());
        self.run.change(experiment);
    }

    /// Mean loss of the last `steps` steps; infinite after a divergence.
    pub fn loss(&self, steps: usize) -> f64 {
        if self.watched.record().divergence.is_some() {
            return f64::INFINITY;
        }
        let last = self.watched.record().recent.iter().rev().take(steps);
        last.map(|vitals| f64::from(vitals.loss)).sum::<f64>() / steps.min(self.watched.record().recent.len()) as f64
    }
}

/// The verdicts in their order, each with the step from which it was given: `measuring 1, vanishing 30`.
pub fn course(diagnoses: &[Diagnosis]) -> String {
    let mut last: Option<Verdict> = None;
    let mut course = Vec::new();
    for (index, diagnosis) in diagnoses.iter().enumerate() {
        if last != Some(diagnosis.verdict) {
            course.push(format!("{} {}", diagnosis.verdict.key(), index + 1));
            last = Some(diagnosis.verdict);
        }
    }
    course.join(", ")
}
