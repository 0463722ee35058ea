//! Norms of all gradients together.

use burn::tensor::Tensor;

use crate::experiment::ClipP;
use crate::network::{Engine, Stacked};

/// The p-norm of all entries of all tensors together, `[1]`; neither overflows nor vanishes.
pub fn overall(engine: &dyn Engine, tensors: &[Stacked], p: ClipP) -> Tensor<1> {
    let norms: Vec<_> = tensors.iter().map(|tensor| engine.norms_by_layer(tensor.clone(), p)).collect();
    // A norm of norms of the same p is the norm of everything.
    engine.norms_by_layer(Tensor::cat(norms, 0).reshape([1, 1, -1]), p)
}
