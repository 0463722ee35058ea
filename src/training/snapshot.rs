//! The state of a run: everything that a step reads and changes, beside the settings of now.

mod bytes;
mod checksum;

pub use bytes::VERSION;

use super::optimizer::Optimizer;
use crate::data::{BatchPosition, Batches};
use crate::experiment::Experiment;
use crate::network::Network;
use crate::network::parameters::Shape;

/// The state of a run after a step. The same settings go on from it as the run itself would: to the bit on any CPU, or on
/// the GPU that it is from.
///
/// It is what the last step left: hot settings act on it when the next step is taken, so it does not depend on what was
/// set, and set back, since.
///
/// Cloning is cheap: tensors are shared until one of them changes. So a checkpoint is a clone.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Parameters and running statistics.
    pub network: Network,
    pub(super) optimizer: Optimizer,
    pub(super) batches: Batches,
    /// Steps trained, from 0.
    pub step: u64,
    /// The settings that the initial weights were drawn for.
    pub init_settings: Experiment,
}

/// Why there is no snapshot in some bytes, or why a run cannot go on from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// The bytes do not begin as a snapshot does.
    NotASnapshot,
    /// They were written in another version of the format than [`VERSION`].
    Version { found: u32 },
    /// They are not what was written: too few, too many, or changed.
    Damaged,
    /// The network has another shape than the experiment and its data ask for.
    Shape { found: Shape, expected: Shape },
    /// Its batches go through another number of rows than the data have.
    Rows { found: usize, expected: usize },
}

impl Snapshot {
    /// Where the next batch begins.
    pub fn batch_position(&self) -> BatchPosition {
        self.batches.position()
    }

    /// The shape of its network, with the norms that the last step had.
    pub fn shape(&self) -> Shape {
        let network = &self.network;
        Shape {
            depth: network.depth(),
            width: network.width(),
            features: network.features(),
            classes: network.classes(),
            batch_norm: network.norm.is_some(),
        }
    }

    /// Whether a run of this shape over so many rows can go on from it. Norms come and go with the settings.
    pub(super) fn check(&self, shape: Shape, rows: usize) -> Result<(), SnapshotError> {
        let found = self.shape();
        let expected = Shape { batch_norm: found.batch_norm, ..shape };
        if found != expected {
            return Err(SnapshotError::Shape { found, expected });
        }
        let found = self.batches.position().rows;
        if found == rows { Ok(()) } else { Err(SnapshotError::Rows { found, expected: rows }) }
    }
}
