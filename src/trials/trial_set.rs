//! The trials of one run, from the first job to the last result.

use super::candidates::{paired, single};
use super::look::{look_after, shows_something};
use super::outcome::{Outcome, WhyNot};
use super::patient::{Patient, State};
use super::treatment::{Start, Treatment};
use crate::experiment::{Experiment, Story};
use crate::order::order;
use crate::session::{Job, JobFailure, JobId, JobResult};

/// A treatment and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    pub treatment: Treatment,
    pub outcome: Outcome,
    /// Whether it lowers the loss well below the control's.
    pub helps: bool,
    /// By its own signs; for one that does not help.
    pub why_not: Option<WhyNot>,
    /// Whether it was ended before its time, for it showed nothing when it was looked at.
    pub stopped: bool,
}

/// The copy that nothing was changed of.
pub type Control = Outcome;

/// How far the search has come. The next stage begins where the ones before have found nothing that helps clearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// One thing at a time; what shows nothing after a part of its steps stands back.
    Singles,
    /// What stood back, in full.
    StoodBack,
    /// Several together.
    Pairs,
    /// What did best so far, for longer.
    Longer,
}

/// What a copy is for.
#[derive(Clone, Debug, PartialEq)]
enum Arm {
    /// Nothing is changed of it.
    Control,
    /// The run from its beginning, to see what its sharpness was before its loss said anything.
    Edge,
    Treated(Treatment),
}

/// The run was at the edge of stability and beyond: sharpness times learning rate above what its optimizer can follow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The first step since when it was, without a break.
    pub since: u64,
    /// Cohen et al. 2021: 2 for gradient descent.
    pub limit: f64,
}

/// An arm's way: from its beginning, or from where it was looked at.
#[derive(Clone, Debug)]
struct Leg {
    arm: Arm,
    /// The state to go on from, as bytes, where it was looked at.
    from: Option<Vec<u8>>,
}

impl Leg {
    fn begins(arm: Arm) -> Self {
        Self { arm, from: None }
    }
}

/// How far a trial has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reached {
    /// It has been looked at, and goes on if it shows something.
    Part,
    /// It showed nothing.
    StoodBack,
    Through,
}

/// A treatment's trial, as far as it has come.
#[derive(Clone, Debug)]
struct Found {
    treatment: Treatment,
    outcome: Outcome,
    reached: Reached,
}

/// What was tried for one length.
#[derive(Clone, Debug, Default)]
struct Tried {
    control: Option<Control>,
    found: Vec<Found>,
}

impl Tried {
    fn of(&self, treatment: &Treatment) -> Option<&Found> {
        self.found.iter().find(|found| found.treatment == *treatment)
    }

    fn outcome(&self, arm: &Arm) -> Option<&Outcome> {
        match arm {
            Arm::Control => self.control.as_ref(),
            Arm::Edge => None,
            Arm::Treated(treatment) => self.of(treatment).map(|found| &found.outcome),
        }
    }

    fn set_reached(&mut self, treatment: &Treatment, reached: Reached) {
        self.found.iter_mut().filter(|found| found.treatment == *treatment).for_each(|found| found.reached = reached);
    }
}

/// Copies of a run, each with something changed.
#[derive(Clone, Debug)]
pub struct Trials {
    patient: Patient,
    /// What has no job yet, the next last.
    waiting: Vec<Leg>,
    under_way: Vec<(JobId, Leg)>,
    /// What has been looked at while the control had not, with where it stands.
    looked_at: Vec<Leg>,
    /// What showed nothing.
    stood_back: Vec<Leg>,
    /// Since when the run was beyond what its optimizer can follow.
    edge: Option<Edge>,
    tried: Tried,
    /// What did best, for longer.
    longer: Tried,
    /// Why the first job failed that did.
    failure: Option<JobFailure>,
    stage: Stage,
    /// Arms that have ended, and in all, as far as is known.
    ended: usize,
    total: usize,
}

