//! The network on plain numbers, for the CPU: forward, backward and vital signs of all layers together, with no tensor
//! library in between.
//!
//! The formula is the one at [`crate::network::Network`], and so are the shapes of the parameters. What makes it fast:
//! a layout in which every operation is over whole vectors ([`row_block`]), products whose sums stay in registers
//! ([`product`]), and memory that is used again step after step ([`Workspace`]).

pub mod activation;
mod backward;
mod forward;
mod forward_cache;
mod lanes;
mod loss;
mod math;
pub mod norm;
mod product;
mod row_block;
mod signs;
mod sums;

pub use backward::backward;
pub use forward::{LayerObserver, Shown, Stage, evaluate, forward};
pub use forward_cache::{ForwardCache, Workspace};
pub use loss::{Loss, loss, loss_and_slope};
pub use signs::{Signs, signs};
pub use sums::{p_norm, sum};

use crate::experiment::Activation;

/// An affine map, or several of one shape, one after another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Affine<'a> {
    /// `[layers, out, in]`
    pub weight: &'a [f32],
    /// `[layers, out]`
    pub bias: &'a [f32],
}

/// The norms of all hidden layers, each part `[depth, width]`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Norms<'a> {
    pub weight: &'a [f32],
    pub bias: &'a [f32],
    pub running_mean: &'a [f32],
    pub running_variance: &'a [f32],
}

/// A network: its parameters, and what they mean.
#[derive(Clone, Copy, Debug)]
pub struct Stack<'a> {
    pub stem: Affine<'a>,
    /// Layers 2..L; empty at depth 1.
    pub hidden: Affine<'a>,
    pub norms: Option<Norms<'a>>,
    pub head: Affine<'a>,
    pub activation: Activation,
    /// s: what a block carries over from its input.
    pub skip: f32,
    /// a: the factor on a block's branch.
    pub branch: f32,
}

impl<'a> Stack<'a> {
    /// The same network with only its first hidden layers, `depth` of them, ahead of the head. At least 1.
    pub fn first_layers(&self, depth: usize) -> Stack<'a> {
        let width = self.width();
        let units = depth * width;
        let Affine { weight, bias } = self.hidden;
        let hidden = Affine { weight: &weight[..(units - width) * width], bias: &bias[..units - width] };
        let norms = self.norms.map(|norms| Norms {
            weight: &norms.weight[..units],
            bias: &norms.bias[..units],
            running_mean: &norms.running_mean[..units],
            running_variance: &norms.running_variance[..units],
        });
        Stack { hidden, norms, ..*self }
    }

    /// Number of hidden layers, the stem included.
    pub fn depth(&self) -> usize {
        1 + self.hidden.bias.len() / self.width()
    }

    pub fn width(&self) -> usize {
        self.stem.bias.len()
    }

    pub fn features(&self) -> usize {
        self.stem.weight.len() / self.width()
    }

    pub fn classes(&self) -> usize {
        self.head.bias.len()
    }
}

impl<'a> Affine<'a> {
    /// The map of one layer (from 0), of so many outputs.
    fn layer(&self, layer: usize, outputs: usize) -> Affine<'a> {
        let size = self.weight.len() / self.bias.len() * outputs;
        Affine {
            weight: &self.weight[layer * size..(layer + 1) * size],
            bias: &self.bias[layer * outputs..(layer + 1) * outputs],
        }
    }
}

/// A batch by itself, for whoever wants to time a product alone.
#[derive(Clone)]
pub struct Batch {
    width: usize,
    blocks: Vec<row_block::RowBlock>,
}

impl Batch {
    /// From `[rows, width]`, row by row.
    pub fn new(values: &[f32], width: usize) -> Self {
        let mut blocks = vec![row_block::RowBlock::ZERO; row_block::groups(values.len() / width) * width];
        row_block::pack(values, width, &mut blocks);
        Self { width, blocks }
    }

    /// Every row through `weights`, `[output.width, self.width]`, into `output`.
    // A call of its own: engines optimise WebAssembly function by function, from one call to the next.
    #[inline(never)]
    pub fn times(&self, weights: &[f32], output: &mut Self) {
        let groups = self.blocks.chunks_exact(self.width).zip(output.blocks.chunks_exact_mut(output.width));
        for (input, output) in groups {
            product::multiply(weights, input, output, |_, slot, sum| *slot = sum);
        }
    }
}

/// The gradients of all parameters, in their shapes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gradients {
    pub stem: AffineGradient,
    pub hidden: AffineGradient,
    /// Empty without norms.
    pub norms: AffineGradient,
    pub head: AffineGradient,
}

/// The gradients of an affine map, or of a norm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AffineGradient {
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
}

#[cfg(test)]
mod tests;
