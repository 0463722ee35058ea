//! Trials of the chosen run: asked for, fed, shown, and taken at a click.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::course::{Happened, Order, Sight};
use super::ghost::{Followed, Ghost};
use super::shown::{Age, Row, Shown};
use super::state::Asked;
use super::work::Work;
use crate::diagnosis::Verdict;
use crate::experiment::{Experiment, Story, Tries};
use crate::record::Record;
use crate::session::{Command, Event, RunId};
use crate::trials::{Patient, Start, State, Treatment, Trials};
use crate::ui::actions::When;
use crate::ui::clock::now;
use crate::ui::effect::effect;
use crate::ui::pool::Pool;
use crate::ui::store::Store;

/// Milliseconds between two times that what is shown is made anew.
const PACE: f64 = 500.0;
/// A copy of more bytes is not made: several of them would have to be held at once.
const LARGEST: u64 = 64 << 20;

impl Store {
    /// Makes trials follow the chosen run.
    pub fn try_remedies(self) {
        effect(move || {
            let run = self.runs.chosen().id;
            let tries = self.trials.tries.get();
            let Some(diagnosis) = self.diagnosis() else { return };
            if tries == Tries::Auto && self.seen.get_value() && diagnosis.may_turn_ill() {
                Pool::of_document().expect();
            }
            untrack(|| self.see_run(tries, run, diagnosis.verdict));
        });
        effect(move || {
            let (run, wanted) = (self.runs.chosen().id, self.wanted.get());
            let step = self.record(Record::step).unwrap_or_default();
            let over = self.trials.followed.try_update_untracked(|followed| {
                followed.as_mut().is_some_and(|followed| !followed.goes_on(run, &wanted, step))
            });
            if over == Some(true) {
                self.trials.followed.set(None);
            }
        });
        // Where nobody holds the list any more, it is put in order.
        effect(move || {
            if !self.trials.held.get() {
                untrack(|| self.renew_shown());
            }
        });
    }

    fn see_run(self, tries: Tries, run: RunId, verdict: Verdict) {
        let treated = |record: &Record| record.divergence.is_some_and(|divergence| divergence.treated);
        let Some((step, treated)) = self.record_untracked(|record| (record.step(), treated(record))) else { return };
        // What waits for its rewind has been treated already.
        let asks = verdict.asks_for_trials() && !(verdict == Verdict::Diverged && treated);
        let sight = Sight { run, step, asks, seen: self.seen.get_value() };
        let order = self.trials.course.try_update_value(|course| course.see(tries, sight)).flatten();
        self.obey_course(order);
        if order == Some(Order::Forget) {
            let order = self.trials.course.try_update_value(|course| course.see(tries, sight)).flatten();
            self.obey_course(order);
        }
        self.grow_old(step);
    }

    /// The visitor wants remedies tried, for the first time or again.
    pub fn ask_for_trials(self) {
        self.trials.course.update_value(|course| course.ask());
        let verdict = untrack(|| self.diagnosis().map(|diagnosis| diagnosis.verdict));
        if let Some(verdict) = verdict {
            self.see_run(self.trials.tries.get_untracked(), self.runs.chosen_untracked().id, verdict);
        }
    }

    /// The visitor has had enough.
    pub fn cancel_trials(self) {
        let step = self.step_now();
        let order = self.trials.course.try_update_value(|course| course.cancel(step)).flatten();
        if order.is_some() {
            self.end_trials();
            self.edit_shown(|shown| shown.cancelled = true);
        }
    }

    fn obey_course(self, order: Option<Order>) {
        match order {
            None => {}
            Some(Order::Begin) => self.ask_for_states(),
            Some(Order::End) => {
                self.end_trials();
                self.edit_shown(|shown| shown.age = Age::Changed);
            }
            Some(Order::Forget) => {
                self.end_trials();
                self.trials.shown.set(None);
                self.trials.too_large.set(None);
            }
        }
    }

    fn end_trials(self) {
        self.trials.asked.set_value(None);
        // It may be one of its jobs that is telling us this.
        let work = self.trials.work.try_update_value(Option::take).flatten();
        drop(work);
        self.trials.hovered.set(None);
        self.edit_shown(|shown| shown.under_way = false);
    }

