//! What is asked to be measured.

use serde::{Deserialize, Serialize};

/// What is measured, and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measuring {
    /// Layer by layer vital signs at every so many steps, at least 1.
    pub layers_every: u32,
    /// The held-out set at every so many steps, at least 1.
    pub held_out_every: u32,
    /// The hidden layer (from 0) whose distribution is reported, where one is chosen.
    pub layer: Option<usize>,
}

impl Default for Measuring {
    fn default() -> Self {
        Self { layers_every: 5, held_out_every: 20, layer: None }
    }
}
