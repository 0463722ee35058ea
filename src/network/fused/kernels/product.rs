//! Matrix products between a layer's weights and a workgroup's rows in shared memory: nearly all of a step's arithmetic.
//!
//! An invocation keeps `columns` x `quads` sums in registers, so that each number that it reads serves several of them.

use cubecl::prelude::*;

use super::Quad;
use super::place::Place;
use crate::network::fused::tile::Tile;

/// Sets the sum of column c and quad q to the sum over i of `weight[matrix][column + c][i] h[i][at + q]`.
///
/// `weight` is `[matrices, width, width]`, in vectors; `h` is `[width, height]`.
#[cube]
pub fn multiply<N: Size>(
    h: &Shared<[Quad]>,
    weight: &[Vector<f32, N>],
    sums: &Sequence<RuntimeCell<Quad>>,
    matrix: usize,
    place: &Place,
    #[comptime] tile: Tile,
) {
    let steps = comptime!(tile.width / tile.vector);
    let columns = comptime!(tile.columns);
    let quads = comptime!(tile.quads);
    let height = comptime!(tile.height);
    let vector = comptime!(tile.vector);
    clear(sums, comptime!(tile.sums()));
    let first = (matrix * comptime!(tile.width) + place.column) * steps;
    for step in 0..steps {
        let mut rows = Sequence::<Vector<f32, N>>::new();
        #[unroll]
        for c in 0..columns {
            rows.push(weight[first + c * steps + step]);
        }
        #[unroll]
        for k in 0..vector {
            #[unroll]
            for q in 0..quads {
                let input = h[(step * vector + k) * height + place.at + q];
                #[unroll]
                for c in 0..columns {
                    let factor = Quad::new(rows.index(c).extract(k));
                    let sum = sums.index(comptime!(tile.sum(c, q)));
                    sum.store(sum.read() + input * factor);
                }
            }
        }
    }
}

/// Sets the sum of column c and quad q to the sum over j of `weight[matrix][j][column + c] d[j][at + q]`.
#[cube]
pub fn multiply_transposed<N: Size>(
    d: &Shared<[Quad]>,
    weight: &[Vector<f32, N>],
    sums: &Sequence<RuntimeCell<Quad>>,
    matrix: usize,
    place: &Place,
    #[comptime] tile: Tile,
) {
    let width = comptime!(tile.width);
    let steps = comptime!(tile.width / tile.vector);
    let columns = comptime!(tile.columns);
    let quads = comptime!(tile.quads);
    let height = comptime!(tile.height);
    let vector = comptime!(tile.vector);
    let vectors = comptime!(tile.columns / tile.vector);
    clear(sums, comptime!(tile.sums()));
    let first = matrix * width * steps + place.column / vector;
    for j in 0..width {
        let mut row = Sequence::<Vector<f32, N>>::new();
        #[unroll]
        for v in 0..vectors {
            row.push(weight[first + j * steps + v]);
        }
        #[unroll]
        for q in 0..quads {
            let input = d[j * height + place.at + q];
            #[unroll]
            for c in 0..columns {
                let factor = Quad::new(row.index(comptime!(c / vector)).extract(comptime!(c % vector)));
                let sum = sums.index(comptime!(tile.sum(c, q)));
                sum.store(sum.read() + input * factor);
            }
        }
    }
}

#[cube]
fn clear(sums: &Sequence<RuntimeCell<Quad>>, #[comptime] count: usize) {
    #[unroll]
    for i in 0..count {
        sums.index(i).store(Quad::new(0.0f32));
    }
}

/// `count` variables of their own. An array would be one variable, which the browser's compiler indexes while it runs.
#[cube]
pub fn registers(#[comptime] count: usize) -> Sequence<RuntimeCell<Quad>> {
    let mut all = Sequence::<RuntimeCell<Quad>>::new();
    #[unroll]
    for _ in 0..count {
        all.push(RuntimeCell::<Quad>::new(Quad::new(0.0f32)));
    }
    all
}
