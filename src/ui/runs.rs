//! The runs that a page compares, in a list: one, or several side by side. What a run is called and the colour it is drawn
//! in follow from its place there.

use std::ops::Deref;
use std::sync::Arc;

use leptos::prelude::*;

use super::frames::Frames;
use super::held::{HeldSignal, HeldValue, held_signal, held_value};
use super::records::Records;
use crate::diagnosis::{Diagnosis, Thresholds, diagnose};
use crate::experiment::{Experiment, Story};
use crate::session::{Event, RunId, SlowReason};

/// One run as the page holds it. Every clone is the same run.
#[derive(Clone)]
pub struct PageRun(Arc<Run>);

impl Deref for PageRun {
    type Target = Run;

    fn deref(&self) -> &Run {
        &self.0
    }
}

/// What is held of a run.
pub struct Run {
    pub id: RunId,
    /// Its settings as the controls show them. The trainer gets them a moment later.
    pub wanted: ArcRwSignal<Experiment>,
    /// The story that it is trained by from its beginning, as long as the visitor changes nothing himself: each change of
    /// it that takes effect is wanted from then on.
    pub replays: ArcRwSignal<Option<Story>>,
    /// The settings that the trainer was last given; none before, and where it holds no network of this run.
    pub sent: ArcStoredValue<Option<Experiment>>,
    /// The settings that the trainer's network has, as it last said; none where it holds none.
    pub standing: ArcStoredValue<Option<Experiment>>,
    /// The last state that the trainer has sent, with its step: what the run goes on from if the trainer is lost.
    pub kept: ArcStoredValue<Option<(u64, Vec<u8>)>>,
    /// Why it is on the slow path; none where it is not.
    pub slow: ArcRwSignal<Option<SlowReason>>,
    /// Whether its network was refused, so that it has none.
    pub refused: ArcRwSignal<bool>,
    diagnosis: ArcMemo<Option<Diagnosis>>,
}

impl Run {
    /// What it is trained by when it begins anew, and what a link to it says.
    pub fn story(&self) -> Story {
        self.replays.get().unwrap_or_else(|| Story::new(self.wanted.get()))
    }

    /// Makes it the run of that story; it has yet to begin anew.
    pub fn take(&self, story: Story) {
        self.wanted.set(story.experiment().clone());
        self.replays.set(Some(story).filter(|story| !story.changes().is_empty()));
    }

    /// Notes what the trainer says of its network; takes the bytes of a snapshot out.
    pub fn follow(&self, event: &mut Event) {
        match event {
            Event::Started { experiment, .. } | Event::Copied { experiment, .. } => {
                self.kept.set_value(None);
                self.standing.set_value(Some(experiment.clone()));
            }
            Event::Restored { experiment, .. } | Event::Changed { experiment, .. } => {
                self.standing.set_value(Some(experiment.clone()));
            }
            // A state of the branch that was cut is none of this run.
            Event::Rewound { .. } => self.kept.set_value(None),
            Event::Snapshot { step, bytes, .. } => self.kept.set_value(Some((*step, std::mem::take(bytes)))),
            _ => {}
        }
    }

    /// The trainer is gone, and its network with it.
    pub fn lose_network(&self) {
        self.sent.set_value(None);
        self.standing.set_value(None);
    }

    /// The verdict on it; none before anything is known of it.
    pub fn diagnosis(&self) -> Option<Diagnosis> {
        self.diagnosis.get()
    }
}

/// The list, never empty, and the run in it that the controls and panels are of.
#[derive(Clone, Copy)]
pub struct Runs {
    list: HeldSignal<Vec<PageRun>>,
    chosen: HeldSignal<RunId>,
    /// The id of the next run: none is given twice, so that what is still on its way of a run that is gone reaches no other.
    next: HeldValue<u32>,
    records: StoredValue<Records, LocalStorage>,
    frames: Frames,
    thresholds: HeldSignal<Thresholds>,
}

