//! One training step: forward, loss, backward, clip, step.

use burn::tensor::{Int, Tensor};

use super::clip::clip;
use super::loss::{accuracy, cross_entropy};
use super::measure::{Changes, Record};
use super::state::State;
use crate::experiment::{Clip, Experiment};
use crate::network::unrolled::{LayerPass, Mode, Unrolled};
use crate::network::{Block, Network, Stacked};

/// Rows to learn from, on the device.
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

/// Trains on one batch. `layers`: whether to measure layer by layer.
pub fn train(state: &mut State, experiment: &Experiment, batch: Batch, layers: bool) -> Record {
    let network = Unrolled::new(&state.network, experiment.activation, Block::of(experiment), true);
    let mode = Mode::Training { dropout: batch.dropout.as_deref() };

    let pass = network.forward(batch.inputs.clone(), &mode);
    let loss = cross_entropy(pass.logits.clone(), batch.labels.clone());
    let gradients = network.gradients(loss.backward());
    let gradients = add_l1(gradients, &state.network, experiment.l1);
    let clipped = clip(gradients.clone(), experiment);
    let before = state.network.clone();
    let parameters = before.parameters();
    let updates = state.optimizer.updates(experiment, &parameters, clipped.clone());
    let after = parameters.iter().zip(&updates).map(|(parameter, update)| parameter.clone() - update.clone());
    state.network = state.network.clone().with_parameters(after.collect());
    state.step += 1;

    observe_statistics(&mut state.network, &pass.layers, batch.rows());
    let changes = Changes {
        network: &before,
        gradients: &gradients,
        clipped: (experiment.clip != Clip::Off).then_some(&clipped),
        updates: &updates,
    };
    let accuracy = accuracy(pass.logits.inner(), batch.labels);
    let mut record = Record::new(state.step, loss.inner(), accuracy, &changes);
    if layers {
        record.add_layers(experiment.activation, &pass.layers, &changes);
    }
    record
}

/// The forward pass in evaluation mode, outside the tape.
pub fn evaluate(network: &Network, experiment: &Experiment, inputs: Tensor<2>) -> Tensor<2> {
    forward(network, experiment, inputs, &Mode::Evaluation).0
}

/// A forward pass outside the tape: logits, and what each layer made.
pub fn forward(
    network: &Network,
    experiment: &Experiment,
    inputs: Tensor<2>,
    mode: &Mode<'_>,
) -> (Tensor<2>, Vec<LayerPass>) {
    let pass = Unrolled::new(network, experiment.activation, Block::of(experiment), false).forward(inputs, mode);
    (pass.logits, pass.layers)
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

fn observe_statistics(network: &mut Network, layers: &[LayerPass], rows: usize) {
    if let Some(norm) = &mut network.norm {
        let (means, variances): (Vec<_>, Vec<_>) = layers.iter().filter_map(|layer| layer.statistics.clone()).unzip();
        norm.observe(Tensor::stack(means, 0), Tensor::stack(variances, 0), rows);
    }
}
