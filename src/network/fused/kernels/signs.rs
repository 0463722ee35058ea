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
/// and share of units that are dead: of an activation that can die, 0 on every row; as `signs`, `[4, layers]`.
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
    let mut sum = Quad::new(0.0f32);
    let mut saturated = Quad::new(0.0f32);
    let mut dead = 0.0f32;
    for step in 0..comptime!(width.div_ceil(UNITS)) {
        let unit = step * UNITS + first;
        if unit < width {
            let at = layer * width + unit;
            let mut largest = Quad::new(0.0f32);
            for quad in 0..quads {
                let here = present(quad, rows);
                let y = normalised(z[at * quads + quad], norms, at, layers * width);
                let h = activate(y, kind);
                sum += h * here;
                largest = select_many(h.equal(&Quad::new(0.0f32)), largest, Quad::new(1.0f32));
                let flat = slope(y, kind).abs().less_than(&Quad::new(threshold));
                saturated += select_many(flat, here, Quad::new(0.0f32));
            }
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
    for step in 0..comptime!(width.div_ceil(UNITS)) {
        let unit = step * UNITS + first;
        if unit < width {
            let at = layer * width + unit;
            for quad in 0..quads {
                let y = normalised(z[at * quads + quad], norms, at, layers * width);
                let apart = activate(y, kind) - Quad::new(mean);
                squares += apart * apart * present(quad, rows);
            }
        }
    }
    let squares = total(&mut shared, squares);
    if first == 0 {
        signs[layer] = mean;
        signs[layers + layer] = (sum_of(squares) / entries).sqrt();
        signs[2 * layers + layer] = totals.extract(1usize) / entries;
        signs[3 * layers + layer] = totals.extract(2usize) / f32::cast_from(width as u32);
    }
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
