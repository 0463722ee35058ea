//! Norms of gradients and updates that neither overflow nor vanish, in burn's own operations: a flatlined layer's
//! gradient of 1e-25 has a square that float32 cannot hold.

use burn::tensor::Tensor;

use super::Stacked;
use crate::experiment::ClipP;

/// Within these bounds lies the number that a norm is scaled by.
const SMALLEST: f32 = 1e-37;
const LARGEST: f32 = 3e38;

/// The p-norm over each layer's entries: `[layers, ..]` to `[layers]`.
pub fn by_layer(stacked: Stacked, p: ClipP) -> Tensor<1> {
    let [layers, rows, columns] = stacked.dims();
    let size = stacked.reshape([layers, rows * columns]).abs();
    match p {
        ClipP::One => size.sum_dim(1).squeeze_dim(1),
        ClipP::Infinity => size.max_dim(1).squeeze_dim(1),
        ClipP::Two => {
            let scale = size.clone().max_dim(1).clamp(SMALLEST, LARGEST);
            let root = (size / scale.clone()).square().sum_dim(1).sqrt();
            (root * scale).squeeze_dim(1)
        }
    }
}
