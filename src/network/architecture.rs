//! What determines a pass beside the parameters.

use crate::experiment::{Activation, Experiment};

/// How the layers of a network are put together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Architecture {
    pub activation: Activation,
    pub block: Block,
}

impl Architecture {
    pub fn of(experiment: &Experiment) -> Self {
        Self { activation: experiment.activation, block: Block::of(experiment) }
    }
}

/// How a block joins its branch to its input: `z' = skip z + branch (W h + b)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Block {
    /// 0 in a plain network, 1 in a residual one.
    pub skip: f64,
    /// 1 in a plain network, the residual scale in a residual one.
    pub branch: f64,
}

impl Block {
    pub fn of(experiment: &Experiment) -> Self {
        match experiment.residual {
            true => Self { skip: 1.0, branch: experiment.residual_scale },
            false => Self { skip: 0.0, branch: 1.0 },
        }
    }
}
