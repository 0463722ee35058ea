//! The activations as functions of one number, to draw them and to reason about them. The network computes its own.

use super::Activation;

/// SELU's constants: Klambauer et al. 2017, "Self-normalizing neural networks".
pub const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
/// See [`SELU_SCALE`].
pub const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
/// Leaky ReLU's slope below 0.
pub const LEAKY_SLOPE: f64 = 0.01;

/// Below this share of its largest slope an activation counts as saturated.
pub const SATURATED_BELOW: f64 = 0.05;

impl Activation {
    /// `act(x)`.
    pub fn value(self, x: f64) -> f64 {
        match self {
            Activation::Linear => x,
            Activation::Sigmoid => sigmoid(x),
            Activation::Tanh => x.tanh(),
            Activation::Relu => x.max(0.0),
            Activation::LeakyRelu => x.max(LEAKY_SLOPE * x),
            Activation::Elu if x <= 0.0 => x.exp_m1(),
            Activation::Elu => x,
            Activation::Selu if x <= 0.0 => SELU_SCALE * SELU_ALPHA * x.exp_m1(),
            Activation::Selu => SELU_SCALE * x,
            Activation::Gelu => x * normal(x),
            Activation::Silu => x * sigmoid(x),
        }
    }

    /// `act'(x)`; at a kink the slope on its left.
    pub fn slope(self, x: f64) -> f64 {
        match self {
            Activation::Linear => 1.0,
            Activation::Sigmoid => sigmoid(x) * (1.0 - sigmoid(x)),
            Activation::Tanh => 1.0 - x.tanh() * x.tanh(),
            Activation::Relu if x <= 0.0 => 0.0,
            Activation::LeakyRelu if x <= 0.0 => LEAKY_SLOPE,
            Activation::Elu if x <= 0.0 => x.exp(),
            Activation::Relu | Activation::LeakyRelu | Activation::Elu => 1.0,
            Activation::Selu if x <= 0.0 => SELU_SCALE * SELU_ALPHA * x.exp(),
            Activation::Selu => SELU_SCALE,
            Activation::Gelu => normal(x) + x * (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt(),
            Activation::Silu => sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x))),
        }
    }

    /// The largest slope that the activation has anywhere.
    pub fn largest_slope(self) -> f64 {
        match self {
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
    pub fn can_die(self) -> bool {
        self == Activation::Relu
    }

    /// Whether a value at `x` counts as saturated: the slope there is below 5 % of the largest.
    pub fn saturates_at(self, x: f64) -> bool {
        self.slope(x).abs() < SATURATED_BELOW * self.largest_slope()
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The normal distribution's Phi.
fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Choice;

    #[test]
    fn the_slope_is_the_change_of_the_value() {
        for activation in Activation::ALL {
            for step in -60..60 {
                // Never at a kink.
                let x = f64::from(step) / 10.0 + 0.05;
                let found = (activation.value(x + 1e-5) - activation.value(x - 1e-5)) / 2e-5;
                assert!((found - activation.slope(x)).abs() < 1e-6, "{activation:?} at {x}");
            }
        }
    }

    #[test]
    fn no_slope_is_larger_than_the_largest() {
        for activation in Activation::ALL {
            let most = (-10_000..10_000).map(|x| activation.slope(f64::from(x) / 1000.0)).fold(0.0, f64::max);
            let largest = activation.largest_slope();
            assert!(most <= largest + 1e-9 && most > 0.9999 * largest, "{activation:?}: {most}, not {largest}");
        }
    }

    #[test]
    fn sigmoid_saturates_on_both_sides_and_relu_below_0() {
        assert!(Activation::Sigmoid.saturates_at(-5.0) && Activation::Sigmoid.saturates_at(5.0));
        assert!(!Activation::Sigmoid.saturates_at(0.0) && !Activation::Sigmoid.saturates_at(3.0));
        assert!(Activation::Relu.saturates_at(-0.1) && !Activation::Relu.saturates_at(0.1));
    }
}
