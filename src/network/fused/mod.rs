//! The engine on a GPU: the whole network as a few kernels of our own, forward and backward by hand.
//!
//! Without BatchNorm a step's passes are seven dispatches at any depth: a workgroup takes its rows of the batch through
//! all layers. With BatchNorm every workgroup needs all others' sums at each norm, which takes a dispatch of its own a
//! layer, forward and backward. [`super::burn_operations`] is the same network in burn's own operations, to which this
//! one is held.

mod kernels;
mod launch;
mod limits;
mod operations;
mod tile;

use std::ops::Range;

use burn::backend::{Dispatch, DispatchTensor};
use burn::tensor::{Int, Tensor};
pub use limits::obstacle;

use self::operations::{Inputs, Norming, Operations, Options};
use super::activation::slope;
use super::engine::{Engine, EngineKind, ForwardPass, LayerValues, LossAndGradients};
use super::{Architecture, NORM_EPSILON, Network, Stacked};
use crate::experiment::ClipP;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct GpuKernels;

impl Engine for GpuKernels {
    fn kind(&self) -> EngineKind {
        EngineKind::GpuKernels
    }

    fn forward(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        dropout: Option<&[Tensor<2>]>,
    ) -> Box<dyn ForwardPass> {
        Box::new(train(network, architecture, inputs, dropout))
    }

    fn evaluate(&self, network: &Network, architecture: &Architecture, inputs: Tensor<2>) -> Tensor<2> {
        let most = limits::most_rows(network.depth(), network.width());
        let logits = |inputs| forward(network, architecture, inputs, Mode::Evaluation).logits;
        match inputs.dims()[0] {
            rows if rows <= most => logits(inputs),
            // Rows do not depend on each other here, so more than fit at once are taken one part after another.
            _ => Tensor::cat(inputs.split(most, 0).into_iter().map(logits).collect(), 0),
        }
    }

    fn layer(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        layer: usize,
    ) -> Option<LayerValues> {
        (layer < network.depth()).then(|| train(network, architecture, inputs, None).layer(layer))
    }

    fn normalised(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        layers: Range<usize>,
        rows: usize,
    ) -> Tensor<3> {
        train(network, architecture, inputs, None).normalised(layers, rows)
    }

    fn slopes(&self, network: &Network, architecture: &Architecture, inputs: Tensor<2>) -> Vec<Tensor<2>> {
        let rows = inputs.dims()[0];
        let normalised = train(network, architecture, inputs, None).normalised(0..network.depth(), rows);
        let slopes = slope(architecture.activation, normalised);
        slopes.iter_dim(0).map(|layer| layer.squeeze_dim(0)).collect()
    }

    fn not_finite(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        dropout: Option<&[Tensor<2>]>,
    ) -> Tensor<1> {
        train(network, architecture, inputs, dropout).not_finite()
    }

    fn norms_by_layer(&self, stacked: Stacked, p: ClipP) -> Tensor<1> {
        norms_by_layer(stacked, p)
    }
}

fn train(
    network: &Network,
    architecture: &Architecture,
    inputs: Tensor<2>,
    dropout: Option<&[Tensor<2>]>,
) -> FusedPass {
    let masks = dropout.map(|masks| Tensor::stack::<3>(masks.to_vec(), 0));
    forward(network, architecture, inputs, Mode::Training { dropout: masks.as_ref() })
}

/// How norms and dropout are treated.
#[derive(Clone, Copy)]
pub enum Mode<'a> {
    /// Norms by the batch's statistics; multipliers of each layer's output, `[depth, rows, width]`, where dropout is on.
    Training { dropout: Option<&'a Tensor<3>> },
    /// Norms by the running statistics; no dropout.
    Evaluation,
}

/// What a forward pass computed, and what the backward pass and the signs need of it.
pub struct FusedPass {
    /// `[rows, classes]`
    pub logits: Tensor<2>,
    /// The batch's means and biased variances, `[depth, 1, width]` each, where norms took them.
    pub statistics: Option<(Stacked, Stacked)>,
    tensors: PassTensors,
    options: Options,
}

/// The parameters, what goes through them and what comes of it.
struct PassTensors {
    network: Network,
    /// `[rows, features]`
    x: Tensor<2>,
    /// Of every layer, as [`operations::Forward`] has it.
    z: Tensor<3>,
    /// The norms' numbers, as [`operations::Inputs`] has them.
    norms: Tensor<3>,
    /// `[depth, rows, width]`; any tensor where there is no dropout.
    dropout: Tensor<3>,
}

