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

/// The share of its buffer that [`Optimizer::Momentum`] keeps from one step to the next.
pub const MOMENTUM: f64 = 0.9;

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

    /// Above which product of curvature and learning rate a step overshoots by more than it makes good: on a quadratic,
    /// descent along an eigenvector of the Hessian grows where eigenvalue times rate is more than this. For gradient descent
    /// 2; for momentum as PyTorch has it, b <- beta b + g and w <- w - rate b, which is Polyak's heavy ball, 2 + 2 beta (Cohen et
    /// al. 2021, "Gradient descent on neural networks typically occurs at the edge of stability").
    /// None for what divides each gradient by its size: there it is the Hessian so divided that would have to be held to it
    /// (Cohen et al. 2022, "Adaptive gradient methods at the edge of stability").
    pub fn stability_limit(self) -> Option<f64> {
        match self {
            Optimizer::Sgd => Some(2.0),
            Optimizer::Momentum => Some(2.0 + 2.0 * MOMENTUM),
            Optimizer::RmsProp | Optimizer::Adam | Optimizer::AdamW => None,
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
