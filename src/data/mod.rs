//! What the network learns from: generated points, handwritten digits, a user's CSV. Knows experiment only.

/// Rows of features with a label each.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    /// Number of features of each row.
    pub features: usize,
    /// Number of classes; every label is below it.
    pub classes: usize,
    /// Row by row, `rows * features` values.
    pub inputs: Vec<f32>,
    pub labels: Vec<u32>,
}

impl Table {
    pub fn rows(&self) -> usize {
        self.labels.len()
    }

    pub fn row(&self, index: usize) -> &[f32] {
        &self.inputs[index * self.features..(index + 1) * self.features]
    }
}

/// What a run trains on, and what it is tested on.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Data {
    pub train: Table,
    /// Empty where nothing is held out.
    pub held_out: Table,
}
