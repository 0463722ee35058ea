//! The activations as burn computes them, and their slopes.

use burn::tensor::{Tensor, activation};

use crate::experiment::{Activation, LEAKY_SLOPE, SELU_ALPHA, SELU_SCALE};

/// `act(x)`, entry by entry.
pub fn apply<const D: usize>(kind: Activation, x: Tensor<D>) -> Tensor<D> {
    match kind {
        Activation::Linear => x,
        Activation::Sigmoid => activation::sigmoid(x),
        Activation::Tanh => activation::tanh(x),
        Activation::Relu => activation::relu(x),
        Activation::LeakyRelu => leaky_relu(x),
        Activation::Elu => elu(x, 1.0),
        Activation::Selu => elu(x, SELU_ALPHA) * SELU_SCALE,
        Activation::Gelu => activation::gelu(x),
        Activation::Silu => activation::silu(x),
    }
}

/// Not burn's, whose slope at 0 is the one on its right: PyTorch's is the one on its left.
fn leaky_relu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let left = x.clone().lower_equal_scalar(0.0);
    let below = x.clone() * LEAKY_SLOPE;
    x.mask_where(left, below)
}

/// x above 0, alpha (exp(x) - 1) below. Not burn's, which takes exp(x) above 0 too: past 88 that is infinite, and 0 times
/// infinity in the backward pass is NaN.
fn elu<const D: usize>(x: Tensor<D>, alpha: f64) -> Tensor<D> {
    let left = x.clone().lower_equal_scalar(0.0);
    let below = (x.clone().clamp_max(0.0).exp() - 1.0) * alpha;
    x.mask_where(left, below)
}

/// `act'(x)`, entry by entry; at a kink the slope on its left.
pub fn slope<const D: usize>(kind: Activation, x: Tensor<D>) -> Tensor<D> {
    let left = x.clone().lower_equal_scalar(0.0);
    match kind {
        Activation::Linear => x.ones_like(),
        Activation::Sigmoid => {
            let y = activation::sigmoid(x);
            y.clone() * (-y + 1.0)
        }
        Activation::Tanh => -activation::tanh(x).square() + 1.0,
        Activation::Relu => x.ones_like().mask_fill(left, 0.0),
        Activation::LeakyRelu => x.ones_like().mask_fill(left, LEAKY_SLOPE),
        Activation::Elu => x.ones_like().mask_where(left, x.exp()),
        Activation::Selu => x.full_like(SELU_SCALE).mask_where(left, x.exp() * (SELU_SCALE * SELU_ALPHA)),
        // Phi(x) + x phi(x), with the normal distribution's Phi and phi.
        Activation::Gelu => {
            let phi = (x.clone().square() * -0.5).exp() * (1.0 / (2.0 * std::f64::consts::PI).sqrt());
            ((x.clone() * std::f64::consts::FRAC_1_SQRT_2).erf() + 1.0) * 0.5 + x * phi
        }
        Activation::Silu => {
            let y = activation::sigmoid(x.clone());
            y.clone() * (x * (-y + 1.0) + 1.0)
        }
    }
}