    fn edit_shown(self, edit: impl FnOnce(&mut Shown)) {
        let Some(before) = self.trials.shown.get_untracked() else { return };
        let mut after = Shown::clone(&before);
        edit(&mut after);
        if after != *before {
            self.trials.shown.set(Some(Arc::new(after)));
        }
    }

    fn grow_old(self, step: u64) {
        if self.trials.course.with_value(|course| course.is_old(step)) {
            self.edit_shown(|shown| {
                if shown.age == Age::Fresh {
                    shown.age = Age::Old;
                }
            });
        }
    }

    fn step_now(self) -> u64 {
        self.record_untracked(Record::step).unwrap_or_default()
    }

    /// Asks the trainer for the states that copies are to go on from.
    fn ask_for_states(self) {
        let run = self.runs.chosen_untracked().id;
        let verdict = untrack(|| self.diagnosis().map(|diagnosis| diagnosis.verdict));
        let known = self.record_untracked(|record| {
            let numbers = 1 + record.experiment.optimizer.moments() as u64;
            (record.healthy_checkpoint(), 4 * numbers * record.parameters)
        });
        let (Some(verdict), Some((healthy, bytes))) = (verdict, known) else { return };
        let here = verdict != Verdict::Diverged;
        let back = match verdict {
            Verdict::Diverged | Verdict::Exploding | Verdict::DyingRelu => healthy,
            Verdict::Measuring
            | Verdict::Learning
            | Verdict::Learned
            | Verdict::Memorised
            | Verdict::AtItsBest
            | Verdict::Vanishing
            | Verdict::Saturated
            | Verdict::TooSlow
            | Verdict::TooNoisy
            | Verdict::Stuck => None,
        };
        let large = Some(bytes).filter(|bytes| *bytes > LARGEST);
        self.trials.too_large.set(large);
        if large.is_some() || !(here || back.is_some()) {
            let step = self.step_now();
            return self.trials.course.update_value(|course| course.through(step));
        }
        self.trials.asked.set_value(Some(Asked { run, here, back, came: Vec::new() }));
        if here {
            self.send(Command::Snapshot { run, step: None });
        }
        if back.is_some() {
            self.send(Command::Snapshot { run, step: back });
        }
    }

    /// What the trainer says of its runs, as far as it concerns trials; takes the bytes of a state out.
    pub(in crate::ui) fn hear_of_trials(self, event: &mut Event) {
        let (run, what) = match event {
            Event::State { run, asked, step, bytes } => {
                return self.take_state(*run, *asked, State { step: *step, snapshot: std::mem::take(bytes) });
            }
            // What has exploded may diverge while copies of it train: then only going back helps, and new weights.
            Event::Started { run, .. }
            | Event::Restored { run, .. }
            | Event::Diverged { run, .. }
            | Event::Copied { to: run, .. } => (*run, Happened::Anew),
            Event::Changed { run, .. } | Event::Rewound { run, .. } => (*run, Happened::Changed),
            _ => return,
        };
        let order = self.trials.course.try_update_value(|course| course.happened(run, what)).flatten();
        self.obey_course(order);
    }

    fn take_state(self, run: RunId, step: Option<u64>, state: State) {
        if !self.trials.course.with_value(|course| course.expects(run)) {
            return;
        }
        let all = self.trials.asked.try_update_value(|asked| {
            let wanted = asked.as_mut().filter(|wanted| wanted.run == run && wanted.lacks(step))?;
            wanted.came.push((step, state));
            let complete = wanted.came.len() == usize::from(wanted.here) + usize::from(wanted.back.is_some());
            if complete { asked.take() } else { None }
        });
        if let Some(asked) = all.flatten() {
            self.begin_trials(asked);
        }
    }

    fn begin_trials(self, asked: Asked) {
        let mut came = asked.came;
        let mut taken = |named: bool| {
            let place = came.iter().position(|(step, _)| step.is_some() == named)?;
            Some(came.swap_remove(place).1)
        };
        let (here, back) = (taken(false), taken(true));
        let patient = self.record_untracked(|record| Patient { here, back, ..Patient::of(record, false) });
        let Some(trials) = patient.and_then(Trials::new) else { return };
        let work = Work::begin(trials, move || self.hear_of_work());
        self.trials.work.set_value(Some(work));
        self.renew_shown();
    }

