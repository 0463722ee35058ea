//! How much there is to compute in a step.

use super::Experiment;

/// What a step takes for each weight and row: forward, and twice that backward.
const PASSES: f64 = 3.0;
/// What a layer's step takes beside its products, in rows times units: activation, norms, and looking after it.
const BESIDE: f64 = 40.0;

/// Multiplications and additions of a pass there and back for so many rows, as far as they tell how long it takes.
pub fn work(experiment: &Experiment, rows: f64) -> f64 {
    let (depth, width) = (experiment.depth as f64, experiment.width as f64);
    PASSES * rows * depth * width * (width + BESIDE)
}
