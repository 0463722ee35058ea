//! Norms of gradients and updates that neither overflow nor vanish: a flatlined layer's gradient of 1e-25
//! has a square that float32 cannot hold.

use burn::tensor::Tensor;

use crate::experiment::ClipP;
use crate::network::Stacked;

/// Within these bounds lies the number that a norm is scaled by.
const SMALLEST: f32 = 1e-37;
const LARGEST: f32 = 3e38;

/// The p-norm over each layer's entries: `[layers, ..]` to `[layers]`.
pub fn by_layer(tensor: Stacked, p: ClipP) -> Tensor<1> {
    #[cfg(feature = "gpu")]
    if crate::network::fused::on_gpu(&tensor) {
        return crate::network::fused::norms_by_layer(tensor, p);
    }
    let [layers, rows, columns] = tensor.dims();
    by_row(tensor.reshape([layers, rows * columns]), p)
}

/// The p-norm of all entries of all tensors together, `[1]`.
pub fn overall(tensors: &[Stacked], p: ClipP) -> Tensor<1> {
    let norms: Vec<_> = tensors.iter().map(|tensor| by_layer(tensor.clone(), p)).collect();
    // A norm of norms of the same p is the norm of everything.
    by_layer(Tensor::cat(norms, 0).reshape([1, 1, -1]), p)
}

/// `[rows, columns]` to `[rows]`.
fn by_row(tensor: Tensor<2>, p: ClipP) -> Tensor<1> {
    let size = tensor.abs();
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
