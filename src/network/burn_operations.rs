//! The engine that runs on any device: layer after layer, every operation burn's own. The others are held to it, and it
//! is what runs where they cannot, hundreds of dispatches a step on a GPU.

use std::ops::Range;

use burn::tensor::{Gradients, Int, Tensor};

use super::activation::{apply, slope};
use super::engine::{Engine, EngineKind, ForwardPass, LayerValues, LossAndGradients};
use super::loss::{accuracy, cross_entropy};
use super::{Architecture, Dense, NORM_EPSILON, Network, Stacked};
use crate::experiment::{Activation, SATURATED_BELOW};

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct BurnOperations;

impl Engine for BurnOperations {
    fn kind(&self) -> EngineKind {
        EngineKind::BurnOperations
    }

    fn forward(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        dropout: Option<&[Tensor<2>]>,
    ) -> Box<dyn ForwardPass> {
        let network = Unrolled::new(network, architecture, true);
        let values = network.forward(inputs, &Mode::Training { dropout });
        Box::new(TapedPass { network, values })
    }

    fn evaluate(&self, network: &Network, architecture: &Architecture, inputs: Tensor<2>) -> Tensor<2> {
        Unrolled::new(network, architecture, false).forward(inputs, &Mode::Evaluation).logits
    }

    fn layer(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        layer: usize,
    ) -> Option<LayerValues> {
        let mode = Mode::Training { dropout: None };
        Unrolled::new(network, architecture, false).forward(inputs, &mode).layers.into_iter().nth(layer)
    }

    fn normalised(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        layers: Range<usize>,
        rows: usize,
    ) -> Tensor<3> {
        let pass = Unrolled::new(network, architecture, false).forward(inputs, &Mode::Training { dropout: None });
        Tensor::stack(pass.layers[layers].iter().map(|layer| layer.normalised.clone().narrow(0, 0, rows)).collect(), 0)
    }

    fn slopes(&self, network: &Network, architecture: &Architecture, inputs: Tensor<2>) -> Vec<Tensor<2>> {
        let pass = Unrolled::new(network, architecture, false).forward(inputs, &Mode::Training { dropout: None });
        pass.layers.into_iter().map(|layer| slope(architecture.activation, layer.normalised)).collect()
    }

    fn not_finite(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        dropout: Option<&[Tensor<2>]>,
    ) -> Tensor<1> {
        let pass = Unrolled::new(network, architecture, false).forward(inputs, &Mode::Training { dropout });
        let bad = |tensor: Tensor<2>| tensor.is_finite().bool_not().float().sum();
        Tensor::cat(pass.layers.into_iter().map(|layer| bad(layer.pre_activation) + bad(layer.activation)).collect(), 0)
    }
}

/// A pass in training mode, on burn's tape.
struct TapedPass {
    network: Unrolled,
    values: UnrolledPass,
}

impl ForwardPass for TapedPass {
    fn logits(&self) -> Tensor<2> {
        self.values.logits.clone()
    }

    fn loss_and_gradients(&self, labels: Tensor<2, Int>) -> LossAndGradients {
        let loss = cross_entropy(self.logits(), labels.clone());
        let gradients = self.network.gradients(loss.backward());
        LossAndGradients { loss: loss.inner(), accuracy: accuracy(self.logits().inner(), labels), gradients }
    }

    fn statistics(&self) -> Option<(Stacked, Stacked)> {
        let (means, variances): (Vec<_>, Vec<_>) = self.values.statistics.iter().cloned().unzip();
        (!means.is_empty()).then(|| (Tensor::stack(means, 0), Tensor::stack(variances, 0)))
    }

    fn signs(&self) -> [Tensor<1>; 5] {
        self.values.signs(self.network.architecture.activation)
    }
}

/// How a pass treats norms and dropout.
pub enum Mode<'a> {
    /// Norms by the batch's statistics; one multiplier a unit and row, `[depth]` of `[rows, width]`, where dropout is on.
    Training { dropout: Option<&'a [Tensor<2>]> },
    /// Norms by the running statistics; no dropout.
    Evaluation,
}

