//! States to go back to: bounded in number, denser near the present.

use crate::training::Snapshot;

/// No more often than every so many steps.
const SPACING: u64 = 10;

/// Checkpoints of one run, oldest first.
pub struct Checkpoints<S = Snapshot> {
    kept: Vec<(u64, S)>,
    capacity: usize,
}

impl<S: Clone> Checkpoints<S> {
    /// Keeps at most `capacity` states, at least 2.
    pub fn new(capacity: usize) -> Self {
        Self { kept: Vec::new(), capacity: capacity.max(2) }
    }

    /// The steps that one can go back to, oldest first.
    pub fn steps(&self) -> Vec<u64> {
        self.kept.iter().map(|(step, _)| *step).collect()
    }

    /// Keeps this state where the last one is long enough ago. Whether it did.
    pub fn offer(&mut self, step: u64, state: &S) -> bool {
        let due = self.kept.last().is_none_or(|(last, _)| step >= last + SPACING);
        if due {
            self.keep(step, state);
        }
        due
    }

    /// Keeps this state, in place of one of the same step; makes room where there is none.
    pub fn keep(&mut self, step: u64, state: &S) {
        self.kept.retain(|(other, _)| *other != step);
        self.kept.push((step, state.clone()));
        if self.kept.len() > self.capacity {
            self.thin(step);
        }
    }

    /// Goes back: the latest state at or before `step`. Those after it are let go.
    pub fn back_to(&mut self, step: u64) -> Option<(u64, S)> {
        let count = self.kept.partition_point(|(kept, _)| *kept <= step).max(1);
        self.kept.truncate(count);
        self.kept.last().cloned()
    }

    /// The latest state at or before `step`, nothing being let go.
    pub fn at(&self, step: u64) -> Option<(u64, S)> {
        self.kept.iter().rev().find(|(kept, _)| *kept <= step).cloned()
    }

    /// Drops the state whose absence leaves the smallest gap for its age. The first and the last stay.
    fn thin(&mut self, now: u64) {
        let gap = |i: usize| (self.kept[i + 1].0 - self.kept[i - 1].0) as f64 / (now - self.kept[i].0 + 1) as f64;
        let least = (1..self.kept.len() - 1).min_by(|a, b| gap(*a).total_cmp(&gap(*b)));
        if let Some(index) = least {
            self.kept.remove(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Checkpoints;

    fn after(steps: u64, capacity: usize) -> Checkpoints<u64> {
        let mut kept = Checkpoints::new(capacity);
        for step in 0..=steps {
            kept.offer(step, &step);
        }
        kept
    }

    #[test]
    fn they_are_bounded_and_denser_near_the_present() {
        let steps = after(100_000, 20).steps();
        assert_eq!(steps.len(), 20);
        assert_eq!((steps[0], steps[19]), (0, 100_000));
        let gaps: Vec<u64> = steps.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps[0] > 10 * gaps[18], "{gaps:?}");
        assert!(gaps[18] <= 100, "{gaps:?}");
    }

    #[test]
    fn going_back_finds_the_latest_before_and_forgets_what_came_after() {
        let mut kept = after(100, 20);
        assert_eq!(kept.back_to(57), Some((50, 50)));
        assert_eq!(kept.steps(), [0, 10, 20, 30, 40, 50]);
        assert_eq!(kept.at(9), Some((0, 0)));
    }
}
