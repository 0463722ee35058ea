//! How wide the initial weights are spread.

use super::{Activation, InitScheme};

/// The factor on 1 / sqrt(fan_in); the standard deviation of a hidden weight is init_scale times both.
/// He: He et al. 2015; LeCun: LeCun et al. 1998; Xavier: Glorot & Bengio 2010.
pub fn gain(scheme: InitScheme, activation: Activation, fan_in: usize, fan_out: usize) -> f64 {
    match scheme {
        InitScheme::Auto | InitScheme::Orthogonal => activation.gain(),
        InitScheme::Lecun => 1.0,
        InitScheme::He => std::f64::consts::SQRT_2,
        InitScheme::Xavier => (2.0 * fan_in as f64 / (fan_in + fan_out) as f64).sqrt(),
    }
}
