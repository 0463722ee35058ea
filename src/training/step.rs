//! One training step: forward, loss, backward, clip, step.

use burn::tensor::{Int, Tensor};

use super::clip::clip;
use super::measure::{Changes, StepMeasurements};
use super::snapshot::Snapshot;
use crate::experiment::{Clip, Experiment};
use crate::network::{Architecture, Engine, ForwardPass, LossAndGradients, Network, Stacked};

/// Rows to train on, on the device.
#[derive(Clone)]
pub struct Batch {
    /// `[rows, features]`
    pub inputs: Tensor<2>,
    /// `[rows, 1]`
    pub labels: Tensor<2, Int>,
    /// The multipliers of each hidden layer's dropout, `[rows, width]`.
    pub dropout: Option<Vec<Tensor<2>>>,
}

impl Batch {
    pub fn rows(&self) -> usize {
        self.inputs.dims()[0]
    }
}

/// Trains one step on a batch and measures it; `layers`: layer by layer, too.
pub fn train(
    state: &mut Snapshot,
    experiment: &Experiment,
    engine: &dyn Engine,
    batch: Batch,
    layers: bool,
) -> StepMeasurements {
    let pass =
        engine.forward(&state.network, &Architecture::of(experiment), batch.inputs.clone(), batch.dropout.as_deref());
    let LossAndGradients { loss, accuracy, gradients } = pass.loss_and_gradients(batch.labels.clone());
    let gradients = add_l1(gradients, &state.network, experiment.l1);
    let clipped = clip(engine, gradients.clone(), experiment);
    let before = state.network.clone();
    let parameters = before.parameters();
    let updates = state.optimizer.updates(experiment, &parameters, clipped.clone());
    let after = parameters.iter().zip(&updates).map(|(parameter, update)| parameter.clone() - update.clone());
    state.network = state.network.clone().with_parameters(after.collect());
    state.step += 1;

    observe_statistics(&mut state.network, pass.as_ref(), batch.rows());
    let changes = Changes {
        engine,
        network: &before,
        gradients: &gradients,
        clipped: (experiment.clip != Clip::Off).then_some(&clipped),
        updates: &updates,
    };
    let mut measurements = StepMeasurements::new(state.step, loss, accuracy, &changes);
    if layers {
        measurements.add_layers(pass.signs(), &changes);
    }
    measurements
}

/// Adds the slope of `rate` times the sum of |W| over all weight matrices; 0 where W is 0, as PyTorch has it.
fn add_l1(gradients: Vec<Stacked>, network: &Network, rate: f64) -> Vec<Stacked> {
    if rate == 0.0 {
        return gradients;
    }
    let parameters = network.parameters().into_iter().zip(network.is_weight_matrix());
    let add = |(gradient, (parameter, is_weight)): (Stacked, (Stacked, bool))| {
        if is_weight { gradient + parameter.sign() * rate } else { gradient }
    };
    gradients.into_iter().zip(parameters).map(add).collect()
}

fn observe_statistics(network: &mut Network, pass: &dyn ForwardPass, rows: usize) {
    if let Some(norm) = &mut network.norm
        && let Some((mean, variance)) = pass.statistics()
    {
        norm.observe(mean, variance, rows);
    }
}