/// Of the loss of guessing: a probe below it has told the classes apart, and there is nothing more to find out.
const ENOUGH: f64 = 0.05;
/// Of the loss of guessing: so far below the control's a loss must lie to be called better.
const BETTER: f64 = 0.02;
/// Of the control's loss: so far below it, too.
const LOWER: f64 = 0.97;
/// Of the loss of guessing: a trial that ends above it has not learned, whatever the control did.
const LEARNS: f64 = 0.985;
/// To get there in so many steps fewer is worth as much as all of guessing's loss.
const STEPS_OF_A_POINT: f64 = 6000.0;
/// Of the loss of guessing: with less than that, something helps clearly, and nothing further is tried.
const CLEARLY: f64 = 0.8;
/// Of the loss of guessing: with so many that have less than that, nobody waits for what shows nothing.
const NEARLY: f64 = 0.25;
const PLACES: usize = 3;
/// Bytes of the state that each of them stands at; one of more is trained again from its beginning, should it go on.
const MOST_KEPT: usize = 1 << 20;
/// Of the trials, so many are made again, for so many times as long.
const BEST: usize = 8;
const LONGER: usize = 3;
/// Runs that exploded after this step are not looked at from their beginning.
const LONGEST_EDGE: u64 = 400;

impl Trials {
    /// Of that run; none where there is no state of it to copy.
    pub fn new(patient: Patient) -> Option<Self> {
        patient.base()?;
        let singles = single(&patient);
        let edge = patient.explodes_at.filter(|step| *step <= LONGEST_EDGE && !patient.given);
        let edge = edge.and_then(|_| patient.now.optimizer.stability_limit()).map(|_| Arm::Edge);
        let first = [Arm::Control].into_iter().chain(edge);
        let legs = first.chain(singles.into_iter().map(Arm::Treated)).map(Leg::begins);
        let mut trials = Self {
            patient,
            waiting: Vec::new(),
            under_way: Vec::new(),
            looked_at: Vec::new(),
            stood_back: Vec::new(),
            edge: None,
            tried: Tried::default(),
            longer: Tried::default(),
            failure: None,
            stage: Stage::Singles,
            ended: 0,
            total: 0,
        };
        trials.wait_for(legs.collect());
        Some(trials)
    }

    /// The run that is tried on.
    pub fn patient(&self) -> &Patient {
        &self.patient
    }

    /// The step that the copies keep their weights of.
    pub fn step(&self) -> u64 {
        self.patient.base().map_or(0, |state| state.step)
    }

    /// The step that a rewind goes back to.
    pub fn back(&self) -> Option<u64> {
        self.patient.back.as_ref().map(|state| state.step)
    }

    /// The next job, of that id; none where there is none, or not yet: what helps by itself decides whether pairs are tried.
    pub fn next_job(&mut self, id: JobId) -> Option<Job> {
        while self.is_at_rest() && !self.is_settled() {
            self.next_stage();
        }
        let leg = self.waiting.pop()?;
        let job = self.job(id, &leg);
        self.under_way.push((id, leg));
        Some(job)
    }

    /// Whether nothing is left of this stage.
    fn is_at_rest(&self) -> bool {
        self.waiting.is_empty() && self.under_way.is_empty() && self.looked_at.is_empty()
    }

    /// Whether this stage, once it is at rest, is the last.
    fn is_settled(&self) -> bool {
        match self.stage {
            Stage::Singles => self.any_helps_clearly() && self.can_do_without_what_stood_back(),
            Stage::StoodBack | Stage::Pairs => self.any_helps_clearly(),
            Stage::Longer => true,
        }
    }

    /// Whether what showed nothing could not come among the first.
    fn can_do_without_what_stood_back(&self) -> bool {
        let nearly = |trial: &Trial| trial.outcome.loss.is_some_and(|loss| loss < NEARLY * self.patient.guessing);
        let first = self.trials().filter(|trial| trial.helps && nearly(trial)).count();
        first >= PLACES || self.stood_back.is_empty()
    }

    fn next_stage(&mut self) {
        let legs: Vec<Leg> = match self.stage {
            Stage::Singles => {
                self.stage = Stage::StoodBack;
                std::mem::take(&mut self.stood_back)
            }
            Stage::StoodBack => {
                self.stage = Stage::Pairs;
                paired(&self.patient).into_iter().map(Arm::Treated).map(Leg::begins).collect()
            }
            Stage::Pairs => {
                self.stage = Stage::Longer;
                let best = self.best().into_iter().take(BEST).map(|trial| Arm::Treated(trial.treatment));
                std::iter::once(Arm::Control).chain(best).map(Leg::begins).collect()
            }
            Stage::Longer => return,
        };
        self.wait_for(legs);
    }

    fn wait_for(&mut self, legs: Vec<Leg>) {
        self.total += legs.len();
        self.waiting = legs.into_iter().rev().collect();
    }

