//! Vitals in, verdict and remedies out: a pure function. Knows vitals and experiment.
//!
//! [`diagnose`] reads the last steps into a few numbers ([`Signs`]), judges them, holds them against the article's own
//! check, and prescribes: each remedy either works in this state or says what stands in its way. What is said about
//! all that, in words, is the page's business.

mod article;
mod evidence;
mod judge;
mod passage;
mod prescribe;
mod remedy;
mod signs;
mod trend;
mod verdict;

use std::collections::VecDeque;

pub use article::{Article, ArticleVerdict, Disagreement, Reason, Thresholds};
pub use evidence::{Evidence, Sign};
pub use passage::{Passage, passage};
pub use remedy::{ADAM_RATE, Action, CLIP_AT, DECAY, Hurdle, Remedy};
pub use signs::{Signs, Worst};
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
    /// The article's own check beside ours.
    pub article: Article,
    /// All that was read from the last steps.
    pub signs: Signs,
    /// The settings in effect, which the sentences name.
    pub experiment: Experiment,
    /// The settings that the weights were drawn for.
    pub init_settings: Experiment,
    /// Where the network diverged, if it did.
    pub divergence: Option<(u64, Layer)>,
}

/// Judges the last steps. The same observation always gives the same diagnosis.
pub fn diagnose(observation: &Observation<'_>, thresholds: &Thresholds) -> Diagnosis {
    let signs = Signs::read(observation);
    let verdict = judge::judge(&signs, observation);
    Diagnosis {
        verdict,
        evidence: evidence::evidence(verdict, &signs),
        remedies: prescribe::prescribe(verdict, &signs, observation),
        article: Article::check(verdict, &signs, observation, thresholds),
        experiment: observation.experiment.clone(),
        init_settings: observation.init_settings.clone(),
        divergence: observation.divergence,
        signs,
    }
}
