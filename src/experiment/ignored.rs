//! What of an address changed nothing, as codes; `words::ignored` makes a sentence of them.

use super::invalid::shortened;
use super::{ChangeError, Found, Invalid, Key};

/// How many entries are named.
const MOST_NAMED: usize = 5;

/// The entries of a fragment that changed nothing: the first of them, and how many more there were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IgnoredEntries {
    /// At most 5.
    pub named: Vec<Ignored>,
    /// How many came after those.
    pub more: usize,
}

impl IgnoredEntries {
    pub(super) fn add(&mut self, entry: &str, reason: Reason) {
        if self.named.len() < MOST_NAMED {
            self.named.push(Ignored { entry: shortened(entry), reason });
        } else {
            self.more += 1;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }
}

/// An entry of a fragment that changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The entry as it stands in the address, cut after 40 characters.
    pub entry: String,
    pub reason: Reason,
}

/// Why an entry changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is no `=` between a key and its value.
    NoValue,
    /// It is not valid percent-encoding of UTF-8.
    Encoding,
    /// A key that nothing has, and the known one that is most like it.
    Unknown { key: String, nearest: &'static str },
    /// The key stood there before; the first one counts.
    Duplicate { key: &'static str },
    /// A value that its setting cannot take.
    Invalid(Invalid),
    /// A value that the entry of that key, which is no setting, cannot take.
    View { key: &'static str, found: Found },
    /// A setting that runs side by side have in common.
    Shared { key: Key },
    /// There is no `:` between a change's step and its settings.
    NoStep,
    /// A change's step that is no whole number.
    Step { found: Found },
    /// A change that cannot be part of the story.
    Change(ChangeError),
    /// It goes beyond the bytes that are read of an address, beside its changes.
    Long { most: usize },
    /// It goes beyond the bytes of changes that are read.
    LongStory { most: usize },
}