/// A network taken apart into one tensor a layer.
///
/// Slicing the stacked parameters inside the tape would cost a whole stack's gradient a layer;
/// so each layer's slice is a leaf of its own, and the gradients are stacked again afterwards.
pub struct Unrolled {
    /// Stem first, head last.
    dense: Vec<Affine>,
    norms: Vec<NormLayer>,
    architecture: Architecture,
}

struct Affine {
    /// `[out, in]`
    weight: Tensor<2>,
    /// `[1, out]`
    bias: Tensor<2>,
}

struct NormLayer {
    weight: Tensor<2>,
    bias: Tensor<2>,
    running_mean: Tensor<2>,
    running_variance: Tensor<2>,
}

/// What a forward pass computed.
pub struct UnrolledPass {
    /// `[rows, classes]`
    pub logits: Tensor<2>,
    /// The values of each hidden layer, not tracked.
    pub layers: Vec<LayerValues>,
    /// Each norm's mean and biased variance by unit, `[1, width]`, where it took the batch's; not tracked.
    pub statistics: Vec<(Tensor<2>, Tensor<2>)>,
}

impl Unrolled {
    /// `track`: whether a backward pass is to follow.
    pub fn new(network: &Network, architecture: &Architecture, track: bool) -> Self {
        let leaf = |tensor: Tensor<2>| if track { tensor.autodiff().require_grad() } else { tensor };
        let split = |stacked: &Stacked| -> Vec<Tensor<2>> {
            stacked.clone().iter_dim(0).map(|layer| layer.squeeze_dim(0)).collect()
        };
        let affine = |dense: &Dense| -> Vec<Affine> {
            let (weights, biases) = (split(&dense.weight.val()), split(&dense.bias.val()));
            weights
                .into_iter()
                .zip(biases)
                .map(|(weight, bias)| Affine { weight: leaf(weight), bias: leaf(bias) })
                .collect()
        };
        let mut dense = affine(&network.stem);
        dense.extend(network.hidden.iter().flat_map(affine));
        dense.extend(affine(&network.head));
        let norms = network.norm.as_ref().map_or_else(Vec::new, |norm| {
            let mut parts = [&norm.weight.val(), &norm.bias.val(), &norm.running_mean, &norm.running_variance]
                .map(|part| split(part).into_iter());
            let layers = network.depth();
            (0..layers)
                .filter_map(|_| {
                    let [weight, bias, running_mean, running_variance] = parts.each_mut().map(Iterator::next);
                    Some(NormLayer {
                        weight: leaf(weight?),
                        bias: leaf(bias?),
                        running_mean: running_mean?,
                        running_variance: running_variance?,
                    })
                })
                .collect()
        });
        Self { dense, norms, architecture: *architecture }
    }

    /// `x` is `[rows, features]`.
    pub fn forward(&self, x: Tensor<2>, mode: &Mode<'_>) -> UnrolledPass {
        let depth = self.dense.len() - 1;
        let mut layers = Vec::with_capacity(depth);
        let mut statistics = Vec::new();
        let mut z = self.dense[0].forward(x);
        for layer in 0..depth {
            let (normalised, of_batch) = match self.norms.get(layer) {
                Some(norm) => norm.forward(z.clone(), mode),
                None => (z.clone(), None),
            };
            let activation = apply(self.architecture.activation, normalised.clone());
            statistics.extend(of_batch);
            layers.push(LayerValues {
                pre_activation: z.clone().inner(),
                normalised: normalised.inner(),
                activation: activation.clone().inner(),
            });
            let h = match mode {
                Mode::Training { dropout: Some(masks) } => activation * masks[layer].clone(),
                _ => activation,
            };
            let next = self.dense[layer + 1].forward(h);
            z = if layer + 1 == depth { next } else { self.join(z, next) };
        }
        UnrolledPass { logits: z, layers, statistics }
    }

