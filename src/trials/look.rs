//! A trial is looked at when it has had a part of its steps: what shows nothing by then stands back for what does.

use super::outcome::{Outcome, TOGETHER};

/// One part in so many of its steps.
const PART: usize = 3;
/// A trial of fewer steps than this is not looked at before its end.
const LEAST: usize = 20;
/// Of the loss of guessing: so far below the control's is no chance any more.
const SLIGHTLY: f64 = 0.005;
/// Of what arrives of the control's gradient, so many times as much is on its way to something.
const ARRIVES: f64 = 30.0;
/// Of the loss of guessing: so near to it lies what has fallen no further than to guess.
const NEAR: f64 = 0.02;
/// Of the highest loss before that, so much is left of one that falls.
const FALLEN: f64 = 0.97;

/// After how many steps a trial is looked at that has so many, and at most `most` of them before the look; none where it is not.
pub fn look_after(steps: usize, most: usize) -> Option<usize> {
    (steps >= LEAST).then(|| (steps / PART).min(most))
}

/// Whether a trial that was looked at is worth its further steps: its loss lies below the control's after as many, or falls and
/// is not where guessing leaves it; or far more of the gradient arrives at its first layer.
pub fn shows_something(outcome: &Outcome, control: &Outcome, guessing: f64) -> bool {
    let Some(loss) = outcome.loss else { return false };
    let below = control.loss_after(outcome.steps).is_none_or(|control| loss < control - SLIGHTLY * guessing);
    let before = &outcome.curve[..outcome.curve.len().saturating_sub(TOGETHER)];
    let peak = before.iter().map(|(_, loss)| f64::from(*loss)).fold(0.0, f64::max);
    let guesses = (loss - guessing).abs() < NEAR * guessing;
    let ratios = outcome.gradient_ratio().zip(control.gradient_ratio());
    let arrives = ratios.is_some_and(|(ratio, control)| ratio > ARRIVES * control);
    below || (loss < FALLEN * peak && !guesses) || arrives
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::session::JobResult;

    const GUESSING: f64 = 0.69;

    fn outcome(probe: &[f32]) -> Outcome {
        let probe: Vec<(u64, f32)> = (1..).map(|step| 10 * step).zip(probe.iter().copied()).collect();
        let result = JobResult {
            from: 0,
            losses: vec![1.0; 10 * probe.len()],
            probe,
            above_edge_since: None,
            last: None,
            divergence: None,
            snapshot: None,
        };
        Outcome::of(result, &Experiment::default())
    }

    #[test]
    fn only_what_takes_long_is_looked_at() {
        assert_eq!(
            [10, 19, 20, 81, 300].map(|steps| look_after(steps, 100)),
            [None, None, Some(6), Some(27), Some(100)]
        );
        assert_eq!(look_after(300, 12), Some(12));
    }

    #[test]
    fn what_guesses_like_the_control_shows_nothing_and_what_leaves_it_behind_does() {
        let control = outcome(&[0.7, 0.69, 0.691, 0.69, 0.5, 0.4, 0.3]);
        let shows = |probe: &[f32]| shows_something(&outcome(probe), &control, GUESSING);
        assert!(!shows(&[0.692, 0.691, 0.69, 0.69]), "as the control");
        assert!(!shows(&[1.3, 0.8, 0.69, 0.70]), "it fell, and now it guesses");
        assert!(!shows(&[0.7, 0.8, 0.9, 1.1]), "it rises");
        assert!(shows(&[0.69, 0.68, 0.68, 0.67]), "below the control's after as many steps");
        assert!(shows(&[900.0, 400.0, 50.0, 20.0]), "on its way down");
    }
}
