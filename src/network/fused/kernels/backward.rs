//! The backward pass from the logits to the first layer, for networks whose rows do not depend on each other.

use cubecl::prelude::*;

use super::activation::{activate, slope};
use super::join::Join;
use super::place::Place;
use super::product::{multiply_transposed, registers};
use super::rows::{read_present, read_rows};
use super::{Quad, Sizes};
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
    sizes: Sizes,
    #[comptime] width: usize,
    #[comptime] classes: usize,
) {
    let quads = sizes.quads;
    if ABSOLUTE_POS >= width * quads {
        terminate!();
    }
    let d = through_head(dlogits, weight, ABSOLUTE_POS / quads, ABSOLUTE_POS % quads, sizes.rows, width, classes);
    delta[(sizes.layers - 1) * width * quads + ABSOLUTE_POS] = d;
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
    sizes: Sizes,
    join: Join,
    #[comptime] tile: Tile,
    #[comptime] classes: usize,
    #[comptime] activation: Activation,
) {
    let place = Place::new(tile);

    let mut shared = Shared::<[Quad]>::new_slice(comptime!(tile.shared()));
    let sums = registers(comptime!(tile.sums()));
    let above = registers(comptime!(tile.sums()));
    #[unroll]
    for c in 0..comptime!(tile.columns) {
        #[unroll]
        for q in 0..comptime!(tile.quads) {
            sums.index(comptime!(tile.sum(c, q))).store(through_head(
                dlogits,
                head,
                place.column + c,
                place.start + q,
                sizes.rows,
                comptime!(tile.width),
                classes,
            ));
            above.index(comptime!(tile.sum(c, q))).store(Quad::new(0.0f32));
        }
    }
    for step in 0..sizes.layers {
        let layer = sizes.layers - 1 - step;
        #[unroll]
        for c in 0..comptime!(tile.columns) {
            #[unroll]
            for q in 0..comptime!(tile.quads) {
                let here = place.global(c, q, layer, sizes.quads, tile);
                let value = z[here];
                let mut d = sums.index(comptime!(tile.sum(c, q))).read() * slope(value, activation);
                let mut output = activate(value, activation);
                #[comptime]
                if let ComptimeOption::Some(dropout) = dropout {
                    let width = comptime!(tile.width);
                    let first = layer * sizes.rows * width + place.column + c;
                    let factor = read_rows(dropout, first, place.start + q, sizes.rows, width);
                    d *= factor;
                    output *= factor;
                }
                let above = above.index(comptime!(tile.sum(c, q)));
                d = join.backward(d, above.read());
                above.store(d);
                shared[place.shared(c, q, tile)] = d * Quad::new(join.branch);
                if place.start + q < sizes.quads {
                    delta[here] = d;
                    h[here] = output;
                }
            }
        }
        sync_cube();
        if layer > 0 {
            multiply_transposed::<N>(&shared, weight, &sums, layer - 1, &place, tile);
        }
        sync_cube();
    }
}
