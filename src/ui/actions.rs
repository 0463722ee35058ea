//! What a visitor does, and what it makes of the state and the trainer.

use std::time::Duration;

use leptos::prelude::*;

use super::phase::Notice;
use super::store::Store;
use super::{address, speed};
use crate::experiment::{Activation, Case, Choice, Clip, Experiment, Speed, Start, Story, ViewSettings};
use crate::session::Command;

/// How long the trainer waits for a control that may move on.
const SETTLING: Duration = Duration::from_millis(200);

/// After how many seconds without progress a trainer is replaced, where a new network is asked of it.
const STUCK: u32 = 3;

/// When a change reaches the trainer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Now,
    /// When the control has been still for a moment, so that not every step on its way builds a network.
    Settled,
}

impl Store {
    /// Builds new networks with the settings that are wanted: of all runs, so that they stay in step.
    pub(super) fn start(self) {
        // A trainer that is busy with something that nobody wants any more is not waited for.
        if self.trainer.with_value(|trainer| trainer.as_ref().is_some_and(|trainer| trainer.is_stuck(STUCK))) {
            return self.renew();
        }
        if self.start_elsewhere() {
            return;
        }
        let consent = self.consents.get_value();
        self.leave_behind();
        for run in self.runs.untracked() {
            let story = untrack(|| run.story());
            run.take(story.clone());
            run.kept.set_value(None);
            run.sent.set_value(Some(story.experiment().clone()));
            self.send(Command::Start { run: run.id, story, consent });
        }
        self.send_stop();
        if self.wants_running.get_value() {
            self.run();
        }
    }

    pub fn run(self) {
        self.wants_running.set_value(true);
        // What was refused, or waits for consent, is asked for again.
        if self.runs.chosen_untracked().sent.with_value(Option::is_none) && self.device.with_untracked(Option::is_some)
        {
            self.consents.set_value(true);
            return self.start();
        }
        if self.seen.get_value() {
            self.running.set(true);
            self.send_running(Command::Run);
        }
    }

    pub fn pause(self) {
        self.wants_running.set_value(false);
        self.running.set(false);
        self.send_running(Command::Pause);
    }

    pub fn toggle(self) {
        if !self.can_run() {
            return;
        }
        if self.running.get_untracked() {
            self.pause();
        } else {
            self.run();
        }
    }

    /// One step. A key that is held down waits for the step before.
    pub fn step(self) {
        if self.wants_running.get_value() || self.obeyed.get_value() >= self.sent_running.get_value() {
            self.wants_running.set_value(false);
            self.running.set(false);
            self.send_running(Command::Step);
        }
    }

    /// So many steps, whatever goes on.
    pub fn take_steps(self, count: u64) {
        self.wants_running.set_value(false);
        self.running.set(false);
        (0..count).for_each(|_| self.send_running(Command::Step));
    }

    /// New weights from the same seed.
    pub fn restart(self) {
        self.consents.set_value(true);
        self.give_up_goal();
        self.still();
        self.start();
    }

    /// Back to the checkpoint, with the settings of now. What has diverged would only diverge again: it waits there
    /// until something is changed.
    pub fn rewind(self, step: u64) {
        self.give_up_goal();
        let repeats = self.record_untracked(|record| record.divergence.is_some_and(|divergence| !divergence.treated));
        let run = self.runs.chosen_untracked();
        run.replays.set(None);
        self.send(Command::Rewind { run: run.id, step });
        if repeats == Some(true) {
            self.pause();
        } else if self.wants_running.get_value() {
            self.run();
        }
    }

    /// A new network with the settings of now, and none of what was changed on the way.
    pub fn begin_anew(self) {
        let settings = self.wanted.get_untracked();
        self.begin_with(settings);
    }

    /// Changes settings. What the edit leaves as it was reaches nobody.
    pub fn change(self, when: When, edit: impl FnOnce(&mut Experiment)) {
        self.change_to(true, when, |wanted| {
            let before = wanted.clone();
            edit(wanted);
            self.keep_locked(&before, wanted);
        });
    }

    /// The same; `consent` says whether the visitor asks for it himself, whatever memory it takes.
    fn change_to(self, consent: bool, when: When, edit: impl FnOnce(&mut Experiment)) {
        let run = self.runs.chosen_untracked();
        let before = run.wanted.get_untracked();
        let mut wanted = before.clone();
        edit(&mut wanted);
        if wanted == before {
            return;
        }
        self.consents.set_value(consent);
        self.remember_choices(&before);
        self.remember_choices(&wanted);
        self.share(&wanted);
        run.replays.set(None);
        run.wanted.set(wanted);
        self.forget_stop();
        self.give_up_goal();
        self.still();
        match when {
            When::Now => self.apply(),
            When::Settled => {
                let handle = set_timeout_with_handle(move || self.apply(), SETTLING);
                self.delay.set_value(handle.ok());
            }
        }
    }

    /// Trains at that speed from now on. What a link asked for is not asked for any more.
    pub fn set_speed(self, speed: Speed) {
        self.take_speed(speed);
        self.page.remember(speed::KEY, speed.key());
        if self.view.with_untracked(|view| view.speed.is_some()) {
            self.view.update(|view| view.speed = None);
        }
    }

