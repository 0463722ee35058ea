//! The fast path on a GPU: the whole network as a few kernels of its own, forward and backward by hand.
//!
//! Without BatchNorm a step's passes are seven dispatches at any depth: a workgroup takes its rows of the batch through
//! all layers. With BatchNorm workgroups must meet at every norm, and it is two dispatches a layer more.
//! [`super::unrolled`] is the same network in burn's own operations, to which this one is held.

mod kernels;
mod launch;
mod operations;
mod tile;

use burn::backend::{Dispatch, DispatchTensorKind, TensorMetadata};
use burn::tensor::{DType, Int, Tensor};

use self::operations::{Inputs, Norming, Operations, Options};
use super::unrolled::LayerPass;
use super::{Form, LARGEST_BUFFER, NORM_EPSILON, Network, Stacked, largest_tensor};
use crate::experiment::ClipP;

/// The largest width and batch that the kernels are tested for, and the classes that a head's registers hold.
const LARGEST_WIDTH: usize = 256;
const LARGEST_CLASSES: usize = 32;
/// WebGPU's default for workgroups along a dimension.
const LARGEST_COUNT: usize = 65_535;

/// Whether the kernels take this network on these inputs, `[rows, features]`; where not, [`super::unrolled`] does.
pub fn fits(network: &Network, inputs: &Tensor<2>) -> bool {
    on_gpu(inputs) && fits_rows(network, inputs.dims()[0])
}

/// Whether a tensor lies on the GPU, in numbers that the kernels take.
pub fn on_gpu<const D: usize>(tensor: &Tensor<D>) -> bool {
    let tensor = tensor.clone().into_dispatch();
    tensor.dtype() == DType::F32 && matches!(tensor.kind, DispatchTensorKind::Cube(_))
}

/// Whether the kernels take this network on a batch of `rows` rows.
pub fn fits_rows(network: &Network, rows: usize) -> bool {
    let (layers, width) = (network.depth(), network.width());
    rows > 0
        && width <= LARGEST_WIDTH
        && network.classes() <= LARGEST_CLASSES
        && largest_tensor(layers, width, 4 * tile::quads_of(rows)) <= LARGEST_BUFFER
        && launch::largest_count(layers, width) <= LARGEST_COUNT
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
pub struct Pass {
    /// `[rows, classes]`
    pub logits: Tensor<2>,
    /// The batch's means and biased variances, `[depth, 1, width]` each, where norms took them.
    pub statistics: Option<(Stacked, Stacked)>,
    kept: Kept,
}

struct Kept {
    x: Tensor<2>,
    z: Tensor<3>,
    norms: Tensor<3>,
    dropout: Tensor<3>,
    options: Options,
}

/// The forward pass of a network that [`fits`], outside the tape. `x` is `[rows, features]`.
///
/// # Panics
/// On a network that does not fit, or on tensors of another backend than the GPU's.
pub fn forward(network: &Network, form: &Form, x: Tensor<2>, mode: Mode<'_>) -> Pass {
    let Form { activation, block } = *form;
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
    let kept = Kept {
        z: nothing(),
        norms: norms.unwrap_or_else(nothing),
        dropout: dropout.map_or_else(nothing, Clone::clone),
        x,
        options,
    };
    let out = Dispatch::stack_forward(inputs(network, &kept), options);
    let kept = Kept { z: Tensor::from_dispatch(out.z), norms: Tensor::from_dispatch(out.norms), ..kept };
    let taken = (options.norm == Norming::Batch).then(|| {
        let of = |which: usize| kept.norms.clone().narrow(0, which, 1).swap_dims(0, 1);
        (of(0), of(1))
    });
    Pass { logits: Tensor::from_dispatch(out.logits), statistics: taken, kept }
}

impl Pass {
    /// The gradients of all parameters, in the order of [`Network::parameters`], given the loss's slope by the logits,
    /// `[rows, classes]`.
    pub fn gradients(&self, network: &Network, dlogits: Tensor<2>) -> Vec<Stacked> {
        let z = self.kept.z.clone().into_dispatch();
        let inputs = inputs(network, &self.kept);
        let out = Dispatch::stack_backward(inputs, z, dlogits.into_dispatch(), self.kept.options);
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

    /// Mean, biased standard deviation, saturated and dead share of each hidden layer's activation, `[depth]` each.
    pub fn signs(&self) -> [Tensor<1>; 4] {
        let Kept { x, z, norms, options, .. } = &self.kept;
        let found = Dispatch::stack_signs(stacked(z), stacked(norms), x.dims()[0], *options);
        let found: Tensor<2> = Tensor::from_dispatch(found);
        [0, 1, 2, 3].map(|sign| found.clone().narrow(0, sign, 1).squeeze_dim(0))
    }

    /// Every layer's z, `[depth, rows, width]`.
    pub fn pre_activations(&self) -> Tensor<3> {
        self.kept.z.clone().narrow(2, 0, self.kept.x.dims()[0]).swap_dims(1, 2)
    }
}

impl Pass {
    /// One hidden layer (from 0), each `[rows, width]`.
    pub fn layer(&self, network: &Network, form: &Form, layer: usize) -> LayerPass {
        let of = |stacked: &Stacked| -> Tensor<2> { stacked.clone().narrow(0, layer, 1).squeeze_dim(0) };
        let z = of(&self.pre_activations());
        let statistics = self.statistics.as_ref().map(|(mean, variance)| (of(mean), of(variance)));
        let normalised = match (&network.norm, &statistics) {
            (Some(norm), Some((mean, variance))) => {
                let normal = (z.clone() - mean.clone()) / (variance.clone() + NORM_EPSILON).sqrt();
                normal * of(&norm.weight.val()) + of(&norm.bias.val())
            }
            _ => z.clone(),
        };
        let activation = super::activation::apply(form.activation, normalised.clone());
        LayerPass { pre_activation: z, normalised, activation, statistics }
    }

    /// How many values of each hidden layer, and of what its norm takes them by, are NaN or infinite, `[depth]`.
    pub fn not_finite(&self) -> Tensor<1> {
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

fn inputs(network: &Network, kept: &Kept) -> Inputs<Dispatch> {
    // Where there is none it is not read: any will do.
    let hidden = network.hidden.as_ref().unwrap_or(&network.stem);
    Inputs {
        x: kept.x.clone().into_dispatch(),
        stem_weight: stacked(&network.stem.weight.val()),
        stem_bias: stacked(&network.stem.bias.val()),
        weight: stacked(&hidden.weight.val()),
        bias: stacked(&hidden.bias.val()),
        head_weight: stacked(&network.head.weight.val()),
        head_bias: stacked(&network.head.bias.val()),
        norms: stacked(&kept.norms),
        dropout: stacked(&kept.dropout),
    }
}

fn stacked(tensor: &Stacked) -> burn::backend::DispatchTensor {
    tensor.clone().into_dispatch()
}
