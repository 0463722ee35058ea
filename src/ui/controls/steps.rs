//! Where a number goes when somebody drags a slider or presses an arrow. No browser in it.

use crate::experiment::{Control, Scale, Value, two_digits};

/// How near to a mark a slider is held by it, as a fraction of its length.
const HOLD: f64 = 0.015;

/// The ten steps of a decade that arrows walk along.
const DECADE: [f64; 10] = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];

/// A number's control, with whole and real numbers alike.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    pub min: f64,
    pub max: f64,
    pub scale: Scale,
    pub marks: &'static [f64],
    pub whole: bool,
}

impl Range {
    /// The range of a number's control; none of another one.
    pub fn of(control: Control) -> Option<Self> {
        match control {
            Control::Integer { min, max, scale, marks } => {
                Some(Self { min: min as f64, max: max as f64, scale, marks, whole: true })
            }
            Control::Real { min, max, scale, marks } => Some(Self { min, max, scale, marks, whole: false }),
            Control::Choice { .. } | Control::Switch => None,
        }
    }

    /// The number of a value that has one.
    pub fn number(value: Value) -> Option<f64> {
        match value {
            Value::Integer(number) => Some(number as f64),
            Value::Real(number) => Some(number),
            Value::Choice(_) | Value::Switch(_) => None,
        }
    }

    /// The value of a number within the range.
    pub fn value(&self, number: f64) -> Value {
        let number = number.clamp(self.min, self.max);
        if self.whole { Value::Integer(number.round() as u64) } else { Value::Real(number) }
    }

    /// Where on the slider, 0..=1.
    pub fn position(&self, number: f64) -> f64 {
        self.scale.position(number, self.min, self.max)
    }

    /// The value at a place on the slider: a mark where one is near, else rounded to two digits.
    pub fn at(&self, position: f64) -> Value {
        let near = |mark: &&f64| (self.position(**mark) - position).abs() < HOLD;
        if let Some(mark) = self.marks.iter().find(near) {
            return self.value(*mark);
        }
        let number = self.scale.value(position, self.min, self.max);
        self.value(if self.whole { number } else { two_digits(number) })
    }

    /// One arrow key up or down from a value: one for whole numbers, about a tenth of a decade
    /// for others, and about a hundredth of a range that is not logarithmic.
    pub fn step(&self, number: f64, up: bool) -> Value {
        if self.whole {
            return self.value(if up { number + 1.0 } else { number - 1.0 });
        }
        self.value(match self.scale {
            Scale::Linear => {
                let step = 10f64.powf((self.max - self.min).log10().floor()) / 10.0;
                let places = (number / step).round() + if up { 1.0 } else { -1.0 };
                two_digits(places * step)
            }
            Scale::Log => along_decade(number, up),
            Scale::Symlog { linear } => {
                // Below a hundredth of its linear part such a scale shows no difference from 0.
                let least = two_digits(linear / 100.0);
                match (number < least * 1.000_001, up) {
                    (true, true) => least.max(if number > 0.0 { along_decade(number, true) } else { least }),
                    (true, false) => 0.0,
                    _ => along_decade(number, up),
                }
            }
        })
    }

    /// The next mark above or below a number, or the end of the range.
    pub fn next_mark(&self, number: f64, up: bool) -> Value {
        let (over, under) = (number * 1.000_001, number / 1.000_001);
        let mark = if up {
            self.marks.iter().copied().find(|mark| *mark > over).unwrap_or(self.max)
        } else {
            self.marks.iter().rev().copied().find(|mark| *mark < under).unwrap_or(self.min)
        };
        self.value(mark)
    }
}

fn along_decade(number: f64, up: bool) -> f64 {
    let power = number.log10().floor() as i32;
    let candidates = (power - 1..=power + 1).flat_map(|power| DECADE.map(|step| two_digits(step * 10f64.powi(power))));
    let (over, under) = (number * 1.000_001, number / 1.000_001);
    let next = if up {
        candidates.filter(|value| *value > over).min_by(f64::total_cmp)
    } else {
        candidates.filter(|value| *value < under).max_by(f64::total_cmp)
    };
    next.unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::setting;

    fn range(key: &str) -> Range {
        Range::of(setting(key).expect("a setting").control).expect("a number")
    }

    #[test]
    fn marks_hold_the_slider() {
        let depth = range("depth");
        assert_eq!(depth.at(depth.position(100.0) + 0.01), Value::Integer(100));
        assert_eq!(depth.at(1.0), Value::Integer(1000));
        assert_eq!(range("learning_rate").at(0.627), Value::Real(0.1));
    }

    #[test]
    fn arrows_step_by_one_or_along_the_decade() {
        assert_eq!(range("depth").step(10.0, true), Value::Integer(11));
        assert_eq!(range("depth").step(1.0, false), Value::Integer(1));
        assert_eq!(range("learning_rate").step(0.1, true), Value::Real(0.12));
        assert_eq!(range("learning_rate").step(0.1, false), Value::Real(0.08));
        assert_eq!(range("noise").step(0.1, true), Value::Real(0.11));
        assert_eq!(range("weight_decay").step(0.0, true), Value::Real(1e-7));
        assert_eq!(range("weight_decay").step(1e-7, false), Value::Real(0.0));
    }

    #[test]
    fn pages_go_from_mark_to_mark() {
        assert_eq!(range("depth").next_mark(10.0, true), Value::Integer(100));
        assert_eq!(range("depth").next_mark(11.0, false), Value::Integer(10));
        assert_eq!(range("init_scale").next_mark(1.0, true), Value::Real(10.0));
    }
}
