//! The article's own check, and where it and the other signs disagree.
//!
//! The article prints sum(After - Before) of the first layer's weights: next to 0 the gradient has vanished, huge it
//! has exploded. It is quick and often right. But a sum of signed numbers cancels, it scales with the learning rate,
//! and it sees one layer only; so it is held against what else was measured.

use super::signs::Signs;
use super::{Observation, Verdict};
use crate::experiment::{Experiment, Optimizer, gain};

/// The two limits of the article's check, which the user may move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Below this |sum(After - Before)| the article says vanishing.
    pub vanishing: f64,
    /// Above this it says exploding.
    pub exploding: f64,
}

impl Default for Thresholds {
    /// The article's.
    fn default() -> Self {
        Self { vanishing: 0.01, exploding: 1000.0 }
    }
}

/// What the check says of the last step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Article {
    /// sum(After - Before) of the first weight matrix; none where it is not finite, or nothing was trained.
    pub sum: Option<f64>,
    pub verdict: ArticleVerdict,
    /// Where the other signs say something else.
    pub disagreement: Option<Disagreement>,
}

/// What the check can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArticleVerdict {
    Vanishing,
    Exploding,
    Fine,
    Unknown,
}

/// The check says one thing, the ratios another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disagreement {
    /// What the ratios say.
    pub measured: ArticleVerdict,
    pub reason: Reason,
}

/// Why the sum misleads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// The weights move as far as they should, but some up and some down.
    Cancels,
    /// The sum would pass at a learning rate of 1.
    LearningRate,
    /// A network that has learned moves little, as it should.
    Settled,
    /// The steps are small, but in proportion to the gradient everywhere else.
    Small,
    /// The optimizer divides each gradient by its own size.
    Rescaled,
    /// Regularisation moves the weights, not the gradient.
    Decay,
    /// It is another layer that a step throws, by this multiple of its size; none where that was not measured.
    Elsewhere { update: Option<f64> },
    /// Many weights that move the same way add up.
    AddsUp,
}

impl ArticleVerdict {
    /// Its name in style sheets and tests.
    pub fn key(self) -> &'static str {
        match self {
            ArticleVerdict::Vanishing => "vanishing",
            ArticleVerdict::Exploding => "exploding",
            ArticleVerdict::Fine => "fine",
            ArticleVerdict::Unknown => "unknown",
        }
    }

    fn of(sum: Option<f64>, thresholds: &Thresholds) -> Self {
        match sum.map(f64::abs) {
            None => ArticleVerdict::Unknown,
            Some(size) if size < thresholds.vanishing => ArticleVerdict::Vanishing,
            Some(size) if size > thresholds.exploding => ArticleVerdict::Exploding,
            Some(_) => ArticleVerdict::Fine,
        }
    }
}

impl Article {
    /// Applies the check and holds it against the verdict and the ratios.
    pub fn check(verdict: Verdict, signs: &Signs, observation: &Observation<'_>, thresholds: &Thresholds) -> Self {
        let said = ArticleVerdict::of(signs.update_sum, thresholds);
        let measured = measured(verdict, signs);
        let disagrees = said != measured && said != ArticleVerdict::Unknown && measured != ArticleVerdict::Unknown;
        let disagreement = disagrees.then(|| Disagreement {
            measured,
            reason: reason(said, measured, verdict, signs, observation, thresholds),
        });
        Self { sum: signs.update_sum, verdict: said, disagreement }
    }
}

/// What the ratios say.
fn measured(verdict: Verdict, signs: &Signs) -> ArticleVerdict {
    match (verdict, signs.gradient_share) {
        (Verdict::Diverged, _) => ArticleVerdict::Unknown,
        (Verdict::Exploding, _) => ArticleVerdict::Exploding,
        (Verdict::Vanishing, _) => ArticleVerdict::Vanishing,
        (_, None) => ArticleVerdict::Unknown,
        (_, Some(share)) if share < super::judge::LOST => ArticleVerdict::Vanishing,
        _ => ArticleVerdict::Fine,
    }
}

fn reason(
    said: ArticleVerdict,
    measured: ArticleVerdict,
    verdict: Verdict,
    signs: &Signs,
    observation: &Observation<'_>,
    thresholds: &Thresholds,
) -> Reason {
    let experiment = observation.experiment;
    let moved = signs.first_update.map_or(0.0, |ratio| ratio * first_layer_norm(observation.init_settings));
    match (said, measured) {
        (_, ArticleVerdict::Exploding) if signs.first_update.is_some_and(|update| update > 1.0) => Reason::Cancels,
        (_, ArticleVerdict::Exploding) => Reason::Elsewhere { update: signs.largest_update },
        (_, ArticleVerdict::Vanishing) if experiment.weight_decay > 0.0 || experiment.l1 > 0.0 => Reason::Decay,
        (_, ArticleVerdict::Vanishing) if experiment.optimizer != Optimizer::Sgd => Reason::Rescaled,
        (ArticleVerdict::Vanishing, _) => {
            if moved >= thresholds.vanishing {
                Reason::Cancels
            } else if verdict == Verdict::Learned {
                Reason::Settled
            } else if moved / experiment.learning_rate >= thresholds.vanishing {
                Reason::LearningRate
            } else {
                Reason::Small
            }
        }
        (ArticleVerdict::Exploding, _) if experiment.learning_rate > 1.0 => Reason::LearningRate,
        _ => Reason::AddsUp,
    }
}

/// The first weight matrix's Frobenius norm as it was drawn: entries of variance (init_scale * gain)^2 / fan_in,
/// of which there are fan_in * width. With signs at random a sum of all entries is about as large.
fn first_layer_norm(init_settings: &Experiment) -> f64 {
    let gain = gain(init_settings.init_scheme, init_settings.activation, init_settings.width, init_settings.width);
    init_settings.init_scale * gain * (init_settings.width as f64).sqrt()
}
