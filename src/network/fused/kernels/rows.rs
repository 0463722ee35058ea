//! Between a batch as burn has it, `[rows, width]`, and as the kernels have it.

use cubecl::prelude::*;

use super::Quad;

/// Quad `quad` of column 0 of `values[base..]`, a matrix with rows of `width` numbers; beyond the last row, the last row.
#[cube]
pub fn read_rows(values: &[f32], base: usize, quad: usize, rows: usize, width: usize) -> Quad {
    let mut four = Quad::new(0.0f32);
    #[unroll]
    for lane in 0..4usize {
        let row = clamp_max(quad * 4 + lane, rows - 1);
        four.insert(lane, values[base + row * width]);
    }
    four
}

/// 1 for each row of quad `quad` that is one of the batch, 0 for each that only fills the quad.
#[cube]
pub fn present(quad: usize, rows: usize) -> Quad {
    let mut four = Quad::new(0.0f32);
    #[unroll]
    for lane in 0..4usize {
        four.insert(lane, select(quad * 4 + lane < rows, 1.0f32, 0.0f32));
    }
    four
}

/// The sum of the four.
#[cube]
pub fn sum_of(four: Quad) -> f32 {
    (four.extract(0usize) + four.extract(2usize)) + (four.extract(1usize) + four.extract(3usize))
}

/// As [`read_rows`], with 0 for rows beyond the last.
#[cube]
pub fn read_present(values: &[f32], base: usize, quad: usize, rows: usize, width: usize) -> Quad {
    let mut four = Quad::new(0.0f32);
    #[unroll]
    for lane in 0..4usize {
        let row = quad * 4 + lane;
        let value = values[base + clamp_max(row, rows - 1) * width];
        four.insert(lane, select(row < rows, value, 0.0f32));
    }
    four
}
