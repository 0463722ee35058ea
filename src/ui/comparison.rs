//! Runs side by side: the same data and seed, in step, and whatever else the visitor sets differently.

use leptos::prelude::*;

use super::store::Store;
use crate::experiment::{Experiment, Story};
use crate::session::{Command, RunId};

impl Store {
    /// Puts a run beside the chosen one, a copy of it at its last step. The controls are the copy's then.
    pub fn compare(self) {
        self.still();
        self.apply();
        let from = self.runs.chosen_untracked();
        let experiment = from.wanted.get_untracked();
        let copy = self.runs.add(experiment.clone());
        copy.sent.set_value(Some(experiment.clone()));
        self.send(Command::Copy { from: from.id, to: copy.id, step: None, experiment });
        if self.wants_running.get_value() {
            self.run();
        }
        self.choose_run(copy.id);
    }

    /// Puts a new network with these settings beside the chosen run, in place of whatever stood beside it. The controls stay the
    /// chosen run's.
    pub fn compare_with(self, experiment: Experiment) {
        self.still();
        self.apply();
        self.keep_only(self.runs.chosen_untracked().id);
        let other = self.runs.add(experiment.clone());
        other.sent.set_value(Some(experiment.clone()));
        self.send(Command::Start { run: other.id, story: Story::new(experiment), consent: true });
        if self.wants_running.get_value() {
            self.run();
        }
    }

    /// Makes the controls and panels those of that run.
    pub fn choose_run(self, run: RunId) {
        if self.runs.chosen_untracked().id == run {
            return;
        }
        // A change that still settles belongs to the run before.
        if self.still() {
            self.apply();
        }
        self.runs.choose(run);
        self.remember_choices(&self.wanted.get_untracked());
    }

    /// Goes on with the chosen run alone.
    pub fn keep_only_chosen(self) {
        self.keep_only(self.runs.chosen_untracked().id);
        if self.wants_running.get_value() {
            self.run();
        }
    }

    /// Lets all other runs go, if there are any.
    pub(super) fn keep_only(self, kept: RunId) {
        self.choose_run(kept);
        let others = self.runs.untracked().into_iter().filter(|run| run.id != kept);
        others.for_each(|run| self.keep_of(run.id));
        for run in self.runs.keep_only(kept) {
            self.send(Command::Remove { run });
        }
        self.frames.request();
    }

    /// Gives all other runs the data and the seed of the chosen one: what is compared differs in the rest.
    pub(super) fn share(self, chosen: &Experiment) {
        let id = self.runs.chosen_untracked().id;
        let Experiment { dataset, noise, points, seed, .. } = *chosen;
        for run in self.runs.untracked().into_iter().filter(|run| run.id != id) {
            let before = run.wanted.get_untracked();
            let shared = Experiment { dataset, noise, points, seed, ..before.clone() };
            if shared != before {
                run.take(Story::new(shared));
            }
        }
    }
}
