//! Norms of stacked tensors, a layer a workgroup: neither overflowing nor vanishing, as [`crate::training`] measures.

use cubecl::prelude::*;

use super::Quad;
use crate::experiment::ClipP;

/// Invocations of a workgroup, a square number.
pub const UNITS: usize = 64;
const ROOT: usize = UNITS.isqrt();

/// 2^80 and 2^-80: what squares are taken of is raised or lowered by it where float32 could not hold them, such as that
/// of a gradient of 1e-25.
const RAISE: f32 = 1.208_925_8e24;
const LOWER: f32 = 8.271_806e-25;
/// Within these bounds a sum of squares is right as it is.
const SMALLEST: f32 = 1e-20;
const LARGEST: f32 = 1e30;

/// The p-norm of each layer's entries, `length` vectors of `vector` entries.
#[cube(launch_unchecked)]
pub fn by_layer<N: Size>(
    values: &[Vector<f32, N>],
    norms: &mut [f32],
    length: usize,
    #[comptime] vector: usize,
    #[comptime] p: ClipP,
) {
    let mut shared = Shared::<[Quad]>::new_slice(UNITS);
    let unit = UNIT_POS as usize;
    let first = CUBE_POS_X as usize * length;
    let mut own = Quad::new(0.0f32);
    let mut at = unit;
    while at < length {
        let values = values[first + at];
        #[unroll]
        for k in 0..vector {
            own = join(own, measures(values.extract(k), p), p);
        }
        at += UNITS;
    }
    shared[unit] = own;
    sync_cube();
    // A few join a few each, and one joins theirs.
    if unit < ROOT {
        let mut some = Quad::new(0.0f32);
        for other in 0..ROOT {
            some = join(some, shared[unit * ROOT + other], p);
        }
        own = some;
    }
    sync_cube();
    if unit < ROOT {
        shared[unit] = own;
    }
    sync_cube();
    if unit == 0 {
        let mut all = Quad::new(0.0f32);
        for other in 0..ROOT {
            all = join(all, shared[other], p);
        }
        norms[CUBE_POS_X as usize] = norm_of(all, p);
    }
}

/// What an entry adds to the norm. For the 2-norm its square, as it is, raised and lowered.
#[cube]
fn measures(value: f32, #[comptime] p: ClipP) -> Quad {
    let size = value.abs();
    if comptime!(p == ClipP::Two) {
        let mut sizes = Quad::new(size);
        sizes.insert(1usize, size * RAISE);
        sizes.insert(2usize, size * LOWER);
        sizes * sizes
    } else {
        Quad::new(size)
    }
}

#[cube]
fn join(a: Quad, b: Quad, #[comptime] p: ClipP) -> Quad {
    if comptime!(p == ClipP::Infinity) { Quad::new(larger(a.extract(0usize), b.extract(0usize))) } else { a + b }
}

#[cube]
fn norm_of(sums: Quad, #[comptime] p: ClipP) -> f32 {
    let plain = sums.extract(0usize);
    if comptime!(p == ClipP::Two) {
        let small = select(plain < SMALLEST, sums.extract(1usize).sqrt() * LOWER, plain.sqrt());
        // What is not a number is not within the bound either.
        select(plain <= LARGEST, small, sums.extract(2usize).sqrt() * RAISE)
    } else {
        plain
    }
}

/// The larger of two sizes; NaN where either is. By their bits, which are in the same order, with NaN above all: drivers may
/// compile as if there were none.
#[cube]
fn larger(a: f32, b: f32) -> f32 {
    f32::reinterpret(u32::reinterpret(a).max(u32::reinterpret(b)))
}
