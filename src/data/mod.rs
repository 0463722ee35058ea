//! What the network learns from: generated points, handwritten digits, a user's CSV.

mod batches;
mod csv;
mod digits;
mod points;
mod standard;

use std::fmt;

pub use batches::{BatchPosition, Batches};
pub use csv::from_csv;
pub use digits::{SIDE as DIGIT_SIDE, held_out_ink};

use crate::experiment::{Dataset, Experiment, Invalid};

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
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.labels.len()
    }

    /// The features of one row.
    ///
    /// # Panics
    /// Where there is no such row.
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

/// The data of an experiment, its features standardised by the training rows. The same seed gives the same rows on
/// every machine; changing the noise moves no point's place in the order.
pub fn build(experiment: &Experiment) -> Result<Data, DataError> {
    experiment.validate().map_err(DataError::Experiment)?;
    let mut data = match experiment.dataset {
        Dataset::Circles => points::points(experiment, points::circle),
        Dataset::Xor => points::points(experiment, points::xor),
        Dataset::Gaussians => points::points(experiment, points::gaussian),
        Dataset::Spirals => points::points(experiment, points::spiral),
        Dataset::Digits => digits::images(experiment.seed),
    };
    standard::standardise(&mut data);
    Ok(data)
}

/// Why there is no data. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataError {
    /// The experiment has values out of their ranges.
    Experiment(Vec<Invalid>),
    /// A file without a row of numbers.
    Empty,
    /// A first row with a label and nothing to tell it by.
    Narrow { line: usize },
    /// A row with another number of columns than the first one.
    Ragged { line: usize, found: usize, expected: usize },
    /// A field that is not what its column takes.
    Field { line: usize, column: usize, found: String, allowed: &'static str },
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DataError::Experiment(wrong) => {
                let sentences: Vec<String> = wrong.iter().map(Invalid::to_string).collect();
                f.write_str(&sentences.join(" "))
            }
            DataError::Empty => f.write_str(
                "There is no row: at least one is needed, of numbers separated by commas, the last one the label.",
            ),
            DataError::Narrow { line } => write!(
                f,
                "Line {line} has 1 column: at least 2 are needed, separated by commas, the last one the label."
            ),
            DataError::Ragged { line, found, expected } => {
                let columns = if *found == 1 { "column" } else { "columns" };
                write!(f, "Line {line} has {found} {columns}: it must have {expected}, as the first row has.")
            }
            DataError::Field { line, column, found, allowed } => {
                write!(f, "Line {line}, column {column} is {found}: it must be {allowed}.")
            }
        }
    }
}

impl std::error::Error for DataError {}
