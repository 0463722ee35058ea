//! What can be done about a verdict, and which settings it changes.

use crate::experiment::{Activation, Clip, ClipP, Experiment, Optimizer};

/// Something to do about a verdict. All but the last two apply to the running network, which keeps its weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    BatchNorm,
    Relu,
    LeakyRelu,
    Tanh,
    Residual,
    /// Residual connections with this factor on each block.
    ResidualScale(f64),
    /// Clipping by norm at [`CLIP_AT`].
    Clip,
    /// Adam at its [usual rate](Optimizer::usual_rate).
    Adam,
    /// To this learning rate.
    LowerLearningRate(f64),
    /// To this learning rate.
    HigherLearningRate(f64),
    /// Weight decay of [`DECAY`].
    WeightDecay,
    /// No weight decay and no L1.
    NoDecay,
    /// To this batch size.
    LargerBatch(usize),
    /// Back to the checkpoint of this step.
    Rewind(u64),
    /// New weights.
    Restart,
}

/// The largest norm that [`Action::Clip`] lets through: with it the exploding cases learn; at 20 some die.
pub const CLIP_AT: f64 = 1.0;
/// What the regularisation button asks for.
pub const DECAY: f64 = 0.01;

impl Action {
    /// Changes the settings. Rewind and Restart are not settings: they change nothing here.
    pub fn apply(self, experiment: &mut Experiment) {
        match self {
            Action::BatchNorm => experiment.batch_norm = true,
            Action::Relu => experiment.activation = Activation::Relu,
            Action::LeakyRelu => experiment.activation = Activation::LeakyRelu,
            Action::Tanh => experiment.activation = Activation::Tanh,
            Action::Residual => experiment.residual = true,
            Action::ResidualScale(scale) => (experiment.residual, experiment.residual_scale) = (true, scale),
            Action::Clip => {
                (experiment.clip, experiment.clip_max, experiment.clip_p) = (Clip::Norm, CLIP_AT, ClipP::Two)
            }
            Action::Adam => {
                (experiment.optimizer, experiment.learning_rate) = (Optimizer::Adam, Optimizer::Adam.usual_rate())
            }
            Action::LowerLearningRate(rate) | Action::HigherLearningRate(rate) => experiment.learning_rate = rate,
            Action::WeightDecay => experiment.weight_decay = DECAY,
            Action::NoDecay => (experiment.weight_decay, experiment.l1) = (0.0, 0.0),
            Action::LargerBatch(size) => experiment.batch_size = size,
            Action::Rewind(_) | Action::Restart => {}
        }
    }

    /// The settings with it applied.
    pub fn applied_to(self, experiment: &Experiment) -> Experiment {
        let mut changed = experiment.clone();
        self.apply(&mut changed);
        changed
    }

    /// Its name in files and tests.
    pub fn key(self) -> &'static str {
        self.facts().0
    }

    /// Whether it is a change of settings, for which a running network keeps its weights.
    pub fn is_hot(self) -> bool {
        self.facts().1
    }

    fn facts(self) -> (&'static str, bool) {
        match self {
            Action::BatchNorm => ("batch-norm", true),
            Action::Relu => ("relu", true),
            Action::LeakyRelu => ("leaky-relu", true),
            Action::Tanh => ("tanh", true),
            Action::Residual => ("residual", true),
            Action::ResidualScale(_) => ("residual-scale", true),
            Action::Clip => ("clip", true),
            Action::Adam => ("adam", true),
            Action::LowerLearningRate(_) => ("lower-learning-rate", true),
            Action::HigherLearningRate(_) => ("higher-learning-rate", true),
            Action::WeightDecay => ("weight-decay", true),
            Action::NoDecay => ("no-decay", true),
            Action::LargerBatch(_) => ("larger-batch", true),
            Action::Rewind(_) => ("rewind", false),
            Action::Restart => ("restart", false),
        }
    }
}

/// One of each, for tests that hold whatever the remedy.
#[cfg(test)]
pub const EXAMPLES: [Action; 15] = [
    Action::BatchNorm,
    Action::Relu,
    Action::LeakyRelu,
    Action::Tanh,
    Action::Residual,
    Action::ResidualScale(0.1414),
    Action::Clip,
    Action::Adam,
    Action::LowerLearningRate(0.01),
    Action::HigherLearningRate(0.2),
    Action::WeightDecay,
    Action::NoDecay,
    Action::LargerBatch(64),
    Action::Rewind(1240),
    Action::Restart,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_key_of_its_own_and_changes_a_hot_setting_or_none() {
        let settings = Experiment { weight_decay: 0.1, l1: 0.1, ..Experiment::default() };
        for (index, action) in EXAMPLES.iter().enumerate() {
            assert!(EXAMPLES[..index].iter().all(|other| other.key() != action.key()), "{action:?}");
            let changed = action.applied_to(&settings);
            assert_eq!(changed != settings, action.is_hot(), "{action:?}");
            assert!(!settings.needs_restart(&changed) && changed.validate().is_ok(), "{action:?}");
        }
    }
}
