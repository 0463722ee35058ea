//! What the panel shows of trials: what helped, what did not, and how far they are.

use crate::experiment::Experiment;
use crate::session::{JobFailure, RunId};
use crate::trials::{Outcome, Patient, Treatment, Trial, Trials};
use crate::words::treatment;

/// Trials as they are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub run: RunId,
    /// The settings that the treatments change.
    pub now: Experiment,
    /// The step that they were tried at, and the one that a rewind goes back to.
    pub step: u64,
    pub back: Option<u64>,
    /// Steps of each trial, as far as none ended early.
    pub steps: usize,
    /// How many are through, and of how many.
    pub progress: (usize, usize),
    /// Whether more is to come.
    pub under_way: bool,
    /// The visitor ended them.
    pub cancelled: bool,
    /// What has become of the run since.
    pub age: Age,
    /// The loss that the copy reached of which nothing was changed; none where it diverged, or is not through.
    pub control: Option<f64>,
    /// Since when the run was beyond the edge of stability, in a sentence; none where it was not, or nobody knows.
    pub edge: Option<String>,
    /// The control's loss over steps.
    pub control_curve: Vec<(u64, f32)>,
    /// What helped, in the order in which it is listed.
    pub helped: Vec<Row>,
    /// What did not, the lowest loss first.
    pub rest: Vec<Row>,
    /// Why they were given up, if they were.
    pub failure: Option<JobFailure>,
}

/// Whether trials still say how the run would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    Fresh,
    /// The run is far past the step that they were made at.
    Old,
    /// It has other settings, or was taken back.
    Changed,
}

/// One trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub treatment: Treatment,
    pub label: String,
    pub loss: Option<f64>,
    pub steps: usize,
    pub curve: Vec<(u64, f32)>,
    /// Why it did not help; of one that did, nothing.
    pub why: String,
    /// Whether it was ended before its time, for it showed nothing.
    pub stopped: bool,
    outcome_from: u64,
}

impl Row {
    fn of(trial: &Trial, now: &Experiment, back: Option<u64>) -> Self {
        let Outcome { from, steps, curve, loss, .. } = &trial.outcome;
        Self {
            treatment: trial.treatment.clone(),
            label: treatment::label(&trial.treatment, now, back),
            loss: *loss,
            steps: *steps,
            curve: curve.clone(),
            why: treatment::why_not(trial),
            stopped: trial.stopped,
            outcome_from: *from,
        }
    }

    /// Which it is, among those of one run.
    pub fn id(&self) -> String {
        format!("{} {} {}", self.treatment.key(), self.label, self.steps)
    }

    /// The step that its trial went on from.
    pub fn from(&self) -> u64 {
        self.outcome_from
    }
}

impl Shown {
    /// Of trials as far as they have come; `before` is what is listed, and stays in its order where `held`.
    pub fn of(run: RunId, trials: &Trials, before: Option<&Self>, held: bool) -> Self {
        let (patient, back) = (trials.patient(), trials.back());
        let row = |trial: &Trial| Row::of(trial, &patient.now, back);
        let ranked: Vec<Row> = trials.helped().iter().map(row).collect();
        let before = before.map_or(&[][..], |shown| &shown.helped);
        Self {
            run,
            now: patient.now.clone(),
            step: trials.step(),
            back,
            steps: Patient::steps(&patient.now, patient.rows),
            progress: trials.progress(),
            under_way: true,
            cancelled: false,
            age: Age::Fresh,
            control: trials.control().and_then(|control| control.loss),
            edge: trials.edge().map(treatment::edge),
            control_curve: trials.control().map(|control| control.curve.clone()).unwrap_or_default(),
            helped: super::arrange::arrange(before, &ranked, held, |one, other| one.treatment == other.treatment),
            rest: trials.did_not_help().iter().map(row).collect(),
            failure: None,
        }
    }

    /// The most steps of a trial that is listed, where some were tried for longer than the others.
    pub fn longer(&self) -> Option<usize> {
        self.helped.iter().chain(&self.rest).map(|row| row.steps).max().filter(|most| *most > self.steps)
    }

    /// The steps after which was ended what showed nothing, where something was.
    pub fn stopped(&self) -> Option<usize> {
        self.rest.iter().filter(|row| row.stopped).map(|row| row.steps).max()
    }

    /// Whether all was tried, and to no avail.
    pub fn nothing_helps(&self) -> bool {
        !self.under_way && !self.cancelled && self.failure.is_none() && self.helped.is_empty()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::experiment::{Key, Value};
    use crate::trials::Start;

    /// A trial with that loss.
    pub fn row(start: Start, changes: &[(Key, Value)], loss: Option<f64>) -> Row {
        let treatment = Treatment { start, changes: changes.to_vec() };
        Row {
            label: treatment.key(),
            treatment,
            loss,
            steps: 300,
            curve: vec![(60, 0.6)],
            why: String::new(),
            stopped: false,
            outcome_from: 50,
        }
    }

    /// Trials that are through, with the control's loss.
    pub fn shown(control: f64, helped: Vec<Row>, rest: Vec<Row>) -> Shown {
        Shown {
            run: RunId(0),
            now: Experiment::default(),
            step: 50,
            back: None,
            steps: 300,
            progress: (2, 2),
            under_way: false,
            cancelled: false,
            age: Age::Fresh,
            control: Some(control),
            edge: None,
            control_curve: Vec::new(),
            helped,
            rest,
            failure: None,
        }
    }
}