    /// A trial has ended.
    fn hear_of_work(self) {
        let over = self.trials.work.with_value(|work| work.as_ref().is_some_and(Work::is_over));
        if over {
            let step = self.step_now();
            self.trials.course.update_value(|course| course.through(step));
            return self.renew_at_once();
        }
        self.renew_soon();
    }

    /// Makes what is shown anew, at its pace.
    pub(super) fn renew_soon(self) {
        let now = now();
        let wait = self.trials.renewing.try_update_value(|renewing| {
            let wait = renewing.last + PACE - now;
            (!std::mem::replace(&mut renewing.waits, true)).then_some(wait)
        });
        match wait.flatten() {
            None => {}
            Some(..=0.0) => self.renew_at_once(),
            Some(wait) => set_timeout(move || self.renew_shown(), Duration::from_millis(wait as u64 + 1)),
        }
    }

    /// Not while whoever tells us of a trial is still at it.
    fn renew_at_once(self) {
        queue_microtask(move || self.renew_shown());
    }

    fn renew_shown(self) {
        let noted = self.trials.renewing.try_update_value(|renewing| {
            (renewing.last, renewing.waits) = (now(), false);
        });
        // None where the page is gone.
        if noted.is_none() {
            return;
        }
        self.renew_blame();
        let (held, before) = (self.trials.held.get_untracked(), self.trials.shown.get_untracked());
        let run = self.runs.chosen_untracked().id;
        let after = self.trials.work.with_value(|work| {
            let work = work.as_ref()?;
            let before = before.as_deref().filter(|before| before.run == run);
            let mut shown = work.look(|trials| Shown::of(run, trials, before, held));
            shown.under_way = !work.is_over();
            shown.failure = work.failure();
            match before {
                // What was found before is still the best that is known.
                Some(before) if before.step != shown.step && before.age == Age::Old && (shown.under_way || held) => {
                    Some(Shown {
                        progress: shown.progress,
                        under_way: shown.under_way,
                        cancelled: false,
                        ..before.clone()
                    })
                }
                Some(_) | None => Some(shown),
            }
        });
        if let Some(mut after) = after
            && before.as_deref() != Some(&after)
        {
            if let Some(before) = before.filter(|before| before.step == after.step) {
                after.age = before.age;
            }
            self.trials.shown.set(Some(Arc::new(after)));
        }
    }

    /// The curve of a remedy, to be drawn ahead of the run's own.
    pub fn ghost_of(shown: &Shown, row: &Row) -> Ghost {
        let name = row.label.clone();
        Ghost {
            run: shown.run,
            name,
            then: row.treatment.applied_to(&shown.now),
            from: row.from(),
            curve: row.curve.clone(),
        }
    }

    /// Does to the visitor's own run what helped its copy; the run goes on with it.
    pub fn treat(self, shown: &Shown, row: &Row) {
        let mut ghost = Self::ghost_of(shown, row);
        self.trials.hovered.set(None);
        if row.treatment.start == Start::Here {
            // The run takes it from where it stands.
            ghost = ghost.moved_to(self.step_now());
        }
        self.apply_treatment(&row.treatment, shown.back);
        self.trials.followed.set(Some(Followed::new(ghost)));
    }

    pub(in crate::ui) fn apply_treatment(self, treatment: &Treatment, back: Option<u64>) {
        let run = self.runs.chosen_untracked();
        let then: Experiment = run.wanted.with_untracked(|now| treatment.applied_to(now));
        match treatment.start {
            Start::Here => self.change(When::Now, |experiment| *experiment = then),
            Start::Back => {
                self.change(When::Now, |experiment| *experiment = then);
                run.replays.set(None);
                if let Some(step) = back {
                    self.send(Command::Rewind { run: run.id, step });
                }
            }
            Start::Anew => {
                self.consents.set_value(true);
                self.still();
                self.remember_choices(&then);
                self.share(&then);
                run.take(Story::new(then));
                self.start();
            }
        }
        self.run();
    }
}
