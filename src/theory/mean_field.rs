//! Mean field theory of a network that was just drawn: in a wide layer pre-activations are normal, so that how strong signal
//! and gradient are follows from layer to layer. Schoenholz et al. 2017, Deep Information Propagation, eqs. 3 to 8; with
//! residual blocks Yang and Schoenholz 2017.

use std::f64::consts::TAU;

use crate::experiment::{Activation, Experiment, gain};

/// How strong each hidden layer is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// log10 of how far apart the layer's outputs hold the points, over how far apart the data are; minus infinity for not at all.
    pub forward: Vec<f64>,
    /// log10 of the gradient's norm for the layer's weight matrix over that of the last hidden layer's.
    pub backward: Vec<f64>,
}

/// Places at which a normal variable is looked at in one dimension, and in each of two.
const PLACES: usize = 240;
const PLACES_OF_TWO: usize = 64;
/// How far from 0 it is looked at, in standard deviations.
const REACH: f64 = 7.0;
/// For so many layers the distance of two inputs is followed as it is; then only how it closes.
const FOLLOWED: usize = 60;

/// What is to be expected of a network of these settings; `spread` is the data's: the root mean square over features of their
/// standard deviations. None with BatchNorm, of which this theory says nothing.
pub fn predict(experiment: &Experiment, features: usize, spread: f64) -> Option<Prediction> {
    if experiment.batch_norm || !spread.is_finite() || spread <= 0.0 {
        return None;
    }
    let (depth, activation) = (experiment.depth, experiment.activation);
    let variance = |fan_in: usize| {
        let gain = gain(experiment.init_scheme, activation, fan_in, experiment.width);
        (experiment.init_scale * gain).powi(2)
    };
    let (skip, branch) = if experiment.residual { (1.0, experiment.residual_scale.powi(2)) } else { (0.0, 1.0) };
    let hidden = branch * variance(experiment.width);
    let points = Normal::new();
    // Of pre-activations: the mean square, and half the mean square of the difference of two inputs'.
    let mut own = variance(features) * spread * spread;
    let mut distance = own;
    let mut forward = Vec::with_capacity(depth);
    let mut slopes = Vec::with_capacity(depth);
    let mut sizes = vec![0.5 * (features as f64).log10() + spread.log10()];
    for layer in 0..depth {
        let (square, slope) = points.moments(activation, own);
        let apart = if layer < FOLLOWED && distance > 1e-4 * own {
            square - points.product(activation, own, own - distance)
        } else if layer == 0 {
            slope * own
        } else {
            // Near to each other they are as far apart as the slope lets them.
            slope * distance
        };
        forward.push(0.5 * apart.max(0.0).log10() - spread.log10());
        slopes.push(skip + hidden * slope);
        sizes.push(0.5 * (experiment.width as f64 * square).log10());
        (own, distance) = (skip * own + hidden * square, skip * distance + hidden * apart);
        if !(1e-60..1e60).contains(&own) {
            break;
        }
    }
    // Beyond what numbers hold it goes on as it went.
    go_on(&mut forward, depth);
    go_on(&mut sizes, depth + 1);
    slopes.resize(depth, slopes.last().copied().unwrap_or(1.0));
    // From the last hidden layer on: what each layer's own slope does to the gradient, and the size of what enters it.
    let mut backward = vec![0.0; depth];
    let mut passed = 0.0;
    for layer in (0..depth).rev() {
        backward[layer] = passed + sizes[layer] - sizes[depth - 1];
        passed += 0.5 * slopes[layer.saturating_sub(1)].log10();
    }
    Some(Prediction { forward, backward })
}

/// Continues a line to that length by its last step.
fn go_on(line: &mut Vec<f64>, length: usize) {
    let step = match line[..] {
        [.., before, last] if (last - before).is_finite() => last - before,
        _ => 0.0,
    };
    while line.len() < length {
        line.push(line.last().map_or(0.0, |last| last + step));
    }
}

/// A normal variable, as weights at places. The places avoid 0, where some slopes have a step.
struct Normal {
    one: Vec<(f64, f64)>,
    two: Vec<(f64, f64)>,
}

impl Normal {
    fn new() -> Self {
        Self { one: places(PLACES), two: places(PLACES_OF_TWO) }
    }

