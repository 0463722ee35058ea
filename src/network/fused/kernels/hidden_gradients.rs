//! The gradients of the hidden layers' weights and biases: sums over the batch, all layers in one dispatch.

use cubecl::prelude::*;

use super::product::registers;
use super::rows::sum_of;
use super::{Quad, Sizes};

/// `d_weight[l][j][i] = branch * sum over rows of delta[l+1][j] h[l][i]` and `d_bias[l][j]` likewise.
///
/// `delta` and `h` are `[layers, width, quads]`, `d_weight` `[layers - 1, width, width]`, `d_bias` `[layers - 1, width]`.
/// An invocation `block` x `block` entries.
#[cube(launch_unchecked)]
pub fn hidden(
    delta: &[Quad],
    h: &[Quad],
    d_weight: &mut [f32],
    d_bias: &mut [f32],
    sizes: Sizes,
    branch: f32,
    #[comptime] width: usize,
    #[comptime] block: usize,
) {
    let blocks = comptime!(width / block);
    let quads = sizes.quads;
    if ABSOLUTE_POS >= (sizes.layers - 1) * (blocks * blocks) {
        terminate!();
    }
    let column = (ABSOLUTE_POS % blocks) * block;
    let row = ((ABSOLUTE_POS / blocks) % blocks) * block;
    let layer = ABSOLUTE_POS / (blocks * blocks);
    let first_d = ((layer + 1) * width + row) * quads;
    let first_h = (layer * width + column) * quads;

    let mut sums = Sequence::<RuntimeCell<f32>>::new();
    #[unroll]
    for _ in 0..comptime!(block * block) {
        sums.push(RuntimeCell::<f32>::new(0.0f32));
    }
    let biases = registers(block);
    for quad in 0..quads {
        let mut inputs = Sequence::<Quad>::new();
        #[unroll]
        for i in 0..block {
            inputs.push(h[first_h + i * quads + quad]);
        }
        #[unroll]
        for j in 0..block {
            let d = delta[first_d + j * quads + quad];
            let bias = biases.index(j);
            bias.store(bias.read() + d);
            #[unroll]
            for i in 0..block {
                let sum = sums.index(comptime!(j * block + i));
                sum.store(sum.read() + d.dot(*inputs.index(i)));
            }
        }
    }
    #[unroll]
    for j in 0..block {
        #[unroll]
        for i in 0..block {
            d_weight[(layer * width + row + j) * width + column + i] =
                sums.index(comptime!(j * block + i)).read() * branch;
        }
        if column == 0 {
            d_bias[layer * width + row + j] = sum_of(biases.index(j).read()) * branch;
        }
    }
}
