//! Norms of stacked tensors, a layer a workgroup: neither overflowing nor vanishing, as [`crate::training`] measures.

use cubecl::prelude::*;

use crate::experiment::ClipP;

/// Invocations of a workgroup.
pub const UNITS: usize = 64;

/// Within these bounds lies the number that a 2-norm is scaled by: a gradient of 1e-25 has a square that float32 cannot
/// hold.
const SMALLEST: f32 = 1e-37;
const LARGEST: f32 = 3e38;

/// The p-norm of each layer's `length` entries.
#[cube(launch_unchecked)]
pub fn by_layer(values: &[f32], norms: &mut [f32], length: usize, #[comptime] p: ClipP) {
    let mut shared = Shared::<[f32]>::new_slice(UNITS);
    let unit = UNIT_POS as usize;
    let first = CUBE_POS_X as usize * length;
    let mut own = 0.0f32;
    let mut at = unit;
    while at < length {
        let size = values[first + at].abs();
        own = if comptime!(p == ClipP::One) { own + size } else { larger(own, size) };
        at += UNITS;
    }
    shared[unit] = own;
    sync_cube();
    let mut all = 0.0f32;
    for other in 0..UNITS {
        all = if comptime!(p == ClipP::One) { all + shared[other] } else { larger(all, shared[other]) };
    }
    if comptime!(p == ClipP::Two) {
        let scale = clamp(all, SMALLEST, LARGEST);
        let mut squares = 0.0f32;
        let mut at = unit;
        while at < length {
            let part = values[first + at] / scale;
            squares += part * part;
            at += UNITS;
        }
        sync_cube();
        shared[unit] = squares;
        sync_cube();
        let mut sum = 0.0f32;
        for other in 0..UNITS {
            sum += shared[other];
        }
        all = sum.sqrt() * scale;
    }
    if unit == 0 {
        norms[CUBE_POS_X as usize] = all;
    }
}

/// The larger of the two; NaN where either is.
#[cube]
fn larger(a: f32, b: f32) -> f32 {
    select(a >= b || a.is_nan(), a, b)
}
