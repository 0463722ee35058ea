//! The forward pass: stem, hidden layers, head. One dispatch each, however many layers there are.

use cubecl::prelude::*;

use super::Quad;
use super::act::activate;
use super::norm::normalise;
use super::product::{multiply, registers};
use super::rows::read_rows;
use crate::experiment::Activation;
use crate::network::fused::tile::Tile;

/// The first layer: `z[0] = weight x + bias`.
///
/// `x` is `[rows, features]`, `weight` `[width, features]`, `z` `[layers, width, quads]`. An invocation a quad and unit.
#[cube(launch_unchecked)]
pub fn stem(
    x: &[f32],
    weight: &[f32],
    bias: &[f32],
    z: &mut [Quad],
    rows: usize,
    features: usize,
    quads: usize,
    #[comptime] width: usize,
) {
    if ABSOLUTE_POS >= quads * width {
        terminate!();
    }
    let quad = ABSOLUTE_POS % quads;
    let unit = ABSOLUTE_POS / quads;
    let mut sum = Quad::new(bias[unit]);
    for feature in 0..features {
        sum += read_rows(x, feature, quad, rows, features) * Quad::new(weight[unit * features + feature]);
    }
    z[ABSOLUTE_POS] = sum;
}

/// What a layer hands to the next for one quad of one unit: `dropout * act(norm(z))`.
///
/// `norms` is `[4, layers, width]`, where there are any; `dropout` is `[layers, rows, width]`.
#[cube]
pub fn output(
    z: Quad,
    norms: ComptimeOption<&[f32]>,
    dropout: ComptimeOption<&[f32]>,
    layer: usize,
    layers: usize,
    unit: usize,
    quad: usize,
    rows: usize,
    #[comptime] width: usize,
    #[comptime] kind: Activation,
) -> Quad {
    let y = normalised(z, norms, layer * width + unit, layers * width);
    let h = activate(y, kind);
    #[comptime]
    match dropout {
        ComptimeOption::Some(dropout) => h * read_rows(dropout, layer * rows * width + unit, quad, rows, width),
        ComptimeOption::None => h,
    }
}

/// `norm(z)`, or z where there are no norms. `at` is the unit among all `units` units of all layers.
#[cube]
pub fn normalised(z: Quad, norms: ComptimeOption<&[f32]>, at: usize, units: usize) -> Quad {
    #[comptime]
    match norms {
        ComptimeOption::Some(norms) => normalise(z, norms, at, units),
        ComptimeOption::None => z,
    }
}

/// The layers after the first: `z[l] = skip z[l-1] + branch (weight[l-1] output(z[l-1]) + bias[l-1])`.
///
/// Rows do not depend on each other here (norms have their statistics), so a workgroup takes its rows through all layers.
#[cube(launch_unchecked)]
pub fn layers<N: Size>(
    weight: &[Vector<f32, N>],
    bias: &[f32],
    norms: ComptimeOption<&[f32]>,
    dropout: ComptimeOption<&[f32]>,
    z: &mut [Quad],
    layers: usize,
    rows: usize,
    quads: usize,
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
        #[unroll]
        for q in 0..mine {
            current.index(comptime!(c * mine + q)).store(z[(column + c) * quads + clamp_max(start + q, quads - 1)]);
        }
    }
    for layer in 1..layers {
        #[unroll]
        for c in 0..columns {
            #[unroll]
            for q in 0..mine {
                h[(column + c) * height + at + q] = output(
                    current.index(comptime!(c * mine + q)).read(),
                    norms,
                    dropout,
                    layer - 1,
                    layers,
                    column + c,
                    start + q,
                    rows,
                    width,
                    kind,
                );
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
                current.index(comptime!(c * mine + q)).store(next);
                if start + q < quads {
                    z[(layer * width + column + c) * quads + start + q] = next;
                }
            }
        }
    }
}

/// The head: `logits = weight output(z[L]) + bias`, `[rows, classes]`. An invocation a quad.
#[cube(launch_unchecked)]
pub fn head(
    z: &[Quad],
    weight: &[f32],
    bias: &[f32],
    norms: ComptimeOption<&[f32]>,
    dropout: ComptimeOption<&[f32]>,
    logits: &mut [f32],
    layers: usize,
    rows: usize,
    quads: usize,
    #[comptime] width: usize,
    #[comptime] classes: usize,
    #[comptime] kind: Activation,
) {
    let quad = ABSOLUTE_POS;
    if quad >= quads {
        terminate!();
    }
    let sums = registers(classes);
    for unit in 0..width {
        let last = z[((layers - 1) * width + unit) * quads + quad];
        let h = output(last, norms, dropout, layers - 1, layers, unit, quad, rows, width, kind);
        #[unroll]
        for class in 0..classes {
            let sum = sums.index(class);
            sum.store(sum.read() + h * Quad::new(weight[class * width + unit]));
        }
    }
    #[unroll]
    for lane in 0..4usize {
        let row = quad * 4 + lane;
        if row < rows {
            #[unroll]
            for class in 0..classes {
                logits[row * classes + class] = sums.index(class).read().extract(lane) + bias[class];
            }
        }
    }
}
