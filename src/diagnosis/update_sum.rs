//! The check of the update sum, and where it and the other indicators disagree.
//!
//! Articles on vanishing and exploding gradients print sum(After - Before) of the first layer's weights over one step:
//! below 0.01 in size the gradient has vanished, above 1000 it has exploded. It is quick and often right. But a sum of
//! signed numbers cancels, it scales with the learning rate, and it sees one layer only; so it is held against what
//! else was measured.

use super::indicators::Indicators;
use super::{GradientState, Verdict};
use crate::experiment::{Experiment, gain};
use crate::record::Record;

/// The two limits of the check, which the user may move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Below this |sum(After - Before)| the check says vanishing.
    pub vanishing: f64,
    /// Above this it says exploding.
    pub exploding: f64,
}

impl Default for Thresholds {
    /// Those that articles recommend.
    fn default() -> Self {
        Self { vanishing: 0.01, exploding: 1000.0 }
    }
}

/// What the check says of the last step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UpdateSumCheck {
    /// sum(After - Before) of the first weight matrix; none where it is not finite, or nothing was trained.
    pub sum: Option<f64>,
    pub verdict: UpdateSumVerdict,
    /// Where the other indicators say something else.
    pub disagreement: Option<Disagreement>,
}

/// What the check can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpdateSumVerdict {
    Vanishing,
    Exploding,
    Fine,
    Unknown,
}

/// The check says one thing, the ratios another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disagreement {
    /// What the ratios say.
    pub measured: UpdateSumVerdict,
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

impl UpdateSumVerdict {
    /// Its name in style sheets and tests.
    pub fn key(self) -> &'static str {
        match self {
            UpdateSumVerdict::Vanishing => "vanishing",
            UpdateSumVerdict::Exploding => "exploding",
            UpdateSumVerdict::Fine => "fine",
            UpdateSumVerdict::Unknown => "unknown",
        }
    }

    fn of(sum: Option<f64>, thresholds: &Thresholds) -> Self {
        match sum.map(f64::abs) {
            None => UpdateSumVerdict::Unknown,
            Some(size) if size < thresholds.vanishing => UpdateSumVerdict::Vanishing,
            Some(size) if size > thresholds.exploding => UpdateSumVerdict::Exploding,
            Some(_) => UpdateSumVerdict::Fine,
        }
    }
}

impl UpdateSumCheck {
    /// Applies the check and holds it against the verdict and the ratios.
    pub fn check(verdict: Verdict, indicators: &Indicators, record: &Record, thresholds: &Thresholds) -> Self {
        let said = UpdateSumVerdict::of(indicators.update_sum, thresholds);
        let measured = measured(verdict, indicators);
        let disagrees = said != measured && said != UpdateSumVerdict::Unknown && measured != UpdateSumVerdict::Unknown;
        let disagreement = disagrees.then(|| Disagreement {
            measured,
            reason: reason(said, measured, verdict, indicators, record, thresholds),
        });
        Self { sum: indicators.update_sum, verdict: said, disagreement }
    }
}

/// What the ratios say.
fn measured(verdict: Verdict, indicators: &Indicators) -> UpdateSumVerdict {
    match (verdict.gradient(), indicators.gradient_share) {
        (GradientState::Lost, _) | (GradientState::AsMeasured, None) => UpdateSumVerdict::Unknown,
        (GradientState::Explodes, _) => UpdateSumVerdict::Exploding,
        (GradientState::Vanishes, _) => UpdateSumVerdict::Vanishing,
        (GradientState::AsMeasured, Some(share)) if share < super::judge::LOST => UpdateSumVerdict::Vanishing,
        (GradientState::AsMeasured, Some(_)) => UpdateSumVerdict::Fine,
    }
}

fn reason(
    said: UpdateSumVerdict,
    measured: UpdateSumVerdict,
    verdict: Verdict,
    indicators: &Indicators,
    record: &Record,
    thresholds: &Thresholds,
) -> Reason {
    let experiment = &record.experiment;
    let moved = indicators.first_update.map_or(0.0, |ratio| ratio * first_layer_norm(&record.init_settings));
    match (said, measured) {
        (_, UpdateSumVerdict::Exploding) if indicators.first_update.is_some_and(|update| update > 1.0) => {
            Reason::Cancels
        }
        (_, UpdateSumVerdict::Exploding) => Reason::Elsewhere { update: indicators.largest_update },
        (_, UpdateSumVerdict::Vanishing) if experiment.weight_decay > 0.0 || experiment.l1 > 0.0 => Reason::Decay,
        (_, UpdateSumVerdict::Vanishing) if experiment.optimizer.rescales() => Reason::Rescaled,
        (UpdateSumVerdict::Vanishing, _) => {
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
        (UpdateSumVerdict::Exploding, _) if experiment.learning_rate > 1.0 => Reason::LearningRate,
        (UpdateSumVerdict::Exploding | UpdateSumVerdict::Fine | UpdateSumVerdict::Unknown, _) => Reason::AddsUp,
    }
}

/// The first weight matrix's Frobenius norm as it was drawn: entries of variance (init_scale * gain)^2 / fan_in,
/// of which there are fan_in * width. With indicators at random a sum of all entries is about as large.
fn first_layer_norm(init_settings: &Experiment) -> f64 {
    let gain = gain(init_settings.init_scheme, init_settings.activation, init_settings.width, init_settings.width);
    init_settings.init_scale * gain * (init_settings.width as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Choice, Optimizer};

    #[test]
    fn only_an_optimizer_that_divides_by_the_gradients_size_is_said_to() {
        for optimizer in Optimizer::ALL {
            let record = Record::new(
                Experiment { optimizer: *optimizer, ..Experiment::default() },
                crate::vitals::RowsSummary::balanced(2, 2, 500),
                0,
                Vec::new(),
            );
            let indicators = Indicators { update_sum: Some(0.5), first_update: Some(1e-2), ..Indicators::default() };
            let check = UpdateSumCheck::check(Verdict::Vanishing, &indicators, &record, &Thresholds::default());
            let reason = check.disagreement.map(|disagreement| disagreement.reason);
            let divides = matches!(optimizer, Optimizer::RmsProp | Optimizer::Adam | Optimizer::AdamW);
            assert_eq!(reason, Some(if divides { Reason::Rescaled } else { Reason::AddsUp }), "{}", optimizer.key());
        }
    }
}
