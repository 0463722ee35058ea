//! Matrix products between weights and batches: the arithmetic that a step mostly consists of.
//!
//! Tiles of eight sums stay in registers, and each number that is read serves several of them. Their loops are written
//! out, since the release profile, made for size, would not unroll them.

use super::lanes::{Lanes, WIDTH};
use super::row_block::RowBlock;

/// For each unit of the output `finish(unit, slot, sum over i of weights[unit][i] input[i])`, for the eight rows of a
/// group. `weights` is `[output.len(), input.len()]`, row by row.
#[inline(always)]
pub fn multiply(
    weights: &[f32],
    input: &[RowBlock],
    output: &mut [RowBlock],
    finish: impl Fn(usize, &mut RowBlock, RowBlock),
) {
    let length = input.len();
    let mut slots = output.chunks_exact_mut(4);
    let mut rows = weights.chunks_exact(4 * length);
    let mut unit = 0;
    for (slots, rows) in slots.by_ref().zip(rows.by_ref()) {
        for (slot, sum) in slots.iter_mut().zip(four_rows(rows, input)) {
            finish(unit, slot, sum);
            unit += 1;
        }
    }
    for (slot, row) in slots.into_remainder().iter_mut().zip(rows.remainder().chunks_exact(length)) {
        finish(unit, slot, one_row(row, input));
        unit += 1;
    }
}

#[inline(always)]
fn four_rows(rows: &[f32], input: &[RowBlock]) -> [RowBlock; 4] {
    let (first, others) = rows.split_at(input.len());
    let (second, others) = others.split_at(input.len());
    let (third, fourth) = others.split_at(input.len());
    let [mut a, mut b, mut c, mut d] = [RowBlock::ZERO; 4];
    for ((((x, first), second), third), fourth) in input.iter().zip(first).zip(second).zip(third).zip(fourth) {
        a = a.plus(x.scaled(Lanes::splat(*first)));
        b = b.plus(x.scaled(Lanes::splat(*second)));
        c = c.plus(x.scaled(Lanes::splat(*third)));
        d = d.plus(x.scaled(Lanes::splat(*fourth)));
    }
    [a, b, c, d]
}

#[inline(always)]
fn one_row(row: &[f32], input: &[RowBlock]) -> RowBlock {
    input.iter().zip(row).fold(RowBlock::ZERO, |sum, (x, weight)| sum.plus(x.scaled(Lanes::splat(*weight))))
}

/// `product[i][j] = sum over the batch of left[i] right[j]`, `[left_width, right_width]`, row by row: the gradient of a
/// weight matrix from that of its outputs and its inputs. One of the two must be 0 where no row is.
pub fn correlate(left: &[RowBlock], left_width: usize, right: &[RowBlock], right_width: usize, product: &mut [f32]) {
    let mut i = 0;
    let mut pairs = product.chunks_exact_mut(2 * right_width);
    for pair in pairs.by_ref() {
        let (first, second) = pair.split_at_mut(right_width);
        let mut j = 0;
        while j + WIDTH <= right_width {
            let [a, b] = two_by_four(left.chunks_exact(left_width), i, right.chunks_exact(right_width), j);
            first[j..j + WIDTH].copy_from_slice(&a.to_array());
            second[j..j + WIDTH].copy_from_slice(&b.to_array());
            j += WIDTH;
        }
        for j in j..right_width {
            first[j] = one_by_one(left, left_width, i, right, right_width, j);
            second[j] = one_by_one(left, left_width, i + 1, right, right_width, j);
        }
        i += 2;
    }
    for (j, slot) in pairs.into_remainder().iter_mut().enumerate() {
        *slot = one_by_one(left, left_width, i, right, right_width, j);
    }
}

type Groups<'a> = std::slice::ChunksExact<'a, RowBlock>;

