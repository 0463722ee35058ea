//! What is to blame, as the page finds it out when the visitor asks.

use std::sync::Arc;

use leptos::prelude::*;

use super::csv::csv;
use super::state::BlameShown;
use super::work::Work;
use crate::session::RunId;
use crate::trials::{Blame, Suspect};
use crate::ui::effect::effect;
use crate::ui::store::Store;

/// Each setting is tried with so many seeds.
const SEEDS: u64 = 3;

impl Store {
    /// Finds out which of the chosen run's settings are to blame.
    pub fn find_blame(self) {
        let run = self.runs.chosen_untracked().id;
        let blame = self.record_untracked(|record| Blame::new(&record.experiment, record.rows.rows(), SEEDS, None));
        let Some(blame) = blame else { return };
        self.end_blame();
        let work = Work::begin(blame, move || self.renew_soon());
        self.trials.blaming.set_value(Some(work));
        self.trials.blame.set(None);
        self.renew_blame_of(run);
    }

    /// Ends the search; what has been found stays.
    pub fn cancel_blame(self) {
        let run = self.trials.blame.with_untracked(|blame| blame.as_ref().map(|blame| blame.run));
        self.trials.blaming.with_value(|work| work.iter().for_each(Work::stop));
        if let Some(run) = run {
            self.renew_blame_of(run);
        }
    }

    /// Lets the search go where its run is not chosen any more, or has other settings.
    pub fn follow_blame(self) {
        effect(move || {
            let (run, wanted) = (self.runs.chosen().id, self.wanted.get());
            let other = self.trials.blame.with_untracked(|blame| {
                blame.as_ref().is_some_and(|blame| blame.run != run || blame.experiment != wanted)
            });
            if other {
                self.end_blame();
                self.trials.blame.set(None);
            }
        });
    }

    fn end_blame(self) {
        drop(self.trials.blaming.try_update_value(Option::take));
    }

    pub(super) fn renew_blame(self) {
        let run = self.trials.blame.with_untracked(|blame| blame.as_ref().map(|blame| blame.run));
        if let Some(run) = run {
            self.renew_blame_of(run);
        }
    }

    fn renew_blame_of(self, run: RunId) {
        let after = self.trials.blaming.with_value(|work| {
            let work = work.as_ref()?;
            Some(work.look(|blame| {
                let as_it_is = blame.as_it_is();
                let told = |suspect: &&Suspect| suspect.loss().zip(as_it_is);
                let differs = |suspect: &Suspect| {
                    let (loss, before) = told(&suspect)?;
                    Some((suspect.clone(), loss, blame.differs(before, loss)))
                };
                BlameShown {
                    run,
                    experiment: blame.arms()[0].experiment.clone(),
                    progress: blame.progress(),
                    under_way: !work.is_over(),
                    seeds: blame.seeds(),
                    steps: blame.most_steps(),
                    as_it_is,
                    suspects: blame.suspects().into_iter().filter_map(differs).collect(),
                    csv: csv(blame),
                    failure: work.failure(),
                }
            }))
        });
        let before = self.trials.blame.get_untracked();
        if let Some(after) = after
            && before.as_deref() != Some(&after)
        {
            self.trials.blame.set(Some(Arc::new(after)));
        }
    }
}
