//! The curves of a run in bounded memory.
//!
//! A run may have millions of steps and a chart a thousand pixels. Steps are gathered in buckets of `stride` of them;
//! a bucket keeps, for each curve, its smallest and its largest value in the order in which they came, so that no peak
//! is lost. When the buckets are full, neighbours are merged and the stride doubles.

use crate::vitals::Vitals;

/// The most buckets kept; at most twice as many points are drawn.
pub const CAPACITY: usize = 2048;

/// A curve over steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    Loss,
    Accuracy,
    /// Of the probe: the loss of the batch without the chance of which rows it has.
    ProbeLoss,
    HeldOutLoss,
    HeldOutAccuracy,
}

const CURVES: usize = 5;

impl Curve {
    const ALL: [Curve; CURVES] =
        [Curve::Loss, Curve::Accuracy, Curve::ProbeLoss, Curve::HeldOutLoss, Curve::HeldOutAccuracy];

    fn of(self, vitals: &Vitals) -> Option<f32> {
        match self {
            Curve::Loss => Some(vitals.loss),
            Curve::Accuracy => Some(vitals.accuracy),
            Curve::ProbeLoss => vitals.probe.as_ref().map(|probe| probe.loss),
            Curve::HeldOutLoss => vitals.held_out.map(|held_out| held_out.loss),
            Curve::HeldOutAccuracy => vitals.held_out.map(|held_out| held_out.accuracy),
        }
    }
}

/// The smallest and the largest value of a bucket, in the order in which they came; NaN where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Extremes {
    first: f32,
    second: f32,
}

impl Extremes {
    const NONE: Extremes = Extremes { first: f32::NAN, second: f32::NAN };

