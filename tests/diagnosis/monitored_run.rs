//! A network in training that is diagnosed at every step, with what the page knows of it and nothing more.

use std::collections::VecDeque;

use flatline::data;
use flatline::diagnosis::{Action, Diagnosis, Observation, Thresholds, Verdict, diagnose};
use flatline::experiment::Experiment;
use flatline::training::{Run, State, backend};
use flatline::vitals::{Layer, LayerVitals, Measuring, Vitals};

use crate::wait::block_on;

/// As many steps as the page keeps.
const RECENT: usize = 200;
/// The trainer keeps a checkpoint at every so many steps.
const SPACING: u64 = 10;

/// A run with all that is known of it.
pub struct MonitoredRun {
    run: Run,
    init_settings: Experiment,
    recent: VecDeque<Vitals>,
    layers: Option<(u64, LayerVitals)>,
    changed_at: u64,
    divergence: Option<(u64, Layer)>,
    checkpoints: Vec<State>,
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
        let run = Run::new(experiment.clone(), data, None, backend::cpu().device);
        let checkpoints = vec![run.state().clone()];
        Self {
            run,
            init_settings: experiment,
            recent: VecDeque::new(),
            layers: None,
            changed_at: 0,
            divergence: None,
            checkpoints,
        }
    }

    /// Trains one step, or stays where it diverged, and judges.
    pub fn step(&mut self) -> Diagnosis {
        if self.divergence.is_none() {
            // The page's rate for the layers; the held-out set says nothing here.
            let measuring = Measuring { held_out_every: u32::MAX, ..Measuring::default() };
            let advance = block_on(self.run.advance(1, &measuring)).expect("a CPU does not get lost");
            advance.vitals.into_iter().for_each(|vitals| self.measured(vitals));
            if let Some(divergence) = advance.divergence {
                self.divergence = Some((divergence.step, divergence.layer));
                self.layers = divergence.vitals.layers.map(|layers| (divergence.step, layers));
            }
            if self.run.state().step >= self.checkpoints.last().map_or(0, |last| last.step) + SPACING {
                self.checkpoints.push(self.run.state().clone());
            }
        }
        self.diagnosis()
    }

    fn measured(&mut self, mut vitals: Vitals) {
        if let Some(layers) = vitals.layers.take() {
            self.layers = Some((vitals.step, layers));
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(vitals);
    }

    /// Trains so many steps; what was said after each.
    pub fn steps(&mut self, count: usize) -> Vec<Diagnosis> {
        (0..count).map(|_| self.step()).collect()
    }

    pub fn diagnosis(&self) -> Diagnosis {
        self.diagnosis_with(&Thresholds::default())
    }

    pub fn diagnosis_with(&self, thresholds: &Thresholds) -> Diagnosis {
        let observation = Observation {
            experiment: self.run.experiment(),
            init_settings: &self.init_settings,
            classes: self.run.data().train.classes,
            recent: &self.recent,
            layers: self.layers.as_ref().map(|(_, layers)| layers),
            layers_at: self.layers.as_ref().map_or(0, |(step, _)| *step),
            changed_at: self.changed_at,
            divergence: self.divergence,
            healthy_checkpoint: self.divergence.and(self.checkpoints.last()).map(|state| state.step),
        };
        diagnose(&observation, thresholds)
    }

    /// Changes hot settings.
    pub fn change(&mut self, settings: impl FnOnce(&mut Experiment)) {
        let mut experiment = self.run.experiment().clone();
        settings(&mut experiment);
        assert!(!self.run.experiment().needs_restart(&experiment), "a cold change");
        self.changed_at = self.run.state().step;
        self.run.change(experiment);
    }

    /// Does what a remedy's button does.
    pub fn treat(&mut self, action: Action) {
        match action {
            Action::Rewind(step) => {
                let state =
                    self.checkpoints.iter().rev().find(|state| state.step <= step).expect("a checkpoint").clone();
                self.changed_at = state.step;
                self.recent.clear();
                self.layers = None;
                self.divergence = None;
                self.run.restore(state);
            }
            Action::Restart => *self = Self::new(self.run.experiment().clone()),
            hot => self.change(|experiment| hot.apply(experiment)),
        }
    }

    /// Mean loss of the last `steps` steps; infinite after a divergence.
    pub fn loss(&self, steps: usize) -> f64 {
        if self.divergence.is_some() {
            return f64::INFINITY;
        }
        let last = self.recent.iter().rev().take(steps);
        last.map(|vitals| f64::from(vitals.loss)).sum::<f64>() / steps.min(self.recent.len()) as f64
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
