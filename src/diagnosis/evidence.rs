//! The numbers that a verdict rests on.

use super::Verdict;
use super::indicators::{Indicators, LayerExtreme};
use crate::vitals::Layer;

/// What a number of the evidence means. Each is a field of [`Indicators`], where its unit is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Indicator {
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
    /// The loss on the held-out rows.
    HeldOut,
    /// The typical difference of two successive probes' losses.
    Jump,
    /// Sharpness times learning rate. Only where it is measured and the optimizer has a limit of it.
    Sharpness,
}

impl Indicator {
    /// Whether it is a share of 0..1.
    pub fn is_share(self) -> bool {
        match self {
            Indicator::Saturated | Indicator::Dead => true,
            Indicator::FirstGradient
            | Indicator::GradientRatio
            | Indicator::FirstUpdate
            | Indicator::TotalGradient
            | Indicator::ClippedGradient
            | Indicator::PeakGradient
            | Indicator::MedianUpdate
            | Indicator::Loss
            | Indicator::HeldOut
            | Indicator::Jump
            | Indicator::Sharpness => false,
        }
    }
}

/// One number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    pub indicator: Indicator,
    /// None where it was not measured, or is not finite.
    pub value: Option<f64>,
    /// The layer that it was found in, where that is one of many.
    pub layer: Option<Layer>,
    /// What it is held against, where that is one number.
    pub edge: Option<f64>,
}

/// The evidence for a verdict: four numbers that are always there, then those that are its own.
pub fn evidence(verdict: Verdict, indicators: &Indicators) -> Vec<Evidence> {
    let always = [Indicator::FirstGradient, Indicator::GradientRatio, Indicator::FirstUpdate, Indicator::TotalGradient];
    let clipped = indicators.clipped_gradient.map(|_| Indicator::ClippedGradient);
    always
        .into_iter()
        .chain(clipped)
        .chain(verdict.evidence().iter().copied())
        .chain(indicators.stability.map(|_| Indicator::Sharpness))
        .map(|indicator| one(indicator, indicators))
        .collect()
}

fn one(indicator: Indicator, indicators: &Indicators) -> Evidence {
    let share = |worst: Option<LayerExtreme>| (worst.map(|worst| worst.most), worst.map(|worst| worst.layer));
    let (value, layer) = match indicator {
        Indicator::FirstGradient => (indicators.first_gradient, None),
        Indicator::GradientRatio => (indicators.gradient_ratio, None),
        Indicator::FirstUpdate => (indicators.first_update, None),
        Indicator::TotalGradient => (indicators.total_gradient, None),
        Indicator::ClippedGradient => (indicators.clipped_gradient, None),
        Indicator::PeakGradient => (indicators.peak_gradient.map(|(_, norm)| norm), None),
        Indicator::MedianUpdate => (indicators.median_update, None),
        Indicator::Saturated => share(indicators.saturated),
        Indicator::Dead => share(indicators.dead),
        Indicator::Loss => (indicators.loss, None),
        Indicator::HeldOut => (indicators.held_out, None),
        Indicator::Jump => (indicators.jump, None),
        Indicator::Sharpness => (indicators.stability.map(|(product, _)| product), None),
    };
    let edge = indicators.stability.map(|(_, edge)| edge).filter(|_| indicator == Indicator::Sharpness);
    Evidence { indicator, value, layer, edge }
}
