//! Batch normalisation (Ioffe & Szegedy 2015) of one layer's batch. What is one number a unit is a slice of `width`.

use super::lanes::Lanes;
use super::row_block::{RowBlock, Tail};

/// Added to the variance before its root is taken.
pub const NORM_EPSILON: f64 = 1e-5;

/// Takes the mean and the biased variance of a batch of so many rows, in two passes: the mean of squares less the squared
/// mean would cancel. `sums` is scratch.
pub fn observe(
    batch: &[RowBlock],
    (rows, tail): (usize, &Tail),
    mean: &mut [f32],
    variance: &mut [f32],
    sums: &mut [RowBlock],
) {
    let share = 1.0 / rows as f32;
    tail.sum_by_unit(sums, batch, |_, _, z| z);
    for (mean, sum) in mean.iter_mut().zip(&*sums) {
        *mean = sum.sum() * share;
    }
    tail.sum_by_unit(sums, batch, |_, unit, z| {
        let centred = z.zip(RowBlock::splat(mean[unit]), |z, mean| z - mean);
        centred.times(centred)
    });
    for (variance, sum) in variance.iter_mut().zip(&*sums) {
        *variance = sum.sum() * share;
    }
}

/// 1 / sqrt(variance + epsilon), a unit.
pub fn scale(variance: &[f32], scale: &mut [f32]) {
    for (scale, variance) in scale.iter_mut().zip(variance) {
        *scale = 1.0 / (variance + NORM_EPSILON as f32).sqrt();
    }
}

/// (z - mean) scale, in place.
pub fn standardise(batch: &mut [RowBlock], mean: &[f32], scale: &[f32]) {
    for group in batch.chunks_exact_mut(mean.len()) {
        for ((block, mean), scale) in group.iter_mut().zip(mean).zip(scale) {
            let (mean, scale) = (Lanes::splat(*mean), Lanes::splat(*scale));
            *block = block.map(|z| (z - mean) * scale);
        }
    }
}

/// x weight + bias, in place.
pub fn affine(batch: &mut [RowBlock], weight: &[f32], bias: &[f32]) {
    for group in batch.chunks_exact_mut(weight.len()) {
        for ((block, weight), bias) in group.iter_mut().zip(weight).zip(bias) {
            let (weight, bias) = (Lanes::splat(*weight), Lanes::splat(*bias));
            *block = block.map(|x| x * weight + bias);
        }
    }
}

/// What the backward pass through one norm works with.
pub struct Backward<'a> {
    /// The standardised batch, as [`standardise`] left it.
    pub standard: &'a [RowBlock],
    pub scale: &'a [f32],
    pub weight: &'a [f32],
}

impl Backward<'_> {
    /// Turns the gradient of the norm's output, which is 0 where no row is, into that of its input, in place:
    ///
    /// ```text
    /// dz = weight scale (dy - mean(dy) - x mean(dy x))
    /// ```
    ///
    /// Leaves the gradients of weight and bias, the sums of dy x and of dy. `sums` is scratch.
    pub fn run(
        &self,
        gradient: &mut [RowBlock],
        (rows, tail): (usize, &Tail),
        weight: &mut [f32],
        bias: &mut [f32],
        sums: &mut [RowBlock],
    ) {
        let width = self.scale.len();
        tail.sum_by_unit(sums, gradient, |_, _, dy| dy);
        for (bias, sum) in bias.iter_mut().zip(&*sums) {
            *bias = sum.sum();
        }
        tail.sum_by_unit(sums, gradient, |place, _, dy| dy.times(self.standard[place]));
        for (weight, sum) in weight.iter_mut().zip(&*sums) {
            *weight = sum.sum();
        }
        let share = 1.0 / rows as f32;
        for (group, standard) in gradient.chunks_exact_mut(width).zip(self.standard.chunks_exact(width)) {
            let units = self.weight.iter().zip(self.scale).zip(weight.iter().zip(&*bias));
            for ((dy, x), ((gamma, scale), (weight, bias))) in group.iter_mut().zip(standard).zip(units) {
                let factor = Lanes::splat(gamma * scale);
                let (along, mean) = (Lanes::splat(weight * share), Lanes::splat(bias * share));
                *dy = dy.zip(*x, |dy, x| (dy - mean - x * along) * factor);
            }
        }
        tail.clear(gradient, width);
    }
}
