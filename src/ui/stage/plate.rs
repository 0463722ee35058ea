//! What a plate shows: the activation's curve, where it is flat, and what enters it. No browser in it.

use crate::experiment::Activation;

/// The scale of what enters: from minus this to this.
pub const REACH: f64 = 5.0;
/// The highest bar, as a share of the plate.
pub const HIGHEST: f64 = 0.86;
/// Beyond the scale, a share of the values above this is shown.
pub const BEYOND: f32 = 0.05;
/// The share of the plate's height left under the curve and over it.
const MARGIN: f64 = 0.08;
/// Looks at the slope from one end of the scale to the other.
const LOOKS: usize = 200;

/// A place in a plate: 0..1 from its left, 0..1 from its bottom.
pub type Place = (f64, f64);

/// The curve in its plate: `count` points from left to right, from a little over the bottom to a little under the top.
pub fn curve(activation: Activation, count: usize) -> Vec<Place> {
    let share = |index: usize| index as f64 / count.saturating_sub(1).max(1) as f64;
    let value = |share: f64| activation.value((2.0 * share - 1.0) * REACH);
    let values: Vec<f64> = (0..count).map(|index| value(share(index))).collect();
    let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let y = |value: f64| MARGIN + (1.0 - 2.0 * MARGIN) * (value - low) / (high - low).max(1e-12);
    values.iter().enumerate().map(|(index, value)| (share(index), y(*value))).collect()
}

/// Where the activation is flat: runs over 0..1 from the plate's left.
pub fn flat(activation: Activation) -> Vec<(f64, f64)> {
    let is_flat = |look: usize| activation.saturates_at((2.0 * (look as f64 + 0.5) / LOOKS as f64 - 1.0) * REACH);
    let mut runs: Vec<(f64, f64)> = Vec::new();
    let mut start = None;
    for look in 0..=LOOKS {
        let flat = look < LOOKS && is_flat(look);
        match start {
            None if flat => start = Some(look),
            Some(from) if !flat => {
                runs.push((from as f64 / LOOKS as f64, look as f64 / LOOKS as f64));
                start = None;
            }
            _ => {}
        }
    }
    runs
}

/// The bars' places from left to right: from, to, and how high, as shares of the plate.
pub fn bars(bins: &[u8]) -> impl Iterator<Item = (f64, f64, f64)> {
    let each = 1.0 / bins.len().max(1) as f64;
    let filled = bins.iter().enumerate().filter(|(_, bin)| **bin > 0);
    filled.map(move |(index, bin)| (index as f64 * each, (index + 1) as f64 * each, f64::from(*bin) / 255.0 * HIGHEST))
}

/// A unit's line in the rug under the bars: from and to, as shares of the plate's width. A unit that is the same for all points
/// is a dot; none where it lies beyond the scale or is no number.
pub fn unit(mean: f32, std: f32) -> Option<(f64, f64)> {
    let (mean, std) = (f64::from(mean), f64::from(std));
    if !mean.is_finite() || !std.is_finite() {
        return None;
    }
    let share = |value: f64| (value / REACH + 1.0) / 2.0;
    let (from, to) = (share(mean - std), share(mean + std));
    (from < 1.0 && to > 0.0).then_some((from.max(0.0), to.min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relu_is_flat_on_its_left_and_sigmoid_at_both_ends() {
        assert_eq!(flat(Activation::Relu), [(0.0, 0.5)]);
        let sigmoid = flat(Activation::Sigmoid);
        assert!(sigmoid.len() == 2 && sigmoid[0].1 < 0.1 && sigmoid[1].0 > 0.9, "{sigmoid:?}");
        assert!(flat(Activation::Linear).is_empty());
    }

    #[test]
    fn every_curve_lies_within_its_plate() {
        use crate::experiment::Choice;
        for activation in Activation::ALL {
            assert!(curve(*activation, 40).iter().all(|(x, y)| (0.0..=1.0).contains(x) && (0.07..=0.93).contains(y)));
        }
    }

    #[test]
    fn a_unit_that_is_the_same_for_all_points_is_a_dot() {
        assert_eq!(unit(0.0, 0.0), Some((0.5, 0.5)));
        assert_eq!(unit(0.0, 5.0), Some((0.0, 1.0)));
        assert_eq!((unit(9.0, 1.0), unit(f32::NAN, 0.0)), (None, None));
    }

    #[test]
    fn the_fullest_bin_is_86_percent_high() {
        let found: Vec<_> = bars(&[0, 255, 1]).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].2, HIGHEST);
    }
}
