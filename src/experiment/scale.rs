//! Where on a slider a value lies.

/// How a slider spreads its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Equal steps are equal differences.
    Linear,
    /// Equal steps are equal ratios; the range starts above 0.
    Log,
    /// As `Log` well above `linear`, as `Linear` well below it, so that the range can start at 0.
    Symlog { linear: f64 },
}

impl Scale {
    /// The place of a value of `min..=max` on the slider, 0..=1. What lies outside is taken to the nearer end.
    pub fn position(self, value: f64, min: f64, max: f64) -> f64 {
        let (low, high) = (self.spread(min), self.spread(max));
        let position = (self.spread(value.clamp(min, max)) - low) / (high - low);
        if position.is_nan() { 0.0 } else { position.clamp(0.0, 1.0) }
    }

    /// The value at a place of 0..=1; the inverse of `position`, exact at both ends.
    pub fn value(self, position: f64, min: f64, max: f64) -> f64 {
        if position >= 1.0 {
            return max;
        }
        if position <= 0.0 || position.is_nan() {
            return min;
        }
        let (low, high) = (self.spread(min), self.spread(max));
        self.gather(low + position * (high - low)).clamp(min, max)
    }

    /// The quantity in which the slider is even.
    fn spread(self, value: f64) -> f64 {
        match self {
            Scale::Linear => value,
            Scale::Log => value.ln(),
            Scale::Symlog { linear } => (value / linear).ln_1p(),
        }
    }

    fn gather(self, spread: f64) -> f64 {
        match self {
            Scale::Linear => spread,
            Scale::Log => spread.exp(),
            Scale::Symlog { linear } => spread.exp_m1() * linear,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_power_of_ten_of_depth_is_easy_to_hit() {
        for (depth, position) in [(1.0, 0.0), (10.0, 1.0 / 3.0), (100.0, 2.0 / 3.0), (1000.0, 1.0)] {
            assert!((Scale::Log.position(depth, 1.0, 1000.0) - position).abs() < 1e-12);
        }
    }

    #[test]
    fn init_scale_one_lies_in_the_middle_and_zero_can_be_had() {
        let scale = Scale::Symlog { linear: 0.1 };
        assert!((scale.position(1.0, 0.0, 10.0) - 0.52).abs() < 0.01);
        assert_eq!(scale.value(0.0, 0.0, 10.0), 0.0);
    }

    proptest! {
        #[test]
        fn a_slider_ends_where_it_was_put(position in 0.0..=1.0) {
            let scales = [
                (Scale::Linear, 0.0, 0.5),
                (Scale::Log, 1e-6, 100.0),
                (Scale::Symlog { linear: 0.1 }, 0.0, 10.0),
            ];
            for (scale, min, max) in scales {
                let value = scale.value(position, min, max);
                prop_assert!((min..=max).contains(&value));
                prop_assert!((scale.position(value, min, max) - position).abs() < 1e-9);
            }
        }

        #[test]
        fn any_place_is_within_the_range(position: f64, value: f64) {
            let scale = Scale::Symlog { linear: 0.1 };
            prop_assert!((0.0..=10.0).contains(&scale.value(position, 0.0, 10.0)));
            prop_assert!((0.0..=1.0).contains(&scale.position(value, 0.0, 10.0)));
        }
    }
}
