//! The engine on the CPU: the whole network at once, computed by [`crate::stack`]. Parameters and gradients stay burn's
//! tensors, whose memory is read in place.

use std::ops::Range;

use burn::backend::flex::FlexTensor;
use burn::backend::{Flex, TensorMetadata};
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::activation::slope;
use super::engine::{Engine, EngineKind, ForwardPass, LayerValues, LossAndGradients};
use super::{Architecture, Network, Stacked};
use crate::experiment::ClipP;
use crate::stack::{self, Affine, Batch, ForwardCache, LayerObserver, Norms, Shown, Stack, Workspace};

/// See the module. Clones share the memory of their passes.
#[derive(Clone, Debug, Default)]
pub struct CpuStack {
    workspace: Workspace,
}

impl Engine for CpuStack {
    fn kind(&self) -> EngineKind {
        EngineKind::CpuStack
    }

    fn forward(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        dropout: Option<&[Tensor<2>]>,
    ) -> Box<dyn ForwardPass> {
        let parameters = Parameters::of(network, architecture);
        let (logits, cache) = self.pass(&parameters.stack(), &inputs, dropout, None);
        let device = inputs.device();
        let logits = Tensor::from_data(TensorData::new(logits, [cache.rows(), network.classes()]), &device);
        Box::new(StackPass { logits, parameters, cache, workspace: self.workspace.clone(), device })
    }

    fn evaluate(&self, network: &Network, architecture: &Architecture, inputs: Tensor<2>) -> Tensor<2> {
        let shape = [inputs.dims()[0], network.classes()];
        let parameters = Parameters::of(network, architecture);
        let logits = stack::evaluate(&parameters.stack(), numbers(&flex(&inputs)), &self.workspace);
        Tensor::from_data(TensorData::new(logits, shape), &inputs.device())
    }

    fn layer(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        layer: usize,
    ) -> Option<LayerValues> {
        if layer >= network.depth() {
            return None;
        }
        let shape = [inputs.dims()[0], network.width()];
        let mut found = [const { Vec::new() }; 3];
        let mut observer = |at: usize, stage: stack::Stage, shown: &Shown<'_>| {
            if at == layer {
                found[stage as usize] = shown.values();
            }
        };
        let parameters = Parameters::of(network, architecture);
        self.pass(&parameters.stack().first_layers(layer + 1), &inputs, None, Some(&mut observer));
        let [pre_activation, normalised, activation] =
            found.map(|values| Tensor::from_data(TensorData::new(values, shape), &inputs.device()));
        Some(LayerValues { pre_activation, normalised, activation })
    }

    fn normalised(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        layers: Range<usize>,
        rows: usize,
    ) -> Tensor<3> {
        let (width, device) = (network.width(), inputs.device());
        let mut found = Vec::with_capacity(layers.len() * rows * width);
        let mut observer = |layer: usize, stage: stack::Stage, shown: &Shown<'_>| {
            if stage == stack::Stage::Normalised && layers.contains(&layer) {
                found.extend(shown.first_rows(rows));
            }
        };
        let parameters = Parameters::of(network, architecture);
        self.pass(&parameters.stack().first_layers(layers.end), &inputs, None, Some(&mut observer));
        Tensor::from_data(TensorData::new(found, [layers.len(), rows, width]), &device)
    }

    fn slopes(&self, network: &Network, architecture: &Architecture, inputs: Tensor<2>) -> Vec<Tensor<2>> {
        let (shape, device) = ([inputs.dims()[0], network.width()], inputs.device());
        let mut slopes = Vec::with_capacity(network.depth());
        let mut observer = |_: usize, stage: stack::Stage, shown: &Shown<'_>| {
            if stage == stack::Stage::Normalised {
                let values = Tensor::from_data(TensorData::new(shown.values(), shape), &device);
                slopes.push(slope(architecture.activation, values));
            }
        };
        self.pass(&Parameters::of(network, architecture).stack(), &inputs, None, Some(&mut observer));
        slopes
    }

    fn not_finite(
        &self,
        network: &Network,
        architecture: &Architecture,
        inputs: Tensor<2>,
        dropout: Option<&[Tensor<2>]>,
    ) -> Tensor<1> {
        let mut counts = vec![0.0; network.depth()];
        let mut observer = |layer: usize, _: stack::Stage, shown: &Shown<'_>| {
            counts[layer] += shown.values().iter().filter(|value| !value.is_finite()).count() as f32;
        };
        self.pass(&Parameters::of(network, architecture).stack(), &inputs, dropout, Some(&mut observer));
        Tensor::from_data(counts.as_slice(), &inputs.device())
    }

    fn loss(&self, logits: Tensor<2>, labels: Tensor<2, Int>) -> (Tensor<1>, Tensor<1>) {
        let loss = stack::loss(numbers(&flex(&logits)), &labels_of(labels));
        (one(loss.cross_entropy, &logits.device()), one(loss.accuracy, &logits.device()))
    }

    fn sum(&self, stacked: Stacked) -> Tensor<1> {
        one(stack::sum(numbers(&flex(&stacked))), &stacked.device())
    }

    fn norms_by_layer(&self, stacked: Stacked, p: ClipP) -> Tensor<1> {
        let [_, rows, columns] = stacked.dims();
        let all = flex(&stacked);
        let norms: Vec<f32> = numbers(&all).chunks_exact(rows * columns).map(|one| stack::p_norm(one, p)).collect();
        Tensor::from_data(norms.as_slice(), &stacked.device())
    }
}

