//! What the network learns from: generated points, handwritten digits, a user's CSV.

mod batches;
#[cfg(feature = "csv")]
pub mod csv;
mod digits;
mod rows;
mod standard;
mod summary;

pub use batches::{BatchPosition, Batches};
#[cfg(feature = "csv")]
pub use csv::from_csv;
pub use summary::summary;

use crate::experiment::{Experiment, Found, Invalid};
use crate::random::{Stream, stream};

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

/// The data of an experiment, its features standardised by the training rows where it says so. The same seed gives the same rows on
/// every machine; changing the noise moves no point's place in the order.
///
/// # Errors
/// [`DataError::Experiment`] where a setting is out of its range; nothing else.
pub fn build(experiment: &Experiment) -> Result<Data, DataError> {
    experiment.validate().map_err(DataError::Experiment)?;
    Ok(prepared(experiment, rows::rows(experiment)))
}

/// Rows as the experiment has them trained on: standardised, or as they are.
pub fn prepared(experiment: &Experiment, mut data: Data) -> Data {
    if experiment.standardise {
        standard::standardise(&mut data);
    }
    data
}

/// The table with this share of its rows held out, 0..1: rows at random by the seed, in the order in which they stand.
pub fn hold_out(table: &Table, share: f64, seed: u64) -> Data {
    let mut rows: Vec<usize> = (0..table.rows()).collect();
    stream(seed, Stream::HeldOut, 2).shuffle(&mut rows);
    let (held_out, train) = rows.split_at_mut((share * table.rows() as f64).round() as usize);
    let part = |rows: &mut [usize]| {
        rows.sort_unstable();
        let inputs = rows.iter().flat_map(|row| table.row(*row).iter().copied()).collect();
        let labels = rows.iter().map(|row| table.labels[*row]).collect();
        Table { features: table.features, classes: table.classes, inputs, labels }
    };
    Data { train: part(train), held_out: part(held_out) }
}

/// So many rows of the table, at most all of them, spread evenly over it.
pub fn spread(rows: usize, most: usize) -> Vec<usize> {
    let count = rows.min(most);
    (0..count).map(|index| index * rows / count).collect()
}

/// The held-out rows as ink to draw, 0..=1, in the order of the held-out table, which has them standardised. None where
/// the experiment's data are no images.
pub fn held_out_ink(experiment: &Experiment) -> Option<Vec<f32>> {
    experiment.dataset.image_side().map(|_| rows::rows(experiment).held_out.inputs)
}

/// Why there is no data. Lines and columns count from 1. `words::data_error` makes a sentence of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataError {
    /// The experiment has values out of their ranges.
    Experiment(Vec<Invalid>),
    /// A file without a row of numbers.
    Empty,
    /// A first row with a single column: a label without a feature.
    Narrow { line: usize },
    /// A row with another number of columns than the first one.
    Ragged { line: usize, found: usize, expected: usize },
    /// A row with more columns than are read.
    Wide { line: usize, most: usize },
    /// A row of more bytes than are read: a quote that is not closed, or no table.
    Long { line: usize, most: usize },
    /// A field with a line break in it: a quote that is not closed.
    OpenQuote { line: usize, column: usize },
    /// A decimal comma in a file whose columns commas separate.
    DecimalComma { line: usize, column: usize, found: Found },
    /// A decimal comma where numbers before it have a decimal point, or the other way round.
    MixedMarks { line: usize, column: usize, found: Found },
    /// There is no memory for the rows up to this line.
    Memory { line: usize },
    /// A feature that is not a number within the range of a 32-bit float.
    Feature { line: usize, column: usize, found: Found },
    /// A label that is not a whole number of 0..=999.
    Label { line: usize, column: usize, found: Found },
}
