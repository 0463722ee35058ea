//! How wide the initial weights are spread.

use super::{Activation, InitScheme};

/// The factor on 1 / sqrt(fan_in); the standard deviation of a hidden weight is init_scale times both.
/// He: He et al. 2015; LeCun: LeCun et al. 1998; Xavier: Glorot & Bengio 2010.
pub fn gain(scheme: InitScheme, activation: Activation, fan_in: usize, fan_out: usize) -> f64 {
    let he = std::f64::consts::SQRT_2;
    match scheme {
        InitScheme::Auto => auto_gain(activation),
        InitScheme::Lecun => 1.0,
        InitScheme::He => he,
        InitScheme::Xavier => (2.0 * fan_in as f64 / (fan_in + fan_out) as f64).sqrt(),
        InitScheme::Orthogonal => auto_gain(activation),
    }
}

/// sqrt(2) for the ReLU family, which halves what it lets through; 1 otherwise.
fn auto_gain(activation: Activation) -> f64 {
    match activation {
        Activation::Relu | Activation::LeakyRelu | Activation::Elu | Activation::Gelu | Activation::Silu => {
            std::f64::consts::SQRT_2
        }
        Activation::Linear | Activation::Sigmoid | Activation::Tanh | Activation::Selu => 1.0,
    }
}
