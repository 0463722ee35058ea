//! Whether a noisy loss falls, and how much it jumps. Medians throughout: a single spike says nothing.

/// Steps over which losses and gradients are averaged.
pub const WINDOW: usize = 20;

/// The middle value; the mean of the two middle ones where there are two. None of no values.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.len(), sorted.get(middle)) {
        (_, None) => None,
        (count, Some(upper)) if count % 2 == 0 => Some((sorted[middle - 1] + upper) / 2.0),
        (_, Some(upper)) => Some(*upper),
    }
}

/// A median with its standard error, as far as that can be told from the spread of the values.
#[derive(Clone, Copy)]
struct Estimate {
    median: f64,
    variance: f64,
}

impl Estimate {
    fn of(values: &[f64]) -> Option<Self> {
        let median = median(values)?;
        let deviations: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
        // 1.4826: from the median deviation to the standard deviation of a normal distribution.
        // 1.2533: from the standard error of a mean to that of a median.
        let deviation = 1.4826 * self::median(&deviations)?;
        Some(Self { median, variance: (1.2533 * deviation).powi(2) / values.len() as f64 })
    }

    /// How far `later` lies below this one, where that is no accident.
    fn falls_to(self, later: Self, sigmas: f64) -> Option<f64> {
        let drop = self.median - later.median;
        (drop > sigmas * (self.variance + later.variance).sqrt()).then_some(drop)
    }
}

/// How far above its accidental size a fall must be, in standard errors.
const SIGMAS: f64 = 3.5;
/// Steps over which a fall must show. Short windows see a fall that has begun, or ended, just now.
const SHORT: [usize; 2] = [30, 60];
/// Long ones see a slow fall; it must still be going on in their last quarter.
const LONG: [usize; 2] = [120, 200];

/// Whether the loss is falling now, by more than `least` within one of the windows.
pub fn falls(losses: &[f64], least: f64) -> bool {
    SHORT.iter().any(|window| falls_within(losses, *window, least))
        || LONG.iter().any(|window| falls_within(losses, *window, least) && falls_in_last_quarter(losses, *window))
}

/// Whether the second half of the last `window` steps lies below the first.
fn falls_within(losses: &[f64], window: usize, least: f64) -> bool {
    let Some(recent) = tail(losses, window) else { return false };
    let (before, after) = recent.split_at(window / 2);
    let fall = Estimate::of(before).zip(Estimate::of(after)).and_then(|(before, after)| before.falls_to(after, SIGMAS));
    fall.is_some_and(|drop| drop > least)
}

fn falls_in_last_quarter(losses: &[f64], window: usize) -> bool {
    let Some(recent) = tail(losses, window / 2) else { return false };
    let (third, fourth) = recent.split_at(window / 4);
    let fall = Estimate::of(third).zip(Estimate::of(fourth)).and_then(|(third, fourth)| third.falls_to(fourth, 2.0));
    fall.is_some()
}

/// The same for the losses of a probe, which is measured at every fifth step or more rarely: its rows do not change, so that few
/// values tell. `least` gives how far they must fall within so many of them.
pub fn probe_falls(losses: &[f64], least: impl Fn(usize) -> f64) -> bool {
    const SHORT: [usize; 2] = [8, 16];
    const LONG: [usize; 2] = [32, 56];
    SHORT.iter().any(|window| falls_within(losses, *window, least(*window)))
        || LONG
            .iter()
            .any(|window| falls_within(losses, *window, least(*window)) && falls_in_last_quarter(losses, *window))
}

/// The typical jump from one step to the next.
pub fn jump(losses: &[f64]) -> Option<f64> {
    let jumps: Vec<f64> = losses.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    median(&jumps)
}

/// The last `count` values; none where there are fewer.
pub fn tail(values: &[f64], count: usize) -> Option<&[f64]> {
    values.get(values.len().checked_sub(count)?..)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise without chance: the fractional parts of multiples of the golden ratio lie evenly in -0.5..0.5.
    fn noise(step: usize) -> f64 {
        (step as f64 * 0.618_034).fract() - 0.5
    }

    #[test]
    fn noise_alone_does_not_fall_and_a_slow_fall_is_seen_through_it() {
        let flat: Vec<f64> = (0..200).map(|step| 0.694 + 0.02 * noise(step)).collect();
        assert!((30..200).all(|end| !falls(&flat[..end], 0.007)));
        let falling: Vec<f64> = (0..200).map(|step| 0.69 - 0.0004 * step as f64 + 0.02 * noise(step)).collect();
        assert!(falls(&falling, 0.007));
        assert!((falling.len() - 120..200).all(|end| falls(&falling[..end], 0.007)));
    }

    #[test]
    fn a_fall_that_ended_forty_steps_ago_is_over() {
        let losses: Vec<f64> = (0..200).map(|step| 0.7 - 0.003 * step.min(100) as f64 + 0.004 * noise(step)).collect();
        assert!(falls(&losses[..100], 0.007));
        assert!(!falls(&losses[..150], 0.007));
        assert!(!falls(&losses, 0.007));
    }

    #[test]
    fn spikes_are_no_trend() {
        let losses: Vec<f64> = (0..60).map(|step| if step % 7 == 0 && step < 30 { 9.0 } else { 0.7 }).collect();
        assert!(!falls(&losses, 0.007));
        assert_eq!(jump(&[1.0, 3.0, 1.0, 1.0]), Some(2.0));
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0]), Some(2.0));
    }
}
