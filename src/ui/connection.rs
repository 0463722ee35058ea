//! The page's trainer: which one, whether it is there, what becomes of what it reports, and of the runs when it is lost.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::backend::{Heard, Trainer, detect};
use super::phase::{Notice, Phase};
use super::runs::PageRun;
use super::store::Store;
use crate::experiment::{Backend, Experiment, Story};
use crate::session::{
    Command, Decision, Event, Failure, GoesOn, Gpu, Losses, Refusal, RunId, SlowReason, WhyBackend, decide, pays_on_gpu,
};

impl Store {
    /// Finds out what there is to compute on, and starts.
    pub fn begin(self) {
        // Both may take a while; what trains on the CPU whatever the GPU is need not wait for that.
        let now = self.decided(&Gpu::Hardware(String::new()));
        if now.backend == Backend::Cpu {
            self.take(now);
        }
        spawn_local(async move {
            let gpu = detect().await;
            self.gpu.set(Some(gpu.clone()));
            if self.decision.get_untracked().is_none() {
                self.take(self.decided(&gpu));
            }
        });
    }

    fn take(self, decision: Decision) {
        self.decision.set(Some(decision));
        self.open(decision.backend);
    }

    /// What the networks that are wanted are to be computed on.
    fn decided(self, gpu: &Gpu) -> Decision {
        let pays = self.runs.untracked().iter().any(|run| pays_on_gpu(untrack(|| run.story()).experiment()));
        decide(self.wish.get_untracked(), gpu, pays)
    }

    /// Starts the networks that are wanted on the other backend, where nobody chose one and that one is faster for them; whether
    /// it did. One that has failed here is not taken again.
    pub(super) fn start_elsewhere(self) -> bool {
        let (Some(gpu), Some(now)) = (self.gpu.get_untracked(), self.decision.get_untracked()) else { return false };
        let decision = self.decided(&gpu);
        if decision.backend == now.backend || now.reason == WhyBackend::OtherFailed {
            return false;
        }
        let left = self.leave_with_last_snapshots();
        self.decision.set(Some(decision));
        self.losses.set_value(Losses::default());
        if self.connect(decision.backend) {
            self.undo.left_are(left);
            self.start();
        }
        true
    }

    /// The visitor chooses what to compute on. The network starts again there.
    pub fn choose(self, backend: Backend) {
        self.wish.set(Some(backend));
        let Some(gpu) = self.gpu.get_untracked() else { return };
        let decision = self.decided(&gpu);
        let other = self.decision.with_untracked(|now| now.as_ref().is_none_or(|now| now.backend != decision.backend));
        self.decision.set(Some(decision));
        if other || matches!(self.phase.get_untracked(), Phase::Failed { .. } | Phase::Hanging { .. }) {
            self.losses.set_value(Losses::default());
            self.open(decision.backend);
        }
    }

    /// Starts a trainer again after one was lost, or hangs. The runs go on from their last snapshots.
    pub fn start_again(self) {
        self.losses.set_value(Losses::default());
        if let Some(decision) = self.decision.get_untracked() {
            self.reopen(decision.backend);
        }
    }

    /// Trains what a link asked for, however much memory it takes.
    pub fn consent(self) {
        self.consents.set_value(true);
        self.start();
    }

    /// A new trainer in place of this one, for new networks.
    pub(super) fn renew(self) {
        if let Some(decision) = self.decision.get_untracked() {
            self.open(decision.backend);
        }
    }

    /// Opens a trainer for new networks.
    fn open(self, backend: Backend) {
        if self.connect(backend) {
            self.start();
        }
    }

    /// Opens a trainer in which the runs go on.
    fn reopen(self, backend: Backend) {
        if self.connect(backend) {
            self.runs.untracked().iter().for_each(|run| self.resume(run));
            self.send_stop();
            if self.wants_running.get_value() && !self.stuck_untracked() {
                self.run();
            }
        }
    }

