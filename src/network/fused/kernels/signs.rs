//! The vital signs of every layer's activation, all layers in one dispatch.

use cubecl::prelude::*;

use super::activation::{activate, slope};
use super::forward::normalised;
use super::rows::{present, sum_of};
use super::{Quad, Sizes};
use crate::experiment::Activation;

/// Invocations of a workgroup; a workgroup a layer.
pub const UNITS: usize = 64;

/// Mean, biased standard deviation (from the mean: a second pass), share of entries whose |slope| is below `threshold`,
/// share of units that are dead: of an activation that can die, 0 on every row; and the root mean square over units of the
/// biased standard deviation over rows; as `signs`, `[5, layers]`.
#[cube(launch_unchecked)]
pub fn signs(
    z: &[Quad],
    norms: ComptimeOption<&[f32]>,
    signs: &mut [f32],
    sizes: Sizes,
    threshold: f32,
    #[comptime] width: usize,
    #[comptime] kind: Activation,
) {
    let (layers, rows, quads) = (sizes.layers, sizes.rows, sizes.quads);
    let layer = CUBE_POS_X as usize;
    let first = UNIT_POS as usize;
    let mut shared = Shared::<[Quad]>::new_slice(UNITS);
    // Of each unit: its mean less its first row. Only the invocation that writes one reads it.
    let mut means = Shared::<[f32]>::new_slice(width);
    let mut sum = Quad::new(0.0f32);
    let mut saturated = Quad::new(0.0f32);
    let mut dead = 0.0f32;
    for step in 0..comptime!(width.div_ceil(UNITS)) {
        let unit = step * UNITS + first;
        if unit < width {
            let at = layer * width + unit;
            let mut largest = Quad::new(0.0f32);
            let first_row = of_first_row(z[at * quads], norms, at, layers * width, kind);
            let mut apart = Quad::new(0.0f32);
            for quad in 0..quads {
                let here = present(quad, rows);
                let y = normalised(z[at * quads + quad], norms, at, layers * width);
                let h = activate(y, kind);
                sum += h * here;
                apart += (h - first_row) * here;
                largest = select_many(h.equal(&Quad::new(0.0f32)), largest, Quad::new(1.0f32));
                let flat = slope(y, kind).abs().less_than(&Quad::new(threshold));
                saturated += select_many(flat, here, Quad::new(0.0f32));
            }
            means[unit] = sum_of(apart) / f32::cast_from(rows as u32);
            if comptime!(kind.can_die()) {
                dead += select(sum_of(largest) == 0.0f32, 1.0f32, 0.0f32);
            }
        }
    }
    let mut totals = Quad::new(0.0f32);
    totals.insert(0usize, sum_of(sum));
    totals.insert(1usize, sum_of(saturated));
    totals.insert(2usize, dead);
    let totals = total(&mut shared, totals);
    let entries = f32::cast_from((rows * width) as u32);
    let mean = totals.extract(0usize) / entries;

    let mut squares = Quad::new(0.0f32);
    let mut by_unit = Quad::new(0.0f32);
    for step in 0..comptime!(width.div_ceil(UNITS)) {
        let unit = step * UNITS + first;
        if unit < width {
            let at = layer * width + unit;
            // The units of a dead network differ from row to row by less than a sum of them is rounded: what a row differs
            // from the first by is exact there.
            let first_row = of_first_row(z[at * quads], norms, at, layers * width, kind);
            for quad in 0..quads {
                let here = present(quad, rows);
                let h = activate(normalised(z[at * quads + quad], norms, at, layers * width), kind);
                let apart = h - Quad::new(mean);
                squares += apart * apart * here;
                let from_unit_s = h - first_row - Quad::new(means[unit]);
                by_unit += from_unit_s * from_unit_s * here;
            }
        }
    }
    let mut sums = Quad::new(0.0f32);
    sums.insert(0usize, sum_of(squares));
    sums.insert(1usize, sum_of(by_unit));
    let sums = total(&mut shared, sums);
    if first == 0 {
        signs[layer] = mean;
        signs[layers + layer] = (sums.extract(0usize) / entries).sqrt();
        signs[2 * layers + layer] = totals.extract(1usize) / entries;
        signs[3 * layers + layer] = totals.extract(2usize) / f32::cast_from(width as u32);
        signs[4 * layers + layer] = (sums.extract(1usize) / entries).sqrt();
    }
}

/// A unit's output on the first row, four times over, from its first quad; `at` as [`normalised`] has it.
#[cube]
fn of_first_row(z: Quad, norms: ComptimeOption<&[f32]>, at: usize, units: usize, #[comptime] kind: Activation) -> Quad {
    Quad::new(activate(normalised(z, norms, at, units), kind).extract(0usize))
}

/// The sum of all invocations' `four`, lane by lane.
#[cube]
fn total(shared: &mut Shared<[Quad]>, four: Quad) -> Quad {
    sync_cube();
    shared[UNIT_POS as usize] = four;
    sync_cube();
    let mut sum = Quad::new(0.0f32);
    for i in 0..UNITS {
        sum += shared[i];
    }
    sum
}
