//! Axes that grow in steps, so that nothing creeps while a run goes on.

use crate::words::format;

/// The ends of an axis and the values at its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub min: f64,
    pub max: f64,
    pub lines: Vec<f64>,
}

/// The smallest of 1, 2, 5 times a power of ten that holds the value.
pub fn nice(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|nice| *nice >= value * 0.999_999)
        .unwrap_or(value)
}

/// The end of an axis of steps: 100, 200, 500, 1000, ...
pub fn steps(last: u64) -> f64 {
    nice(last.max(100) as f64)
}

/// A linear axis from 0 to what holds `most`.
pub fn linear(most: f64) -> Axis {
    let most = if most.is_finite() { most.max(1e-12) } else { 1.0 };
    // One line more often than `nice` gives, so that a loss of 1.1 does not leave half the chart empty.
    let line = nice(most / 5.0);
    let count = (most / line).ceil().max(1.0);
    Axis { min: 0.0, max: line * count, lines: (0..=count as usize).map(|index| index as f64 * line).collect() }
}

/// A logarithmic axis of whole decades that holds both; its lines are at most `most_lines` powers of ten.
pub fn logarithmic(low: f64, high: f64, most_lines: i32) -> Axis {
    let bounded = |value: f64| value.max(1e-30).log10().clamp(-30.0, 40.0);
    let first = (bounded(low) + 1e-9).floor() as i32;
    let last = ((bounded(high) - 1e-9).ceil() as i32).max(first + 1);
    let every = ((last - first) / most_lines.max(1) + 1).max(1);
    let lines = (first..=last).filter(|power| power.rem_euclid(every) == 0).map(|power| 10f64.powi(power)).collect();
    Axis { min: 10f64.powi(first), max: 10f64.powi(last), lines }
}

/// The text at a line of a logarithmic axis.
pub fn power(value: f64) -> String {
    format::power_of_ten(value.log10().round() as i32)
}

/// The text at a line of a linear axis.
pub fn plain(value: f64) -> String {
    if value == 0.0 || (1e-3..1e5).contains(&value.abs()) {
        // Steps of 1, 2 or 5: rounding takes the last binary digits away.
        format!("{}", (value * 1e6).round() / 1e6)
    } else {
        // `2×10⁶`: narrow, as its place is.
        let power = value.abs().log10().floor() as i32;
        format!("{}\u{d7}{}", (value / 10f64.powi(power)).round(), format::power_of_ten(power))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_grow_in_steps() {
        assert_eq!(
            [1, 100, 101, 200, 501, 1000, 1001].map(steps),
            [100.0, 100.0, 200.0, 200.0, 1000.0, 1000.0, 2000.0]
        );
    }

    #[test]
    fn a_linear_axis_holds_its_values() {
        assert_eq!(linear(0.72).lines, [0.0, 0.2, 0.4, 0.6000000000000001, 0.8]);
        assert_eq!(plain(0.6000000000000001), "0.6");
        assert_eq!(linear(1.0).max, 1.0);
        assert_eq!(plain(6e6), "6×10⁶");
    }

    #[test]
    fn a_logarithmic_axis_has_whole_decades_and_few_lines() {
        let axis = logarithmic(3e-4, 0.7, 6);
        assert_eq!((axis.min, axis.max), (1e-4, 1.0));
        assert!(logarithmic(1e-20, 1e9, 6).lines.len() <= 7);
        assert_eq!(power(1e-4), "10⁻⁴");
    }
}
