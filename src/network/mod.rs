//! The network: init, activation, norm, residual.
//!
//! Its parameters are stacked, layer upon layer, so that whatever treats all layers alike (optimizer, clipping,
//! vital signs) is a handful of operations at any depth.

pub mod activation;
mod architecture;
#[cfg(feature = "operations")]
pub mod burn_operations;
#[cfg(feature = "cpu")]
mod cpu_stack;
mod engine;
#[cfg(feature = "gpu")]
pub mod fused;
pub mod init;
pub mod loss;
mod p_norm;
pub mod parameters;
mod plan;

pub use architecture::{Architecture, Block};
use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};
#[cfg(feature = "operations")]
pub use burn_operations::BurnOperations;
#[cfg(feature = "cpu")]
pub use cpu_stack::{CpuStack, multiply};
pub use engine::{Engine, EngineKind, ForwardPass, LayerValues, LossAndGradients};
#[cfg(feature = "gpu")]
pub use fused::GpuKernels;
pub use parameters::{Initial, ParameterError};
pub use plan::{LIMIT, MemoryKind, Plan, Refusal, SlowReason, plan};

pub use crate::stack::norm::NORM_EPSILON;

/// The depth of a layer stack lies in the first dimension of every parameter.
pub type Stacked = Tensor<3>;

/// One network of the family in this module's formula:
///
/// ```text
/// z[1] = W[1] x + b[1]                                            stem
/// z[l] = s z[l-1] + a ( W[l] act(norm[l-1](z[l-1])) + b[l] )      l = 2..L
/// logits = W[head] act(norm[L](z[L])) + b[head]
/// ```
///
/// Plain: s = 0, a = 1. Residual: s = 1, a = the residual scale; the pre-activation block of He et al. 2016,
/// "Identity mappings in deep residual networks".
#[derive(Module, Debug)]
pub struct Network {
    pub stem: Dense,
    /// Layers 2..L; none at depth 1.
    pub hidden: Option<Dense>,
    /// One norm a hidden layer, stem included; none where BatchNorm is off.
    pub norm: Option<Norm>,
    pub head: Dense,
}

/// Affine maps of one shape, stacked.
#[derive(Module, Debug)]
pub struct Dense {
    /// `[layers, out, in]`
    pub weight: Param<Stacked>,
    /// `[layers, 1, out]`
    pub bias: Param<Stacked>,
}

/// Batch normalisation (Ioffe & Szegedy 2015), one a hidden layer, stacked.
#[derive(Module, Debug)]
pub struct Norm {
    /// The scale gamma, `[layers, 1, width]`.
    pub weight: Param<Stacked>,
    /// The shift beta, `[layers, 1, width]`.
    pub bias: Param<Stacked>,
    /// `[layers, 1, width]`; what evaluation normalises by.
    pub running_mean: Stacked,
    /// Unbiased, as PyTorch keeps it, `[layers, 1, width]`.
    pub running_variance: Stacked,
}

/// The share of a new batch in the running statistics.
pub const NORM_MOMENTUM: f64 = 0.1;

impl Norm {
    /// Fresh norms: weight 1, bias 0, running mean 0, running variance 1.
    pub fn new(layers: usize, width: usize, device: &Device) -> Self {
        let shape = [layers, 1, width];
        Self {
            weight: Param::from_tensor(Tensor::ones(shape, device)),
            bias: Param::from_tensor(Tensor::zeros(shape, device)),
            running_mean: Tensor::zeros(shape, device),
            running_variance: Tensor::ones(shape, device),
        }
    }

    /// Takes a batch's statistics into the running ones; `variance` is the biased one, over `rows` rows.
    pub fn observe(&mut self, mean: Stacked, variance: Stacked, rows: usize) {
        let unbias = rows as f64 / (rows as f64 - 1.0).max(1.0);
        let keep = 1.0 - NORM_MOMENTUM;
        let old = (self.running_mean.clone(), self.running_variance.clone());
        self.running_mean = old.0 * keep + mean * NORM_MOMENTUM;
        self.running_variance = old.1 * keep + variance * (NORM_MOMENTUM * unbias);
    }
}

impl Network {
    /// The network with these initial parameters, on this device (without autodiff).
    pub fn new(initial: &Initial, device: &Device) -> Self {
        initial.to_network(device)
    }

    /// Switches BatchNorm on, with fresh norms, or off.
    pub fn set_batch_norm(&mut self, on: bool) {
        if on != self.norm.is_some() {
            let device = self.head.weight.val().device();
            self.norm = on.then(|| Norm::new(self.depth(), self.width(), &device));
        }
    }

    /// Number of hidden layers, the stem included.
    pub fn depth(&self) -> usize {
        1 + self.hidden.as_ref().map_or(0, |hidden| hidden.weight.val().dims()[0])
    }

    pub fn width(&self) -> usize {
        self.stem.weight.val().dims()[1]
    }

    pub fn features(&self) -> usize {
        self.stem.weight.val().dims()[2]
    }

    pub fn classes(&self) -> usize {
        self.head.weight.val().dims()[1]
    }

    /// Every parameter: stem, hidden layers, head (weight, then bias), then the norms where there are any.
    pub fn parameters(&self) -> Vec<Stacked> {
        self.slots().into_iter().map(|slot| slot.1.val()).collect()
    }

    /// Which of [`Network::parameters`] are weight matrices (the others are biases and norms).
    pub fn is_weight_matrix(&self) -> Vec<bool> {
        self.slots().into_iter().map(|slot| slot.0).collect()
    }

    /// The weight matrices among a list parallel to [`Network::parameters`], first layer to head.
    pub fn weight_matrices(&self, all: &[Stacked]) -> Vec<Stacked> {
        let slots = self.is_weight_matrix();
        all.iter().zip(slots).filter(|(_, weight)| *weight).map(|(tensor, _)| tensor.clone()).collect()
    }

    /// The same network with other parameters, in the order of [`Network::parameters`].
    pub fn with_parameters(mut self, parameters: Vec<Stacked>) -> Self {
        let mut next = parameters.into_iter();
        let mut replace = |slot: &mut Param<Stacked>| {
            if let Some(tensor) = next.next() {
                *slot = Param::from_tensor(tensor);
            }
        };
        for dense in [Some(&mut self.stem), self.hidden.as_mut(), Some(&mut self.head)].into_iter().flatten() {
            replace(&mut dense.weight);
            replace(&mut dense.bias);
        }
        if let Some(norm) = &mut self.norm {
            replace(&mut norm.weight);
            replace(&mut norm.bias);
        }
        self
    }

    fn slots(&self) -> Vec<(bool, &Param<Stacked>)> {
        let dense = [Some(&self.stem), self.hidden.as_ref(), Some(&self.head)];
        let affine = dense.into_iter().flatten().flat_map(|dense| [(true, &dense.weight), (false, &dense.bias)]);
        let norms = self.norm.iter().flat_map(|norm| [(false, &norm.weight), (false, &norm.bias)]);
        affine.chain(norms).collect()
    }
}
