//! Sharpness: the largest eigenvalue of the Hessian of the loss on the probe. Gradient descent of a rate above 2 / sharpness
//! is thrown back and forth along that eigenvector (Cohen et al. 2021, "Gradient descent on neural networks typically occurs
//! at the edge of stability", whose sharpness this is).
//!
//! By power iteration, one product of Hessian and vector a call, each from the vector that the last one led to. At one network
//! it is within 2 % after some ten calls; while a network learns it follows, and where steps throw the network about it lags
//! behind.

use burn::tensor::Tensor;

use super::norm;
use super::step::Batch;
use crate::experiment::{Activation, ClipP};
use crate::network::{Architecture, Engine, Network, Stacked};
use crate::random::{Stream, stream};

/// How far the parameters are moved to either side, as a share of their norm. Too far, and the gradient bends on the way; too
/// near, and the difference of two gradients has too few of float32's digits. Of 22 networks of 3 to 20 layers, held to their
/// Hessians in float64, four were off by more than 2 % at 3e-4, two at 1e-4 and at 3e-5, and at 1e-5 one, the others by
/// less than 1 %; at 3e-6 rounding began to show. The one is 20 layers of tanh that amplify what they are given, for which no
/// reach would do.
const REACH: f64 = 1e-5;
/// Below any curvature that is of interest. It keeps 0 from being divided by 0 where there is none at all.
const TINY: f32 = 1e-20;

/// Where the iteration is. Everything stays on the device.
#[derive(Clone, Debug)]
pub struct PowerIteration {
    /// Of length 1, in the order of [`Network::parameters`].
    vector: Vec<Stacked>,
    /// What the last product was beside a multiple of its vector, in shares of the product's length.
    residual: Vec<Stacked>,
    /// What is added to every eigenvalue, `[1]`.
    shift: Tensor<1>,
}

impl PowerIteration {
    /// From a random vector for that network's parameters.
    pub fn new(engine: &dyn Engine, network: &Network, seed: u64) -> Self {
        let mut random = stream(seed, Stream::Sharpness, 0);
        let parameters = network.parameters();
        let draw = |like: &Stacked| {
            let values: Vec<f32> = (0..like.shape().num_elements()).map(|_| random.normal() as f32).collect();
            Tensor::<1>::from_data(values.as_slice(), &like.device()).reshape(like.shape())
        };
        let vector: Vec<Stacked> = parameters.iter().map(draw).collect();
        let length = norm::overall(engine, &vector, ClipP::Two);
        Self {
            residual: vector.iter().map(Tensor::zeros_like).collect(),
            shift: length.zeros_like(),
            vector: over(vector, &length),
        }
    }

    /// Whether it is for that network's parameters: a norm that is switched on brings more of them.
    pub fn fits(&self, network: &Network) -> bool {
        let shapes = |tensors: &[Stacked]| tensors.iter().map(Tensor::dims).collect::<Vec<[usize; 3]>>();
        shapes(&self.vector) == shapes(&network.parameters())
    }

    /// The estimate at this network, `[1]`: the Rayleigh quotient of the vector, which is then led on.
    ///
    /// Power iteration finds the eigenvalue of the largest size, and that may be a negative one: -60 where the largest is 19,
    /// of eight layers of tanh with large weights. So the iteration goes by the Hessian plus a shift, which makes it the other
    /// one and is no larger than need be, since it slows the iteration down. Too small a shift shows early: what is left of
    /// the most negative eigenvector changes its sign with each product, and so does what the product has beside its vector.
    pub fn product(
        &mut self,
        engine: &dyn Engine,
        network: &Network,
        architecture: &Architecture,
        probe: &Batch,
    ) -> Tensor<1> {
        let product = self.hessian_times_vector(engine, network, architecture, probe);
        let quotient = dot(engine, &self.vector, &product);
        let length = norm::overall(engine, &product, ClipP::Two);
        let residual = over(minus(&product, &self.vector, &quotient), &length.clone().clamp_min(TINY));
        let turned = dot(engine, &residual, &self.residual).sign();
        // A quarter more where it turned, a fifth less where it did not: chance alone neither raises nor lowers it. No less
        // than turns the sign of the vector itself.
        self.shift = (self.shift.clone() * (turned * -0.225 + 1.025))
            .max_pair(length.clone() * 0.05)
            .min_pair(length * 8.0)
            .max_pair(-quotient.clone())
            .clamp_min(TINY);
        self.residual = residual;
        let next = minus(&product, &self.vector, &-self.shift.clone());
        let length = norm::overall(engine, &next, ClipP::Two);
        self.vector = over(next, &length);
        quotient
    }

    /// (g(w + e v) - g(w - e v)) / 2 e, g being the gradient of the mean cross-entropy over the probe, in training mode and
    /// without dropout.
    ///
    /// A unit of ReLU stays on the line that it is on at w, as it does for the Hessian: a row for which one passes the corner
    /// between the two gradients adds a jump over 2 e, and the iteration would seek such jumps out (on 4 layers of 32 units it
    /// found 7 times the eigenvalue). So the passes are those of a network without activation whose outputs are multiplied by
    /// the slopes at w. SELU's corner stays.
    fn hessian_times_vector(
        &self,
        engine: &dyn Engine,
        network: &Network,
        architecture: &Architecture,
        probe: &Batch,
    ) -> Vec<Stacked> {
        let lines = architecture.activation.is_two_lines();
        let slopes = lines.then(|| engine.slopes(network, architecture, probe.inputs.clone()));
        let activation = if lines { Activation::Linear } else { architecture.activation };
        let architecture = Architecture { activation, ..*architecture };
        let parameters = network.parameters();
        let reach = norm::overall(engine, &parameters, ClipP::Two).clamp_min(TINY) * REACH;
        let gradients_at = |distance: &Tensor<1>| {
            let there = network.clone().with_parameters(minus(&parameters, &self.vector, &-distance.clone()));
            let pass = engine.forward(&there, &architecture, probe.inputs.clone(), slopes.as_deref());
            pass.loss_and_gradients(probe.labels.clone()).gradients
        };
        let (after, before) = (gradients_at(&reach), gradients_at(&-reach.clone()));
        over(after.into_iter().zip(before).map(|(after, before)| after - before).collect(), &(reach * 2.0))
    }
}

/// a - factor b
fn minus(a: &[Stacked], b: &[Stacked], factor: &Tensor<1>) -> Vec<Stacked> {
    let factor: Stacked = factor.clone().reshape([1, 1, 1]);
    a.iter().zip(b).map(|(a, b)| a.clone() - b.clone() * factor.clone()).collect()
}

fn over(tensors: Vec<Stacked>, divisor: &Tensor<1>) -> Vec<Stacked> {
    let divisor: Stacked = divisor.clone().reshape([1, 1, 1]);
    tensors.into_iter().map(|tensor| tensor / divisor.clone()).collect()
}

fn dot(engine: &dyn Engine, a: &[Stacked], b: &[Stacked]) -> Tensor<1> {
    let products = a.iter().zip(b).map(|(a, b)| engine.sum(a.clone() * b.clone()));
    // In float64 on the CPU, as all sums of a run there.
    engine.sum(Tensor::cat(products.collect(), 0).reshape([1, 1, -1]))
}
