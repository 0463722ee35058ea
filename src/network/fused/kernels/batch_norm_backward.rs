//! The backward pass of networks whose norms take the batch's statistics: a dispatch a layer.
//!
//! With g the loss's slope by a norm's output and x the standardised z, the slope by z is
//! `scale / deviation (g - mean(g) - x mean(g x))` (Ioffe & Szegedy 2015). Both means need every row: each workgroup
//! leaves the sums over its own rows, and the next dispatch puts them together. The same sums are the gradients of the
//! norm's shift and scale.

use cubecl::prelude::*;

use super::activation::{activate, slope};
use super::join::Join;
use super::normalise::{inverse_deviation, normalise, standardise};
use super::place::Place;
use super::product::{multiply_transposed, registers};
use super::rows::{present, read_rows, sum_of};
use super::{Quad, Sizes};
use crate::experiment::Activation;
use crate::network::fused::tile::Tile;

/// Takes the loss's slope by a layer's output, in `sums`, through dropout, activation and norm's scale: `delta[layer]`
/// becomes the slope by the norm's output, `h[layer]` what the layer handed on, and `slopes` the sums over these rows.
#[cube]
fn descend(
    sums: &Sequence<RuntimeCell<Quad>>,
    norms: &[f32],
    dropout: ComptimeOption<&[f32]>,
    z: &[Quad],
    delta: &mut [Quad],
    h: &mut [Quad],
    slopes: &mut [f32],
    shared: &mut Shared<[Quad]>,
    layer: usize,
    place: &Place,
    sizes: &Sizes,
    #[comptime] tile: Tile,
    #[comptime] activation: Activation,
) {
    let width = comptime!(tile.width);
    let across = comptime!(tile.across());
    let (rows, cubes) = (sizes.rows, sizes.cubes);
    let units = sizes.layers * width;
    #[unroll]
    for c in 0..comptime!(tile.columns) {
        let here = layer * width + place.column + c;
        let (mean, variance) = (norms[here], norms[units + here]);
        let mut sum = Quad::new(0.0f32);
        let mut sum_of_products = Quad::new(0.0f32);
        #[unroll]
        for q in 0..comptime!(tile.quads) {
            let quad = place.start + q;
            let at = place.global(c, q, layer, sizes.quads, tile);
            let value = z[at];
            let y = normalise(value, norms, here, units);
            let mut g = sums.index(comptime!(tile.sum(c, q))).read() * slope(y, activation) * present(quad, rows);
            let mut output = activate(y, activation);
            #[comptime]
            if let ComptimeOption::Some(dropout) = dropout {
                let factor = read_rows(dropout, layer * rows * width + place.column + c, quad, rows, width);
                g *= factor;
                output *= factor;
            }
            sum += g;
            sum_of_products += g * standardise(value, mean, variance);
            if quad < sizes.quads {
                delta[at] = g;
                h[at] = output;
            }
        }
        let mut both = Quad::new(sum_of(sum));
        both.insert(1usize, sum_of(sum_of_products));
        shared[(place.column + c) * across + place.along] = both;
    }
    sync_cube();
    if place.along == 0 {
        #[unroll]
        for c in 0..comptime!(tile.columns) {
            let mut both = Quad::new(0.0f32);
            #[unroll]
            for other in 0..across {
                both += shared[(place.column + c) * across + other];
            }
            let first = layer * 2 * cubes * width + place.column + c;
            slopes[first + CUBE_POS_X as usize * width] = both.extract(0usize);
            slopes[first + (cubes + CUBE_POS_X as usize) * width] = both.extract(1usize);
        }
    }
}

/// The sums over all rows of g and of g x for one unit; `slopes` is `[layers, 2, cubes, width]`.
#[cube]
fn gather(slopes: &[f32], layer: usize, column: usize, cubes: usize, #[comptime] width: usize) -> (f32, f32) {
    let first = layer * 2 * cubes * width + column;
    let mut sum = 0.0f32;
    let mut sum_of_products = 0.0f32;
    for cube in 0..cubes {
        sum += slopes[first + cube * width];
        sum_of_products += slopes[first + (cubes + cube) * width];
    }
    (sum, sum_of_products)
}

/// The loss's slope by one quad of z, given g there.
#[cube]
fn through_norm(
    g: Quad,
    z: Quad,
    sums: (f32, f32),
    norms: &[f32],
    here: usize,
    sizes: &Sizes,
    #[comptime] width: usize,
) -> Quad {
    let units = sizes.layers * width;
    let share = 1.0f32 / f32::cast_from(sizes.rows as u32);
    let (mean, variance) = (norms[here], norms[units + here]);
    let x = standardise(z, mean, variance);
    let centred = g - Quad::new(sums.0 * share) - x * Quad::new(sums.1 * share);
    centred * Quad::new(norms[2 * units + here] * inverse_deviation(variance))
}