impl CpuStack {
    fn pass(
        &self,
        stack: &Stack<'_>,
        inputs: &Tensor<2>,
        dropout: Option<&[Tensor<2>]>,
        observer: Option<&mut LayerObserver<'_>>,
    ) -> (Vec<f32>, ForwardCache) {
        let inputs = flex(inputs);
        let masks = dropout.map(|masks| masks.iter().map(flex).collect::<Vec<_>>());
        let masks = masks.as_ref().map(|masks| masks.iter().map(numbers).collect::<Vec<_>>());
        stack::forward(stack, numbers(&inputs), masks.as_deref(), &self.workspace, observer)
    }
}

/// Multiplies a batch, `[rows, width]`, by a matrix, `[width, width]`, so many times, as a pass does: what one thread
/// reaches, for whoever takes the time.
pub fn multiply(rows: usize, width: usize, times: usize) {
    let inputs = Batch::new(&vec![0.5; rows * width], width);
    let weights: Vec<f32> = (0..width * width).map(|i| (i % 13) as f32 * 0.01).collect();
    let mut outputs = inputs.clone();
    for _ in 0..times {
        inputs.times(&weights, &mut outputs);
    }
}

/// A pass in training mode.
struct StackPass {
    /// `[rows, classes]`
    logits: Tensor<2>,
    parameters: Parameters,
    cache: ForwardCache,
    workspace: Workspace,
    device: Device,
}

impl ForwardPass for StackPass {
    fn logits(&self) -> Tensor<2> {
        self.logits.clone()
    }

    fn loss_and_gradients(&self, labels: Tensor<2, Int>) -> LossAndGradients {
        let (loss, slope) = stack::loss_and_slope(numbers(&flex(&self.logits)), &labels_of(labels));
        let Parameters { tensors, .. } = &self.parameters;
        let found = stack::backward(&self.parameters.stack(), &self.cache, &slope, &self.workspace);
        let hidden = self.parameters.hidden.then_some(found.hidden);
        let norms = self.parameters.running.is_some().then_some(found.norms);
        let found = [Some(found.stem), hidden, Some(found.head), norms].into_iter().flatten();
        let found = found.flat_map(|affine| [affine.weight, affine.bias]);
        let of = |(values, parameter): (Vec<f32>, &FlexTensor)| {
            Tensor::from_data(TensorData::new(values, parameter.shape()), &self.device)
        };
        LossAndGradients {
            loss: one(loss.cross_entropy, &self.device),
            accuracy: one(loss.accuracy, &self.device),
            gradients: found.zip(tensors).map(of).collect(),
        }
    }

    fn statistics(&self) -> Option<(Stacked, Stacked)> {
        let (mean, variance) = self.cache.statistics();
        let width = self.parameters.stack().width();
        let of = |values: &[f32]| {
            let shape = [values.len() / width, 1, width];
            Tensor::from_data(TensorData::new(values.to_vec(), shape), &self.device)
        };
        (!mean.is_empty()).then(|| (of(mean), of(variance)))
    }

    fn signs(&self) -> [Tensor<1>; 5] {
        let signs = stack::signs(&self.parameters.stack(), &self.cache, &self.workspace);
        [signs.means, signs.stds, signs.saturated, signs.dead, signs.spreads]
            .map(|values| Tensor::from_data(TensorData::from(values.as_slice()), &self.device))
    }
}

/// The parameters where burn keeps them, and how they are put together.
struct Parameters {
    /// In the order of [`Network::parameters`].
    tensors: Vec<FlexTensor>,
    /// Running mean and variance, where there are norms.
    running: Option<[FlexTensor; 2]>,
    /// Whether there are layers between stem and head.
    hidden: bool,
    architecture: Architecture,
}

impl Parameters {
    fn of(network: &Network, architecture: &Architecture) -> Self {
        let running = network.norm.as_ref().map(|norm| [flex(&norm.running_mean), flex(&norm.running_variance)]);
        Self {
            tensors: network.parameters().iter().map(flex).collect(),
            running,
            hidden: network.hidden.is_some(),
            architecture: *architecture,
        }
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
        let Architecture { activation, block } = self.architecture;
        let (skip, branch) = (block.skip as f32, block.branch as f32);
        Stack { stem, hidden, norms, head, activation, skip, branch }
    }
}

/// The tensor as the CPU's backend has it, its numbers in order.
///
/// # Panics
/// On another backend's, which no plan gives to this engine.
fn flex<const D: usize>(tensor: &Tensor<D>) -> FlexTensor {
    match tensor.clone().try_into_primitive::<Flex>() {
        Ok(tensor) => tensor.to_contiguous(),
        Err(_) => panic!("the engine of the CPU was given a tensor of another device"),
    }
}

/// The labels of a batch, from 0.
fn labels_of(labels: Tensor<2, Int>) -> Vec<i32> {
    labels.into_data().convert::<i32>().try_into_vec().unwrap_or_default()
}

/// A tensor of one number.
fn one(value: f32, device: &Device) -> Tensor<1> {
    Tensor::from_data([value], device)
}

/// The numbers of a tensor from [`flex`], all of which are float32.
fn numbers(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().unwrap_or(&[])
}
