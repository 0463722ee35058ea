//! A user's own data, as comma-separated values, or separated by semicolons or tabs.

mod header;
mod number;
mod records;
mod separator;

pub use header::Header;
use number::{NotRead, Numbers};
pub use records::MOST_FEATURES;
use records::{Record, Records};
pub use separator::Separator;

use super::{DataError, Table};
use crate::experiment::Found;

/// The largest label that is taken: the head has a unit for each class.
const LARGEST_LABEL: u32 = 999;

/// A file's rows, and how the file was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Csv {
    pub table: Table,
    pub layout: Layout,
}

/// How a file was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    pub separator: Separator,
    pub header: Header,
    /// Whether numbers have a comma before their fraction.
    pub decimal_commas: bool,
}

/// Reads numeric columns of which the last one is a label, a whole number from 0. Values stay as they are, not
/// standardised, so that a file brings back somebody else's run. Blank lines are passed over. There are as many classes as
/// the largest label says, at least two.
///
/// What separates the columns, whether the first line is a header and whether numbers have a decimal comma is found in the
/// text; [`Layout`] says what was found. A field in quotes is one field, whatever it holds; a number in it is a number.
///
/// # Errors
/// The first thing that is wrong, with its line, and its column where there is one; or [`DataError::Empty`].
pub fn from_csv(text: &str) -> Result<Csv, DataError> {
    let text = text.trim_start_matches('\u{feff}');
    let separator = Separator::of(text);
    let header = Header::of(text, separator)?;
    let mut rows = Rows { table: Table { classes: 2, ..Table::default() }, numbers: Numbers::new(separator) };
    let mut records = Records::new(text, separator.byte());
    // A quote that is never closed makes one field of all that follows: then the header is the last record.
    let mut broken = None;
    if header != Header::None {
        broken = records.next()?.and_then(|header| broken_field(&header));
    }
    while let Some(record) = records.next()? {
        rows.push(&record)?;
    }
    match (rows.table.labels.is_empty(), broken) {
        (false, _) => {}
        (true, Some(open)) => return Err(open),
        (true, None) => return Err(DataError::Empty),
    }
    let layout = Layout { separator, header, decimal_commas: rows.numbers.have_commas() };
    Ok(Csv { table: rows.table, layout })
}

/// The first field with a line break in it, which no number has: a quote was opened in it and not closed.
fn broken_field(record: &Record) -> Option<DataError> {
    let index = record.fields().position(|field| field.contains(['\n', '\r']))?;
    Some(DataError::OpenQuote { line: record.line, column: index + 1 })
}

/// The rows so far.
struct Rows {
    table: Table,
    numbers: Numbers,
}

impl Rows {
    /// Adds a record.
    fn push(&mut self, record: &Record) -> Result<(), DataError> {
        let (line, columns) = (record.line, record.columns());
        if let Some(open) = broken_field(record) {
            return Err(open);
        }
        if self.table.labels.is_empty() {
            self.table.features = columns - 1;
        }
        let features = self.table.features;
        if features == 0 {
            return Err(DataError::Narrow { line });
        }
        if columns != features + 1 {
            return Err(DataError::Ragged { line, found: columns, expected: features + 1 });
        }
        let reserved = self.table.inputs.try_reserve(features).and_then(|()| self.table.labels.try_reserve(1));
        reserved.map_err(|_| DataError::Memory { line })?;
        for (index, field) in record.fields().enumerate() {
            let (column, found) = (index + 1, || Found::typed(field));
            let why = |not_read, plain: fn(usize, usize, Found) -> DataError| match not_read {
                NotRead::NotANumber => plain(line, column, found()),
                NotRead::DecimalComma => DataError::DecimalComma { line, column, found: found() },
                NotRead::MixedMarks => DataError::MixedMarks { line, column, found: found() },
            };
            if index < features {
                let feature = self.numbers.feature(field).map_err(|not_read| {
                    why(not_read, |line, column, found| DataError::Feature { line, column, found })
                })?;
                self.table.inputs.push(feature);
            } else {
                let label = self.numbers.label(field, LARGEST_LABEL).map_err(|not_read| {
                    why(not_read, |line, column, found| DataError::Label { line, column, found })
                })?;
                self.table.classes = self.table.classes.max(label as usize + 1);
                self.table.labels.push(label);
            }
        }
        Ok(())
    }
}
