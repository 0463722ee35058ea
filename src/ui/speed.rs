//! How fast the network trains: as fast as it can, or so that one can follow.

use super::page::Page;
use crate::experiment::{Choice, Speed};

/// At this one a recovery, some hundred steps, can be watched.
const USUAL: Speed = Speed::TwoHundred;
/// Under which the page remembers it.
pub const KEY: &str = "speed";

/// The speed that was chosen last.
pub fn recall(page: Page) -> Speed {
    page.recall(KEY).and_then(|chosen| Speed::from_key(&chosen)).unwrap_or(USUAL)
}
