//! The run that is tried on.

use crate::experiment::{self, Experiment, Story};
use crate::record::Record;

/// A state that copies go on from.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// After this step.
    pub step: u64,
    /// A snapshot, as bytes.
    pub snapshot: Vec<u8>,
}

/// All that trials need to know of a run.
#[derive(Clone, Debug)]
pub struct Patient {
    /// What it was trained by.
    pub story: Story,
    /// The settings in effect.
    pub now: Experiment,
    /// The settings that its weights were drawn for.
    pub init_settings: Experiment,
    /// Where it stands; none of a run that has diverged, which cannot go on.
    pub here: Option<State>,
    /// Its last healthy checkpoint, where it is to be taken back.
    pub back: Option<State>,
    /// Whether its weights are somebody's own, so that drawing them is something else.
    pub given: bool,
    /// Up to which step it is to be looked at for why it exploded; none of one that has not.
    pub explodes_at: Option<u64>,
    /// Rows that it trains on.
    pub rows: usize,
    /// The loss of a network that knows how frequent each class is and nothing else, in nats.
    pub guessing: f64,
}

/// The most steps of a trial.
const STEPS: usize = 300;
/// A trial of a large network has fewer, but so many at least.
const LEAST_STEPS: usize = 10;
/// Multiplications and additions that a trial may take: about one and a half seconds of one core. With a third less, a thousand
/// sigmoids with a way around them have not begun to learn.
const MOST_WORK: f64 = 3e10;
/// And before it is looked at.
const MOST_WORK_TO_LOOK: f64 = MOST_WORK / 8.0;
const DEARER_LOOK: f64 = 2.0;

/// A trial may take so many times as long as one of the settings of now, and so much work in any case.
const DEARER: f64 = 3.0;
const CHEAP: f64 = 4e9;

/// Multiplications and additions of a step, as far as they tell how long it takes.
fn work(experiment: &Experiment, rows: usize) -> f64 {
    let trained = experiment.batch_size.min(rows.max(1)) as f64;
    // The probe is looked at rarely here; what it takes is small beside the steps but where the batch is.
    let probed = crate::vitals::PROBE.min(rows) as f64 / (3.0 * f64::from(Patient::probe_every(STEPS)));
    experiment::work(experiment, trained + probed)
}

impl Patient {
    /// Of the run of that record; its states are yet to be had. `given`: its weights are somebody's own.
    pub fn of(record: &Record, given: bool) -> Self {
        Self {
            story: record.story.clone(),
            now: record.experiment.clone(),
            init_settings: record.init_settings.clone(),
            here: None,
            back: None,
            given,
            explodes_at: record.divergence.map(|divergence| divergence.step),
            rows: record.rows.rows(),
            guessing: record.guessing(),
        }
    }

    /// The state that hot treatments and the control go on from.
    pub(super) fn base(&self) -> Option<&State> {
        self.here.as_ref().or(self.back.as_ref())
    }

    /// How many steps a run of these settings has, where nothing else bounds it: 300, fewer where that would take longer than
    /// about one and a half seconds.
    pub fn steps(experiment: &Experiment, rows: usize) -> usize {
        ((MOST_WORK / work(experiment, rows)) as usize).clamp(LEAST_STEPS, STEPS)
    }

    /// How many steps a trial of these settings has: no more than take three times as long as one of the settings of now, so that
    /// a much larger network does not keep all others waiting.
    pub(super) fn steps_of_trial(&self, then: &Experiment) -> usize {
        let own = work(&self.now, self.rows) * STEPS as f64;
        let most = (DEARER * own).max(CHEAP);
        Self::steps(then, self.rows).min(((most / work(then, self.rows)) as usize).max(LEAST_STEPS))
    }

    /// How many steps of these settings a trial has at most before it is looked at: what takes a fifth of a second, and twice as
    /// long as a third of a trial of the settings of now.
    pub(super) fn steps_to_look(&self, then: &Experiment) -> usize {
        let own = work(&self.now, self.rows) * Self::steps(&self.now, self.rows) as f64 / 3.0;
        let most = MOST_WORK_TO_LOOK.min(DEARER_LOOK * own);
        ((most / work(then, self.rows)) as usize).max(LEAST_STEPS)
    }

    /// How often the probe is measured in a trial of so many steps: thirty times.
    pub(super) fn probe_every(steps: usize) -> u32 {
        (steps / 30).max(1) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_large_networks_are_tried_for_fewer_steps() {
        let steps = |depth, width| Patient::steps(&Experiment { depth, width, ..Experiment::default() }, 500);
        assert_eq!((steps(10, 32), steps(100, 32)), (300, 300));
        assert!((20..60).contains(&steps(1000, 32)), "{}", steps(1000, 32));
        assert_eq!(steps(1000, 256), 10);
    }
}
