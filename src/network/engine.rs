//! How a network is computed: the interface that the three engines stand behind. [`super::plan()`] says which one runs.

use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use burn::tensor::{Int, Tensor};

use super::{Architecture, Network, Stacked, loss, p_norm};
use crate::experiment::ClipP;

/// The engines that this build has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// All layers together on plain numbers, in the processor's vectors: [`crate::stack`].
    #[cfg(feature = "cpu")]
    CpuStack,
    /// All layers together in kernels of our own, on a GPU: [`super::fused`].
    #[cfg(feature = "gpu")]
    GpuKernels,
    /// Layer after layer, every operation burn's own: on any device, and what the others are held to.
    #[cfg(feature = "operations")]
    BurnOperations,
}

impl EngineKind {
    /// An engine of this kind.
    pub fn open(self) -> Arc<dyn Engine> {
        match self {
            #[cfg(feature = "cpu")]
            Self::CpuStack => Arc::new(super::CpuStack::default()),
            #[cfg(feature = "gpu")]
            Self::GpuKernels => Arc::new(super::GpuKernels),
            #[cfg(feature = "operations")]
            Self::BurnOperations => Arc::new(super::BurnOperations),
        }
    }
}

/// Computes networks on the device where their parameters are.
///
/// # Panics
/// All methods, on tensors of a device that the engine is not for.
pub trait Engine: Debug + Send + Sync {
    fn kind(&self) -> EngineKind;

    /// The forward pass in training mode, ready for a backward pass. `inputs` is `[rows, features]`; `dropout` holds the
    /// multipliers of each hidden layer's output, `[depth]` of `[rows, width]`, where dropout is on.
    fn forward(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        dropout: Option<&[Tensor<2>]>,
    ) -> Box<dyn ForwardPass>;

    /// The logits in evaluation mode, `[rows, classes]`: norms by their running statistics, no dropout.
    fn evaluate(&self, network: &Network, architecture: &Architecture, inputs: Tensor<2>) -> Tensor<2>;

    /// What hidden layer `layer` (from 0) computes in training mode, without dropout; none where there is no such layer.
    fn layer(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        layer: usize,
    ) -> Option<LayerValues>;

    /// norm(z), what the activation takes, of the hidden layers `layers` (from 0) in training mode, without dropout: of the
    /// first `rows` of the inputs, `[layers, rows, width]`.
    ///
    /// # Panics
    /// Where there are no such layers, or fewer rows.
    fn normalised(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        layers: Range<usize>,
        rows: usize,
    ) -> Tensor<3>;

    /// The activation's slope at each value that it takes in training mode, without dropout: `[depth]` of `[rows, width]`, as
    /// [`Engine::forward`] takes multipliers.
    fn slopes(&self, network: &Network, architecture: &Architecture, inputs: Tensor<2>) -> Vec<Tensor<2>>;

    /// How many values of each hidden layer are NaN or infinite in training mode, `[depth]`.
    fn not_finite(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        dropout: Option<&[Tensor<2>]>,
    ) -> Tensor<1>;

    /// Cross-entropy and accuracy of logits, `[rows, classes]`, for these labels, `[rows, 1]`; `[1]` each.
    fn loss(&self, logits: Tensor<2>, labels: Tensor<2, Int>) -> (Tensor<1>, Tensor<1>) {
        (loss::cross_entropy(logits.clone(), labels.clone()), loss::accuracy(logits, labels))
    }

    /// The sum over all entries, `[1]`.
    fn sum(&self, stacked: Stacked) -> Tensor<1> {
        stacked.sum()
    }

    /// The p-norm over each layer's entries, `[layers, ..]` to `[layers]`; neither overflows nor vanishes.
    fn norms_by_layer(&self, stacked: Stacked, p: ClipP) -> Tensor<1> {
        p_norm::by_layer(stacked, p)
    }
}

/// A forward pass in training mode, with what the backward pass needs of it.
pub trait ForwardPass {
    /// `[rows, classes]`
    fn logits(&self) -> Tensor<2>;

    /// The backward pass, from the cross-entropy of the logits and these labels, `[rows, 1]`.
    fn loss_and_gradients(&self, labels: Tensor<2, Int>) -> LossAndGradients;

    /// The batch's mean and biased variance in each norm, `[depth, 1, width]`; none without norms.
    fn statistics(&self) -> Option<(Stacked, Stacked)>;

    /// Mean, biased standard deviation, saturated and dead fraction of each hidden layer's activation, and its spread: the
    /// root mean square over units of the biased standard deviation over rows. Before dropout; `[depth]` each.
    fn signs(&self) -> [Tensor<1>; 5];
}

/// What a batch says about a network; nothing of it is tracked for a further backward pass.
pub struct LossAndGradients {
    /// Cross-entropy in nats, mean over the batch, `[1]`.
    pub loss: Tensor<1>,
    /// The fraction of the batch that is classified correctly, 0..1, `[1]`.
    pub accuracy: Tensor<1>,
    /// Of all parameters, stacked, in the order of [`Network::parameters`].
    pub gradients: Vec<Stacked>,
}

/// One hidden layer in a forward pass, each `[rows, width]`.
pub struct LayerValues {
    /// z, before normalisation.
    pub pre_activation: Tensor<2>,
    /// norm(z), what the activation takes.
    pub normalised: Tensor<2>,
    /// act(norm(z)), before dropout.
    pub activation: Tensor<2>,
}
