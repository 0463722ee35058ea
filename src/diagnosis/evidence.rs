//! The numbers that a verdict rests on.

use super::Verdict;
use super::signs::{Signs, Worst};
use crate::vitals::Layer;

/// What a number of the evidence means. Each is a field of [`Signs`], where its unit is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    FirstGradient,
    GradientRatio,
    FirstUpdate,
    TotalGradient,
    /// Only where something clips.
    ClippedGradient,
    /// The largest norm of all gradients since the last change.
    PeakGradient,
    /// Median over all matrices.
    MedianUpdate,
    /// The largest share of one layer's activations.
    Saturated,
    /// The largest share of one layer's units.
    Dead,
    Loss,
    /// The typical difference of two successive losses.
    Jump,
}

/// One number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    pub sign: Sign,
    /// None where it was not measured, or is not finite.
    pub value: Option<f64>,
    /// The layer that it was found in, where that is one of many.
    pub layer: Option<Layer>,
}

/// The evidence for a verdict: four numbers that are always there, then those that are its own.
pub fn evidence(verdict: Verdict, signs: &Signs) -> Vec<Evidence> {
    let always = [Sign::FirstGradient, Sign::GradientRatio, Sign::FirstUpdate, Sign::TotalGradient];
    let clipped = signs.clipped_gradient.map(|_| Sign::ClippedGradient);
    let own: &[Sign] = match verdict {
        Verdict::Measuring | Verdict::Learning | Verdict::Learned | Verdict::Vanishing | Verdict::Diverged => &[],
        Verdict::Exploding => &[Sign::PeakGradient],
        Verdict::Saturated => &[Sign::Saturated],
        Verdict::DyingRelu => &[Sign::Dead],
        Verdict::TooSlow | Verdict::Stuck => &[Sign::MedianUpdate],
        Verdict::TooNoisy => &[Sign::Loss, Sign::Jump],
    };
    always.into_iter().chain(clipped).chain(own.iter().copied()).map(|sign| one(sign, signs)).collect()
}

fn one(sign: Sign, signs: &Signs) -> Evidence {
    let share = |worst: Option<Worst>| (worst.map(|worst| worst.most), worst.map(|worst| worst.layer));
    let (value, layer) = match sign {
        Sign::FirstGradient => (signs.first_gradient, None),
        Sign::GradientRatio => (signs.gradient_ratio, None),
        Sign::FirstUpdate => (signs.first_update, None),
        Sign::TotalGradient => (signs.total_gradient, None),
        Sign::ClippedGradient => (signs.clipped_gradient, None),
        Sign::PeakGradient => (signs.peak_gradient.map(|(_, norm)| norm), None),
        Sign::MedianUpdate => (signs.median_update, None),
        Sign::Saturated => share(signs.saturated),
        Sign::Dead => share(signs.dead),
        Sign::Loss => (signs.loss, None),
        Sign::Jump => (signs.jump, None),
    };
    Evidence { sign, value, layer }
}
