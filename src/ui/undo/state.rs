//! What is kept of the runs that a restart took away.

use leptos::prelude::*;

use crate::diagnosis::Watched;
use crate::experiment::{Experiment, Story};
use crate::session::RunId;
use crate::ui::held::{HeldSignal, held_signal};
use crate::ui::share::Before;

/// A run that a new network took the place of.
pub(in crate::ui) struct Left {
    pub run: RunId,
    /// Whether the controls were its own.
    pub chosen: bool,
    /// Its settings then, and what it replayed.
    pub settings: Experiment,
    pub replays: Option<Story>,
    pub before: Option<Before>,
    /// Its last state, when the trainer has sent it.
    pub state: Option<(u64, Vec<u8>)>,
    /// All that is known of it, when the new network has taken its place.
    pub watched: Option<Box<Watched>>,
}

/// What can be undone.
#[derive(Clone, Copy)]
pub struct Undo {
    pub(super) left: StoredValue<Vec<Left>, LocalStorage>,
    /// The step that there is a way back to.
    pub step: HeldSignal<Option<u64>>,
}

impl Undo {
    pub fn new() -> Self {
        Self { left: StoredValue::new_local(Vec::new()), step: held_signal(None) }
    }

    /// Whether the trainer has yet to send what is needed: what stands now is not what was left.
    pub(super) fn waits(self) -> bool {
        self.left.with_value(|left| left.iter().any(|left| left.state.is_none() || left.watched.is_none()))
    }

    /// What was left behind, with its states.
    pub(in crate::ui) fn left_are(self, left: Vec<Left>) {
        self.left.set_value(left);
    }

    /// The trainer is lost: what it has not sent does not come any more.
    pub fn wait_no_more(self) {
        if self.waits() {
            self.left.set_value(Vec::new());
        }
    }

    /// Changes what is kept of that run, if anything is.
    pub(super) fn with(self, run: RunId, change: impl FnOnce(&mut Left)) -> bool {
        let found = self.left.try_update_value(|left| left.iter_mut().find(|left| left.run == run).map(change));
        let step = self.left.with_value(|left| {
            let whole = left.iter().all(|left| left.state.is_some() && left.watched.is_some());
            left.first().filter(|_| whole).and_then(|left| left.state.as_ref().map(|(step, _)| *step))
        });
        if self.step.get_untracked() != step {
            self.step.set(step);
        }
        found.flatten().is_some()
    }
}
