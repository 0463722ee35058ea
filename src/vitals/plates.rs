//! Where the values lie that enter the activations of several layers, coarsely, for drawing.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The bins of a plate.
pub const PLATE_BINS: usize = 30;
/// The scale of a plate goes from minus this to this, with both ends.
pub const PLATE_REACH: f32 = 5.0;
/// The most rows of a batch that a plate is made of, the first ones: enough to draw, and soon read back from a GPU.
pub const PLATE_ROWS: usize = 64;
/// The most units of a layer of which a plate tells mean and deviation, the first ones.
pub const PLATE_UNITS: usize = 16;
/// The most layers of which there are plates at a time.
pub const MOST_PLATES: usize = 24;
/// The layers of which there are plates where there are too many for all.
const LENS: usize = 5;

/// The plates of neighbouring hidden layers, on the batch that comes next.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Plates {
    /// The hidden layer (from 0) of the first plate.
    pub first: usize,
    pub plates: Vec<Plate>,
}

/// What enters the activation of one hidden layer: norm(z), which is z without BatchNorm. In training mode and without
/// dropout, of the batch's first [`PLATE_ROWS`] rows.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Plate {
    /// How full each of the equal bins from -5 to 5 is, as a share of the fullest, which is 255; 0 only where it is empty.
    pub bins: [u8; PLATE_BINS],
    /// The share of all values that lie below the scale, 0..1, negative infinity among them.
    pub below: f32,
    /// The share of all values that lie above the scale, 0..1, infinity among them.
    pub above: f32,
    /// Whether a value is NaN or infinite.
    pub not_finite: bool,
    /// Mean of each of the first [`PLATE_UNITS`] units over rows.
    pub unit_means: Vec<f32>,
    /// Biased standard deviation of the same units over rows. Where it is next to 0 the unit is the same for all points,
    /// however wide the histogram of all units is.
    pub unit_stds: Vec<f32>,
}

/// The hidden layers of which plates are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlateRange {
    /// The first one, from 0.
    pub first: usize,
    /// How many, at most [`MOST_PLATES`].
    pub count: usize,
}

impl Plates {
    /// The plate of a hidden layer, from 0.
    pub fn of(&self, layer: usize) -> Option<&Plate> {
        self.plates.get(layer.checked_sub(self.first)?)
    }
}

impl PlateRange {
    /// All layers of a network of that depth, or where they are too many the five around `layer` (from 0).
    pub fn around(layer: usize, depth: usize) -> Self {
        match depth <= MOST_PLATES {
            true => Self { first: 0, count: depth },
            false => Self { first: layer.saturating_sub(LENS / 2).min(depth - LENS), count: LENS },
        }
    }

    /// The layers (from 0) of a network of that depth that are meant. Where the range goes beyond the last layer it is moved
    /// back, so that it keeps its length where there are as many layers.
    pub fn layers(self, depth: usize) -> Range<usize> {
        let count = self.count.min(MOST_PLATES).min(depth);
        let first = self.first.min(depth - count);
        first..first + count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_bounded_and_lies_within_the_network() {
        let layers = |first, count, depth| PlateRange { first, count }.layers(depth);
        assert_eq!(layers(0, 10, 10), 0..10);
        assert_eq!(layers(8, 5, 10), 5..10, "moved back");
        assert_eq!(layers(usize::MAX, usize::MAX, 1000), 976..1000);
        assert_eq!(layers(3, 5, 2), 0..2);
        assert!(layers(3, 0, 10).is_empty());
    }

    #[test]
    fn all_layers_where_they_are_few_and_else_a_lens_around_one() {
        let around = |layer, depth| PlateRange::around(layer, depth).layers(depth);
        assert_eq!(around(9, 24), 0..24);
        assert_eq!(around(9, 25), 7..12);
        assert_eq!((around(0, 100), around(99, 100), around(500, 100)), (0..5, 95..100, 95..100));
    }
}
