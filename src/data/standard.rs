//! Features brought to mean 0 and standard deviation 1, by the training rows.

use super::{Data, Table};

/// Standardises both tables by the training rows' means and standard deviations (biased, in f64). A feature that is
/// the same in all training rows says nothing, and becomes 0 everywhere.
pub(super) fn standardise(data: &mut Data) {
    for feature in 0..data.train.features {
        let (mean, deviation) = mean_and_deviation(&data.train, feature);
        let scale = if deviation > 0.0 { 1.0 / deviation } else { 0.0 };
        for table in [&mut data.train, &mut data.held_out].into_iter().filter(|table| table.rows() > 0) {
            let features = table.features;
            for value in table.inputs.iter_mut().skip(feature).step_by(features) {
                *value = ((f64::from(*value) - mean) * scale) as f32;
            }
        }
    }
}

/// A feature's mean and biased standard deviation over all rows, in f64.
pub(super) fn mean_and_deviation(table: &Table, feature: usize) -> (f64, f64) {
    let values = || table.inputs.iter().skip(feature).step_by(table.features).map(|value| f64::from(*value));
    let rows = table.rows() as f64;
    let mean = values().sum::<f64>() / rows;
    (mean, (values().map(|value| (value - mean) * (value - mean)).sum::<f64>() / rows).sqrt())
}
