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

pub use evidence::{Evidence, Indicator};
pub use indicators::{Indicators, LayerExtreme};
#[cfg(test)]
pub use remedies::EXAMPLES;
pub use remedies::{Action, CLIP_AT, DECAY, Obstacle, Remedy};
pub use signal_propagation::{SignalPropagation, signal_propagation};
pub use update_sum::{Disagreement, Reason, Thresholds, UpdateSumCheck, UpdateSumVerdict};
pub use verdict::{GradientState, Severity, Verdict};

use crate::experiment::Experiment;
use crate::record::Record;
use crate::vitals::Layer;

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

/// Judges the run by what its last steps measured. The same record and thresholds always give the same diagnosis.
pub fn diagnose(record: &Record, thresholds: &Thresholds) -> Diagnosis {
    let indicators = Indicators::read(record);
    let verdict = judge::judge(&indicators, record);
    Diagnosis {
        verdict,
        evidence: evidence::evidence(verdict, &indicators),
        remedies: remedies::remedies(verdict, &indicators, record),
        update_sum: UpdateSumCheck::check(verdict, &indicators, record, thresholds),
        experiment: record.experiment.clone(),
        init_settings: record.init_settings.clone(),
        divergence: record.divergence.map(|divergence| (divergence.step, divergence.layer)),
        indicators,
    }
}
