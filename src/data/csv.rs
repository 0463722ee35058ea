//! A user's own data, as comma-separated values.

use super::{DataError, Table};
use crate::experiment::Found;

/// The largest label that is taken: the head has a unit for each class.
const LARGEST_LABEL: f64 = 999.0;

/// Reads numeric columns of which the last one is a label, a whole number from 0. Values stay as they are, not
/// standardised, so that a file brings back somebody else's run. Blank lines are passed over, and a first line without
/// any number is taken as a header. There are as many classes as the largest label says, at least two.
///
/// Fields are numbers, so no field holds a comma, and a line is a row; quotes around a field are dropped.
///
/// # Errors
/// The first thing that is wrong, with its line, and its column where there is one; or [`DataError::Empty`].
pub fn from_csv(text: &str) -> Result<Table, DataError> {
    let mut table = Table { classes: 2, ..Table::default() };
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    for (place, (index, line)) in lines.filter(|(_, line)| !line.trim().is_empty()).enumerate() {
        let fields: Vec<&str> = line.split(',').map(|field| field.trim().trim_matches('"').trim()).collect();
        let header = place == 0 && fields.iter().all(|field| field.parse::<f64>().is_err());
        if !header {
            push(&mut table, index + 1, &fields)?;
        }
    }
    if table.labels.is_empty() { Err(DataError::Empty) } else { Ok(table) }
}

/// Adds the row of that line.
fn push(table: &mut Table, line: usize, fields: &[&str]) -> Result<(), DataError> {
    let columns = fields.len();
    if table.labels.is_empty() {
        table.features = columns - 1;
    }
    if table.features == 0 {
        return Err(DataError::Narrow { line });
    }
    if columns != table.features + 1 {
        return Err(DataError::Ragged { line, found: columns, expected: table.features + 1 });
    }
    for (index, field) in fields.iter().enumerate() {
        let (column, found) = (index + 1, || Found::typed(field));
        if index < table.features {
            table.inputs.push(feature(field).ok_or_else(|| DataError::Feature { line, column, found: found() })?);
        } else {
            let label = label(field).ok_or_else(|| DataError::Label { line, column, found: found() })?;
            table.classes = table.classes.max(label as usize + 1);
            table.labels.push(label);
        }
    }
    Ok(())
}

fn feature(field: &str) -> Option<f32> {
    field.parse().ok().filter(|number: &f32| number.is_finite())
}

fn label(field: &str) -> Option<u32> {
    let number: f64 = field.parse().ok()?;
    ((0.0..=LARGEST_LABEL).contains(&number) && number.fract() == 0.0).then_some(number as u32)
}