/// The forward pass. `x` is `[rows, features]`.
///
/// # Panics
/// On tensors of another backend than the GPU's. A network that has an [`obstacle`] is beyond what a GPU has to grant.
pub fn forward(network: &Network, architecture: &Architecture, x: Tensor<2>, mode: Mode<'_>) -> FusedPass {
    let Architecture { activation, block } = *architecture;
    let (norm, dropout) = match mode {
        Mode::Training { dropout } => (Norming::Batch, dropout),
        Mode::Evaluation => (Norming::Given, None),
    };
    let norm = if network.norm.is_some() { norm } else { Norming::Off };
    let options = Options {
        layers: network.depth(),
        activation,
        skip: block.skip as f32,
        branch: block.branch as f32,
        norm,
        dropout: dropout.is_some(),
    };
    // What is not there is not read either: any tensor will do.
    let nothing = || network.stem.bias.val();
    let packed = |parts: Vec<Stacked>| -> Tensor<3> {
        let [layers, _, width] = parts[0].dims();
        let count = parts.len();
        Tensor::cat(parts, 0).reshape([count, layers, width])
    };
    let norms = network.norm.as_ref().map(|norm| {
        let (scale, shift) = (norm.weight.val(), norm.bias.val());
        match options.norm {
            Norming::Given => packed(vec![norm.running_mean.clone(), norm.running_variance.clone(), scale, shift]),
            _ => packed(vec![scale, shift]),
        }
    });
    let tensors = PassTensors {
        network: network.clone(),
        z: nothing(),
        norms: norms.unwrap_or_else(nothing),
        dropout: dropout.map_or_else(nothing, Clone::clone),
        x,
    };
    let out = Dispatch::stack_forward(tensors.inputs(), options);
    let tensors = PassTensors { z: Tensor::from_dispatch(out.z), norms: Tensor::from_dispatch(out.norms), ..tensors };
    let statistics = (options.norm == Norming::Batch).then(|| {
        let of = |which: usize| tensors.norms.clone().narrow(0, which, 1).swap_dims(0, 1);
        (of(0), of(1))
    });
    FusedPass { logits: Tensor::from_dispatch(out.logits), statistics, tensors, options }
}

impl ForwardPass for FusedPass {
    fn logits(&self) -> Tensor<2> {
        self.logits.clone()
    }

    fn loss_and_gradients(&self, labels: Tensor<2, Int>) -> LossAndGradients {
        let Loss { cross_entropy, accuracy, slope } = loss(self.logits(), labels);
        LossAndGradients { loss: cross_entropy, accuracy, gradients: self.gradients(slope) }
    }

    fn statistics(&self) -> Option<(Stacked, Stacked)> {
        self.statistics.clone()
    }

    fn signs(&self) -> [Tensor<1>; 5] {
        let PassTensors { x, z, norms, .. } = &self.tensors;
        let found = Dispatch::stack_signs(dispatched(z), dispatched(norms), x.dims()[0], self.options);
        let found: Tensor<2> = Tensor::from_dispatch(found);
        [0, 1, 2, 3, 4].map(|sign| found.clone().narrow(0, sign, 1).squeeze_dim(0))
    }
}

impl FusedPass {
    /// The gradients of all parameters, in the order of [`Network::parameters`], given the loss's slope by the logits,
    /// `[rows, classes]`.
    pub fn gradients(&self, dlogits: Tensor<2>) -> Vec<Stacked> {
        let PassTensors { network, z, .. } = &self.tensors;
        let inputs = self.tensors.inputs();
        let out = Dispatch::stack_backward(inputs, dispatched(z), dlogits.into_dispatch(), self.options);
        let mut all = vec![out.stem_weight, out.stem_bias];
        if network.hidden.is_some() {
            all.extend([out.weight, out.bias]);
        }
        all.extend([out.head_weight, out.head_bias]);
        if network.norm.is_some() {
            all.extend([out.norm_scale, out.norm_shift]);
        }
        all.into_iter().map(Tensor::from_dispatch).collect()
    }

