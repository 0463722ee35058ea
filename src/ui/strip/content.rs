//! What the strip shows of the records. No browser in it.

use super::axes::Needs;
use super::futures::{Future, ahead};
use crate::order::order;
use crate::record::{Curve, Record, What};
use crate::words;

/// What is drawn of the runs.
pub struct Content {
    /// One a run, in the list's order.
    pub runs: Vec<RunCurves>,
    /// The place of the run that has the handle.
    pub chosen: usize,
    /// The loss of guessing, and what it is called.
    pub guessing: (f64, &'static str),
    /// Steps after which settings changed, with what became of them; oldest first.
    pub changes: Vec<(u64, String)>,
    /// What rewinds cut off.
    pub branches: Vec<Vec<(f64, f64)>>,
    /// Where the handle may go.
    pub checkpoints: Vec<u64>,
}

/// The curves of one run, as (step, loss); all finite.
pub struct RunCurves {
    /// Of each batch, with the chance of its rows; empty where it is no other than `smooth`.
    pub batches: Vec<(f64, f64)>,
    pub smooth: Vec<(f64, f64)>,
    pub held_out: Vec<(f64, f64)>,
    /// The last step trained.
    pub last: u64,
    /// The last step with a finite loss and that loss, where the next had none.
    pub crash: Option<(u64, f64)>,
}

impl RunCurves {
    fn of(record: &Record) -> Self {
        let line = |curve| record.history.line(curve);
        Self {
            batches: if record.is_in_batches() { line(Curve::Loss) } else { Vec::new() },
            smooth: up_to(record.step(), line(record.smooth_loss())),
            held_out: up_to(record.step(), line(Curve::HeldOutLoss)),
            last: record.step(),
            crash: record.divergence.and_then(|divergence| {
                let step = divergence.step.min(record.step());
                Some((step, f64::from(record.history.at(Curve::Loss, step)?)))
            }),
        }
    }

    /// The training loss at a step, or the last one before it.
    pub fn loss_at(&self, step: u64) -> Option<f64> {
        at(&self.smooth, step)
    }

    /// The same of the held-out set.
    pub fn held_out_at(&self, step: u64) -> Option<f64> {
        at(&self.held_out, step)
    }
}

/// A curve that is measured now and then goes level from its last value to the run's step, where the handle is.
fn up_to(last: u64, mut line: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    if let Some((step, loss)) = line.last().copied()
        && step < last as f64
    {
        line.push((last as f64, loss));
    }
    line
}

fn at(line: &[(f64, f64)], step: u64) -> Option<f64> {
    let end = line.partition_point(|(at, _)| *at <= step as f64);
    line[..end].last().map(|(_, loss)| *loss)
}

impl Content {
    /// Of these records, of which the chosen one has the handle; none where there are none.
    pub fn of(records: &[&Record], chosen: usize) -> Option<Self> {
        let first = records.first()?;
        let own = records.get(chosen).unwrap_or(first);
        let branch =
            |points: &[(u64, f32)]| points.iter().map(|(step, loss)| (*step as f64, f64::from(*loss))).collect();
        Some(Self {
            runs: records.iter().map(|record| RunCurves::of(record)).collect(),
            chosen: chosen.min(records.len() - 1),
            guessing: (first.guessing(), words::guessing(first.rows.classes(), first.rows.is_even())),
            changes: changes(records),
            branches: own.branches.iter().map(|cut| branch(cut.points())).collect(),
            checkpoints: own.checkpoints.clone(),
        })
    }

    /// The run that has the handle.
    pub fn own(&self) -> Option<&RunCurves> {
        self.runs.get(self.chosen)
    }

