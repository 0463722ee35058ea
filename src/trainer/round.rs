//! How many steps are trained before messages are taken again.

use web_time::Duration;

/// A round of training lasts about this long, so that a command waits no longer.
pub const ROUND: Duration = Duration::from_millis(30);
/// Steps of one round at most: what they measured waits on the device until the round ends.
pub const MOST_STEPS: usize = 64;

/// The number of steps that fit into a round, as far as is known.
#[derive(Clone, Copy, Debug)]
pub struct RoundLength(usize);

impl RoundLength {
    /// Of a network that has not been timed yet.
    pub const UNKNOWN: Self = Self(1);

    /// Steps of the next round.
    pub fn steps(self) -> usize {
        self.0
    }

    /// From how long so many steps took. At most twice as many as those: the first rounds compile kernels and say nothing
    /// about the next.
    pub fn measured(steps: usize, took: Duration) -> Self {
        let each = took.as_secs_f64() / steps.max(1) as f64;
        let fit = ROUND.as_secs_f64() / each.max(1e-6);
        Self((fit as usize).clamp(1, MOST_STEPS.min(2 * steps.max(1))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_grows_to_what_fits_and_shrinks_at_once() {
        assert_eq!(RoundLength::measured(1, Duration::from_micros(10)).steps(), 2);
        assert_eq!(RoundLength::measured(8, Duration::from_millis(16)).steps(), 15);
        assert_eq!(RoundLength::measured(64, Duration::from_secs(64)).steps(), 1);
        assert_eq!(RoundLength::measured(64, Duration::ZERO).steps(), MOST_STEPS);
    }
}
