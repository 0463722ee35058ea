//! The forward pass, in training and in evaluation mode.

use super::forward_cache::{ForwardCache, Scratch, Workspace};
use super::lanes::Lanes;
use super::product::multiply;
use super::row_block::{RowBlock, groups, pack, unpack};
use super::{Affine, Stack, activation, norm};

/// What a layer has just computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// z
    PreActivation,
    /// norm(z)
    Normalised,
    /// act(norm(z)), before dropout
    Activation,
}

/// Is shown a layer (from 0), what it has just computed, and its values.
pub type LayerObserver<'a> = dyn FnMut(usize, Stage, &Shown<'_>) + 'a;

/// A layer's values as the pass holds them: put in order only for who asks.
pub struct Shown<'a> {
    batch: &'a [RowBlock],
    width: usize,
    rows: usize,
}

impl Shown<'_> {
    /// `[rows, width]`, row by row.
    pub fn values(&self) -> Vec<f32> {
        self.first_rows(self.rows)
    }

    /// The same of the first `rows` rows, or of as many as there are.
    pub fn first_rows(&self, rows: usize) -> Vec<f32> {
        let mut values = vec![0.0; rows.min(self.rows) * self.width];
        unpack(self.batch, self.width, &mut values);
        values
    }
}

/// Rows that evaluation takes through all layers together: they stay in the processor's cache.
const EVALUATED_TOGETHER: usize = 128;

/// The forward pass in training mode: logits `[rows, classes]` of inputs `[rows, features]`, and what the backward pass
/// and the vital signs need. `dropout`: the multipliers of each layer, `[rows, width]`, where it is on. `observer` is shown
/// every layer, where there is somebody to see it.
pub fn forward(
    stack: &Stack<'_>,
    inputs: &[f32],
    dropout: Option<&[&[f32]]>,
    workspace: &Workspace,
    mut observer: Option<&mut LayerObserver<'_>>,
) -> (Vec<f32>, ForwardCache) {
    let (depth, width, features) = (stack.depth(), stack.width(), stack.features());
    let rows = inputs.len() / features;
    let mut cache = ForwardCache::new(stack, rows, dropout.is_some(), workspace);
    let (tail, per_layer) = (cache.tail, cache.per_layer);
    let buffers = &mut cache.buffers;
    let scratch = &mut buffers.scratch;
    let mut show = |layer: usize, stage: Stage, batch: &[RowBlock]| {
        if let Some(observer) = &mut observer {
            observer(layer, stage, &Shown { batch, width, rows });
        }
    };

    pack(inputs, features, &mut buffers.inputs);
    dense(stack.stem, &buffers.inputs, &mut scratch.z);
    for layer in 0..depth {
        let at = layer * per_layer..(layer + 1) * per_layer;
        let y = &mut buffers.activations[at.clone()];
        show(layer, Stage::PreActivation, &scratch.z);
        y.copy_from_slice(&scratch.z);
        if let Some(norms) = &stack.norms {
            let units = layer * width..(layer + 1) * width;
            let (mean, scale) = (&mut buffers.mean[units.clone()], &mut buffers.scale[units.clone()]);
            let variance = &mut buffers.variance[units.clone()];
            norm::observe(y, (rows, &tail), mean, variance, &mut scratch.sums);
            norm::scale(variance, scale);
            norm::standardise(y, mean, scale);
            buffers.standard[at.clone()].copy_from_slice(y);
            norm::affine(y, &norms.weight[units.clone()], &norms.bias[units]);
        }
        show(layer, Stage::Normalised, y);
        let slopes = if buffers.slopes.is_empty() { &mut [] } else { &mut buffers.slopes[at.clone()] };
        activation::apply(stack.activation, y, slopes);
        show(layer, Stage::Activation, y);
        let mut h = &*y;
        if let Some(masks) = dropout {
            let (mask, dropped) = (&mut buffers.masks[at.clone()], &mut buffers.dropped[at]);
            pack(masks[layer], width, mask);
            for ((dropped, y), mask) in dropped.iter_mut().zip(h).zip(&*mask) {
                *dropped = y.times(*mask);
            }
            h = dropped;
        }
        next(stack, layer, h, scratch);
    }
    let mut logits = vec![0.0; rows * stack.classes()];
    unpack(&scratch.logits, stack.classes(), &mut logits);
    (logits, cache)
}