    fn job(&self, id: JobId, leg: &Leg) -> Job {
        let patient = &self.patient;
        let treatment = match &leg.arm {
            Arm::Edge => {
                let steps = patient.explodes_at.unwrap_or(1) as usize;
                let (story, probe_every) = (patient.story.clone(), u32::MAX);
                return Job {
                    id,
                    story,
                    snapshot: None,
                    steps,
                    probe_every,
                    enough: None,
                    sharpness: true,
                    keep: false,
                };
            }
            Arm::Control => None,
            Arm::Treated(treatment) => Some(treatment),
        };
        let then = self.settings(&leg.arm);
        let start = treatment.map_or(patient.base_start(), |treatment| treatment.start);
        let (story, snapshot) = match patient.state(start) {
            Some(state) => (patient.story_from(state, then.clone()), Some(&state.snapshot)),
            None => (Story::new(then.clone()), None),
        };
        let (all, look) = (self.steps(&leg.arm), self.look(leg));
        let had = self.tried.outcome(&leg.arm).filter(|_| leg.from.is_some()).map_or(0, |outcome| outcome.steps);
        Job {
            id,
            story,
            snapshot: leg.from.as_ref().or(snapshot).cloned(),
            steps: look.unwrap_or(all.saturating_sub(had)),
            probe_every: Patient::probe_every(all),
            enough: treatment.map(|_| self.enough()),
            sharpness: false,
            keep: look.is_some(),
        }
    }

    fn settings(&self, arm: &Arm) -> Experiment {
        match arm {
            Arm::Control | Arm::Edge => self.patient.now.clone(),
            Arm::Treated(treatment) => treatment.applied_to(&self.patient.now),
        }
    }

    /// Steps of a trial at this stage, all of them.
    fn steps(&self, arm: &Arm) -> usize {
        let longer = if self.stage == Stage::Longer { LONGER } else { 1 };
        longer * self.patient.steps_of_trial(&self.settings(arm))
    }

    /// After how many steps it is looked at; none where it is not.
    fn look(&self, leg: &Leg) -> Option<usize> {
        let begins = self.stage == Stage::Singles && leg.from.is_none() && leg.arm != Arm::Edge;
        let steps = begins.then(|| self.steps(&leg.arm))?;
        look_after(steps, self.patient.steps_to_look(&self.settings(&leg.arm)))
    }

    /// The probe's loss at which there is nothing more to find out.
    fn enough(&self) -> f32 {
        (ENOUGH * self.patient.guessing) as f32
    }

    /// What became of a job; of one that is not of these, nothing is taken.
    pub fn hear(&mut self, id: JobId, result: Result<JobResult, JobFailure>) {
        let Some(index) = self.under_way.iter().position(|(other, _)| *other == id) else { return };
        let (_, leg) = self.under_way.swap_remove(index);
        match result {
            Ok(result) => self.take(leg, result),
            Err(why) => {
                if let (Arm::Treated(treatment), Some(_)) = (&leg.arm, &leg.from) {
                    self.tried.set_reached(treatment, Reached::StoodBack);
                }
                self.ended += 1;
                self.failure.get_or_insert(why);
            }
        }
        self.go_on();
    }

    fn take(&mut self, leg: Leg, mut result: JobResult) {
        if leg.arm == Arm::Edge {
            let limit = self.patient.now.optimizer.stability_limit();
            self.edge = result.above_edge_since.zip(limit).map(|(since, limit)| Edge { since, limit });
            self.ended += 1;
            return;
        }
        let whole = result.divergence.is_none() && self.look(&leg) == Some(result.losses.len());
        let enough = self.enough();
        let settings = self.settings(&leg.arm);
        let state = result.snapshot.take();
        let tried = if self.stage == Stage::Longer { &mut self.longer } else { &mut self.tried };
        let outcome = match tried.outcome(&leg.arm).filter(|_| leg.from.is_some()) {
            Some(begun) => {
                let mut outcome = begun.clone();
                outcome.go_on(result);
                outcome
            }
            None => Outcome::of(result, &settings),
        };
        let won = leg.arm != Arm::Control && outcome.is_below(enough);
        let goes_on = state.filter(|_| whole && !won);
        let reached = if goes_on.is_some() { Reached::Part } else { Reached::Through };
        match &leg.arm {
            Arm::Treated(treatment) => {
                tried.found.retain(|found| found.treatment != *treatment);
                tried.found.push(Found { treatment: treatment.clone(), outcome, reached });
            }
            Arm::Control | Arm::Edge => tried.control = Some(outcome),
        }
        match goes_on {
            Some(state) => self.looked_at.push(Leg { arm: leg.arm, from: Some(state) }),
            None => self.ended += 1,
        }
    }

