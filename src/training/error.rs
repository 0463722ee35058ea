//! What can go wrong while training, apart from the training itself.

use std::fmt::Debug;

/// The device did not do what was asked of it: it went away, or its memory is full. What it held is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingError {
    /// What the driver said, in its words.
    pub detail: String,
}

impl TrainingError {
    pub(super) fn new(error: impl Debug) -> Self {
        Self { detail: format!("{error:?}") }
    }
}
