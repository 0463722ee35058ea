//! The backward pass from the logits to the first layer, for networks whose rows do not depend on each other.

use cubecl::prelude::*;

use super::Quad;
use super::act::{activate, slope};
use super::product::{multiply_transposed, registers};
use super::rows::{read_present, read_rows};
use crate::experiment::Activation;
use crate::network::fused::tile::Tile;

/// The loss's slope by `output(z[L])` for one quad of one unit: `sum over classes of weight[class][unit] dlogits[class]`.
///
/// `dlogits` is `[rows, classes]`; rows that only fill the quad have none.
#[cube]
pub fn through_head(
    dlogits: &[f32],
    weight: &[f32],
    unit: usize,
    quad: usize,
    rows: usize,
    #[comptime] width: usize,
    #[comptime] classes: usize,
) -> Quad {
    let mut sum = Quad::new(0.0f32);
    for class in 0..classes {
        let four = read_present(dlogits, class, quad, rows, classes);
        sum += four * Quad::new(weight[class * width + unit]);
    }
    sum
}

/// `delta[L]` becomes the loss's slope by the last layer's output. An invocation a quad and unit.
#[cube(launch_unchecked)]
pub fn head(
    dlogits: &[f32],
    weight: &[f32],
    delta: &mut [Quad],
    layers: usize,
    rows: usize,
    quads: usize,
    #[comptime] width: usize,
    #[comptime] classes: usize,
) {
    if ABSOLUTE_POS >= width * quads {
        terminate!();
    }
    let d = through_head(dlogits, weight, ABSOLUTE_POS / quads, ABSOLUTE_POS % quads, rows, width, classes);
    delta[(layers - 1) * width * quads + ABSOLUTE_POS] = d;
}

/// The loss's slope by each z, `delta`, and what each layer handed on, `h`; both `[layers, width, quads]`.
#[cube(launch_unchecked)]
pub fn layers<N: Size>(
    dlogits: &[f32],
    head: &[f32],
    weight: &[Vector<f32, N>],
    dropout: ComptimeOption<&[f32]>,
    z: &[Quad],
    delta: &mut [Quad],
    h: &mut [Quad],
    layers: usize,
    rows: usize,
    quads: usize,
    skip: f32,
    branch: f32,
    #[comptime] tile: Tile,
    #[comptime] classes: usize,
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
    let above = registers(comptime!(tile.sums()));
    #[unroll]
    for c in 0..columns {
        #[unroll]
        for q in 0..mine {
            sums.index(comptime!(c * mine + q)).store(through_head(
                dlogits,
                head,
                column + c,
                start + q,
                rows,
                width,
                classes,
            ));
            above.index(comptime!(c * mine + q)).store(Quad::new(0.0f32));
        }
    }
    for step in 0..layers {
        let layer = layers - 1 - step;
        #[unroll]
        for c in 0..columns {
            #[unroll]
            for q in 0..mine {
                let quad = start + q;
                let place = (layer * width + column + c) * quads + clamp_max(quad, quads - 1);
                let value = z[place];
                let mut d = sums.index(comptime!(c * mine + q)).read() * slope(value, kind);
                let mut output = activate(value, kind);
                #[comptime]
                if let ComptimeOption::Some(dropout) = dropout {
                    let factor = read_rows(dropout, (layer * rows) * width + column + c, quad, rows, width);
                    d *= factor;
                    output *= factor;
                }
                if comptime!(residual) {
                    d += above.index(comptime!(c * mine + q)).read() * Quad::new(skip);
                    above.index(comptime!(c * mine + q)).store(d);
                }
                shared[(column + c) * height + at + q] = d * Quad::new(branch);
                if quad < quads {
                    delta[place] = d;
                    h[place] = output;
                }
            }
        }
        sync_cube();
        if layer > 0 {
            multiply_transposed::<N>(&shared, weight, &sums, (layer - 1) * matrix, column, at, tile);
        }
        sync_cube();
    }
}