/// The forward pass in evaluation mode: norms by their running statistics, no dropout.
pub fn evaluate(stack: &Stack<'_>, inputs: &[f32], workspace: &Workspace) -> Vec<f32> {
    let (features, classes, width) = (stack.features(), stack.classes(), stack.width());
    let mut logits = vec![0.0; inputs.len() / features * classes];
    let mut scale = vec![0.0; stack.norms.map_or(0, |norms| norms.running_variance.len())];
    if let Some(norms) = stack.norms {
        norm::scale(norms.running_variance, &mut scale);
    }
    let mut buffers = workspace.take();
    let together = inputs.chunks(EVALUATED_TOGETHER * features).zip(logits.chunks_mut(EVALUATED_TOGETHER * classes));
    for (inputs, logits) in together {
        let groups = groups(inputs.len() / features);
        buffers.inputs.resize(groups * features, RowBlock::ZERO);
        buffers.scratch.resize(stack, groups);
        let scratch = &mut buffers.scratch;
        // The slopes that some activations leave are of no use here.
        let mut slopes = std::mem::take(&mut buffers.slopes);
        slopes.resize(groups * width, RowBlock::ZERO);
        let mut y = std::mem::take(&mut scratch.branch);
        pack(inputs, features, &mut buffers.inputs);
        dense(stack.stem, &buffers.inputs, &mut scratch.z);
        for layer in 0..stack.depth() {
            let units = layer * width..(layer + 1) * width;
            y.copy_from_slice(&scratch.z);
            if let Some(norms) = &stack.norms {
                norm::standardise(&mut y, &norms.running_mean[units.clone()], &scale[units.clone()]);
                norm::affine(&mut y, &norms.weight[units.clone()], &norms.bias[units]);
            }
            activation::apply(stack.activation, &mut y, &mut slopes);
            next(stack, layer, &y, scratch);
        }
        unpack(&scratch.logits, classes, logits);
        scratch.branch = y;
        buffers.slopes = slopes;
    }
    workspace.give(buffers);
    logits
}

/// From layer `layer`'s output `h` to the next layer's z, or to the logits.
fn next(stack: &Stack<'_>, layer: usize, h: &[RowBlock], scratch: &mut Scratch) {
    let width = stack.width();
    if layer + 1 == stack.depth() {
        return dense(stack.head, h, &mut scratch.logits);
    }
    let map = stack.hidden.layer(layer, width);
    if stack.skip == 0.0 && stack.branch == 1.0 {
        return dense(map, h, &mut scratch.z);
    }
    let (skip, branch) = (Lanes::splat(stack.skip), Lanes::splat(stack.branch));
    for (h, z) in h.chunks_exact(width).zip(scratch.z.chunks_exact_mut(width)) {
        multiply(map.weight, h, z, |unit, z, sum| {
            let bias = Lanes::splat(map.bias[unit]);
            *z = z.zip(sum, |z, sum| (z * skip + bias * branch) + sum * branch);
        });
    }
}

/// `output = map(input)`, group by group.
fn dense(map: Affine<'_>, input: &[RowBlock], output: &mut [RowBlock]) {
    let outputs = map.bias.len();
    let inputs = map.weight.len() / outputs;
    for (input, output) in input.chunks_exact(inputs).zip(output.chunks_exact_mut(outputs)) {
        multiply(map.weight, input, output, |unit, slot, sum| {
            let bias = Lanes::splat(map.bias[unit]);
            *slot = sum.map(|sum| sum + bias);
        });
    }
}
