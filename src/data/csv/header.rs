//! Whether the first line of a file is a header, found in its first records.

use super::number::Numbers;
use super::records::Records;
use super::separator::Separator;
use crate::data::DataError;

/// What the first line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// A row like all others.
    None,
    /// The columns' names.
    Names,
    /// The columns' numbers: 0, 1, 2, ... or 1, 2, 3, ...
    Numbers,
}

/// Records below the first line that are looked at.
const SAMPLE: usize = 10;
/// So many column numbers in a row are a header whatever is below them: nobody has a row of data that counts up so far.
const SURE_NUMBERS: usize = 5;
/// Fewer are one above numbers that are written with a fraction; two never are: `0,1` may well be a row.
const FEWEST_NUMBERS: usize = 3;

impl Header {
    /// What the first line of this text is.
    ///
    /// A line with a name in it is one of names. Column numbers cannot be told from a row for certain: they are taken as
    /// such where they are many, or where the rows below are written with fractions.
    ///
    /// # Errors
    /// Where a record is beyond the bounds.
    pub(super) fn of(text: &str, separator: Separator) -> Result<Self, DataError> {
        let mut records = Records::new(text, separator.byte());
        let Some(first) = records.next()? else { return Ok(Self::None) };
        if first.fields().any(|field| is_name(field, separator)) {
            return Ok(Self::Names);
        }
        let Some((numbers, index_column)) = column_numbers(first.fields()) else { return Ok(Self::None) };
        let (mut below, mut fractions) = (0, 0);
        for _ in 0..SAMPLE {
            let Some(record) = records.next()? else { break };
            below += 1;
            fractions += usize::from(record.fields().any(|field| field.contains(['.', ',', 'e', 'E'])));
        }
        let is_header = index_column || numbers >= SURE_NUMBERS || numbers >= FEWEST_NUMBERS && fractions > 0;
        Ok(if below > 0 && is_header { Self::Numbers } else { Self::None })
    }
}

/// How many column numbers there are, and whether an empty field stands before them, as above a column of row names; none
/// where the fields are something else.
fn column_numbers<'a>(fields: impl Iterator<Item = &'a str>) -> Option<(usize, bool)> {
    let mut fields = fields.peekable();
    let index_column = fields.next_if(|field| field.is_empty()).is_some();
    let first = fields.peek()?.parse::<usize>().ok().filter(|first| *first <= 1)?;
    let mut numbers = 0;
    for field in fields {
        if field != (first + numbers).to_string() {
            return None;
        }
        numbers += 1;
    }
    Some((numbers, index_column))
}

/// Whether a field is a name: it has a letter, and is neither a number nor one of the usual words for a missing one.
fn is_name(field: &str, separator: Separator) -> bool {
    const MISSING: [&str; 5] = ["na", "n/a", "null", "none", "missing"];
    let missing = MISSING.iter().any(|word| field.eq_ignore_ascii_case(word));
    field.contains(char::is_alphabetic) && !missing && !Numbers::new(separator).is_number(field)
}
