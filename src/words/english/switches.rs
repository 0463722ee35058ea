//! What stands at the four switches.

use super::trials::reached;
use crate::words::format::count;

/// What each does, in a few words.
pub const BATCH_NORM: &str = "rescales every layer";
pub const RELU: &str = "slope 1 where it is on";
pub const RESIDUAL: &str = "a straight way back";
pub const CLIPPING: &str = "shortens a step too long";

pub const DEEPEST: &str = "It has learned, as deep as it gets. Switch something off?";
/// The switch of a run that is not the chosen one.
pub fn of_run(name: &str, run: &str) -> String {
    format!("{name} of {run}")
}

pub const OFF: &str = "off";
pub const TRYING: &str = "trying a copy\u{2026}";
pub const NO_EFFECT: &str = "no effect here";
pub const REWIND: &str = "rewind";

/// Since when it is on.
pub fn on_since(step: u64) -> String {
    format!("on since step {}", count(step))
}

/// What a copy that did not do better ended at.
pub fn no_better(loss: Option<f64>) -> String {
    format!("no better: {}", reached(loss))
}

/// What one ended at that did better, but has not learned.
pub fn not_enough(loss: Option<f64>) -> String {
    format!("not enough: {}", reached(loss))
}

/// After how many steps the copy's loss was no number.
pub fn diverged(steps: usize) -> String {
    if steps == 0 {
        return "NaN at once".to_owned();
    }
    format!("NaN after {} step{}", count(steps as u64), if steps == 1 { "" } else { "s" })
}

/// What the mark on a slider says: the value that was tried, and the loss that it led to.
pub fn try_value(value: &str, loss: f64) -> String {
    format!("try {value}: {}", reached(Some(loss)))
}

/// What the dot at an activation says.
pub fn helped_a_copy(name: &str) -> String {
    format!("{name}: it helped a copy")
}

/// How many remedies helped beside the switches.
pub fn all_that_helps(helped: usize) -> String {
    match helped {
        0 => "Nothing that was tried helps".to_owned(),
        1 => "1 remedy helps".to_owned(),
        several => format!("{several} remedies help"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_copy_came_to_is_said_as_it_is() {
        assert_eq!(no_better(Some(2.5)), "no better: 2.50");
        assert_eq!(not_enough(Some(1.7)), "not enough: 1.70");
        assert_eq!(no_better(None), "no better: NaN");
        assert_eq!([0, 1, 1200].map(diverged), ["NaN at once", "NaN after 1 step", "NaN after 1\u{202f}200 steps"]);
    }
}