    /// The gradients of all parameters, stacked, in the order of [`Network::parameters`].
    pub fn gradients(&self, mut gradients: Gradients) -> Vec<Stacked> {
        let mut of = |tensors: Vec<&Tensor<2>>| -> Option<Stacked> {
            let parts: Vec<_> = tensors
                .iter()
                .map(|tensor| tensor.grad_remove(&mut gradients).unwrap_or_else(|| tensor.zeros_like().inner()))
                .collect();
            (!parts.is_empty()).then(|| Tensor::stack(parts, 0))
        };
        let last = self.dense.len() - 1;
        let mut stacked = Vec::with_capacity(8);
        for group in [&self.dense[..1], &self.dense[1..last], &self.dense[last..]] {
            stacked.extend(of(group.iter().map(|affine| &affine.weight).collect()));
            stacked.extend(of(group.iter().map(|affine| &affine.bias).collect()));
        }
        stacked.extend(of(self.norms.iter().map(|norm| &norm.weight).collect()));
        stacked.extend(of(self.norms.iter().map(|norm| &norm.bias).collect()));
        stacked
    }

    fn join(&self, z: Tensor<2>, branch: Tensor<2>) -> Tensor<2> {
        let block = self.architecture.block;
        let branch = if block.branch == 1.0 { branch } else { branch * block.branch };
        if block.skip == 0.0 { branch } else { z + branch }
    }
}

impl UnrolledPass {
    fn signs(&self, kind: Activation) -> [Tensor<1>; 5] {
        let stack = |of: fn(&LayerValues) -> &Tensor<2>| -> Tensor<3> {
            Tensor::stack(self.layers.iter().map(|pass| of(pass).clone()).collect(), 0)
        };
        let activations = stack(|pass| &pass.activation);
        let [depth, rows, width] = activations.dims();
        let flat: Tensor<2> = activations.clone().reshape([depth, rows * width]);
        let mean = flat.clone().mean_dim(1);
        // Two passes: the mean of squares less the squared mean would cancel.
        let std = (flat - mean.clone()).square().mean_dim(1).sqrt();
        // A constant taken off changes no deviation: less the first row, units whose rows differ by less than their mean is
        // rounded are still told apart.
        let apart = activations.clone() - activations.clone().narrow(1, 0, 1);
        let variances = (apart.clone() - apart.mean_dim(1)).square().mean_dim(1);
        let spread = variances.reshape([depth, width]).mean_dim(1).sqrt();
        let threshold = SATURATED_BELOW * kind.largest_slope();
        let inputs: Tensor<2> = stack(|pass| &pass.normalised).reshape([depth, rows * width]);
        let saturated = slope(kind, inputs).abs().lower_elem(threshold).float().mean_dim(1);
        let dead = match kind.can_die() {
            true => activations.abs().max_dim(1).equal_scalar(0.0).float().reshape([depth, width]).mean_dim(1),
            false => mean.zeros_like(),
        };
        [mean, std, saturated, dead, spread].map(|tensor| tensor.squeeze_dim(1))
    }
}

impl Affine {
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.weight.clone().transpose()) + self.bias.clone()
    }
}

impl NormLayer {
    fn forward(&self, z: Tensor<2>, mode: &Mode<'_>) -> (Tensor<2>, Option<(Tensor<2>, Tensor<2>)>) {
        let (centred, variance, statistics) = match mode {
            Mode::Training { .. } => {
                let mean = z.clone().mean_dim(0);
                let centred = z - mean.clone();
                let variance = centred.clone().square().mean_dim(0);
                let statistics = (mean.inner(), variance.clone().inner());
                (centred, variance, Some(statistics))
            }
            Mode::Evaluation => (z - self.running_mean.clone(), self.running_variance.clone(), None),
        };
        let normal = centred / (variance + NORM_EPSILON).sqrt();
        (normal * self.weight.clone() + self.bias.clone(), statistics)
    }
}
