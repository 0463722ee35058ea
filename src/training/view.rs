//! What the network answers over its inputs, read back to the host.

use burn::tensor::{Device, Tensor, TensorData, activation};

use super::error::TrainingError;
use super::plate::plate;
use crate::data::Table;
use crate::network::LayerValues;
use crate::vitals::{Distribution, Histogram, ImageSample, Plates, View};

/// How far the boundary's grid reaches on each side, in standardised units.
pub const REACH: f32 = 2.4;
const IMAGES: usize = 24;
const BINS: usize = 48;

/// Reads a tensor's numbers.
pub async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, TrainingError> {
    let data = tensor.into_data_async().await.map_err(TrainingError::new)?;
    data.convert::<f32>().try_into_vec::<f32>().map_err(TrainingError::new)
}

/// `[rows, features]` on the device.
pub fn inputs(values: Vec<f32>, features: usize, device: &Device) -> Tensor<2> {
    let rows = values.len() / features.max(1);
    Tensor::from_data(TensorData::new(values, [rows, features]), device)
}

/// A `side` x `side` grid over 2-D inputs, from the top left, row by row.
pub fn grid(side: usize, device: &Device) -> Tensor<2> {
    let at = |i: usize| (2.0 * (i as f32 + 0.5) / side as f32 - 1.0) * REACH;
    let points = (0..side * side).flat_map(|i| [at(i % side), -at(i / side)]).collect();
    inputs(points, 2, device)
}

/// Class 1's probability on the [`grid`], from its logits.
pub async fn boundary(logits: Tensor<2>, side: usize) -> Result<View, TrainingError> {
    let probabilities = read(activation::softmax(logits, 1).narrow(1, 1, 1)).await?;
    Ok(View::Boundary { side, reach: REACH, probabilities })
}

/// Some held-out images with what the network takes them for, and the confusion counts of all of them, from their
/// logits. `ink` holds the images as they are drawn, in the table's order.
pub async fn images(logits: Tensor<2>, table: &Table, ink: &[f32]) -> Result<View, TrainingError> {
    let classes = table.classes;
    let probabilities = read(activation::softmax(logits, 1)).await?;
    let mut confusion = vec![0; classes * classes];
    let mut samples = Vec::with_capacity(IMAGES);
    for (row, chances) in probabilities.chunks(classes).enumerate() {
        let label = table.labels[row];
        // A NaN is never the largest: a diverged network takes everything for class 0 with probability NaN.
        let predicted = (0..classes).fold(0, |best, class| if chances[class] > chances[best] { class } else { best });
        confusion[label as usize * classes + predicted] += 1;
        if samples.len() < IMAGES {
            let pixels = ink[row * table.features..(row + 1) * table.features].to_vec();
            samples.push(ImageSample { pixels, label, predicted: predicted as u32, probability: chances[predicted] });
        }
    }
    Ok(View::Images { side: (table.features as f64).sqrt() as usize, samples, classes, confusion })
}

/// Where the values of hidden layer `layer` (from 0) lie.
pub async fn distribution(values: LayerValues, layer: usize) -> Result<Distribution, TrainingError> {
    Ok(Distribution {
        layer,
        pre_activation: histogram(&read(values.pre_activation).await?),
        normalised: histogram(&read(values.normalised).await?),
        activation: histogram(&read(values.activation).await?),
    })
}

/// The plates of the layers whose activations take these values, `[layers, rows, width]`; the first is layer `first` (from 0).
/// Read back in one transfer.
pub async fn plates(values: Tensor<3>, first: usize) -> Result<Plates, TrainingError> {
    let [_, rows, width] = values.dims();
    let plates = read(values).await?.chunks(rows * width).map(|values| plate(values, width)).collect();
    Ok(Plates { first, plates })
}

/// Counts of the finite values in equal bins from the smallest to the largest.
fn histogram(values: &[f32]) -> Histogram {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) =
        finite().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        return Histogram::default();
    }
    let mut counts = vec![0; BINS];
    let width = ((high - low) / BINS as f32).max(f32::MIN_POSITIVE);
    for value in finite() {
        counts[(((value - low) / width) as usize).min(BINS - 1)] += 1;
    }
    Histogram { low, high, counts }
}

#[cfg(test)]
mod tests {
    use super::histogram;

    #[test]
    fn a_histogram_counts_every_finite_value_once() {
        let found = histogram(&[0.0, 1.0, f32::NAN, 0.5, 1.0, f32::INFINITY]);
        assert_eq!((found.low, found.high, found.counts.iter().sum::<u32>()), (0.0, 1.0, 4));
        assert_eq!((found.counts[0], found.counts[47]), (1, 2));
        assert_eq!(histogram(&[2.0, 2.0]).counts[0], 2);
        assert!(histogram(&[f32::NAN]).counts.is_empty());
    }
}
