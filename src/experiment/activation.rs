//! The activations: all that is known of each one, beside how the three engines compute it over many numbers at once
//! (`network/activation.rs`, `network/fused/kernels/activation.rs`, `stack/activation.rs`).

use crate::choice;

choice! {
    /// The function between two layers.
    Activation {
        Linear = "linear", "Linear";
        Sigmoid = "sigmoid", "Sigmoid";
        Tanh = "tanh", "Tanh";
        Relu = "relu", "ReLU";
        LeakyRelu = "leaky_relu", "Leaky ReLU";
        Elu = "elu", "ELU";
        Selu = "selu", "SELU";
        Gelu = "gelu", "GELU";
        Silu = "silu", "SiLU";
    }
}

/// SELU's constants: Klambauer et al. 2017, "Self-normalizing neural networks".
pub const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
/// See [`SELU_SCALE`].
pub const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
/// Leaky ReLU's slope below 0; PyTorch's default.
pub const LEAKY_SLOPE: f64 = 0.01;

/// Below this share of its largest slope an activation counts as saturated.
pub const SATURATED_BELOW: f64 = 0.05;

impl Activation {
    /// The PyTorch module that computes it with its default arguments, such as `nn.LeakyReLU`.
    pub fn pytorch_name(self) -> &'static str {
        match self {
            Activation::Linear => "nn.Identity",
            Activation::Sigmoid => "nn.Sigmoid",
            Activation::Tanh => "nn.Tanh",
            Activation::Relu => "nn.ReLU",
            Activation::LeakyRelu => "nn.LeakyReLU",
            Activation::Elu => "nn.ELU",
            Activation::Selu => "nn.SELU",
            Activation::Gelu => "nn.GELU",
            Activation::Silu => "nn.SiLU",
        }
    }

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

    /// `act'(x)`; at a kink the slope on its left, as PyTorch has it.
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

    /// The factor by which weights are drawn wider, so that a signal keeps its size from layer to layer: sqrt(2) for
    /// the ReLU family, which halves the mean square of what it takes; 1 otherwise. He et al. 2015.
    pub fn gain(self) -> f64 {
        match self {
            Activation::Relu | Activation::LeakyRelu | Activation::Elu | Activation::Gelu | Activation::Silu => {
                std::f64::consts::SQRT_2
            }
            Activation::Linear | Activation::Sigmoid | Activation::Tanh | Activation::Selu => 1.0,
        }
    }

    /// Whether the slope goes to 0 for large x as well as for small, so that units saturate on either side.
    pub fn saturates_at_both_ends(self) -> bool {
        match self {
            Activation::Sigmoid | Activation::Tanh => true,
            Activation::Linear
            | Activation::Relu
            | Activation::LeakyRelu
            | Activation::Elu
            | Activation::Selu
            | Activation::Gelu
            | Activation::Silu => false,
        }
    }

    /// Whether a unit can die: put out exactly 0, with slope 0, on a whole batch.
    pub fn can_die(self) -> bool {
        match self {
            Activation::Relu => true,
            Activation::Linear
            | Activation::Sigmoid
            | Activation::Tanh
            | Activation::LeakyRelu
            | Activation::Elu
            | Activation::Selu
            | Activation::Gelu
            | Activation::Silu => false,
        }
    }

    /// Whether `act'(x)` is a function of `act(x)`: where it is not, a backward pass has to keep the slope itself.
    pub fn slope_follows_from_value(self) -> bool {
        match self {
            Activation::Linear
            | Activation::Sigmoid
            | Activation::Tanh
            | Activation::Relu
            | Activation::LeakyRelu
            | Activation::Elu
            | Activation::Selu => true,
            // They fall before they rise: two x share a value and differ in slope.
            Activation::Gelu | Activation::Silu => false,
        }
    }

    /// Whether it is two straight lines that meet in a corner: then a derivative of the loss knows of it on which of them each
    /// unit is, and nothing else.
    pub fn is_two_lines(self) -> bool {
        match self {
            Activation::Relu | Activation::LeakyRelu => true,
            Activation::Linear
            | Activation::Sigmoid
            | Activation::Tanh
            | Activation::Elu
            | Activation::Selu
            | Activation::Gelu
            | Activation::Silu => false,
        }
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

    const STEP: f64 = 1e-5;

    /// From -6 to 6, never at a kink.
    fn places() -> impl Iterator<Item = f64> {
        (-60..60).map(|step| f64::from(step) / 10.0 + 0.05)
    }

    #[test]
    fn the_slope_is_the_change_of_the_value() {
        for activation in Activation::ALL {
            for x in places() {
                let found = (activation.value(x + STEP) - activation.value(x - STEP)) / (2.0 * STEP);
                assert!((found - activation.slope(x)).abs() < 1e-6, "{activation:?} at {x}");
            }
        }
    }

    #[test]
    fn values_are_pytorch_s() {
        // Of torch's modules in float64 at -1 and at 1.
        for (activation, at_minus_one, at_one) in [
            (Activation::Linear, -1.0, 1.0),
            (Activation::Sigmoid, 0.268_941_421, 0.731_058_579),
            (Activation::Tanh, -0.761_594_156, 0.761_594_156),
            (Activation::Relu, 0.0, 1.0),
            (Activation::LeakyRelu, -0.01, 1.0),
            (Activation::Elu, -0.632_120_559, 1.0),
            (Activation::Selu, -1.111_330_737, 1.050_700_987),
            (Activation::Gelu, -0.158_655_254, 0.841_344_746),
            (Activation::Silu, -0.268_941_421, 0.731_058_579),
        ] {
            let found = (activation.value(-1.0), activation.value(1.0));
            assert!(
                (found.0 - at_minus_one).abs() < 1e-9 && (found.1 - at_one).abs() < 1e-9,
                "{activation:?}: {found:?}"
            );
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
    fn what_is_said_of_an_activation_is_what_its_slope_shows() {
        for activation in Activation::ALL {
            let lost = |x: f64| activation.slope(x).abs() < 1e-6;
            assert_eq!(activation.saturates_at_both_ends(), lost(-30.0) && lost(30.0), "{activation:?}");
            let dead =
                (1..30).all(|x| activation.value(-f64::from(x)) == 0.0 && activation.slope(-f64::from(x)) == 0.0);
            assert_eq!(activation.can_die(), dead, "{activation:?}");
            // Where the value never falls, it tells where on the curve one is, or the slope is the same.
            let falls = places().any(|x| activation.slope(x) < 0.0);
            assert_eq!(activation.slope_follows_from_value(), !falls, "{activation:?}");
            let lines: Vec<f64> = places().map(|x| activation.slope(x)).collect();
            let corners = lines.windows(2).filter(|two| two[0] != two[1]).count();
            assert_eq!(activation.is_two_lines(), corners == 1, "{activation:?}");
        }
    }

    #[test]
    fn sigmoid_saturates_on_both_sides_and_relu_below_0() {
        assert!(Activation::Sigmoid.saturates_at(-5.0) && Activation::Sigmoid.saturates_at(5.0));
        assert!(!Activation::Sigmoid.saturates_at(0.0) && !Activation::Sigmoid.saturates_at(3.0));
        assert!(Activation::Relu.saturates_at(-0.1) && !Activation::Relu.saturates_at(0.1));
    }
}
