//! How far signal and gradient would come with given settings: a mean-field estimate.
//!
//! In a wide network with random weights the pre-activations of a layer are normal around 0 with a variance q that the
//! layer before sets, and the gradient's mean square is multiplied at each layer by the same kind of average (Poole et
//! al. 2016, "Exponential expressivity in deep neural networks through transient chaos"; Schoenholz et al. 2017, "Deep
//! information propagation"). With z normal of variance q and v = (init_scale * gain)^2:
//!
//! ```text
//! q[1] = v                                        the inputs are standardised
//! plain:     q[l] = v E[act(z)^2]                 gradient: * v E[act'(z)^2]
//! residual:  q[l] = q[l-1] + a^2 v E[act(z)^2]    gradient: * 1 + a^2 v E[act'(z)^2]
//! ```
//!
//! ReLU on weights of gain 1 thus loses a factor 2^(-1/2) of both a layer: 4e-5 is left after 30, which is why a live
//! switch to ReLU fails there. BatchNorm gives act a z of variance 1 whatever q is, and takes what all points of a
//! batch have in common out of q; then the plain gradient grows by E[act'^2] / Var[act] a layer, which for ReLU is
//! pi / (pi - 1): 1e4 after 50 (Yang et al. 2019, "A mean field theory of batch normalization").

use crate::experiment::{Activation, Experiment, gain};

/// What becomes of signal and gradient between the first hidden layer and the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignalPropagation {
    /// Root mean square of the last hidden layer's pre-activations, for inputs of size 1.
    pub signal: f64,
    /// The first hidden layer's gradient as a multiple of the last one's.
    pub gradient: f64,
}

/// How far they come with these settings through weights as they were drawn for those. The weights drift as they learn:
/// this is good to a power of ten or so while the network has not learned much.
pub fn signal_propagation(init_settings: &Experiment, settings: &Experiment) -> SignalPropagation {
    let width = init_settings.width;
    let gain = gain(init_settings.init_scheme, init_settings.activation, width, width);
    let weights = (init_settings.init_scale * gain).powi(2);
    let (skip, branch) = match settings.residual {
        true => (1.0, settings.residual_scale.powi(2) * weights),
        false => (0.0, weights),
    };
    let mut q = weights;
    let mut log_gradient = 0.0;
    for _ in 1..init_settings.depth {
        let entering = if settings.batch_norm { 1.0 } else { q };
        let Moments { mean, square, slope_square } = moments(settings.activation, entering.sqrt());
        let (passed, slope) = match settings.batch_norm {
            true => (square - mean * mean, slope_square / q.max(f64::MIN_POSITIVE)),
            false => (square, slope_square),
        };
        log_gradient += (skip + branch * slope).ln();
        q = (skip * q + branch * passed).min(f64::MAX);
    }
    SignalPropagation { signal: q.sqrt(), gradient: (log_gradient / 2.0).exp() }
}

/// Averages over a normal variable of mean 0.
#[derive(Clone, Copy)]
struct Moments {
    mean: f64,
    square: f64,
    slope_square: f64,
}

/// E[act(z)], E[act(z)^2] and E[act'(z)^2] for z normal of that standard deviation. By the trapezoid rule over t with
/// z = sinh(t), so that the points lie close where a wide z passes an activation's bend. No point lies at 0, where some
/// have a kink.
fn moments(activation: Activation, deviation: f64) -> Moments {
    const POINTS: i32 = 60;
    const NEAR: f64 = 0.05;
    let step = (6.0f64 / NEAR).asinh() / f64::from(POINTS);
    let mut sum = Moments { mean: 0.0, square: 0.0, slope_square: 0.0 };
    for index in -POINTS..POINTS {
        let t = (f64::from(index) + 0.5) * step;
        let z = NEAR * t.sinh();
        let weight = step * NEAR * t.cosh() * (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let (value, slope) = (activation.value(deviation * z), activation.slope(deviation * z));
        sum.mean += weight * value;
        sum.square += weight * value * value;
        sum.slope_square += weight * slope * slope;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) -> bool {
        (found / expected - 1.0).abs() < 0.02
    }

    #[test]
    fn relu_halves_the_variance_and_its_own_gain_makes_up_for_it() {
        let drawn = Experiment { depth: 31, ..Experiment::default() };
        let live = signal_propagation(&drawn, &Experiment { activation: Activation::Relu, ..drawn.clone() });
        assert!(near(live.signal, 0.5f64.powi(15)) && near(live.gradient, 0.5f64.powi(15)), "{live:?}");
        let drawn = Experiment { activation: Activation::Relu, ..drawn };
        let fresh = signal_propagation(&drawn, &drawn);
        assert!(near(fresh.signal, 2f64.sqrt()) && near(fresh.gradient, 1.0), "{fresh:?}");
    }

    #[test]
    fn batch_norm_multiplies_relus_gradient_by_its_known_factor() {
        let drawn = Experiment { depth: 51, activation: Activation::Relu, batch_norm: true, ..Experiment::default() };
        let shallow = Experiment { depth: 31, ..drawn.clone() };
        let twenty_layers =
            signal_propagation(&drawn, &drawn).gradient / signal_propagation(&shallow, &shallow).gradient;
        let pi = std::f64::consts::PI;
        assert!(near(twenty_layers, (pi / (pi - 1.0)).powi(10)), "{twenty_layers}");
        let both = Experiment { residual: true, ..drawn.clone() };
        assert!(signal_propagation(&drawn, &both).gradient < 20.0);
    }

    #[test]
    fn residual_blocks_double_the_signal_unless_they_are_scaled() {
        let drawn = Experiment { depth: 51, activation: Activation::Relu, residual: true, ..Experiment::default() };
        assert!(near(signal_propagation(&drawn, &drawn).signal, 2f64.powf(25.5)));
        let scaled = Experiment { residual_scale: 50f64.powf(-0.5), ..drawn.clone() };
        assert!(signal_propagation(&drawn, &scaled).signal < 3.0);
    }

    #[test]
    fn ten_sigmoids_lose_the_gradient_and_tanh_keeps_it() {
        let drawn = Experiment::default();
        let sigmoid = signal_propagation(&drawn, &drawn).gradient;
        assert!((1e-7..1e-5).contains(&sigmoid), "{sigmoid}");
        let tanh = signal_propagation(&drawn, &Experiment { activation: Activation::Tanh, ..drawn.clone() });
        assert!(tanh.gradient > 0.1 && tanh.signal > 0.1, "{tanh:?}");
    }

    #[test]
    fn no_weights_at_all_are_no_error() {
        let none = Experiment { init_scale: 0.0, depth: 1000, ..Experiment::default() };
        for (batch_norm, residual) in [(false, false), (false, true), (true, false), (true, true)] {
            let SignalPropagation { signal, gradient } =
                signal_propagation(&none, &Experiment { batch_norm, residual, ..none.clone() });
            assert!(!signal.is_nan() && !gradient.is_nan(), "{batch_norm} {residual}");
        }
        let huge = Experiment { init_scale: 10.0, depth: 1000, activation: Activation::Relu, ..none };
        assert!(signal_propagation(&huge, &huge).signal > 1e100);
    }
}
