//! A record in, verdict out: pure functions.
//!
//! A [`Watched`] run is judged as it is measured: the last steps are read into a few numbers ([`Indicators`]), from which follows a
//! verdict, which stands until another one has held for a while. [`diagnose`] adds the evidence, what is worth a note, and the
//! check of the update sum ([`UpdateSumCheck`]), held against the rest. All of that is codes with values; the sentences are made in
//! `words`. What helps is not here: `trials` tries it.

mod course;
mod evidence;
mod indicators;
mod judge;
mod note;
mod trend;
mod update_sum;
mod verdict;
mod watched;

pub use evidence::{Evidence, Indicator};
pub use indicators::{Indicators, LayerExtreme};
pub use judge::{FADED, LOST};
pub use note::Note;
pub use update_sum::{Disagreement, Reason, Thresholds, UpdateSumCheck, UpdateSumVerdict};
pub use verdict::{GradientState, Severity, Verdict};
pub use watched::Watched;

use crate::experiment::Experiment;
use crate::vitals::Layer;

/// How the run is, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    pub verdict: Verdict,
    /// The numbers that the verdict rests on, the same ones in the same order for the same verdict.
    pub evidence: Vec<Evidence>,
    /// What is worth saying beside the verdict.
    pub notes: Vec<Note>,
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

/// The share of the gradient that reaches the first layer, below which a network seldom learns.
const USUAL_SHARE: f64 = 0.01;

impl Diagnosis {
    /// Whether it is too early for a verdict, and an ill one is likely: next to nothing of the gradient reaches the first layer.
    pub fn may_turn_ill(&self) -> bool {
        let little = self.indicators.gradient_share.is_some_and(|share| share < USUAL_SHARE);
        self.verdict == Verdict::Measuring && little
    }
}

/// The verdict that stands, with what it rests on now. The same run and thresholds always give the same diagnosis.
pub fn diagnose(run: &Watched, thresholds: &Thresholds) -> Diagnosis {
    let (record, verdict) = (run.record(), run.verdict());
    let indicators = Indicators::read(record);
    Diagnosis {
        verdict,
        evidence: evidence::evidence(verdict, &indicators),
        notes: note::notes(&indicators, record),
        update_sum: UpdateSumCheck::check(verdict, &indicators, record, thresholds),
        experiment: record.experiment.clone(),
        init_settings: record.init_settings.clone(),
        divergence: record.divergence.map(|divergence| (divergence.step, divergence.layer)),
        indicators,
    }
}
