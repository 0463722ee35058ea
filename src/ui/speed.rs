//! How fast the network trains: as fast as it can, or so that one can follow.

use super::page::Page;

/// What the control offers, in steps a second; none for as many as there can be.
pub const SPEEDS: [Option<u32>; 5] = [Some(10), Some(50), Some(200), Some(1000), None];
/// At this one a recovery, some hundred steps, can be watched.
const USUAL: Option<u32> = Some(200);
/// Under which the page remembers it.
pub const KEY: &str = "speed";

/// Its name in options and in what the page remembers.
pub fn key(speed: Option<u32>) -> String {
    speed.map_or_else(|| "full".to_owned(), |steps| steps.to_string())
}

/// The speed that was chosen last.
pub fn recall(page: Page) -> Option<u32> {
    let chosen = page.recall(KEY);
    SPEEDS.into_iter().find(|speed| chosen.as_deref() == Some(&key(*speed))).unwrap_or(USUAL)
}
