//! What a norm does to a quad of one unit.
//!
//! A norm's numbers lie in two buffers, both `[2, layers, width]`: `statistics` is means, then biased variances,
//! `parameters` is scales, then shifts.

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
pub fn normalise(z: Quad, statistics: &[f32], parameters: &[f32], unit: usize, units: usize) -> Quad {
    normalise_by(z, statistics[unit], statistics[units + unit], parameters, unit, units)
}

/// As [`normalise`], with these statistics.
#[cube]
pub fn normalise_by(z: Quad, mean: f32, variance: f32, parameters: &[f32], unit: usize, units: usize) -> Quad {
    standardise(z, mean, variance) * Quad::new(parameters[unit]) + Quad::new(parameters[units + unit])
}
