//! What a network answers over its inputs.

use serde::{Deserialize, Serialize};

/// What the network answers over its inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum View {
    /// 2-D data: the probability of class 1 on a `side` x `side` grid over x and y in -`reach`..`reach`,
    /// row by row from the top (largest y) left.
    Boundary { side: usize, reach: f32, probabilities: Vec<f32> },
    /// Images: held-out samples with what the network takes them for, and the confusion counts
    /// `confusion[actual * classes + predicted]` of the whole held-out set.
    Images { side: usize, samples: Vec<ImageSample>, classes: usize, confusion: Vec<u32> },
}

/// One image and what the network takes it for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImageSample {
    /// Ink, 0..1, row by row.
    pub pixels: Vec<f32>,
    pub label: u32,
    pub predicted: u32,
    /// The probability of the predicted class.
    pub probability: f32,
}
