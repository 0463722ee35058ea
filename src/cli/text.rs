//! Bytes as text: UTF-8, with or without a byte-order mark, and UTF-16 with one.

/// Why bytes are no text. Lines count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotText {
    /// They are not UTF-8: the first byte that does not belong there.
    NotUtf8 { byte: u8, line: usize },
    /// They are not UTF-16, as their mark says: half a character.
    NotUtf16 { line: usize },
    /// They are UTF-32, by their mark.
    Utf32,
    /// They hold a zero byte, or character: no text, or UTF-16 without a mark.
    Zero { line: usize },
    /// There is no memory for them as UTF-8.
    Memory,
}

/// The text that these bytes are, without a byte-order mark.
///
/// # Errors
/// [`NotText`].
pub fn decode(mut bytes: Vec<u8>) -> Result<String, NotText> {
    let text = match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Err(NotText::Utf32),
        [0xff, 0xfe, units @ ..] => utf_16(units, u16::from_le_bytes)?,
        [0xfe, 0xff, units @ ..] => utf_16(units, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, ..] => {
            bytes.drain(..3);
            utf_8(bytes)?
        }
        _ => utf_8(bytes)?,
    };
    match text.find('\0') {
        Some(place) => Err(NotText::Zero { line: line(&text[..place]) }),
        None => Ok(text),
    }
}

fn utf_8(bytes: Vec<u8>) -> Result<String, NotText> {
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        let (before, after) = bytes.split_at(error.utf8_error().valid_up_to());
        let byte = after.first().copied().unwrap_or_default();
        NotText::NotUtf8 { byte, line: line(std::str::from_utf8(before).unwrap_or_default()) }
    })
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, NotText> {
    let (units, rest) = bytes.as_chunks::<2>();
    let mut text = String::new();
    for character in char::decode_utf16(units.iter().map(|bytes| unit(*bytes))) {
        let character = character.map_err(|_| NotText::NotUtf16 { line: line(&text) })?;
        text.try_reserve(character.len_utf8()).map_err(|_| NotText::Memory)?;
        text.push(character);
    }
    if rest.is_empty() { Ok(text) } else { Err(NotText::NotUtf16 { line: line(&text) }) }
}

/// The line that follows this text; `\n`, `\r` and both end one.
fn line(before: &str) -> usize {
    1 + before.matches('\n').count() + before.matches('\r').count() - before.matches("\r\n").count()
}