    /// The last step of all runs.
    pub fn last(&self) -> u64 {
        self.runs.iter().map(|run| run.last).max().unwrap_or_default()
    }
}

/// The changes of all; with the run's name where not all have it.
fn changes(records: &[&Record]) -> Vec<(u64, String)> {
    let mut changes: Vec<(u64, String)> = Vec::new();
    for (place, record) in records.iter().enumerate() {
        for mark in record.marks.iter().filter(|mark| mark.what != What::Rewound) {
            let shared = records.iter().all(|record| record.marks.contains(mark));
            match (shared, place) {
                (true, 0) => changes.push((mark.step, words::mark_of(mark))),
                (true, _) => {}
                (false, _) => changes.push((mark.step, words::mark_of_run(place, mark))),
            }
        }
    }
    order(&mut changes, |(one, _), (other, _)| one.cmp(other));
    changes
}

/// What the axes are to hold of these records. `reach`: the step that what is drawn ahead goes to.
pub fn needs(records: &[&Record], chosen: usize, futures: &[Future], reach: u64) -> Option<Needs> {
    let guessing = records.first()?.guessing();
    let ranges = records.iter().flat_map(|record| {
        [Some(record.smooth_loss()), record.divergence.map(|_| Curve::Loss), Some(Curve::HeldOutLoss)]
            .into_iter()
            .flatten()
            .filter_map(|curve| record.history.range(curve))
    });
    let (low, high) = ranges.fold((guessing, guessing), |(low, high), (least, most)| {
        (low.min(f64::from(least)), high.max(f64::from(most)))
    });
    Some(Needs {
        low,
        high,
        ahead: ahead(futures),
        guessing,
        step: records.iter().map(|record| record.step()).max().unwrap_or_default(),
        reach,
        span: futures.iter().filter(|future| future.row.is_some()).map(Future::span).fold(0.0, f64::max),
        was_cut: records.iter().any(|record| !record.branches.is_empty()),
        crashed: records.get(chosen).is_some_and(|record| record.divergence.is_some()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::vitals::{Layer, RowsSummary, Vitals};

    fn trained(losses: &[f32]) -> Record {
        let mut record = Record::new(Experiment::default(), RowsSummary::balanced(2, 2, 500), 1, Vec::new());
        for loss in losses {
            let step = record.step() + 1;
            record.measured(Vitals { step, loss: *loss, ..Vitals::default() });
        }
        record
    }

    #[test]
    fn a_crash_is_at_the_last_number() {
        let mut record = trained(&[0.7, 3.0, 1.9e9]);
        record.diverged(4, Layer::Head, None);
        let content = Content::of(&[&record], 0).expect("a record");
        assert_eq!(content.own().and_then(|run| run.crash), Some((3, f64::from(1.9e9f32))));
        let needs = needs(&[&record], 0, &[], 0).expect("a record");
        assert!(needs.crashed && needs.high > 1e9 && needs.step == 3);
    }

    #[test]
    fn a_change_of_both_is_marked_once_and_a_rewind_by_its_branch() {
        let mut one = trained(&[0.7; 9]);
        let mut other = one.clone();
        let norm = Experiment { batch_norm: true, ..Experiment::default() };
        one.changed(9, norm.clone());
        other.changed(9, norm.clone());
        one.changed(9, Experiment { residual: true, ..norm });
        let content = Content::of(&[&one, &other], 1).expect("records");
        let names: Vec<&str> = content.changes.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["BatchNorm", "A: ResNet"]);
        one.rewound(4);
        let content = Content::of(&[&one], 0).expect("a record");
        assert_eq!((content.branches.len(), content.branches[0].len()), (1, 6));
        assert!(content.changes.iter().all(|(step, _)| *step == 4), "what is in effect from there on");
    }

    #[test]
    fn the_values_at_a_step_are_the_last_before_it() {
        let record = trained(&[0.7, 0.6, 0.5]);
        let content = Content::of(&[&record], 0).expect("a record");
        let at = |step| content.own().and_then(|run| run.loss_at(step));
        assert_eq!((at(0), at(2), at(9)), (None, Some(f64::from(0.6f32)), Some(0.5)));
    }
}
