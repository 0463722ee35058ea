//! The way back from a restart: what a new network took the place of is kept until the next one does.

use leptos::prelude::*;

use super::runs::PageRun;
use super::share::Before;
use super::store::Store;
use crate::diagnosis::Watched;
use crate::experiment::{Experiment, Story};
use crate::session::{Command, Event, RunId};

/// A run that has trained fewer steps is not worth coming back to.
const LEAST: u64 = 20;
/// A state of more bytes is not kept.
const LARGEST: u64 = 64 << 20;

/// A run that a new network took the place of.
struct Left {
    run: RunId,
    /// Its settings then, and what it replayed.
    settings: Experiment,
    replays: Option<Story>,
    before: Option<Before>,
    /// Its last state, when the trainer has sent it.
    state: Option<(u64, Vec<u8>)>,
    /// All that is known of it, when the new network has taken its place.
    watched: Option<Box<Watched>>,
}

/// What can be undone.
#[derive(Clone, Copy)]
pub struct Undo {
    left: StoredValue<Vec<Left>, LocalStorage>,
    /// The step that there is a way back to.
    pub step: RwSignal<Option<u64>>,
}

impl Undo {
    pub fn new() -> Self {
        Self { left: StoredValue::new_local(Vec::new()), step: RwSignal::new(None) }
    }

    /// Whether the trainer has yet to send what is needed: what stands now is not what was left.
    fn waits(self) -> bool {
        self.left.with_value(|left| left.iter().any(|left| left.state.is_none() || left.watched.is_none()))
    }

    /// The trainer is lost: what it has not sent does not come any more.
    pub fn wait_no_more(self) {
        if self.waits() {
            self.left.set_value(Vec::new());
        }
    }

    /// Changes what is kept of that run, if anything is.
    fn with(self, run: RunId, change: impl FnOnce(&mut Left)) -> bool {
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

impl Store {
    /// New networks are about to take the runs' places.
    pub(super) fn leave_behind(self) {
        // Of networks that follow fast one upon the other, the first is the one to come back to.
        if self.undo.waits() {
            return;
        }
        let runs = self.runs.untracked();
        let known = |run: &PageRun| {
            self.records.with_value(|records| {
                let record = records.of(run.id)?;
                let numbers = 1 + record.experiment.optimizer.moments() as u64;
                let worth = record.step() >= LEAST && 4 * numbers * record.parameters <= LARGEST;
                let settings = run.standing.get_value().filter(|_| worth)?;
                let replays = run.replays.get_untracked().filter(|story| story.settings_at(record.step()) == &settings);
                Some(Left {
                    run: run.id,
                    settings,
                    replays,
                    before: self.moments.of(run.id),
                    state: None,
                    watched: None,
                })
            })
        };
        let left: Option<Vec<Left>> = runs.iter().map(known).collect();
        let Some(left) = left else { return };
        for Left { run, .. } in &left {
            self.send(Command::Snapshot { run: *run, step: None });
        }
        self.undo.left.set_value(left);
        self.undo.step.set(None);
    }

    /// Takes what a way back needs of an event; whether the event was for that alone.
    pub(super) fn keep_for_undo(self, event: &mut Event) -> bool {
        match event {
            Event::State { run, asked: None, step, bytes } => {
                let waits =
                    self.undo.left.with_value(|left| left.iter().any(|left| left.run == *run && left.state.is_none()));
                waits && self.undo.with(*run, |left| left.state = Some((*step, std::mem::take(bytes))))
            }
            Event::Started { run, .. } => {
                let open = self
                    .undo
                    .left
                    .with_value(|left| left.iter().any(|left| left.run == *run && left.watched.is_none()));
                if open {
                    let watched = self.records.try_update_value(|records| records.take(*run)).flatten();
                    self.undo.with(*run, |left| left.watched = watched);
                }
                false
            }
            _ => false,
        }
    }

    /// Brings back what the last restart took away, as it was.
    pub fn undo_restart(self) {
        self.still();
        self.undo.step.set(None);
        let all = self.undo.left.try_update_value(std::mem::take).unwrap_or_default();
        for Left { run, settings, replays, before, state, watched } in all {
            let (Some(run), Some((step, snapshot)), Some(watched)) = (self.runs.find(run), state, watched) else {
                continue;
            };
            let story = replays.clone().unwrap_or_else(|| watched.record().story.clone());
            self.records.update_value(|records| records.put(run.id, watched));
            run.sent.set_value(Some(settings.clone()));
            run.kept.set_value(Some((step, snapshot.clone())));
            self.remember_choices(&settings);
            run.wanted.set(settings);
            run.replays.set(replays);
            self.moments.put_back(run.id, before);
            self.send(Command::Restore { run: run.id, snapshot, story });
        }
        self.frames.request();
        if self.wants_running.get_value() {
            self.run();
        }
    }
}
