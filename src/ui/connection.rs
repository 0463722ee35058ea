//! The page's trainer: which one, whether it is there, and what becomes of what it reports.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::backend::{Trainer, detect, reachable};
use super::phase::{Fault, Notice, Phase};
use super::store::Store;
use crate::experiment::{Backend, Experiment, Story};
use crate::session::{Command, Event, Gpu, Refusal, RunId, SlowReason, decide};

/// How long a trainer may take to load before the page says so, in seconds.
const SILENCE: u32 = 25;

impl Store {
    /// Finds out what there is to compute on, and starts.
    pub fn begin(self) {
        // Both may take a while; a visitor who has chosen the CPU need not wait for the GPU.
        if self.wish.get_untracked() == Some(Backend::Cpu) {
            self.decide(Gpu::Absent);
        }
        spawn_local(async move {
            let gpu = detect().await;
            self.gpu.set(Some(gpu.clone()));
            if self.decision.get_untracked().is_none() {
                self.decide(gpu);
            }
        });
    }

    fn decide(self, gpu: Gpu) {
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
        if other || matches!(self.phase.get_untracked(), Phase::Failed(..)) {
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
        self.phase.set(Phase::Loading);
        self.await_nothing();
        self.device.set(None);
        self.runs.untracked().iter().for_each(|run| run.sent.set_value(None));
        let hear = move |event| {
            if self.generation.get_value() == generation {
                self.receive(backend, event);
            }
        };
        let trainer = Trainer::start(backend, Rc::new(hear));
        trainer.send(Command::Measure(self.measuring.get_untracked()));
        trainer.send(Command::Speed { most: self.speed.get_untracked() });
        self.trainer.set_value(Some(trainer));
        self.start();
        spawn_local(async move {
            if let Err(why) = reachable(backend).await
                && self.generation.get_value() == generation
            {
                self.phase.set(Phase::Failed(backend, Fault::Unreachable(why)));
            }
        });
        set_timeout(
            move || {
                let waiting = self.phase.get_untracked() == Phase::Loading && self.device.get_untracked().is_none();
                if waiting && self.generation.get_value() == generation {
                    self.notice(Notice::Silent { backend, seconds: SILENCE });
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
            Event::Progress { work, done, total } => {
                self.phase.set(if done < total { Phase::Working { work, done, total } } else { Phase::Ready });
            }
            Event::Running(running) => {
                self.phase.set(Phase::Ready);
                self.running.set(running);
                self.confirmed_running.set_value(running);
                self.frames.request();
            }
            Event::Refused { refusal } => self.refused(refusal),
            Event::Failed { failure } => {
                self.await_nothing();
                self.trainer.set_value(None);
                self.phase.set(Phase::Failed(backend, Fault::Stopped(failure)));
            }
            Event::SlowPath { run, why } => self.note_slow(run, Some(why)),
            reported => {
                match &reported {
                    Event::Changed { run, experiment, .. } => {
                        self.note_slow(*run, None);
                        self.follow_story(*run, experiment);
                    }
                    Event::Started { run, .. } | Event::Copied { to: run, .. } => self.note_slow(*run, None),
                    _ => {}
                }
                let news = self.records.try_update_value(|records| records.receive(reported)).unwrap_or(false);
                if news {
                    self.frames.request();
                }
            }
        }
    }

    /// The network goes on with the settings it has; the controls say so again.
    fn refused(self, refusal: Refusal) {
        self.notice(Notice::Refused(refusal));
        // It may be a network that will never begin.
        let begun = self.records.with_value(|records| records.begun);
        self.awaited.update_value(|awaited| *awaited = awaited.saturating_sub(1).max(begun));
        self.frames.request();
        let run = self.runs.chosen_untracked();
        let settled = run.sent.get_value() == Some(run.wanted.get_untracked());
        if let Some(kept) = self.record_untracked(|record| record.experiment.clone())
            && settled
        {
            run.sent.set_value(Some(kept.clone()));
            run.take(Story::new(kept));
        }
    }

    fn note_slow(self, run: RunId, why: Option<SlowReason>) {
        if let Some(run) = self.runs.find(run)
            && run.slow.get_untracked() != why
        {
            run.slow.set(why);
        }
    }

    /// A change of a story that is replayed has taken effect: it is what is wanted now, and the controls say so.
    fn follow_story(self, run: RunId, experiment: &Experiment) {
        let Some(run) = self.runs.find(run).filter(|run| run.replays.with_untracked(Option::is_some)) else { return };
        run.sent.set_value(Some(experiment.clone()));
        run.wanted.set(experiment.clone());
        if self.runs.chosen_untracked().id == run.id {
            self.remember_choices(experiment);
        }
    }

    /// The trainer is another one, or none: whatever was asked of it is not to come any more.
    fn await_nothing(self) {
        self.running.set(false);
        self.confirmed_running.set_value(false);
        self.awaited.set_value(self.records.with_value(|records| records.begun));
        self.asked.notify();
    }

    /// Adds a notice, unless the visitor still has the same one before him.
    pub(super) fn notice(self, notice: Notice) {
        self.notices.update(|notices| {
            if !notices.contains(&notice) {
                notices.push(notice);
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
}