#[inline(always)]
fn two_by_four(left: Groups<'_>, i: usize, right: Groups<'_>, j: usize) -> [Lanes; 2] {
    let [mut a0, mut a1, mut a2, mut a3] = [Lanes::ZERO; 4];
    let [mut b0, mut b1, mut b2, mut b3] = [Lanes::ZERO; 4];
    for (left, right) in left.zip(right) {
        let ([a, b], [w, x, y, z]) = (&left[i..i + 2], &right[j..j + 4]) else { continue };
        a0 = a0 + a.0 * w.0;
        a1 = a1 + a.0 * x.0;
        a2 = a2 + a.0 * y.0;
        a3 = a3 + a.0 * z.0;
        b0 = b0 + b.0 * w.0;
        b1 = b1 + b.0 * x.0;
        b2 = b2 + b.0 * y.0;
        b3 = b3 + b.0 * z.0;
        a0 = a0 + a.1 * w.1;
        a1 = a1 + a.1 * x.1;
        a2 = a2 + a.1 * y.1;
        a3 = a3 + a.1 * z.1;
        b0 = b0 + b.1 * w.1;
        b1 = b1 + b.1 * x.1;
        b2 = b2 + b.1 * y.1;
        b3 = b3 + b.1 * z.1;
    }
    [Lanes::sums([a0, a1, a2, a3]), Lanes::sums([b0, b1, b2, b3])]
}

#[inline(always)]
fn one_by_one(left: &[RowBlock], left_width: usize, i: usize, right: &[RowBlock], right_width: usize, j: usize) -> f32 {
    let left = left.iter().skip(i).step_by(left_width);
    let right = right.iter().skip(j).step_by(right_width);
    left.zip(right).fold(RowBlock::ZERO, |sum, (a, b)| sum.plus(a.times(*b))).sum()
}

/// The transpose of `[rows, columns]`, row by row.
pub fn transpose(matrix: &[f32], columns: usize, transposed: &mut [f32]) {
    let rows = matrix.len() / columns;
    for (row, values) in matrix.chunks_exact(columns).enumerate() {
        for (slot, value) in transposed.iter_mut().skip(row).step_by(rows).zip(values) {
            *slot = *value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::row_block::{Tail, groups, pack, unpack};

    fn numbers(count: usize, seed: usize) -> Vec<f32> {
        (0..count).map(|i| ((i * 37 + seed * 101) % 64) as f32 / 32.0 - 1.0).collect()
    }

    #[test]
    fn products_of_any_shape_are_those_of_the_definition() {
        for (rows, inputs, outputs) in [(1, 1, 1), (8, 4, 4), (9, 5, 7), (16, 2, 3), (23, 9, 2), (40, 8, 6)] {
            let (x, w, d) = (numbers(rows * inputs, 1), numbers(outputs * inputs, 2), numbers(rows * outputs, 3));
            let mut input = vec![RowBlock::ZERO; groups(rows) * inputs];
            let mut output = vec![RowBlock::ZERO; groups(rows) * outputs];
            pack(&x, inputs, &mut input);
            for (input, output) in input.chunks(inputs).zip(output.chunks_mut(outputs)) {
                multiply(&w, input, output, |_, slot, sum| *slot = sum);
            }
            let mut found = vec![0.0; rows * outputs];
            unpack(&output, outputs, &mut found);
            for (row, found) in found.chunks(outputs).enumerate() {
                for (unit, found) in found.iter().enumerate() {
                    let expected: f32 = (0..inputs).map(|i| x[row * inputs + i] * w[unit * inputs + i]).sum();
                    assert!((found - expected).abs() < 1e-4);
                }
            }
            pack(&d, outputs, &mut output);
            Tail::of(rows).clear(&mut output, outputs);
            let mut product = vec![0.0; outputs * inputs];
            correlate(&output, outputs, &input, inputs, &mut product);
            for (at, found) in product.iter().enumerate() {
                let (i, j) = (at / inputs, at % inputs);
                let expected: f32 = (0..rows).map(|row| d[row * outputs + i] * x[row * inputs + j]).sum();
                assert!((found - expected).abs() < 1e-4);
            }
            let mut transposed = vec![0.0; w.len()];
            transpose(&w, inputs, &mut transposed);
            assert!((0..w.len()).all(|at| transposed[at % inputs * outputs + at / inputs] == w[at]));
        }
    }
}
