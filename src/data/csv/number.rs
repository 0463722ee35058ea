//! Numbers as files have them: with a decimal point, or with a decimal comma where columns are not separated by commas.

use std::borrow::Cow;

use super::separator::Separator;

/// What stands before the fraction of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Point,
    Comma,
}

/// The numbers of one file. All of its fractions have the same mark: the first one that is read says which.
#[derive(Debug)]
pub struct Numbers {
    separator: Separator,
    mark: Option<Mark>,
}

/// Why a field is not read as a number.
#[derive(Debug, PartialEq, Eq)]
pub enum NotRead {
    /// It is none, or none of this kind.
    NotANumber,
    /// It has a decimal comma, in a file whose columns commas separate.
    DecimalComma,
    /// It has another mark than the numbers before it.
    MixedMarks,
}

impl Numbers {
    /// Of a file in which no number has been read.
    pub fn new(separator: Separator) -> Self {
        Self { separator, mark: None }
    }

    /// Whether a comma stood before the fraction of a number that was read.
    pub fn have_commas(&self) -> bool {
        self.mark == Some(Mark::Comma)
    }

    /// Whether it can be read as a number by itself, NaN and infinity among them.
    pub fn is_number(&self, field: &str) -> bool {
        mark(field).is_ok_and(|(_, field)| field.parse::<f64>().is_ok())
    }

    /// A feature: finite within the range of a 32-bit float.
    ///
    /// # Errors
    /// Where it is none.
    pub fn feature(&mut self, field: &str) -> Result<f32, NotRead> {
        self.read(field, |number| number.parse().ok().filter(|number: &f32| number.is_finite()))
    }

    /// A label, a whole number from 0 to `most`.
    ///
    /// # Errors
    /// Where it is none.
    pub fn label(&mut self, field: &str, most: u32) -> Result<u32, NotRead> {
        let label = |number: f64| (0.0..=f64::from(most)).contains(&number) && number.fract() == 0.0;
        self.read(field, |number| number.parse().ok().filter(|number| label(*number)).map(|number| number as u32))
    }

    /// Reads a field by `parse`, which knows a decimal point.
    fn read<T>(&mut self, field: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, NotRead> {
        let (mark, number) = mark(field)?;
        let value = parse(&number).ok_or(NotRead::NotANumber)?;
        match (mark, self.mark) {
            (Some(Mark::Comma), _) if self.separator == Separator::Comma => return Err(NotRead::DecimalComma),
            (Some(mark), Some(before)) if mark != before => return Err(NotRead::MixedMarks),
            (Some(_), _) => self.mark = mark,
            (None, _) => {}
        }
        Ok(value)
    }
}

/// The mark of a field, and the field with a decimal point.
fn mark(field: &str) -> Result<(Option<Mark>, Cow<'_, str>), NotRead> {
    match (field.contains('.'), field.matches(',').count()) {
        (false, 0) => Ok((None, field.into())),
        (true, 0) => Ok((Some(Mark::Point), field.into())),
        (false, 1) => Ok((Some(Mark::Comma), field.replace(',', ".").into())),
        (true, _) | (false, _) => Err(NotRead::NotANumber),
    }
}
