//! What a step measures, left on the device as one row of numbers until many are read back together.

use burn::tensor::Tensor;

use super::error::TrainingError;
use super::norm;
use crate::experiment::ClipP;
use crate::network::{Engine, Network, Stacked};
use crate::vitals::{Evaluation, LayerVitals, Probe, Vitals};

/// The numbers of one step, still on the device, and what they mean.
pub struct StepMeasurements {
    step: u64,
    parts: Vec<Tensor<1>>,
    clipped: bool,
    /// Depth, where layer vital signs were taken.
    layers: Option<usize>,
    /// Depth, where the probe was measured.
    probe: Option<usize>,
    held_out: bool,
    sharpness: bool,
}

/// What a step changed, each list in the order of [`Network::parameters`].
pub struct Changes<'a> {
    /// What the step was computed by.
    pub engine: &'a dyn Engine,
    /// Before the step.
    pub network: &'a Network,
    /// Before clipping.
    pub gradients: &'a [Stacked],
    /// After clipping, where something clips.
    pub clipped: Option<&'a [Stacked]>,
    /// Before minus after, as computed, not yet rounded into the weights: a vanishing update of 1e-12 counts as what it
    /// is, though float32 weights of size 0.1 no longer move by it.
    pub updates: &'a [Stacked],
}

impl StepMeasurements {
    /// Loss, accuracy, norms and the article's sum for this step.
    pub fn new(step: u64, loss: Tensor<1>, accuracy: Tensor<1>, changes: &Changes<'_>) -> Self {
        let norm = |tensors| norm::overall(changes.engine, tensors, ClipP::Two);
        let mut parts = vec![loss, accuracy, norm(changes.gradients)];
        parts.extend(changes.clipped.map(norm));
        parts.push(-changes.engine.sum(changes.updates[0].clone()));
        let clipped = changes.clipped.is_some();
        Self { step, parts, clipped, layers: None, probe: None, held_out: false, sharpness: false }
    }

    /// Adds the vital signs of each layer; `signs` are those of its activations, `[depth]` each.
    pub fn add_layers(&mut self, signs: [Tensor<1>; 5], changes: &Changes<'_>) {
        self.layers = Some(changes.network.depth());
        let network = changes.network;
        let norms = |tensors: &[Stacked]| {
            let matrices = network.weight_matrices(tensors);
            Tensor::cat(
                matrices.into_iter().map(|matrix| changes.engine.norms_by_layer(matrix, ClipP::Two)).collect(),
                0,
            )
        };
        self.parts.push(norms(changes.gradients));
        self.parts.push(norms(changes.updates) / norms(&network.parameters()));
        self.parts.extend(signs);
    }

    /// Adds what the probe says; `signs` are those of its activations, `[depth]` each.
    pub fn add_probe(&mut self, loss: Tensor<1>, accuracy: Tensor<1>, signs: [Tensor<1>; 5]) {
        let [_, _, saturated, dead, _] = signs;
        self.probe = Some(dead.dims()[0]);
        self.parts.extend([loss, accuracy, saturated, dead]);
    }

    /// Adds the held-out loss and accuracy.
    pub fn add_held_out(&mut self, loss: Tensor<1>, accuracy: Tensor<1>) {
        self.held_out = true;
        self.parts.extend([loss, accuracy]);
    }

    /// Adds the sharpness.
    pub fn add_sharpness(&mut self, sharpness: Tensor<1>) {
        self.sharpness = true;
        self.parts.push(sharpness);
    }

    /// Takes the numbers off, for reading: `[length]`.
    pub fn take_values(&mut self) -> Tensor<1> {
        Tensor::cat(std::mem::take(&mut self.parts), 0)
    }

    /// How many numbers these are.
    pub fn length(&self) -> usize {
        let layers = self.layers.map_or(0, |depth| 2 * (depth + 1) + 5 * depth);
        let probe = self.probe.map_or(0, |depth| 2 + 2 * depth);
        let held_out = 2 * usize::from(self.held_out);
        4 + usize::from(self.clipped) + layers + probe + held_out + usize::from(self.sharpness)
    }

    /// The vital signs from these numbers, as read.
    pub fn decode(&self, values: &[f32]) -> Vitals {
        let mut values = values.iter().copied();
        let mut one = || values.next().unwrap_or(f32::NAN);
        let mut vitals = Vitals {
            step: self.step,
            loss: one(),
            accuracy: one(),
            gradient_norm: one(),
            clipped_gradient_norm: self.clipped.then(&mut one),
            first_layer_update_sum: one(),
            ..Vitals::default()
        };
        vitals.layers = self.layers.map(|depth| {
            let mut take = |count: usize| values.by_ref().take(count).collect::<Vec<_>>();
            LayerVitals {
                weight_gradient_norms: take(depth + 1),
                update_ratios: take(depth + 1),
                activation_means: take(depth),
                activation_stds: take(depth),
                saturated_fractions: take(depth),
                dead_fractions: take(depth),
                activation_spreads: take(depth),
            }
        });
        vitals.probe = self.probe.map(|depth| {
            let mut one = || values.next().unwrap_or(f32::NAN);
            let (loss, accuracy) = (one(), one());
            let mut take = |count: usize| values.by_ref().take(count).collect::<Vec<_>>();
            Probe { loss, accuracy, saturated_fractions: take(depth), dead_fractions: take(depth) }
        });
        vitals.held_out = self.held_out.then(|| {
            let mut one = || values.next().unwrap_or(f32::NAN);
            Evaluation { loss: one(), accuracy: one() }
        });
        vitals.sharpness = self.sharpness.then(|| values.next().unwrap_or(f32::NAN));
        vitals
    }
}

/// Reads the measurements of many steps back in one transfer, oldest first.
pub async fn read(mut measured: Vec<StepMeasurements>) -> Result<Vec<Vitals>, TrainingError> {
    if measured.is_empty() {
        return Ok(Vec::new());
    }
    let values = Tensor::cat(measured.iter_mut().map(StepMeasurements::take_values).collect(), 0);
    let values = super::view::read(values).await?;
    let mut rest = values.as_slice();
    Ok(measured
        .iter()
        .map(|measurements| {
            let (these, others) = rest.split_at(measurements.length().min(rest.len()));
            rest = others;
            measurements.decode(these)
        })
        .collect())
}