/// The slope by the next layer's z for the quad at `at` of layer `layer`; 0 where nothing is carried over to it.
#[cube]
#[allow(clippy::collapsible_if, reason = "the outer one is decided while the kernel is compiled")]
fn above(delta: &[Quad], at: usize, layer: usize, sizes: &Sizes, join: &Join, #[comptime] width: usize) -> Quad {
    let mut slope = Quad::new(0.0f32);
    if comptime!(join.residual) {
        if layer + 1 < sizes.layers {
            slope = delta[at + width * sizes.quads];
        }
    }
    slope
}

/// The last hidden layer: `delta[L]` is the loss's slope by its output, and becomes that by its norm's output.
#[cube(launch_unchecked)]
pub fn last(
    norms: &[f32],
    dropout: ComptimeOption<&[f32]>,
    z: &[Quad],
    delta: &mut [Quad],
    h: &mut [Quad],
    slopes: &mut [f32],
    sizes: Sizes,
    #[comptime] tile: Tile,
    #[comptime] activation: Activation,
) {
    let place = Place::new(tile);
    let mut shared = Shared::<[Quad]>::new_slice(comptime!(tile.shared()));
    let sums = registers(comptime!(tile.sums()));
    #[unroll]
    for c in 0..comptime!(tile.columns) {
        #[unroll]
        for q in 0..comptime!(tile.quads) {
            let at = place.global(c, q, sizes.layers - 1, sizes.quads, tile);
            sums.index(comptime!(tile.sum(c, q))).store(delta[at]);
        }
    }
    descend(
        &sums,
        norms,
        dropout,
        z,
        delta,
        h,
        slopes,
        &mut shared,
        sizes.layers - 1,
        &place,
        &sizes,
        tile,
        activation,
    );
}

/// One layer: makes `delta[layer]` the slope by z, and takes it to the layer below.
#[cube(launch_unchecked)]
pub fn layer<N: Size>(
    weight: &[Vector<f32, N>],
    norms: &[f32],
    dropout: ComptimeOption<&[f32]>,
    z: &[Quad],
    delta: &mut [Quad],
    h: &mut [Quad],
    slopes: &mut [f32],
    layer: usize,
    sizes: Sizes,
    join: Join,
    #[comptime] tile: Tile,
    #[comptime] activation: Activation,
) {
    let width = comptime!(tile.width);
    let place = Place::new(tile);
    let mut shared = Shared::<[Quad]>::new_slice(comptime!(tile.shared()));
    let sums = registers(comptime!(tile.sums()));
    #[unroll]
    for c in 0..comptime!(tile.columns) {
        let here = layer * width + place.column + c;
        let totals = gather(&*slopes, layer, place.column + c, sizes.cubes, width);
        #[unroll]
        for q in 0..comptime!(tile.quads) {
            let quad = place.start + q;
            let at = place.global(c, q, layer, sizes.quads, tile);
            let through =
                through_norm(delta[at], z[at], totals, norms, here, &sizes, width) * present(quad, sizes.rows);
            let d = join.backward(through, above(&*delta, at, layer, &sizes, &join, width));
            shared[place.shared(c, q, tile)] = d * Quad::new(join.branch);
            if quad < sizes.quads {
                delta[at] = d;
            }
        }
    }
    sync_cube();
    multiply_transposed::<N>(&shared, weight, &sums, layer - 1, &place, tile);
    sync_cube();
    descend(&sums, norms, dropout, z, delta, h, slopes, &mut shared, layer - 1, &place, &sizes, tile, activation);
}

/// The first layer's slope by z. An invocation a quad and unit.
#[cube(launch_unchecked)]
pub fn first(
    norms: &[f32],
    slopes: &[f32],
    z: &[Quad],
    delta: &mut [Quad],
    sizes: Sizes,
    join: Join,
    #[comptime] width: usize,
) {
    let quads = sizes.quads;
    if ABSOLUTE_POS >= width * quads {
        terminate!();
    }
    let quad = ABSOLUTE_POS % quads;
    let unit = ABSOLUTE_POS / quads;
    let totals = gather(slopes, 0usize, unit, sizes.cubes, width);
    let through = through_norm(delta[ABSOLUTE_POS], z[ABSOLUTE_POS], totals, norms, unit, &sizes, width);
    let above = above(&*delta, ABSOLUTE_POS, 0usize, &sizes, &join, width);
    delta[ABSOLUTE_POS] = join.backward(through * present(quad, sizes.rows), above);
}

/// The gradients of the norms' scales and shifts, `[layers, width]` each. An invocation a unit.
#[cube(launch_unchecked)]
pub fn gradients(slopes: &[f32], d_scale: &mut [f32], d_shift: &mut [f32], sizes: Sizes, #[comptime] width: usize) {
    if ABSOLUTE_POS >= sizes.layers * width {
        terminate!();
    }
    let totals = gather(slopes, ABSOLUTE_POS / width, ABSOLUTE_POS % width, sizes.cubes, width);
    d_shift[ABSOLUTE_POS] = totals.0;
    d_scale[ABSOLUTE_POS] = totals.1;
}
