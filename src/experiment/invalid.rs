//! What is wrong with a value, in words that say what to do.

use std::fmt;

/// A value that a setting cannot take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The setting: its label, or in a file its key.
    pub field: String,
    /// What was there instead, as it was written; text in quotes.
    pub found: String,
    /// What may be there, such as `a whole number from 1 to 1000`.
    pub allowed: String,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}: it must be {}.", self.field, self.found, self.allowed)
    }
}

impl std::error::Error for Invalid {}

/// The longest piece of somebody's text that an error repeats, in characters.
const LONGEST: usize = 40;

/// The text, cut where it is too long to stand in a sentence.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text.to_owned(),
    }
}

/// How an error repeats what somebody wrote: numbers as they are, other text in quotes.
pub(crate) fn quoted(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        "empty".to_owned()
    } else if text.parse::<f64>().is_ok() {
        shortened(text)
    } else {
        format!("\"{}\"", shortened(text))
    }
}
