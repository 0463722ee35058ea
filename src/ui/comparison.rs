//! Two runs side by side: the same data and seed, in step, and whatever else the visitor sets differently.

use leptos::prelude::*;

use super::store::{A, B, Store};
use crate::experiment::Experiment;
use crate::session::{Command, RunId};

impl Store {
    /// Puts run B beside A, a copy of it at its last step. The controls are B's then.
    pub fn compare(self) {
        self.choose_run(A);
        self.still();
        self.apply();
        let experiment = self.wanted.get_untracked();
        self.other.set(Some(experiment.clone()));
        self.note_sent(B, experiment.clone());
        self.send(Command::Copy { from: A, to: B, step: None, experiment });
        if self.wants_running.get_value() {
            self.run();
        }
        self.comparing.set(true);
        self.choose_run(B);
    }

    /// Makes the controls and panels those of that run.
    pub fn choose_run(self, run: RunId) {
        if self.chosen.get_untracked() == run {
            return;
        }
        // A change that still settles belongs to the run before.
        if self.still() {
            self.apply();
        }
        let Some(settings) = self.other.get_untracked() else { return };
        self.other.set(Some(self.wanted.get_untracked()));
        self.chosen.set(run);
        self.remember_choices(&settings);
        self.wanted.set(settings);
    }

    /// Goes on with the chosen run alone, which is A from then on.
    pub fn keep_only_chosen(self) {
        if self.chosen.get_untracked() == B {
            let experiment = self.wanted.get_untracked();
            self.note_sent(A, experiment.clone());
            self.send(Command::Copy { from: B, to: A, step: None, experiment });
            self.other.set(Some(self.wanted.get_untracked()));
            self.choose_run(A);
        }
        self.dismiss_b();
        if self.wants_running.get_value() {
            self.run();
        }
    }

    /// Lets B go, if there is one.
    pub(super) fn dismiss_b(self) {
        self.choose_run(A);
        if !self.comparing.get_untracked() {
            return;
        }
        self.send(Command::Remove { run: B });
        self.sent.update_value(|sent| {
            sent.remove(&B);
        });
        self.comparing.set(false);
        self.other.set(None);
        self.frames.request();
    }

    /// Gives the other run the data and the seed of this one: what is compared differs in the rest.
    pub(super) fn share(self, wanted: &Experiment) {
        self.other.update(|other| {
            if let Some(other) = other {
                other.dataset = wanted.dataset;
                other.noise = wanted.noise;
                other.points = wanted.points;
                other.seed = wanted.seed;
            }
        });
    }
}
