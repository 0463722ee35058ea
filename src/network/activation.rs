//! The activations as burn computes them, and their slopes.

use burn::tensor::{Tensor, activation};

use crate::experiment::Activation;

/// SELU's constants: Klambauer et al. 2017, "Self-normalizing neural networks".
pub const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
pub const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
pub const LEAKY_SLOPE: f64 = 0.01;

/// Below this share of its largest slope an activation counts as saturated.
pub const SATURATED_BELOW: f64 = 0.05;

/// `act(x)`, entry by entry.
pub fn apply<const D: usize>(kind: Activation, x: Tensor<D>) -> Tensor<D> {
    match kind {
        Activation::Linear => x,
        Activation::Sigmoid => activation::sigmoid(x),
        Activation::Tanh => activation::tanh(x),
        Activation::Relu => activation::relu(x),
        Activation::LeakyRelu => activation::leaky_relu(x, LEAKY_SLOPE),
        Activation::Elu => activation::elu(x, 1.0),
        Activation::Selu => activation::selu(x),
        Activation::Gelu => activation::gelu(x),
        Activation::Silu => activation::silu(x),
    }
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

/// The largest slope that the activation has anywhere.
pub fn largest_slope(kind: Activation) -> f64 {
    match kind {
        Activation::Linear | Activation::Tanh | Activation::Relu | Activation::LeakyRelu | Activation::Elu => 1.0,
        Activation::Sigmoid => 0.25,
        Activation::Selu => SELU_SCALE * SELU_ALPHA,
        // At x = sqrt(2), where the second derivative (2 - x^2) phi(x) is 0.
        Activation::Gelu => 1.128_904_145,
        // At x = 2.399357, likewise.
        Activation::Silu => 1.099_839_320,
    }
}

/// Whether a unit can die: put out exactly 0, with slope 0, on a whole batch.
pub fn can_die(kind: Activation) -> bool {
    kind == Activation::Relu
}
