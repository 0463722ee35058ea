//! What a tab leaves to itself.

use wasm_bindgen::prelude::*;

use crate::experiment::{Permalink, Start, from_fragment};

#[wasm_bindgen(module = "/src/ui/reload/reload.js")]
extern "C" {
    fn left() -> String;
}

/// Where a replay is to get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    pub step: u64,
    /// Whether it trains on from there.
    pub goes_on: bool,
}

/// What a tab left: its run as a link's fragment, and where it was.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Left {
    pub run: String,
    pub goal: Goal,
}

impl Left {
    pub fn written(&self) -> String {
        format!("{}\n{}\n{}", self.run, self.goal.step, self.goal.goes_on)
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.split('\n').map(str::to_owned);
        let (run, step, goes_on) = (lines.next()?, lines.next()?, lines.next()?);
        let goal = Goal { step: step.parse().ok()?, goes_on: goes_on.parse().ok()? };
        Some(Self { run, goal })
    }
}

/// Puts the run from before the reload into what the address asks for; where it is to get. The address itself is not asked
/// whether it is still the same: a browser may load the one from before the last change.
pub fn bring_back(link: &mut Permalink) -> Option<Goal> {
    let left = Left::read(&left())?;
    if link.view.stop.is_some() || link.view.start != Start::Visible {
        return None;
    }
    let run = from_fragment(&left.run);
    (link.story, link.versus) = (run.story, run.versus);
    Some(left.goal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_tab_leaves_is_read_again() {
        let goal = Goal { step: 812, goes_on: false };
        let left = Left { run: "#depth=30&changes=3:clip=norm".to_owned(), goal };
        assert_eq!(Left::read(&left.written()), Some(left));
        assert_eq!(Left::read(""), None);
        assert_eq!(Left::read("a\nb\nc"), None);
    }
}
