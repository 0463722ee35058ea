//! What a norm does to a quad of one unit.
//!
//! The norms' numbers lie in one buffer, `[4, layers, width]`: means, biased variances, scales, shifts.

use cubecl::prelude::*;

use super::Quad;

const EPSILON: f32 = crate::network::NORM_EPSILON as f32;

/// 1 / sqrt(variance + epsilon).
#[cube]
pub fn inverse_deviation(variance: f32) -> f32 {
    1.0f32 / (variance + EPSILON).sqrt()
}

/// `(z - mean) / deviation`.
#[cube]
pub fn standardise(z: Quad, mean: f32, variance: f32) -> Quad {
    (z - Quad::new(mean)) * Quad::new(inverse_deviation(variance))
}

/// `norm(z)` of the unit at `unit` (layer times width plus column), of `units` in all layers together.
#[cube]
pub fn normalise(z: Quad, norms: &[f32], unit: usize, units: usize) -> Quad {
    let standard = standardise(z, norms[unit], norms[units + unit]);
    standard * Quad::new(norms[2 * units + unit]) + Quad::new(norms[3 * units + unit])
}
