//! What a trial found.

use crate::experiment::Experiment;
use crate::order::order;
use crate::session::{JobDivergence, JobResult};
use crate::vitals::{Layer, Vitals};

/// A copy's course, and where it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The step that it went on from.
    pub from: u64,
    /// Steps that it was trained.
    pub steps: usize,
    /// The probe's loss over its steps.
    pub curve: Vec<(u64, f32)>,
    /// The loss of each step, on its batch.
    pub losses: Vec<f32>,
    /// The probe's loss that it reached: the median of its last three; none where it diverged.
    pub loss: Option<f64>,
    pub divergence: Option<JobDivergence>,
    /// Its last step, layer by layer.
    last: Option<Vitals>,
    /// Whether its activation is flat at both ends.
    saturates: bool,
}

/// Why a trial did not help, by its own last step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WhyNot {
    /// Its loss was no longer a number at this step.
    Diverged { step: u64, layer: Layer },
    /// So large a share of a layer's units is 0 on every row.
    Dead { share: f64, layer: Layer },
    /// So little of the last hidden layer's gradient reached layer 1.
    Vanished { ratio: f64 },
    /// So large a share of a layer's activations is saturated.
    Saturated { share: f64, layer: Layer },
    /// The loss is above where it began.
    Rose,
    /// Its loss is lower than the control's, but not by enough to be called better.
    HardlyBetter,
    /// A step moved a typical layer by this part of its size.
    Short { update: f64 },
    /// Every layer moves, and the loss stays all the same.
    Stays,
}

/// Probes that are taken together.
pub(super) const TOGETHER: usize = 3;
/// Of the units of a layer, or of its activations: a share that explains why nothing was learned.
const MOST: f64 = 0.8;
/// Of the last layer's gradient, and of a weight's size.
const LITTLE: f64 = 1e-3;
const SHORT: f64 = 1e-5;

impl Outcome {
    /// Of a job that trained these settings.
    pub fn of(result: JobResult, settings: &Experiment) -> Self {
        let mut outcome = Self {
            from: result.from,
            steps: 0,
            curve: Vec::new(),
            losses: Vec::new(),
            loss: None,
            divergence: None,
            last: None,
            saturates: settings.activation.saturates_at_both_ends(),
        };
        outcome.go_on(result);
        outcome
    }

    /// A job went on from where it ended.
    pub(super) fn go_on(&mut self, rest: JobResult) {
        let JobResult { losses, probe, last, divergence, .. } = rest;
        self.losses.extend(losses);
        self.curve.extend(probe);
        self.steps = self.losses.len();
        (self.last, self.divergence) = (last, divergence);
        self.loss = self.loss_after(self.steps);
    }

    /// The probe's loss that it had reached after so many steps, or all of them where there are fewer; none where it had diverged.
    pub(super) fn loss_after(&self, steps: usize) -> Option<f64> {
        let end = self.from + steps as u64;
        if self.divergence.is_some_and(|divergence| divergence.step <= end + 1) {
            return None;
        }
        reached(&self.curve[..self.curve.partition_point(|(step, _)| *step <= end)])
    }

    /// Whether its last two probes lie below that loss.
    pub(super) fn is_below(&self, loss: f32) -> bool {
        matches!(self.curve.as_slice(), [.., (_, one), (_, other)] if *one < loss && *other < loss)
    }

    /// Layer 1's gradient over that of the layer that it is held against, at its last step.
    pub(super) fn gradient_ratio(&self) -> Option<f64> {
        let layers = self.last.as_ref()?.layers.as_ref()?;
        let ratio = f64::from(*layers.weight_gradient_norms.first()?) / f64::from(layers.reference_gradient()?);
        ratio.is_finite().then_some(ratio)
    }

    /// Whether no hidden layer's weights get any gradient: what its loss is then is chance.
    pub(super) fn stands_still(&self) -> bool {
        let layers = self.last.as_ref().and_then(|vitals| vitals.layers.as_ref());
        let hidden = layers.and_then(|layers| layers.weight_gradient_norms.split_last()).map(|(_, hidden)| hidden);
        hidden.is_some_and(|hidden| hidden.iter().all(|norm| *norm == 0.0))
    }

    /// The most telling of its signs; for one that did not help.
    pub fn why_not(&self) -> WhyNot {
        if let Some(JobDivergence { step, layer }) = self.divergence {
            return WhyNot::Diverged { step, layer };
        }
        let layers = self.last.as_ref().and_then(|vitals| vitals.layers.as_ref());
        let probe = self.last.as_ref().and_then(|vitals| vitals.probe.as_ref());
        let first = self.curve.first().map(|(_, loss)| f64::from(*loss));
        let rose = first.zip(self.loss).is_some_and(|(first, last)| last > 1.5 * first);
        let dead = probe.and_then(|probe| most(&probe.dead_fractions));
        let saturated = probe.filter(|_| self.saturates).and_then(|probe| most(&probe.saturated_fractions));
        let ratio = self.gradient_ratio();
        let update = layers.and_then(|layers| median(&layers.update_ratios));
        match (dead, ratio, saturated, update) {
            _ if self.stands_still() => WhyNot::Vanished { ratio: 0.0 },
            (Some((share, layer)), ..) if share >= MOST => WhyNot::Dead { share, layer },
            (_, Some(ratio), ..) if ratio < LITTLE => WhyNot::Vanished { ratio },
            (_, _, Some((share, layer)), _) if share >= MOST => WhyNot::Saturated { share, layer },
            _ if rose => WhyNot::Rose,
            (_, _, _, Some(update)) if update < SHORT => WhyNot::Short { update },
            _ => WhyNot::Stays,
        }
    }
}

fn reached(curve: &[(u64, f32)]) -> Option<f64> {
    let last: Vec<f32> = curve.iter().rev().take(TOGETHER).map(|(_, loss)| *loss).collect();
    median(&last)
}

/// The middle value, the lower of two; none where a value is no number, or there are none.
fn median(values: &[f32]) -> Option<f64> {
    let mut sorted: Vec<f32> = values.to_vec();
    order(&mut sorted, f32::total_cmp);
    let finite = values.iter().all(|value| value.is_finite());
    sorted.get(sorted.len().saturating_sub(1) / 2).filter(|_| finite).map(|value| f64::from(*value))
}

/// The largest share, and the hidden layer that has it.
fn most(shares: &[f32]) -> Option<(f64, Layer)> {
    let (index, share) = shares.iter().enumerate().max_by(|one, other| one.1.total_cmp(other.1))?;
    share.is_finite().then_some((f64::from(*share), Layer::Hidden(index + 1)))
}