    /// What has been looked at goes on next where it shows something, held against the control, which is waited for.
    fn go_on(&mut self) {
        let under_way = self.under_way.iter().map(|(_, leg)| leg);
        if self.waiting.iter().chain(under_way).any(|leg| leg.arm == Arm::Control && leg.from.is_none()) {
            return;
        }
        for leg in std::mem::take(&mut self.looked_at).into_iter().rev() {
            match &leg.arm {
                Arm::Treated(treatment) if !self.shows_something(treatment) => {
                    self.tried.set_reached(treatment, Reached::StoodBack);
                    self.ended += 1;
                    let from = leg.from.filter(|state| state.len() <= MOST_KEPT);
                    self.stood_back.push(Leg { arm: leg.arm, from });
                }
                _ => self.waiting.push(leg),
            }
        }
    }

    fn shows_something(&self, treatment: &Treatment) -> bool {
        let control = self.tried.control.as_ref();
        let found = self.tried.of(treatment);
        found
            .zip(control)
            .is_none_or(|(found, control)| shows_something(&found.outcome, control, self.patient.guessing))
    }

    /// The jobs that are under way.
    pub fn under_way(&self) -> impl Iterator<Item = JobId> + '_ {
        self.under_way.iter().map(|(id, _)| *id)
    }

    /// How many arms are through, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.ended, self.total)
    }

    /// Whether everything has been tried.
    pub fn is_through(&self) -> bool {
        self.is_at_rest() && self.is_settled()
    }

    /// Why a trial could not be made, if one could not.
    pub fn failure(&self) -> Option<&JobFailure> {
        self.failure.as_ref()
    }

    /// The copy that nothing was changed of, as far as it has come; the one that was trained longest.
    pub fn control(&self) -> Option<&Control> {
        self.longer.control.as_ref().or(self.tried.control.as_ref())
    }

    /// Since when the run was at the edge of stability and beyond; for one that explodes, and from its own beginning.
    pub fn edge(&self) -> Option<Edge> {
        self.edge
    }

    /// What helped, best first. Empty until the control is through.
    pub fn helped(&self) -> Vec<Trial> {
        let mut helped: Vec<Trial> = self.trials().filter(|trial| trial.helps).collect();
        self.rank_all(&mut helped);
        helped
    }

    /// All trials, the lowest loss first, whatever they ask for.
    fn best(&self) -> Vec<Trial> {
        let mut all: Vec<Trial> = self.trials().filter(|trial| trial.outcome.loss.is_some()).collect();
        self.rank_all(&mut all);
        all
    }

    /// What did not help, the lowest loss first. Empty until the control is through.
    pub fn did_not_help(&self) -> Vec<Trial> {
        let mut rest: Vec<Trial> = self.trials().filter(|trial| !trial.helps).collect();
        let loss = |trial: &Trial| trial.outcome.loss.unwrap_or(f64::INFINITY);
        order(&mut rest, |one, other| loss(one).total_cmp(&loss(other)));
        rest
    }

    /// What was tried for longer counts once both it and its control are through; until then the shorter one stands. What is
    /// through is held against all that the control reached, what has had a part of its steps against as many.
    fn trials(&self) -> impl Iterator<Item = Trial> + '_ {
        let short = self.tried.control.as_ref();
        self.tried.found.iter().filter_map(move |found| {
            let longer = self.longer.of(&found.treatment);
            let (found, control) = match (longer, &self.longer.control) {
                (Some(longer), Some(control)) => (longer, control),
                (None, Some(control)) if !self.is_to_be_longer(&found.treatment) => (found, control),
                _ => (found, short?),
            };
            Some(self.trial(found, control))
        })
    }

    /// Whether it waits for its longer trial, or is in it.
    fn is_to_be_longer(&self, treatment: &Treatment) -> bool {
        let under_way = self.under_way.iter().map(|(_, leg)| leg);
        self.stage == Stage::Longer
            && self.waiting.iter().chain(under_way).any(|leg| leg.arm == Arm::Treated(treatment.clone()))
    }

    fn trial(&self, found: &Found, control: &Control) -> Trial {
        let Found { treatment, outcome, reached } = found;
        let control = if *reached == Reached::Through { control.loss } else { control.loss_after(outcome.steps) };
        let stopped = *reached == Reached::StoodBack;
        let helps = !stopped && self.helps(outcome, control);
        let lower = outcome.loss.zip(control).is_some_and(|(loss, control)| loss < LOWER * control);
        let better = lower && !outcome.stands_still();
        let why = if better { WhyNot::HardlyBetter } else { outcome.why_not() };
        Trial {
            treatment: treatment.clone(),
            outcome: outcome.clone(),
            helps,
            why_not: (!helps).then_some(why),
            stopped,
        }
    }

    /// Whether there is something that is worth no further search.
    fn any_helps_clearly(&self) -> bool {
        let far_down = |trial: &Trial| trial.outcome.loss.is_some_and(|loss| loss < CLEARLY * self.patient.guessing);
        self.trials().any(|trial| trial.helps && far_down(&trial))
    }

    fn helps(&self, outcome: &Outcome, control: Option<f64>) -> bool {
        let (Some(loss), guessing) = (outcome.loss, self.patient.guessing) else { return false };
        let control = control.unwrap_or(f64::INFINITY);
        let chance = outcome.stands_still() && loss > ENOUGH * guessing;
        !chance && loss < LEARNS * guessing && loss < LOWER * control && loss < control - BETTER * guessing
    }

    fn rank_all(&self, trials: &mut [Trial]) {
        order(trials, |one, other| self.rank(one).total_cmp(&self.rank(other)));
    }

    /// Smaller is better: the loss, where what has told the classes apart is as good as any other that has; what takes fewer
    /// steps to it goes before; and of two that do about as well the one that asks for less.
    fn rank(&self, trial: &Trial) -> f64 {
        let Outcome { loss, steps, .. } = &trial.outcome;
        let loss = loss.unwrap_or(f64::INFINITY) / self.patient.guessing;
        let steps = *steps as f64 / STEPS_OF_A_POINT;
        loss.max(ENOUGH) + trial.treatment.effort() + if loss < ENOUGH { steps } else { 0.0 }
    }
}

