//! The forward pass: stem, hidden layers, head. One dispatch each, however many layers there are.

use cubecl::prelude::*;

use super::activation::activate;
use super::join::Join;
use super::normalise::normalise;
use super::place::Place;
use super::product::{multiply, registers};
use super::rows::read_rows;
use super::{Quad, Sizes};
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
    sizes: Sizes,
    features: usize,
    #[comptime] width: usize,
) {
    if ABSOLUTE_POS >= sizes.quads * width {
        terminate!();
    }
    let quad = ABSOLUTE_POS % sizes.quads;
    let unit = ABSOLUTE_POS / sizes.quads;
    let mut sum = Quad::new(bias[unit]);
    for feature in 0..features {
        sum += read_rows(x, feature, quad, sizes.rows, features) * Quad::new(weight[unit * features + feature]);
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
    unit: usize,
    quad: usize,
    sizes: &Sizes,
    #[comptime] width: usize,
    #[comptime] activation: Activation,
) -> Quad {
    let y = normalised(z, norms, layer * width + unit, sizes.layers * width);
    let h = activate(y, activation);
    #[comptime]
    match dropout {
        ComptimeOption::Some(dropout) => {
            h * read_rows(dropout, layer * sizes.rows * width + unit, quad, sizes.rows, width)
        }
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
    sizes: Sizes,
    join: Join,
    #[comptime] tile: Tile,
    #[comptime] activation: Activation,
) {
    let place = Place::new(tile);

    let mut h = Shared::<[Quad]>::new_slice(comptime!(tile.shared()));
    let sums = registers(comptime!(tile.sums()));
    let current = registers(comptime!(tile.sums()));
    #[unroll]
    for c in 0..comptime!(tile.columns) {
        #[unroll]
        for q in 0..comptime!(tile.quads) {
            current.index(comptime!(tile.sum(c, q))).store(z[place.global(c, q, 0usize, sizes.quads, tile)]);
        }
    }
    for layer in 1..sizes.layers {
        #[unroll]
        for c in 0..comptime!(tile.columns) {
            #[unroll]
            for q in 0..comptime!(tile.quads) {
                h[place.shared(c, q, tile)] = output(
                    current.index(comptime!(tile.sum(c, q))).read(),
                    norms,
                    dropout,
                    layer - 1,
                    place.column + c,
                    place.start + q,
                    &sizes,
                    comptime!(tile.width),
                    activation,
                );
            }
        }
        sync_cube();
        multiply::<N>(&h, weight, &sums, layer - 1, &place, tile);
        sync_cube();
        #[unroll]
        for c in 0..comptime!(tile.columns) {
            let shift = Quad::new(bias[(layer - 1) * comptime!(tile.width) + place.column + c]);
            #[unroll]
            for q in 0..comptime!(tile.quads) {
                let affine = sums.index(comptime!(tile.sum(c, q))).read() + shift;
                let current = current.index(comptime!(tile.sum(c, q)));
                let next = join.forward(affine, current.read());
                current.store(next);
                if place.start + q < sizes.quads {
                    z[place.global(c, q, layer, sizes.quads, tile)] = next;
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
    sizes: Sizes,
    #[comptime] width: usize,
    #[comptime] classes: usize,
    #[comptime] activation: Activation,
) {
    let quad = ABSOLUTE_POS;
    if quad >= sizes.quads {
        terminate!();
    }
    let sums = registers(classes);
    for unit in 0..width {
        let last = sizes.layers - 1;
        let z = z[(last * width + unit) * sizes.quads + quad];
        let h = output(z, norms, dropout, last, unit, quad, &sizes, width, activation);
        #[unroll]
        for class in 0..classes {
            let sum = sums.index(class);
            sum.store(sum.read() + h * Quad::new(weight[class * width + unit]));
        }
    }
    #[unroll]
    for lane in 0..4usize {
        let row = quad * 4 + lane;
        if row < sizes.rows {
            #[unroll]
            for class in 0..classes {
                logits[row * classes + class] = sums.index(class).read().extract(lane) + bias[class];
            }
        }
    }
}
