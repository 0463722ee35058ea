//! What a story has planned for a run: hot changes, each at its step.

use std::collections::VecDeque;

use crate::experiment::{Change, Experiment, Story};

/// Changes to come, soonest first.
#[derive(Clone, Debug, Default)]
pub struct Planned(VecDeque<Change>);

impl Planned {
    /// What the story has planned for after `step`.
    pub fn after(story: &Story, step: u64) -> Self {
        Self(story.changes_after(step).iter().cloned().collect())
    }

    /// How many steps a run at `step` can go on for, at most `most`, until the next change has to take effect.
    pub fn steps_until(&self, step: u64, most: usize) -> usize {
        let next = self.0.front().map(|change| change.step.saturating_sub(step));
        next.map_or(most, |steps| most.min(usize::try_from(steps).unwrap_or(usize::MAX)))
    }

    /// The settings that take effect now, at `step`.
    pub fn due(&mut self, step: u64) -> Option<Experiment> {
        self.0.pop_front_if(|change| change.step <= step).map(|change| change.experiment)
    }
}
