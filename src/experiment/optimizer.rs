//! The optimizers: all that is known of each one, beside how it computes an update (`training/optimizer.rs`).

use super::Choice;
use crate::choice;

choice! {
    /// How the gradient becomes an update, with PyTorch's defaults but for the learning rate.
    Optimizer {
        Sgd = "sgd", "SGD";
        Momentum = "momentum", "Momentum";
        RmsProp = "rmsprop", "RMSProp";
        Adam = "adam", "Adam";
        AdamW = "adamw", "AdamW";
    }
}

impl Optimizer {
    /// How many numbers it keeps for each parameter from one step to the next.
    pub fn moments(self) -> usize {
        match self {
            Optimizer::Sgd => 0,
            Optimizer::Momentum | Optimizer::RmsProp => 1,
            Optimizer::Adam | Optimizer::AdamW => 2,
        }
    }

    /// The most moments that any optimizer keeps: a running network may be given any of them.
    pub fn most_moments() -> usize {
        Self::ALL.iter().map(|optimizer| optimizer.moments()).max().unwrap_or(0)
    }

    /// Whether it divides each gradient by its own recent size, so that a small one moves a weight as far as a large one.
    pub fn rescales(self) -> bool {
        match self {
            Optimizer::Sgd | Optimizer::Momentum => false,
            Optimizer::RmsProp | Optimizer::Adam | Optimizer::AdamW => true,
        }
    }

    /// Whether weight decay shrinks the parameters by themselves, and is no part of the gradient that it works on:
    /// Loshchilov and Hutter 2019, "Decoupled weight decay regularization".
    pub fn decouples_decay(self) -> bool {
        match self {
            Optimizer::Sgd | Optimizer::Momentum | Optimizer::RmsProp | Optimizer::Adam => false,
            Optimizer::AdamW => true,
        }
    }

    /// A learning rate at which it trains networks such as these, for whoever changes over to it.
    pub fn usual_rate(self) -> f64 {
        match self {
            Optimizer::Sgd => 0.1,
            // At 0.01 Adam brought the explosion of too large weights back to a loss of 1e-4.
            Optimizer::Momentum | Optimizer::RmsProp | Optimizer::Adam | Optimizer::AdamW => 0.01,
        }
    }
}
