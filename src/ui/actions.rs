//! What a visitor does, and what it makes of the state and the trainer.

use std::collections::BTreeMap;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::address;
use super::backend::{Trainer, decide, detect, reachable};
use super::store::{A, B, Phase, Store};
use crate::diagnosis::Action;
use crate::experiment::{Activation, Backend, Clip, Experiment};
use crate::session::{Command, Event, RunId};
use crate::words;

/// How long the trainer waits for a control that may move on.
const SETTLING: Duration = Duration::from_millis(200);
/// How long a trainer may take to load before the page says so, in seconds.
const SILENCE: u32 = 25;

/// When a change reaches the trainer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Now,
    /// When the control has been still for a moment, so that not every step on its way builds a network.
    Settled,
}

impl Store {
    /// Finds out what there is to compute on, and starts.
    pub fn begin(self) {
        // Both may take a while; a visitor who has chosen the CPU need not wait for the GPU.
        if self.wish.get_untracked() == Some(Backend::Cpu) {
            self.decide(super::backend::Gpu::Absent);
        }
        spawn_local(async move {
            let gpu = detect().await;
            self.gpu.set(Some(gpu.clone()));
            if self.decision.get_untracked().is_none() {
                self.decide(gpu);
            }
        });
    }

    fn decide(self, gpu: super::backend::Gpu) {
        let decision = decide(self.wish.get_untracked(), &gpu);
        let backend = decision.backend;
        self.decision.set(Some(decision));
        self.open(backend);
    }

    /// The visitor chooses what to compute on. The network starts again there.
    pub fn choose(self, backend: Backend) {
        self.wish.set(Some(backend));
        let Some(gpu) = self.gpu.get_untracked() else { return };
        let decision = decide(Some(backend), &gpu);
        let other = self.decision.with_untracked(|now| now.as_ref().is_none_or(|now| now.backend != decision.backend));
        let backend = decision.backend;
        self.decision.set(Some(decision));
        if other || matches!(self.phase.get_untracked(), Phase::Failed(_)) {
            self.open(backend);
        }
    }

    /// Starts the trainer again after it was lost.
    pub fn start_again(self) {
        if let Some(backend) = self.decision.with_untracked(|decision| decision.as_ref().map(|one| one.backend)) {
            self.open(backend);
        }
    }

    fn open(self, backend: Backend) {
        let generation = self.generation.get_value().wrapping_add(1);
        self.generation.set_value(generation);
        self.phase.set(Phase::Loading(words::LOADING.to_owned()));
        self.running.set(false);
        self.device.set(None);
        self.sent.set_value(BTreeMap::new());
        let trainer = Trainer::start(backend, move |event| {
            if self.generation.get_value() == generation {
                self.receive(backend, event);
            }
        });
        trainer.send(Command::Measure(self.measuring.get_untracked()));
        trainer.send(Command::Speed { most: self.speed.get_untracked() });
        self.trainer.set_value(Some(trainer));
        self.start();
        spawn_local(async move {
            if let Err(why) = reachable(backend).await
                && self.generation.get_value() == generation
            {
                self.phase.set(Phase::Failed(words::trainer_missing(backend, &why)));
            }
        });
        set_timeout(
            move || {
                let waiting =
                    matches!(self.phase.get_untracked(), Phase::Loading(_)) && self.device.get_untracked().is_none();
                if waiting && self.generation.get_value() == generation {
                    self.notice(words::trainer_silent(backend, SILENCE));
                }
            },
            Duration::from_secs(u64::from(SILENCE)),
        );
    }

    fn receive(self, backend: Backend, event: Event) {
        match event {
            Event::Ready { device } => {
                self.device.set(Some(device));
                self.phase.set(Phase::Ready);
            }
            Event::Progress { what, done, total } => {
                let phase =
                    if done < total { Phase::Loading(words::progress(&what, done, total)) } else { Phase::Ready };
                self.phase.set(phase);
            }
            Event::Running(running) => {
                self.phase.set(Phase::Ready);
                self.running.set(running);
            }
            Event::Refused { message } => self.refused(message),
            Event::Failed { message } => {
                self.running.set(false);
                self.trainer.set_value(None);
                self.phase.set(Phase::Failed(words::trainer_failed(backend, &message)));
            }
            reported => {
                let news = self.book.try_update_value(|book| book.receive(reported)).unwrap_or(false);
                if news {
                    self.frames.request();
                }
            }
        }
    }

    /// The network goes on with the settings it has; the controls say so again.
    fn refused(self, message: String) {
        self.notice(message);
        let (chosen, wanted) = (self.chosen.get_untracked(), self.wanted.get_untracked());
        let settled = self.sent.with_value(|sent| sent.get(&chosen) == Some(&wanted));
        if let Some(kept) = self.record_untracked(|record| record.experiment.clone())
            && settled
        {
            self.note_sent(chosen, kept.clone());
            self.wanted.set(kept);
        }
    }

    fn notice(self, sentence: String) {
        self.notices.update(|notices| {
            if !notices.contains(&sentence) {
                notices.push(sentence);
            }
        });
    }

    pub(super) fn send(self, command: Command) {
        self.trainer.with_value(|trainer| {
            if let Some(trainer) = trainer {
                trainer.send(command);
            }
        });
    }

