//! What a link brings.

use leptos::prelude::*;

use crate::experiment::{Story, ViewSettings, to_fragment};
use crate::ui::runs::PageRun;
use crate::ui::store::Store;

/// What a link brings to whoever opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// A new network with the chosen run's settings.
    Settings,
    /// The chosen run, with what was changed at its steps: of several branches the one that is shown.
    Run,
    /// Both runs of a comparison, so.
    Both,
}

impl Shared {
    pub const ALL: [Shared; 3] = [Shared::Settings, Shared::Run, Shared::Both];
}

impl Store {
    /// The fragment of a link to that, with its `#`; where `stop` is given, the run holds at that step.
    pub fn link_to(self, shared: Shared, stop: Option<u64>, view: ViewSettings) -> String {
        untrack(|| {
            let chosen = self.runs.chosen();
            // A run is the same again where it was computed, and to the bit on a CPU.
            let again = ViewSettings { stop, backend: self.backend().or(view.backend), ..view.clone() };
            match shared {
                Shared::Settings => {
                    let view = ViewSettings { stop: None, ..view };
                    to_fragment(&Story::new(chosen.wanted.get()), None, &view)
                }
                Shared::Run => to_fragment(&self.told(&chosen), None, &again),
                Shared::Both => {
                    let second = self.runs.second().map(|run| self.told(&run));
                    to_fragment(&self.told(&self.runs.first()), second.as_ref(), &again)
                }
            }
        })
    }

    /// What became of the run so far: what is replayed, or what its record has; not that of a network that another one is about
    /// to take the place of.
    pub fn told(self, run: &PageRun) -> Story {
        let wanted = run.wanted.get();
        let known = self.records.with_value(|records| {
            let record = records.of(run.id).filter(|record| !record.story.settings().needs_restart(&wanted))?;
            let mut story = record.story.clone();
            // What was just asked for is on its way: nothing earlier than the last change can refuse it.
            let _ = story.record_change(record.step(), wanted.clone());
            Some(story)
        });
        run.replays.get().or(known).unwrap_or_else(|| Story::new(wanted))
    }
}
