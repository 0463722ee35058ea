//! What a visitor does, and what it makes of the state and the trainer.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::backend::{Trainer, decide, detect, reachable};
use super::runs::PageRun;
use super::store::{Phase, Store};
use super::{address, speed};
use crate::diagnosis::Action;
use crate::experiment::{Activation, Backend, Clip, Experiment};
use crate::session::{Command, Event};
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
        self.runs.untracked().iter().for_each(|run| run.sent.set_value(None));
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
                let news = self.records.try_update_value(|records| records.receive(reported)).unwrap_or(false);
                if news {
                    self.frames.request();
                }
            }
        }
    }

    /// The network goes on with the settings it has; the controls say so again.
    fn refused(self, message: String) {
        self.notice(message);
        let run = self.runs.chosen_untracked();
        let settled = run.sent.get_value() == Some(run.wanted.get_untracked());
        if let Some(kept) = self.record_untracked(|record| record.experiment.clone())
            && settled
        {
            run.sent.set_value(Some(kept.clone()));
            run.wanted.set(kept);
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

    /// Builds new networks with the settings that are wanted: of all runs, so that they stay in step.
    pub(super) fn start(self) {
        for PageRun { id, wanted, sent, .. } in self.runs.untracked() {
            let experiment = wanted.get_untracked();
            sent.set_value(Some(experiment.clone()));
            self.send(Command::Start { run: id, experiment });
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
        self.send(Command::Rewind { run: self.runs.chosen_untracked().id, step });
        if repeats == Some(true) {
            self.pause();
        } else if self.wants_running.get_value() {
            self.run();
        }
    }

    /// Changes settings. What the edit leaves as it was reaches nobody.
    pub fn change(self, when: When, edit: impl FnOnce(&mut Experiment)) {
        let run = self.runs.chosen_untracked();
        let before = run.wanted.get_untracked();
        let mut wanted = before.clone();
        edit(&mut wanted);
        if wanted == before {
            return;
        }
        self.remember_choices(&before);
        self.remember_choices(&wanted);
        self.share(&wanted);
        run.wanted.set(wanted);
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
                    self.send(Command::Rewind { run: self.runs.chosen_untracked().id, step });
                }
            }
        }
        self.run();
    }

    /// Trains at that speed from now on; none for as fast as it can.
    pub fn set_speed(self, speed: Option<u32>) {
        self.speed.set(speed);
        self.page.remember(speed::KEY, &speed::key(speed));
        self.send(Command::Speed { most: speed });
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
        self.choose_run(untrack(|| self.runs.first()).id);
        self.change(When::Now, |experiment| *experiment = link.experiment);
        if let Some(backend) = link.backend {
            self.choose(backend);
        }
        // What was ignored goes from the address too.
        self.write_address();
    }

    /// Makes the address say what is wanted.
    pub fn write_address(self) {
        address::write(&untrack(|| self.runs.first()).wanted.get_untracked(), self.wish.get_untracked());
    }

    /// One new network with these settings, whatever became of the ones before.
    pub fn begin_with(self, experiment: Experiment) {
        self.still();
        let run = untrack(|| self.runs.first());
        self.keep_only(run.id);
        self.remember_choices(&experiment);
        run.wanted.set(experiment);
        self.start();
    }

    /// Forgets a change that is waiting to settle; whoever calls sends the settings as they are now.
    /// Whether there was one.
    pub(super) fn still(self) -> bool {
        let waiting = self.delay.try_update_value(Option::take).flatten();
        waiting.map(|waiting| waiting.clear()).is_some()
    }

    /// Gives the trainer the settings that are wanted of the chosen run.
    pub(super) fn apply(self) {
        let PageRun { id: run, wanted, sent, .. } = self.runs.chosen_untracked();
        let experiment = wanted.get_untracked();
        match sent.get_value() {
            Some(sent) if sent == experiment => {}
            Some(before) if !before.needs_restart(&experiment) => {
                sent.set_value(Some(experiment.clone()));
                self.send(Command::Change { run, experiment });
            }
            _ => self.start(),
        }
    }
}
