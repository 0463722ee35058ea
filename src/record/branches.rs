//! What rewinds cut off a run: its loss from where it was taken back to, to where it had come.

use std::collections::VecDeque;

use super::history::{Curve, History};

/// So many are kept; the oldest goes first.
const MOST: usize = 3;
/// The most points of one.
const POINTS: usize = 400;

/// A loss curve that was given up.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    points: Vec<(u64, f32)>,
}

impl Branch {
    /// The loss over steps, from the step that the run was taken back to; at least two points, all finite.
    pub fn points(&self) -> &[(u64, f32)] {
        &self.points
    }
}

/// The newest three, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Branches {
    kept: VecDeque<Branch>,
}

impl Branches {
    pub fn iter(&self) -> impl Iterator<Item = &Branch> {
        self.kept.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Keeps what that history has of the curve after the step, where it has anything.
    pub fn cut(&mut self, history: &History, curve: Curve, step: u64) {
        let line = history.line(curve);
        let after: Vec<&(f64, f64)> = line.iter().filter(|(at, _)| *at > step as f64).collect();
        let join = history.at(curve, step).map(|loss| (step, loss));
        // The last one is always kept: it is where the run had come.
        let every = after.len().div_ceil(POINTS).max(1);
        let thinned = after.iter().rev().step_by(every).rev().map(|(at, loss)| (at.round() as u64, *loss as f32));
        let points: Vec<(u64, f32)> = join.into_iter().chain(thinned).collect();
        if points.len() < 2 {
            return;
        }
        if self.kept.len() == MOST {
            self.kept.pop_front();
        }
        self.kept.push_back(Branch { points });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vitals::Vitals;

    fn run(steps: u64) -> History {
        let mut history = History::default();
        for step in 1..=steps {
            history.push(&Vitals { step, loss: step as f32, ..Vitals::default() });
        }
        history
    }

    #[test]
    fn a_branch_begins_where_the_run_goes_on_and_ends_where_it_was() {
        let mut branches = Branches::default();
        branches.cut(&run(50), Curve::Loss, 20);
        let points = branches.iter().next().map(Branch::points).unwrap_or_default();
        assert_eq!((points.first(), points.last()), (Some(&(20, 20.0)), Some(&(50, 50.0))));
    }

    #[test]
    fn the_newest_three_are_kept_each_of_bounded_size() {
        let mut branches = Branches::default();
        for end in [1000, 2000, 3000, 100_000] {
            branches.cut(&run(end), Curve::Loss, 10);
        }
        let ends: Vec<u64> = branches.iter().filter_map(|branch| Some(branch.points().last()?.0 / 1000)).collect();
        assert_eq!(ends, [2, 3, 100]);
        assert!(branches.iter().all(|branch| branch.points().len() <= POINTS + 1));
    }

    #[test]
    fn where_nothing_is_cut_there_is_no_branch() {
        let mut branches = Branches::default();
        branches.cut(&run(50), Curve::Loss, 50);
        branches.cut(&run(50), Curve::HeldOutLoss, 20);
        assert!(branches.is_empty());
    }
}
