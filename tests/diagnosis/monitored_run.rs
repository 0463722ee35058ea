//! A network in training that is diagnosed at every step, from the same record that the page keeps.

use flatline::data;
use flatline::diagnosis::{Action, Diagnosis, Thresholds, Verdict, diagnose};
use flatline::experiment::Experiment;
use flatline::record::Record;
use flatline::training::{Run, Snapshot, backend};
use flatline::vitals::Measuring;

use crate::wait::block_on;

/// As a trainer does, a checkpoint is kept every so many steps. None of these runs is so long that a trainer would let
/// one go.
const SPACING: u64 = 10;

/// A run with all that is known of it.
pub struct MonitoredRun {
    run: Run,
    record: Record,
    checkpoints: Vec<Snapshot>,
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
        let mut new = Self { run, record, checkpoints: Vec::new() };
        new.keep();
        new
    }

    /// Trains one step, or stays where it diverged, and judges.
    pub fn step(&mut self) -> Diagnosis {
        if self.record.divergence.is_none() {
            // The page's rate for the layers; the held-out set says nothing here.
            let measuring = Measuring { held_out_every: u32::MAX, ..Measuring::default() };
            let advance = block_on(self.run.advance(1, &measuring)).expect("a CPU does not get lost");
            advance.vitals.into_iter().for_each(|vitals| self.record.measured(vitals));
            if let Some(divergence) = advance.divergence {
                self.record.diverged(divergence.step, divergence.layer, divergence.vitals.layers);
            }
            if self.run.step() >= self.checkpoints.last().map_or(0, |last| last.step) + SPACING {
                self.keep();
            }
        }
        self.diagnosis()
    }

    fn keep(&mut self) {
        self.checkpoints.push(self.run.snapshot().clone());
        self.record.checkpoints.push(self.run.step());
    }

    /// Trains so many steps; what was said after each.
    pub fn steps(&mut self, count: usize) -> Vec<Diagnosis> {
        (0..count).map(|_| self.step()).collect()
    }

    pub fn diagnosis(&self) -> Diagnosis {
        self.diagnosis_with(&Thresholds::default())
    }

    pub fn diagnosis_with(&self, thresholds: &Thresholds) -> Diagnosis {
        diagnose(&self.record, thresholds)
    }

    /// Changes hot settings.
    pub fn change(&mut self, settings: impl FnOnce(&mut Experiment)) {
        let mut experiment = self.run.experiment().clone();
        settings(&mut experiment);
        assert!(!self.run.experiment().needs_restart(&experiment), "a cold change");
        self.record.changed(self.run.step(), experiment.clone());
        self.run.change(experiment);
    }

    /// Does what a remedy's button does.
    pub fn treat(&mut self, action: Action) {
        match action {
            Action::Rewind(step) => {
                self.checkpoints.retain(|state| state.step <= step);
                let state = self.checkpoints.last().expect("a checkpoint").clone();
                self.record.rewound(state.step);
                self.record.checkpoints = self.checkpoints.iter().map(|state| state.step).collect();
                self.run.restore(state);
            }
            Action::Restart => *self = Self::new(self.run.experiment().clone()),
            hot => self.change(|experiment| hot.apply(experiment)),
        }
    }

    /// Mean loss of the last `steps` steps; infinite after a divergence.
    pub fn loss(&self, steps: usize) -> f64 {
        if self.record.divergence.is_some() {
            return f64::INFINITY;
        }
        let last = self.record.recent.iter().rev().take(steps);
        last.map(|vitals| f64::from(vitals.loss)).sum::<f64>() / steps.min(self.record.recent.len()) as f64
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
