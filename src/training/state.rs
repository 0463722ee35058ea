//! Everything that a step changes: a copy of it is a checkpoint.

use super::optimizer::Optimizer;
use crate::data::Batches;
use crate::network::Network;

/// The state of a run after a step. Cloning is cheap: tensors are shared until one of them changes.
#[derive(Clone, Debug)]
pub struct State {
    pub network: Network,
    pub optimizer: Optimizer,
    pub batches: Batches,
    /// Updates done.
    pub step: u64,
}
