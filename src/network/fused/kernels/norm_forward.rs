//! The forward pass of networks whose norms take the batch's statistics: a dispatch a layer.
//!
//! A norm needs every row, so workgroups must meet between layers: each leaves the sum and the squared deviations of its
//! own rows, and the next dispatch puts them together.

use cubecl::prelude::*;

use super::Quad;
use super::act::activate;
use super::norm::standardise;
use super::product::{multiply, registers};
use super::rows::{present, read_rows, sum_of};
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
    rows: usize,
    cubes: usize,
    #[comptime] width: usize,
    #[comptime] height: usize,
) -> (f32, f32) {
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
    rows: usize,
    cubes: usize,
    #[comptime] width: usize,
    #[comptime] height: usize,
) {
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
pub fn first(
    z: &[Quad],
    moments: &mut [f32],
    rows: usize,
    quads: usize,
    cubes: usize,
    #[comptime] width: usize,
    #[comptime] height: usize,
) {
    let mut shared = Shared::<[Quad]>::new_slice(comptime!(width * height));
    let column = UNIT_POS as usize;
    for quad in 0..height {
        let at = clamp_max(CUBE_POS_X as usize * height + quad, quads - 1);
        shared[column * height + quad] = z[column * quads + at];
    }
    leave_moments(&shared, moments, 0usize, column, rows, cubes, width, height);
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
    layers: usize,
    rows: usize,
    quads: usize,
    cubes: usize,
    skip: f32,
    branch: f32,
    #[comptime] tile: Tile,
    #[comptime] kind: Activation,
    #[comptime] residual: bool,
) {
    let width = comptime!(tile.width);
    let columns = comptime!(tile.columns);
    let mine = comptime!(tile.quads);
    let height = comptime!(tile.height);
    let across = comptime!(tile.across());
    let matrix = comptime!(tile.width * tile.width / tile.vector);
    let unit = UNIT_POS as usize;
    let at = (unit % across) * mine;
    let column = (unit / across) * columns;
    let start = CUBE_POS_X as usize * height + at;

    let mut h = Shared::<[Quad]>::new_slice(comptime!(tile.shared()));
    let sums = registers(comptime!(tile.sums()));
    let current = registers(comptime!(tile.sums()));
    #[unroll]
    for c in 0..columns {
        let below = (layer - 1) * width + column + c;
        let (mean, variance) = combine(&*moments, layer - 1, column + c, rows, cubes, width, height);
        let (scale, shift) = (parameters[below], parameters[layers * width + below]);
        if CUBE_POS_X == 0 && at == 0 {
            keep(norms, below, layers * width, mean, variance, scale, shift);
        }
        #[unroll]
        for q in 0..mine {
            let value = z[below * quads + clamp_max(start + q, quads - 1)];
            current.index(comptime!(c * mine + q)).store(value);
            let y = standardise(value, mean, variance) * Quad::new(scale) + Quad::new(shift);
            let mut output = activate(y, kind);
            #[comptime]
            if let ComptimeOption::Some(dropout) = dropout {
                output *= read_rows(dropout, (layer - 1) * rows * width + column + c, start + q, rows, width);
            }
            h[(column + c) * height + at + q] = output;
        }
    }
    sync_cube();
    multiply::<N>(&h, weight, &sums, (layer - 1) * matrix, column, at, tile);
    sync_cube();
    #[unroll]
    for c in 0..columns {
        let shift = Quad::new(bias[(layer - 1) * width + column + c]);
        #[unroll]
        for q in 0..mine {
            let mut next = (sums.index(comptime!(c * mine + q)).read() + shift) * Quad::new(branch);
            if comptime!(residual) {
                next += current.index(comptime!(c * mine + q)).read() * Quad::new(skip);
            }
            h[(column + c) * height + at + q] = next;
            if start + q < quads {
                z[(layer * width + column + c) * quads + start + q] = next;
            }
        }
    }
    sync_cube();
    if at == 0 {
        #[unroll]
        for c in 0..columns {
            leave_moments(&h, moments, layer, column + c, rows, cubes, width, height);
        }
    }
}

/// The norms' numbers of the last layer: an invocation a unit.
#[cube(launch_unchecked)]
pub fn last(
    moments: &[f32],
    parameters: &[f32],
    norms: &mut [f32],
    layers: usize,
    rows: usize,
    cubes: usize,
    #[comptime] width: usize,
    #[comptime] height: usize,
) {
    if ABSOLUTE_POS >= width {
        terminate!();
    }
    let (mean, variance) = combine(moments, layers - 1, ABSOLUTE_POS, rows, cubes, width, height);
    let unit = (layers - 1) * width + ABSOLUTE_POS;
    let (scale, shift) = (parameters[unit], parameters[layers * width + unit]);
    keep(norms, unit, layers * width, mean, variance, scale, shift);
}
