//! The two passes, the loss and what is measured, as operations of burn's GPU backend, lazily run beside burn's own.

use burn::backend::fusion::custom::TensorSpec;
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{ExtensionType, backend_extension};
use burn::tensor::Shape;

use super::tile::quads_of;
use crate::experiment::{Activation, ClipP};

/// What determines which kernels run, beside the tensors' shapes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Layers before the head, at least 1.
    pub layers: usize,
    pub activation: Activation,
    /// `z' = skip z + branch (W h + b)`
    pub skip: f32,
    pub branch: f32,
    pub norm: Norming,
    /// Whether `dropout` holds multipliers; else it is not read.
    pub dropout: bool,
}

/// What norms take their mean and variance from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Norming {
    /// There are no norms; their tensors are not read.
    Off,
    /// The batch.
    Batch,
    /// Given statistics.
    Given,
}

/// A network's tensors, and what goes through it. L is the number of layers before the head.
#[derive(ExtensionType)]
#[extension_type(fusion)]
pub struct Inputs<B: burn::backend::Backend> {
    /// `[rows, features]`
    pub x: FloatTensor<B>,
    /// `[1, width, features]`
    pub stem_weight: FloatTensor<B>,
    /// `[1, 1, width]`
    pub stem_bias: FloatTensor<B>,
    /// `[L - 1, width, width]`; not read where there is but one layer, nor the next.
    pub weight: FloatTensor<B>,
    /// `[L - 1, 1, width]`
    pub bias: FloatTensor<B>,
    /// `[1, classes, width]`
    pub head_weight: FloatTensor<B>,
    /// `[1, 1, classes]`
    pub head_bias: FloatTensor<B>,
    /// Where norms take the batch's statistics, to the forward pass: scales, then shifts, `[2, L, width]`. Else, and to
    /// the backward pass: means, biased variances, scales, shifts, `[4, L, width]`.
    pub norms: FloatTensor<B>,
    /// Multipliers, `[L, rows, width]`.
    pub dropout: FloatTensor<B>,
}

/// What the forward pass makes.
#[derive(ExtensionType)]
#[extension_type(fusion)]
pub struct Forward<B: burn::backend::Backend> {
    /// `[rows, classes]`
    pub logits: FloatTensor<B>,
    /// Every layer's z, `[L, width, rows]` with rows filled up to a multiple of four by repeating the last.
    pub z: FloatTensor<B>,
    /// `[4, L, width]`; as given where the norms do not take the batch's.
    pub norms: FloatTensor<B>,
}

/// The loss's slopes, each shaped as what it is the slope by.
#[derive(ExtensionType)]
#[extension_type(fusion)]
pub struct Backward<B: burn::backend::Backend> {
    pub stem_weight: FloatTensor<B>,
    pub stem_bias: FloatTensor<B>,
    /// Not written where there is but one layer, nor the next.
    pub weight: FloatTensor<B>,
    pub bias: FloatTensor<B>,
    pub head_weight: FloatTensor<B>,
    pub head_bias: FloatTensor<B>,
    /// `[L, 1, width]`; not written where there are no norms.
    pub norm_scale: FloatTensor<B>,
    /// Likewise.
    pub norm_shift: FloatTensor<B>,
}

/// The operations that the kernels are.
#[backend_extension(Cube, Fusion)]
pub trait Operations: burn::backend::Backend {
    #[fusion(meta = forward_shapes)]
    fn stack_forward(#[extension_type] inputs: Inputs<Self>, options: Options) -> Forward<Self>;

    /// `dlogits` is `[rows, classes]`, `z` as the forward pass made it.
    #[fusion(meta = backward_shapes)]
    fn stack_backward(
        #[extension_type] inputs: Inputs<Self>,
        z: FloatTensor<Self>,
        dlogits: FloatTensor<Self>,
        options: Options,
    ) -> Backward<Self>;

    /// `[4, L]`: mean, biased standard deviation, saturated and dead share of each layer's activation over `rows` rows.
    #[fusion(meta = signs_shape)]
    fn stack_signs(z: FloatTensor<Self>, norms: FloatTensor<Self>, rows: usize, options: Options) -> FloatTensor<Self>;

    /// Of `logits`, `[rows, classes]`, and `labels`, `[rows, 1]`: the mean cross-entropy and the accuracy, `[2]`, and the
    /// former's slope by the logits.
    #[fusion(meta = loss_shapes)]
    fn cross_entropy(logits: FloatTensor<Self>, labels: IntTensor<Self>) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// The p-norm of each layer of a stacked tensor, `[layers]`.
    #[fusion(meta = norms_shape)]
    fn norms_by_layer(stacked: FloatTensor<Self>, p: ClipP) -> FloatTensor<Self>;
}

fn shaped<const D: usize>(like: &TensorSpec, shape: [usize; D]) -> TensorSpec {
    TensorSpec::new(Shape::from(shape), like.dtype)
}

fn forward_shapes(inputs: &InputsMetadata, options: &Options) -> ForwardMetadata {
    let x = &inputs.x;
    let (rows, layers) = (x.shape[0], options.layers);
    let (classes, width) = (inputs.head_weight.shape[1], inputs.head_weight.shape[2]);
    let norms = match options.norm {
        Norming::Batch => shaped(x, [4, layers, width]),
        Norming::Off | Norming::Given => inputs.norms.clone(),
    };
    ForwardMetadata { logits: shaped(x, [rows, classes]), z: shaped(x, [layers, width, 4 * quads_of(rows)]), norms }
}

fn backward_shapes(inputs: &InputsMetadata, z: &TensorSpec, _: &TensorSpec, _: &Options) -> BackwardMetadata {
    let norms = shaped(z, [z.shape[0], 1, z.shape[1]]);
    BackwardMetadata {
        stem_weight: inputs.stem_weight.clone(),
        stem_bias: inputs.stem_bias.clone(),
        weight: inputs.weight.clone(),
        bias: inputs.bias.clone(),
        head_weight: inputs.head_weight.clone(),
        head_bias: inputs.head_bias.clone(),
        norm_scale: norms.clone(),
        norm_shift: norms,
    }
}

fn loss_shapes(logits: &TensorSpec, _: &TensorSpec) -> (TensorSpec, TensorSpec) {
    (shaped(logits, [2]), logits.clone())
}

fn norms_shape(stacked: &TensorSpec, _: &ClipP) -> TensorSpec {
    shaped(stacked, [stacked.shape[0]])
}

fn signs_shape(z: &TensorSpec, _: &TensorSpec, _: &usize, _: &Options) -> TensorSpec {
    shaped(z, [5, z.shape[0]])
}