    /// Remembers what the trainer was given.
    pub(super) fn note_sent(self, run: RunId, experiment: Experiment) {
        self.sent.update_value(|sent| {
            sent.insert(run, experiment);
        });
    }

    /// Builds a new network with the settings that are wanted; where there are two, both, so that they stay in step.
    pub(super) fn start(self) {
        for run in [A, B] {
            if let Some(experiment) = untrack(|| self.wanted_of(run)) {
                self.note_sent(run, experiment.clone());
                self.send(Command::Start { run, experiment });
            }
        }
        if self.wants_running.get_value() {
            self.run();
        }
    }

    pub fn run(self) {
        self.wants_running.set_value(true);
        self.running.set(true);
        self.send(Command::Run);
    }

    pub fn pause(self) {
        self.wants_running.set_value(false);
        self.running.set(false);
        self.send(Command::Pause);
    }

    pub fn toggle(self) {
        if self.running.get_untracked() {
            self.pause();
        } else {
            self.run();
        }
    }

    pub fn step(self) {
        self.wants_running.set_value(false);
        self.running.set(false);
        self.send(Command::Step);
    }

    /// New weights from the same seed.
    pub fn restart(self) {
        self.still();
        self.start();
    }

    /// Back to the checkpoint, with the settings of now. What has diverged would only diverge again: it waits there
    /// until something is changed.
    pub fn rewind(self, step: u64) {
        let repeats = self.record_untracked(|record| record.divergence.is_some_and(|divergence| !divergence.treated));
        self.send(Command::Rewind { run: self.chosen.get_untracked(), step });
        if repeats == Some(true) {
            self.pause();
        } else if self.wants_running.get_value() {
            self.run();
        }
    }

    /// Changes settings. What the edit leaves as it was reaches nobody.
    pub fn change(self, when: When, edit: impl FnOnce(&mut Experiment)) {
        let mut wanted = self.wanted.get_untracked();
        edit(&mut wanted);
        if wanted == self.wanted.get_untracked() {
            return;
        }
        self.remember_choices(&self.wanted.get_untracked());
        self.remember_choices(&wanted);
        self.share(&wanted);
        self.wanted.set(wanted);
        self.still();
        match when {
            When::Now => self.apply(),
            When::Settled => {
                let handle = set_timeout_with_handle(move || self.apply(), SETTLING);
                self.delay.set_value(handle.ok());
            }
        }
    }

    /// Does what the diagnosis proposes, and lets the network go on with it. What has diverged goes back first.
    pub fn treat(self, action: Action) {
        match action {
            Action::Restart => self.restart(),
            Action::Rewind(step) => return self.rewind(step),
            remedy => {
                let back = self.record_untracked(|record| record.divergence.and(record.healthy_checkpoint()));
                self.change(When::Now, |experiment| remedy.apply(experiment));
                if let Some(step) = back.flatten() {
                    self.send(Command::Rewind { run: self.chosen.get_untracked(), step });
                }
            }
        }
        self.run();
    }

    /// ReLU on, or the activation that was there before.
    pub fn switch_relu(self, on: bool) {
        let before = self.other_activation.get_value();
        self.change(When::Now, |experiment| experiment.activation = if on { Activation::Relu } else { before });
    }

    /// Clipping on as it was last, or off.
    pub fn switch_clipping(self, on: bool) {
        let mode = self.clip_mode.get_value();
        self.change(When::Now, |experiment| experiment.clip = if on { mode } else { Clip::Off });
    }

    /// Takes what the address asks for, when somebody edits it.
    pub fn follow_address(self) {
        let link = address::read();
        if let Some(sentence) = words::ignored(&link.ignored) {
            self.notice(sentence);
        }
        // The address speaks of A.
        self.choose_run(A);
        self.change(When::Now, |experiment| *experiment = link.experiment);
        if let Some(backend) = link.backend {
            self.choose(backend);
        }
        // What was ignored goes from the address too.
        self.write_address();
    }

    /// Makes the address say what is wanted.
    pub fn write_address(self) {
        if let Some(experiment) = untrack(|| self.wanted_of(A)) {
            address::write(&experiment, self.wish.get_untracked());
        }
    }

    /// A new run with these settings, whatever became of the one before.
    pub fn admit(self, experiment: Experiment) {
        self.still();
        self.dismiss_b();
        self.remember_choices(&experiment);
        self.wanted.set(experiment);
        self.start();
    }

    /// Forgets a change that is waiting to settle; whoever calls sends the settings as they are now.
    /// Whether there was one.
    pub(super) fn still(self) -> bool {
        let waiting = self.delay.try_update_value(Option::take).flatten();
        waiting.map(|waiting| waiting.clear()).is_some()
    }

    pub(super) fn apply(self) {
        let (run, experiment) = (self.chosen.get_untracked(), self.wanted.get_untracked());
        match self.sent.with_value(|sent| sent.get(&run).cloned()) {
            Some(sent) if sent == experiment => {}
            Some(sent) if !sent.needs_restart(&experiment) => {
                self.note_sent(run, experiment.clone());
                self.send(Command::Change { run, experiment });
            }
            _ => self.start(),
        }
    }
}
