//! A record in, verdict and remedies out: a pure function.
//!
//! [`diagnose`] reads the last steps into a few numbers ([`Indicators`]), judges them, holds the check of the update sum
//! against them ([`UpdateSumCheck`]), and lists remedies: each either works in this state or names the [`Obstacle`] in
//! its way. All of that is codes with values; the sentences are made in `words`.

mod evidence;
mod indicators;
mod judge;
mod remedies;
mod signal_propagation;
mod trend;
mod update_sum;
mod verdict;

use std::collections::VecDeque;

pub use evidence::{Evidence, Indicator};
pub use indicators::{Indicators, LayerExtreme};
pub use remedies::{ADAM_RATE, Action, CLIP_AT, DECAY, Obstacle, Remedy};
pub use signal_propagation::{SignalPropagation, signal_propagation};
pub use update_sum::{Disagreement, Reason, Thresholds, UpdateSumCheck, UpdateSumVerdict};
pub use verdict::{Severity, Verdict};

use crate::experiment::Experiment;
use crate::record::Record;
use crate::vitals::{Layer, LayerVitals, Vitals};

/// What is known of a run when it is judged.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a> {
    /// The settings in effect now.
    pub experiment: &'a Experiment,
    /// The settings as they were when the weights were drawn.
    pub init_settings: &'a Experiment,
    /// Number of classes in the data.
    pub classes: usize,
    /// The last steps (200 are enough), oldest first.
    pub recent: &'a VecDeque<Vitals>,
    /// The last step that was measured layer by layer.
    pub layers: Option<&'a LayerVitals>,
    /// Which step that was. Layers from before the last change do not count.
    pub layers_at: u64,
    /// The step after which settings last changed, or to which the network was last taken back; 0 if neither.
    pub changed_at: u64,
    /// The step whose loss was no longer finite, and the first layer that held a NaN or an infinity.
    pub divergence: Option<(u64, Layer)>,
    /// The step of the last checkpoint before the trouble, where there is one to go back to.
    pub healthy_checkpoint: Option<u64>,
}

impl<'a> Observation<'a> {
    /// What a record says of its run now.
    pub fn of(record: &'a Record) -> Self {
        Self {
            experiment: &record.experiment,
            init_settings: &record.init_settings,
            classes: record.classes,
            recent: &record.recent,
            layers: record.latest_layers.as_ref().map(|(_, layers)| layers),
            layers_at: record.latest_layers.as_ref().map_or(0, |(step, _)| *step),
            changed_at: record.changed_at,
            divergence: record.divergence.map(|divergence| (divergence.step, divergence.layer)),
            healthy_checkpoint: record.healthy_checkpoint(),
        }
    }
}

/// How the run is, why, and what helps.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    pub verdict: Verdict,
    /// The numbers that the verdict rests on, the same ones in the same order for the same verdict.
    pub evidence: Vec<Evidence>,
    /// What to do, the most promising first; none while nothing is wrong.
    pub remedies: Vec<Remedy>,
    /// The check of the update sum, beside the verdict.
    pub update_sum: UpdateSumCheck,
    /// All that was read from the last steps.
    pub indicators: Indicators,
    /// The settings in effect, which the sentences name.
    pub experiment: Experiment,
    /// The settings that the weights were drawn for.
    pub init_settings: Experiment,
    /// Where the network diverged, if it did.
    pub divergence: Option<(u64, Layer)>,
}

/// Judges the last steps. The same observation always gives the same diagnosis.
pub fn diagnose(observation: &Observation<'_>, thresholds: &Thresholds) -> Diagnosis {
    let indicators = Indicators::read(observation);
    let verdict = judge::judge(&indicators, observation);
    Diagnosis {
        verdict,
        evidence: evidence::evidence(verdict, &indicators),
        remedies: remedies::remedies(verdict, &indicators, observation),
        update_sum: UpdateSumCheck::check(verdict, &indicators, observation, thresholds),
        experiment: observation.experiment.clone(),
        init_settings: observation.init_settings.clone(),
        divergence: observation.divergence,
        indicators,
    }
}
