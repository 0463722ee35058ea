//! How strong signal and gradient are in each layer, as log10 of a ratio. No browser in it.

use crate::vitals::LayerVitals;

/// Points that are held less far apart than this are apart by rounding: float32 tells no values apart by less.
pub const ROUNDING: f64 = -8.0;

/// How strong a layer is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Strength {
    /// log10 of the ratio to the source.
    Of(f64),
    /// Exactly 0.
    Zero,
    /// NaN or infinite.
    NotFinite,
    Unmeasured,
}

impl Strength {
    /// More than a float32 holds.
    pub const BEYOND: Strength = Strength::Of(38.0);

    /// Of a ratio whose log10 is known.
    pub fn of_log(log: f64) -> Self {
        match log {
            log if log.is_nan() || log == f64::INFINITY => Strength::NotFinite,
            f64::NEG_INFINITY => Strength::Zero,
            log => Strength::Of(log),
        }
    }

    /// log10 of the ratio, where there is one.
    pub fn log(self) -> Option<f64> {
        match self {
            Strength::Of(log) => Some(log),
            Strength::Zero | Strength::NotFinite | Strength::Unmeasured => None,
        }
    }

    fn new(value: f32, reference: f64) -> Self {
        if !value.is_finite() || !reference.is_finite() {
            Strength::NotFinite
        } else if value == 0.0 || reference <= 0.0 {
            Strength::Zero
        } else {
            Strength::Of((f64::from(value) / reference).log10())
        }
    }

    /// The same of how far apart points are held.
    fn of_spread(self) -> Self {
        match self {
            Strength::Of(log) => Strength::Of(log.max(ROUNDING)),
            other => other,
        }
    }

    /// A way from this one to another, `0..=1`; what has no ratio is what it becomes at once.
    pub fn towards(self, other: Self, way: f64) -> Self {
        match (self, other) {
            (Strength::Of(from), Strength::Of(to)) => Strength::Of(from + (to - from) * way),
            _ => other,
        }
    }

    /// The one of several layers that a pixel shows: what is no number, then 0, then the ratio furthest from 1.
    pub fn merged(all: &[Strength]) -> Self {
        let rank = |strength: &Strength| match strength {
            Strength::NotFinite => f64::INFINITY,
            Strength::Zero => f64::MAX,
            Strength::Of(log) => log.abs(),
            Strength::Unmeasured => -1.0,
        };
        all.iter().copied().max_by(|one, other| rank(one).total_cmp(&rank(other))).unwrap_or(Strength::Unmeasured)
    }
}

/// How far apart each hidden layer still holds the points, over how far apart the data is.
pub fn forward(layers: &LayerVitals, data_spread: f64) -> Vec<Strength> {
    layers.activation_spreads.iter().map(|spread| Strength::new(*spread, data_spread).of_spread()).collect()
}

/// The gradient on its way back.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Backward {
    /// Each weight matrix's gradient over the last hidden layer's, and times `moved`.
    pub strengths: Vec<Strength>,
    /// By how many times its own size the step moved the matrix that moved most, where that is more than once: explosions
    /// are often even over the layers, and the ratio alone would not show them.
    pub moved: Option<Moved>,
}

/// A matrix that a step moved by more than its own size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Weight matrix, from 0.
    pub layer: usize,
    /// |W_after - W_before| / |W_before|, above 1.
    pub times: f64,
}

impl Backward {
    /// The decades by which the strengths are raised for what the step moved, 0 where it moved no more than it should.
    pub fn shift(&self) -> f64 {
        self.moved.map_or(0.0, |moved| moved.times.log10())
    }
}

/// Each layer's gradient over the last hidden layer's, raised by what the step moved.
pub fn backward(layers: &LayerVitals) -> Backward {
    let moved = layers.moved().map(|(layer, times)| Moved { layer, times: f64::from(times) });
    let shift = moved.map_or(0.0, |moved| moved.times.log10());
    let reference = layers.reference_gradient().map_or(f64::NAN, f64::from);
    let strength = |norm: &f32| {
        // Beside what is no number there are still numbers.
        let reference = if reference.is_finite() { reference } else { largest(&layers.weight_gradient_norms) };
        match Strength::new(*norm, reference) {
            Strength::Of(log) => Strength::Of(log + shift),
            other => other,
        }
    };
    Backward { strengths: layers.weight_gradient_norms.iter().map(strength).collect(), moved }
}

/// The largest norm that is a number.
fn largest(norms: &[f32]) -> f64 {
    f64::from(norms.iter().copied().filter(|norm| norm.is_finite()).fold(0.0, f32::max))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gradients(norms: &[f32], updates: &[f32]) -> LayerVitals {
        LayerVitals { weight_gradient_norms: norms.to_vec(), update_ratios: updates.to_vec(), ..LayerVitals::default() }
    }

    #[test]
    fn forward_is_held_against_the_data() {
        let spreads = vec![2.0, 0.2, 0.0, f32::NAN, 1e-12];
        let found = forward(&LayerVitals { activation_spreads: spreads, ..LayerVitals::default() }, 2.0);
        assert_eq!(found[0], Strength::Of(0.0));
        assert!((found[1].log().unwrap_or(0.0) + 1.0).abs() < 1e-6);
        assert_eq!(found[2..], [Strength::Zero, Strength::NotFinite, Strength::Of(ROUNDING)]);
    }

    #[test]
    fn backward_is_held_against_the_last_hidden_layer_not_the_head() {
        let found = backward(&gradients(&[1e-6, 1.0, 70.0], &[0.1, 0.1, 0.1]));
        assert!((found.strengths[0].log().unwrap_or(0.0) + 6.0).abs() < 1e-6);
        assert_eq!((found.strengths[1], found.moved), (Strength::Of(0.0), None));
        assert!(found.strengths[2].log().unwrap_or(0.0) > 1.8);
        let thin = backward(&gradients(&[1e-20, 1.0, 1.0], &[]));
        assert!((thin.strengths[0].log().unwrap_or(0.0) + 20.0).abs() < 1e-6, "a gradient is no difference of values");
    }

    #[test]
    fn an_even_explosion_shows_by_what_a_step_moves() {
        let found = backward(&gradients(&[1.0, 1.0, 1.0], &[10.0, 1000.0, f32::NAN]));
        assert_eq!(found.strengths, [Strength::Of(3.0); 3]);
        assert_eq!(found.moved, Some(Moved { layer: 1, times: 1000.0 }));
    }

    #[test]
    fn no_gradient_at_all_is_zero_and_none_of_numbers_are_said_beside_nan() {
        let zero = backward(&gradients(&[0.0, 0.0, 0.0], &[]));
        assert_eq!(zero.strengths, [Strength::Zero; 3]);
        let mixed = backward(&gradients(&[1.0, f32::NAN, 1.0], &[]));
        assert_eq!(mixed.strengths, [Strength::Of(0.0), Strength::NotFinite, Strength::Of(0.0)]);
    }

    #[test]
    fn a_pixel_shows_the_worst_of_its_layers() {
        let of = Strength::Of;
        assert_eq!(Strength::merged(&[of(0.1), of(-2.0), of(1.0)]), of(-2.0));
        assert_eq!(Strength::merged(&[of(-7.0), Strength::Zero]), Strength::Zero);
        assert_eq!(Strength::merged(&[Strength::Zero, Strength::NotFinite]), Strength::NotFinite);
        assert_eq!(Strength::merged(&[]), Strength::Unmeasured);
    }
}
