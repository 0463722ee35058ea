//! A run that is watched: its record, and the verdict that stands.
//!
//! The last steps alone would have the verdict change with every wave of the loss. So a verdict stands until another one has held
//! for a while, longer each time; an explosion and a divergence are said at once.

use super::Verdict;
use super::indicators::Indicators;
use super::judge::judge;
use crate::experiment::Experiment;
use crate::record::Record;
use crate::vitals::{Layer, LayerVitals, Vitals};

/// A record with the verdict on it. The same steps in the same order always give the same one, however many at a time.
#[derive(Clone, Debug)]
pub struct Watched {
    record: Record,
    standing: Verdict,
    /// What would be said instead, and since which step.
    other: Option<(Verdict, u64)>,
    /// How often the verdict has changed since the run was last changed, the urgent ones aside.
    changes: u32,
}

/// Steps for which another verdict must have held: the first one, and those after it, each time twice as many.
const FIRST: u64 = 5;
const LATER: u64 = 30;
/// A run is judged at each of its first steps, and then at every fifth.
const AT_EACH: u64 = 60;
const EVERY: u64 = 5;

impl Watched {
    /// A run of which nothing is known yet.
    pub fn new(record: Record) -> Self {
        Self { record, standing: Verdict::Measuring, other: None, changes: 0 }
    }

    pub fn record(&self) -> &Record {
        &self.record
    }

    /// For what says nothing of how the run does: what it answers, where one can go back to.
    pub fn record_mut(&mut self) -> &mut Record {
        &mut self.record
    }

    /// The verdict that stands.
    pub fn verdict(&self) -> Verdict {
        self.standing
    }

    /// A step was trained; steps come in order.
    pub fn measured(&mut self, vitals: Vitals) {
        let (step, was_lost) = (vitals.step, self.record.divergence.is_some());
        self.record.measured(vitals);
        if was_lost && self.record.divergence.is_none() {
            self.begin_anew();
        }
        if step <= self.record.changed_at + AT_EACH || step.is_multiple_of(EVERY) {
            self.judge(step);
        }
    }

    /// Hot settings took effect after that step.
    pub fn changed(&mut self, step: u64, experiment: Experiment) {
        self.record.changed(step, experiment);
        self.begin_anew();
    }

    /// The loss of that step was not finite.
    pub fn diverged(&mut self, step: u64, layer: Layer, layers: Option<LayerVitals>) {
        self.record.diverged(step, layer, layers);
        self.judge(step);
    }

    /// The network stands at that step again.
    pub fn rewound(&mut self, step: u64) {
        self.record.rewound(step);
        self.begin_anew();
    }

    /// The run goes on from a snapshot of that step, in another trainer. Where it stands as it stood, the verdict does too.
    pub fn restored(&mut self, step: u64, experiment: Experiment) {
        let same = step == self.record.step() && experiment == self.record.experiment;
        let stands = same && self.record.divergence.is_none();
        self.record.restored(step, experiment);
        if !stands {
            self.begin_anew();
        }
    }

    /// A copy that goes on from that step with these settings.
    pub fn copied(&self, step: u64, experiment: Experiment) -> Self {
        let mut copy = Self { record: self.record.copied(step, experiment), ..self.clone() };
        copy.begin_anew();
        copy
    }

    /// Nothing is known of it as it is now, unless it holds a NaN and nothing was done about that.
    fn begin_anew(&mut self) {
        (self.standing, self.other, self.changes) = (Verdict::Measuring, None, 0);
        if self.record.divergence.is_some() {
            self.standing = Verdict::Diverged;
        }
    }

    fn judge(&mut self, step: u64) {
        let found = judge(&Indicators::read(&self.record), &self.record, self.standing);
        if found == self.standing {
            self.other = None;
            return;
        }
        let since = self.other.filter(|(other, _)| *other == found).map_or(step, |(_, since)| since);
        self.other = Some((found, since));
        let wait = match self.changes {
            _ if found.is_urgent() => 0,
            0 => FIRST,
            changes => LATER << (changes - 1).min(6),
        };
        if step - since >= wait {
            (self.standing, self.other) = (found, None);
            self.changes += u32::from(!found.is_urgent());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vitals::RowsSummary;

    #[test]
    fn a_run_that_is_brought_back_as_it_stood_has_its_verdict_and_an_earlier_one_has_none() {
        let mut run = Watched::new(Record::new(Experiment::default(), RowsSummary::balanced(2, 2, 500), 1, Vec::new()));
        (1..=60).for_each(|step| run.measured(Vitals { step, loss: 0.01, ..Vitals::default() }));
        assert_eq!(run.verdict(), Verdict::Learned);
        let mut earlier = run.clone();
        run.restored(60, Experiment::default());
        assert_eq!(run.verdict(), Verdict::Learned);
        run.restored(60, Experiment { batch_norm: true, ..Experiment::default() });
        assert_eq!(run.verdict(), Verdict::Measuring, "another network from there on");
        earlier.restored(40, Experiment::default());
        assert_eq!(earlier.verdict(), Verdict::Measuring);
    }
}
