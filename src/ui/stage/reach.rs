//! How far back the gradient reaches. No browser in it.

use super::strength::Strength;

/// Below a thousandth of the last layer's, a gradient counts as lost.
pub const LOST: f64 = -3.0;

/// The first layer, from 0, of the unbroken run from the loss back in which no gradient is lost; none where it is lost at once.
pub fn reach(backward: &[Strength]) -> Option<usize> {
    let flows = |strength: &&Strength| strength.log().is_some_and(|log| log >= LOST);
    let run = backward.iter().rev().take_while(flows).count();
    (run > 0).then(|| backward.len() - run)
}

/// A reach that changes only after two measurements have agreed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Steady {
    shown: Option<usize>,
    /// The step of the last measurement and what it found.
    last: Option<(u64, Option<usize>)>,
}

impl Steady {
    pub fn shown(&self) -> Option<usize> {
        self.shown
    }

    /// Takes what was measured at that step.
    pub fn take(&mut self, step: u64, found: Option<usize>) {
        let agreed = match self.last {
            // A new run: what was shown is of another.
            Some((last, _)) if step < last => true,
            Some((last, before)) => step != last && before == found,
            None => true,
        };
        if agreed {
            self.shown = found;
        }
        self.last = Some((step, found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_first_layer_of_the_run_from_the_loss() {
        let of = Strength::Of;
        assert_eq!(reach(&[of(-6.0), of(-3.1), of(-2.9), of(0.0), of(1.0)]), Some(2));
        assert_eq!(reach(&[of(0.0), of(-4.0), of(0.0)]), Some(2), "what comes back after a gap does not count");
        assert_eq!(reach(&[of(0.0), of(0.0)]), Some(0));
        assert_eq!(reach(&[of(0.0), Strength::NotFinite]), None);
        assert_eq!(reach(&[]), None);
    }

    #[test]
    fn it_changes_only_after_two_measurements_agree() {
        let mut steady = Steady::default();
        steady.take(1, Some(5));
        assert_eq!(steady.shown(), Some(5), "the first one is shown at once");
        steady.take(2, Some(6));
        steady.take(2, Some(6));
        assert_eq!(steady.shown(), Some(5), "the same measurement twice is one");
        steady.take(3, Some(5));
        steady.take(4, Some(6));
        assert_eq!(steady.shown(), Some(5));
        steady.take(5, Some(6));
        assert_eq!(steady.shown(), Some(6));
        steady.take(1, Some(0));
        assert_eq!(steady.shown(), Some(0), "a new run");
    }
}
