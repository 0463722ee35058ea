//! What determines a run, whatever was done to it: the experiment that it began with, and every setting that was changed
//! while it trained, with the step. Trained again from the start, it is the same run.

use serde::{Deserialize, Serialize};

use super::{Experiment, Invalid, Key};

/// A run to be trained again: an experiment, and the hot changes at their steps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    experiment: Experiment,
    changes: Vec<Change>,
}

/// Settings that were changed while a network trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// How many updates were done when it took effect; 0 is before the first.
    pub step: u64,
    /// All settings from there on.
    pub experiment: Experiment,
}

/// Why a change cannot be part of a story. `words::change_error` makes a sentence of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeError {
    /// A setting that a running network cannot take: it needs a new one.
    Cold { key: Key },
    /// A value out of its setting's range.
    Invalid(Invalid),
    /// The story already has a change at `last`, which is later.
    Order { step: u64, last: u64 },
}

impl Story {
    /// A run in which nothing is changed.
    pub fn new(experiment: Experiment) -> Self {
        Self { experiment, changes: Vec::new() }
    }

    /// The settings that the run begins with.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// Every change, in the order of their steps, at most one at each.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The settings after all changes.
    pub fn settings(&self) -> &Experiment {
        self.changes.last().map_or(&self.experiment, |change| &change.experiment)
    }

    /// The settings of the first update after `step` updates: after the changes at that step.
    pub fn settings_at(&self, step: u64) -> &Experiment {
        self.after(self.changes.partition_point(|change| change.step <= step))
    }

    /// The changes that take effect after `step`; those at that step are not among them.
    pub fn changes_after(&self, step: u64) -> &[Change] {
        &self.changes[self.changes.partition_point(|change| change.step <= step)..]
    }

    /// Adds that from `step` on the settings are these. A network takes its settings when it trains a step, so of several
    /// changes at one step the last counts; where it leaves the settings as they were, there is none.
    ///
    /// # Errors
    /// Where the change is no hot one, holds a value out of its range, or is earlier than the last one. The story is then
    /// as it was.
    pub fn record_change(&mut self, step: u64, experiment: Experiment) -> Result<(), ChangeError> {
        self.check(step, &experiment)?;
        self.set_from(step, experiment);
        Ok(())
    }

    /// Takes the run back to `step`: it goes on from there with the settings of now.
    pub fn rewind(&mut self, step: u64) {
        let now = self.settings().clone();
        self.set_from(step, now);
    }

    /// Forgets the changes that took effect after `step`: they will come again, or others.
    pub fn forget_after(&mut self, step: u64) {
        self.changes.retain(|change| change.step <= step);
    }

    /// Whether it is what these methods make, for one that came from elsewhere.
    ///
    /// # Errors
    /// The first change that cannot be part of it; [`ChangeError::Invalid`] for the experiment itself, too.
    pub fn validate(&self) -> Result<(), ChangeError> {
        valid(&self.experiment)?;
        let mut before = Story::new(self.experiment.clone());
        for change in &self.changes {
            before.record_change(change.step, change.experiment.clone())?;
        }
        Ok(())
    }

    fn check(&self, step: u64, experiment: &Experiment) -> Result<(), ChangeError> {
        valid(experiment)?;
        if let Some(last) = self.changes.last().map(|change| change.step).filter(|last| *last > step) {
            return Err(ChangeError::Order { step, last });
        }
        match self.settings().changes(experiment).into_iter().find(|setting| setting.cold) {
            Some(setting) => Err(ChangeError::Cold { key: setting.id }),
            None => Ok(()),
        }
    }

    /// Makes these the settings from `step` on, whatever they were.
    fn set_from(&mut self, step: u64, experiment: Experiment) {
        self.changes.truncate(self.changes.partition_point(|change| change.step < step));
        if *self.settings() != experiment {
            self.changes.push(Change { step, experiment });
        }
    }

    /// The settings after so many changes.
    fn after(&self, count: usize) -> &Experiment {
        count.checked_sub(1).map_or(&self.experiment, |last| &self.changes[last].experiment)
    }
}

fn valid(experiment: &Experiment) -> Result<(), ChangeError> {
    let first = experiment.validate().err().and_then(|wrong| wrong.into_iter().next());
    first.map_or(Ok(()), |invalid| Err(ChangeError::Invalid(invalid)))
}
