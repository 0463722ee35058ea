//! A text of separated values as records of fields, in bounded memory.

use std::borrow::Cow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::data::DataError;

/// The most features that a row may have. As many pixels as a grey image of 256 x 256 has; the widest network then has
/// 16.8 million weights in its first layer, as many as 256 layers of it have behind that.
pub const MOST_FEATURES: usize = 1 << 16;
/// With the label.
const MOST_COLUMNS: usize = MOST_FEATURES + 1;
/// The most bytes of a record: 256 for each of so many fields.
const MOST_BYTES: usize = 16 << 20;

/// The records of a text, one by one. What they take grows with the longest record, never beyond a bound.
///
/// Fields are as RFC 4180 has them: one in quotes may hold separators and line breaks. Lines that are blank are passed over.
pub struct Records<'a> {
    reader: Reader,
    rest: &'a [u8],
    /// Of where `rest` begins, from 1.
    line: usize,
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// The fields of one record.
pub struct Record<'r> {
    /// The line that it begins in, from 1.
    pub line: usize,
    text: Cow<'r, str>,
    ends: &'r [usize],
}

impl<'a> Records<'a> {
    /// Of a text without a byte-order mark, its fields separated by this byte.
    pub fn new(text: &'a str, separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).build();
        Self { reader, rest: text.as_bytes(), line: 1, text: vec![0; 1 << 10], ends: vec![0; 1 << 6] }
    }

    /// The next record; none after the last one.
    ///
    /// # Errors
    /// [`DataError::Wide`] and [`DataError::Long`] for a record beyond the bounds.
    pub fn next(&mut self) -> Result<Option<Record<'_>>, DataError> {
        loop {
            self.take(self.rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count());
            let line = self.line;
            let Some((bytes, fields)) = self.read(line)? else { return Ok(None) };
            if fields > 1 || !self.text[..bytes].trim_ascii().is_empty() {
                // Whole characters of a text, without separators and quotes: they are one again.
                let text = String::from_utf8_lossy(&self.text[..bytes]);
                return Ok(Some(Record { line, text, ends: &self.ends[..fields] }));
            }
        }
    }

    /// Reads a record into the buffers: how many bytes and fields it has.
    fn read(&mut self, line: usize) -> Result<Option<(usize, usize)>, DataError> {
        let (mut bytes, mut fields) = (0, 0);
        loop {
            let (result, read, written, ended) =
                self.reader.read_record(self.rest, &mut self.text[bytes..], &mut self.ends[fields..]);
            self.take(read);
            bytes += written;
            fields += ended;
            match result {
                // The end of the text is the end of its last record: the reader is asked once more, with nothing to read.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if bytes >= MOST_BYTES => {
                    return Err(DataError::Long { line, most: MOST_BYTES });
                }
                ReadRecordResult::OutputFull => self.text.resize((2 * self.text.len()).min(MOST_BYTES), 0),
                ReadRecordResult::OutputEndsFull if fields > MOST_COLUMNS => {
                    return Err(DataError::Wide { line, most: MOST_COLUMNS });
                }
                // A place more than columns, so that one column too many is seen.
                ReadRecordResult::OutputEndsFull => self.ends.resize((2 * self.ends.len()).min(MOST_COLUMNS + 1), 0),
                ReadRecordResult::Record if fields > MOST_COLUMNS => {
                    return Err(DataError::Wide { line, most: MOST_COLUMNS });
                }
                ReadRecordResult::Record => return Ok(Some((bytes, fields))),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// Goes on by so many bytes, and counts their lines; `\r\n` ends one.
    fn take(&mut self, bytes: usize) {
        let ends = |(index, byte): (usize, &u8)| match byte {
            b'\n' => true,
            b'\r' => self.rest.get(index + 1) != Some(&b'\n'),
            _ => false,
        };
        self.line += self.rest[..bytes].iter().enumerate().filter(|&(index, byte)| ends((index, byte))).count();
        self.rest = &self.rest[bytes..];
    }
}

impl Record<'_> {
    /// The fields, without the spaces around them.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(self.ends).map(|(begin, end)| bare(self.text.get(begin..*end).unwrap_or_default()))
    }

    /// How many fields there are; at least one.
    pub fn columns(&self) -> usize {
        self.ends.len()
    }
}

/// Without spaces, and without quotes that stood behind a space, where RFC 4180 has none.
fn bare(field: &str) -> &str {
    let field = field.trim();
    field.strip_prefix('"').and_then(|field| field.strip_suffix('"')).map_or(field, str::trim)
}
