//! Where the values of one layer lie.

use serde::{Deserialize, Serialize};

/// Where one hidden layer's values lie, on the last batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Hidden layer, from 0.
    pub layer: usize,
    /// z, before normalisation.
    pub pre_activation: Histogram,
    /// norm(z): what the activation takes. The same as `pre_activation` without BatchNorm.
    pub normalised: Histogram,
    /// act(norm(z)).
    pub activation: Histogram,
}

/// Counts in equal bins from `low` to `high`.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Histogram {
    pub low: f32,
    pub high: f32,
    pub counts: Vec<u32>,
}