    fn then(self, later: Extremes) -> Extremes {
        let values = [self.first, self.second, later.first, later.second];
        let mut low = None;
        let mut high = None;
        for (index, value) in values.into_iter().enumerate().filter(|(_, value)| value.is_finite()) {
            if low.is_none_or(|at: usize| value < values[at]) {
                low = Some(index);
            }
            if high.is_none_or(|at: usize| value > values[at]) {
                high = Some(index);
            }
        }
        match (low, high) {
            (Some(low), Some(high)) => Extremes { first: values[low.min(high)], second: values[low.max(high)] },
            _ => Extremes::NONE,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Number of the bucket: it holds the steps `index * stride + 1 ..= (index + 1) * stride`.
    index: u64,
    curves: [Extremes; CURVES],
}

/// The curves from the first step to the last.
#[derive(Clone, Debug)]
pub struct History {
    stride: u64,
    buckets: Vec<Bucket>,
    last_step: u64,
}

impl Default for History {
    fn default() -> Self {
        Self { stride: 1, buckets: Vec::new(), last_step: 0 }
    }
}

impl History {
    /// Adds a step. Steps come in order; values that are not finite leave a gap.
    pub fn push(&mut self, vitals: &Vitals) {
        self.last_step = vitals.step;
        let index = vitals.step.saturating_sub(1) / self.stride;
        let curves = Curve::ALL.map(|curve| match curve.of(vitals) {
            Some(value) => Extremes { first: value, second: value },
            None => Extremes::NONE,
        });
        match self.buckets.last_mut() {
            Some(last) if last.index == index => last.merge(&curves),
            _ => self.buckets.push(Bucket { index, curves }),
        }
        if self.buckets.len() > CAPACITY {
            self.halve();
        }
    }

    fn halve(&mut self) {
        self.stride *= 2;
        let mut merged: Vec<Bucket> = Vec::with_capacity(CAPACITY);
        for bucket in &self.buckets {
            let index = bucket.index / 2;
            match merged.last_mut() {
                Some(last) if last.index == index => last.merge(&bucket.curves),
                _ => merged.push(Bucket { index, curves: bucket.curves }),
            }
        }
        self.buckets = merged;
    }

    /// Forgets the steps after this one. A bucket that holds this step and later ones is kept whole.
    pub fn truncate(&mut self, step: u64) {
        let stride = self.stride;
        self.buckets.retain(|bucket| bucket.index * stride < step);
        self.last_step = self.last_step.min(step);
    }

    /// The last step there is; 0 before the first.
    pub fn last_step(&self) -> u64 {
        self.last_step
    }

    /// Where the points of `points` lie: one a step while there are few, two a bucket later.
    pub fn steps(&self) -> Vec<f64> {
        let stride = self.stride as f64;
        let mut steps = Vec::with_capacity(self.buckets.len() * 2);
        for bucket in &self.buckets {
            let start = bucket.index as f64 * stride + 1.0;
            steps.push(start);
            if self.stride > 1 {
                steps.push((start + stride / 2.0).min(self.last_step as f64).max(start));
            }
        }
        steps
    }

    /// The values of a curve at `steps`; NaN where there is none.
    pub fn points(&self, curve: Curve) -> Vec<f64> {
        let mut points = Vec::with_capacity(self.buckets.len() * 2);
        for bucket in &self.buckets {
            let extremes = bucket.curves[curve as usize];
            points.push(f64::from(extremes.first));
            if self.stride > 1 {
                points.push(f64::from(extremes.second));
            }
        }
        points
    }

    /// The curves of several runs over the steps of all of them: the steps, and for each run and curve (run by run) its
    /// values there, NaN where it has none.
    pub fn join(runs: &[&History], curves: &[Curve]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let own: Vec<Vec<f64>> = runs.iter().map(|run| run.steps()).collect();
        let mut steps = own.concat();
        steps.sort_by(f64::total_cmp);
        steps.dedup();
        let mut values = Vec::with_capacity(runs.len() * curves.len());
        for (run, own) in runs.iter().zip(&own) {
            for curve in curves {
                let mut points = own.iter().zip(run.points(*curve)).peekable();
                let mut line = Vec::with_capacity(steps.len());
                for step in &steps {
                    // A bucket's two values may lie at one step: the later one counts.
                    let mut value = f64::NAN;
                    while let Some((_, point)) = points.next_if(|(at, _)| **at <= *step) {
                        value = point;
                    }
                    line.push(value);
                }
                values.push(line);
            }
        }
        (steps, values)
    }

    /// The curve's value at the step, or the last one before it.
    pub fn at(&self, curve: Curve, step: u64) -> Option<f32> {
        let stride = self.stride;
        let end = self.buckets.partition_point(|bucket| bucket.index * stride < step);
        let values = self.buckets[..end].iter().rev();
        values.map(|bucket| bucket.curves[curve as usize].second).find(|value| value.is_finite())
    }

    /// The curve as far as it has values, as (step, value).
    pub fn line(&self, curve: Curve) -> Vec<(f64, f64)> {
        let points = self.points(curve);
        self.steps().into_iter().zip(points).filter(|(_, value)| value.is_finite()).collect()
    }

    /// The smallest and the largest value of a curve.
    pub fn range(&self, curve: Curve) -> Option<(f32, f32)> {
        self.buckets.iter().map(|bucket| bucket.curves[curve as usize]).filter(|e| e.first.is_finite()).fold(
            None,
            |range, extremes| {
                let low = extremes.first.min(extremes.second);
                let high = extremes.first.max(extremes.second);
                Some(range.map_or((low, high), |(least, most): (f32, f32)| (least.min(low), most.max(high))))
            },
        )
    }
}

impl Bucket {
    fn merge(&mut self, later: &[Extremes; CURVES]) {
        for (curve, later) in self.curves.iter_mut().zip(later) {
            *curve = curve.then(*later);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(steps: u64, loss: impl Fn(u64) -> f32) -> History {
        let mut history = History::default();
        for step in 1..=steps {
            history.push(&Vitals { step, loss: loss(step), ..Vitals::default() });
        }
        history
    }

    #[test]
    fn a_short_run_keeps_every_step() {
        let history = run(100, |step| step as f32);
        assert_eq!(history.steps().len(), 100);
        assert_eq!(history.points(Curve::Loss)[41], 42.0);
        assert_eq!(history.at(Curve::Loss, 42), Some(42.0));
    }

    #[test]
    fn a_long_run_stays_bounded_and_loses_no_peak() {
        let history = run(1_000_000, |step| if step == 123_457 { 99.0 } else { 1.0 });
        let points = history.points(Curve::Loss);
        assert!(points.len() <= 2 * CAPACITY && points.len() == history.steps().len());
        assert_eq!(points.iter().filter(|value| **value == 99.0).count(), 1);
        assert!(history.steps().windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(history.last_step(), 1_000_000);
    }

    #[test]
    fn two_runs_share_their_steps_and_keep_their_own_values() {
        let (long, short) = (run(5000, |_| 1.0), run(100, |_| 2.0));
        let (steps, values) = History::join(&[&long, &short], &[Curve::Loss]);
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!((values[0].len(), values[1].len()), (steps.len(), steps.len()));
        let count = |line: &[f64], value: f64| line.iter().filter(|one| **one == value).count();
        assert_eq!(count(&values[0], 1.0), long.steps().len());
        assert_eq!(count(&values[1], 2.0), 100);
    }

    #[test]
    fn a_value_that_is_not_finite_leaves_a_gap() {
        let history = run(3, |step| if step == 2 { f32::NAN } else { 0.5 });
        assert!(history.points(Curve::Loss)[1].is_nan());
        assert_eq!(history.range(Curve::Loss), Some((0.5, 0.5)));
        assert_eq!(history.at(Curve::Loss, 2), Some(0.5));
    }

    #[test]
    fn a_rewind_forgets_what_came_after() {
        let mut history = run(50, |step| step as f32);
        history.truncate(20);
        assert_eq!((history.last_step(), history.steps().len()), (20, 20));
        history.push(&Vitals { step: 21, loss: 7.0, ..Vitals::default() });
        assert_eq!(history.at(Curve::Loss, 21), Some(7.0));
    }
}
