//! The gradients of stem and head.

use cubecl::prelude::*;

use super::rows::{read_present, read_rows, sum_of};
use super::{Quad, Sizes};

/// `d_weight[unit][feature] = sum over rows of delta[0][unit] x[feature]`, and `d_bias` likewise.
///
/// `x` is `[rows, features]`. An invocation an entry; `delta` has none for rows that only fill a quad.
#[cube(launch_unchecked)]
pub fn stem(
    delta: &[Quad],
    x: &[f32],
    d_weight: &mut [f32],
    d_bias: &mut [f32],
    sizes: Sizes,
    features: usize,
    #[comptime] width: usize,
) {
    if ABSOLUTE_POS >= features * width {
        terminate!();
    }
    let feature = ABSOLUTE_POS % features;
    let unit = ABSOLUTE_POS / features;
    let mut sum = 0.0f32;
    let mut bias = Quad::new(0.0f32);
    for quad in 0..sizes.quads {
        let d = delta[unit * sizes.quads + quad];
        bias += d;
        sum += d.dot(read_rows(x, feature, quad, sizes.rows, features));
    }
    d_weight[ABSOLUTE_POS] = sum;
    if feature == 0 {
        d_bias[unit] = sum_of(bias);
    }
}

/// `d_weight[class][unit] = sum over rows of dlogits[class] h[L][unit]`, and `d_bias` likewise.
///
/// `dlogits` is `[rows, classes]`, `h` `[layers, width, quads]`. An invocation an entry.
#[cube(launch_unchecked)]
pub fn head(
    dlogits: &[f32],
    h: &[Quad],
    d_weight: &mut [f32],
    d_bias: &mut [f32],
    sizes: Sizes,
    classes: usize,
    #[comptime] width: usize,
) {
    if ABSOLUTE_POS >= classes * width {
        terminate!();
    }
    let unit = ABSOLUTE_POS % width;
    let class = ABSOLUTE_POS / width;
    let first = ((sizes.layers - 1) * width + unit) * sizes.quads;
    let mut sum = 0.0f32;
    let mut bias = 0.0f32;
    for quad in 0..sizes.quads {
        let d = read_present(dlogits, class, quad, sizes.rows, classes);
        bias += sum_of(d);
        sum += d.dot(h[first + quad]);
    }
    d_weight[ABSOLUTE_POS] = sum;
    if unit == 0 {
        d_bias[class] = bias;
    }
}