    fn take_speed(self, speed: Speed) {
        self.speed.set(speed);
        self.send(Command::Speed { most: speed.most() });
    }

    /// Tells the trainer at which step the link wants the run to hold.
    pub(super) fn send_stop(self) {
        if let Some(step) = self.view.with_untracked(|view| view.stop) {
            self.send(Command::StopAt { step: Some(step) });
        }
        self.send_goal();
    }

    /// Whether the run stands where the link wants it to hold.
    pub(super) fn is_at_stop(self) -> bool {
        let stop = self.view.with_untracked(|view| view.stop);
        stop.is_some() && self.record_untracked(|record| record.step()) == stop
    }

    /// The run is another one than the link's: where that would hold is nothing to it.
    fn forget_stop(self) {
        if self.view.with_untracked(|view| view.stop.is_some()) {
            self.view.update(|view| view.stop = None);
            self.send(Command::StopAt { step: None });
        }
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
        // It may have been taken already, as one before the page was there.
        if !address::edited() {
            return;
        }
        let link = address::read();
        // What was wrong in the address before is not in it any more.
        self.notices.update(|notices| notices.retain(|notice| !matches!(notice, Notice::Ignored(_))));
        if let Some(notice) = Notice::ignored(link.ignored) {
            self.notice(notice);
        }
        let run = untrack(|| self.runs.first());
        self.choose_run(run.id);
        let (backend, stops) = (link.view.backend, link.view.stop.is_some());
        let alone = link.versus.is_none() && !untrack(|| self.runs.compared());
        let plain = link.story.changes().is_empty() && run.replays.get_untracked().is_none();
        self.show_as(link.view);
        if alone && plain && !stops {
            self.change_unasked(link.story.experiment().clone());
        } else {
            self.begin_unasked(link.story, link.versus);
        }
        if let Some(backend) = backend {
            self.choose(backend);
        }
        // What was ignored goes from the address too.
        self.write_address();
    }

    /// Takes settings that no visitor has asked for, as those of a link: what takes much memory waits for his consent.
    pub(super) fn change_unasked(self, experiment: Experiment) {
        let asked = self.consents.get_value();
        self.change_to(false, When::Now, |wanted| *wanted = experiment);
        self.consents.set_value(asked);
    }

    /// Begins anew, with a story that no visitor has asked for, and maybe a run beside it: it is seen from its beginning.
    pub(super) fn begin_unasked(self, story: Story, versus: Option<Story>) {
        let asked = self.consents.get_value();
        self.still();
        self.give_up_goal();
        let run = untrack(|| self.runs.first());
        self.keep_only(run.id);
        self.remember_choices(story.experiment());
        run.take(story);
        if let Some(versus) = versus {
            self.runs.add(versus.experiment().clone()).take(versus);
        }
        self.wants_running.set_value(self.view.with_untracked(|view| view.start == Start::Visible));
        self.consents.set_value(false);
        self.start();
        self.consents.set_value(asked);
    }

    /// Shows the runs as a link says; what they are computed on is another matter.
    pub(super) fn show_as(self, view: ViewSettings) {
        if let Some(speed) = view.speed {
            self.take_speed(speed);
        }
        self.trials.tries.set(view.tries);
        self.verdicts.set(view.verdicts);
        self.view.set(view);
    }

    /// Makes the address say what is wanted, or replayed.
    pub fn write_address(self) {
        untrack(|| self.say_in_address());
    }

    /// The same, and again when it changes.
    pub(super) fn say_in_address(self) {
        let versus = self.runs.second().map(|run| run.story());
        address::write(&self.runs.first().story(), versus.as_ref(), &self.view_settings());
    }

    /// One new network with these settings, whatever became of the ones before.
    pub fn begin_with(self, experiment: Experiment) {
        self.begin_until(None, experiment);
    }

    /// The network of a case, up to where there is to see what it is about.
    pub fn begin_case(self, case: Case) {
        self.begin_until(case.moment().stop(), case.experiment());
    }

    fn begin_until(self, stop: Option<u64>, experiment: Experiment) {
        self.consents.set_value(true);
        self.still();
        let run = untrack(|| self.runs.first());
        // It was the link, or the case before, that let it hold.
        let was_held = self.is_at_stop();
        // Of compared runs, all of them.
        self.leave_behind();
        self.keep_only(run.id);
        self.remember_choices(&experiment);
        self.forget_stop();
        if was_held && self.can_run() {
            self.wants_running.set_value(true);
        }
        if stop.is_some() {
            self.view.update(|view| view.stop = stop);
        }
        self.give_up_goal();
        run.take(Story::new(experiment));
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
        let run = self.runs.chosen_untracked();
        let experiment = run.wanted.get_untracked();
        match run.sent.get_value() {
            Some(sent) if sent == experiment => {}
            // Without a network there is nothing to change: it is a start.
            Some(before) if !before.needs_restart(&experiment) => {
                run.sent.set_value(Some(experiment.clone()));
                self.send(Command::Change { run: run.id, experiment });
            }
            _ => self.start(),
        }
    }
}
