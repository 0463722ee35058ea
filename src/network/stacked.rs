//! The fast path on the CPU: the whole network as one operation on burn's tape, computed by [`crate::stack`].
//!
//! Parameters stay burn's tensors, and so do gradients; their memory is read in place.

use std::sync::Arc;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads;
use burn::backend::autodiff::ops::{Backward, NodeGuard, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::{Autodiff, Flex, TensorMetadata};
use burn::tensor::{Device, Gradients, Shape, Tensor, TensorData};

use super::unrolled::LayerPass;
use super::{Form, Network, Stacked};
use crate::stack::{self, Affine, Norms, Seen, Stack, Workspace};

/// A forward pass that a backward pass can follow.
pub struct Pass {
    /// `[rows, classes]`
    pub logits: Tensor<2>,
    /// The parameters, as the tape knows them.
    leaves: Vec<Stacked>,
    state: State,
    device: Device,
}

/// What the backward pass needs.
#[derive(Clone, Debug)]
struct State {
    parameters: Arc<Parameters>,
    kept: Arc<stack::Kept>,
    workspace: Workspace,
}

/// The forward pass in training mode; none where the network is not on the CPU.
pub fn forward(
    network: &Network,
    form: &Form,
    inputs: &Tensor<2>,
    dropout: Option<&[Tensor<2>]>,
    workspace: &Workspace,
) -> Option<Pass> {
    let parameters = Parameters::of(network, form)?;
    let (logits, kept) = pass(&parameters, inputs, dropout, workspace, None)?;
    let shape = [kept.rows(), network.classes()];
    let leaves: Vec<Stacked> = network.parameters().into_iter().map(|leaf| leaf.autodiff().require_grad()).collect();
    let state = State { parameters: Arc::new(parameters), kept: Arc::new(kept), workspace: workspace.clone() };
    let logits = FlexTensor::from_data(TensorData::new(logits, shape));
    let logits = match leaves.len() {
        4 => record::<4>(&leaves, state.clone(), logits),
        6 => record::<6>(&leaves, state.clone(), logits),
        _ => record::<8>(&leaves, state.clone(), logits),
    }?;
    Some(Pass { logits, leaves, state, device: inputs.device() })
}

/// The logits in evaluation mode; none where the network is not on the CPU.
pub fn evaluate(network: &Network, form: &Form, inputs: &Tensor<2>, workspace: &Workspace) -> Option<Tensor<2>> {
    let parameters = Parameters::of(network, form)?;
    let logits = stack::evaluate(&parameters.stack(), numbers(&flex(inputs)?), workspace);
    let shape = [inputs.dims()[0], network.classes()];
    Some(Tensor::from_data(TensorData::new(logits, shape), &inputs.device()))
}

/// Shows `seen` every layer's values in a forward pass in training mode; none where the network is not on the CPU.
pub fn inspect(
    network: &Network,
    form: &Form,
    inputs: &Tensor<2>,
    dropout: Option<&[Tensor<2>]>,
    workspace: &Workspace,
    seen: &mut Seen<'_>,
) -> Option<()> {
    pass(&Parameters::of(network, form)?, inputs, dropout, workspace, Some(seen)).map(drop)
}

/// One layer in a forward pass in training mode.
pub fn layer(
    network: &Network,
    form: &Form,
    inputs: &Tensor<2>,
    workspace: &Workspace,
    wanted: usize,
) -> Option<LayerPass> {
    let shape = [inputs.dims()[0], network.width()];
    let mut found = [const { Vec::new() }; 3];
    inspect(network, form, inputs, None, workspace, &mut |layer, stage, values| {
        if layer == wanted {
            found[stage as usize] = values.to_vec();
        }
    })?;
    let [pre_activation, normalised, activation] =
        found.map(|values| Tensor::from_data(TensorData::new(values, shape), &inputs.device()));
    Some(LayerPass { pre_activation, normalised, activation, statistics: None })
}

impl Pass {
    /// The gradients of all parameters, in the order of [`Network::parameters`].
    pub fn gradients(&self, mut gradients: Gradients) -> Vec<Stacked> {
        let mut of = |leaf: &Stacked| leaf.grad_remove(&mut gradients).unwrap_or_else(|| leaf.zeros_like().inner());
        self.leaves.iter().map(&mut of).collect()
    }

    /// The batch's mean and biased variance of every layer, `[depth, 1, width]`; none without norms.
    pub fn statistics(&self) -> Option<(Stacked, Stacked)> {
        let (mean, variance) = self.state.kept.statistics();
        let width = self.state.parameters.stack().width();
        let of = |values: &[f32]| {
            let shape = [values.len() / width, 1, width];
            Tensor::from_data(TensorData::new(values.to_vec(), shape), &self.device)
        };
        (!mean.is_empty()).then(|| (of(mean), of(variance)))
    }

    /// Mean, biased standard deviation, saturated and dead fraction of each hidden layer, `[depth]` each.
    pub fn signs(&self) -> [Tensor<1>; 4] {
        let State { parameters, kept, workspace } = &self.state;
        let signs = stack::signs(&parameters.stack(), kept, workspace);
        [signs.means, signs.stds, signs.saturated, signs.dead]
            .map(|values| Tensor::from_data(TensorData::from(values.as_slice()), &self.device))
    }
}

/// The parameters where burn keeps them, and what they mean.
#[derive(Debug)]
struct Parameters {
    /// In the order of [`Network::parameters`].
    tensors: Vec<FlexTensor>,
    /// Mean and variance, where there are norms.
    running: Option<[FlexTensor; 2]>,
    hidden: bool,
    form: Form,
}

impl Parameters {
    fn of(network: &Network, form: &Form) -> Option<Self> {
        let running = match &network.norm {
            Some(norm) => Some([flex(&norm.running_mean)?, flex(&norm.running_variance)?]),
            None => None,
        };
        Some(Self {
            tensors: network.parameters().iter().map(flex).collect::<Option<_>>()?,
            running,
            hidden: network.hidden.is_some(),
            form: *form,
        })
    }

    fn stack(&self) -> Stack<'_> {
        let mut rest = self.tensors.iter().map(numbers);
        let mut affine = || Affine { weight: rest.next().unwrap_or(&[]), bias: rest.next().unwrap_or(&[]) };
        let stem = affine();
        let hidden = if self.hidden { affine() } else { Affine::default() };
        let head = affine();
        let norms = self.running.as_ref().map(|[mean, variance]| {
            let Affine { weight, bias } = affine();
            Norms { weight, bias, running_mean: numbers(mean), running_variance: numbers(variance) }
        });
        let Form { activation, block } = self.form;
        let (skip, branch) = (block.skip as f32, block.branch as f32);
        Stack { stem, hidden, norms, head, activation, skip, branch }
    }
}