    /// Starts a trainer in place of the one before; whether the browser does.
    fn connect(self, backend: Backend) -> bool {
        let generation = self.generation.get_value().wrapping_add(1);
        self.generation.set_value(generation);
        self.phase.set(Phase::Loading { received: 0 });
        self.let_go();
        self.device.set(None);
        self.runs.untracked().iter().for_each(|run| run.lose_network());
        let hear = move |heard| {
            if self.generation.get_value() == generation {
                self.hear(backend, heard);
            }
        };
        match Trainer::start(backend, hear) {
            Ok(trainer) => {
                self.trainer.set_value(Some(trainer));
                self.send(Command::Measure(self.measuring.get_untracked()));
                self.send(Command::Speed { most: self.speed.get_untracked().most() });
                true
            }
            Err(failure) => {
                self.failed(backend, failure);
                false
            }
        }
    }

    /// Makes a run go on in a trainer that does not know it: from its last snapshot, or else from its beginning by its story.
    fn resume(self, run: &PageRun) {
        let known = self.records.with_value(|records| records.of(run.id).map(|record| record.story.clone()));
        let story = run.replays.get_untracked().or(known).unwrap_or_else(|| untrack(|| run.story()));
        let settings = story.settings().clone();
        run.sent.set_value(Some(settings));
        match run.kept.get_value() {
            Some((_, snapshot)) => self.send(Command::Restore { run: run.id, snapshot, story }),
            None => self.send(Command::Start { run: run.id, story, consent: true }),
        }
        // What was asked for last, and not confirmed, is asked for again.
        let (wanted, replays) = (run.wanted.get_untracked(), run.replays.with_untracked(Option::is_some));
        let hot = run.sent.with_value(|sent| sent.as_ref().is_some_and(|sent| !sent.needs_restart(&wanted)));
        if !replays && hot && run.sent.get_value().as_ref() != Some(&wanted) {
            run.sent.set_value(Some(wanted.clone()));
            self.send(Command::Change { run: run.id, experiment: wanted });
        }
    }

    fn hear(self, backend: Backend, heard: Heard) {
        match heard {
            Heard::Loading { received } => self.phase.set(Phase::Loading { received }),
            Heard::Events { obeyed, events } => {
                if obeyed > self.obeyed.get_value() {
                    self.obeyed.set_value(obeyed);
                    self.frames.request();
                }
                events.into_iter().for_each(|event| self.receive(event));
            }
            Heard::Hangs { seconds } if backend == Backend::Gpu => self.failed(backend, Failure::Hangs { seconds }),
            // A CPU may only be slow.
            Heard::Hangs { seconds } => self.phase.set(Phase::Hanging { backend, seconds }),
            Heard::CameBack => self.phase.set(Phase::Ready),
            Heard::Failed(failure) => self.failed(backend, failure),
        }
        self.heard.notify();
    }

    /// The trainer is lost. Nothing of what it had reported is.
    fn failed(self, backend: Backend, failure: Failure) {
        let began = self.device.with_untracked(Option::is_some);
        let goes_on =
            self.losses.try_update_value(|losses| losses.add(backend, began, &failure)).unwrap_or(GoesOn::WhenAsked);
        self.let_go();
        self.runs.untracked().iter().for_each(|run| run.lose_network());
        match goes_on {
            GoesOn::On(on) => {
                if on != backend {
                    self.decision.set(Some(Decision { backend: on, reason: WhyBackend::OtherFailed }));
                }
                let step = self.runs.chosen_untracked().kept.with_value(|kept| kept.as_ref().map(|(step, _)| *step));
                self.notice(Notice::WentOn { lost: backend, failure, on, step });
                self.reopen(on);
            }
            GoesOn::WhenAsked | GoesOn::AfterReload => {
                // It does not go on any more.
                self.notices.update(|notices| notices.retain(|notice| !matches!(notice, Notice::WentOn { .. })));
                self.phase.set(Phase::Failed { backend, failure });
            }
        }
    }