    /// Every layer's z, `[depth, rows, width]`.
    pub fn pre_activations(&self) -> Tensor<3> {
        self.pre_activations_of(0..self.options.layers, self.rows())
    }

    /// z of some layers and the first rows, `[layers, rows, width]`.
    fn pre_activations_of(&self, layers: Range<usize>, rows: usize) -> Tensor<3> {
        let z = self.tensors.z.clone().narrow(0, layers.start, layers.len());
        z.narrow(2, 0, rows).swap_dims(1, 2)
    }

    fn rows(&self) -> usize {
        self.tensors.x.dims()[0]
    }

    /// What the activations of some layers take in the first rows, `[layers, rows, width]`.
    fn normalised(&self, layers: Range<usize>, rows: usize) -> Tensor<3> {
        let z = self.pre_activations_of(layers.clone(), rows);
        let of = |units: &Stacked| units.clone().narrow(0, layers.start, layers.len());
        match (&self.tensors.network.norm, &self.statistics) {
            (Some(norm), Some((mean, variance))) => {
                let standard = (z - of(mean)) / (of(variance) + NORM_EPSILON).sqrt();
                standard * of(&norm.weight.val()) + of(&norm.bias.val())
            }
            _ => z,
        }
    }

    /// One hidden layer (from 0).
    fn layer(&self, layer: usize) -> LayerValues {
        let (this, rows) = (layer..layer + 1, self.rows());
        let pre_activation: Tensor<2> = self.pre_activations_of(this.clone(), rows).squeeze_dim(0);
        let normalised: Tensor<2> = self.normalised(this, rows).squeeze_dim(0);
        let activation = super::activation::apply(self.options.activation, normalised.clone());
        LayerValues { pre_activation, normalised, activation }
    }

    /// How many values of each hidden layer, and of what its norm takes them by, are NaN or infinite, `[depth]`.
    fn not_finite(&self) -> Tensor<1> {
        let count = |values: Tensor<3>| -> Tensor<1> {
            let [layers, rows, columns] = values.dims();
            let bad: Tensor<2> = values.is_finite().bool_not().float().reshape([layers, rows * columns]);
            bad.sum_dim(1).squeeze_dim(1)
        };
        let values = count(self.pre_activations());
        match &self.statistics {
            Some((mean, variance)) => values + count(mean.clone()) + count(variance.clone()),
            None => values,
        }
    }
}

impl PassTensors {
    fn inputs(&self) -> Inputs<Dispatch> {
        let Network { stem, hidden, head, .. } = &self.network;
        // Where there is none it is not read: any will do.
        let hidden = hidden.as_ref().unwrap_or(stem);
        Inputs {
            x: self.x.clone().into_dispatch(),
            stem_weight: dispatched(&stem.weight.val()),
            stem_bias: dispatched(&stem.bias.val()),
            weight: dispatched(&hidden.weight.val()),
            bias: dispatched(&hidden.bias.val()),
            head_weight: dispatched(&head.weight.val()),
            head_bias: dispatched(&head.bias.val()),
            norms: dispatched(&self.norms),
            dropout: dispatched(&self.dropout),
        }
    }
}

/// Cross-entropy and accuracy of a batch, `[1]` each, and the former's slope by the logits, `[rows, classes]`.
pub struct Loss {
    pub cross_entropy: Tensor<1>,
    pub accuracy: Tensor<1>,
    pub slope: Tensor<2>,
}

/// The loss of `logits`, `[rows, classes]`, for `labels`, `[rows, 1]`.
pub fn loss(logits: Tensor<2>, labels: Tensor<2, Int>) -> Loss {
    let (means, slope) = Dispatch::cross_entropy(logits.into_dispatch(), labels.into_dispatch());
    let means: Tensor<1> = Tensor::from_dispatch(means);
    Loss {
        cross_entropy: means.clone().narrow(0, 0, 1),
        accuracy: means.narrow(0, 1, 1),
        slope: Tensor::from_dispatch(slope),
    }
}

/// The p-norm over each layer's entries, `[layers]`, in one dispatch; neither overflows nor vanishes.
pub fn norms_by_layer(stacked: Stacked, p: ClipP) -> Tensor<1> {
    Tensor::from_dispatch(Dispatch::norms_by_layer(stacked.into_dispatch(), p))
}

fn dispatched(tensor: &Stacked) -> DispatchTensor {
    tensor.clone().into_dispatch()
}
