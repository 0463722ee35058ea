//! The forward pass of networks whose norms take the batch's statistics: a dispatch a layer.
//!
//! A norm needs every row, so workgroups must meet between layers: each leaves the sum and the squared deviations of its
//! own rows, and the next dispatch puts them together.

use cubecl::prelude::*;

use super::activation::activate;
use super::join::Join;
use super::normalise::standardise;
use super::place::Place;
use super::product::{multiply, registers};
use super::rows::{present, read_rows, sum_of};
use super::{Quad, Sizes};
use crate::experiment::Activation;
use crate::network::fused::tile::Tile;

/// Mean and biased variance of unit `unit` (layer times width plus column) over the batch.
///
/// `moments` is `[layers, 2, cubes, width]`: means, then sums of squared deviations from them, of `height` quads a cube.
#[cube]
pub fn combine(
    moments: &[f32],
    layer: usize,
    column: usize,
    sizes: &Sizes,
    #[comptime] width: usize,
    #[comptime] height: usize,
) -> (f32, f32) {
    let (rows, cubes) = (sizes.rows, sizes.cubes);
    let first = layer * 2 * cubes * width + column;
    let mut mean = 0.0f32;
    for cube in 0..cubes {
        mean += moments[first + cube * width] * count(cube, rows, height);
    }
    mean /= f32::cast_from(rows as u32);
    let mut squares = 0.0f32;
    for cube in 0..cubes {
        let apart = moments[first + cube * width] - mean;
        squares += moments[first + (cubes + cube) * width] + apart * apart * count(cube, rows, height);
    }
    (mean, squares / f32::cast_from(rows as u32))
}

/// Rows of the batch in a cube.
#[cube]
fn count(cube: usize, rows: usize, #[comptime] height: usize) -> f32 {
    let start = cube * height * 4;
    f32::cast_from(clamp_max(rows - start, height * 4) as u32)
}

/// Leaves mean and squared deviations of one column's `height` quads, in shared memory from `first` on.
#[cube]
pub fn leave_moments(
    column_of_shared: &Shared<[Quad]>,
    moments: &mut [f32],
    layer: usize,
    column: usize,
    sizes: &Sizes,
    #[comptime] width: usize,
    #[comptime] height: usize,
) {
    let (rows, cubes) = (sizes.rows, sizes.cubes);
    let cube = CUBE_POS_X as usize;
    let here = count(cube, rows, height);
    let mut sum = Quad::new(0.0f32);
    for quad in 0..height {
        sum += column_of_shared[column * height + quad] * present(cube * height + quad, rows);
    }
    let mean = sum_of(sum) / here;
    let mut squares = Quad::new(0.0f32);
    for quad in 0..height {
        let apart = column_of_shared[column * height + quad] - Quad::new(mean);
        squares += apart * apart * present(cube * height + quad, rows);
    }
    let first = layer * 2 * cubes * width + column;
    moments[first + cube * width] = mean;
    moments[first + (cubes + cube) * width] = sum_of(squares);
}

/// The moments of the first layer: a cube as the layers' own, an invocation a unit.
#[cube(launch_unchecked)]
pub fn first(z: &[Quad], moments: &mut [f32], sizes: Sizes, #[comptime] width: usize, #[comptime] height: usize) {
    let quads = sizes.quads;
    let mut shared = Shared::<[Quad]>::new_slice(comptime!(width * height));
    let column = UNIT_POS as usize;
    for quad in 0..height {
        let at = clamp_max(CUBE_POS_X as usize * height + quad, quads - 1);
        shared[column * height + quad] = z[column * quads + at];
    }
    leave_moments(&shared, moments, 0usize, column, &sizes, width, height);
}

/// Keeps the numbers of the norm of unit `unit`, of `units` in all layers together.
#[cube]
fn keep(norms: &mut [f32], unit: usize, units: usize, mean: f32, variance: f32, scale: f32, shift: f32) {
    norms[unit] = mean;
    norms[units + unit] = variance;
    norms[2 * units + unit] = scale;
    norms[3 * units + unit] = shift;
}