fn pass(
    parameters: &Parameters,
    inputs: &Tensor<2>,
    dropout: Option<&[Tensor<2>]>,
    workspace: &Workspace,
    seen: Option<&mut Seen<'_>>,
) -> Option<(Vec<f32>, stack::Kept)> {
    let inputs = flex(inputs)?;
    let masks = match dropout {
        Some(masks) => Some(masks.iter().map(flex).collect::<Option<Vec<_>>>()?),
        None => None,
    };
    let masks = masks.as_ref().map(|masks| masks.iter().map(numbers).collect::<Vec<_>>());
    Some(stack::forward(&parameters.stack(), numbers(&inputs), masks.as_deref(), workspace, seen))
}

/// The tensor as the CPU backend has it, its numbers in order; none where another backend has it.
fn flex<const D: usize>(tensor: &Tensor<D>) -> Option<FlexTensor> {
    let tensor = tensor.clone().try_into_primitive::<Flex>().ok()?.to_contiguous();
    tensor.as_slice::<f32>().is_some().then_some(tensor)
}

/// The numbers of a tensor from [`flex`].
fn numbers(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().unwrap_or(&[])
}

/// Puts the network on the tape, as one operation from its parameters to the logits.
fn record<const N: usize>(leaves: &[Stacked], state: State, logits: FlexTensor) -> Option<Tensor<2>> {
    let guard = |leaf: &Stacked| Some(leaf.clone().try_into_primitive::<Autodiff<Flex>>().ok()?.node());
    let nodes: Vec<NodeGuard> = leaves.iter().map(guard).collect::<Option<_>>()?;
    let nodes: [NodeGuard; N] = nodes.try_into().ok()?;
    let logits = match Through::<N>.prepare::<NoCheckpointing>(nodes).compute_bound().stateful() {
        OpsKind::Tracked(operation) => operation.finish(state, logits),
        OpsKind::UnTracked(operation) => operation.finish(logits),
    };
    Some(Tensor::from_primitive::<Autodiff<Flex>>(logits))
}

/// The backward pass through the network of `N` stacked parameters.
#[derive(Debug)]
struct Through<const N: usize>;

impl<const N: usize> Backward<Flex, N> for Through<N> {
    type State = State;

    fn backward(self, ops: Ops<State, N>, gradients: &mut grads::Gradients, _: &mut Checkpointer) {
        let State { parameters, kept, workspace } = &ops.state;
        let logits = gradients.consume::<Flex>(&ops.node).to_contiguous();
        let found = stack::backward(&parameters.stack(), kept, numbers(&logits), workspace);
        let hidden = parameters.hidden.then_some(found.hidden);
        let norms = parameters.running.is_some().then_some(found.norms);
        let found = [Some(found.stem), hidden, Some(found.head), norms].into_iter().flatten();
        let found = found.flat_map(|affine| [affine.weight, affine.bias]);
        for ((node, values), parameter) in ops.parents.into_iter().zip(found).zip(&parameters.tensors) {
            if let Some(node) = node {
                let shape: Shape = parameter.shape();
                gradients.register::<Flex>(node.id, FlexTensor::from_data(TensorData::new(values, shape)));
            }
        }
    }
}
