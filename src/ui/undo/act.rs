//! Runs left behind, and brought back.

use leptos::prelude::*;

use super::state::Left;
use crate::session::{Command, Event, RunId};
use crate::ui::runs::PageRun;
use crate::ui::store::Store;

/// A run that has trained fewer steps is not worth coming back to.
const LEAST: u64 = 20;
/// A state of more bytes is not kept.
const LARGEST: u64 = 64 << 20;

impl Store {
    /// New networks are about to take the runs' places.
    pub(in crate::ui) fn leave_behind(self) {
        // Of networks that follow fast one upon the other, the first is the one to come back to.
        if self.undo.waits() {
            return;
        }
        let runs = self.runs.untracked();
        let chosen = self.runs.chosen_untracked().id;
        let known = |run: &PageRun| {
            self.records.with_value(|records| {
                let record = records.of(run.id)?;
                let numbers = 1 + record.experiment.optimizer.moments() as u64;
                let worth = record.step() >= LEAST && 4 * numbers * record.parameters <= LARGEST;
                let settings = run.standing.get_value().filter(|_| worth)?;
                let replays = run.replays.get_untracked().filter(|story| story.settings_at(record.step()) == &settings);
                Some(Left {
                    run: run.id,
                    chosen: run.id == chosen,
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

    /// New networks are about to take the runs' places in another trainer: this one is not waited for.
    pub(in crate::ui) fn leave_with_last_snapshots(self) -> Vec<Left> {
        self.leave_behind();
        let mut left = self.undo.left.try_update_value(std::mem::take).unwrap_or_default();
        for left in &mut left {
            left.state = self.runs.find(left.run).and_then(|run| run.kept.get_value());
        }
        if left.iter().all(|left| left.state.is_some()) { left } else { Vec::new() }
    }

    /// Takes what a way back needs of an event; whether the event was for that alone.
    pub(in crate::ui) fn keep_for_undo(self, event: &mut Event) -> bool {
        match event {
            Event::State { run, asked: None, step, bytes } => {
                let waits =
                    self.undo.left.with_value(|left| left.iter().any(|left| left.run == *run && left.state.is_none()));
                waits && self.undo.with(*run, |left| left.state = Some((*step, std::mem::take(bytes))))
            }
            Event::Started { run, .. } => {
                self.keep_of(*run);
                false
            }
            _ => false,
        }
    }

    /// That run is about to be let go, or another network takes its place: what is known of it is kept, if it is to come back.
    pub(in crate::ui) fn keep_of(self, run: RunId) {
        if self.undo.left.with_value(|left| left.iter().any(|left| left.run == run && left.watched.is_none())) {
            let watched = self.records.try_update_value(|records| records.take(run)).flatten();
            self.undo.with(run, |left| left.watched = watched);
        }
    }

    /// Brings back what the last restart took away, as it was.
    pub fn undo_restart(self) {
        self.still();
        self.undo.step.set(None);
        let all = self.undo.left.try_update_value(std::mem::take).unwrap_or_default();
        // What stands beside it now was not there. The list is never empty: from there they go last.
        let beside = self.runs.untracked().into_iter().map(|run| run.id);
        let beside: Vec<RunId> = beside.filter(|run| all.iter().all(|left| left.run != *run)).collect();
        beside.iter().for_each(|run| self.send(Command::Remove { run: *run }));
        for Left { run, chosen, settings, replays, before, state, watched } in all {
            let (Some((step, snapshot)), Some(watched)) = (state, watched) else { continue };
            let run = self.runs.find(run).unwrap_or_else(|| self.runs.add(settings.clone()));
            if chosen {
                self.runs.choose(run.id);
            }
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
        beside.into_iter().for_each(|run| self.runs.remove(run));
        self.frames.request();
        if self.wants_running.get_value() {
            self.run();
        }
    }
}