    fn receive(self, mut event: Event) {
        if let Some(run) = run_of(&event).and_then(|run| self.runs.find(run)) {
            run.follow(&mut event);
        }
        if self.keep_for_undo(&mut event) {
            return;
        }
        self.hear_of_trials(&mut event);
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
                // What the trainer said before it had heard the last word on it is of no interest any more; and where no
                // network stands, none trains.
                if self.obeyed.get_value() >= self.sent_running.get_value() {
                    let stands = |run: &PageRun| run.standing.with_value(Option::is_some);
                    self.running.set(running && self.runs.untracked().iter().any(stands));
                    if !running && self.reach_goal() {
                        // It trains on, or holds, as before the reload.
                    } else if !running && self.is_at_stop() {
                        self.wants_running.set_value(false);
                    }
                }
                self.frames.request();
            }
            Event::Refused { run, refusal } => self.refused(run, refusal),
            Event::Outgrown => self.renew(),
            Event::SlowPath { run, why } => self.note_slow(run, Some(why)),
            reported => {
                match &reported {
                    Event::Changed { run, experiment, .. } => {
                        self.note_slow(*run, None);
                        self.follow_story(*run, experiment);
                    }
                    Event::Started { run, .. } | Event::Restored { run, .. } | Event::Copied { to: run, .. } => {
                        self.note_slow(*run, None);
                        if let Some(run) = self.runs.find(*run) {
                            run.refused.set(false);
                        }
                        self.forget_foretold();
                    }
                    _ => {}
                }
                self.keep_moment(&reported);
                let news = self.records.try_update_value(|records| records.receive(reported)).unwrap_or(false);
                if news {
                    self.frames.request();
                }
            }
        }
    }

    /// The run goes on with the network it has, and the controls say so again; a run that has none is as before it was asked
    /// for.
    fn refused(self, run: Option<RunId>, refusal: Refusal) {
        self.frames.request();
        self.refusals.update_value(|refusals| *refusals += 1);
        let Some(run) = run.and_then(|run| self.runs.find(run)) else { return self.notice(Notice::Refused(refusal)) };
        self.notice(match refusal {
            Refusal::NeedsConsent { needed } => Notice::Large { run: run.id, needed },
            refusal => Notice::Refused(refusal),
        });
        match run.standing.get_value() {
            // What was changed since is on its way, and answered by itself.
            Some(standing) if run.sent.get_value() == Some(run.wanted.get_untracked()) => {
                run.sent.set_value(Some(standing.clone()));
                run.take(Story::new(standing));
            }
            Some(_) => {}
            // A copy that was not made.
            None if run.id != untrack(|| self.runs.first()).id => self.runs.remove(run.id),
            None => {
                run.sent.set_value(None);
                run.refused.set(true);
                self.running.set(false);
            }
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
    fn let_go(self) {
        let trainer = self.trainer.try_update_value(Option::take).flatten();
        // It may be what is telling us this.
        queue_microtask(move || drop(trainer));
        self.undo.wait_no_more();
        self.running.set(false);
        self.sent.set_value(0);
        self.obeyed.set_value(0);
        self.sent_running.set_value(0);
        self.asked.notify();
        self.frames.request();
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
        let number = self.trainer.with_value(|trainer| trainer.as_ref().map(|trainer| trainer.send(command)));
        if let Some(number) = number {
            self.sent.set_value(number);
            self.asked.notify();
        }
    }

    /// Sends a command to run, to pause, or to take a step.
    pub(super) fn send_running(self, command: Command) {
        self.send(command);
        self.sent_running.set_value(self.sent.get_value());
    }
}

/// The run that an event is of.
fn run_of(event: &Event) -> Option<RunId> {
    match event {
        Event::Started { run, .. }
        | Event::Restored { run, .. }
        | Event::Snapshot { run, .. }
        | Event::Changed { run, .. }
        | Event::Rewound { run, .. }
        | Event::Copied { to: run, .. } => Some(*run),
        _ => None,
    }
}
