//! The backward pass: the chain rule from the logits down to the stem.

use super::forward_cache::{ForwardCache, Scratch, Workspace};
use super::lanes::Lanes;
use super::product::{correlate, multiply, transpose};
use super::row_block::{RowBlock, pack};
use super::{AffineGradient, Gradients, Stack, activation, norm};

/// A layer whose largest gradient is below this is scaled up by [`RAISE`]: products of what is smaller would be
/// subnormal, which processors take a hundred times longer for, and a flatlined network has many such layers.
const SMALL: f32 = 1e-18;
const RAISE: f32 = (1_u64 << 60) as f32;

/// The gradients of all parameters, from those of the logits, `[rows, classes]`.
pub fn backward(stack: &Stack<'_>, cache: &ForwardCache, logits: &[f32], workspace: &Workspace) -> Gradients {
    let (depth, width, classes) = (stack.depth(), stack.width(), stack.classes());
    let mut buffers = workspace.take();
    buffers.scratch.resize(stack, cache.per_layer / width);
    let Scratch { z, branch, sums, logits: top, transposed } = &mut buffers.scratch;
    let mut gradients = Gradients::zeros(stack);
    let mut pass = BackwardPass { stack, cache, scale: 1.0 };

    pack(logits, classes, top);
    cache.tail.clear(top, classes);
    pass.affine(top, 1.0, pass.output(depth - 1), &mut gradients.head, 0);
    pass.descend(top, stack.head.weight, 1.0, z, transposed);
    pass.layer(depth - 1, z, sums, &mut gradients.norms);
    for layer in (0..depth - 1).rev() {
        pass.raise(z);
        pass.affine(z, stack.branch, pass.output(layer), &mut gradients.hidden, layer);
        pass.descend(z, stack.hidden.layer(layer, width).weight, stack.branch, branch, transposed);
        pass.layer(layer, branch, sums, &mut gradients.norms);
        join(z, branch, stack.skip);
    }
    pass.raise(z);
    pass.affine(z, 1.0, &cache.buffers.inputs, &mut gradients.stem, 0);
    workspace.give(buffers);
    gradients
}

struct BackwardPass<'a> {
    stack: &'a Stack<'a>,
    cache: &'a ForwardCache,
    /// What the gradients on their way down are to be multiplied by.
    scale: f64,
}

impl BackwardPass<'_> {
    /// What layer `layer` handed on.
    fn output(&self, layer: usize) -> &[RowBlock] {
        let ForwardCache { buffers, .. } = self.cache;
        let all = if buffers.dropped.is_empty() { &buffers.activations } else { &buffers.dropped };
        self.cache.of_layer(all, layer)
    }

    /// The gradients of an affine map, one of several stacked, from those of its outputs, and its inputs.
    fn affine(
        &self,
        outputs: &[RowBlock],
        factor: f32,
        inputs: &[RowBlock],
        gradient: &mut AffineGradient,
        layer: usize,
    ) {
        let groups = self.cache.per_layer / self.stack.width();
        let (outs, ins) = (outputs.len() / groups, inputs.len() / groups);
        let weight = &mut gradient.weight[layer * outs * ins..(layer + 1) * outs * ins];
        let bias = &mut gradient.bias[layer * outs..(layer + 1) * outs];
        correlate(outputs, outs, inputs, ins, weight);
        for (unit, bias) in bias.iter_mut().enumerate() {
            *bias = outputs.iter().skip(unit).step_by(outs).fold(RowBlock::ZERO, |sum, block| sum.plus(*block)).sum();
        }
        let factor = self.scale * f64::from(factor);
        rescale(weight, factor);
        rescale(bias, factor);
    }

    /// The gradient of an affine map's inputs, times `factor`, from that of its outputs.
    fn descend(
        &self,
        outputs: &[RowBlock],
        weight: &[f32],
        factor: f32,
        inputs: &mut [RowBlock],
        transposed: &mut [f32],
    ) {
        let width = self.stack.width();
        let outs = weight.len() / width;
        let transposed = &mut transposed[..weight.len()];
        transpose(weight, width, transposed);
        let factor = Lanes::splat(factor);
        for (outputs, inputs) in outputs.chunks_exact(outs).zip(inputs.chunks_exact_mut(width)) {
            multiply(transposed, outputs, inputs, |_, slot, sum| *slot = sum.scaled(factor));
        }
    }

    /// Through dropout, activation and norm of a layer, in place, from the gradient of what it handed on to that of its z.
    fn layer(&self, layer: usize, gradient: &mut [RowBlock], sums: &mut [RowBlock], norms: &mut AffineGradient) {
        let (cache, buffers) = (self.cache, &self.cache.buffers);
        for (gradient, mask) in gradient.iter_mut().zip(cache.of_layer(&buffers.masks, layer)) {
            *gradient = gradient.times(*mask);
        }
        let (y, slopes) = (cache.of_layer(&buffers.activations, layer), cache.of_layer(&buffers.slopes, layer));
        activation::chain(self.stack.activation, y, slopes, gradient);
        if let Some(norm) = &self.stack.norms {
            let units = layer * sums.len()..(layer + 1) * sums.len();
            let (weight, bias) = (&mut norms.weight[units.clone()], &mut norms.bias[units.clone()]);
            let backward = norm::Backward {
                standard: cache.of_layer(&buffers.standard, layer),
                scale: &buffers.scale[units.clone()],
                weight: &norm.weight[units],
            };
            backward.run(gradient, (cache.rows, &cache.tail), weight, bias, sums);
            rescale(weight, self.scale);
            rescale(bias, self.scale);
        }
    }

    fn raise(&mut self, gradient: &mut [RowBlock]) {
        let largest = gradient.iter().fold(RowBlock::ZERO, |largest, block| largest.zip(*block, |a, b| a.max(b.abs())));
        let largest = largest.to_array().into_iter().fold(0.0, f32::max);
        if largest > 0.0 && largest < SMALL {
            let factor = Lanes::splat(RAISE);
            gradient.iter_mut().for_each(|block| *block = block.scaled(factor));
            self.scale /= f64::from(RAISE);
        }
    }
}

/// z's gradient from that of the next layer's and that through the branch between.
fn join(z: &mut [RowBlock], branch: &[RowBlock], skip: f32) {
    if skip == 0.0 {
        return z.copy_from_slice(branch);
    }
    let skip = Lanes::splat(skip);
    for (z, branch) in z.iter_mut().zip(branch) {
        *z = z.zip(*branch, |z, branch| z * skip + branch);
    }
}

/// Subnormal numbers become 0.
fn rescale(values: &mut [f32], factor: f64) {
    if factor != 1.0 {
        for value in values {
            let scaled = (f64::from(*value) * factor) as f32;
            *value = if scaled.abs() < f32::MIN_POSITIVE { 0.0 } else { scaled };
        }
    }
}

impl Gradients {
    fn zeros(stack: &Stack<'_>) -> Self {
        let zeros = |weight: &[f32], bias: &[f32]| AffineGradient {
            weight: vec![0.0; weight.len()],
            bias: vec![0.0; bias.len()],
        };
        Self {
            stem: zeros(stack.stem.weight, stack.stem.bias),
            hidden: zeros(stack.hidden.weight, stack.hidden.bias),
            norms: stack.norms.map_or_else(AffineGradient::default, |norms| zeros(norms.weight, norms.bias)),
            head: zeros(stack.head.weight, stack.head.bias),
        }
    }
}
