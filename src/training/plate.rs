//! From a layer's values to its plate.

use crate::vitals::{PLATE_BINS, PLATE_REACH, PLATE_UNITS, Plate};

/// The plate of these values, `[rows, width]`.
pub fn plate(values: &[f32], width: usize) -> Plate {
    let mut counts = [0_usize; PLATE_BINS];
    let (mut below, mut above, mut not_finite) = (0_usize, 0_usize, false);
    for value in values {
        not_finite |= !value.is_finite();
        if *value < -PLATE_REACH {
            below += 1;
        } else if *value > PLATE_REACH {
            above += 1;
        } else if !value.is_nan() {
            let at = (value + PLATE_REACH) / (2.0 * PLATE_REACH) * PLATE_BINS as f32;
            counts[(at as usize).min(PLATE_BINS - 1)] += 1;
        }
    }
    let fullest = counts.iter().copied().max().unwrap_or(0).max(1);
    let all = values.len().max(1) as f32;
    let (unit_means, unit_stds) =
        (0..width.min(PLATE_UNITS)).map(|unit| mean_and_std(values.iter().skip(unit).step_by(width))).unzip();
    Plate {
        bins: counts.map(|count| (count * usize::from(u8::MAX)).div_ceil(fullest) as u8),
        below: below as f32 / all,
        above: above as f32 / all,
        not_finite,
        unit_means,
        unit_stds,
    }
}

/// Mean and biased standard deviation. In float64, and not from the mean of squares: units of a dead network differ from row
/// to row by some 1e-8 of what they are.
fn mean_and_std<'a>(values: impl Iterator<Item = &'a f32> + Clone) -> (f32, f32) {
    let values = values.map(|value| f64::from(*value));
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / count;
    let variance = values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    (mean as f32, variance.sqrt() as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of one unit.
    fn bins(values: &[f32]) -> [u8; PLATE_BINS] {
        plate(values, 1).bins
    }

    fn with(filled: &[(usize, u8)]) -> [u8; PLATE_BINS] {
        let mut bins = [0; PLATE_BINS];
        filled.iter().for_each(|(bin, full)| bins[*bin] = *full);
        bins
    }

    #[test]
    fn bins_are_equal_and_both_ends_of_the_scale_belong_to_it() {
        assert_eq!(bins(&[-5.0, -4.7, -0.1, 0.1, 5.0]), with(&[(0, 255), (14, 128), (15, 128), (29, 128)]));
        assert_eq!(bins(&[1.0]), with(&[(18, 255)]), "from its lower edge on");
    }

    #[test]
    fn the_fullest_bin_is_255_and_no_bin_with_a_value_looks_empty() {
        let mut values = vec![0.5; 10_000];
        values.push(-3.0);
        assert_eq!(bins(&values), with(&[(6, 1), (16, 255)]));
    }

    #[test]
    fn what_lies_beyond_the_scale_is_a_share_of_all() {
        let found = plate(&[-5.1, -400.0, 0.0, 5.1], 2);
        assert_eq!((found.below, found.above, found.not_finite), (0.5, 0.25, false));
        assert_eq!(found.bins, with(&[(15, 255)]));
        assert_eq!(bins(&[7.0, 8.0]), with(&[]), "nothing lies on the scale");
    }

    #[test]
    fn what_is_no_number_is_said_and_infinities_lie_beyond_the_scale() {
        let found = plate(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0], 4);
        assert_eq!((found.below, found.above, found.not_finite), (0.25, 0.25, true));
        assert_eq!(found.bins, with(&[(15, 255)]));
        assert!(found.unit_means[0].is_nan() && found.unit_stds[0].is_nan());
        assert_eq!((found.unit_means[3], found.unit_stds[3]), (0.0, 0.0));
        assert_eq!(plate(&[f32::NAN; 6], 3).bins, with(&[]));
    }

    #[test]
    fn units_that_are_the_same_for_all_points_are_seen_for_what_they_are() {
        // Three units, four rows: far apart from each other, and from row to row next to the same.
        let values = [-2.0, 0.5, 2.0, -2.0, 0.500_000_06, 2.0, -2.0, 0.5, 2.0, -2.0, 0.500_000_06, 2.0];
        let found = plate(&values, 3);
        assert_eq!(found.unit_means, [-2.0, 0.5, 2.0]);
        assert_eq!((found.unit_stds[0], found.unit_stds[2]), (0.0, 0.0));
        assert!((found.unit_stds[1] - 3e-8).abs() < 1e-9, "{}", found.unit_stds[1]);
    }

    #[test]
    fn the_first_units_of_a_wide_layer_stand_for_all() {
        let found = plate(&[1.0; 200], 100);
        assert_eq!((found.unit_means.len(), found.unit_stds.len()), (PLATE_UNITS, PLATE_UNITS));
        assert_eq!(plate(&[], 100), Plate { unit_means: vec![0.0; 16], unit_stds: vec![0.0; 16], ..Plate::default() });
    }
}
