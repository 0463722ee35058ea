//! What a network will be whose depth or init scale is being dragged: by theory, until it is there to be measured.

use std::time::Duration;

use leptos::prelude::*;

use super::store::Store;
use crate::experiment::{Experiment, Key, Setting, Value};

/// A network that has not come by then does not come.
const WAITS: Duration = Duration::from_secs(3);

/// The settings whose effect is foretold.
const OF: [Key; 2] = [Key::Depth, Key::InitScale];

impl Store {
    /// A slider is where this value would be; says nothing where nothing may be said.
    pub fn foretell(self, setting: &Setting, value: Value) {
        if !OF.contains(&setting.id) || !untrack(|| self.tells()) {
            return;
        }
        let mut experiment: Experiment = self.wanted.get_untracked();
        if setting.set(&mut experiment, value).is_ok() {
            self.foretold.set(Some(experiment));
        }
    }

    /// The slider is let go: what was foretold stays until the network is there.
    pub fn foretold_is_asked_for(self) {
        let Some(asked) = self.foretold.get_untracked() else { return };
        if self.runs.chosen_untracked().standing.get_value().as_ref() == Some(&asked) {
            return self.forget_foretold();
        }
        set_timeout(
            move || {
                if self.foretold.try_get_untracked().flatten().as_ref() == Some(&asked) {
                    self.forget_foretold();
                }
            },
            WAITS,
        );
    }

    pub fn forget_foretold(self) {
        if self.foretold.get_untracked().is_some() {
            self.foretold.set(None);
        }
    }
}
