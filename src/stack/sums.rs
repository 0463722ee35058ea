//! Sums over plain numbers in an order of their own, the same on every machine: what a library sums as wide as the
//! processor's vectors are differs in the last bits from one processor to the next.
//!
//! In float64, where no square of a float32 overflows or vanishes, and a million summands lose nothing that float32 shows.

use crate::experiment::ClipP;

/// The sum of `of` over all numbers, four sums under way at a time: the numbers at 0, 4, 8.. go into the first, and so on.
#[inline(always)]
fn sum_of(values: &[f32], of: impl Fn(f64) -> f64) -> f64 {
    let (fours, rest) = values.as_chunks();
    let [mut a, mut b, mut c, mut d] = [0.0; 4];
    // Written out: the release profile, made for size, would not unroll it.
    for [w, x, y, z] in fours {
        a += of(f64::from(*w));
        b += of(f64::from(*x));
        c += of(f64::from(*y));
        d += of(f64::from(*z));
    }
    for (sum, value) in [&mut a, &mut b, &mut c].into_iter().zip(rest) {
        *sum += of(f64::from(*value));
    }
    (a + c) + (b + d)
}

/// The sum of all numbers.
pub fn sum(values: &[f32]) -> f32 {
    sum_of(values, |value| value) as f32
}

/// The p-norm of all numbers; NaN where one of them is.
pub fn p_norm(values: &[f32], p: ClipP) -> f32 {
    match p {
        ClipP::One => sum_of(values, f64::abs) as f32,
        ClipP::Two => sum_of(values, |value| value * value).sqrt() as f32,
        ClipP::Infinity => values.iter().fold(0.0, |largest: f32, value| {
            let size = value.abs();
            if size > largest || size.is_nan() { size } else { largest }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORMS: [ClipP; 3] = [ClipP::One, ClipP::Two, ClipP::Infinity];

    #[test]
    fn sums_and_norms_are_those_of_the_definition_whatever_the_length() {
        for length in 0..10_u8 {
            let values: Vec<f32> = (0..length).map(|i| f32::from(i) - 3.5).collect();
            let squares: f32 = values.iter().map(|value| value * value).sum();
            let sizes = values.iter().map(|value| value.abs());
            assert_eq!(sum(&values), values.iter().sum::<f32>());
            let expected = [sizes.clone().sum::<f32>(), squares.sqrt(), sizes.fold(0.0, f32::max)];
            assert_eq!(NORMS.map(|p| p_norm(&values, p)), expected, "{length}");
        }
    }

    #[test]
    fn a_norm_neither_overflows_nor_vanishes_and_says_where_there_is_a_nan() {
        for size in [3e-30_f32, 3e30, f32::from_bits(2)] {
            assert_eq!(p_norm(&[size, size, -size, size], ClipP::Two), 2.0 * size);
        }
        for p in NORMS {
            assert!(p_norm(&[1.0, f32::NAN, 2.0], p).is_nan());
            assert_eq!(p_norm(&[1.0, f32::NEG_INFINITY, 2.0], p), f32::INFINITY);
        }
    }
}
