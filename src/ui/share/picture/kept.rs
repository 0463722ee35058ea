//! What a picture needs of the past: how the run was before its last change.

use leptos::prelude::*;

use super::moment::{Before, Moment};
use crate::diagnosis::{Diagnosis, diagnose};
use crate::session::{Event, RunId};
use crate::ui::store::Store;
use crate::words;

/// How each run was just before what was last changed.
#[derive(Clone, Copy)]
pub struct Moments(StoredValue<Vec<(RunId, Before)>, LocalStorage>);

impl Moments {
    pub fn new() -> Self {
        Self(StoredValue::new_local(Vec::new()))
    }

    fn forget(self, run: RunId) {
        self.0.update_value(|kept| kept.retain(|(other, _)| *other != run));
    }

    fn keep(self, run: RunId, before: Before) {
        self.forget(run);
        self.0.update_value(|kept| kept.push((run, before)));
    }

    /// Makes that how the run was.
    pub fn put_back(self, run: RunId, before: Option<Before>) {
        match before {
            Some(before) => self.keep(run, before),
            None => self.forget(run),
        }
    }

    /// How the run was, if anything was changed.
    pub fn of(self, run: RunId) -> Option<Before> {
        self.0.with_value(|kept| kept.iter().find(|(other, _)| *other == run).map(|(_, before)| before.clone()))
    }
}

impl Store {
    /// Keeps how a run is, where the event is about to change it.
    pub(in crate::ui) fn keep_moment(self, event: &Event) {
        match event {
            Event::Started { run, .. } | Event::Copied { to: run, .. } => {
                self.moments.forget(*run);
            }
            Event::Changed { run, experiment, .. } => {
                let before = self.records.with_value(|records| {
                    let watched = records.watched(*run)?;
                    let record = watched.record();
                    // Before the first step there is nothing to see.
                    let seen = record.step() > 0;
                    let diagnosis: Diagnosis = diagnose(watched, &self.thresholds.get_untracked());
                    seen.then(|| Before {
                        moment: Moment::of(record, &diagnosis),
                        change: words::changes(&record.experiment, experiment),
                    })
                });
                if let Some(before) = before.filter(|before| !before.change.is_empty()) {
                    self.moments.keep(*run, before);
                }
            }
            _ => {}
        }
    }
}
