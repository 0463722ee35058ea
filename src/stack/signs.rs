//! The vital signs of the hidden layers, from what a forward pass kept.

use super::Stack;
use super::activation::chain;
use super::forward_cache::{ForwardCache, Workspace};
use super::lanes::Lanes;
use super::row_block::{RowBlock, Tail};
use crate::experiment::SATURATED_BELOW;

/// One number a hidden layer each, over batch and units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signs {
    /// Of the activations, before dropout.
    pub means: Vec<f32>,
    /// Biased standard deviations of the same.
    pub stds: Vec<f32>,
    /// The fraction whose slope is below 5 % of the largest slope that the activation has.
    pub saturated: Vec<f32>,
    /// The fraction of units whose output is 0 on the whole batch, where units can die.
    pub dead: Vec<f32>,
    /// The root mean square over units of the biased standard deviation over the batch.
    pub spreads: Vec<f32>,
}

/// Measures all hidden layers.
pub fn signs(stack: &Stack<'_>, cache: &ForwardCache, workspace: &Workspace) -> Signs {
    let (width, kind) = (stack.width(), stack.activation);
    let count = (cache.rows * width) as f64;
    let threshold = Lanes::splat((SATURATED_BELOW * kind.largest_slope()) as f32);
    let one = Lanes::splat(1.0);
    let mut buffers = workspace.take();
    buffers.scratch.resize(stack, cache.per_layer / width);
    let (slope, by_unit) = (&mut buffers.scratch.branch, &mut buffers.scratch.sums);
    let mut signs = Signs::default();
    for layer in 0..stack.depth() {
        let y = cache.of_layer(&cache.buffers.activations, layer);
        let mean = (cache.tail.sum(y, width, |y| y) / count) as f32;
        // Two passes: the mean of squares less the squared mean would cancel.
        let centre = Lanes::splat(mean);
        let squares = cache.tail.sum(y, width, |y| y.map(|y| (y - centre) * (y - centre)));
        signs.spreads.push(spread(y, (cache.rows, &cache.tail), by_unit, &mut slope[..width]));
        slope.fill(RowBlock::splat(1.0));
        chain(kind, y, cache.of_layer(&cache.buffers.slopes, layer), slope);
        let flat = |slope: Lanes| slope.abs().lt(threshold).select(one, Lanes::ZERO);
        let saturated = cache.tail.sum(slope, width, |slope| slope.map(flat));
        signs.means.push(mean);
        signs.stds.push((squares / count).sqrt() as f32);
        signs.saturated.push((saturated / count) as f32);
        signs.dead.push(if kind.can_die() { dead(y, by_unit) } else { 0.0 });
    }
    workspace.give(buffers);
    signs
}

/// The spread of a batch of so many rows. The units of a dead network differ from row to row by less than a float32 sum of
/// them is rounded. So sums are of what a row differs from the first by, which is exact where they are alike. `sums` and
/// `means` are scratch, one a unit.
fn spread(y: &[RowBlock], (rows, tail): (usize, &Tail), sums: &mut [RowBlock], means: &mut [RowBlock]) -> f32 {
    let first = &y[..sums.len()];
    let apart = |unit: usize, y: RowBlock| {
        let first = Lanes::splat(first[unit].first());
        y.map(|y| y - first)
    };
    tail.sum_by_unit(sums, y, |_, unit, y| apart(unit, y));
    for (mean, sum) in means.iter_mut().zip(&*sums) {
        *mean = RowBlock::splat(sum.sum() / rows as f32);
    }
    tail.sum_by_unit(sums, y, |_, unit, y| {
        let centred = apart(unit, y).zip(means[unit], |y, mean| y - mean);
        centred.times(centred)
    });
    let squares = sums.iter().map(|sum| f64::from(sum.sum())).sum::<f64>();
    (squares / (rows * sums.len()) as f64).sqrt() as f32
}

/// `largest` is scratch, one a unit.
fn dead(y: &[RowBlock], largest: &mut [RowBlock]) -> f32 {
    largest.fill(RowBlock::ZERO);
    for group in y.chunks_exact(largest.len()) {
        for (largest, y) in largest.iter_mut().zip(group) {
            *largest = largest.zip(*y, |a, b| b.abs().max(a));
        }
    }
    let dead = largest.iter().filter(|largest| largest.to_array() == [0.0; 8]).count();
    dead as f32 / largest.len() as f32
}