    /// The mean squares of the activation and of its slope, for pre-activations of that variance.
    fn moments(&self, activation: Activation, variance: f64) -> (f64, f64) {
        let std = variance.sqrt();
        let mean =
            |of: &dyn Fn(f64) -> f64| self.one.iter().map(|(x, weight)| weight * of(std * x).powi(2)).sum::<f64>();
        (mean(&|x| activation.value(x)), mean(&|x| activation.slope(x)))
    }

    /// The mean product of the activations of two pre-activations of that variance, whose own mean product is `both`.
    fn product(&self, activation: Activation, variance: f64, both: f64) -> f64 {
        let (std, correlation) = (variance.sqrt(), (both / variance).clamp(-1.0, 1.0));
        let rest = (1.0 - correlation * correlation).sqrt();
        let inner = |x: f64| {
            let second =
                self.two.iter().map(|(y, weight)| weight * activation.value(std * (correlation * x + rest * y)));
            second.sum::<f64>()
        };
        self.two.iter().map(|(x, weight)| weight * activation.value(std * x) * inner(*x)).sum()
    }
}

/// Middles of equal stretches from -REACH to REACH, each with its weight; all weights make 1.
fn places(count: usize) -> Vec<(f64, f64)> {
    let step = 2.0 * REACH / count as f64;
    let raw: Vec<(f64, f64)> = (0..count)
        .map(|index| {
            let x = -REACH + (index as f64 + 0.5) * step;
            (x, (-0.5 * x * x).exp() / TAU.sqrt() * step)
        })
        .collect();
    let total: f64 = raw.iter().map(|(_, weight)| weight).sum();
    raw.into_iter().map(|(x, weight)| (x, weight / total)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::InitScheme;

    fn slope(activation: Activation, variance: f64) -> f64 {
        Normal::new().moments(activation, variance).1
    }

    #[test]
    fn where_a_gradient_keeps_its_size_is_where_it_is_known_to() {
        // chi_1 = sigma_w^2 E[slope^2] = 1: ReLU at sigma_w^2 = 2, linear and tanh at 1.
        assert!((2.0 * slope(Activation::Relu, 1.0) - 1.0).abs() < 1e-6);
        assert!((slope(Activation::Linear, 1.0) - 1.0).abs() < 1e-9);
        assert!((slope(Activation::Tanh, 1e-9) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_product_of_the_same_is_the_square_and_of_strangers_the_square_of_the_mean() {
        let normal = Normal::new();
        let (square, _) = normal.moments(Activation::Sigmoid, 0.7);
        assert!((normal.product(Activation::Sigmoid, 0.7, 0.7) - square).abs() < 1e-4);
        assert!((normal.product(Activation::Sigmoid, 0.7, 0.0) - 0.25).abs() < 1e-6, "a sigmoid's mean is a half");
    }

    #[test]
    fn the_gradient_falls_as_was_measured_of_wide_networks() {
        // log10 of first over last, width 256, mean of 10 seeds, PyTorch. A sigmoid's outputs keep their size.
        let experiment = Experiment { depth: 20, width: 256, init_scheme: InitScheme::Lecun, ..Experiment::default() };
        let first = predict(&experiment, 256, 0.5).expect("no BatchNorm").backward[0];
        assert!((first + 11.91).abs() < 0.1, "{first}");
    }

    #[test]
    fn every_network_has_a_prediction_of_numbers() {
        for depth in [1, 2, 1000] {
            for init_scale in [0.0, 0.1, 1.0, 10.0] {
                for residual in [false, true] {
                    let experiment = Experiment {
                        depth,
                        init_scale,
                        residual,
                        activation: Activation::Relu,
                        ..Experiment::default()
                    };
                    let predicted = predict(&experiment, 2, 0.5).expect("no BatchNorm");
                    assert_eq!((predicted.forward.len(), predicted.backward.len()), (depth, depth));
                    assert!(
                        predicted
                            .backward
                            .iter()
                            .chain(&predicted.forward)
                            .all(|log| !log.is_nan() || init_scale == 0.0)
                    );
                }
            }
        }
        assert_eq!(predict(&Experiment { batch_norm: true, ..Experiment::default() }, 2, 0.5), None);
    }
}
