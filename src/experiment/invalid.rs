//! What is wrong with a value, as a code; `words::invalid` makes a sentence of it.

use serde::{Deserialize, Serialize};

use super::Key;

/// A value that a setting cannot take. What it can take is in the setting's row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// The setting.
    pub key: Key,
    /// What was there instead.
    pub found: Found,
}

/// What stood where a value was needed. Texts are cut after 40 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// Text that somebody typed, without the spaces around it; it may be empty.
    Typed(String),
    /// A value as it is written, such as `2000`, `true` or `NaN`.
    Value(String),
    /// A text in a file, without its quotes.
    Text(String),
    /// A list in a file.
    List,
    /// An object in a file.
    Object,
    /// A key that is needed is absent.
    Nothing,
}

impl Found {
    /// Text that somebody typed.
    pub(crate) fn typed(text: &str) -> Self {
        Self::Typed(shortened(text.trim()))
    }

    /// A value as it is written.
    pub(super) fn value(value: impl ToString) -> Self {
        Self::Value(shortened(&value.to_string()))
    }
}

/// The longest piece of somebody's text that an error repeats, in characters.
const LONGEST: usize = 40;

/// The text, cut where it is too long to stand in a sentence.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text.to_owned(),
    }
}
