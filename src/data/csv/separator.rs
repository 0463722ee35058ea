//! What separates the columns of a file, found in its first records.

use super::records::Records;
use crate::data::DataError;

/// What separates the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    Comma,
    Semicolon,
    Tab,
}

/// Records behind the first one that are looked at.
const SAMPLE: usize = 10;

impl Separator {
    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// What separates the columns of this text: the first of tab, semicolon and comma that stands in at least half of the
    /// records behind the first one, which may hold anything; else in that one.
    ///
    /// No number holds a tab or a semicolon; a comma may be a decimal comma beside them.
    pub(super) fn of(text: &str) -> Self {
        let others = [Self::Tab, Self::Semicolon];
        let most = |range: fn(usize) -> bool| {
            others.into_iter().chain([Self::Comma]).find(|separator| separator.stands_in(text, range))
        };
        most(|index| index > 0).or_else(|| most(|index| index == 0)).unwrap_or(Self::Comma)
    }

    /// Whether it separates something in at least half of those records, of which there is one.
    fn stands_in(self, text: &str, which: fn(usize) -> bool) -> bool {
        let mut records = Records::new(text, self.byte());
        let (mut all, mut separated) = (0, 0);
        for index in 0..=SAMPLE {
            let separates = match records.next() {
                Ok(Some(record)) => record.fields().filter(|field| !field.is_empty()).nth(1).is_some(),
                Err(DataError::Wide { .. }) => true,
                Ok(None) | Err(_) => break,
            };
            if which(index) {
                all += 1;
                separated += usize::from(separates);
            }
        }
        all > 0 && 2 * separated >= all
    }
}
