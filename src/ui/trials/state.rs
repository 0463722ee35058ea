//! The state of a page's trials.

use std::sync::Arc;

use leptos::prelude::*;

use super::course::Course;
use super::ghost::{Followed, Ghost};
use super::shown::{Age, Shown};
use super::work::Work;
use crate::experiment::{Experiment, Tries};
use crate::session::{JobFailure, RunId};
use crate::trials::{Blame, State, Suspect, Trial, Trials};
use crate::ui::held::{HeldSignal, HeldValue, held_signal, held_value};
use crate::words::treatment;

/// A handle on it; copying it is free.
#[derive(Clone, Copy)]
pub struct PageTrials {
    /// When remedies are tried.
    pub tries: HeldSignal<Tries>,
    /// What is shown of them; none before there are any.
    pub shown: HeldSignal<Option<Arc<Shown>>>,
    /// Why nothing can be tried on the run: a copy of it takes so many bytes.
    pub too_large: HeldSignal<Option<u64>>,
    /// Somebody is about to click a remedy: the list stays as it is.
    pub held: HeldSignal<bool>,
    /// The curve of the remedy that is pointed at.
    pub hovered: HeldSignal<Option<Ghost>>,
    /// The curve of the remedy that was taken.
    pub followed: HeldSignal<Option<Followed>>,
    /// What is shown of the search for what is to blame; none where nobody has asked.
    pub blame: HeldSignal<Option<Arc<BlameShown>>>,
    pub(super) course: HeldValue<Course>,
    pub(super) asked: HeldValue<Option<Asked>>,
    pub(super) work: StoredValue<Option<Work<Trials>>, LocalStorage>,
    pub(super) blaming: StoredValue<Option<Work<Blame>>, LocalStorage>,
    pub(super) renewing: HeldValue<Renewing>,
}

/// Snapshots that were asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub run: RunId,
    /// Whether the state of now is wanted.
    pub here: bool,
    /// The step whose state is wanted, where one is.
    pub back: Option<u64>,
    /// What has come.
    pub came: Vec<(Option<u64>, State)>,
}

impl Asked {
    /// Whether that state is among those that are yet to come: one that was asked for before something happened is not.
    pub fn lacks(&self, step: Option<u64>) -> bool {
        let wanted = if step.is_none() { self.here } else { step == self.back };
        wanted && self.came.iter().all(|(came, _)| *came != step)
    }
}

/// When what is shown was made anew, and whether it is to be again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Renewing {
    pub last: f64,
    pub waits: bool,
}

/// The search for what is to blame, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct BlameShown {
    pub run: RunId,
    pub experiment: Experiment,
    pub progress: (usize, usize),
    pub under_way: bool,
    pub seeds: u64,
    pub steps: usize,
    /// The mean loss of the experiment as it is, once it is through; infinite where it diverged.
    pub as_it_is: Option<f64>,
    /// Settings of which all seeds are through, the lowest loss first, and whether each makes a difference.
    pub suspects: Vec<(Suspect, f64, bool)>,
    /// All that was found, as a file.
    pub csv: String,
    pub failure: Option<JobFailure>,
}

impl PageTrials {
    pub fn new(tries: Tries) -> Self {
        Self {
            tries: held_signal(tries),
            shown: held_signal(None),
            too_large: held_signal(None),
            held: held_signal(false),
            hovered: held_signal(None),
            followed: held_signal(None),
            blame: held_signal(None),
            course: held_value(Course::default()),
            asked: held_value(None),
            work: StoredValue::new_local(None),
            blaming: StoredValue::new_local(None),
            renewing: held_value(Renewing::default()),
        }
    }

    /// The curve that is drawn ahead of that run's loss.
    pub fn ghost(self, run: RunId) -> Option<Ghost> {
        let hovered = self.hovered.get();
        hovered.or_else(|| self.followed.get().map(|followed| followed.ghost)).filter(|ghost| ghost.run == run)
    }

    /// The loss of each step of the trial whose button says that.
    pub(super) fn losses_of(self, label: &str) -> Option<Vec<f32>> {
        self.work.with_value(|work| {
            work.as_ref()?.look(|trials| {
                let (now, back) = (&trials.patient().now, trials.back());
                let of = |trial: &Trial| treatment::label(&trial.treatment, now, back) == label;
                trials.helped().into_iter().find(of).map(|trial| trial.outcome.losses)
            })
        })
    }

    /// The step that the chart's axis reaches, so that no curve of a trial moves it.
    pub fn reach(self) -> u64 {
        let followed = self.followed.with(|followed| followed.as_ref().map_or(0, |followed| followed.ghost.end()));
        let tried = self.shown.with(|shown| {
            let fresh = shown.as_ref().filter(|shown| shown.age != Age::Changed);
            fresh.map_or(0, |shown| shown.step + shown.steps as u64)
        });
        tried.max(followed)
    }
}
