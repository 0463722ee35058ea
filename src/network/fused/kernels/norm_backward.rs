//! The backward pass of networks whose norms take the batch's statistics: a dispatch a layer.
//!
//! With g the loss's slope by a norm's output and x the standardised z, the slope by z is
//! `scale / deviation (g - mean(g) - x mean(g x))` (Ioffe & Szegedy 2015). Both means need every row: each workgroup
//! leaves the sums over its own rows, and the next dispatch puts them together. The same sums are the gradients of the
//! norm's shift and scale.

use cubecl::prelude::*;

use super::Quad;
use super::act::{activate, slope};
use super::norm::{inverse_deviation, normalise, standardise};
use super::product::{multiply_transposed, registers};
use super::rows::{present, read_rows, sum_of};
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
    layers: usize,
    rows: usize,
    quads: usize,
    cubes: usize,
    #[comptime] tile: Tile,
    #[comptime] kind: Activation,
) {
    let width = comptime!(tile.width);
    let columns = comptime!(tile.columns);
    let mine = comptime!(tile.quads);
    let height = comptime!(tile.height);
    let across = comptime!(tile.across());
    let unit = UNIT_POS as usize;
    let along = unit % across;
    let column = (unit / across) * columns;
    let start = CUBE_POS_X as usize * height + along * mine;
    #[unroll]
    for c in 0..columns {
        let here = layer * width + column + c;
        let (mean, variance) = (norms[here], norms[layers * width + here]);
        let mut sum = Quad::new(0.0f32);
        let mut sum_of_products = Quad::new(0.0f32);
        #[unroll]
        for q in 0..mine {
            let quad = start + q;
            let place = here * quads + clamp_max(quad, quads - 1);
            let value = z[place];
            let y = normalise(value, norms, here, layers * width);
            let mut g = sums.index(comptime!(c * mine + q)).read() * slope(y, kind) * present(quad, rows);
            let mut output = activate(y, kind);
            #[comptime]
            if let ComptimeOption::Some(dropout) = dropout {
                let factor = read_rows(dropout, layer * rows * width + column + c, quad, rows, width);
                g *= factor;
                output *= factor;
            }
            sum += g;
            sum_of_products += g * standardise(value, mean, variance);
            if quad < quads {
                delta[place] = g;
                h[place] = output;
            }
        }
        let mut both = Quad::new(sum_of(sum));
        both.insert(1usize, sum_of(sum_of_products));
        shared[(column + c) * across + along] = both;
    }
    sync_cube();
    if along == 0 {
        #[unroll]
        for c in 0..columns {
            let mut both = Quad::new(0.0f32);
            #[unroll]
            for other in 0..across {
                both += shared[(column + c) * across + other];
            }
            let first = layer * 2 * cubes * width + column + c;
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
fn through_norm(g: Quad, z: Quad, sums: (f32, f32), norms: &[f32], here: usize, units: usize, rows: usize) -> Quad {
    let share = 1.0f32 / f32::cast_from(rows as u32);
    let (mean, variance) = (norms[here], norms[units + here]);
    let x = standardise(z, mean, variance);
    let centred = g - Quad::new(sums.0 * share) - x * Quad::new(sums.1 * share);
    centred * Quad::new(norms[2 * units + here] * inverse_deviation(variance))
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
    layers: usize,
    rows: usize,
    quads: usize,
    cubes: usize,
    #[comptime] tile: Tile,
    #[comptime] kind: Activation,
) {
    let width = comptime!(tile.width);
    let columns = comptime!(tile.columns);
    let mine = comptime!(tile.quads);
    let across = comptime!(tile.across());
    let unit = UNIT_POS as usize;
    let column = (unit / across) * columns;
    let start = CUBE_POS_X as usize * comptime!(tile.height) + (unit % across) * mine;
    let mut shared = Shared::<[Quad]>::new_slice(comptime!(tile.shared()));
    let sums = registers(comptime!(tile.sums()));
    #[unroll]
    for c in 0..columns {
        #[unroll]
        for q in 0..mine {
            let at = clamp_max(start + q, quads - 1);
            sums.index(comptime!(c * mine + q)).store(delta[((layers - 1) * width + column + c) * quads + at]);
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
        layers - 1,
        layers,
        rows,
        quads,
        cubes,
        tile,
        kind,
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
    let mut shared = Shared::<[Quad]>::new_slice(comptime!(tile.shared()));
    let sums = registers(comptime!(tile.sums()));
    #[unroll]
    for c in 0..columns {
        let here = layer * width + column + c;
        let totals = gather(&*slopes, layer, column + c, cubes, width);
        #[unroll]
        for q in 0..mine {
            let quad = start + q;
            let place = here * quads + clamp_max(quad, quads - 1);
            let through = through_norm(delta[place], z[place], totals, norms, here, layers * width, rows);
            let mut d = through * present(quad, rows);
            if comptime!(residual) && layer + 1 < layers {
                d += delta[place + width * quads] * Quad::new(skip);
            }
            shared[(column + c) * height + at + q] = d * Quad::new(branch);
            if quad < quads {
                delta[place] = d;
            }
        }
    }
    sync_cube();
    multiply_transposed::<N>(&shared, weight, &sums, (layer - 1) * matrix, column, at, tile);
    sync_cube();
    descend(&sums, norms, dropout, z, delta, h, slopes, &mut shared, layer - 1, layers, rows, quads, cubes, tile, kind);
}

/// The first layer's slope by z. An invocation a quad and unit.
#[cube(launch_unchecked)]
pub fn first(
    norms: &[f32],
    slopes: &[f32],
    z: &[Quad],
    delta: &mut [Quad],
    layers: usize,
    rows: usize,
    quads: usize,
    cubes: usize,
    skip: f32,
    #[comptime] width: usize,
    #[comptime] residual: bool,
) {
    if ABSOLUTE_POS >= width * quads {
        terminate!();
    }
    let quad = ABSOLUTE_POS % quads;
    let unit = ABSOLUTE_POS / quads;
    let totals = gather(slopes, 0usize, unit, cubes, width);
    let g = delta[ABSOLUTE_POS];
    let through = through_norm(g, z[ABSOLUTE_POS], totals, norms, unit, layers * width, rows);
    let mut d = through * present(quad, rows);
    if comptime!(residual) {
        d += delta[ABSOLUTE_POS + width * quads] * Quad::new(skip);
    }
    delta[ABSOLUTE_POS] = d;
}

/// The gradients of the norms' scales and shifts, `[layers, width]` each. An invocation a unit.
#[cube(launch_unchecked)]
pub fn gradients(
    slopes: &[f32],
    d_scale: &mut [f32],
    d_shift: &mut [f32],
    layers: usize,
    cubes: usize,
    #[comptime] width: usize,
) {
    if ABSOLUTE_POS >= layers * width {
        terminate!();
    }
    let totals = gather(slopes, ABSOLUTE_POS / width, ABSOLUTE_POS % width, cubes, width);
    d_shift[ABSOLUTE_POS] = totals.0;
    d_scale[ABSOLUTE_POS] = totals.1;
}