impl Patient {
    /// Where hot treatments and the control begin.
    pub(super) fn base_start(&self) -> Start {
        if self.here.is_some() { Start::Here } else { Start::Back }
    }

    /// The state that a treatment begins with; none with new weights.
    pub fn state(&self, start: Start) -> Option<&State> {
        match start {
            Start::Here => self.here.as_ref(),
            Start::Back => self.back.as_ref(),
            Start::Anew => None,
        }
    }

    /// The run's story as far as that state, and then these settings.
    pub fn story_from(&self, state: &State, then: Experiment) -> Story {
        let mut story = self.story.clone();
        story.forget_after(state.step);
        // The settings of now, with something hot changed at most.
        let recorded = story.record_change(state.step, then);
        debug_assert!(recorded.is_ok(), "{recorded:?}");
        story
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: usize = 30;

    fn trials() -> Trials {
        let now = Experiment::default();
        Trials::new(Patient {
            story: Story::new(now.clone()),
            init_settings: now.clone(),
            now,
            here: Some(State { step: 50, snapshot: Vec::new() }),
            back: None,
            given: false,
            explodes_at: None,
            rows: 500,
            guessing: 0.69,
        })
        .expect("there is a state to copy")
    }

    fn reaches(loss: f32) -> Result<JobResult, JobFailure> {
        Ok(JobResult {
            from: 50,
            losses: vec![loss; STEPS],
            probe: vec![(50 + STEPS as u64, loss)],
            above_edge_since: None,
            last: None,
            divergence: None,
            snapshot: None,
        })
    }

    /// What becomes of a job whose probe stays at that loss; fewer steps where it was enough.
    fn stays(job: &Job, loss: f32) -> Result<JobResult, JobFailure> {
        let won = job.enough.is_some_and(|enough| loss < enough);
        let steps = if won { job.steps / 2 } else { job.steps };
        let probe: Vec<(u64, f32)> = (1..=10).map(|part| (50 + (part * steps / 10) as u64, loss)).collect();
        let snapshot = job.keep.then(|| vec![7; 9]);
        let result = reaches(loss)?;
        Ok(JobResult { losses: vec![loss; steps], probe, snapshot, ..result })
    }

    /// Answers all jobs, and how many there were of each length; the control's loss stays at guessing's.
    fn answered(trials: &mut Trials, loss: impl Fn(&Job, usize) -> f32) -> Vec<usize> {
        let mut lengths = Vec::new();
        while let Some(job) = trials.next_job(JobId(lengths.len() as u64)) {
            let loss = if job.enough.is_none() { 0.69 } else { loss(&job, lengths.len()) };
            trials.hear(job.id, stays(&job, loss));
            lengths.push(job.steps);
        }
        assert!(trials.is_through());
        let (done, total) = trials.progress();
        assert_eq!(done, total);
        lengths
    }

    #[test]
    fn what_shows_nothing_stands_back_where_three_have_nearly_learned() {
        let mut trials = trials();
        let lengths = answered(&mut trials, |job, _| {
            let changed = job.story.changes().last().map(|change| change.experiment.activation);
            let now = Experiment::default().activation;
            if changed.is_some_and(|activation| activation != now) { 0.01 } else { 0.69 }
        });
        assert_eq!(lengths.iter().filter(|steps| **steps == 200).count(), 1, "the control alone goes on");
        assert!(trials.helped().len() >= PLACES);
        let rest = trials.did_not_help();
        assert!(!rest.is_empty() && rest.iter().all(|trial| trial.stopped && trial.outcome.steps <= 100));
    }

    #[test]
    fn where_little_helps_all_are_tried_in_full_and_go_on_from_where_they_stood() {
        let mut trials = trials();
        // The first alone helps clearly, after the control's two parts.
        answered(&mut trials, |_, index| if index == 2 { 0.01 } else { 0.69 });
        assert_eq!(trials.stage, Stage::StoodBack);
        let rest = trials.did_not_help();
        let cheap = rest.iter().filter(|trial| trial.outcome.steps == 300).count();
        assert!(rest.iter().all(|trial| !trial.stopped) && cheap > rest.len() / 2, "{cheap} of {}", rest.len());
    }

    #[test]
    fn what_is_looked_at_before_the_control_waits_for_it() {
        let mut trials = trials();
        let control = trials.next_job(JobId(1)).expect("the control");
        let treated = trials.next_job(JobId(2)).expect("a treatment");
        assert!(control.keep && treated.keep);
        trials.hear(treated.id, stays(&treated, 0.4));
        assert!(trials.helped().is_empty(), "there is nothing to hold it against");
        trials.hear(control.id, stays(&control, 0.69));
        assert_eq!(trials.helped().len(), 1, "as far as it has come");
        let next: Vec<Job> = [3, 4].into_iter().filter_map(|id| trials.next_job(JobId(id))).collect();
        assert!(next.iter().all(|job| job.steps == 200 && job.snapshot == Some(vec![7; 9])), "both go on");
    }

    fn keys(trials: &Trials) -> Vec<String> {
        trials.helped().iter().map(|trial| trial.treatment.key()).collect()
    }

    #[test]
    fn what_is_tried_for_longer_stays_listed_until_that_is_through() {
        let mut trials = trials();
        let mut next = 0;
        // All help a little, none of them clearly, so that the best are tried for longer.
        while trials.stage != Stage::Longer {
            next += 1;
            trials.next_job(JobId(next)).expect("there is more to try");
            if trials.stage != Stage::Longer {
                trials.hear(JobId(next), reaches(if trials.tried.control.is_none() { 0.69 } else { 0.66 }));
            }
        }
        let before = keys(&trials);
        assert_eq!(before.len(), trials.tried.found.len());
        let (done, total) = trials.progress();
        assert_eq!((done, total), (1 + before.len(), 1 + before.len() + 1 + BEST), "it does not go back");

        // The longer control is under way; a longer trial is through before it.
        let control = JobId(next);
        let first = trials.next_job(JobId(next + 1)).expect("the best").id;
        let under_way: Vec<&Arm> = trials.under_way.iter().map(|(_, leg)| &leg.arm).collect();
        assert!(matches!(under_way.as_slice(), [Arm::Control, Arm::Treated(_)]));
        trials.hear(first, reaches(0.4));
        assert_eq!(keys(&trials), before, "it cannot be held against the shorter control");
        trials.hear(control, reaches(0.65));
        assert_eq!(trials.control().and_then(|control| control.loss), Some(f64::from(0.65_f32)));
        let after = trials.helped();
        assert_eq!(after[0].outcome.loss, Some(f64::from(0.4_f32)));
        assert_eq!(after.len(), BEST, "those that wait for their longer trial, and no other");

        while !trials.is_through() {
            next += 2;
            match trials.next_job(JobId(next)) {
                Some(job) => trials.hear(job.id, Err(JobFailure::Cancelled)),
                None => break,
            }
        }
        assert_eq!(
            keys(&trials),
            [after[0].treatment.key()],
            "whose longer trial failed is held against the longer control"
        );
        assert_eq!(trials.progress(), (total, total));
    }
}