/// One layer: `z[layer] = skip z[layer-1] + branch (weight[layer-1] output(z[layer-1]) + bias[layer-1])`, its moments, and
/// the norms' numbers of the layer before; `parameters` is scales, then shifts, `[2, layers, width]`.
#[cube(launch_unchecked)]
pub fn layer<N: Size>(
    weight: &[Vector<f32, N>],
    bias: &[f32],
    parameters: &[f32],
    dropout: ComptimeOption<&[f32]>,
    z: &mut [Quad],
    moments: &mut [f32],
    norms: &mut [f32],
    layer: usize,
    sizes: Sizes,
    join: Join,
    #[comptime] tile: Tile,
    #[comptime] activation: Activation,
) {
    let width = comptime!(tile.width);
    let height = comptime!(tile.height);
    let units = sizes.layers * width;
    let place = Place::new(tile);

    let mut h = Shared::<[Quad]>::new_slice(comptime!(tile.shared()));
    let sums = registers(comptime!(tile.sums()));
    let current = registers(comptime!(tile.sums()));
    #[unroll]
    for c in 0..comptime!(tile.columns) {
        let below = (layer - 1) * width + place.column + c;
        let (mean, variance) = combine(&*moments, layer - 1, place.column + c, &sizes, width, height);
        let (scale, shift) = (parameters[below], parameters[units + below]);
        if CUBE_POS_X == 0 && place.at == 0 {
            keep(norms, below, units, mean, variance, scale, shift);
        }
        #[unroll]
        for q in 0..comptime!(tile.quads) {
            let value = z[place.global(c, q, layer - 1, sizes.quads, tile)];
            current.index(comptime!(tile.sum(c, q))).store(value);
            let y = standardise(value, mean, variance) * Quad::new(scale) + Quad::new(shift);
            let mut output = activate(y, activation);
            #[comptime]
            if let ComptimeOption::Some(dropout) = dropout {
                let first = (layer - 1) * sizes.rows * width + place.column + c;
                output *= read_rows(dropout, first, place.start + q, sizes.rows, width);
            }
            h[place.shared(c, q, tile)] = output;
        }
    }
    sync_cube();
    multiply::<N>(&h, weight, &sums, layer - 1, &place, tile);
    sync_cube();
    #[unroll]
    for c in 0..comptime!(tile.columns) {
        let shift = Quad::new(bias[(layer - 1) * width + place.column + c]);
        #[unroll]
        for q in 0..comptime!(tile.quads) {
            let affine = sums.index(comptime!(tile.sum(c, q))).read() + shift;
            let next = join.forward(affine, current.index(comptime!(tile.sum(c, q))).read());
            h[place.shared(c, q, tile)] = next;
            if place.start + q < sizes.quads {
                z[place.global(c, q, layer, sizes.quads, tile)] = next;
            }
        }
    }
    sync_cube();
    if place.at == 0 {
        #[unroll]
        for c in 0..comptime!(tile.columns) {
            leave_moments(&h, moments, layer, place.column + c, &sizes, width, height);
        }
    }
}

/// The norms' numbers of the last layer: an invocation a unit.
#[cube(launch_unchecked)]
pub fn last(
    moments: &[f32],
    parameters: &[f32],
    norms: &mut [f32],
    sizes: Sizes,
    #[comptime] width: usize,
    #[comptime] height: usize,
) {
    if ABSOLUTE_POS >= width {
        terminate!();
    }
    let layers = sizes.layers;
    let (mean, variance) = combine(moments, layers - 1, ABSOLUTE_POS, &sizes, width, height);
    let unit = (layers - 1) * width + ABSOLUTE_POS;
    let (scale, shift) = (parameters[unit], parameters[layers * width + unit]);
    keep(norms, unit, layers * width, mean, variance, scale, shift);
}