impl Runs {
    /// One run of that story.
    pub fn new(
        story: Story,
        records: StoredValue<Records, LocalStorage>,
        frames: Frames,
        thresholds: HeldSignal<Thresholds>,
    ) -> Self {
        let runs = Self {
            list: held_signal(Vec::new()),
            chosen: held_signal(RunId(0)),
            next: held_value(0),
            records,
            frames,
            thresholds,
        };
        runs.add(Experiment::default()).take(story);
        runs
    }

    /// A further run at the end of the list.
    pub fn add(self, experiment: Experiment) -> PageRun {
        let id = RunId(self.next.get_value());
        self.next.set_value(id.0 + 1);
        let Self { records, frames, thresholds, .. } = self;
        records.update_value(|records| records.expect(id));
        let diagnosis = ArcMemo::new(move |_| {
            frames.track_calmly();
            let thresholds = thresholds.get();
            records.with_value(|records| records.watched(id).map(|run| diagnose(run, &thresholds)))
        });
        let run = PageRun(Arc::new(Run {
            id,
            wanted: ArcRwSignal::new(experiment),
            replays: ArcRwSignal::new(None),
            sent: ArcStoredValue::new(None),
            standing: ArcStoredValue::new(None),
            kept: ArcStoredValue::new(None),
            slow: ArcRwSignal::new(None),
            refused: ArcRwSignal::new(false),
            diagnosis,
        }));
        self.list.update(|list| list.push(run.clone()));
        run
    }

    /// Lets all runs go but that one; gives those that went.
    pub fn keep_only(self, kept: RunId) -> Vec<RunId> {
        let gone: Vec<RunId> = self.untracked().iter().map(|run| run.id).filter(|id| *id != kept).collect();
        if !gone.is_empty() {
            self.choose(kept);
            self.list.update(|list| list.retain(|run| run.id == kept));
            self.records.update_value(|records| gone.iter().for_each(|id| records.forget(*id)));
        }
        gone
    }

    /// Lets one run go. The first one is chosen then, if that was it.
    pub fn remove(self, run: RunId) {
        if self.count_untracked() > 1 {
            self.list.update(|list| list.retain(|one| one.id != run));
            self.records.update_value(|records| records.forget(run));
            if self.chosen.get_untracked() == run {
                self.choose(untrack(|| self.first()).id);
            }
        }
    }

    fn count_untracked(self) -> usize {
        self.list.with_untracked(Vec::len)
    }

    /// Makes a run of the list the chosen one.
    pub fn choose(self, run: RunId) {
        if self.chosen.get_untracked() != run {
            self.chosen.set(run);
        }
    }

    /// The run of that id, if it is in the list.
    pub fn find(self, run: RunId) -> Option<PageRun> {
        self.list.with_untracked(|list| list.iter().find(|one| one.id == run).cloned())
    }

    pub fn all(self) -> Vec<PageRun> {
        self.list.get()
    }

    pub fn untracked(self) -> Vec<PageRun> {
        self.list.get_untracked()
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.list.with(Vec::len)
    }

    /// Whether there are several, side by side.
    pub fn compared(self) -> bool {
        self.count() > 1
    }

    /// The one that the address speaks of.
    pub fn first(self) -> PageRun {
        self.list.with(|list| at(list, 0))
    }

    /// The one beside it, if it is compared.
    pub fn second(self) -> Option<PageRun> {
        self.list.with(|list| list.get(1).cloned())
    }

    pub fn chosen(self) -> PageRun {
        let place = self.chosen_place();
        self.list.with(|list| at(list, place))
    }

    /// The chosen run's place in the list, from 0.
    pub fn chosen_place(self) -> usize {
        let chosen = self.chosen.get();
        self.list.with(|list| list.iter().position(|run| run.id == chosen).unwrap_or_default())
    }

    pub fn chosen_untracked(self) -> PageRun {
        untrack(|| self.chosen())
    }
}

fn at(list: &[PageRun], place: usize) -> PageRun {
    list.get(place).or(list.first()).cloned().expect("a page has a run at any time")
}
