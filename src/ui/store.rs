//! The state of one page: what is wanted, what is known of the run, and which trainer works on it.
//!
//! What the trainer reports goes into the [`Records`] at once, however much it is; the screen follows at the next frame.

use std::ops::Deref;

use leptos::prelude::*;

use super::backend::Trainer;
use super::frames::Frames;
use super::kept::Kept;
use super::page::Page;
use super::phase::{Notice, Phase};
use super::records::Records;
use super::reload::{self, Goal};
use super::runs::Runs;
use super::share::Moments;
use super::speed;
use super::trials::PageTrials;
use super::undo::Undo;
use crate::diagnosis::{Diagnosis, Thresholds};
use crate::experiment::{Activation, Clip, Experiment};
use crate::experiment::{Backend, Choice, Speed, Start, Verdicts, ViewSettings};
use crate::record::Record;
use crate::session::{Command, Decision, Gpu, Losses, RunId};
use crate::ui::effect::memo;
use crate::ui::held::{HeldSignal, HeldValue, held_signal, held_value};
use crate::vitals::Measuring;

/// Under which the page remembers whether letters and digits are keys.
const LETTER_KEYS: &str = "letter-keys";

/// A handle on the state; copying it is free. The state stays as long as the document.
#[derive(Clone, Copy)]
pub struct Store(&'static State);

impl Deref for Store {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// What the store holds.
pub struct State {
    /// The runs, and which of them the controls and panels are of.
    pub runs: Runs,
    /// What is wanted of the chosen run.
    pub wanted: Memo<Experiment>,
    /// The most steps a second.
    pub speed: HeldSignal<Speed>,
    /// How the link wants the page shown; what the page's own controls change of it is in their signals.
    pub view: HeldSignal<ViewSettings>,
    /// What the trainer measures, and how often.
    pub measuring: HeldSignal<Measuring>,
    /// The bounds of the check of the update sum.
    pub thresholds: HeldSignal<Thresholds>,
    pub phase: HeldSignal<Phase>,
    /// Whether the network trains by itself.
    pub running: HeldSignal<bool>,
    /// The number of the last command that the trainer was sent, and of the last that it has obeyed.
    pub(super) sent: HeldValue<u64>,
    pub(super) obeyed: HeldValue<u64>,
    /// The number of the last command to run, to pause, or to take a step.
    pub(super) sent_running: HeldValue<u64>,
    /// Something was asked of the trainer that it has to confirm.
    pub(super) asked: Trigger,
    /// The trainer was heard, or lost.
    pub(super) heard: Trigger,
    /// How many commands were refused.
    pub(super) refusals: HeldValue<u32>,
    /// Whether the trainer has yet to confirm what was asked of it: what is shown is still of before.
    pub busy: Memo<bool>,
    /// What the browser offers; none while it has not answered.
    pub gpu: HeldSignal<Option<Gpu>>,
    /// The backend that the visitor chose, if one was.
    pub wish: HeldSignal<Option<Backend>>,
    pub decision: HeldSignal<Option<Decision>>,
    /// What the trainer says it computes on.
    pub device: HeldSignal<Option<String>>,
    /// What is to be read and dismissed.
    pub notices: HeldSignal<Vec<Notice>>,
    /// Whether the page says how the runs are.
    pub verdicts: HeldSignal<Verdicts>,
    /// What helps the chosen run, and what is to blame.
    pub trials: PageTrials,
    /// The step under the pointer in a chart over steps.
    pub hovered_step: HeldSignal<Option<u64>>,
    /// The layer under the pointer, from 0.
    pub hovered_layer: HeldSignal<Option<usize>>,
    /// Whether letters and digits are keys of the page.
    pub letter_keys: HeldSignal<bool>,
    /// How each run was before it was last changed.
    pub moments: Moments,
    /// The way back from the last restart.
    pub undo: Undo,
    /// Where a replay of the run from before a reload is to get.
    pub(super) goal: HeldValue<Option<Goal>>,
    /// The settings of the network that a slider would make, while it is dragged.
    pub foretold: HeldSignal<Option<Experiment>>,
    pub frames: Frames,
    pub(super) records: StoredValue<Records, LocalStorage>,
    pub(super) trainer: StoredValue<Option<Trainer>, LocalStorage>,
    /// How often trainers have failed since the visitor last asked for one.
    pub(super) losses: HeldValue<Losses>,
    /// Whether the visitor has asked for a network himself: it may take much memory then.
    pub(super) consents: HeldValue<bool>,
    /// Counts the trainers, so that what an old one still sets off is told apart.
    pub(super) generation: HeldValue<u32>,
    /// Whether the visitor wants the network to train; a divergence does not change that.
    pub(super) wants_running: HeldValue<bool>,
    /// Whether the page may train: somebody can see it, and nobody holds it.
    pub(super) seen: HeldValue<bool>,
    pub(super) kept: HeldValue<Kept>,
    pub(super) delay: HeldValue<Option<TimeoutHandle>>,
    /// What the ReLU switch goes back to.
    pub(super) other_activation: HeldValue<Activation>,
    /// The column that the chosen network's plates are around: compared networks lie on one axis.
    pub(super) lens: HeldValue<Option<usize>>,
    /// What the Clipping switch goes on with.
    pub(super) clip_mode: HeldValue<Clip>,
    /// The page that this is the state of.
    pub page: Page,
}

impl Store {
    /// The state at the beginning.
    pub fn new(page: Page) -> Self {
        let mut link = page.permalink();
        let goal = page.is_whole().then(|| reload::bring_back(&mut link)).flatten();
        let frames = Frames::new();
        let records = StoredValue::new_local(Records::default());
        let thresholds = held_signal(Thresholds::default());
        let runs = Runs::new(link.story.clone(), records, frames, thresholds);
        if let Some(versus) = link.versus {
            runs.add(versus.experiment().clone()).take(versus);
        }
        let notices = Notice::ignored(link.ignored).into_iter().collect();
        let running = held_signal(false);
        let sent = held_value(0);
        let obeyed = held_value(0);
        let asked = Trigger::new();
        // That it is confirmed is seen in the frame that shows what was measured until then, and no sooner.
        let busy = memo(move || {
            frames.track();
            asked.track();
            sent.get_value() > obeyed.get_value()
        });
        let state = State {
            sent,
            obeyed,
            sent_running: held_value(0),
            asked,
            heard: Trigger::new(),
            refusals: held_value(0),
            busy,
            phase: held_signal(Phase::Asking),
            running,
            gpu: held_signal(None),
            wish: held_signal(link.view.backend),
            decision: held_signal(None),
            device: held_signal(None),
            notices: held_signal(notices),
            verdicts: held_signal(link.view.verdicts),
            trials: PageTrials::new(link.view.tries),
            hovered_step: held_signal(None),
            hovered_layer: held_signal(None),
            letter_keys: held_signal(page.recall(LETTER_KEYS).as_deref() != Some("off")),
            moments: Moments::new(),
            undo: Undo::new(),
            goal: held_value(goal),
            foretold: held_signal(None),
            frames,
            records,
            trainer: StoredValue::new_local(None),
            losses: held_value(Losses::default()),
            consents: held_value(false),
            generation: held_value(0),
            wants_running: held_value(link.view.start == Start::Visible),
            seen: held_value(true),
            kept: held_value(Kept::default()),
            delay: held_value(None),
            lens: held_value(None),
            other_activation: held_value(other_than_relu(link.story.experiment())),
            clip_mode: held_value(clipping(link.story.experiment())),
            runs,
            wanted: memo(move || runs.chosen().wanted.get()),
            speed: held_signal(link.view.speed.unwrap_or_else(|| speed::recall(page))),
            view: held_signal(link.view),
            measuring: held_signal(Measuring::default()),
            thresholds,
            page,
        };
        Self(Box::leak(Box::new(state)))
    }

    /// The store of the page around a component.
    pub fn here() -> Self {
        expect_context()
    }

    /// Looks at the chosen run's record, and again at each frame that brings something new. None before there is
    /// one.
    pub fn record<T>(self, look: impl FnOnce(&Record) -> T) -> Option<T> {
        self.frames.track();
        self.look(self.runs.chosen().id, look)
    }

    /// As `record`, at the calm pace: for what costs more to draw than it gains by haste.
    pub fn record_calmly<T>(self, look: impl FnOnce(&Record) -> T) -> Option<T> {
        self.frames.track_calmly();
        self.look(self.runs.chosen().id, look)
    }

    /// As `record_calmly`, of the run at that place in the list; of the chosen one without.
    pub fn record_of<T>(self, place: Option<usize>, look: impl FnOnce(&Record) -> T) -> Option<T> {
        match place {
            Some(place) => self.all_records_calmly(|records| records.get(place).map(|record| look(record))).flatten(),
            None => self.record_calmly(look),
        }
    }

    /// Whether the chosen run's data are points of the plane; so they are taken to be before anything is known of them.
    pub fn is_flat(self) -> Memo<bool> {
        memo(move || self.record_calmly(|record| record.rows.features == 2).unwrap_or(true))
    }

    /// Looks at the record once.
    pub fn record_untracked<T>(self, look: impl FnOnce(&Record) -> T) -> Option<T> {
        self.look(self.runs.chosen_untracked().id, look)
    }

    fn look<T>(self, run: RunId, look: impl FnOnce(&Record) -> T) -> Option<T> {
        self.records.with_value(|records| records.of(run).map(look))
    }

    /// Looks at all records, in the list's order, and again at each frame that brings something new. None before there is
    /// one.
    pub fn all_records<T>(self, look: impl FnOnce(&[&Record]) -> T) -> Option<T> {
        self.frames.track();
        self.look_at_all(look)
    }

    /// As `all_records`, at the calm pace.
    pub fn all_records_calmly<T>(self, look: impl FnOnce(&[&Record]) -> T) -> Option<T> {
        self.frames.track_calmly();
        self.look_at_all(look)
    }

    fn look_at_all<T>(self, look: impl FnOnce(&[&Record]) -> T) -> Option<T> {
        let runs = self.runs.all();
        self.records.with_value(|records| {
            // Up to the first of which nothing is known yet, so that each stands at its run's place.
            let known: Vec<&Record> = runs.iter().map_while(|run| records.of(run.id)).collect();
            (!known.is_empty()).then(|| look(&known))
        })
    }

    /// The verdict on the chosen run.
    pub fn diagnosis(self) -> Option<Diagnosis> {
        self.runs.chosen().diagnosis()
    }

    /// The verdict on the chosen run where the page says it.
    pub fn said(self) -> Option<Diagnosis> {
        if self.tells() { self.diagnosis() } else { None }
    }

    /// Whether the page says how the runs are.
    pub fn tells(self) -> bool {
        self.verdicts.get() == Verdicts::On
    }

    /// Whether the network's numbers have run away.
    pub fn diverged(self) -> bool {
        self.record(|record| record.divergence.is_some()).unwrap_or(false)
    }

    /// Whether nothing would train on: every run has diverged.
    pub fn stuck(self) -> bool {
        let diverged = |place| self.record_of(Some(place), |record| record.divergence.is_some()).unwrap_or(false);
        (0..self.runs.count()).all(diverged)
    }

    /// The same, looked at once.
    pub fn stuck_untracked(self) -> bool {
        untrack(|| self.stuck())
    }

    /// How a link shows what the page shows.
    pub fn view_settings(self) -> ViewSettings {
        ViewSettings {
            backend: self.wish.get(),
            tries: self.trials.tries.get(),
            verdicts: self.verdicts.get(),
            ..self.view.get()
        }
    }

    /// What the trainer runs on; none before that is decided.
    pub fn backend(self) -> Option<Backend> {
        self.decision.with(|decision| decision.as_ref().map(|decision| decision.backend))
    }

    /// The name of the adapter, or what the trainer says of itself; none before it is known.
    pub fn device_name(self) -> Option<String> {
        let adapter = match self.backend() {
            Some(Backend::Gpu) => self.gpu.with(|gpu| gpu.as_ref().and_then(Gpu::name).map(str::to_owned)),
            _ => None,
        };
        adapter.or_else(|| self.device.get())
    }

    pub fn diverged_untracked(self) -> bool {
        self.record_untracked(|record| record.divergence.is_some()).unwrap_or(false)
    }
}

/// The activation, or the default one where that is ReLU.
fn other_than_relu(experiment: &Experiment) -> Activation {
    if experiment.activation == Activation::Relu { Experiment::default().activation } else { experiment.activation }
}

/// The way of clipping, or the first one where there is none.
fn clipping(experiment: &Experiment) -> Clip {
    if experiment.clip == Clip::Off {
        Clip::ALL.iter().copied().find(|clip| *clip != Clip::Off).unwrap_or(Clip::Norm)
    } else {
        experiment.clip
    }
}

impl Store {
    /// Keeps what the ReLU and the Clipping switch go back to.
    pub(super) fn remember_choices(self, experiment: &Experiment) {
        if experiment.activation != Activation::Relu {
            self.other_activation.set_value(experiment.activation);
        }
        if experiment.clip != Clip::Off {
            self.clip_mode.set_value(experiment.clip);
        }
    }

    /// Makes a hidden layer the one whose distribution is shown; from 0, the last one where there are fewer.
    pub fn choose_layer(self, layer: usize) {
        let last = self.record_untracked(|record| record.experiment.depth).unwrap_or(1).saturating_sub(1);
        self.measure(|measuring| measuring.layer = Some(layer.min(last)));
    }

    /// Lets the chosen layer go.
    pub fn free_layer(self) {
        self.measure(|measuring| measuring.layer = None);
    }

    /// Makes letters and digits keys of the page, or lets them be.
    pub fn use_letter_keys(self, on: bool) {
        self.letter_keys.set(on);
        self.page.remember(LETTER_KEYS, if on { "on" } else { "off" });
    }

    /// Changes what is measured, and how often.
    pub fn measure(self, edit: impl FnOnce(&mut Measuring)) {
        let mut measuring = self.measuring.get_untracked();
        edit(&mut measuring);
        if measuring != self.measuring.get_untracked() {
            self.measuring.set(measuring.clone());
            self.send(Command::Measure(measuring));
        }
    }
}
